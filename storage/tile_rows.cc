#include "storage/tile_rows.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/status_macros.h"
#include "proof/merkle.h"
#include "proof/tile.h"
#include "storage/keys.h"

namespace ippledge::storage {
namespace {

constexpr std::size_t kWidth = proof::kTileWidth;

// The first `count` hashes of the tile that a level's next hash goes into.
absl::StatusOr<std::vector<proof::Hash>> Begun(const Index& index, int level, std::int64_t tile,
                                               std::size_t count) {
  if (count == 0) return std::vector<proof::Hash>();
  IPPLEDGE_ASSIGN_OR_RETURN(std::vector<proof::Hash> hashes, ReadTileRow(index, level, tile));
  if (hashes.size() < count) {
    return absl::DataLossError(absl::StrCat("the index has ", hashes.size(), " of ", count,
                                            " hashes of tile ", tile, " of level ", level));
  }
  hashes.resize(count);
  return hashes;
}

}  // namespace

absl::Status AddTileRows(const Index& index, std::int64_t old_tiles,
                         absl::Span<const proof::Hash> full_tiles, std::vector<Index::Row>& rows) {
  auto before = static_cast<std::size_t>(old_tiles);  // hashes that the level has already
  std::vector<proof::Hash> made;  // roots of the tiles of the level below that were completed
  absl::Span<const proof::Hash> added = full_tiles;
  for (int level = 1; !added.empty(); ++level) {
    auto tile = static_cast<std::int64_t>(before / kWidth);
    IPPLEDGE_ASSIGN_OR_RETURN(std::vector<proof::Hash> hashes,
                              Begun(index, level, tile, before % kWidth));
    std::vector<proof::Hash> completed;
    while (!added.empty()) {
      const std::size_t taken = std::min(added.size(), kWidth - hashes.size());
      hashes.insert(hashes.end(), added.begin(), added.begin() + taken);
      added.remove_prefix(taken);
      rows.emplace_back(TileKey(level, tile++), proof::FormatHashTile(hashes));
      if (hashes.size() == kWidth) completed.push_back(proof::RootOf(hashes));
      hashes.clear();
    }
    before /= kWidth;
    made = std::move(completed);
    added = made;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<proof::Hash>> ReadTileRow(const Index& index, int level,
                                                     std::int64_t tile) {
  IPPLEDGE_ASSIGN_OR_RETURN(const auto rows, index.Get({TileKey(level, tile)}));
  if (!rows[0]) return std::vector<proof::Hash>();
  const std::size_t width = rows[0]->size() / proof::kHashBytes;
  if (width == 0 || width > kWidth || rows[0]->size() % proof::kHashBytes != 0) {
    return absl::DataLossError(
        absl::StrCat("the index has tile ", tile, " of level ", level, " in another form"));
  }
  return proof::ParseHashTile({.level = level,
                               .index = static_cast<std::uint64_t>(tile),
                               .width = static_cast<std::uint32_t>(width)},
                              *rows[0]);
}

}  // namespace ippledge::storage
