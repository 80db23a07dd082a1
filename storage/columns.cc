#include "storage/columns.h"

#include <algorithm>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "ledger/check.h"
#include "storage/columns_layout.h"
#include "storage/packed_integers.h"
#include "storage/sum_columns.h"

namespace ippledge::storage {
namespace {

using Row = Changes::ContributionRows;
using Integers = std::vector<std::uint64_t>;

bool SameRun(const Slice& a, const Slice& b) {
  return a.bank == b.bank && a.unit == b.unit && a.industry == b.industry &&
         a.firm_size == b.firm_size && a.firm == b.firm;
}

void AppendIntegersPart(const Integers& values, std::string& out) {
  std::string part;
  AppendIntegers(values, part);
  AppendPart(part, out);
}

// The integers `value_of(i)` for i below `count`, as a part.
template <typename ValueOf>
void AppendEach(std::size_t count, ValueOf value_of, std::string& out) {
  Integers values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<std::uint64_t>(value_of(i));
  AppendIntegersPart(values, out);
}

// Plain, or those that occur, in order of first use, and a number into that list for each run.
void AppendFirms(const Integers& firms, std::string& out) {
  std::string part(1, static_cast<char>(kFirmsPlain));
  absl::flat_hash_map<std::uint64_t, std::uint64_t> numbers;
  Integers number_by_run;
  for (const std::uint64_t firm : firms) {
    AppendLittleEndian(firm, part);
    number_by_run.push_back(numbers.try_emplace(firm, numbers.size()).first->second);
  }
  std::string numbered(1, static_cast<char>(kFirmsNumbered));
  AppendVarint(numbers.size(), numbered);
  std::uint64_t next = 0;
  for (std::size_t i = 0; i < firms.size(); ++i) {
    if (number_by_run[i] != next) continue;
    AppendLittleEndian(firms[i], numbered);
    ++next;
  }
  AppendIntegers(number_by_run, numbered);
  AppendPart(numbered.size() < part.size() ? numbered : part, out);
}

void AppendHead(absl::Span<const Row> rows, std::int32_t day_min, std::int32_t day_max,
                std::string& out) {
  out.push_back(static_cast<char>(kColumnsVersion));
  AppendVarint(rows.size(), out);
  AppendVarint(static_cast<std::uint64_t>(rows.front().position), out);
  AppendVarint(static_cast<std::uint64_t>(rows.back().position - rows.front().position), out);
  AppendVarint(PackedDay(day_min), out);
  AppendVarint(static_cast<std::uint64_t>(day_max - day_min), out);
}

// Days, kinds and sums: what differs from row to row.
void AppendRows(absl::Span<const Row> rows, std::int32_t day_min, std::string& out) {
  const auto slice = [&](std::size_t i) -> const Slice& { return rows[i].contribution.slice; };
  AppendEach(
      rows.size(), [&](std::size_t i) { return slice(i).kind; }, out);
  AppendEach(
      rows.size(), [&](std::size_t i) { return slice(i).date.days() - day_min; }, out);
  SumColumns sums;
  for (std::size_t place = 0; place < kSumCount; ++place) {
    sums[place].resize(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      sums[place][i] = rows[i].contribution.sums.*kSumFields[place];
    }
  }
  AppendSumColumns(sums, out);
}

}  // namespace

std::string EncodeColumns(absl::Span<const Row> rows) {
  IPPLEDGE_CHECK(!rows.empty() && rows.size() <= kColumnRowsMax && rows[0].position > 0);
  // A slice within the limits fits the packing of its dimensions.
  const SlicePacking limits(
      {Dimension::kDay, Dimension::kBank, Dimension::kUnit, Dimension::kIndustry});
  std::int32_t day_min = kDayMax;
  std::int32_t day_max = kDayMin;
  Integers entry_starts;
  Integers entry_gaps;
  Integers run_starts;
  std::vector<const Slice*> runs;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Slice& slice = rows[i].contribution.slice;
    limits.Pack(slice);
    day_min = std::min(day_min, slice.date.days());
    day_max = std::max(day_max, slice.date.days());
    const std::int64_t gap = i == 0 ? 1 : rows[i].position - rows[i - 1].position;
    IPPLEDGE_CHECK(gap >= 0);
    entry_starts.push_back(gap > 0 ? 1 : 0);
    if (i > 0 && gap > 0) entry_gaps.push_back(static_cast<std::uint64_t>(gap - 1));
    const bool starts_run = i == 0 || !SameRun(slice, *runs.back());
    run_starts.push_back(starts_run ? 1 : 0);
    if (starts_run) runs.push_back(&slice);
  }
  std::string out;
  AppendHead(rows, day_min, day_max, out);
  AppendIntegersPart(entry_starts, out);
  AppendIntegersPart(entry_gaps, out);
  AppendIntegersPart(run_starts, out);
  AppendEach(
      runs.size(), [&](std::size_t i) { return runs[i]->bank; }, out);
  AppendEach(
      runs.size(), [&](std::size_t i) { return runs[i]->unit; }, out);
  AppendEach(
      runs.size(), [&](std::size_t i) { return runs[i]->industry; }, out);
  AppendEach(
      runs.size(), [&](std::size_t i) { return runs[i]->firm_size; }, out);
  Integers firms;
  for (const Slice* run : runs) firms.push_back(run->firm);
  AppendFirms(firms, out);
  AppendRows(rows, day_min, out);
  return out;
}

}  // namespace ippledge::storage
