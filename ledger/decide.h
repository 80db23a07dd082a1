// ledger/decide.h: what a command does to the books.
//
// Decide() is the only place where a rule of the books refuses, Apply() the only place where a
// balance changes. Both are pure: same journal, same books, on any machine, for ever.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/books.h"
#include "ledger/caller.h"
#include "ledger/command.h"
#include "ledger/event.h"

namespace ippledge {

// The loans that a command reads, to be loaded first. A payment run reads those of the programme's
// open work.
std::vector<std::string> LoanKeysOf(const Command& command, const Programme& programme);
// The rights that it reads or changes. Precondition (checked): its loans are loaded.
std::vector<std::string> RightKeysOf(const Command& command, const Books& books);
// The sums over covered loans that it reads or changes. Precondition (checked): its loans are
// loaded.
std::vector<std::string> CoverSumsKeysOf(const Command& command, const Books& books);
// What the programme's day makes due: steps whose silence does something, at most `limit`, in
// order. Each is a command of its own, after DayTurned.
std::vector<PassDeadline> PassedDeadlines(const Programme& programme, std::size_t limit);

struct Decision {
  Events events;                            // empty when the fact was there already
  std::int64_t already_recorded_entry = 0;  // the entry that holds it
};
Decision Happened(Event event);
Decision AlreadyRecorded(std::int64_t entry);

// Events that `command` causes, in order; or the entry that already holds the same fact. `books` is
// not changed. Precondition (checked): the command's loans and rights are loaded.
// Errors, first match wins; this order is part of the API and is tested in this order:
//   PERMISSION_DENIED    no member, role, then another bank's rows, existing or not
//   NOT_FOUND            the bank, loan, draw, right, renewed loan, division or branch is unknown
//   ALREADY_EXISTS       other content under the same name
//   FAILED_PRECONDITION  standing, voided loan, contract amount, outstanding, registration, …
//   INVALID_ARGUMENT     a date in the future or out of order against the books
//   OUT_OF_RANGE         a total would leave its range
// But for RecordLoan of a known contract number, and for a fact that its loan has already, equality
// is judged before anything else of the loan. And a correction is first matched with what it
// corrects: CORRECTION_NOT_OF_LOAN, CORRECTION_KIND_DIFFERS, equality, LOAN_HAS_EVENTS,
// LOAN_VOIDED, FIELD_NOT_ALLOWED come before the rest.
absl::StatusOr<Decision> Decide(const Books& books, const Caller& caller, const Command& command);

// Folds `event` of entry `number` into `books`. Total: what Decide() returned always applies, as
// does every journaled event. A contradiction means corrupt input to the fold and crashes.
void Apply(const Event& event, std::int64_t number, std::int64_t commit_time_ms, Books& books);

// The bytes whose SHA-256 is the state hash: measures, counts, the fund's accounts, and the sums
// and states of cover, in a fixed order (docs/format.md).
std::string CanonicalControlTotals(const Headline& headline, const std::optional<FundTotals>& fund,
                                   const std::optional<CoverTotals>& cover);

}  // namespace ippledge
