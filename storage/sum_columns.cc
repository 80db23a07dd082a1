#include "storage/sum_columns.h"

#include <algorithm>
#include <bit>
#include <cstring>
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

// By column and part: how often the part's differences count in the column.
constexpr auto kMadeOf = [] {
  std::array<std::array<int, kSumCount>, kSumCount> of{};
  for (std::size_t place = 0; place < kSumCount; ++place) {
    const Layout& layout = kLayouts[place];
    for (std::size_t part = 0; part < kSumCount; ++part) {
      for (const std::size_t plus : layout.plus)
        of[place][part] += plus == kNone ? 0 : of[plus][part];
      if (layout.minus != kNone) of[place][part] -= of[layout.minus][part];
    }
    ++of[place][place];
  }
  return of;
}();
// Each at most once, so that a column is the plain sum of some parts, whichever others are wanted.
static_assert(std::all_of(kMadeOf.begin(), kMadeOf.end(), [](const auto& column) {
  return std::all_of(column.begin(), column.end(),
                     [](int times) { return times == 0 || times == 1; });
}));

// Replaces codes by the values they stand for. Wraps around where no writer gets.
void DecodeCounts(absl::Span<std::uint64_t> codes) {
  for (std::uint64_t& code : codes) code = static_cast<std::uint64_t>(FromZigZag(code));
}
void DecodeAmounts(absl::Span<std::uint64_t> codes) {
  for (std::uint64_t& code : codes) {
    const std::uint64_t unit = 1 + (~code & 1) * (kRoundFen - 1);
    code = static_cast<std::uint64_t>(FromZigZag(code >> 1)) * unit;
  }
}

// The differences of one part: a value for each row that has one.
class Differences {
 public:
  bool Read(absl::string_view part, bool is_amount, std::size_t rows) {
    absl::string_view presence;
    std::size_t count = 0;
    if (!TakePart(part, presence) || !ReadPresence(presence, rows, count)) return false;
    rows_ = rows;
    values_.resize(count);
    // The codes stand where their values will.
    const absl::Span<std::uint64_t> codes(reinterpret_cast<std::uint64_t*>(values_.data()), count);
    if (!ReadIntegers(part, std::numeric_limits<std::uint64_t>::max(), codes)) return false;
    if (is_amount) {
      DecodeAmounts(codes);
    } else {
      DecodeCounts(codes);
    }
    return true;
  }

  // An empty `column` counts as one of zeros. `is_last`: the values are not needed again.
  void AddTo(std::vector<std::int64_t>& column, bool is_last) {
    if (is_last && column.empty() && values_.size() == rows_) return column.swap(values_);
    column.resize(rows_);
    if (values_.empty()) return;
    if (values_.size() < rows_) return AddSparse(column);
    for (std::size_t i = 0; i < rows_; ++i) column[i] = Sum(column[i], values_[i]);
  }

 private:
  // Sets present_, but where all rows are alike, and `count` to the rows with a value.
  bool ReadPresence(absl::string_view presence, std::size_t rows, std::size_t& count) {
    std::uint64_t bit_of_all = 0;
    if (rows > 0 && AllAlike(presence, bit_of_all)) {
      count = bit_of_all * rows;
      return bit_of_all <= 1;
    }
    present_.resize(rows);
    if (!ReadIntegers(presence, 1, absl::MakeSpan(present_))) return false;
    for (const std::uint8_t bit : present_) count += bit;
    return true;
  }

  static std::int64_t Sum(std::int64_t a, std::int64_t b) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
  }

  void AddSparse(std::vector<std::int64_t>& column) const {
    std::size_t next = 0;
    std::size_t row = 0;
    for (; row + 8 <= column.size(); row += 8) {
      std::uint64_t there = 0;  // a byte for each of eight rows
      std::memcpy(&there, &present_[row], sizeof(there));
      if constexpr (std::endian::native == std::endian::big) there = __builtin_bswap64(there);
      for (; there != 0; there &= there - 1) {
        std::int64_t& sum = column[row + static_cast<std::size_t>(std::countr_zero(there)) / 8];
        sum = Sum(sum, values_[next++]);
      }
    }
    for (; row < column.size(); ++row) {
      if (present_[row] != 0) column[row] = Sum(column[row], values_[next++]);
    }
  }

  std::size_t rows_ = 0;
  std::vector<std::uint8_t> present_;  // by row
  std::vector<std::int64_t> values_;   // of the rows that have one
};

bool WithinBounds(const std::vector<std::int64_t>& column) {
  constexpr std::uint64_t kSpan = std::uint64_t{2} * kSumMax;
  // Any bit from that of kSpan on is rare and looked at; no branch in the loop.
  std::uint64_t all_bits = 0;
  for (const std::int64_t sum : column) all_bits |= static_cast<std::uint64_t>(sum) + kSumMax;
  return all_bits < kSpan || std::all_of(column.begin(), column.end(), [](std::int64_t sum) {
           return static_cast<std::uint64_t>(sum) + kSumMax <= kSpan;
         });
}

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
  for (std::vector<std::int64_t>& column : columns) column.clear();
  Differences differences;
  for (std::size_t part = 0; part < kSumCount; ++part) {
    std::vector<std::int64_t>* made_of_it[kSumCount];
    std::size_t count = 0;
    for (std::size_t place = 0; place < kSumCount; ++place) {
      const bool counts = wanted.Has(SumColumnAt(place)) && kMadeOf[place][part] != 0;
      if (counts) made_of_it[count++] = &columns[place];
    }
    if (count == 0) continue;
    if (!differences.Read(parts[part], kLayouts[part].is_amount, rows)) return false;
    for (std::size_t i = 0; i < count; ++i) differences.AddTo(*made_of_it[i], i + 1 == count);
  }
  return std::all_of(columns.begin(), columns.end(), WithinBounds);
}

}  // namespace ippledge::storage
