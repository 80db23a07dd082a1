#include "engine/checkpoints.h"

#include <gmock/gmock.h>

#include "proof/checkpoint.h"
#include "proof/cosignature.h"
#include "proof/signed_note.h"
#include "storage/journal.h"
#include "tests/testing/block_chain.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_folder.h"

namespace ippledge::engine {
namespace {

using absl::StatusCode;
using proof::KeyType;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kOrigin[] = "ledger.test/nm";

storage::Head HeadAt(std::int64_t size) {
  return {.size = size, .root = proof::LeafHash(absl::StrCat(size))};
}

class CheckpointsTest : public testing::Test {
 protected:
  CheckpointsTest() { key_ = NewKey(KeyType::kEd25519); }

  static std::string NewKey(KeyType type, const std::string& name = kOrigin) {
    return proof::SigningKey::Generate(name, type)->SecretText();
  }
  absl::StatusOr<std::unique_ptr<Checkpoints>> TryOpen(const std::vector<std::string>& keys,
                                                       const std::string& origin = kOrigin) {
    checkpoints_ = nullptr;
    auto evidence = storage::Evidence::Open(folder_.path(), {});
    if (!evidence.ok()) return evidence.status();
    LogIdentity identity{.origin = origin};
    for (const std::string& text : keys) {
      identity.keys.push_back(*proof::SigningKey::Parse(text));
    }
    return Checkpoints::Open(*std::move(evidence), std::move(identity));
  }
  Checkpoints& Open(const std::vector<std::string>& keys) {
    auto opened = TryOpen(keys);
    EXPECT_THAT(opened, IsOk());
    checkpoints_ = *std::move(opened);
    return *checkpoints_;
  }
  Checkpoints& Open() { return Open({key_}); }
  static std::vector<std::int64_t> Sizes(const std::vector<KeptCheckpoint>& list) {
    std::vector<std::int64_t> sizes;
    for (const KeptCheckpoint& checkpoint : list) sizes.push_back(checkpoint.head.size);
    return sizes;
  }

  TempFolder folder_;
  std::string key_;
  std::unique_ptr<Checkpoints> checkpoints_;
};

TEST_F(CheckpointsTest, Examples) {
  Checkpoints& checkpoints = Open();
  EXPECT_FALSE(checkpoints.Newest().has_value());
  ASSERT_THAT(checkpoints.Sign(HeadAt(4)), IsOk());
  const auto newest = checkpoints.Newest();
  ASSERT_TRUE(newest.has_value());
  EXPECT_EQ(newest->head, HeadAt(4));
  // Whoever has the key verifies it.
  const auto opened = proof::OpenCheckpoint(newest->note, checkpoints.keys());
  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ(opened->checkpoint.origin, kOrigin);
  EXPECT_EQ(opened->checkpoint.size, 4u);
  EXPECT_EQ(opened->checkpoint.root, HeadAt(4).root);
  ASSERT_THAT(checkpoints.Sign(HeadAt(9)), IsOk());
  EXPECT_EQ((*checkpoints.Covering(1))->head.size, 4);
  EXPECT_EQ((*checkpoints.Covering(5))->head.size, 9);
  EXPECT_FALSE(checkpoints.Covering(10)->has_value());
  EXPECT_THAT(Sizes(*checkpoints.List(0, 9)), ElementsAre(4, 9));
}

// What was signed once is not signed again: not even with another root.
TEST_F(CheckpointsTest, NoSizeIsSignedTwice) {
  Checkpoints& checkpoints = Open();
  ASSERT_THAT(checkpoints.Sign(HeadAt(9)), IsOk());
  const std::string note = checkpoints.Newest()->note;
  ASSERT_THAT(checkpoints.Sign({.size = 9, .root = HeadAt(8).root}), IsOk());
  ASSERT_THAT(checkpoints.Sign(HeadAt(5)), IsOk());
  EXPECT_EQ(checkpoints.Newest()->note, note);
  EXPECT_THAT(Sizes(*checkpoints.List(0, 9)), ElementsAre(9));
  Open();
  EXPECT_EQ(checkpoints_->Newest()->note, note);
  ASSERT_THAT(checkpoints_->Sign({.size = 9, .root = HeadAt(8).root}), IsOk());
  EXPECT_EQ(checkpoints_->Newest()->note, note);
}

TEST_F(CheckpointsTest, EachKeyAddsALine) {
  const std::string sm2 = NewKey(KeyType::kSm2);
  Checkpoints& checkpoints = Open({key_, sm2});
  ASSERT_THAT(checkpoints.Sign(HeadAt(4)), IsOk());
  const auto opened = proof::OpenCheckpoint(checkpoints.Newest()->note, checkpoints.keys());
  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ(opened->verified.size(), 2u);
  // Either alone vouches for it.
  for (const proof::VerifierKey& key : checkpoints.keys()) {
    EXPECT_THAT(proof::OpenCheckpoint(checkpoints.Newest()->note, {key}), IsOk());
  }
}

TEST_F(CheckpointsTest, OriginAndKeysArePinned) {
  ASSERT_THAT(Open().Sign(HeadAt(4)), IsOk());
  const std::string other = NewKey(KeyType::kEd25519, "other.test/nm");
  auto opened = TryOpen({other}, "other.test/nm");
  EXPECT_THAT(opened, StatusIs(StatusCode::kFailedPrecondition));
  EXPECT_THAT(opened.status().message(), HasSubstr(kOrigin));
  opened = TryOpen({NewKey(KeyType::kEd25519)});
  EXPECT_THAT(opened, StatusIs(StatusCode::kFailedPrecondition));
  EXPECT_THAT(opened.status().message(), HasSubstr("put the key file back"));
  EXPECT_THAT(TryOpen({}), StatusIs(StatusCode::kInvalidArgument));
  // Another algorithm besides, or instead, is no replacement.
  const std::string sm2 = NewKey(KeyType::kSm2);
  EXPECT_EQ(Open({key_, sm2}).keys().size(), 2u);
  EXPECT_EQ(Open({sm2}).keys().size(), 2u);
  EXPECT_THAT(TryOpen({NewKey(KeyType::kSm2)}), StatusIs(StatusCode::kFailedPrecondition));
}

// As ippledge-admin keys replace does it: what the old key signed stays good.
TEST_F(CheckpointsTest, AKeyThatTheEvidenceNamesLastSigns) {
  ASSERT_THAT(Open().Sign(HeadAt(4)), IsOk());
  const std::string fresh = NewKey(KeyType::kEd25519);
  checkpoints_ = nullptr;
  {
    const auto evidence = *storage::Evidence::Open(folder_.path(), {});
    ASSERT_THAT(evidence->AddKeyText(proof::SigningKey::Parse(fresh)->verifier().Text()), IsOk());
  }
  EXPECT_THAT(TryOpen({key_}), StatusIs(StatusCode::kFailedPrecondition));
  Checkpoints& checkpoints = Open({fresh});
  EXPECT_EQ(checkpoints.Newest()->head, HeadAt(4));
  ASSERT_THAT(checkpoints.Sign(HeadAt(5)), IsOk());
  EXPECT_THAT(proof::OpenCheckpoint(checkpoints.Newest()->note, {checkpoints.keys()[1]}), IsOk());
}

TEST_F(CheckpointsTest, EvidenceThatDoesNotHoldIsRefused) {
  ASSERT_THAT(Open().Sign(HeadAt(4)), IsOk());
  const std::string good = checkpoints_->Newest()->note;
  checkpoints_ = nullptr;
  const auto with = [&](const std::string& note, std::int64_t size = 4) {
    {
      const auto evidence = *storage::Evidence::Open(folder_.path(), {});
      EXPECT_THAT(evidence->Put({.size = size, .note = note}), IsOk());
    }
    return TryOpen({key_}).status();
  };
  EXPECT_THAT(with("no note at all"), StatusIs(StatusCode::kDataLoss));
  std::string changed = good;
  changed[changed.find("\n4\n") + 1] = '5';
  EXPECT_THAT(with(changed), StatusIs(StatusCode::kDataLoss));
  EXPECT_THAT(with(good), IsOk());
  // A good note in the place of another size.
  EXPECT_THAT(with(good, 6), StatusIs(StatusCode::kDataLoss));
}

TEST_F(CheckpointsTest, TheJournalMustReachTheNewest) {
  storage::BlockChain chain;
  TempFolder journal;
  const auto log = *storage::LocalLog::Open(journal.path(), {});
  ASSERT_THAT(storage::AppendNext(*log, chain, 4), IsOk());
  Checkpoints& checkpoints = Open();
  EXPECT_THAT(checkpoints.CheckJournal(*log), IsOk());
  ASSERT_THAT(checkpoints.Sign(chain.head()), IsOk());
  EXPECT_THAT(checkpoints.CheckJournal(*log), IsOk());
  ASSERT_THAT(storage::AppendNext(*log, chain, 3), IsOk());
  EXPECT_THAT(checkpoints.CheckJournal(*log), IsOk());
  // Another history, and a shorter one: both are named.
  storage::BlockChain other;
  TempFolder fork;
  const auto forked = *storage::LocalLog::Open(fork.path(), {});
  ASSERT_THAT(storage::AppendNext(*forked, other, 4, 50), IsOk());
  absl::Status status = checkpoints.CheckJournal(*forked);
  EXPECT_THAT(status, StatusIs(StatusCode::kDataLoss));
  EXPECT_THAT(std::string(status.message()), HasSubstr(proof::HexOf(other.head().root)));
  EXPECT_THAT(std::string(status.message()),
              HasSubstr(proof::HexOf(checkpoints.Newest()->head.root)));
  ASSERT_THAT(checkpoints.Sign(HeadAt(9)), IsOk());
  status = checkpoints.CheckJournal(*log);
  EXPECT_THAT(status, StatusIs(StatusCode::kDataLoss));
  EXPECT_THAT(std::string(status.message()), HasSubstr("a checkpoint covers 9 entries"));
}

TEST_F(CheckpointsTest, CosignaturesJoinTheNote) {
  const auto witness = *proof::SigningKey::Generate("bureau.test", KeyType::kCosignature);
  Checkpoints& checkpoints = Open();
  ASSERT_THAT(checkpoints.Sign(HeadAt(4)), IsOk());
  ASSERT_THAT(checkpoints.Sign(HeadAt(9)), IsOk());
  const auto text_of = [&](std::int64_t size) {
    return proof::ParseNote((*checkpoints.Covering(size))->note)->text;
  };
  const auto lines_of = [&](std::int64_t size) {
    return proof::ParseNote((*checkpoints.Covering(size))->note)->signatures.size();
  };
  ASSERT_THAT(checkpoints.AddCosignatures(4, {proof::Cosign(witness, text_of(4), 1'000)}), IsOk());
  EXPECT_EQ(lines_of(4), 2u);
  EXPECT_EQ(checkpoints.Newest()->head.size, 9);
  // Again, later, earlier: one line, the newest.
  for (const std::int64_t time : {1'000, 1'005, 1'002}) {
    ASSERT_THAT(checkpoints.AddCosignatures(4, {proof::Cosign(witness, text_of(4), time)}), IsOk());
    EXPECT_EQ(lines_of(4), 2u);
  }
  const auto opened = proof::OpenCheckpoint((*checkpoints.Covering(4))->note,
                                            {checkpoints.keys()[0], witness.verifier()});
  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ(opened->verified.back().time_seconds, 1'005);
  // Of the newest too, and both are there after a start.
  ASSERT_THAT(checkpoints.AddCosignatures(9, {proof::Cosign(witness, text_of(9), 2'000)}), IsOk());
  const std::string note = checkpoints.Newest()->note;
  EXPECT_EQ(proof::ParseNote(note)->signatures.size(), 2u);
  EXPECT_THAT(checkpoints.AddCosignatures(5, {}), StatusIs(StatusCode::kNotFound));
  Open();
  EXPECT_EQ(checkpoints_->Newest()->note, note);
  EXPECT_EQ((*checkpoints_->Covering(4))->head.size, 4);
}

TEST_F(CheckpointsTest, ANoteHoldsSoManyLinesAndNoMore) {
  Checkpoints& checkpoints = Open();
  ASSERT_THAT(checkpoints.Sign(HeadAt(4)), IsOk());
  const std::string text = proof::ParseNote(checkpoints.Newest()->note)->text;
  absl::Status status;
  std::size_t added = 0;
  for (; status.ok() && added < 100; ++added) {
    const auto witness =
        *proof::SigningKey::Generate(absl::StrCat("w", added), KeyType::kCosignature);
    status = checkpoints.AddCosignatures(4, {proof::Cosign(witness, text, 1)}).status();
  }
  EXPECT_THAT(status, StatusIs(StatusCode::kInvalidArgument));
  EXPECT_EQ(added, proof::kNoteSignaturesMax);  // the log's own line is one of them
  EXPECT_EQ(proof::ParseNote(checkpoints.Newest()->note)->signatures.size(),
            proof::kNoteSignaturesMax);
}

TEST_F(CheckpointsTest, WaitersAreWokenOnce) {
  Checkpoints& checkpoints = Open();
  std::vector<std::string> woken;
  const auto wake = [&](const char* who) { return [&woken, who] { woken.emplace_back(who); }; };
  EXPECT_NE(checkpoints.NotifyBeyond(0, wake("first")), 0u);
  EXPECT_NE(checkpoints.NotifyBeyond(6, wake("later")), 0u);
  const std::uint64_t forgotten = checkpoints.NotifyBeyond(0, wake("forgotten"));
  checkpoints.Forget(forgotten);
  ASSERT_THAT(checkpoints.Sign(HeadAt(4)), IsOk());
  EXPECT_THAT(woken, ElementsAre("first"));
  EXPECT_EQ(checkpoints.NotifyBeyond(3, wake("at once")), 0u);
  EXPECT_THAT(woken, ElementsAre("first", "at once"));
  ASSERT_THAT(checkpoints.Sign(HeadAt(5)), IsOk());
  EXPECT_EQ(woken.size(), 2u);
  checkpoints.End();
  EXPECT_THAT(woken, ElementsAre("first", "at once", "later"));
  EXPECT_EQ(checkpoints.NotifyBeyond(99, wake("after the end")), 0u);
  EXPECT_EQ(woken.size(), 4u);
}

}  // namespace
}  // namespace ippledge::engine
