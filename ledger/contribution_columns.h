// ledger/contribution_columns.h: contributions column by column, for scans.
//
// Rows are in order of position. A column that was not asked for is empty; every other one has
// `size` values. Plain values; buffers are reused from one run of rows to the next.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "ledger/contribution.h"
#include "ledger/vocabulary.h"

namespace ippledge {

// Numbers are stored (storage/columns.h).
enum class Column : std::uint8_t {
  kPosition = 0,
  kDay = 1,
  kBank = 2,
  kUnit = 3,
  kIndustry = 4,
  kFirmSize = 5,
  kIpKind = 6,
  kFirm = 7,
  kContract = 8,
  kDisbursed = 9,
  kRegistered = 10,
  kIpPart = 11,
  kDisbursedIpPart = 12,
  kLoans = 13,
  kKindLoans = 14,
  kRegistrations = 15,
};
inline constexpr int kColumnCount = 16;
// The first of the eight columns of sums; the others follow in the order of kSumFields.
inline constexpr int kSumColumnsFrom = 8;
inline constexpr int kSumCount = 8;

inline constexpr std::array<std::int64_t Sums::*, kSumCount> kSumFields = {
    &Sums::contract_fen, &Sums::disbursed_fen,         &Sums::registered_fen,
    &Sums::ip_part_fen,  &Sums::disbursed_ip_part_fen, &Sums::loans,
    &Sums::kind_loans,   &Sums::registrations};

constexpr Column SumColumnAt(std::size_t place) {
  return static_cast<Column>(kSumColumnsFrom + place);
}

class ColumnSet {
 public:
  constexpr ColumnSet() = default;
  static constexpr ColumnSet All() { return ColumnSet((1u << kColumnCount) - 1); }
  constexpr ColumnSet With(Column column) const { return ColumnSet(bits_ | Bit(column)); }
  constexpr bool Has(Column column) const { return (bits_ & Bit(column)) != 0; }
  void Add(Column column) { bits_ |= Bit(column); }

 private:
  constexpr explicit ColumnSet(std::uint32_t bits) : bits_(bits) {}
  static constexpr std::uint32_t Bit(Column column) { return 1u << static_cast<int>(column); }
  std::uint32_t bits_ = 0;
};

struct ContributionColumns {
  std::size_t size = 0;
  std::int64_t first_position = 0;
  std::int64_t last_position = 0;
  std::int32_t day_min = 0;  // days since 1970-01-01
  std::int32_t day_max = 0;

  std::vector<std::int64_t> positions;
  std::vector<std::int32_t> days;
  std::vector<std::uint32_t> banks;
  std::vector<std::uint32_t> units;
  std::vector<std::uint32_t> industries;
  std::vector<std::uint32_t> firm_sizes;
  std::vector<std::uint32_t> kinds;
  std::vector<std::uint64_t> firms;
  std::array<std::vector<std::int64_t>, kSumCount> sums;

  // Column of sums.
  const std::vector<std::int64_t>& sum(Column column) const {
    return sums[static_cast<std::size_t>(column) - kSumColumnsFrom];
  }
  // Column of one of the five dimensions that are no dates.
  const std::vector<std::uint32_t>& numbers(Dimension dimension) const;
  std::vector<std::uint32_t>& numbers(Dimension dimension);
};

// The column in which a dimension is found; kDay for every date.
Column ColumnOf(Dimension dimension);

}  // namespace ippledge
