#include "engine/stager.h"

#include <algorithm>
#include <type_traits>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "ledger/check.h"
#include "ledger/limits.h"
#include "ledger/status_macros.h"
#include "storage/codec.h"
#include "storage/journal.h"
#include "storage/keys.h"

namespace ippledge::engine {
namespace {

// Violations of one refused row, as the batch keeps and answers them.
RowVerdict VerdictOf(std::int32_t row, const absl::Status& refusal) {
  RowVerdict verdict{.row = row,
                     .already_recorded_entry = 0,
                     .violations = ViolationsOf(refusal),
                     .violations_more = ViolationsMoreOf(refusal)};
  // Not a refusal but a fault, such as an index that cannot be read: never taken for success.
  if (verdict.violations.empty()) verdict.violations = ViolationsOf(Refuse(Reason::kInternal));
  return verdict;
}

absl::Status CheckEntryBytes(std::size_t bytes) {
  if (bytes <= static_cast<std::size_t>(kEntryBytesMax)) return absl::OkStatus();
  return Refuse(Reason::kEntryTooLarge, "",
                {{"got", absl::StrCat(bytes)}, {"limit", absl::StrCat(kEntryBytesMax)}});
}

absl::Status CheckBatchBytes(std::size_t bytes) {
  if (bytes <= storage::kBatchBlockBytesMax) return absl::OkStatus();
  return Refuse(
      Reason::kBatchTooLarge, "rows",
      {{"got", absl::StrCat(bytes)}, {"limit", absl::StrCat(storage::kBatchBlockBytesMax)}});
}

// Precondition: it has a request id.
std::string RequestRowKeyOf(const Submission& submission) {
  if (!submission.prepared.keys.empty()) return submission.prepared.keys[0].text;
  return storage::RequestRowKey(submission.caller.organisation, *submission.request_id);
}

// The terms that were made ready for a row; empty when none were.
std::string TakeTerms(Submission& submission, std::size_t row) {
  std::vector<std::string>& terms = submission.prepared.terms;
  return row < terms.size() ? std::move(terms[row]) : std::string();
}

// Event E is that of command C, and says what the fund has after it.
template <typename E, typename C>
concept StatesFundAfter = requires(const E& e) {
  requires std::is_same_v<decltype(e.what), C>;
  e.after;
};
template <typename C, typename... Es>
constexpr bool StatesFund(const std::variant<Es...>* /*all*/) {
  return (StatesFundAfter<Es, C> || ...);
}

// FundAfter() of the event by which `entry` recorded `command`.
std::optional<FundFigures> FundAfterEntry(const Command& command, std::int64_t entry,
                                          const FundBook& fund) {
  const bool states_fund = std::visit(
      []<typename C>(const C&) { return StatesFund<C>(static_cast<const Event*>(nullptr)); },
      command);
  if (!states_fund) return std::nullopt;
  const std::size_t end = fund.PlaceOf(entry + 1);
  return end == 0 ? FundFigures() : fund.at(end - 1)->after;
}

}  // namespace

Stager::Stager(const storage::Index* index, const storage::CommitLog* log, Books books)
    : index_(index), log_(log), books_(std::move(books)) {}

absl::StatusOr<std::int64_t> Stager::FindRequest(const Submission& submission) const {
  const std::string row_key = RequestRowKeyOf(submission);
  std::int64_t entry = requests_.EntryInGroup(HashedKey::Of(row_key));
  if (entry == 0) {
    IPPLEDGE_ASSIGN_OR_RETURN(const std::string row,
                              ReadRow(row_key, Current(submission.prepared)));
    if (row.empty()) return 0;
    entry = storage::EntryOfRequestRow(row);
  }
  std::optional<Fingerprint> fingerprint = requests_.FingerprintOf(entry);
  if (!fingerprint) {
    // Durable long ago: it is in the journal.
    IPPLEDGE_ASSIGN_OR_RETURN(const std::string bytes, storage::ReadEntry(*log_, entry));
    IPPLEDGE_ASSIGN_OR_RETURN(const Entry first, storage::DecodeEntry(bytes));
    fingerprint = first.fingerprint;
  }
  if (*fingerprint == submission.fingerprint) return entry;
  return Refuse(Reason::kRequestIdReused, "request_id", {{"first_entry", absl::StrCat(entry)}});
}

absl::StatusOr<Decision> Stager::DecideRow(const Submission& submission, std::size_t number) {
  const absl::StatusOr<Command>& row = submission.rows[number];
  IPPLEDGE_RETURN_IF_ERROR(row.status());
  if (programme().last_entry == 0 && !std::holds_alternative<FoundProgramme>(*row)) {
    return Refuse(Reason::kProgrammeUnknown, "programme", {{"programme", ""}});
  }
  IPPLEDGE_RETURN_IF_ERROR(LoadRow(submission, number));
  absl::StatusOr<Decision> decision = Decide(books_, submission.caller, *row);
  if (decision.ok() && !decision->events.empty() && AnswersWithEvent(*row)) {
    IPPLEDGE_RETURN_IF_ERROR(CheckEntryBytes(EventBytesBound(decision->events[0])));
  }
  return decision;
}

std::int64_t Stager::Put(const Caller& caller, Events events, Group& group, std::string terms) {
  const std::int64_t number = books_.programme.last_entry + 1;
  const Date business_date = books_.programme.today;
  for (const Event& event : events) Apply(event, number, group.commit_time_ms, books_);
  StagedEntry& staged = group.entries.emplace_back();
  staged.headline = books_.programme.headline;
  staged.terms = std::move(terms);
  Entry& entry = staged.entry;
  entry.number = number;
  entry.commit_time_ms = group.commit_time_ms;
  entry.caller = caller;
  entry.events = std::move(events);
  // The founding entry makes its own day, a turned day begins with its entry.
  entry.business_date = number == 1 || books_.programme.today != business_date
                            ? books_.programme.today
                            : business_date;
  entry.counted_total = SumOf(staged.headline, books_.programme.constitution.counted_measure);
  return number;
}

void Stager::BindRequestOf(Submission& submission, Group& group) {
  IPPLEDGE_CHECK(submission.request_id.has_value());  // also of every batch that records
  Entry& entry = group.entries.back().entry;
  entry.has_request_id = true;
  entry.request_id = *submission.request_id;
  entry.fingerprint = submission.fingerprint;
  requests_.Bind(RequestRowKeyOf(submission), entry.number, submission.fingerprint);
}

void Stager::StageSingle(Submission& submission, Group& group, Outcome& outcome) {
  absl::StatusOr<Decision> decision = DecideRow(submission, 0);
  if (!decision.ok()) {
    outcome.status = decision.status();
    return;
  }
  const Command& command = *submission.rows[0];
  const LoanId* loan = LoanIdOf(command);
  if (decision->events.empty()) {
    outcome.already_recorded = true;
    outcome.entry = decision->already_recorded_entry;
    if (loan != nullptr) outcome.loan = books_.loan(LoanKey(*loan));
    outcome.fund = FundAfterEntry(command, outcome.entry, programme().fund);
    return;
  }
  outcome.status = CheckEntryBytes(EntryBytesBound(command));
  if (!outcome.status.ok()) return;
  if (const auto* recorded = std::get_if<LoanRecorded>(&decision->events[0])) {
    outcome.rights_pledged_before = recorded->rights_pledged_before;
  }
  outcome.fund = FundAfter(decision->events[0]);
  if (AnswersWithEvent(decision->events[0])) {
    outcome.event = std::make_shared<const Event>(decision->events[0]);
  }
  if (submission.validate_only) {
    if (loan == nullptr) return;
    books_.BeginTrial();
    Apply(decision->events[0], books_.programme.last_entry + 1, group.commit_time_ms, books_);
    outcome.loan = books_.loan(LoanKey(*loan));
    books_.UndoTrial();
    return;
  }
  outcome.entry =
      Put(submission.caller, std::move(decision->events), group, TakeTerms(submission, 0));
  outcome.commit_time_ms = group.commit_time_ms;
  outcome.counted_total = group.entries.back().entry.counted_total;
  if (loan != nullptr) outcome.loan = books_.loan(LoanKey(*loan));
  if (submission.request_id) BindRequestOf(submission, group);
}

void Stager::StageBatch(Submission& submission, Group& group, Outcome& outcome) {
  // All rows and the closing entry must fit one block.
  std::size_t bytes = kEntryBytesMax;
  bool may_undo = submission.validate_only || submission.all_or_nothing;
  for (const absl::StatusOr<Command>& row : submission.rows) {
    if (!row.ok()) continue;
    bytes += EntryBytesBound(*row);
    // How large it becomes is known once it is decided.
    may_undo = may_undo || AnswersWithEvent(*row);
  }
  outcome.status = CheckBatchBytes(bytes);
  if (!outcome.status.ok()) return;
  const std::size_t entries_before = group.entries.size();
  if (const std::size_t needed = entries_before + submission.rows.size() + 2;
      needed > group.entries.capacity()) {
    group.entries.reserve(std::max(needed, 2 * group.entries.capacity()));
  }
  if (may_undo) books_.BeginTrial();
  for (std::size_t i = 0; i < submission.rows.size(); ++i) {
    const auto row = static_cast<std::int32_t>(i);
    absl::StatusOr<Decision> decision = DecideRow(submission, i);
    if (!decision.ok()) {
      outcome.verdicts.push_back(VerdictOf(row, decision.status()));
      continue;
    }
    if (decision->events.empty()) {
      outcome.verdicts.push_back(
          {.row = row, .already_recorded_entry = decision->already_recorded_entry});
      continue;
    }
    if (AnswersWithEvent(*submission.rows[i])) bytes += EventBytesBound(decision->events[0]);
    const std::int64_t number =
        Put(submission.caller, std::move(decision->events), group, TakeTerms(submission, i));
    if (outcome.recorded_rows++ == 0) outcome.first_entry = number;
  }
  FitVerdicts(outcome.verdicts);
  const auto refused = std::find_if(outcome.verdicts.begin(), outcome.verdicts.end(),
                                    [](const RowVerdict& v) { return !v.violations.empty(); });
  const bool all_refused = submission.all_or_nothing && refused != outcome.verdicts.end();
  const absl::Status fits = CheckBatchBytes(bytes);
  if (may_undo) {
    if (submission.validate_only || all_refused || !fits.ok()) {
      books_.UndoTrial();
      group.entries.resize(entries_before);
    } else {
      books_.KeepTrial();
    }
  }
  if (all_refused) {
    // The first refused row stands for all; its own violations come with it.
    std::vector<Violation> violations = refused->violations;
    violations.insert(violations.begin(), Violation{Reason::kBatchRowRefused,
                                                    absl::StrCat("rows[", refused->row, "]"),
                                                    {{"row", absl::StrCat(refused->row)}}});
    if (violations.size() > static_cast<std::size_t>(kViolationsMax)) violations.pop_back();
    outcome = Outcome{};
    outcome.status = Refuse(violations, 0);
    return;
  }
  if (!fits.ok()) {
    outcome = Outcome{};
    outcome.status = fits;
    return;
  }
  if (submission.validate_only) {
    outcome.first_entry = 0;
    return;
  }
  if (outcome.recorded_rows == 0) return;
  Events closing;
  closing.emplace_back(BatchRecorded{.first_entry = outcome.first_entry,
                                     .recorded_rows = outcome.recorded_rows,
                                     .rows = outcome.verdicts});
  outcome.entry = Put(submission.caller, std::move(closing), group);
  outcome.commit_time_ms = group.commit_time_ms;
  outcome.counted_total = group.entries.back().entry.counted_total;
  group.whole.emplace_back(outcome.first_entry, outcome.entry);
  BindRequestOf(submission, group);
}

void Stager::Stage(Submission submission, absl::Time now, Group& group) {
  Decided decided{.done = std::move(submission.done), .outcome = {}, .sender = submission.sender};
  Outcome& outcome = decided.outcome;
  group.rows += submission.rows.size();
  if (now > submission.deadline) {
    // Honoured before the commit, never after: nothing was decided.
    outcome.status = Refuse(Reason::kDeadlinePassed);
  } else if (submission.request_id) {
    const absl::StatusOr<std::int64_t> first = FindRequest(submission);
    if (!first.ok()) {
      outcome.status = first.status();
    } else {
      decided.replay_entry = *first;
    }
  }
  if (outcome.status.ok() && decided.replay_entry == 0) {
    if (submission.is_batch) {
      StageBatch(submission, group, outcome);
    } else {
      StageSingle(submission, group, outcome);
    }
  }
  group.decided.push_back(std::move(decided));
}

void Stager::Close(Group& group) {
  Changes changes = books_.TakeChanges();
  group.changed_rows = TakeRows(group, changes);
  unindexed_.Add(group.changed_rows);
  requests_.CloseGroup();
  group.changes = std::make_shared<const Changes>(std::move(changes));
  if (group.changes->programme_changed) {
    group.programme = std::make_shared<const Programme>(books_.programme);
  }
}

}  // namespace ippledge::engine
