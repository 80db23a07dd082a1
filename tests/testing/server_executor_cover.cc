// Terms, cover, claims and open work through the whole server: tests/testing/server_executor.h.
#include <google/protobuf/util/message_differencer.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/check.h"
#include "ledger/status_macros.h"
#include "tests/testing/commands_as_messages.h"
#include "tests/testing/cover_messages.h"
#include "tests/testing/server_executor.h"

namespace ippledge {
namespace {

using google::protobuf::util::MessageDifferencer;

constexpr char kProgramme[] = "inner-mongolia";

// A read about a loan.
template <typename Request>
Request ReadOf(const LoanId& id) {
  Request request;
  request.set_programme(kProgramme);
  request.mutable_loan()->set_bank(id.bank);
  request.mutable_loan()->set_contract_number(id.contract_number);
  return request;
}

// All items of a list, page by page. Two a page, so that there are pages.
template <typename Response, typename Request, typename Items>
absl::StatusOr<std::vector<typename Items::value_type>> Listed(const Rpc& rpc, Request request,
                                                               const Items& (Response::*items)()
                                                                   const) {
  std::vector<typename Items::value_type> listed;
  request.set_page_size(2);
  do {
    const auto page = rpc.Ask<Response>(request);
    if (!page.status.ok()) return RefusalOf(page);
    const Items& shown = (page.response.*items)();
    listed.insert(listed.end(), shown.begin(), shown.end());
    request.set_page_token(page.response.next_page_token());
  } while (!request.page_token().empty());
  return listed;
}

}  // namespace

absl::StatusOr<std::optional<ShownCover>> ServerExecutor::ShowCover(const LoanId& id,
                                                                    std::int64_t at) {
  auto request = ReadOf<v1::GetCoverRequest>(id);
  request.set_at(at);
  const auto answer = Office().Ask<v1::GetCoverResponse>(request);
  if (answer.status.ok()) return ShownCoverOf(answer.response.cover());
  absl::Status refusal = RefusalOf(answer);
  const Reason reason = ReasonOf(refusal);
  if (reason == Reason::kLoanUnknown || reason == Reason::kCoverUnknown) return std::nullopt;
  return refusal;
}

absl::StatusOr<std::vector<ShownWork>> ServerExecutor::ShowWork(const WorkAsk& ask) {
  v1::ListWorkRequest request;
  request.set_programme(kProgramme);
  request.set_bank(ask.bank);
  request.set_overdue_only(ask.overdue_only);
  IPPLEDGE_ASSIGN_OR_RETURN(const auto listed,
                            Listed(Office(), request, &v1::ListWorkResponse::items));
  std::vector<ShownWork> shown;
  for (const v1::WorkItem& item : listed) shown.push_back(ShownWorkOf(item));
  return shown;
}

absl::StatusOr<CoverTotals> ServerExecutor::ShowExposure() {
  v1::GetFundRequest request;
  request.set_programme(kProgramme);
  const auto answer = Office().Ask<v1::GetFundResponse>(request);
  if (!answer.status.ok()) return RefusalOf(answer);
  return CoverTotalsOf(answer.response.exposure());
}

absl::StatusOr<ShownTerms> ServerExecutor::ShowTerms() {
  const Rpc office = Office();
  ShownTerms shown;
  v1::ListPoliciesRequest policies;
  policies.set_programme(kProgramme);
  const auto listed = office.Ask<v1::ListPoliciesResponse>(policies);
  if (!listed.status.ok()) return RefusalOf(listed);
  for (const v1::PolicyVersion& version : listed.response.policies()) {
    shown.policies.push_back({.policy_id = version.policy_id(),
                              .version = version.version(),
                              .effective_date = version.effective_date(),
                              .entry = version.entry(),
                              .in_force = version.in_force()});
  }
  v1::ListCalendarsRequest calendars;
  calendars.set_programme(kProgramme);
  const auto years = office.Ask<v1::ListCalendarsResponse>(calendars);
  if (!years.status.ok()) return RefusalOf(years);
  for (const v1::CalendarYear& year : years.response.years()) {
    shown.calendars.push_back(CalendarYearOf(year));
  }
  v1::ListLendingRatesRequest rates;
  rates.set_programme(kProgramme);
  const auto entered = office.Ask<v1::ListLendingRatesResponse>(rates);
  if (!entered.status.ok()) return RefusalOf(entered);
  for (const v1::LendingRate& rate : entered.response.rates()) {
    shown.rates.push_back(LendingRateOf(rate));
  }
  v1::ListPortfolioFiguresRequest figures;
  figures.set_programme(kProgramme);
  IPPLEDGE_ASSIGN_OR_RETURN(const auto recorded,
                            Listed(office, figures, &v1::ListPortfolioFiguresResponse::figures));
  for (const v1::RecordedFigure& figure : recorded) {
    shown.figures.push_back(PortfolioFigureOf(figure.figure()));
  }
  return shown;
}

absl::Status ServerExecutor::CheckCovers(const Rpc& office) {
  v1::ListCoversRequest request;
  request.set_programme(kProgramme);
  IPPLEDGE_ASSIGN_OR_RETURN(const auto listed,
                            Listed(office, request, &v1::ListCoversResponse::covers));
  for (const v1::Cover& cover : listed) {
    const LoanId id{cover.loan().bank(), cover.loan().contract_number()};
    const std::string name = absl::StrCat("cover of ", id.bank, "/", id.contract_number);
    auto got = office.Ask<v1::GetCoverResponse>(ReadOf<v1::GetCoverRequest>(id));
    if (!got.status.ok()) return RefusalOf(got);
    for (const v1::Claim& claim : got.response.cover().claims()) {
      auto of_claim = ReadOf<v1::GetClaimRequest>(id);
      of_claim.set_claim_number(claim.filing().claim_number());
      const auto alone = office.Ask<v1::GetClaimResponse>(of_claim);
      if (!alone.status.ok()) return RefusalOf(alone);
      if (!MessageDifferencer::Equals(claim, alone.response.claim())) {
        return absl::DataLossError(absl::StrCat(name, ": a claim differs by the way it is read"));
      }
    }
    // What a list leaves out.
    got.response.mutable_cover()->clear_reports();
    got.response.mutable_cover()->clear_claims();
    if (!MessageDifferencer::Equals(cover, got.response.cover())) {
      return absl::DataLossError(absl::StrCat(name, " differs by the way it is read"));
    }
  }
  return absl::OkStatus();
}

}  // namespace ippledge
