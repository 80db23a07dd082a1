// storage/keys.h: every key that is persisted, byte by byte. Frozen: see docs/format.md.
//
// journal/  key = number of the block's first entry, 8 bytes big-endian; value = block (block.h)
// index/    one column family; first byte is the kind of row:
//   0x01 name                              one of the meta rows below
//   0x10 bank 0x00 contract number         loan row (rows.h)
//   0x11 kind byte, normal number          right row: how many loans pledge it (rows.h)
//   0x12 organisation 0x00 16 bytes        request id -> entry, varint
//   0x13 entry, 8 bytes BE                 first movement of the fund of an entry (fund_rows.h);
//                                          of the n-th after it also n, 2 bytes BE
//   0x14 key of sums                       sums over covered loans (cover_rows.h)
//   0x15 due date, 4 bytes BE,             open work (cover_rows.h); the date is days since
//        bank 0x00 contract number 0x00    1970-01-01 plus 2^31
//        claim 0x00 recovery 0x00
//        step byte
//   0x16 entry, 8 bytes BE                 event of a book of the programme (book_rows.h)
//   0x17 level byte, index, 8 bytes BE     tile of hashes of the tree (tile_rows.h)
//   0x20 first position, 8 bytes BE        contributions of a run of entries, packed (columns.h)
//   0x21 position, 8 bytes BE              roll-ups after that position (columns.h)
//   0x22 position, 8 bytes BE              hashes of the keys 0x10 to 0x12 that are new in the
//                                          round up to there, 4 bytes LE each (key_filter.h)
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "ledger/event.h"

namespace ippledge::storage {

// Version of the store and its journal; a newer one is refused.
inline constexpr int kFormatVersion = 1;
// Version of the index: of the keys below and of all rows. A newer one is refused; an older one is
// emptied and made again from the journal.
inline constexpr int kIndexVersion = 7;

inline constexpr char kMetaKind = 0x01;
inline constexpr char kLoanKind = 0x10;
inline constexpr char kRightKind = 0x11;
inline constexpr char kRequestKind = 0x12;
inline constexpr char kMovementKind = 0x13;
inline constexpr char kCoverSumsKind = 0x14;
inline constexpr char kWorkKind = 0x15;
inline constexpr char kBookKind = 0x16;
inline constexpr char kTileKind = 0x17;
inline constexpr char kColumnsKind = 0x20;
inline constexpr char kRollUpsKind = 0x21;
inline constexpr char kHashesKind = 0x22;

std::string FormatKey();     // 0x01 "format": decimal text of kIndexVersion
std::string WatermarkKey();  // 0x01 "watermark": position, 8 bytes BE
std::string ProgrammeKey();  // 0x01 "programme": programme row as of the watermark

// A position or entry number as 8 bytes big-endian: its order is that of the numbers.
std::string BigEndian(std::int64_t number);
// Precondition (checked): 8 bytes.
std::int64_t FromBigEndian(absl::string_view bytes);

std::string LoanRowKey(absl::string_view loan_key);
std::string RightRowKey(absl::string_view right_key);
std::string RequestRowKey(absl::string_view organisation, const RequestId& id);
// Value of a request row, and back. Precondition (checked): a value made here.
std::string RequestRow(std::int64_t entry);
std::int64_t EntryOfRequestRow(absl::string_view row);
// Of the movement at `ordinal` among those of its entry, from 0. Precondition (checked): below
// 2^16.
std::string MovementKey(std::int64_t entry, std::size_t ordinal = 0);
// Precondition (checked): a level from 0 to 7; above it no tree of ours has tiles.
std::string TileKey(int level, std::int64_t index);
std::string ColumnsKey(std::int64_t first_position);
std::string RollUpsKey(std::int64_t position);
std::string HashesKey(std::int64_t position);

}  // namespace ippledge::storage
