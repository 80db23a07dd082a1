#include "client/import/tally.h"

#include <algorithm>
#include <utility>

namespace ippledge::client {

std::int32_t Tally::BankIndex(const std::string& bank) {
  const auto next = static_cast<std::int32_t>(report_.banks.size());
  const auto [found, added] = bank_indexes_.try_emplace(bank, next);
  if (added) report_.banks.emplace_back().bank = bank;
  return found->second;
}

void Tally::Understood(const SentRow& row) {
  BankFigures& bank = report_.banks[static_cast<std::size_t>(row.bank)];
  ++report_.rows;
  ++bank.rows;
  bank.amount_fen += row.amount_fen;
}

void Tally::Recorded(const SentRow& row, std::int64_t entry) {
  BankFigures& bank = report_.banks[static_cast<std::size_t>(row.bank)];
  ++report_.fresh;
  ++bank.fresh;
  bank.fresh_fen += row.amount_fen;
  report_.last_entry = std::max(report_.last_entry, entry);
}

void Tally::Already(const SentRow& row) {
  BankFigures& bank = report_.banks[static_cast<std::size_t>(row.bank)];
  ++report_.already;
  ++bank.already;
  bank.already_fen += row.amount_fen;
}

void Tally::RefusedByServer(const SentRow& row, std::vector<Problem> problems) {
  ++report_.banks[static_cast<std::size_t>(row.bank)].refused;
  ++report_.refused;
  ++refused_by_server_;
  Keep(std::move(problems));
}

void Tally::RefusedHere(std::vector<Problem> problems) {
  ++report_.rows;
  ++report_.refused;
  Keep(std::move(problems));
}

void Tally::Note(ImportNote note) {
  if (report_.notes.size() < kNotesMax) report_.notes.push_back(std::move(note));
}

// Keeps the problems of the lowest rows: answers do not come in the order of the file.
void Tally::Keep(std::vector<Problem> problems) {
  const auto before = [](const Problem& a, const Problem& b) { return a.row < b.row; };
  std::vector<Problem>& kept = report_.problems;
  for (Problem& problem : problems) {
    kept.insert(std::upper_bound(kept.begin(), kept.end(), problem, before), std::move(problem));
    if (kept.size() <= kProblemsShownMax) continue;
    kept.pop_back();
    ++report_.problems_more;
  }
}

ImportReport Tally::Finish() {
  std::sort(report_.banks.begin(), report_.banks.end(),
            [](const BankFigures& a, const BankFigures& b) { return a.bank < b.bank; });
  return std::move(report_);
}

}  // namespace ippledge::client
