#include "storage/sum_columns.h"

#include <limits>

#include "ledger/check.h"
#include "storage/packed_integers.h"

namespace ippledge::storage {
namespace {

constexpr std::int64_t kRoundFen = 1'000'000;
constexpr std::size_t kNone = kSumCount;

// What a column mostly equals: plus[0] + plus[1] - minus, all of them earlier columns.
struct Layout {
  std::size_t plus[2];
  std::size_t minus;
  bool is_amount;
};
constexpr std::size_t kContract = 0, kDisbursed = 1, kIpPart = 3, kLoans = 5;
constexpr std::array<Layout, kSumCount> kLayouts = {{
    {{kNone, kNone}, kNone, true},             // contract
    {{kContract, kNone}, kNone, true},         // disbursed
    {{kNone, kNone}, kNone, true},             // registered
    {{kContract, kNone}, kNone, true},         // IP part
    {{kIpPart, kDisbursed}, kContract, true},  // disbursed IP part
    {{kNone, kNone}, kNone, false},            // loans
    {{kLoans, kNone}, kNone, false},           // loans by kind
    {{kNone, kNone}, kNone, false},            // registrations
}};

// Sets `column` to what it mostly equals.
void Predict(const Layout& layout, const SumColumns& columns, std::size_t rows,
             std::vector<std::int64_t>& column) {
  const auto [first, second] = layout.plus;
  if (first == kNone) return column.assign(rows, 0);
  column = columns[first];
  if (second == kNone) return;
  const std::vector<std::int64_t>& added = columns[second];
  const std::vector<std::int64_t>& taken = columns[layout.minus];
  for (std::size_t i = 0; i < rows; ++i) column[i] += added[i] - taken[i];
}

std::uint64_t CodeOf(std::int64_t value, bool is_amount) {
  if (!is_amount) return ZigZag(value);
  if (value % kRoundFen == 0) return ZigZag(value / kRoundFen) << 1;
  return ZigZag(value) << 1 | 1;
}

// Wraps around where no writer gets; the sum is checked afterwards.
std::uint64_t ValueOfCode(std::uint64_t code, bool is_amount) {
  if (!is_amount) return static_cast<std::uint64_t>(FromZigZag(code));
  const auto value = static_cast<std::uint64_t>(FromZigZag(code >> 1));
  return (code & 1) != 0 ? value : value * kRoundFen;
}

class SumReader {
 public:
  // Adds the differences stored in `part` to `column`.
  bool Add(absl::string_view part, bool is_amount, std::vector<std::int64_t>& column) {
    absl::string_view presence;
    present_.resize(column.size());
    if (!TakePart(part, presence) || !ReadIntegers(presence, 1, absl::MakeSpan(present_))) {
      return false;
    }
    std::size_t count = 0;
    for (const std::uint8_t bit : present_) count += bit;
    codes_.resize(count + 1);  // one more, so that looking ahead is harmless
    const auto codes = absl::MakeSpan(codes_).first(count);
    if (!ReadIntegers(part, std::numeric_limits<std::uint64_t>::max(), codes)) return false;
    if (count == 0) return true;
    std::size_t next = 0;
    bool within = true;
    for (std::size_t i = 0; i < column.size(); ++i) {
      const std::uint64_t there = present_[i];
      const std::uint64_t sum = static_cast<std::uint64_t>(column[i]) +
                                (ValueOfCode(codes_[next], is_amount) & (~there + 1));
      next += there;
      within &= sum + kSumMax <= std::uint64_t{2} * kSumMax;
      column[i] = static_cast<std::int64_t>(sum);
    }
    return within;
  }

 private:
  std::vector<std::uint8_t> present_;
  std::vector<std::uint64_t> codes_;
};

}  // namespace

void AppendSumColumns(const SumColumns& columns, std::string& out) {
  const std::size_t rows = columns[0].size();
  std::vector<std::int64_t> predicted;
  std::vector<std::uint64_t> present(rows);
  std::vector<std::uint64_t> codes;
  std::string part;
  for (std::size_t place = 0; place < kSumCount; ++place) {
    const std::vector<std::int64_t>& column = columns[place];
    IPPLEDGE_CHECK(column.size() == rows);
    Predict(kLayouts[place], columns, rows, predicted);
    codes.clear();
    for (std::size_t i = 0; i < rows; ++i) {
      IPPLEDGE_CHECK(-kSumMax <= column[i] && column[i] <= kSumMax);
      const std::int64_t difference = column[i] - predicted[i];
      present[i] = difference != 0 ? 1 : 0;
      if (difference != 0) codes.push_back(CodeOf(difference, kLayouts[place].is_amount));
    }
    std::string presence;
    AppendIntegers(present, presence);
    part.clear();
    AppendPart(presence, part);
    AppendIntegers(codes, part);
    AppendPart(part, out);
  }
}

bool TakeSumParts(absl::string_view& bytes, SumParts& parts) {
  for (absl::string_view& part : parts) {
    if (!TakePart(bytes, part)) return false;
  }
  return true;
}

bool ReadSumColumns(const SumParts& parts, std::size_t rows, ColumnSet wanted,
                    SumColumns& columns) {
  // Those wanted, and those that they are stored less of.
  std::array<bool, kNone + 1> needed{};
  for (std::size_t place = kSumCount; place-- > 0;) {
    needed[place] |= wanted.Has(SumColumnAt(place));
    if (!needed[place]) continue;
    const Layout& layout = kLayouts[place];
    needed[layout.plus[0]] = needed[layout.plus[1]] = needed[layout.minus] = true;
  }
  SumReader reader;
  for (std::size_t place = 0; place < kSumCount; ++place) {
    columns[place].clear();
    if (!needed[place]) continue;
    Predict(kLayouts[place], columns, rows, columns[place]);
    if (!reader.Add(parts[place], kLayouts[place].is_amount, columns[place])) return false;
  }
  for (std::size_t place = 0; place < kSumCount; ++place) {
    if (!wanted.Has(SumColumnAt(place))) columns[place].clear();
  }
  return true;
}

}  // namespace ippledge::storage
