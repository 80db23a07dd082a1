// engine/tree_reader.h: proofs and tiles of the journal's Merkle tree, at any size up to a view's.
//
// Tiles come from the index (storage/tile_rows.h) and, for what it has not yet, from memory
// (engine/tree_tail.h); those of leaves are hashed from the journal's entries. A proof reads a few
// tiles, whatever the size, of which one or two of leaves. Each tile is
// read once in the life of a reader: make one for each request. One thread; must not outlive its
// engine.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/tree_tail.h"
#include "proof/hash.h"
#include "proof/tile.h"
#include "proof/tile_tree.h"
#include "storage/commit_log.h"
#include "storage/index.h"

namespace ippledge::engine {

class TreeReader {
 public:
  // The tree over the first `size` entries, which are durable. Borrows the rest.
  TreeReader(const storage::CommitLog* log, const storage::Index* index, const TreeTail* tail,
             std::int64_t size)
      : log_(*log), index_(*index), tail_(*tail), size_(size) {}

  std::int64_t size() const { return size_; }

  // Of all methods: OUT_OF_RANGE for an entry or a size below 1 (RootAt: 0) or beyond the tree, an
  // old size beyond the new one, a tile that it does not have; DATA_LOSS when what is stored does
  // not lead to the root; errors of the index and the log.

  absl::StatusOr<proof::Hash> RootAt(std::int64_t size);
  // That the entry is in the tree of `size` entries under `root`.
  absl::StatusOr<proof::LeafProof> ProveInclusion(std::int64_t entry, std::int64_t size,
                                                  const proof::Hash& root);
  // That the tree of `size` entries under `root` begins with that of `old_size` under `old_root`.
  absl::StatusOr<std::vector<proof::Hash>> ProveConsistency(std::int64_t old_size,
                                                            const proof::Hash& old_root,
                                                            std::int64_t size,
                                                            const proof::Hash& root);
  // Bytes of a tile of hashes or of a bundle of entries, as files of C2SP tlog-tiles have them, in
  // any width that it has or had.
  absl::StatusOr<std::string> Tile(const proof::TilePath& tile);

 private:
  absl::StatusOr<std::string> HashTile(const proof::TilePath& tile);
  absl::StatusOr<std::string> Bundle(const proof::TilePath& tile) const;
  absl::StatusOr<std::vector<proof::Hash>> Leaves(std::int64_t tile, std::size_t width) const;
  // Calls `visit` for the entries of the first `width` leaves of a tile of level 0, in order.
  absl::Status VisitEntries(std::int64_t tile, std::size_t width,
                            const std::function<void(absl::string_view entry)>& visit) const;
  absl::StatusOr<std::vector<proof::Hash>> Hashes(int level, std::int64_t tile, std::size_t width);
  absl::Status CheckSize(std::int64_t size, std::int64_t least) const;

  const storage::CommitLog& log_;
  const storage::Index& index_;
  const TreeTail& tail_;
  const std::int64_t size_;
  std::map<std::pair<int, std::int64_t>, std::vector<proof::Hash>> tiles_;
};

}  // namespace ippledge::engine
