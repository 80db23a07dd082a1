// storage/tile_rows.h: the tiles of the journal's Merkle tree (proof/tile.h) in the index: those
// above level 0, whose hashes are of entries and are made again from these in less than a
// millisecond a tile; here they would be a seventh of all that is stored of a loan.
//
// Key: 0x17, the level, a byte, and the tile's index, 8 bytes big-endian. Value: its hashes, 32
// bytes each, 1 to 256 of them. The last tile of a level may be partial; the next round writes it
// wider, with the same hashes first: so one row serves every narrower tile of that place too.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "proof/hash.h"
#include "storage/index.h"

namespace ippledge::storage {

// Adds to `rows` those of the tiles that grow when `full_tiles`, roots of full tiles of level 0,
// follow the first `old_tiles` ones. `index` holds the rows of these: at most one a level is read.
// Errors: those of the index; DATA_LOSS when such a row is missing or too short.
absl::Status AddTileRows(const Index& index, std::int64_t old_tiles,
                         absl::Span<const proof::Hash> full_tiles, std::vector<Index::Row>& rows);

// The hashes that the index has of that tile; none when it has no such row. Errors: those of the
// index; DATA_LOSS for a row of another form.
absl::StatusOr<std::vector<proof::Hash>> ReadTileRow(const Index& index, int level,
                                                     std::int64_t tile);

}  // namespace ippledge::storage
