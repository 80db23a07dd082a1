// ledger/reconciliation_book.h: accounts, statements, matches and closed periods of a programme.
//
// Everything keeps the entry that brought it and the one that took it back, so that any earlier
// position can be shown again: see At(). Copies share what is old. Regular value; copies may be
// read by any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "ledger/bank_statement.h"
#include "ledger/matching.h"
#include "ledger/shared_log.h"

namespace ippledge {

inline constexpr int kMatchesPerRunMax = 2'000;
inline constexpr int kMatchesMax = 2'000'000;
inline constexpr int kPeriodClosingsMax = 10'000;

// Lines of one entry.
struct StatementPart {
  std::int64_t entry = 0;
  std::int64_t first_line = 0;
  std::vector<BankLine> lines;
};

// A statement, open while its closing entry is not in: then it has no effect.
struct RecordedStatement {
  StatementHeader header;
  std::int64_t opened_entry = 0;
  std::int64_t closed_entry = 0;     // 0: open
  std::int64_t withdrawn_entry = 0;  // 0: stands
  std::int64_t lines = 0;            // so far
  std::int64_t net_fen = 0;          // their sum
  std::vector<std::shared_ptr<const StatementPart>> parts;

  // It counts at a position.
  bool CountsAt(std::int64_t position) const {
    return closed_entry > 0 && closed_entry <= position &&
           (withdrawn_entry == 0 || withdrawn_entry > position);
  }
  // Precondition (checked): below `lines`.
  const BankLine& line(std::int64_t index) const;
};
using StatementRef = std::shared_ptr<const RecordedStatement>;

// Names a line: its statement's opening entry, and its place in it.
struct LineName {
  std::int64_t statement = 0;
  std::int64_t line = 0;  // 0-based

  friend auto operator<=>(const LineName&, const LineName&) = default;
};
// Names a movement: its entry, and its place among those of the entry.
struct MovementName {
  std::int64_t entry = 0;
  std::int64_t ordinal = 0;  // 0-based

  friend auto operator<=>(const MovementName&, const MovementName&) = default;
};

// Lines and movements of an account that are one thing. Their sums are equal.
struct Match {
  std::vector<LineName> lines;
  std::vector<MovementName> movements;
  MatchReason reason = MatchReason::kUnspecified;

  friend bool operator==(const Match&, const Match&) = default;
};
struct RecordedMatch {
  std::int64_t number = 0;  // from 1, over all accounts
  std::string account_id;
  Match match;
  std::string text;  // of a person
  std::int64_t entry = 0;
  std::int64_t undone_entry = 0;  // 0: stands

  bool StandsAt(std::int64_t position) const {
    return entry <= position && (undone_entry == 0 || undone_entry > position);
  }
};

// A month of an account that was closed.
struct ClosedPeriod {
  std::string account_id;
  int month = 0;  // Date::month_index()
  std::int64_t closed_entry = 0;
  std::int64_t reopened_entry = 0;  // 0: closed

  bool StandsAt(std::int64_t position) const {
    return closed_entry <= position && (reopened_entry == 0 || reopened_entry > position);
  }
};

struct RecordedAccount {
  BankAccount account;
  std::int64_t entry = 0;
};

class ReconciliationBook {
 public:
  // For Apply() only.
  void AddAccount(BankAccount account, std::int64_t entry);
  void OpenStatement(StatementHeader header, std::int64_t entry);
  void AddLines(absl::string_view import_id, std::int64_t first_line,
                const std::vector<BankLine>& lines, std::int64_t entry);
  void CloseStatement(absl::string_view import_id, std::int64_t entry);
  void WithdrawStatement(absl::string_view import_id, std::int64_t entry);
  void AddMatch(absl::string_view account_id, Match match, std::string text, std::int64_t entry);
  void UndoMatch(std::int64_t number, std::int64_t entry);
  void ClosePeriod(absl::string_view account_id, int month, std::int64_t entry);
  void ReopenPeriod(absl::string_view account_id, int month, std::int64_t entry);

  const std::vector<RecordedAccount>& accounts() const { return accounts_; }
  const RecordedAccount* FindAccount(absl::string_view account_id) const;
  // In order of opening; withdrawn ones too.
  const SharedLog<StatementRef>& statements() const { return statements_; }
  // The last one of that import id that was not withdrawn; null when there is none.
  StatementRef FindStatement(absl::string_view import_id) const;
  // That an entry opened; null when none.
  StatementRef StatementOf(std::int64_t opened_entry) const;
  const SharedLog<RecordedMatch>& matches() const { return matches_; }
  // Null when there is none of that number.
  const RecordedMatch* FindMatch(std::int64_t number) const;
  const std::vector<ClosedPeriod>& periods() const { return periods_; }
  // The closing of the month that stands now; null when it is open.
  const ClosedPeriod* FindClosed(absl::string_view account_id, int month) const;
  // Lines of all statements, withdrawn ones too: they stay in the book.
  std::int64_t lines() const { return lines_; }
  // Of the same, without signs.
  std::int64_t gross_fen() const { return gross_fen_; }
  int open_statements() const { return open_statements_; }
  bool empty() const { return accounts_.empty(); }

 private:
  std::size_t PlaceOf(absl::string_view import_id) const;

  std::vector<RecordedAccount> accounts_;
  SharedLog<StatementRef> statements_;
  SharedLog<RecordedMatch> matches_;
  std::vector<ClosedPeriod> periods_;
  std::int64_t lines_ = 0;
  std::int64_t gross_fen_ = 0;
  int open_statements_ = 0;
};

}  // namespace ippledge
