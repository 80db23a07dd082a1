#include "proof/tile_tree.h"

#include <bit>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proof/merkle.h"

namespace ippledge::proof {
namespace {

constexpr int kTileBits = 8;

absl::StatusOr<std::vector<Hash>> ReadHashes(const TilePath& tile, TileReader read) {
  absl::StatusOr<std::string> bytes = read(tile);
  if (!bytes.ok()) return std::move(bytes).status();
  return ParseHashTile(tile, *bytes);
}

// The tree's hashes, each tile read when first needed.
class Nodes {
 public:
  Nodes(std::uint64_t size, TileReader read) : size_(size), read_(read) {}

  // Of the full subtree over leaves [index << height, index + 1 << height).
  absl::StatusOr<Hash> At(int height, std::uint64_t index) {
    const int level = height / kTileBits;
    const int shift = height % kTileBits;
    const std::uint64_t first = index << shift;
    absl::StatusOr<const std::vector<Hash>*> tile = Tile(level, first / kTileWidth);
    if (!tile.ok()) return std::move(tile).status();
    return RootOf(absl::MakeConstSpan(**tile).subspan(first % kTileWidth, std::size_t{1} << shift));
  }

  // Of leaves which `range` promises to be whole subtrees, the largest first.
  absl::StatusOr<Hash> RootOfRange(LeafRange range) {
    std::vector<Hash> parts;
    while (range.begin != range.end) {
      const int height = static_cast<int>(std::bit_width(range.end - range.begin)) - 1;
      absl::StatusOr<Hash> part = At(height, range.begin >> height);
      if (!part.ok()) return std::move(part).status();
      parts.push_back(*part);
      range.begin += std::uint64_t{1} << height;
    }
    if (parts.empty()) return EmptyRoot();
    Hash root = parts.back();
    for (auto left = parts.rbegin() + 1; left != parts.rend(); ++left) root = NodeHash(*left, root);
    return root;
  }

  absl::StatusOr<std::vector<Hash>> RootsOf(const std::vector<LeafRange>& ranges) {
    std::vector<Hash> proof;
    for (const LeafRange& range : ranges) {
      absl::StatusOr<Hash> root = RootOfRange(range);
      if (!root.ok()) return std::move(root).status();
      proof.push_back(*root);
    }
    return proof;
  }

 private:
  absl::StatusOr<const std::vector<Hash>*> Tile(int level, std::uint64_t index) {
    const auto [tile, is_new] = tiles_.try_emplace({level, index});
    if (is_new) {
      absl::StatusOr<std::vector<Hash>> hashes = ReadHashes(TileAt(level, index, size_), read_);
      if (!hashes.ok()) return std::move(hashes).status();
      tile->second = *std::move(hashes);
    }
    return &tile->second;
  }

  std::uint64_t size_;
  TileReader read_;
  std::map<std::pair<int, std::uint64_t>, std::vector<Hash>> tiles_;
};

// What the tiles gave is wrong when the proof they made does not hold.
absl::Status AsDataLoss(const absl::Status& status) {
  if (status.ok()) return status;
  return absl::DataLossError(absl::StrCat("the tiles do not lead there: ", status.message()));
}

}  // namespace

absl::StatusOr<Hash> RootFromTiles(std::uint64_t part, std::uint64_t size, TileReader read) {
  if (part > size) {
    return absl::InvalidArgumentError(absl::StrCat("no ", part, " leaves in a tree of ", size));
  }
  return Nodes(size, read).RootOfRange({0, part});
}

absl::StatusOr<LeafProof> ProveInclusionFromTiles(std::uint64_t index, std::uint64_t size,
                                                  const Hash& root, TileReader read) {
  absl::StatusOr<std::vector<LeafRange>> ranges = InclusionRanges(index, size);
  if (!ranges.ok()) return std::move(ranges).status();
  Nodes nodes(size, read);
  absl::StatusOr<Hash> leaf = nodes.At(0, index);
  if (!leaf.ok()) return std::move(leaf).status();
  absl::StatusOr<std::vector<Hash>> proof = nodes.RootsOf(*ranges);
  if (!proof.ok()) return std::move(proof).status();
  absl::Status status = AsDataLoss(VerifyInclusion(index, size, *leaf, *proof, root));
  if (!status.ok()) return status;
  return LeafProof{.leaf = *leaf, .proof = *std::move(proof)};
}

absl::StatusOr<std::vector<Hash>> ProveConsistencyFromTiles(std::uint64_t old_size,
                                                            std::uint64_t size,
                                                            const Hash& old_root, const Hash& root,
                                                            TileReader read) {
  absl::StatusOr<std::vector<LeafRange>> ranges = ConsistencyRanges(old_size, size);
  if (!ranges.ok()) return std::move(ranges).status();
  absl::StatusOr<std::vector<Hash>> proof = Nodes(size, read).RootsOf(*ranges);
  if (!proof.ok()) return proof;
  absl::Status status = AsDataLoss(VerifyConsistency(old_size, size, old_root, root, *proof));
  if (!status.ok()) return status;
  return proof;
}

absl::Status VerifyHashTiles(std::uint64_t size, const Hash& root, TileReader read) {
  std::vector<Hash> below;  // roots of the full tiles of the level below
  std::vector<Hash> roots;  // and of this one
  int level = 0;
  absl::Status status = ForEachNewTile(0, size, [&](const TilePath& tile) -> absl::Status {
    if (tile.level != level) {
      level = tile.level;
      below = std::move(roots);
      roots.clear();
    }
    absl::StatusOr<std::vector<Hash>> hashes = ReadHashes(tile, read);
    if (!hashes.ok()) return std::move(hashes).status();
    for (std::size_t i = 0; level > 0 && i < hashes->size(); ++i) {
      const std::uint64_t index = tile.index * kTileWidth + i;
      if ((*hashes)[i] == below[index]) continue;
      return absl::DataLossError(
          absl::StrCat("hash ", i, " of ", FormatTilePath(tile), " is not the root of ",
                       FormatTilePath({.level = level - 1, .index = index})));
    }
    if (tile.width == kTileWidth) roots.push_back(RootOf(*hashes));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  absl::StatusOr<Hash> found = RootFromTiles(size, size, read);
  if (!found.ok()) return std::move(found).status();
  return *found == root ? absl::OkStatus() : absl::DataLossError("the tiles lead to another root");
}

absl::Status VerifyBundles(
    std::uint64_t size, TileReader read,
    absl::FunctionRef<absl::Status(std::uint64_t index, absl::string_view entry)> visit) {
  return ForEachNewBundle(0, size, [&](const TilePath& bundle) -> absl::Status {
    absl::StatusOr<std::string> bytes = read(bundle);
    if (!bytes.ok()) return std::move(bytes).status();
    absl::StatusOr<std::vector<absl::string_view>> entries = ParseBundle(bundle, *bytes);
    if (!entries.ok()) return std::move(entries).status();
    const TilePath tile = {.index = bundle.index, .width = bundle.width};
    absl::StatusOr<std::vector<Hash>> hashes = ReadHashes(tile, read);
    if (!hashes.ok()) return std::move(hashes).status();
    for (std::size_t i = 0; i < entries->size(); ++i) {
      const std::uint64_t index = bundle.index * kTileWidth + i;
      if (LeafHash((*entries)[i]) != (*hashes)[i]) {
        return absl::DataLossError(absl::StrCat("leaf ", index, " of ", FormatTilePath(bundle),
                                                " has another hash in ", FormatTilePath(tile)));
      }
      if (absl::Status status = visit(index, (*entries)[i]); !status.ok()) return status;
    }
    return absl::OkStatus();
  });
}

}  // namespace ippledge::proof
