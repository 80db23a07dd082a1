// storage/columns.h: contributions and roll-ups as bytes of the index.
//
// A value of ColumnsKey() is a run of contributions, column by column, so that a reader decodes
// only the columns that it needs and tells from the head alone whether it needs any. A value of
// RollUpsKey() is all cells of all roll-ups after a position. docs/format.md has the grammar.
// Derived rows: their format may change with kColumnsVersion, the index is then rebuilt. Bytes are
// not trusted: whatever no writer makes is DATA_LOSS, nothing crashes, and memory stays in
// proportion to the bytes or below kColumnRowsMax rows. (That a possible value is the one written
// is for the database's checksums to say.)
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ledger/books.h"
#include "ledger/contribution_columns.h"
#include "ledger/roll_up.h"

namespace ippledge::storage {

inline constexpr std::uint8_t kColumnsVersion = 1;
// A run has at most this many rows, unless a single entry has more (a correction of a loan with a
// thousand draws), which is never parted.
inline constexpr std::size_t kColumnRowsTarget = 16'384;
inline constexpr std::size_t kColumnRowsMax = 65'536;

// Rows in order of position. Preconditions (checked): 1 to kColumnRowsMax rows, positions above 0,
// slices within the limits of a programme, no sum beyond 2^58 either way.
std::string EncodeColumns(absl::Span<const Changes::ContributionRows> rows);

// Sets size, first and last position, least and greatest day of `columns` alone.
absl::Status DecodeColumnsHead(absl::string_view bytes, ContributionColumns& columns);
// Sets the head and the columns `wanted`; the others become empty. After an error `columns` holds
// anything.
absl::Status DecodeColumns(absl::string_view bytes, ColumnSet wanted, ContributionColumns& columns);

std::string EncodeRollUps(const RollUps& roll_ups);
absl::StatusOr<RollUps> DecodeRollUps(absl::string_view bytes);
// One of them alone; `index` as in RollUpList(). Sums that are not `wanted` are 0.
absl::StatusOr<RollUpCells> DecodeRollUp(absl::string_view bytes, int index,
                                         ColumnSet wanted = ColumnSet::All());

}  // namespace ippledge::storage
