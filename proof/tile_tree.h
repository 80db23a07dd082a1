// proof/tile_tree.h: roots and proofs from a log's tiles (proof/tile.h), which nobody trusts.
//
// Each call reads a tile once at most; a tile that is not the width it has in the tree of `size`
// leaves, or that leads to other hashes than it should, is DATA_LOSS, which says what does not
// hold. The reader's errors end a call.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proof/hash.h"
#include "proof/tile.h"

namespace ippledge::proof {

// The root over the first `part` leaves, from the tiles of the tree of `size` leaves. Nothing
// vouches for it but the tiles. Errors: INVALID_ARGUMENT unless part <= size.
absl::StatusOr<Hash> RootFromTiles(std::uint64_t part, std::uint64_t size, TileReader read);

// What ProveInclusion() gives, and the leaf. Errors: INVALID_ARGUMENT unless index < size;
// DATA_LOSS when the tiles do not lead to `root`.
struct LeafProof {
  Hash leaf = {};
  std::vector<Hash> proof;
};
absl::StatusOr<LeafProof> ProveInclusionFromTiles(std::uint64_t index, std::uint64_t size,
                                                  const Hash& root, TileReader read);

// What ProveConsistency() gives. Errors: INVALID_ARGUMENT unless 0 < old_size <= size; DATA_LOSS
// when the tiles do not lead to both roots.
absl::StatusOr<std::vector<Hash>> ProveConsistencyFromTiles(std::uint64_t old_size,
                                                            std::uint64_t size,
                                                            const Hash& old_root, const Hash& root,
                                                            TileReader read);

// OK when all tiles of hashes of that tree fit together and lead to `root`.
absl::Status VerifyHashTiles(std::uint64_t size, const Hash& root, TileReader read);

// OK when each bundle's entries have the hashes of their tile of level 0, which VerifyHashTiles()
// looked at. `visit` gets each entry, in order; its errors end the call.
absl::Status VerifyBundles(
    std::uint64_t size, TileReader read,
    absl::FunctionRef<absl::Status(std::uint64_t index, absl::string_view entry)> visit);

}  // namespace ippledge::proof
