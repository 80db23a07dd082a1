// ippledge-verify in this process: receipts, checkpoints and their continuity.
#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_replace.h"
#include "proof/base64.h"
#include "proof/checkpoint.h"
#include "proof/cosignature.h"
#include "proof/receipt.h"
#include "storage/codec.h"
#include "tests/testing/status_matchers.h"
#include "tests/tools/sample_store.h"
#include "tools/verify/command_line.h"

namespace ippledge::verify {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class ReceiptsTest : public admin::StoreTest {
 protected:
  ReceiptsTest() { SignCheckpoints(); }
  void SetUp() override {
    RecordEverything();
    RecordCover();
    session_ = Open();
    checkpoints_ = session_->engine().checkpoints();
    key_ = checkpoints_->keys()[0].Text();
  }

  // Writes `text` to a file; its path.
  std::string File(const std::string& name, const std::string& text) const {
    const std::string path = files_ / name;
    std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
    return path;
  }
  int Verify(std::vector<std::string> arguments) {
    std::ostringstream out;
    std::ostringstream err;
    const int code = verify::Run(std::move(arguments), out, err);
    out_ = out.str();
    err_ = err.str();
    return code;
  }
  int VerifyText(const std::string& receipt) {
    return Verify({"receipt", File("receipt", receipt), "--key", key_, "--lang", "en"});
  }
  proof::Receipt ReceiptOf(std::int64_t entry) const {
    const engine::ReadView view = session_->engine().View();
    const auto covering = **checkpoints_->Covering(entry);
    const auto proved = *view.Tree().ProveInclusion(entry, covering.head.size, covering.head.root);
    return {.entry = view.Entries(entry, 1)->at(0).bytes,
            .index = static_cast<std::uint64_t>(entry - 1),
            .proof = proved.proof,
            .checkpoint = *proof::ParseNote(covering.note)};
  }
  std::int64_t EntryOf(const std::string& kind) const {
    const auto all = session_->engine().View().Entries(1, 10'000);
    for (const engine::StoredEntry& stored : *all) {
      if (KindOf(stored.entry.events.front()) == kind) return stored.entry.number;
    }
    ADD_FAILURE() << "no entry " << kind;
    return 1;
  }

  TempFolder files_;
  std::unique_ptr<admin::Session> session_;
  const engine::Checkpoints* checkpoints_ = nullptr;
  std::string key_;
  std::string out_;
  std::string err_;
};

TEST_F(ReceiptsTest, TellsWhatWasDecidedUnderWhichRule) {
  const std::int64_t entry = EntryOf("CLAIM_FILED");
  ASSERT_EQ(VerifyText(proof::FormatReceipt(ReceiptOf(entry))), kExitOk) << err_;
  EXPECT_THAT(out_, AllOf(HasSubstr("it holds"), HasSubstr("CLAIM_FILED"), HasSubstr("qingcao"),
                          HasSubstr("bank_checker"), HasSubstr("HT-50"), HasSubstr("policy"),
                          HasSubstr(" version 1"), HasSubstr("borne by"), HasSubstr("outcome"),
                          HasSubstr("ledger.test/inner-mongolia"), HasSubstr("(ed25519)")));
  ASSERT_EQ(Verify({"receipt", files_ / "receipt", "--key", key_, "--lang", "zh"}), kExitOk);
  EXPECT_THAT(out_, AllOf(HasSubstr("验证通过"), HasSubstr("版本 1"), HasSubstr("分担"),
                          HasSubstr("签名")));
  ASSERT_EQ(Verify({"receipt", files_ / "receipt", "--key", key_, "-o", "json"}), kExitOk);
  EXPECT_THAT(out_, AllOf(HasSubstr(absl::StrCat("\"entry\":", entry)),
                          HasSubstr("\"kind\":\"CLAIM_FILED\""), HasSubstr("\"parts\":["),
                          HasSubstr("\"content\":{")));
}

TEST_F(ReceiptsTest, EveryKindOfEntryIsShown) {
  const auto all = session_->engine().View().Entries(1, 10'000);
  for (const engine::StoredEntry& stored : *all) {
    const proof::Receipt receipt = ReceiptOf(stored.entry.number);
    EXPECT_EQ(VerifyText(proof::FormatReceipt(receipt)), kExitOk)
        << KindOf(stored.entry.events.front()) << ": " << err_;
    EXPECT_THAT(out_, HasSubstr(std::string(KindOf(stored.entry.events.front()))));
  }
}

// One key signed: nothing in the file can be another way and still hold.
TEST_F(ReceiptsTest, NoByteMayBeAnother) {
  const std::string good = proof::FormatReceipt(ReceiptOf(EntryOf("BODY_REGISTERED")));
  ASSERT_EQ(VerifyText(good), kExitOk) << err_;
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (const int flip : {1, 4, 0x20, 0x80}) {
      std::string bad = good;
      bad[at] = static_cast<char>(bad[at] ^ flip);
      ASSERT_EQ(VerifyText(bad), kExitDoesNotHold) << at << " by " << flip << ": " << bad;
      ASSERT_THAT(err_, HasSubstr("it does not hold: "));
      ASSERT_EQ(out_, "");
    }
  }
  for (std::size_t size = 0; size < good.size(); size += 13) {
    ASSERT_EQ(VerifyText(good.substr(0, size)), kExitDoesNotHold) << size;
  }
  EXPECT_EQ(VerifyText(good + "\n"), kExitDoesNotHold);
  EXPECT_EQ(VerifyText(good + good), kExitDoesNotHold);
}

TEST_F(ReceiptsTest, AnEntryInAnothersPlaceIsSeen) {
  // The tree is of bytes: that an entry calls itself what its place says is checked besides.
  Entry entry = *storage::DecodeEntry(*ReceiptOf(2).entry);
  entry.number = 7;
  std::string bytes;
  storage::EntryEncoder().Encode(entry, bytes);
  const auto secret = *proof::SigningKey::Generate("forger", proof::KeyType::kEd25519);
  const proof::Receipt receipt = {
      .entry = bytes,
      .index = 0,
      .proof = {},
      .checkpoint = *proof::SignCheckpoint(
          {.origin = "forger", .size = 1, .root = proof::LeafHash(bytes)}, {&secret})};
  EXPECT_EQ(Verify({"receipt", File("r", proof::FormatReceipt(receipt)), "--key",
                    secret.verifier().Text(), "--lang", "en"}),
            kExitDoesNotHold);
  EXPECT_THAT(err_, HasSubstr("the entry calls itself 7, its place is 1"));
}

TEST_F(ReceiptsTest, WithoutTheEntryItsHashIsWanted) {
  proof::Receipt receipt = ReceiptOf(5);
  const std::string leaf = proof::HexOf(proof::LeafHash(*receipt.entry));
  EXPECT_EQ(
      Verify({"receipt", File("r", proof::FormatReceipt(receipt)), "--key", key_, "--leaf", leaf}),
      kExitOk);
  receipt.entry.reset();
  const std::string file = File("r", proof::FormatReceipt(receipt));
  EXPECT_EQ(Verify({"receipt", file, "--key", key_}), kExitUsage);
  EXPECT_EQ(Verify({"receipt", file, "--key", key_, "--leaf", leaf, "--lang", "en"}), kExitOk);
  EXPECT_THAT(out_, AllOf(HasSubstr(leaf), Not(HasSubstr("what"))));
  EXPECT_EQ(Verify({"receipt", file, "--key", key_, "--leaf", leaf.substr(2)}), kExitUsage);
  std::string other = leaf;
  other[0] = other[0] == '0' ? '1' : '0';
  EXPECT_EQ(Verify({"receipt", file, "--key", key_, "--leaf", other}), kExitDoesNotHold);
}

TEST_F(ReceiptsTest, WhomToTrustIsTheUsersWord) {
  const std::string file = File("r", proof::FormatReceipt(ReceiptOf(5)));
  const auto other = *proof::SigningKey::Generate(checkpoints_->origin(), proof::KeyType::kEd25519);
  EXPECT_EQ(Verify({"receipt", file}), kExitUsage);
  EXPECT_EQ(Verify({"receipt", file, "--key", "nonsense"}), kExitUsage);
  EXPECT_EQ(Verify({"receipt", file, "--key", other.SecretText()}), kExitUsage);
  EXPECT_THAT(err_, Not(HasSubstr(other.SecretText().substr(20))));
  EXPECT_EQ(Verify({"receipt", file, "--key", other.verifier().Text()}), kExitDoesNotHold);
  EXPECT_EQ(Verify({"receipt", file, "--key", other.verifier().Text(), "--key", key_}), kExitOk);
  EXPECT_EQ(Verify({"receipt", file, "--key", File("key", key_ + "\n")}), kExitOk);
  EXPECT_EQ(Verify({"receipt", files_ / "none", "--key", key_}), kExitUsage);
  EXPECT_EQ(Verify({"receipt", files_.path(), "--key", key_}), kExitUsage);
  EXPECT_EQ(Verify({"receipt", "--key", key_}), kExitUsage);
  EXPECT_EQ(Verify({}), kExitUsage);
  EXPECT_EQ(Verify({"--help"}), kExitOk);
}

TEST_F(ReceiptsTest, APolicyWantsItsQuorum) {
  proof::Receipt receipt = ReceiptOf(5);
  const auto icbc = *proof::SigningKey::Generate("icbc.witness", proof::KeyType::kCosignature);
  const auto ccb = *proof::SigningKey::Generate("ccb.witness", proof::KeyType::kCosignature);
  const std::string policy =
      File("policy",
           absl::StrCat("log ", key_, "\nwitness icbc ", icbc.verifier().Text(), "\nwitness ccb ",
                        ccb.verifier().Text(), "\ngroup banks 2 icbc ccb\nquorum banks\n"));
  const auto verify = [&] {
    return Verify(
        {"receipt", File("r", proof::FormatReceipt(receipt)), "--policy", policy, "--lang", "en"});
  };
  EXPECT_EQ(verify(), kExitDoesNotHold);
  EXPECT_THAT(err_, HasSubstr("quorum"));
  const auto add = [&](const proof::SigningKey& key) {
    ASSERT_THAT(proof::AddSignatures({proof::Cosign(key, receipt.checkpoint.text, 1'751'342'400)},
                                     receipt.checkpoint),
                IsOk());
  };
  add(icbc);
  EXPECT_EQ(verify(), kExitDoesNotHold);
  EXPECT_THAT(err_, HasSubstr("ccb"));
  add(ccb);
  ASSERT_EQ(verify(), kExitOk) << err_;
  EXPECT_THAT(out_, AllOf(HasSubstr("icbc.witness 2025-07-01T04:00:00Z"), HasSubstr("ccb.witness"),
                          HasSubstr("reached")));
  EXPECT_EQ(Verify({"receipt", files_ / "r", "--policy", File("bad", "quorum nobody\n")}),
            kExitUsage);
}

TEST_F(ReceiptsTest, CheckpointsAndTheirContinuity) {
  const auto list = *checkpoints_->List(0, 1'000);
  ASSERT_GE(list.size(), 3u);
  const engine::KeptCheckpoint& old = list[1];
  const engine::KeptCheckpoint& fresh = list.back();
  const std::string old_file = File("old", old.note);
  const std::string new_file = File("new", fresh.note);
  ASSERT_EQ(Verify({"checkpoint", new_file, "--key", key_, "--lang", "en"}), kExitOk) << err_;
  EXPECT_THAT(out_, HasSubstr(proof::HexOf(fresh.head.root)));
  std::string hashes;
  const auto proof = *session_->engine().View().Tree().ProveConsistency(
      old.head.size, old.head.root, fresh.head.size, fresh.head.root);
  for (const proof::Hash& hash : proof) {
    absl::StrAppend(&hashes, proof::Base64Of(proof::BytesOf(hash)), "\n");
  }
  const auto consistency = [&](const std::string& from, const std::string& to,
                               const std::string& lines) {
    return Verify({"consistency", from, to, File("proof", lines), "--key", key_, "--lang", "en"});
  };
  ASSERT_EQ(consistency(old_file, new_file, hashes), kExitOk) << err_;
  EXPECT_EQ(consistency(new_file, new_file, ""), kExitOk) << err_;
  EXPECT_EQ(consistency(new_file, old_file, hashes), kExitDoesNotHold);
  EXPECT_EQ(consistency(old_file, new_file, ""), kExitDoesNotHold);
  EXPECT_EQ(consistency(old_file, new_file, hashes + "x\n"), kExitDoesNotHold);
  for (std::size_t at = 0; at < hashes.size(); at += 5) {
    std::string bad = hashes;
    bad[at] = bad[at] == 'A' ? 'B' : 'A';
    EXPECT_EQ(consistency(old_file, new_file, bad), kExitDoesNotHold) << at;
  }
  // Two roots of one size, both signed: the proof of a fork.
  std::ifstream file(keys() + "/inner-mongolia/checkpoint-ed25519");
  std::string secret;
  std::getline(file, secret);
  const proof::SigningKey key = *proof::SigningKey::Parse(secret);
  const auto forked = *proof::SignCheckpoint({.origin = checkpoints_->origin(),
                                              .size = static_cast<std::uint64_t>(fresh.head.size),
                                              .root = proof::LeafHash("another")},
                                             {&key});
  EXPECT_EQ(consistency(new_file, File("fork", proof::FormatNote(forked)), ""), kExitDoesNotHold);
  EXPECT_THAT(err_, HasSubstr("two histories"));
}

}  // namespace
}  // namespace ippledge::verify
