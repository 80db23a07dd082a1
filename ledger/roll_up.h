// ledger/roll_up.h: the named list of roll-ups, and which one answers a query.
//
// A roll-up keeps the sums of all contributions up to a position in cells, one for each combination
// of values of its dimensions. Changing the list is a rebuild of the index, never a change of
// format. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ledger/contribution.h"
#include "ledger/slice_packing.h"
#include "ledger/totals_query.h"

namespace ippledge {

struct RollUp {
  absl::string_view name;
  // The first one is the date: kDay or kMonth.
  absl::InlinedVector<Dimension, 3> dimensions;
  SlicePacking packing{dimensions};
};

inline constexpr int kRollUpCount = 5;
// programme x day; month x unit x IP kind; month x bank x unit; month x bank x IP kind; month x
// firm size x industry.
const std::array<RollUp, kRollUpCount>& RollUpList();

// The cells of one roll-up in rising order of key (RollUp::packing). None is lost when its sums
// become 0.
struct RollUpCells {
  std::vector<std::uint64_t> keys;
  std::vector<Sums> sums;

  friend bool operator==(const RollUpCells&, const RollUpCells&) = default;
};

// Every roll-up of the list. An immutable value, once it is made.
struct RollUps {
  std::array<RollUpCells, kRollUpCount> cells;

  std::size_t cell_count() const;
  friend bool operator==(const RollUps&, const RollUps&) = default;
};

// Cell by cell sum.
RollUps SumOf(const RollUps& a, const RollUps& b);

// Folds contributions into roll-ups.
class RollUpFold {
 public:
  // Precondition (checked): the slice is within the limits of a programme.
  void Fold(const Contribution& contribution);
  bool empty() const { return cells_[0].empty(); }
  RollUps Take();

 private:
  std::array<absl::flat_hash_map<std::uint64_t, Sums>, kRollUpCount> cells_;
};

// Days since 1970-01-01, both included; empty when last < first.
struct DayRange {
  std::int32_t first = kDayMin;
  std::int32_t last = kDayMax;

  bool empty() const { return last < first; }
  bool Contains(std::int32_t day) const { return first <= day && day <= last; }
  friend bool operator==(const DayRange&, const DayRange&) = default;
};

// The days that a query counts.
DayRange DaysOf(const TotalsQuery& query);

// How a query is answered. From a roll-up: its cells dated within `whole`, and the contributions
// dated within `broken` (days of months that the query counts in part). Else by a scan of all
// contributions within `broken`.
struct TotalsPlan {
  static constexpr int kScan = -1;

  int roll_up = kScan;  // index into RollUpList()
  DayRange whole;       // of whole months, when the roll-up is by month
  std::vector<DayRange> broken;
};

// The covering roll-up of fewest cells. `cell_counts` are by roll-up.
TotalsPlan PlanOf(const TotalsQuery& query, absl::Span<const std::size_t> cell_counts);
TotalsPlan ScanPlanOf(const TotalsQuery& query);

}  // namespace ippledge
