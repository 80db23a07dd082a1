#include "tools/admin/export_tiles.h"

#include <utility>

#include "ledger/status_macros.h"
#include "proof/tile.h"

namespace ippledge::admin {

absl::Status ExportTiles::Append(absl::string_view entry) {
  const proof::Hash leaf = proof::LeafHash(entry);
  frontier_.Append(leaf);
  proof::AppendToBundle(entry, bundle_);
  if (frontier_.size() % proof::kTileWidth == 0) IPPLEDGE_RETURN_IF_ERROR(WriteBundle());
  return Add(0, leaf);
}

absl::Status ExportTiles::Add(std::size_t level, const proof::Hash& hash) {
  if (level == levels_.size()) levels_.emplace_back();
  levels_[level].hashes.push_back(hash);
  if (levels_[level].hashes.size() < proof::kTileWidth) return absl::OkStatus();
  IPPLEDGE_RETURN_IF_ERROR(WriteTile(level));
  const proof::Hash root = proof::RootOf(levels_[level].hashes);
  ++levels_[level].index;
  levels_[level].hashes.clear();
  return Add(level + 1, root);
}

absl::Status ExportTiles::WriteTile(std::size_t level) {
  const Level& open = levels_[level];
  const proof::TilePath tile = {.level = static_cast<int>(level),
                                .index = open.index,
                                .width = static_cast<std::uint32_t>(open.hashes.size())};
  return folder_.Write(proof::FormatTilePath(tile), proof::FormatHashTile(open.hashes));
}

absl::Status ExportTiles::WriteBundle() {
  const std::uint64_t last = frontier_.size() - 1;
  const proof::TilePath bundle = {
      .entries = true,
      .index = last / proof::kTileWidth,
      .width = static_cast<std::uint32_t>(last % proof::kTileWidth + 1)};
  IPPLEDGE_RETURN_IF_ERROR(folder_.Write(proof::FormatTilePath(bundle), bundle_));
  bundle_.clear();
  return absl::OkStatus();
}

absl::Status ExportTiles::Finish() {
  if (!bundle_.empty()) IPPLEDGE_RETURN_IF_ERROR(WriteBundle());
  for (std::size_t level = 0; level < levels_.size(); ++level) {
    if (!levels_[level].hashes.empty()) IPPLEDGE_RETURN_IF_ERROR(WriteTile(level));
  }
  return absl::OkStatus();
}

}  // namespace ippledge::admin
