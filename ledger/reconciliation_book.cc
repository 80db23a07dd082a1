#include "ledger/reconciliation_book.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <utility>

#include "ledger/check.h"

namespace ippledge {

const BankLine& RecordedStatement::line(std::int64_t index) const {
  IPPLEDGE_CHECK(index >= 0 && index < lines);
  const auto after =
      std::upper_bound(parts.begin(), parts.end(), index,
                       [](std::int64_t at, const auto& part) { return at < part->first_line; });
  const StatementPart& part = **std::prev(after);
  return part.lines[static_cast<std::size_t>(index - part.first_line)];
}

void ReconciliationBook::AddAccount(BankAccount account, std::int64_t entry) {
  accounts_.push_back({std::move(account), entry});
}

void ReconciliationBook::OpenStatement(StatementHeader header, std::int64_t entry) {
  auto statement = std::make_shared<RecordedStatement>();
  statement->header = std::move(header);
  statement->opened_entry = entry;
  statements_.Add(std::move(statement));
  ++open_statements_;
}

void ReconciliationBook::AddLines(absl::string_view import_id, std::int64_t first_line,
                                  const std::vector<BankLine>& lines, std::int64_t entry) {
  const std::size_t place = PlaceOf(import_id);
  auto statement = std::make_shared<RecordedStatement>(*statements_.at(place));
  IPPLEDGE_CHECK(statement->closed_entry == 0 && statement->lines == first_line);
  auto part = std::make_shared<StatementPart>();
  part->entry = entry;
  part->first_line = first_line;
  part->lines = lines;
  for (const BankLine& line : lines) {
    statement->net_fen += line.amount.fen();
    gross_fen_ += std::abs(line.amount.fen());
  }
  statement->lines += static_cast<std::int64_t>(lines.size());
  lines_ += static_cast<std::int64_t>(lines.size());
  statement->parts.push_back(std::move(part));
  statements_.Replace(place, std::move(statement));
}

void ReconciliationBook::CloseStatement(absl::string_view import_id, std::int64_t entry) {
  const std::size_t place = PlaceOf(import_id);
  auto statement = std::make_shared<RecordedStatement>(*statements_.at(place));
  IPPLEDGE_CHECK(statement->closed_entry == 0);
  statement->closed_entry = entry;
  statements_.Replace(place, std::move(statement));
  --open_statements_;
}

void ReconciliationBook::WithdrawStatement(absl::string_view import_id, std::int64_t entry) {
  const std::size_t place = PlaceOf(import_id);
  auto statement = std::make_shared<RecordedStatement>(*statements_.at(place));
  if (statement->closed_entry == 0) --open_statements_;
  statement->withdrawn_entry = entry;
  statements_.Replace(place, std::move(statement));
}

void ReconciliationBook::AddMatch(absl::string_view account_id, Match match, std::string text,
                                  std::int64_t entry) {
  matches_.Add({.number = static_cast<std::int64_t>(matches_.size()) + 1,
                .account_id = std::string(account_id),
                .match = std::move(match),
                .text = std::move(text),
                .entry = entry});
}

void ReconciliationBook::UndoMatch(std::int64_t number, std::int64_t entry) {
  const RecordedMatch* known = FindMatch(number);
  IPPLEDGE_CHECK(known != nullptr && known->undone_entry == 0);
  RecordedMatch undone = *known;
  undone.undone_entry = entry;
  matches_.Replace(static_cast<std::size_t>(number - 1), std::move(undone));
}

void ReconciliationBook::ClosePeriod(absl::string_view account_id, int month, std::int64_t entry) {
  periods_.push_back(
      {.account_id = std::string(account_id), .month = month, .closed_entry = entry});
}

void ReconciliationBook::ReopenPeriod(absl::string_view account_id, int month, std::int64_t entry) {
  for (ClosedPeriod& period : periods_) {
    const bool it =
        period.account_id == account_id && period.month == month && period.reopened_entry == 0;
    if (it) period.reopened_entry = entry;
  }
}

const RecordedAccount* ReconciliationBook::FindAccount(absl::string_view account_id) const {
  for (const RecordedAccount& account : accounts_) {
    if (account.account.account_id == account_id) return &account;
  }
  return nullptr;
}

std::size_t ReconciliationBook::PlaceOf(absl::string_view import_id) const {
  for (std::size_t i = statements_.size(); i > 0; --i) {
    const RecordedStatement& statement = *statements_.at(i - 1);
    if (statement.header.import_id == import_id && statement.withdrawn_entry == 0) return i - 1;
  }
  IPPLEDGE_CHECK(false && "no such statement");
}

StatementRef ReconciliationBook::FindStatement(absl::string_view import_id) const {
  // The newest first: what is being imported is asked for most.
  for (std::size_t i = statements_.size(); i > 0; --i) {
    const StatementRef& statement = statements_.at(i - 1);
    if (statement->header.import_id == import_id && statement->withdrawn_entry == 0) {
      return statement;
    }
  }
  return nullptr;
}

StatementRef ReconciliationBook::StatementOf(std::int64_t opened_entry) const {
  std::size_t low = 0;
  std::size_t high = statements_.size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (statements_.at(middle)->opened_entry < opened_entry) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == statements_.size() || statements_.at(low)->opened_entry != opened_entry) return {};
  return statements_.at(low);
}

const RecordedMatch* ReconciliationBook::FindMatch(std::int64_t number) const {
  if (number < 1 || number > static_cast<std::int64_t>(matches_.size())) return nullptr;
  return &matches_.at(static_cast<std::size_t>(number - 1));
}

const ClosedPeriod* ReconciliationBook::FindClosed(absl::string_view account_id, int month) const {
  for (const ClosedPeriod& period : periods_) {
    const bool it =
        period.account_id == account_id && period.month == month && period.reopened_entry == 0;
    if (it) return &period;
  }
  return nullptr;
}

}  // namespace ippledge
