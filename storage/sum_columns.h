// storage/sum_columns.h: the eight sums of contributions or cells, column by column.
//
// A column is stored less what it mostly equals (of a loan paid out at once and pledged with IP
// alone, four amounts are one): disbursed less contract; IP part less contract; disbursed IP part
// less (IP part + disbursed - contract); loans by kind less loans. Each is a part of two:
//   a part: integers (packed_integers.h), one a row, 1 where the difference is not 0
//   integers, one for each of those rows: of a count its zigzag code c; of an amount c << 1 | 1,
//   or,
//     when it is a multiple of 1,000,000 fen, (c of the quotient) << 1
// Bytes are not trusted.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ledger/contribution_columns.h"

namespace ippledge::storage {

// No sum is further from 0.
inline constexpr std::int64_t kSumMax = std::int64_t{1} << 58;

// By place of the sum (kSumFields).
using SumColumns = std::array<std::vector<std::int64_t>, kSumCount>;
using SumParts = std::array<absl::string_view, kSumCount>;

// Appends one part a sum. Precondition (checked): columns of equal size, no sum beyond kSumMax.
void AppendSumColumns(const SumColumns& columns, std::string& out);

// Takes the parts from the front of `bytes`.
bool TakeSumParts(absl::string_view& bytes, SumParts& parts);
// Sets the columns `wanted` to `rows` values each; the others become empty.
bool ReadSumColumns(const SumParts& parts, std::size_t rows, ColumnSet wanted, SumColumns& columns);

}  // namespace ippledge::storage
