#include <algorithm>
#include <utility>

#include "ledger/check.h"
#include "ledger/totals_fold.h"

namespace ippledge {
namespace {

// Packed values of one dimension in the cells of a roll-up.
class CellValues {
 public:
  CellValues(const RollUp& roll_up, Dimension wanted)
      : packing_(&roll_up.packing), wanted_(wanted) {
    of_month_ = roll_up.dimensions[0] == Dimension::kMonth;
    place_ = IsDate(wanted) ? 0 : packing_->Find(wanted);
    IPPLEDGE_CHECK(place_ >= 0 && !(of_month_ && wanted == Dimension::kDay));
  }
  std::uint32_t Of(std::uint64_t key) const {
    const std::uint32_t value = packing_->PackedValue(key, place_);
    if (!IsDate(wanted_)) return value;
    return of_month_ ? PackedDateOfMonth(value, wanted_) : PackedDateOfDay(value, wanted_);
  }

 private:
  const SlicePacking* packing_;
  Dimension wanted_;
  bool of_month_;
  int place_;
};

// First and end of the cells dated within `days`; of whole months, when the roll-up is by month.
std::pair<std::size_t, std::size_t> CellsWithin(const RollUp& roll_up, const RollUpCells& cells,
                                                const DayRange& days) {
  if (days.empty()) return {0, 0};
  const Dimension date = roll_up.dimensions[0];
  const int shift = roll_up.packing.shift(0);
  const auto first_from = [&](std::uint64_t packed) {
    const auto found = std::lower_bound(cells.keys.begin(), cells.keys.end(), packed << shift);
    return static_cast<std::size_t>(found - cells.keys.begin());
  };
  return {first_from(PackedDateOfDay(PackedDay(days.first), date)),
          first_from(std::uint64_t{PackedDateOfDay(PackedDay(days.last), date)} + 1)};
}

}  // namespace

void TotalsFold::AddCells(const RollUp& roll_up, const RollUpCells& cells, const DayRange& days) {
  IPPLEDGE_CHECK(!counts_firms_);
  selected_.clear();
  selected_groups_.clear();
  std::vector<CellValues> kept_values;
  for (const Kept& kept : kept_) kept_values.emplace_back(roll_up, kept.dimension);
  std::vector<CellValues> values;
  for (const Dimension dimension : query_.by) values.emplace_back(roll_up, dimension);
  const bool same_slices = std::equal(query_.by.begin(), query_.by.end(),
                                      roll_up.dimensions.begin(), roll_up.dimensions.end());
  const auto [first, end] = CellsWithin(roll_up, cells, days);
  for (std::size_t cell = first; cell < end; ++cell) {
    const std::uint64_t cell_key = cells.keys[cell];
    bool counts = true;
    for (std::size_t i = 0; i < kept_.size(); ++i) {
      counts = counts && kept_[i].Has(kept_values[i].Of(cell_key));
    }
    if (!counts) continue;
    std::uint64_t key = same_slices ? cell_key : 0;
    for (std::size_t i = 0; i < values.size() && !same_slices; ++i) {
      key |= std::uint64_t{values[i].Of(cell_key)} << packing_.shift(static_cast<int>(i));
    }
    selected_.push_back(static_cast<std::uint32_t>(cell));
    selected_groups_.push_back(Checked(groups_.Of(key)));
  }
  MakeRoom();
  for (const std::size_t place : places_) {
    for (std::size_t i = 0; i < selected_.size(); ++i) {
      sums_[place][selected_groups_[i]] += cells.sums[selected_[i]].*kSumFields[place];
    }
  }
}

}  // namespace ippledge
