#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "storage/columns.h"
#include "storage/packed_integers.h"
#include "storage/sum_columns.h"

// version byte, number of roll-ups (varint), then a part for each: number of dimensions, their
// numbers, number of cells (varints), each key less the one before (varints), the sums
// (sum_columns.h).
namespace ippledge::storage {
namespace {

absl::Status Damaged() { return absl::DataLossError("damaged roll-ups in the index"); }

std::string EncodeCells(const RollUp& roll_up, const RollUpCells& cells) {
  std::string part;
  AppendVarint(roll_up.dimensions.size(), part);
  for (const Dimension dimension : roll_up.dimensions) {
    AppendVarint(static_cast<std::uint64_t>(dimension), part);
  }
  AppendVarint(cells.keys.size(), part);
  std::uint64_t last = 0;
  for (const std::uint64_t key : cells.keys) {
    AppendVarint(key - last, part);
    last = key;
  }
  SumColumns sums;
  for (std::size_t place = 0; place < kSumCount; ++place) {
    sums[place].reserve(cells.sums.size());
    for (const Sums& cell : cells.sums) sums[place].push_back(cell.*kSumFields[place]);
  }
  AppendSumColumns(sums, part);
  return part;
}

// True when the part is of this very roll-up. Takes the dimensions from its front.
bool TakeDimensions(const RollUp& roll_up, absl::string_view& part) {
  std::uint64_t value = 0;
  if (!TakeVarint(part, value) || value != roll_up.dimensions.size()) return false;
  for (const Dimension dimension : roll_up.dimensions) {
    if (!TakeVarint(part, value) || value != static_cast<std::uint64_t>(dimension)) return false;
  }
  return true;
}

bool ReadCells(const RollUp& roll_up, absl::string_view part, ColumnSet wanted,
               RollUpCells& cells) {
  std::uint64_t count = 0;
  // A key takes a byte at least, so that memory stays in proportion to the bytes.
  if (!TakeDimensions(roll_up, part) || !TakeVarint(part, part.size(), count)) return false;
  cells.keys.resize(static_cast<std::size_t>(count));
  std::uint64_t last = 0;
  for (std::size_t i = 0; i < cells.keys.size(); ++i) {
    std::uint64_t step = 0;
    if (!TakeVarint(part, step) || (i > 0 && step == 0) || last + step < last) return false;
    last += step;
    if (!roll_up.packing.Holds(last)) return false;
    cells.keys[i] = last;
  }
  SumParts parts;
  SumColumns sums;
  if (!TakeSumParts(part, parts) || !part.empty() ||
      !ReadSumColumns(parts, cells.keys.size(), wanted, sums)) {
    return false;
  }
  cells.sums.resize(cells.keys.size());
  for (std::size_t place = 0; place < kSumCount; ++place) {
    for (std::size_t i = 0; i < sums[place].size(); ++i) {
      cells.sums[i].*kSumFields[place] = sums[place][i];
    }
  }
  return true;
}

// Reads the sums `sums` of the roll-ups for which `wanted` says so.
template <typename Wanted>
bool Read(absl::string_view bytes, Wanted wanted, ColumnSet sums, RollUps& roll_ups) {
  std::uint8_t version = 0;
  std::uint64_t count = 0;
  if (!TakeByte(bytes, version) || version != kColumnsVersion || !TakeVarint(bytes, count) ||
      count != kRollUpCount) {
    return false;
  }
  for (std::size_t i = 0; i < kRollUpCount; ++i) {
    absl::string_view part;
    if (!TakePart(bytes, part)) return false;
    if (wanted(i) && !ReadCells(RollUpList()[i], part, sums, roll_ups.cells[i])) return false;
  }
  return bytes.empty();
}

}  // namespace

std::string EncodeRollUps(const RollUps& roll_ups) {
  std::string out(1, static_cast<char>(kColumnsVersion));
  AppendVarint(kRollUpCount, out);
  for (std::size_t i = 0; i < kRollUpCount; ++i) {
    AppendPart(EncodeCells(RollUpList()[i], roll_ups.cells[i]), out);
  }
  return out;
}

absl::StatusOr<RollUps> DecodeRollUps(absl::string_view bytes) {
  RollUps roll_ups;
  if (!Read(
          bytes, [](std::size_t) { return true; }, ColumnSet::All(), roll_ups))
    return Damaged();
  return roll_ups;
}

absl::StatusOr<RollUpCells> DecodeRollUp(absl::string_view bytes, int index, ColumnSet wanted) {
  RollUps roll_ups;
  const auto place = static_cast<std::size_t>(index);
  if (!Read(
          bytes, [&](std::size_t i) { return i == place; }, wanted, roll_ups))
    return Damaged();
  return std::move(roll_ups.cells[place]);
}

}  // namespace ippledge::storage
