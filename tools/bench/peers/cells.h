// tools/bench/peers/cells.h: what loans add to the five roll-ups of ledger/roll_up.h, folded in
// memory until it is stored.
//
// Amounts are in fen. One thread.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "tools/bench/peers/row.h"

namespace ippledge::bench {

inline constexpr int kRollUps = 5;

// 1 by day; 2 month, unit, IP kind; 3 month, bank, unit; 4 month, bank, IP kind; 5 month, firm
// size, industry. `period` is LoanRow's day or month.
struct CellSums {
  int roll_up = 0;
  int period = 0;
  std::string_view one;  // these borrow from the fold
  std::string_view other;
  std::int64_t loans = 0;
  std::int64_t contract_fen = 0;
  std::int64_t disbursed_fen = 0;
  std::int64_t ip_part_fen = 0;
  std::int64_t disbursed_ip_part_fen = 0;
};

class CellFold {
 public:
  void Add(const LoanRow& row);
  // Since the last Clear().
  std::uint64_t loans() const { return loans_; }
  // In the order of their first four fields.
  std::vector<CellSums> Sums() const;
  void Clear();

 private:
  using Cell = std::tuple<int, int, int, int>;  // texts by number

  int NumberOf(std::string_view text);

  std::deque<std::string> texts_;
  absl::flat_hash_map<std::string_view, int> numbers_;
  absl::flat_hash_map<Cell, CellSums> cells_;
  std::uint64_t loans_ = 0;
};

}  // namespace ippledge::bench
