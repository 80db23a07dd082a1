#include "server/loan_reads.h"

#include "absl/strings/str_cat.h"
#include "ippledge/v1/loan_service.pb.h"
#include "ledger/status_macros.h"
#include "proto/wire/format.h"
#include "proto/wire/parse.h"
#include "server/call.h"

namespace ippledge::server {

absl::StatusOr<KeyRange> RangeFor(const Caller& caller, const std::string& bank) {
  const std::string& whose = bank.empty() && IsBank(caller.role) ? caller.organisation : bank;
  if (whose.empty()) return KeyRange{};
  IPPLEDGE_RETURN_IF_ERROR(MayReadLoansOf(caller, whose));
  // Keys of a bank are its id, 0x00, contract number.
  return KeyRange{.from = whose + std::string(1, '\0'), .end = whose + std::string(1, '\1')};
}

absl::StatusOr<bool> FormatLoans(const engine::ReadView& view, const KeyRange& range,
                                 PagePoint& point, int loans_max,
                                 google::protobuf::RepeatedPtrField<v1::Loan>& loans) {
  std::vector<std::string> keys;
  std::vector<LoanRef> found;
  bool more = false;
  IPPLEDGE_RETURN_IF_ERROR(view.VisitLoans(range.from, range.end, point.position,
                                           [&](const std::string& key, const LoanRef& loan) {
                                             more = static_cast<int>(found.size()) == loans_max;
                                             if (more) return false;
                                             keys.push_back(key);
                                             found.push_back(loan);
                                             return true;
                                           }));
  IPPLEDGE_ASSIGN_OR_RETURN(const auto also, view.AlsoPledged(found, point.position));
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (bytes >= kAnswerBytesMax) return true;
    wire::FormatLoan(*found[i], view.programme(), also[i], wire::LoanEvents::kLeftOut,
                     *loans.Add());
    bytes += loans.rbegin()->ByteSizeLong();
    point.last_key = keys[i];
  }
  return more;
}

absl::Status ReadLoan(const Backend& backend, const v1::GetLoanRequest& request,
                      v1::GetLoanResponse& response) {
  IPPLEDGE_RETURN_IF_ERROR(RefuseUnknownFields(request));
  IPPLEDGE_ASSIGN_OR_RETURN(engine::Engine* const engine,
                            FindProgramme(backend, request.programme()));
  Violations violations;
  const std::optional<LoanId> id = wire::ParseLoanId(request.loan(), "loan", violations);
  IPPLEDGE_RETURN_IF_ERROR(violations.ToStatus());
  const engine::ReadView view = engine->View();
  IPPLEDGE_ASSIGN_OR_RETURN(const std::int64_t position, view.PositionOf(request.at()));
  IPPLEDGE_ASSIGN_OR_RETURN(const LoanRef loan, view.LoanAt(LoanKey(*id), position));
  if (loan == nullptr) {
    return Refuse(Reason::kLoanUnknown, "loan",
                  {{"bank", id->bank}, {"contract_number", id->contract_number}});
  }
  IPPLEDGE_ASSIGN_OR_RETURN(const auto also, view.AlsoPledged({loan}, position));
  wire::FormatLoan(*loan, view.programme(), also[0], wire::LoanEvents::kShown,
                   *response.mutable_loan());
  response.set_position(position);
  return absl::OkStatus();
}

absl::Status ReadLoans(const Backend& backend, const Caller& caller,
                       const v1::ListLoansRequest& request, v1::ListLoansResponse& response) {
  IPPLEDGE_RETURN_IF_ERROR(RefuseUnknownFields(request));
  IPPLEDGE_ASSIGN_OR_RETURN(engine::Engine* const engine,
                            FindProgramme(backend, request.programme()));
  IPPLEDGE_ASSIGN_OR_RETURN(KeyRange range, RangeFor(caller, request.bank()));
  IPPLEDGE_ASSIGN_OR_RETURN(const int page_size, PageSizeOf(request.page_size()));
  const engine::ReadView view = engine->View();
  const std::string scope = absl::StrCat("ListLoans/", request.programme(), "/", request.bank(),
                                         "/", NameOf(caller.role), "/", caller.organisation);
  PagePoint point;
  if (request.page_token().empty()) {
    IPPLEDGE_ASSIGN_OR_RETURN(point.position, view.PositionOf(request.at()));
  } else {
    IPPLEDGE_ASSIGN_OR_RETURN(point, backend.page_tokens->Open(scope, request.page_token()));
    IPPLEDGE_RETURN_IF_ERROR(view.PositionOf(point.position).status());
    // The next key after the last one shown.
    range.from = point.last_key + std::string(1, '\0');
  }
  IPPLEDGE_ASSIGN_OR_RETURN(const bool more,
                            FormatLoans(view, range, point, page_size, *response.mutable_loans()));
  if (more) response.set_next_page_token(backend.page_tokens->Seal(scope, point));
  response.set_position(point.position);
  return absl::OkStatus();
}

}  // namespace ippledge::server
