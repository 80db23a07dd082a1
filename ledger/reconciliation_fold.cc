#include "ledger/reconciliation_fold.h"

#include <variant>

#include "absl/strings/str_cat.h"

namespace ippledge {
namespace {

absl::Status Impossible(absl::string_view what) {
  return absl::DataLossError(absl::StrCat("reconciliation: impossible ", what));
}

class Folding {
 public:
  Folding(std::int64_t entry, ReconciliationBook& book) : entry_(entry), book_(book) {}

  absl::Status operator()(const AccountRegistered& e) const {
    if (book_.FindAccount(e.what.account.account_id) != nullptr) return Impossible("account");
    book_.AddAccount(e.what.account, entry_);
    return absl::OkStatus();
  }
  absl::Status operator()(const StatementOpened& e) const {
    const StatementHeader& header = e.what.header;
    if (book_.FindStatement(header.import_id) != nullptr) return Impossible("statement");
    book_.OpenStatement(header, entry_);
    return absl::OkStatus();
  }
  absl::Status operator()(const StatementLinesAdded& e) const {
    const StatementRef statement = book_.FindStatement(e.what.import_id);
    const bool fits = statement != nullptr && statement->closed_entry == 0 &&
                      statement->lines == e.what.first_line;
    if (!fits) return Impossible("lines");
    book_.AddLines(e.what.import_id, e.what.first_line, e.what.lines, entry_);
    return absl::OkStatus();
  }
  absl::Status operator()(const StatementClosed& e) const {
    const StatementRef statement = book_.FindStatement(e.what.import_id);
    const bool fits = statement != nullptr && statement->closed_entry == 0 &&
                      statement->lines == e.line_count && statement->net_fen == e.net.fen();
    if (!fits) return Impossible("end of a statement");
    book_.CloseStatement(e.what.import_id, entry_);
    return absl::OkStatus();
  }
  absl::Status operator()(const StatementWithdrawn& e) const {
    if (book_.FindStatement(e.what.import_id) == nullptr) return Impossible("withdrawal");
    book_.WithdrawStatement(e.what.import_id, entry_);
    return absl::OkStatus();
  }
  absl::Status operator()(const MatchesMade& e) const {
    if (!IsNext(e.first_number)) return Impossible("matches");
    for (const Match& match : e.matches) book_.AddMatch(e.what.account_id, match, "", entry_);
    return absl::OkStatus();
  }
  absl::Status operator()(const MatchRecorded& e) const {
    if (!IsNext(e.number)) return Impossible("match");
    book_.AddMatch(
        e.what.account_id,
        {.lines = e.what.lines, .movements = e.what.movements, .reason = MatchReason::kByHand},
        e.what.text, entry_);
    return absl::OkStatus();
  }
  absl::Status operator()(const MatchUndone& e) const {
    const RecordedMatch* match = book_.FindMatch(e.what.number);
    if (match == nullptr || match->undone_entry > 0) return Impossible("undoing of a match");
    book_.UndoMatch(e.what.number, entry_);
    return absl::OkStatus();
  }
  absl::Status operator()(const PeriodClosed& e) const {
    if (book_.FindClosed(e.what.account_id, e.what.month) != nullptr) {
      return Impossible("closing");
    }
    book_.ClosePeriod(e.what.account_id, e.what.month, entry_);
    return absl::OkStatus();
  }
  absl::Status operator()(const PeriodReopened& e) const {
    if (book_.FindClosed(e.what.account_id, e.what.month) == nullptr) {
      return Impossible("re-opening");
    }
    book_.ReopenPeriod(e.what.account_id, e.what.month, entry_);
    return absl::OkStatus();
  }
  template <typename Other>
  absl::Status operator()(const Other&) const {
    return Impossible("kind of event");
  }

 private:
  bool IsNext(std::int64_t number) const {
    return number == static_cast<std::int64_t>(book_.matches().size()) + 1;
  }

  std::int64_t entry_;
  ReconciliationBook& book_;
};

}  // namespace

absl::Status FoldReconciliation(const Event& event, std::int64_t entry, ReconciliationBook& book) {
  return std::visit(Folding(entry, book), event);
}

}  // namespace ippledge
