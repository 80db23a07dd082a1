#include "tools/bench/peers/cells.h"

#include <algorithm>
#include <array>

namespace ippledge::bench {
namespace {

constexpr std::array<std::string_view, 9> kDigits = {"0", "1", "2", "3", "4", "5", "6", "7", "8"};

auto OrderOf(const CellSums& sums) {
  return std::tie(sums.roll_up, sums.period, sums.one, sums.other);
}

}  // namespace

int CellFold::NumberOf(std::string_view text) {
  const auto found = numbers_.find(text);
  if (found != numbers_.end()) return found->second;
  const int number = static_cast<int>(texts_.size());
  numbers_.emplace(texts_.emplace_back(text), number);
  return number;
}

void CellFold::Add(const LoanRow& row) {
  const int none = NumberOf("");
  const int bank = NumberOf(row.bank);
  const int unit = NumberOf(row.unit);
  const int industry = NumberOf(row.industry);
  const int kind = NumberOf(kDigits[static_cast<std::size_t>(row.kind)]);
  const int size = NumberOf(kDigits[static_cast<std::size_t>(row.firm_size)]);
  const std::array<Cell, kRollUps> cells = {
      Cell{1, row.day, none, none}, Cell{2, row.month, unit, kind}, Cell{3, row.month, bank, unit},
      Cell{4, row.month, bank, kind}, Cell{5, row.month, size, industry}};
  for (const Cell& cell : cells) {
    CellSums& sums = cells_[cell];
    ++sums.loans;
    sums.contract_fen += row.contract_fen;
    sums.disbursed_fen += row.principal_fen;
    sums.ip_part_fen += row.ip_part_fen;
    sums.disbursed_ip_part_fen += row.disbursed_ip_part_fen;
  }
  ++loans_;
}

std::vector<CellSums> CellFold::Sums() const {
  std::vector<CellSums> all;
  all.reserve(cells_.size());
  for (const auto& [cell, sums] : cells_) {
    const auto& [roll_up, period, one, other] = cell;
    all.push_back(sums);
    all.back().roll_up = roll_up;
    all.back().period = period;
    all.back().one = texts_[static_cast<std::size_t>(one)];
    all.back().other = texts_[static_cast<std::size_t>(other)];
  }
  std::sort(all.begin(), all.end(),
            [](const CellSums& a, const CellSums& b) { return OrderOf(a) < OrderOf(b); });
  return all;
}

void CellFold::Clear() {
  cells_.clear();
  loans_ = 0;
}

}  // namespace ippledge::bench
