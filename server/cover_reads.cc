#include "server/cover_reads.h"

#include <algorithm>
#include <type_traits>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "ippledge/v1/claim_service.pb.h"
#include "ippledge/v1/cover_service.pb.h"
#include "ledger/cover.h"
#include "ledger/status_macros.h"
#include "server/cover_write.h"
#include "server/loan_reads.h"

namespace ippledge::server {
namespace {

template <typename T>
concept HasJudgement = requires(const T& event) {
  event.judgement;
};

// The judgement that an event holds; null when it holds none.
const Judgement* JudgementOf(const Event& event) {
  return std::visit(
      [](const auto& kind) -> const Judgement* {
        using Kind = std::decay_t<decltype(kind)>;
        if constexpr (!HasJudgement<Kind>) {
          return nullptr;
        } else if constexpr (std::is_same_v<decltype(kind.judgement), Judgement>) {
          return &kind.judgement;
        } else {
          return kind.judgement ? &*kind.judgement : nullptr;
        }
      },
      event);
}

// The judgement in an entry's event of kind E, or of any kind; left out when it has none.
template <typename E = void>
absl::StatusOr<bool> FormatJudgementIn(const engine::ReadView& view, const Caller& caller,
                                       std::int64_t entry, v1::Judgement& message) {
  IPPLEDGE_ASSIGN_OR_RETURN(const auto entries, view.Entries(entry, 1));
  for (const engine::StoredEntry& stored : entries) {
    for (const Event& event : stored.entry.events) {
      if constexpr (!std::is_void_v<E>) {
        if (!std::holds_alternative<E>(event)) continue;
      }
      const Judgement* judgement = JudgementOf(event);
      if (judgement == nullptr) continue;
      wire::FormatJudgement(*judgement, PortfolioFor(caller), message);
      return true;
    }
  }
  return false;
}

struct FoundCover {
  engine::ReadView view;
  std::int64_t position = 0;
  LoanRef loan;
};

// The covered loan that a request names.
template <typename Request>
absl::StatusOr<FoundCover> FindCover(const Backend& backend, const Request& request) {
  IPPLEDGE_RETURN_IF_ERROR(RefuseUnknownFields(request));
  IPPLEDGE_ASSIGN_OR_RETURN(engine::Engine* const engine,
                            FindProgramme(backend, request.programme()));
  Violations violations;
  const std::optional<LoanId> id = wire::ParseLoanId(request.loan(), "loan", violations);
  IPPLEDGE_RETURN_IF_ERROR(violations.ToStatus());
  FoundCover found{.view = engine->View(), .position = 0, .loan = nullptr};
  IPPLEDGE_ASSIGN_OR_RETURN(found.position, found.view.PositionOf(request.at()));
  IPPLEDGE_ASSIGN_OR_RETURN(found.loan, found.view.LoanAt(LoanKey(*id), found.position));
  const auto named = [&](Reason reason) {
    return Refuse(reason, "loan", {{"bank", id->bank}, {"contract_number", id->contract_number}});
  };
  if (found.loan == nullptr) return named(Reason::kLoanUnknown);
  if (found.loan->cover == nullptr) return named(Reason::kCoverUnknown);
  return found;
}

// The claim of that number; of an empty one the only claim.
const Claim* ClaimNamed(const Cover& cover, const std::string& claim_number) {
  if (claim_number.empty() && cover.claims.size() == 1) return &cover.claims.front();
  return FindClaim(cover, claim_number);
}

}  // namespace

absl::Status ReadCover(const Backend& backend, const Caller& caller,
                       const v1::GetCoverRequest& request, v1::GetCoverResponse& response) {
  IPPLEDGE_ASSIGN_OR_RETURN(const FoundCover found, FindCover(backend, request));
  const Loan& loan = *found.loan;
  wire::FormatCover(loan, wire::CoverParts::kShown, *response.mutable_cover());
  // A returned application was judged anew when it came back: the last one counts.
  for (auto entry = loan.entries.rbegin();
       entry != loan.entries.rend() && *entry >= loan.cover->applied_entry; ++entry) {
    if (*entry > found.position) continue;
    IPPLEDGE_ASSIGN_OR_RETURN(
        const bool judged,
        FormatJudgementIn<CoverApplied>(found.view, caller, *entry, *response.mutable_judgement()));
    if (judged) break;
  }
  response.set_position(found.position);
  return absl::OkStatus();
}

absl::Status ReadClaim(const Backend& backend, const Caller& caller,
                       const v1::GetClaimRequest& request, v1::GetClaimResponse& response) {
  IPPLEDGE_ASSIGN_OR_RETURN(const FoundCover found, FindCover(backend, request));
  const Cover& cover = *found.loan->cover;
  const Claim* claim = ClaimNamed(cover, request.claim_number());
  if (claim == nullptr) {
    return Refuse(Reason::kClaimUnknown, "claim_number",
                  {{"claim_number", request.claim_number()}});
  }
  wire::FormatClaim(*claim, *response.mutable_claim());
  wire::FormatCover(*found.loan, wire::CoverParts::kLeftOut, *response.mutable_cover());
  const std::int64_t entry = std::max(claim->judged_entry, claim->filed_entry);
  IPPLEDGE_RETURN_IF_ERROR(
      FormatJudgementIn(found.view, caller, entry, *response.mutable_judgement()).status());
  response.set_position(found.position);
  return absl::OkStatus();
}

absl::Status ReadCovers(const Backend& backend, const Caller& caller,
                        const v1::ListCoversRequest& request, v1::ListCoversResponse& response) {
  IPPLEDGE_RETURN_IF_ERROR(RefuseUnknownFields(request));
  IPPLEDGE_ASSIGN_OR_RETURN(engine::Engine* const engine,
                            FindProgramme(backend, request.programme()));
  IPPLEDGE_ASSIGN_OR_RETURN(KeyRange range, RangeFor(caller, request.bank()));
  IPPLEDGE_ASSIGN_OR_RETURN(const int page_size, PageSizeOf(request.page_size()));
  if (request.state() < 0 || request.state() >= kCoverStateCount) {
    return Refuse(Reason::kEnumUnknown, "state", {{"got", absl::StrCat(request.state())}});
  }
  const engine::ReadView view = engine->View();
  const std::string scope =
      absl::StrCat("ListCovers/", request.programme(), "/", request.bank(), "/", request.state(),
                   "/", NameOf(caller.role), "/", caller.organisation);
  PagePoint point;
  if (request.page_token().empty()) {
    IPPLEDGE_ASSIGN_OR_RETURN(point.position, view.PositionOf(request.at()));
  } else {
    IPPLEDGE_ASSIGN_OR_RETURN(point, backend.page_tokens->Open(scope, request.page_token()));
    IPPLEDGE_RETURN_IF_ERROR(view.PositionOf(point.position).status());
    range.from = point.last_key + std::string(1, '\0');
  }
  const auto wanted = static_cast<CoverState>(request.state());
  int looked_at = 0;
  std::size_t bytes = 0;
  bool more = false;
  IPPLEDGE_RETURN_IF_ERROR(view.VisitLoans(
      range.from, range.end, point.position, [&](const std::string& key, const LoanRef& loan) {
        more = looked_at == kCoverPageLoans || response.covers_size() == page_size ||
               bytes >= kAnswerBytesMax;
        if (more) return false;
        ++looked_at;
        point.last_key = key;
        if (loan->cover == nullptr) return true;
        if (wanted != CoverState::kUnspecified && wire::ShownStateOf(*loan) != wanted) return true;
        v1::Cover& message = *response.add_covers();
        wire::FormatCover(*loan, wire::CoverParts::kLeftOut, message);
        bytes += message.ByteSizeLong();
        return true;
      }));
  if (more) response.set_next_page_token(backend.page_tokens->Seal(scope, point));
  response.set_position(point.position);
  return absl::OkStatus();
}

}  // namespace ippledge::server
