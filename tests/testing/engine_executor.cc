#include "tests/testing/engine_executor.h"

#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "ledger/check.h"
#include "ledger/invariants.h"
#include "ledger/status_macros.h"
#include "tests/testing/scenario_cover_facts.h"
#include "tests/testing/scenario_facts.h"
#include "tests/testing/scenario_reconciliation_facts.h"

namespace ippledge {
namespace {

ScenarioAnswer AnswerOf(const ScenarioRequest& request, const engine::Outcome& outcome) {
  ScenarioAnswer answer;
  answer.status = outcome.status;
  answer.replayed = outcome.replayed;
  answer.already_recorded = outcome.already_recorded;
  answer.entry = outcome.entry;
  answer.counted_total = outcome.counted_total;
  const bool of_cover = !request.is_batch && IsAboutCover(request.rows.at(0));
  if (outcome.loan != nullptr && !request.is_batch && !of_cover) {
    answer.figures = FiguresOf(*outcome.loan);
  }
  answer.rights_pledged_before = outcome.rights_pledged_before;
  answer.fund = outcome.fund;
  if (of_cover && (outcome.already_recorded || !MayReadFund(request.caller).ok())) {
    answer.fund.reset();
  }
  if (outcome.event != nullptr) answer.told = ToldOf(*outcome.event, outcome.loan.get());
  answer.first_entry = outcome.first_entry;
  answer.recorded_rows = outcome.recorded_rows;
  answer.verdicts = outcome.verdicts;
  return answer;
}

}  // namespace

EngineExecutor::EngineExecutor(Options options) : options_(std::move(options)) {
  std::string name = (std::filesystem::temp_directory_path() / "ippledge-XXXXXX").string();
  IPPLEDGE_CHECK(mkdtemp(name.data()) != nullptr);
  folder_ = name;
  IPPLEDGE_CHECK(absl::LoadTimeZone(options_.time_zone, &zone_));
  Restart();
}

EngineExecutor::~EngineExecutor() {
  programmes_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void EngineExecutor::Restart() {
  programmes_.reset();
  // Totals are recorded when the programme is closed, and at no other time.
  constexpr std::int64_t kNever = std::int64_t{1} << 62;
  auto opened = engine::Programmes::Open(folder_, &clock_,
                                         {.totals_interval_ms = kNever, .housekeeping = false});
  if (!opened.ok()) std::fprintf(stderr, "%s\n", opened.status().ToString().c_str());
  IPPLEDGE_CHECK(opened.ok());
  programmes_ = *std::move(opened);
}

void EngineExecutor::Step() {
  if (options_.reopen_each_step) Restart();
}

engine::Engine& EngineExecutor::engine() const {
  engine::Engine* found = programmes_->Find(options_.programme);
  IPPLEDGE_CHECK(found != nullptr);
  return *found;
}

void EngineExecutor::TurnTo(Date day) {
  const absl::CivilSecond noon(day.year(), day.month(), day.day(), 12);
  clock_.now_ms = absl::ToUnixMillis(absl::FromCivil(noon, zone_));
  if (programmes_->Find(options_.programme) != nullptr) engine().Tick();
  Step();
}

ScenarioAnswer EngineExecutor::Execute(const ScenarioRequest& request) {
  if (absl::Status rights = CheckRights(request); !rights.ok()) return {.status = rights};
  engine::Submission submission;
  submission.caller = request.caller;
  if (!request.validate_only) submission.request_id = request.request_id;
  submission.validate_only = request.validate_only;
  submission.is_batch = request.is_batch;
  submission.all_or_nothing = request.all_or_nothing;
  const bool founds = std::holds_alternative<FoundProgramme>(request.rows.at(0));
  for (const Command& row : request.rows) {
    Command command = row;
    const CodeSchemes schemes =
        founds ? CodeSchemes() : engine().View().programme().constitution.schemes;
    const absl::Status shape = CheckShape(command, schemes);
    if (!shape.ok() && !request.is_batch) return {.status = shape};
    if (auto* publish = std::get_if<PublishReport>(&command)) {
      const engine::ReadView view = engine().View();
      publish->at = view.position();
      const auto totals = view.Totals(QueryOfMonth(publish->month, publish->at));
      if (!totals.ok()) return {.status = totals.status()};
      publish->figures = totals->total;
    }
    if (shape.ok()) {
      submission.rows.emplace_back(std::move(command));
    } else {
      submission.rows.emplace_back(shape);
    }
  }
  engine::Outcome outcome;
  if (founds) {
    absl::Notification answered;
    submission.done = [&](engine::Outcome given) {
      outcome = std::move(given);
      answered.Notify();
    };
    programmes_->Found(std::move(submission));
    answered.WaitForNotification();
  } else {
    outcome = engine().Execute(std::move(submission));
  }
  Step();
  return AnswerOf(request, outcome);
}

absl::StatusOr<std::optional<ShownLoan>> EngineExecutor::ShowLoan(const LoanId& id,
                                                                  std::int64_t at) {
  const engine::ReadView view = engine().View();
  IPPLEDGE_ASSIGN_OR_RETURN(const std::int64_t position, view.PositionOf(at));
  IPPLEDGE_ASSIGN_OR_RETURN(const LoanRef loan, view.LoanAt(LoanKey(id), position));
  if (loan == nullptr) return std::nullopt;
  IPPLEDGE_ASSIGN_OR_RETURN(const auto also_pledged, view.AlsoPledged({loan}, position));
  return ShowLoanOf(*loan, also_pledged[0]);
}

absl::StatusOr<ShownTotals> EngineExecutor::ShowTotals(const TotalsAsk& ask) {
  const engine::ReadView view = engine().View();
  TotalsQuery query = QueryOf(ask, view.programme(), view.position());
  IPPLEDGE_ASSIGN_OR_RETURN(query.at, view.PositionOf(query.at));
  IPPLEDGE_ASSIGN_OR_RETURN(const TotalsAnswer answer, view.Totals(query));
  return ShowTotalsOf(query, answer, view.programme());
}

std::vector<PublishedReport> EngineExecutor::ShowReports() {
  return engine().View().programme().reports;
}

absl::StatusOr<ShownFund> EngineExecutor::ShowFund(std::int64_t at, std::optional<Date> as_of) {
  const engine::ReadView view = engine().View();
  IPPLEDGE_RETURN_IF_ERROR(view.PositionOf(at).status());
  return ShowFundOf(view.programme().fund, at, as_of);
}

absl::StatusOr<std::vector<ShownMovement>> EngineExecutor::ShowMovements(std::int64_t at) {
  const engine::ReadView view = engine().View();
  IPPLEDGE_RETURN_IF_ERROR(view.PositionOf(at).status());
  return ShowMovementsOf(view.programme().fund, at);
}

absl::StatusOr<std::optional<ShownCover>> EngineExecutor::ShowCover(const LoanId& id,
                                                                    std::int64_t at) {
  const engine::ReadView view = engine().View();
  IPPLEDGE_ASSIGN_OR_RETURN(const std::int64_t position, view.PositionOf(at));
  IPPLEDGE_ASSIGN_OR_RETURN(const LoanRef loan, view.LoanAt(LoanKey(id), position));
  return ShowCoverOf(loan.get());
}

absl::StatusOr<std::vector<ShownWork>> EngineExecutor::ShowWork(const WorkAsk& ask) {
  const engine::ReadView view = engine().View();
  return ShowWorkOf(view.programme().work, ask, view.picture().today);
}

absl::StatusOr<CoverTotals> EngineExecutor::ShowExposure() {
  return engine().View().programme().cover;
}

absl::StatusOr<ShownTerms> EngineExecutor::ShowTerms() {
  const engine::ReadView view = engine().View();
  return ShowTermsOf(view.programme(), view.picture().today);
}

absl::StatusOr<ShownReconciliation> EngineExecutor::ShowReconciliation(
    const ReconciliationAsk& ask) {
  const engine::ReadView view = engine().View();
  const auto closing = [&view](std::int64_t entry) {
    return std::get<PeriodClosed>(view.Entries(entry, 1)->at(0).entry.events.at(0));
  };
  return ShowReconciliationOf({.programme = view.programme(),
                               .newest = view.position(),
                               .today = view.picture().today,
                               .closing = closing},
                              ask);
}

// The headline is that of the picture; the programme's own may be older.
absl::Status EngineExecutor::CheckInvariants() {
  const engine::ReadView view = engine().View();
  Programme programme = view.programme();
  programme.headline = view.picture().headline;
  programme.last_entry = view.position();
  IPPLEDGE_RETURN_IF_ERROR(CheckFundInvariants(programme.fund));
  Headline sum;
  CoverTotals cover;
  std::vector<WorkItem> work;
  absl::Status status;
  IPPLEDGE_RETURN_IF_ERROR(
      view.VisitLoans("", "", view.position(), [&](const std::string&, const LoanRef& loan) {
        status = CheckLoanInvariants(*loan, programme);
        AddTo(sum, HeadlineOf(*loan), +1);
        AddTo(cover, CoverTotalsOf(*loan), +1);
        for (WorkItem& item : WorkOf(*loan)) work.push_back(std::move(item));
        return status.ok();
      }));
  IPPLEDGE_RETURN_IF_ERROR(status);
  if (const std::string difference = DifferenceOf(programme.headline, sum); !difference.empty()) {
    return absl::DataLossError(absl::StrCat("headline: ", difference, " (sum over the loans)"));
  }
  if (!(cover == programme.cover)) return absl::DataLossError("cover: not the sum over the loans");
  std::sort(work.begin(), work.end());
  auto expected = work.begin();
  programme.work.Visit([&](const WorkItem& item) {
    if (expected == work.end() || *expected != item) return false;
    ++expected;
    return true;
  });
  if (expected != work.end() || programme.work.size() != work.size()) {
    return absl::DataLossError("open work: not that of the loans");
  }
  IPPLEDGE_ASSIGN_OR_RETURN(const TotalsAnswer answer, view.Totals({}));
  for (std::size_t i = 0; i < answer.measures.size(); ++i) {
    if (answer.measures[i] == Measure::kFirms) continue;
    const std::int64_t want = SumOf(programme.headline, answer.measures[i]);
    if (answer.total[i] != want) {
      return absl::DataLossError(absl::StrCat("totals: ", NameOf(answer.measures[i]), " is ",
                                              answer.total[i], ", not ", want));
    }
  }
  return absl::OkStatus();
}

}  // namespace ippledge
