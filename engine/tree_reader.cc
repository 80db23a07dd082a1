#include "engine/tree_reader.h"

#include "absl/strings/str_cat.h"
#include "ledger/status_macros.h"
#include "proof/merkle.h"
#include "storage/block.h"
#include "storage/tile_rows.h"

namespace ippledge::engine {
namespace {

constexpr std::int64_t kWidth = proof::kTileWidth;
constexpr std::size_t kReadBytes = 1 << 20;

std::uint64_t SizeOf(std::int64_t size) { return static_cast<std::uint64_t>(size); }

}  // namespace

absl::Status TreeReader::CheckSize(std::int64_t size, std::int64_t least) const {
  if (size >= least && size <= size_) return absl::OkStatus();
  return absl::OutOfRangeError(
      absl::StrCat("no tree of ", size, " entries in one of ", size_, " entries"));
}

absl::StatusOr<proof::Hash> TreeReader::RootAt(std::int64_t size) {
  IPPLEDGE_RETURN_IF_ERROR(CheckSize(size, 0));
  return proof::RootFromTiles(SizeOf(size), SizeOf(size),
                              [this](const proof::TilePath& tile) { return HashTile(tile); });
}

absl::StatusOr<proof::LeafProof> TreeReader::ProveInclusion(std::int64_t entry, std::int64_t size,
                                                            const proof::Hash& root) {
  IPPLEDGE_RETURN_IF_ERROR(CheckSize(size, 1));
  if (entry < 1 || entry > size) {
    return absl::OutOfRangeError(absl::StrCat("entry ", entry, " is not among ", size));
  }
  return proof::ProveInclusionFromTiles(
      SizeOf(entry - 1), SizeOf(size), root,
      [this](const proof::TilePath& tile) { return HashTile(tile); });
}

absl::StatusOr<std::vector<proof::Hash>> TreeReader::ProveConsistency(std::int64_t old_size,
                                                                      const proof::Hash& old_root,
                                                                      std::int64_t size,
                                                                      const proof::Hash& root) {
  IPPLEDGE_RETURN_IF_ERROR(CheckSize(size, 1));
  if (old_size < 1 || old_size > size) {
    return absl::OutOfRangeError(
        absl::StrCat("no proof leads from ", old_size, " to ", size, " entries"));
  }
  return proof::ProveConsistencyFromTiles(
      SizeOf(old_size), SizeOf(size), old_root, root,
      [this](const proof::TilePath& tile) { return HashTile(tile); });
}

absl::StatusOr<std::string> TreeReader::Tile(const proof::TilePath& tile) {
  // A full tile of entries is there whenever the one of their hashes is.
  const proof::TilePath has = proof::TileAt(tile.level, tile.index, SizeOf(size_));
  if (tile.width == 0 || tile.width > has.width) {
    return absl::OutOfRangeError(
        absl::StrCat("a tree of ", size_, " entries has no ", proof::FormatTilePath(tile)));
  }
  return tile.entries ? Bundle(tile) : HashTile(tile);
}

absl::StatusOr<std::string> TreeReader::HashTile(const proof::TilePath& tile) {
  IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<proof::Hash> hashes,
                            Hashes(tile.level, static_cast<std::int64_t>(tile.index), tile.width));
  return proof::FormatHashTile(hashes);
}

absl::StatusOr<std::vector<proof::Hash>> TreeReader::Hashes(int level, std::int64_t tile,
                                                            std::size_t width) {
  std::vector<proof::Hash>& known = tiles_[{level, tile}];
  if (known.size() >= width) {
    return std::vector<proof::Hash>(known.begin(), known.begin() + static_cast<long>(width));
  }
  if (level == 0) {
    IPPLEDGE_ASSIGN_OR_RETURN(known, Leaves(tile, width));
    return known;
  }
  const std::int64_t begin = tile * kWidth;
  const std::int64_t end = begin + static_cast<std::int64_t>(width);
  // Memory first, the index second: see tree_tail.h.
  const TreeTail::Run tail = level == 1 ? tail_.FullTiles(begin, end) : TreeTail::Run{end, {}};
  std::vector<proof::Hash> hashes;
  if (tail.first > begin) {
    IPPLEDGE_ASSIGN_OR_RETURN(hashes, storage::ReadTileRow(index_, level, tile));
  }
  const auto wanted = static_cast<std::size_t>(tail.first - begin);
  if (hashes.size() > wanted) hashes.resize(wanted);
  while (hashes.size() < wanted && level > 1) {
    const std::int64_t below = begin + static_cast<std::int64_t>(hashes.size());
    IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<proof::Hash> full,
                              Hashes(level - 1, below, proof::kTileWidth));
    hashes.push_back(proof::RootOf(full));
  }
  if (hashes.size() < wanted) {
    return absl::DataLossError(absl::StrCat("the index has ", hashes.size(), " of ", wanted,
                                            " hashes of tile ", tile, " of level ", level));
  }
  hashes.insert(hashes.end(), tail.hashes.begin(), tail.hashes.end());
  known = hashes;
  return hashes;
}

absl::StatusOr<std::vector<proof::Hash>> TreeReader::Leaves(std::int64_t tile,
                                                            std::size_t width) const {
  std::vector<proof::Hash> leaves;
  leaves.reserve(width);
  IPPLEDGE_RETURN_IF_ERROR(VisitEntries(
      tile, width, [&](absl::string_view entry) { leaves.push_back(proof::LeafHash(entry)); }));
  return leaves;
}

absl::StatusOr<std::string> TreeReader::Bundle(const proof::TilePath& tile) const {
  std::string bundle;
  IPPLEDGE_RETURN_IF_ERROR(
      VisitEntries(static_cast<std::int64_t>(tile.index), tile.width,
                   [&](absl::string_view entry) { proof::AppendToBundle(entry, bundle); }));
  return bundle;
}

absl::Status TreeReader::VisitEntries(
    std::int64_t tile, std::size_t width,
    const std::function<void(absl::string_view entry)>& visit) const {
  std::int64_t next = tile * kWidth + 1;
  const std::int64_t last = next + static_cast<std::int64_t>(width) - 1;
  while (next <= last) {
    IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<storage::Block> blocks,
                              log_.Read(next, kReadBytes));
    if (blocks.empty()) return absl::DataLossError(absl::StrCat("entry ", next, " is missing"));
    for (const storage::Block& block : blocks) {
      if (next > last) break;
      IPPLEDGE_ASSIGN_OR_RETURN(const storage::BlockView view,
                                storage::BlockView::Parse(block.first_entry, block.bytes));
      if (next < view.first_entry()) {
        return absl::DataLossError(absl::StrCat("entry ", next, " is missing"));
      }
      for (; next <= last && next <= view.last_entry(); ++next) visit(view.entry(next));
    }
  }
  return absl::OkStatus();
}

}  // namespace ippledge::engine
