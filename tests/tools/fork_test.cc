// ippledge-verify fork: whether files prove that a ledger has signed two histories.
#include "proof/fork.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "proof/checkpoint.h"
#include "proof/merkle.h"
#include "proof/signed_note.h"
#include "proof/signing_key.h"
#include "tests/testing/temp_folder.h"
#include "tools/verify/command_line.h"

namespace ippledge::verify {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr char kOrigin[] = "ledger.test/nm";

class ForkTest : public ::testing::Test {
 protected:
  ForkTest() : key_(*proof::SigningKey::Generate(kOrigin, proof::KeyType::kEd25519)) {
    for (int i = 0; i < 9; ++i) {
      leaves_.push_back(proof::LeafHash(absl::StrCat("entry ", i)));
      other_.push_back(i == 2 ? proof::LeafHash("never happened") : leaves_.back());
    }
  }
  static proof::Hash RootAt(const std::vector<proof::Hash>& leaves, std::size_t size) {
    return proof::RootOf(absl::MakeSpan(leaves).subspan(0, size));
  }
  std::string File(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary | std::ios::trunc) << text;
    return folder_ / name;
  }
  std::string NoteOf(const std::vector<proof::Hash>& leaves, std::size_t size) const {
    return proof::FormatNote(
        proof::SignCheckpoint({.origin = kOrigin, .size = size, .root = RootAt(leaves, size)},
                              {&key_})
            .value());
  }
  static std::string ProofOf(const std::vector<proof::Hash>& leaves, std::size_t from,
                             std::size_t to) {
    const auto leaf = [&](std::uint64_t i) -> absl::StatusOr<proof::Hash> { return leaves[i]; };
    return proof::FormatBeginning(
        {.root = RootAt(leaves, from), .proof = proof::ProveConsistency(from, to, leaf).value()});
  }
  int Verify(std::vector<std::string> words) {
    words.insert(words.begin(), "fork");
    words.insert(words.end(), {"--key", key_.verifier().Text()});
    std::ostringstream out;
    std::ostringstream err;
    const int code = verify::Run(std::move(words), out, err);
    out_ = out.str();
    err_ = err.str();
    return code;
  }

  TempFolder folder_;
  const proof::SigningKey key_;
  std::vector<proof::Hash> leaves_;
  std::vector<proof::Hash> other_;  // parts at the third entry
  std::string out_;
  std::string err_;
};

TEST_F(ForkTest, TwoRootsOfOneSize) {
  const std::string one = File("one", NoteOf(leaves_, 7));
  const std::string two = File("two", NoteOf(other_, 7));
  ASSERT_EQ(Verify({one, two, "--lang", "en"}), kExitOk) << err_;
  EXPECT_THAT(out_, AllOf(HasSubstr("a fork"), HasSubstr(kOrigin), HasSubstr("7"),
                          HasSubstr(proof::HexOf(RootAt(leaves_, 7))),
                          HasSubstr(proof::HexOf(RootAt(other_, 7)))));
  ASSERT_EQ(Verify({one, two, "--lang", "zh"}), kExitOk);
  EXPECT_THAT(out_, HasSubstr("分叉"));
  ASSERT_EQ(Verify({one, two, "-o", "json"}), kExitOk);
  EXPECT_THAT(out_, AllOf(HasSubstr("\"size\":7"), HasSubstr("\"root\":[")));
  EXPECT_EQ(Verify({one, one, "--lang", "en"}), kExitDoesNotHold);
  EXPECT_THAT(err_, HasSubstr("no fork is proved"));
}

TEST_F(ForkTest, TwoSizesAndAProof) {
  const std::string small = File("small", NoteOf(leaves_, 5));
  const std::string large = File("large", NoteOf(other_, 9));
  const std::string proof = File("proof", ProofOf(other_, 5, 9));
  ASSERT_EQ(Verify({small, large, proof, "--lang", "en"}), kExitOk) << err_;
  EXPECT_THAT(out_, AllOf(HasSubstr("a fork"), HasSubstr(proof::HexOf(RootAt(other_, 5)))));
  EXPECT_EQ(Verify({large, small, proof}), kExitOk) << err_;
  EXPECT_EQ(Verify({small, large}), kExitDoesNotHold);
  EXPECT_EQ(Verify({small, large, File("bad", "root\n")}), kExitDoesNotHold);
  EXPECT_EQ(Verify({small, large, File("bad", ProofOf(leaves_, 5, 9))}), kExitDoesNotHold);
  // Parted later than the smaller note: that is no fork.
  EXPECT_EQ(Verify({File("early", NoteOf(leaves_, 2)), large, File("bad", ProofOf(other_, 2, 9))}),
            kExitDoesNotHold);
  EXPECT_EQ(Verify({small, folder_ / "none", proof}), kExitUsage);
}

// Any byte of the three files changed: nothing is proved.
TEST_F(ForkTest, NoByteMayBeAnother) {
  const std::string good[] = {NoteOf(leaves_, 5), NoteOf(other_, 9), ProofOf(other_, 5, 9)};
  const char* const names[] = {"small", "large", "proof"};
  for (int i = 0; i < 3; ++i) File(names[i], good[i]);
  for (int i = 0; i < 3; ++i) {
    for (std::size_t at = 0; at < good[i].size(); ++at) {
      std::string bad = good[i];
      bad[at] = static_cast<char>(bad[at] ^ 1);
      File(names[i], bad);
      ASSERT_EQ(Verify({folder_ / "small", folder_ / "large", folder_ / "proof"}), kExitDoesNotHold)
          << names[i] << " at " << at;
    }
    File(names[i], good[i]);
  }
  EXPECT_EQ(Verify({folder_ / "small", folder_ / "large", folder_ / "proof"}), kExitOk) << err_;
}

}  // namespace
}  // namespace ippledge::verify
