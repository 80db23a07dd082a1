#include "proof/merkle.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cctype>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "tests/testing/status_matchers.h"

namespace ippledge::proof {
namespace {

constexpr std::uint64_t kSizeMax = 130;

std::vector<Hash> MakeLeaves(std::uint64_t count) {
  std::vector<Hash> leaves;
  for (std::uint64_t i = 0; i < count; ++i) leaves.push_back(LeafHash(absl::StrCat("entry ", i)));
  return leaves;
}

// The oracle: the RFC's recursive definitions, word for word, over whole lists.
std::uint64_t SplitOf(std::uint64_t size) {
  std::uint64_t split = 1;
  while (split * 2 < size) split *= 2;
  return split;
}

Hash NaiveRoot(absl::Span<const Hash> leaves) {
  if (leaves.empty()) return Sha256("");
  if (leaves.size() == 1) return leaves[0];
  const std::uint64_t k = SplitOf(leaves.size());
  return NodeHash(NaiveRoot(leaves.subspan(0, k)), NaiveRoot(leaves.subspan(k)));
}

std::vector<Hash> NaivePath(std::uint64_t index, absl::Span<const Hash> leaves) {
  if (leaves.size() == 1) return {};
  const std::uint64_t k = SplitOf(leaves.size());
  const bool left = index < k;
  std::vector<Hash> path =
      left ? NaivePath(index, leaves.subspan(0, k)) : NaivePath(index - k, leaves.subspan(k));
  path.push_back(NaiveRoot(left ? leaves.subspan(k) : leaves.subspan(0, k)));
  return path;
}

std::vector<Hash> NaiveSubproof(std::uint64_t m, absl::Span<const Hash> leaves, bool complete) {
  if (m == leaves.size()) {
    return complete ? std::vector<Hash>() : std::vector<Hash>{NaiveRoot(leaves)};
  }
  const std::uint64_t k = SplitOf(leaves.size());
  const bool left = m <= k;
  std::vector<Hash> proof = left ? NaiveSubproof(m, leaves.subspan(0, k), complete)
                                 : NaiveSubproof(m - k, leaves.subspan(k), false);
  proof.push_back(NaiveRoot(left ? leaves.subspan(k) : leaves.subspan(0, k)));
  return proof;
}

Hash Flipped(Hash hash) {
  hash[7] ^= 1;
  return hash;
}

TEST(Merkle, Examples) {
  const std::vector<Hash> leaves = {LeafHash("a"), LeafHash("b"), LeafHash("c")};
  Frontier frontier;
  EXPECT_EQ(frontier.Root(), EmptyRoot());
  for (const Hash& leaf : leaves) frontier.Append(leaf);
  EXPECT_EQ(frontier.size(), 3u);
  EXPECT_EQ(frontier.Root(), NodeHash(NodeHash(leaves[0], leaves[1]), leaves[2]));

  const auto leaf_at = [&](std::uint64_t i) -> absl::StatusOr<Hash> { return leaves[i]; };
  const absl::StatusOr<std::vector<Hash>> inclusion = ProveInclusion(1, 3, leaf_at);
  ASSERT_THAT(inclusion, IsOk());
  EXPECT_EQ(*inclusion, (std::vector<Hash>{leaves[0], leaves[2]}));
  EXPECT_THAT(VerifyInclusion(1, 3, leaves[1], *inclusion, frontier.Root()), IsOk());

  const Hash old_root = RootOf(absl::MakeConstSpan(leaves).subspan(0, 2));
  const absl::StatusOr<std::vector<Hash>> consistency = ProveConsistency(2, 3, leaf_at);
  ASSERT_THAT(consistency, IsOk());
  EXPECT_THAT(VerifyConsistency(2, 3, old_root, frontier.Root(), *consistency), IsOk());
}

TEST(MerkleFrontier, AgreesWithTheDefinition) {
  const std::vector<Hash> leaves = MakeLeaves(kSizeMax);
  Frontier frontier;
  for (std::uint64_t size = 0; size <= kSizeMax; ++size) {
    const absl::Span<const Hash> first = absl::MakeConstSpan(leaves).subspan(0, size);
    const Hash want = NaiveRoot(first);
    ASSERT_EQ(frontier.size(), size);
    ASSERT_EQ(frontier.Root(), want) << size;
    ASSERT_EQ(RootOf(first), want) << size;
    // The hashes are the full subtrees, largest first.
    ASSERT_EQ(frontier.hashes().size(), static_cast<std::size_t>(std::popcount(size)));
    std::uint64_t begin = 0;
    for (const Hash& hash : frontier.hashes()) {
      const std::uint64_t width = std::bit_floor(size - begin);
      ASSERT_EQ(hash, NaiveRoot(first.subspan(begin, width))) << size;
      begin += width;
    }
    if (size < kSizeMax) frontier.Append(leaves[size]);
  }
}

TEST(MerkleFrontier, RoundTripsAsBytesAndGoesOn) {
  const std::vector<Hash> leaves = MakeLeaves(kSizeMax);
  Frontier frontier;
  for (const Hash& leaf : leaves) {
    const std::string bytes = frontier.ToBytes();
    absl::StatusOr<Frontier> again = Frontier::FromBytes(frontier.size(), bytes);
    ASSERT_THAT(again, IsOkAndHolds(frontier));
    ASSERT_EQ(again->ToBytes(), bytes);
    frontier.Append(leaf);
    again->Append(leaf);
    ASSERT_EQ(again->Root(), frontier.Root());
  }
}

TEST(MerkleFrontier, FromBytesNeedsThirtyTwoBytesForEachBit) {
  const auto is_invalid = StatusIs(absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(Frontier::FromBytes(0, ""), IsOk());
  EXPECT_THAT(Frontier::FromBytes(0, "x"), is_invalid);
  EXPECT_THAT(Frontier::FromBytes(1, ""), is_invalid);
  EXPECT_THAT(Frontier::FromBytes(3, std::string(32, 'x')), is_invalid);
  EXPECT_THAT(Frontier::FromBytes(3, std::string(63, 'x')), is_invalid);
  EXPECT_THAT(Frontier::FromBytes(3, std::string(64, 'x')), IsOk());
  EXPECT_THAT(Frontier::FromBytes(3, std::string(96, 'x')), is_invalid);
  EXPECT_THAT(Frontier::FromBytes(~std::uint64_t{0}, std::string(64 * 32, 'x')), IsOk());
}

TEST(MerkleInclusion, ProvesEveryLeafOfEverySize) {
  const std::vector<Hash> leaves = MakeLeaves(kSizeMax);
  const auto leaf_at = [&](std::uint64_t i) -> absl::StatusOr<Hash> { return leaves[i]; };
  for (std::uint64_t size = 1; size <= kSizeMax; ++size) {
    const absl::Span<const Hash> first = absl::MakeConstSpan(leaves).subspan(0, size);
    const Hash root = NaiveRoot(first);
    for (std::uint64_t index = 0; index < size; ++index) {
      SCOPED_TRACE(absl::StrCat("leaf ", index, " of ", size));
      absl::StatusOr<std::vector<Hash>> proof = ProveInclusion(index, size, leaf_at);
      ASSERT_THAT(proof, IsOkAndHolds(NaivePath(index, first)));
      ASSERT_THAT(VerifyInclusion(index, size, leaves[index], *proof, root), IsOk());
      ASSERT_FALSE(VerifyInclusion(index, size, Flipped(leaves[index]), *proof, root).ok());
      ASSERT_FALSE(VerifyInclusion(index, size, leaves[index], *proof, Flipped(root)).ok());
      ASSERT_FALSE(VerifyInclusion(index + 1, size, leaves[index], *proof, root).ok());
      for (Hash& hash : *proof) {
        hash = Flipped(hash);
        ASSERT_THAT(VerifyInclusion(index, size, leaves[index], *proof, root),
                    StatusIs(absl::StatusCode::kDataLoss));
        hash = Flipped(hash);
      }
      proof->push_back(root);
      ASSERT_THAT(VerifyInclusion(index, size, leaves[index], *proof, root),
                  StatusIs(absl::StatusCode::kInvalidArgument));
    }
  }
}

TEST(MerkleConsistency, ProvesEveryPairOfSizes) {
  const std::vector<Hash> leaves = MakeLeaves(kSizeMax);
  const auto leaf_at = [&](std::uint64_t i) -> absl::StatusOr<Hash> { return leaves[i]; };
  std::vector<Hash> roots;
  for (std::uint64_t size = 0; size <= kSizeMax; ++size) {
    roots.push_back(NaiveRoot(absl::MakeConstSpan(leaves).subspan(0, size)));
  }
  for (std::uint64_t size = 1; size <= kSizeMax; ++size) {
    for (std::uint64_t old = 1; old <= size; ++old) {
      SCOPED_TRACE(absl::StrCat("from ", old, " to ", size));
      absl::StatusOr<std::vector<Hash>> proof = ProveConsistency(old, size, leaf_at);
      ASSERT_THAT(proof, IsOkAndHolds(NaiveSubproof(
                             old, absl::MakeConstSpan(leaves).subspan(0, size), true)));
      ASSERT_THAT(VerifyConsistency(old, size, roots[old], roots[size], *proof), IsOk());
      ASSERT_FALSE(VerifyConsistency(old, size, Flipped(roots[old]), roots[size], *proof).ok());
      ASSERT_FALSE(VerifyConsistency(old, size, roots[old], Flipped(roots[size]), *proof).ok());
      for (Hash& hash : *proof) {
        hash = Flipped(hash);
        ASSERT_THAT(VerifyConsistency(old, size, roots[old], roots[size], *proof),
                    StatusIs(absl::StatusCode::kDataLoss));
        hash = Flipped(hash);
      }
      proof->push_back(roots[size]);
      ASSERT_THAT(VerifyConsistency(old, size, roots[old], roots[size], *proof),
                  StatusIs(absl::StatusCode::kInvalidArgument));
    }
  }
}

TEST(MerkleProofs, RefuseWhatCannotBeProved) {
  const auto never = [](std::uint64_t) -> absl::StatusOr<Hash> {
    return absl::InternalError("no leaf is asked for");
  };
  const auto is_invalid = StatusIs(absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(ProveInclusion(0, 0, never), is_invalid);
  EXPECT_THAT(ProveInclusion(3, 3, never), is_invalid);
  EXPECT_THAT(ProveConsistency(0, 3, never), is_invalid);
  EXPECT_THAT(ProveConsistency(4, 3, never), is_invalid);
  EXPECT_THAT(ProveInclusion(0, 1, never), IsOkAndHolds(std::vector<Hash>()));
  EXPECT_THAT(ProveConsistency(3, 3, never), IsOkAndHolds(std::vector<Hash>()));
  EXPECT_THAT(ProveInclusion(0, 2, never), StatusIs(absl::StatusCode::kInternal));
  EXPECT_THAT(ProveConsistency(1, 2, never), StatusIs(absl::StatusCode::kInternal));

  const Hash root = EmptyRoot();
  EXPECT_THAT(VerifyInclusion(0, 0, root, {}, root), is_invalid);
  EXPECT_THAT(VerifyInclusion(~std::uint64_t{0}, 1, root, {}, root), is_invalid);
  EXPECT_THAT(VerifyConsistency(0, 1, root, root, {}), is_invalid);
  EXPECT_THAT(VerifyConsistency(2, 1, root, root, {}), is_invalid);
  EXPECT_THAT(VerifyConsistency(0, 0, root, root, {}), is_invalid);
  EXPECT_THAT(VerifyConsistency(5, 5, root, root, {}), IsOk());
  EXPECT_THAT(VerifyConsistency(5, 5, root, Flipped(root), {}),
              StatusIs(absl::StatusCode::kDataLoss));
}

// The largest trees: lengths are computed without overflow.
TEST(MerkleProofs, TakeTheLargestSizes) {
  const std::uint64_t most = ~std::uint64_t{0};
  const Hash hash = Sha256("x");
  for (const std::uint64_t index : {std::uint64_t{0}, most / 2, most - 1}) {
    const std::vector<Hash> proof(64, hash);
    EXPECT_THAT(VerifyInclusion(index, most, hash, absl::MakeConstSpan(proof).subspan(0, 1), hash),
                StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_FALSE(VerifyInclusion(index, most, hash, proof, hash).ok());
    EXPECT_FALSE(VerifyConsistency(index + 1, most, hash, Flipped(hash), proof).ok());
  }
}

// Published vectors, one JSON object a file: strings, numbers, true, false, null and lists of
// strings.
struct Vector {
  std::map<std::string, std::string> values;
  std::vector<std::string> proof;
};

class VectorReader {
 public:
  explicit VectorReader(std::string text) : text_(std::move(text)) {}

  // Nothing when the text has another form.
  std::optional<Vector> Read() {
    Vector vector;
    if (!Take('{')) return std::nullopt;
    do {
      const std::optional<std::string> key = String();
      if (!key || !Take(':')) return std::nullopt;
      if (*key == "proof" && Take('[')) {
        if (Take(']')) continue;
        do {
          const std::optional<std::string> element = String();
          if (!element) return std::nullopt;
          vector.proof.push_back(*element);
        } while (Take(','));
        if (!Take(']')) return std::nullopt;
      } else if (const std::optional<std::string> value = Peek() == '"' ? String() : Word()) {
        vector.values[*key] = *value;
      } else {
        return std::nullopt;
      }
    } while (Take(','));
    if (!Take('}')) return std::nullopt;
    return vector;
  }

 private:
  char Peek() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool Take(char c) {
    if (Peek() != c) return false;
    ++at_;
    return true;
  }
  // The files escape nothing.
  std::optional<std::string> String() {
    if (!Take('"')) return std::nullopt;
    const std::size_t end = text_.find_first_of("\"\\", at_);
    if (end == std::string::npos || text_[end] == '\\') return std::nullopt;
    std::string text = text_.substr(at_, end - at_);
    at_ = end + 1;
    return text;
  }
  std::optional<std::string> Word() {
    Peek();
    std::string word;
    while (at_ < text_.size() && std::isalnum(static_cast<unsigned char>(text_[at_])) != 0) {
      word.push_back(text_[at_++]);
    }
    if (word.empty()) return std::nullopt;
    return word;
  }

  std::string text_;
  std::size_t at_ = 0;
};

// 32 bytes from base64. Some vectors put other text where a root is only compared: its hash stands
// for it. Nothing for an empty one, which a Hash cannot be.
std::optional<Hash> HashOfBase64(const std::string& base64) {
  std::string bytes;
  if (!absl::Base64Unescape(base64, &bytes) || bytes.empty()) return std::nullopt;
  if (bytes.size() != kHashBytes) return Sha256(bytes);
  Hash hash;
  std::transform(bytes.begin(), bytes.end(), hash.begin(),
                 [](char c) { return static_cast<std::uint8_t>(c); });
  return hash;
}

std::uint64_t NumberIn(const Vector& vector, const std::string& key) {
  std::uint64_t number = 0;
  EXPECT_TRUE(absl::SimpleAtoi(vector.values.at(key), &number)) << key;
  return number;
}

bool Verifies(const Vector& vector) {
  std::vector<Hash> proof;
  for (const std::string& element : vector.proof) {
    const std::optional<Hash> hash = HashOfBase64(element);
    if (!hash) return false;
    proof.push_back(*hash);
  }
  if (vector.values.contains("treeSize")) {
    const std::optional<Hash> root = HashOfBase64(vector.values.at("root"));
    const std::optional<Hash> leaf = HashOfBase64(vector.values.at("leafHash"));
    return root && leaf &&
           VerifyInclusion(NumberIn(vector, "leafIdx"), NumberIn(vector, "treeSize"), *leaf, proof,
                           *root)
               .ok();
  }
  const std::optional<Hash> old_root = HashOfBase64(vector.values.at("root1"));
  const std::optional<Hash> root = HashOfBase64(vector.values.at("root2"));
  return old_root && root &&
         VerifyConsistency(NumberIn(vector, "size1"), NumberIn(vector, "size2"), *old_root, *root,
                           proof)
             .ok();
}

TEST(MerkleVectors, VerifyAsPublished) {
  const char* const folder = std::getenv("IPPLEDGE_MERKLE_VECTORS");
  if (folder == nullptr) GTEST_SKIP() << "IPPLEDGE_MERKLE_VECTORS names no folder";
  int good = 0;
  int bad = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
    if (file.path().extension() != ".json") continue;
    SCOPED_TRACE(file.path().string());
    std::ifstream stream(file.path());
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    const std::optional<Vector> vector = VectorReader(text).Read();
    ASSERT_TRUE(vector.has_value());
    const std::string& want_error = vector->values.at("wantErr");
    ASSERT_TRUE(want_error == "true" || want_error == "false");
    EXPECT_EQ(Verifies(*vector), want_error == "false");
    ++(want_error == "false" ? good : bad);
  }
  EXPECT_GT(good, 0);
  EXPECT_GT(bad, 0);
  RecordProperty("good", good);
  RecordProperty("bad", bad);
  std::printf("%d vectors that verify, %d that must not\n", good, bad);
}

}  // namespace
}  // namespace ippledge::proof
