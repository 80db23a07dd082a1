#include <array>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/columns.h"
#include "storage/columns_layout.h"
#include "storage/packed_integers.h"
#include "storage/sum_columns.h"

namespace ippledge::storage {
namespace {

using Integers = std::vector<std::uint64_t>;

absl::Status Damaged() { return absl::DataLossError("damaged contributions in the index"); }

bool ReadFirms(absl::string_view part, absl::Span<std::uint64_t> firms) {
  std::uint8_t layout = 0;
  if (!TakeByte(part, layout)) return false;
  std::uint64_t count = firms.size();
  if (layout == kFirmsNumbered && !TakeVarint(part, firms.size(), count)) return false;
  if (layout > kFirmsNumbered || part.size() < count * 8) return false;
  const char* const known = part.data();
  part.remove_prefix(static_cast<std::size_t>(count) * 8);
  if (layout == kFirmsPlain) {
    for (std::size_t i = 0; i < firms.size(); ++i) firms[i] = LoadLittleEndian(known + 8 * i);
    return part.empty();
  }
  if (count == 0 || !ReadIntegers(part, count - 1, firms)) return false;
  for (std::uint64_t& firm : firms) firm = LoadLittleEndian(known + 8 * firm);
  return true;
}

bool ReadHead(absl::string_view& bytes, ContributionColumns& columns) {
  std::uint64_t size = 0;
  std::uint64_t first = 0;
  std::uint64_t positions = 0;
  std::uint64_t day = 0;
  std::uint64_t days = 0;
  std::uint8_t version = 0;
  constexpr std::uint64_t kPositionMax = std::uint64_t{1} << 62;
  constexpr std::uint64_t kDaySpan = kDayMax - kDayMin;
  if (!TakeByte(bytes, version) || version != kColumnsVersion ||
      !TakeVarint(bytes, kColumnRowsMax, size) || !TakeVarint(bytes, kPositionMax, first) ||
      !TakeVarint(bytes, kPositionMax, positions) || !TakeVarint(bytes, kDaySpan, day) ||
      !TakeVarint(bytes, kDaySpan - day, days) || size == 0 || first == 0) {
    return false;
  }
  columns.size = static_cast<std::size_t>(size);
  columns.first_position = static_cast<std::int64_t>(first);
  columns.last_position = static_cast<std::int64_t>(first + positions);
  columns.day_min = static_cast<std::int32_t>(day) + kDayMin;
  columns.day_max = columns.day_min + static_cast<std::int32_t>(days);
  return true;
}

// Decodes one value. Every Read* function says false to what no writer makes.
class ColumnsReader {
 public:
  ColumnsReader(absl::string_view bytes, ContributionColumns& columns)
      : bytes_(bytes), columns_(columns) {}

  bool Read(ColumnSet wanted) {
    for (absl::string_view& part : parts_) {
      if (!TakePart(bytes_, part)) return false;
    }
    SumParts sums;
    if (!TakeSumParts(bytes_, sums) || !bytes_.empty()) return false;
    return ReadPositions(wanted) && ReadDays(wanted) && ReadKinds(wanted) && ReadRuns(wanted) &&
           ReadSumColumns(sums, columns_.size, wanted, columns_.sums);
  }

 private:
  bool ReadPositions(ColumnSet wanted) {
    std::vector<std::int64_t>& positions = columns_.positions;
    positions.clear();
    if (!wanted.Has(Column::kPosition)) return true;
    std::size_t entries = 0;
    if (!ReadStarts(parts_[kEntryStarts], entries)) return false;
    Integers gaps(entries);  // one more than there are
    const auto span = static_cast<std::uint64_t>(columns_.last_position - columns_.first_position);
    if (!ReadIntegers(parts_[kEntryGaps], span, absl::MakeSpan(gaps).first(entries - 1))) {
      return false;
    }
    positions.resize(columns_.size);
    std::int64_t position = columns_.first_position;
    positions[0] = position;
    for (std::size_t i = 1, gap = 0; i < positions.size(); ++i) {
      if (starts_[i] != 0) {
        position += static_cast<std::int64_t>(gaps[gap++]) + 1;
        if (position > columns_.last_position) return false;
      }
      positions[i] = position;
    }
    return position == columns_.last_position;
  }

  bool ReadDays(ColumnSet wanted) {
    std::vector<std::int32_t>& days = columns_.days;
    if (!wanted.Has(Column::kDay)) {
      days.clear();
      return true;
    }
    const auto max = static_cast<std::uint64_t>(columns_.day_max - columns_.day_min);
    numbers_.resize(columns_.size);
    if (!ReadIntegers(parts_[kDays], max, absl::MakeSpan(numbers_))) return false;
    days.resize(columns_.size);
    for (std::size_t i = 0; i < days.size(); ++i) {
      days[i] = columns_.day_min + static_cast<std::int32_t>(numbers_[i]);
    }
    return true;
  }

  bool ReadKinds(ColumnSet wanted) {
    if (!wanted.Has(Column::kIpKind)) {
      columns_.kinds.clear();
      return true;
    }
    columns_.kinds.resize(columns_.size);
    return ReadIntegers(parts_[kKinds], kIpKindCount - 1, absl::MakeSpan(columns_.kinds));
  }

  bool ReadRuns(ColumnSet wanted) {
    using enum Column;
    runs_ = 0;
    const bool any = wanted.Has(kBank) || wanted.Has(kUnit) || wanted.Has(kIndustry) ||
                     wanted.Has(kFirmSize) || wanted.Has(kFirm);
    std::uint64_t start_of_all = 0;
    if (AllAlike(parts_[kRunStarts], start_of_all) && start_of_all == 1) {
      runs_ = columns_.size;
    } else if (any && !ReadStarts(parts_[kRunStarts], runs_)) {
      return false;
    }
    if (!ReadRunNumbers(wanted, Dimension::kBank, kBanks) ||
        !ReadRunNumbers(wanted, Dimension::kUnit, kUnits) ||
        !ReadRunNumbers(wanted, Dimension::kIndustry, kIndustries) ||
        !ReadRunNumbers(wanted, Dimension::kFirmSize, kFirmSizes)) {
      return false;
    }
    columns_.firms.clear();
    if (!wanted.Has(kFirm)) return true;
    Integers firms(runs_);
    if (!ReadFirms(parts_[kFirms], absl::MakeSpan(firms))) return false;
    Spread(firms, columns_.firms);
    return true;
  }

  bool ReadRunNumbers(ColumnSet wanted, Dimension dimension, ColumnsPart part) {
    std::vector<std::uint32_t>& column = columns_.numbers(dimension);
    if (!wanted.Has(ColumnOf(dimension))) {
      column.clear();
      return true;
    }
    const std::uint32_t max = PackedMaxOf(dimension);
    if (runs_ == columns_.size) {
      column.resize(runs_);
      return ReadIntegers(parts_[part], max, absl::MakeSpan(column));
    }
    numbers_.resize(runs_);
    if (!ReadIntegers(parts_[part], max, absl::MakeSpan(numbers_))) return false;
    Spread(numbers_, column);
    return true;
  }

  // Sets starts_, of which the first one must be set, and counts those set.
  bool ReadStarts(absl::string_view part, std::size_t& count) {
    starts_.resize(columns_.size);
    if (!ReadIntegers(part, 1, absl::MakeSpan(starts_)) || starts_[0] != 1) return false;
    count = 0;
    for (const std::uint8_t start : starts_) count += start;
    return true;
  }

  // From one value a run to one a row; where each row is a run, starts_ need not be set.
  template <typename T>
  void Spread(const std::vector<T>& by_run, std::vector<T>& column) {
    if (by_run.size() == columns_.size) {
      column = by_run;
      return;
    }
    column.resize(columns_.size);
    std::size_t run = 0;
    for (std::size_t i = 0; i < column.size(); ++i) {
      run += starts_[i];
      column[i] = by_run[run - 1];
    }
  }

  absl::string_view bytes_;
  ContributionColumns& columns_;
  std::array<absl::string_view, kColumnsPartCount> parts_;
  std::vector<std::uint8_t> starts_;
  std::size_t runs_ = 0;
  std::vector<std::uint32_t> numbers_;
};

}  // namespace

absl::Status DecodeColumnsHead(absl::string_view bytes, ContributionColumns& columns) {
  return ReadHead(bytes, columns) ? absl::OkStatus() : Damaged();
}

absl::Status DecodeColumns(absl::string_view bytes, ColumnSet wanted,
                           ContributionColumns& columns) {
  if (!ReadHead(bytes, columns)) return Damaged();
  return ColumnsReader(bytes, columns).Read(wanted) ? absl::OkStatus() : Damaged();
}

}  // namespace ippledge::storage
