#include "tests/proof/tiles.h"

#include "tests/proof/keys.h"

namespace ippledge::proof {

void TileFolder::Grow(const std::vector<Hash>& leaves) {
  const auto read = [this](const TilePath& tile) { return Read(tile); };
  const auto leaf_at = [&leaves](std::uint64_t i) -> absl::StatusOr<Hash> { return leaves[i]; };
  const auto add_tile = [&](const TilePath& tile) -> absl::Status {
    absl::StatusOr<std::string> bytes =
        tile.level == 0 ? MakeLeafTile(tile, leaf_at) : MakeUpperTile(tile, read);
    if (!bytes.ok()) return bytes.status();
    files[FormatTilePath(tile)] = *bytes;
    return absl::OkStatus();
  };
  const auto add_bundle = [&](const TilePath& bundle) -> absl::Status {
    std::string& bytes = files[FormatTilePath(bundle)];
    for (std::uint32_t i = 0; i < bundle.width; ++i) {
      AppendToBundle(EntryAt(bundle.index * kTileWidth + i), bytes);
    }
    return absl::OkStatus();
  };
  if (!ForEachNewTile(size_, leaves.size(), add_tile).ok()) std::abort();
  if (!ForEachNewBundle(size_, leaves.size(), add_bundle).ok()) std::abort();
  size_ = leaves.size();
}

absl::StatusOr<std::string> TileFolder::Read(const TilePath& tile) const {
  ++reads;
  const auto found = files.find(FormatTilePath(tile));
  if (found == files.end()) return absl::NotFoundError(FormatTilePath(tile));
  return found->second;
}

}  // namespace ippledge::proof
