#include "proof/merkle.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"

namespace ippledge::proof {
namespace {

// Largest power of two below `size`, which is above 1: how many leaves lie left of the root.
std::uint64_t LeftSize(std::uint64_t size) { return std::bit_floor(size - 1); }

// Root over leaves [begin, end).
absl::StatusOr<Hash> RootOfRange(std::uint64_t begin, std::uint64_t end, LeafHashAt leaf_at) {
  Frontier frontier;
  for (std::uint64_t i = begin; i < end; ++i) {
    absl::StatusOr<Hash> leaf = leaf_at(i);
    if (!leaf.ok()) return std::move(leaf).status();
    frontier.Append(*leaf);
  }
  return frontier.Root();
}

// The roots of `ranges`.
absl::StatusOr<std::vector<Hash>> RootsOf(const std::vector<LeafRange>& ranges,
                                          LeafHashAt leaf_at) {
  std::vector<Hash> proof;
  proof.reserve(ranges.size());
  for (const LeafRange& range : ranges) {
    absl::StatusOr<Hash> root = RootOfRange(range.begin, range.end, leaf_at);
    if (!root.ok()) return std::move(root).status();
    proof.push_back(*root);
  }
  return proof;
}

absl::Status CheckLength(absl::Span<const Hash> proof, std::size_t want) {
  if (proof.size() == want) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("the proof has ", proof.size(), " hashes, ", want, " are needed"));
}

// Levels that the path from leaf `index` climbs before it runs along the tree's right edge.
int LevelsBelowEdge(std::uint64_t index, std::uint64_t size) {
  return static_cast<int>(std::bit_width(index ^ (size - 1)));
}

// Subtrees that the right edge above those levels joins from the left.
int JoinsOnEdge(std::uint64_t index, int levels) {
  return levels == 64 ? 0 : std::popcount(index >> levels);
}

}  // namespace

Hash EmptyRoot() { return Sha256(absl::string_view()); }

absl::StatusOr<Frontier> Frontier::FromBytes(std::uint64_t size, absl::string_view bytes) {
  const auto count = static_cast<std::size_t>(std::popcount(size));
  if (bytes.size() != count * kHashBytes) {
    return absl::InvalidArgumentError(absl::StrCat(
        "a frontier of ", size, " leaves has ", count * kHashBytes, " bytes, not ", bytes.size()));
  }
  Frontier frontier;
  frontier.size_ = size;
  frontier.hashes_.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    const absl::string_view part = bytes.substr(i * kHashBytes, kHashBytes);
    std::transform(part.begin(), part.end(), frontier.hashes_[i].begin(),
                   [](char c) { return static_cast<std::uint8_t>(c); });
  }
  return frontier;
}

void Frontier::Append(const Hash& leaf) {
  Hash hash = leaf;
  // Like a carry in binary addition: each full subtree of equal height is joined.
  for (int joins = std::countr_one(size_); joins > 0; --joins) {
    hash = NodeHash(hashes_.back(), hash);
    hashes_.pop_back();
  }
  hashes_.push_back(hash);
  ++size_;
}

Hash Frontier::Root() const {
  if (hashes_.empty()) return EmptyRoot();
  Hash root = hashes_.back();
  for (auto left = hashes_.rbegin() + 1; left != hashes_.rend(); ++left) {
    root = NodeHash(*left, root);
  }
  return root;
}

std::string Frontier::ToBytes() const {
  std::string bytes;
  bytes.reserve(hashes_.size() * kHashBytes);
  for (const Hash& hash : hashes_) bytes.append(hash.begin(), hash.end());
  return bytes;
}

Hash RootOf(absl::Span<const Hash> leaves) {
  Frontier frontier;
  for (const Hash& leaf : leaves) frontier.Append(leaf);
  return frontier.Root();
}

absl::StatusOr<std::vector<LeafRange>> InclusionRanges(std::uint64_t index, std::uint64_t size) {
  if (index >= size) {
    return absl::InvalidArgumentError(absl::StrCat("no leaf ", index, " in a tree of ", size));
  }
  std::vector<LeafRange> siblings;
  std::uint64_t begin = 0;
  std::uint64_t end = size;
  while (end - begin > 1) {
    const std::uint64_t middle = begin + LeftSize(end - begin);
    if (index < middle) {
      siblings.push_back({middle, end});
      end = middle;
    } else {
      siblings.push_back({begin, middle});
      begin = middle;
    }
  }
  // Noted from the root down; a proof goes up.
  std::reverse(siblings.begin(), siblings.end());
  return siblings;
}

absl::StatusOr<std::vector<LeafRange>> ConsistencyRanges(std::uint64_t old_size,
                                                         std::uint64_t size) {
  if (old_size == 0 || old_size > size) {
    return absl::InvalidArgumentError(
        absl::StrCat("no proof leads from ", old_size, " to ", size, " leaves"));
  }
  // Down the right edge of the old tree, until a subtree ends where the old tree does.
  std::vector<LeafRange> parts;
  std::uint64_t begin = 0;
  std::uint64_t end = size;
  while (end != old_size) {
    const std::uint64_t middle = begin + LeftSize(end - begin);
    if (old_size <= middle) {
      parts.push_back({middle, end});
      end = middle;
    } else {
      parts.push_back({begin, middle});
      begin = middle;
    }
  }
  // When that subtree is the whole old tree, the verifier has its root already.
  if (begin != 0) parts.push_back({begin, end});
  std::reverse(parts.begin(), parts.end());
  return parts;
}

absl::StatusOr<std::vector<Hash>> ProveInclusion(std::uint64_t index, std::uint64_t size,
                                                 LeafHashAt leaf_at) {
  absl::StatusOr<std::vector<LeafRange>> ranges = InclusionRanges(index, size);
  if (!ranges.ok()) return std::move(ranges).status();
  return RootsOf(*ranges, leaf_at);
}

absl::StatusOr<std::vector<Hash>> ProveConsistency(std::uint64_t old_size, std::uint64_t size,
                                                   LeafHashAt leaf_at) {
  absl::StatusOr<std::vector<LeafRange>> ranges = ConsistencyRanges(old_size, size);
  if (!ranges.ok()) return std::move(ranges).status();
  return RootsOf(*ranges, leaf_at);
}

absl::Status VerifyInclusion(std::uint64_t index, std::uint64_t size, const Hash& leaf,
                             absl::Span<const Hash> proof, const Hash& root) {
  if (index >= size) {
    return absl::InvalidArgumentError(absl::StrCat("no leaf ", index, " in a tree of ", size));
  }
  const int levels = LevelsBelowEdge(index, size);
  const absl::Status length =
      CheckLength(proof, static_cast<std::size_t>(levels + JoinsOnEdge(index, levels)));
  if (!length.ok()) return length;

  Hash hash = leaf;
  for (std::size_t i = 0; i < proof.size(); ++i) {
    // Below the edge the index says on which side the sibling lies; on the edge it lies left.
    const bool sibling_is_right = i < static_cast<std::size_t>(levels) && ((index >> i) & 1) == 0;
    hash = sibling_is_right ? NodeHash(hash, proof[i]) : NodeHash(proof[i], hash);
  }
  return hash == root ? absl::OkStatus()
                      : absl::DataLossError("the inclusion proof leads to another root");
}

absl::Status VerifyConsistency(std::uint64_t old_size, std::uint64_t size, const Hash& old_root,
                               const Hash& root, absl::Span<const Hash> proof) {
  if (old_size == 0 || old_size > size) {
    return absl::InvalidArgumentError(
        absl::StrCat("no proof leads from ", old_size, " to ", size, " leaves"));
  }
  if (old_size == size) {
    const absl::Status length = CheckLength(proof, 0);
    if (!length.ok()) return length;
    return old_root == root ? absl::OkStatus()
                            : absl::DataLossError("two roots for one size of the tree");
  }

  // The proof begins with the last full subtree of the old tree, and is that subtree's path in the
  // new tree; a power of two is one full subtree, whose hash is the old root and is left out.
  const int height = std::countr_zero(old_size);
  const std::uint64_t index = (old_size - 1) >> height;
  const std::uint64_t count_at_height = ((size - 1) >> height) + 1;
  const int levels = LevelsBelowEdge(index, count_at_height);
  const bool whole = std::has_single_bit(old_size);
  const absl::Status length = CheckLength(
      proof, static_cast<std::size_t>(levels + JoinsOnEdge(index, levels) + (whole ? 0 : 1)));
  if (!length.ok()) return length;

  // Left siblings alone give the old root, all siblings the new one.
  Hash old_hash = whole ? old_root : proof.front();
  Hash hash = old_hash;
  const absl::Span<const Hash> path = proof.subspan(whole ? 0 : 1);
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (i < static_cast<std::size_t>(levels) && ((index >> i) & 1) == 0) {
      hash = NodeHash(hash, path[i]);
    } else {
      old_hash = NodeHash(path[i], old_hash);
      hash = NodeHash(path[i], hash);
    }
  }
  if (old_hash != old_root) {
    return absl::DataLossError("the consistency proof leads to another old root");
  }
  return hash == root ? absl::OkStatus()
                      : absl::DataLossError("the consistency proof leads to another new root");
}

}  // namespace ippledge::proof
