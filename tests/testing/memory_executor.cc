#include "tests/testing/memory_executor.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/loan_fold.h"
#include "ledger/status_macros.h"
#include "tests/testing/naive_totals.h"
#include "tests/testing/scenario_cover_facts.h"
#include "tests/testing/scenario_facts.h"
#include "tests/testing/scenario_reconciliation_facts.h"

namespace ippledge {
namespace {

std::string ContentOf(const ScenarioRequest& request) {
  std::string content = absl::StrCat(request.is_batch ? "batch" : "single",
                                     request.all_or_nothing ? " all or nothing " : " ");
  for (const Command& command : request.rows) AppendCanonical(command, content);
  return content;
}

}  // namespace

void MemoryExecutor::TurnTo(Date day) {
  today_ = day;
  if (ledger_) ledger_->TurnTo(day);
}

CodeSchemes MemoryExecutor::Schemes() const {
  return ledger_ ? ledger_->programme().constitution.schemes : CodeSchemes();
}

ScenarioAnswer MemoryExecutor::Execute(const ScenarioRequest& request) {
  if (absl::Status rights = CheckRights(request); !rights.ok()) return {.status = rights};
  if (!request.is_batch) {
    if (absl::Status shape = CheckShape(request.rows.at(0), Schemes()); !shape.ok()) {
      return {.status = shape};
    }
  }
  if (request.validate_only) return Decide(request);
  const std::string key =
      absl::StrCat(request.caller.organisation, " ",
                   absl::string_view(reinterpret_cast<const char*>(request.request_id.data()),
                                     request.request_id.size()));
  const std::string content = ContentOf(request);
  if (const auto known = requests_.find(key); known != requests_.end()) {
    ScenarioAnswer answer;
    if (known->second.content != content) {
      answer.status = Refuse(Reason::kRequestIdReused, "request_id",
                             {{"first_entry", absl::StrCat(known->second.answer.entry)}});
      return answer;
    }
    answer = known->second.answer;
    answer.replayed = true;
    return answer;
  }
  ScenarioAnswer answer = Decide(request);
  const bool made_entry = answer.status.ok() && answer.entry != 0 && !answer.already_recorded;
  if (made_entry) requests_[key] = {content, answer};
  return answer;
}

ScenarioAnswer MemoryExecutor::Decide(const ScenarioRequest& request) {
  return request.is_batch ? DecideBatch(request) : DecideSingle(request);
}

ScenarioAnswer MemoryExecutor::DecideSingle(const ScenarioRequest& request) {
  ScenarioAnswer answer;
  Command command = request.rows.at(0);
  if (auto* found = std::get_if<FoundProgramme>(&command)) {
    found->today = today_;
    if (!ledger_) {
      answer.status = ippledge::Decide(Books(), request.caller, command).status();
      if (!answer.status.ok() || request.validate_only) return answer;
      ledger_.emplace(found->constitution, today_);
      answer.entry = 1;
      return answer;
    }
  }
  if (auto* publish = std::get_if<PublishReport>(&command)) {
    publish->at = ledger_->last_entry();
    publish->figures = TotalsOf(QueryOfMonth(publish->month, publish->at)).total;
  }
  const absl::StatusOr<Decision> decision = ledger_->Decide(request.caller, command);
  if (!decision.ok()) {
    answer.status = decision.status();
    return answer;
  }
  const LoanId* id = LoanIdOf(command);
  const bool of_cover = IsAboutCover(command);
  // Of the loan after the event.
  const auto tell = [&] {
    const LoanRef loan = id == nullptr ? nullptr : LoanAt(*id, 0);
    if (loan != nullptr && !of_cover) answer.figures = FiguresOf(*loan);
    answer.told = ToldOf(decision->events[0], loan.get());
  };
  if (decision->events.empty()) {
    answer.already_recorded = true;
    answer.entry = decision->already_recorded_entry;
    if (of_cover) return answer;
    if (id != nullptr) answer.figures = FiguresOf(*LoanAt(*id, 0));
    const Event& first = ledger_->entries().at(static_cast<std::size_t>(answer.entry - 1));
    answer.fund = FundAfter(first);
    return answer;
  }
  const Event& event = decision->events[0];
  if (!of_cover || MayReadFund(request.caller).ok()) answer.fund = FundAfter(event);
  if (const auto* recorded = std::get_if<LoanRecorded>(&event)) {
    answer.rights_pledged_before = recorded->rights_pledged_before;
  }
  if (request.validate_only) {
    // Without a loan the event itself tells all; bank statements and matches are never on trial.
    if (id == nullptr) {
      tell();
      return answer;
    }
    ledger_->BeginTrial();
    ledger_->Happen(event);
    tell();
    ledger_->UndoTrial();
    return answer;
  }
  ledger_->Happen(event);
  answer.entry = ledger_->last_entry();
  callers_[answer.entry] = request.caller;
  answer.counted_total =
      SumOf(ledger_->programme().headline, ledger_->programme().constitution.counted_measure);
  tell();
  return answer;
}

ScenarioAnswer MemoryExecutor::DecideBatch(const ScenarioRequest& request) {
  ScenarioAnswer answer;
  ledger_->BeginTrial();
  const BatchRow* refused = nullptr;
  answer.verdicts.reserve(request.rows.size());
  for (std::size_t i = 0; i < request.rows.size(); ++i) {
    const auto row = static_cast<std::int32_t>(i);
    const absl::Status shape = CheckShape(request.rows[i], Schemes());
    const absl::StatusOr<Decision> decision =
        shape.ok() ? ledger_->Decide(request.caller, request.rows[i]) : shape;
    if (!decision.ok()) {
      answer.verdicts.push_back({.row = row,
                                 .already_recorded_entry = 0,
                                 .violations = ViolationsOf(decision.status()),
                                 .violations_more = ViolationsMoreOf(decision.status())});
      if (refused == nullptr) refused = &answer.verdicts.back();
    } else if (decision->events.empty()) {
      answer.verdicts.push_back(
          {.row = row, .already_recorded_entry = decision->already_recorded_entry});
    } else {
      ledger_->Happen(decision->events[0]);
      callers_[ledger_->last_entry()] = request.caller;
      if (answer.recorded_rows++ == 0) answer.first_entry = ledger_->last_entry();
    }
  }
  if (request.all_or_nothing && refused != nullptr) {
    ledger_->UndoTrial();
    std::vector<Violation> violations = {{Reason::kBatchRowRefused,
                                          absl::StrCat("rows[", refused->row, "]"),
                                          {{"row", absl::StrCat(refused->row)}}}};
    violations.insert(violations.end(), refused->violations.begin(), refused->violations.end());
    ScenarioAnswer whole;
    whole.status = Refuse(violations, 0);
    return whole;
  }
  if (request.validate_only) {
    ledger_->UndoTrial();
    answer.first_entry = 0;
    return answer;
  }
  ledger_->KeepTrial();
  if (answer.recorded_rows == 0) return answer;
  ledger_->Happen(BatchRecorded{.first_entry = answer.first_entry,
                                .recorded_rows = answer.recorded_rows,
                                .rows = answer.verdicts});
  answer.entry = ledger_->last_entry();
  answer.counted_total =
      SumOf(ledger_->programme().headline, ledger_->programme().constitution.counted_measure);
  return answer;
}

void MemoryExecutor::Restart() {
  if (!ledger_) return;
  const auto& founded = std::get<ProgrammeFounded>(ledger_->entries().at(0));
  LedgerBooks again(founded.what.constitution, founded.what.today);
  for (std::size_t i = 1; i < ledger_->entries().size(); ++i) {
    const Event& event = ledger_->entries()[i];
    // Deadlines pass with their day.
    if (std::holds_alternative<DeadlinePassed>(event)) continue;
    if (const auto* turned = std::get_if<DayTurned>(&event)) {
      again.TurnTo(turned->what.date);
      continue;
    }
    if (!std::holds_alternative<BatchRecorded>(event)) {
      const absl::StatusOr<Decision> decision =
          again.Decide(callers_.at(again.last_entry() + 1), CommandOf(event));
      IPPLEDGE_CHECK(decision.ok() && KindOf(decision->events.at(0)) == KindOf(event));
    }
    again.Happen(event);
  }
  IPPLEDGE_CHECK(again.last_entry() == ledger_->last_entry());
  IPPLEDGE_CHECK(again.programme().headline == ledger_->programme().headline);
  IPPLEDGE_CHECK(again.programme().cover == ledger_->programme().cover);
  IPPLEDGE_CHECK(again.programme().fund.totals() == ledger_->programme().fund.totals());
  IPPLEDGE_CHECK(again.contributions().size() == ledger_->contributions().size());
  ledger_ = std::move(again);
}

bool MemoryExecutor::IsAbout(const Event& event, const LoanId& id) {
  if (const auto* run = std::get_if<PaymentsOrdered>(&event)) {
    return std::any_of(run->orders.begin(), run->orders.end(),
                       [&](const OrderedPayment& order) { return order.loan == id; });
  }
  const LoanId* about = LoanIdOf(event);
  return about != nullptr && *about == id;
}

LoanRef MemoryExecutor::LoanAt(const LoanId& id, std::int64_t at) const {
  LoanRef loan;
  const std::vector<Event>& entries = ledger_->entries();
  const auto end =
      at == 0 ? entries.size() : std::min(static_cast<std::size_t>(at), entries.size());
  for (std::size_t i = 0; i < end; ++i) {
    if (!IsAbout(entries[i], id)) continue;
    const auto entry = static_cast<std::int64_t>(i) + 1;
    loan = std::make_shared<const Loan>(LoanAfter(loan.get(), entries[i], entry));
  }
  return loan;
}

absl::StatusOr<std::optional<ShownLoan>> MemoryExecutor::ShowLoan(const LoanId& id,
                                                                  std::int64_t at) {
  const LoanRef loan = LoanAt(id, at);
  if (loan == nullptr) return std::nullopt;
  const std::vector<std::string> own = PledgedKeysOf(*ledger_->books().loan(LoanKey(id)));
  std::vector<bool> also_pledged;
  for (const IpRight& right : loan->terms->rights) {
    const std::string key = RightKey(right.kind, right.number);
    const std::int64_t pledges = key.empty() ? 0 : ledger_->books().pledges(key);
    also_pledged.push_back(pledges > std::count(own.begin(), own.end(), key));
  }
  return ShowLoanOf(*loan, also_pledged);
}

TotalsAnswer MemoryExecutor::TotalsOf(const TotalsQuery& query) {
  return NaiveTotals(query).Answer(ledger_->contributions());
}

absl::StatusOr<ShownTotals> MemoryExecutor::ShowTotals(const TotalsAsk& ask) {
  const TotalsQuery query = QueryOf(ask, ledger_->programme(), ledger_->last_entry());
  return ShowTotalsOf(query, TotalsOf(query), ledger_->programme());
}

std::vector<PublishedReport> MemoryExecutor::ShowReports() { return ledger_->programme().reports; }

absl::StatusOr<ShownFund> MemoryExecutor::ShowFund(std::int64_t at, std::optional<Date> as_of) {
  return ShowFundOf(ledger_->programme().fund, at, as_of);
}

absl::StatusOr<std::vector<ShownMovement>> MemoryExecutor::ShowMovements(std::int64_t at) {
  return ShowMovementsOf(ledger_->programme().fund, at);
}

absl::StatusOr<std::optional<ShownCover>> MemoryExecutor::ShowCover(const LoanId& id,
                                                                    std::int64_t at) {
  return ShowCoverOf(LoanAt(id, at).get());
}

absl::StatusOr<std::vector<ShownWork>> MemoryExecutor::ShowWork(const WorkAsk& ask) {
  return ShowWorkOf(ledger_->programme().work, ask, ledger_->programme().today);
}

absl::StatusOr<CoverTotals> MemoryExecutor::ShowExposure() { return ledger_->programme().cover; }

absl::StatusOr<ShownTerms> MemoryExecutor::ShowTerms() {
  return ShowTermsOf(ledger_->programme(), ledger_->programme().today);
}

absl::StatusOr<ShownReconciliation> MemoryExecutor::ShowReconciliation(
    const ReconciliationAsk& ask) {
  const auto closing = [this](std::int64_t entry) {
    return std::get<PeriodClosed>(ledger_->entries().at(static_cast<std::size_t>(entry - 1)));
  };
  return ShowReconciliationOf({.programme = ledger_->programme(),
                               .newest = ledger_->last_entry(),
                               .today = ledger_->programme().today,
                               .closing = closing},
                              ask);
}

absl::Status MemoryExecutor::CheckInvariants() { return ledger_->CheckInvariants(); }

}  // namespace ippledge
