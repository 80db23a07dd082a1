// proof/merkle.h: the Merkle tree over a journal's entries, and its proofs (RFC 9162, section 2.1).
//
// Leaves are numbered from 0: entry n of a journal is leaf n - 1. A proof is a list of hashes,
// lowest level first. Pure; values; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "proof/hash.h"

namespace ippledge::proof {

// Root of the tree without leaves: SHA-256 of nothing.
Hash EmptyRoot();

// What is needed of a tree to go on appending to it: its size, and the roots of the full subtrees
// that its leaves fall into, largest first; one for each bit set in the size.
class Frontier {
 public:
  // The empty tree.
  Frontier() = default;
  // INVALID_ARGUMENT unless `bytes` holds 32 bytes for each bit set in `size`.
  static absl::StatusOr<Frontier> FromBytes(std::uint64_t size, absl::string_view bytes);

  std::uint64_t size() const { return size_; }
  absl::Span<const Hash> hashes() const { return hashes_; }

  // Amortised two node hashes at most. Precondition: fewer than 2^64 - 1 leaves.
  void Append(const Hash& leaf);
  // One node hash for each bit set in the size but one; the tree is not changed.
  Hash Root() const;
  // The hashes one after the other; the size is kept by whoever keeps the bytes.
  std::string ToBytes() const;

  friend bool operator==(const Frontier&, const Frontier&) = default;

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash> hashes_;
};

Hash RootOf(absl::Span<const Hash> leaves);

// Leaves [begin, end) whose root is one hash of a proof. The subtrees that Frontier would have of
// them, the largest first, are whole subtrees of the tree too.
struct LeafRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;

  friend bool operator==(const LeafRange&, const LeafRange&) = default;
};

// What the hashes of a proof are the roots of, in the proof's order: for who has subtrees at hand.
// Errors: INVALID_ARGUMENT, as ProveInclusion() and ProveConsistency().
absl::StatusOr<std::vector<LeafRange>> InclusionRanges(std::uint64_t index, std::uint64_t size);
absl::StatusOr<std::vector<LeafRange>> ConsistencyRanges(std::uint64_t old_size,
                                                         std::uint64_t size);

// Leaf hash number `index`, from wherever leaves are kept; its errors end the proof.
using LeafHashAt = absl::FunctionRef<absl::StatusOr<Hash>(std::uint64_t index)>;

// Proof that leaf `index` is in the tree of `size` leaves. Reads each other leaf once.
// Errors: INVALID_ARGUMENT unless index < size; those of `leaf_at`.
absl::StatusOr<std::vector<Hash>> ProveInclusion(std::uint64_t index, std::uint64_t size,
                                                 LeafHashAt leaf_at);

// Proof that the first old_size leaves of the tree of `size` leaves are the tree of old_size
// leaves. Errors: INVALID_ARGUMENT unless 0 < old_size <= size; those of `leaf_at`.
absl::StatusOr<std::vector<Hash>> ProveConsistency(std::uint64_t old_size, std::uint64_t size,
                                                   LeafHashAt leaf_at);

// OK when `proof` shows that `leaf` is leaf `index` under `root`. Errors: INVALID_ARGUMENT unless
// index < size and the proof has the length such a proof has; DATA_LOSS when it gives another root.
absl::Status VerifyInclusion(std::uint64_t index, std::uint64_t size, const Hash& leaf,
                             absl::Span<const Hash> proof, const Hash& root);

// OK when `proof` shows that the tree under `root` begins with the one under `old_root`; equal
// sizes need equal roots and no proof. Every tree begins with the empty one, so nothing is to be
// shown of it. Errors: INVALID_ARGUMENT unless 0 < old_size <= size and the proof has the right
// length; DATA_LOSS when it gives other roots.
absl::Status VerifyConsistency(std::uint64_t old_size, std::uint64_t size, const Hash& old_root,
                               const Hash& root, absl::Span<const Hash> proof);

}  // namespace ippledge::proof
