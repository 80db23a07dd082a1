// ippledge-verify export of folders that were damaged, or that somebody wrote who can make a
// manifest, tiles, even signatures.
#include <gmock/gmock.h>

#include "proof/merkle.h"
#include "storage/codec.h"
#include "tests/tools/export_world.h"
#include "tools/admin/exit_code.h"
#include "tools/verify/export_witnesses.h"

namespace ippledge::admin {
namespace {

using testing::HasSubstr;

class ForgedExportTest : public ExportTest {
 protected:
  void SetUp() override {
    ExportTest::SetUp();
    ASSERT_EQ(Export("good"), kExitOk) << out();
    good = FilesOf("good");
  }
  // What is said of an export that does not hold.
  std::string Finding(const std::string& name) {
    EXPECT_EQ(Verify(name), verify::kExitDoesNotHold) << name << ": " << verify_out;
    EXPECT_EQ(verify_out, "");
    std::filesystem::remove_all(folders / name);
    return verify_err;
  }
  std::string FindingOf(const Files& files) {
    WriteForged("bad", files);
    return Finding("bad");
  }
  // Of the good one with `from` instead of `to` in a file.
  std::string FindingOf(const std::string& path, const std::string& from, const std::string& to) {
    Files files = good;
    const std::size_t at = files.at(path).find(from);
    EXPECT_NE(at, std::string::npos) << path;
    files[path].replace(at, from.size(), to);
    return FindingOf(files);
  }
  // Of the good one with one entry changed, everything hashed and signed anew by the ledger's key.
  std::string FindingOfEntry(std::int64_t number, const std::function<void(Entry&)>& change) {
    std::vector<std::string> entries = ExportTest::EntriesOf(good, size);
    std::string& bytes = entries.at(static_cast<std::size_t>(number - 1));
    Entry entry = *storage::DecodeEntry(bytes);
    change(entry);
    bytes.clear();
    storage::EntryEncoder().Encode(entry, bytes);
    WriteResigned("bad", good, entries);
    return Finding("bad");
  }

  Files good;
};

TEST_F(ForgedExportTest, AFlippedByteOfAnyFileIsFound) {
  const std::string folder = folders / "good";
  Files files = good;
  files[exported::kManifestFile] = Bytes(folder + "/MANIFEST");
  for (const auto& [path, bytes] : files) {
    for (const std::size_t at : {std::size_t{0}, bytes.size() / 2, bytes.size() - 1}) {
      std::string bad = bytes;
      bad[at] = static_cast<char>(bad[at] ^ 0x10);
      std::ofstream(folder + "/" + path, std::ios::binary | std::ios::trunc) << bad;
      ASSERT_EQ(Verify("good"), verify::kExitDoesNotHold) << path << " at " << at;
      ASSERT_THAT(verify_err, HasSubstr(path == exported::kManifestFile ? "" : path));
    }
    std::ofstream(folder + "/" + path, std::ios::binary | std::ios::trunc) << bytes;
  }
  EXPECT_EQ(Verify("good"), verify::kExitOk) << verify_err;
}

TEST_F(ForgedExportTest, FilesThatAreMissingMoreOrNoFiles) {
  const std::filesystem::path folder = folders / "good";
  std::filesystem::rename(folder / "claims.csv", folders / "claims.csv");
  EXPECT_EQ(Verify("good"), verify::kExitDoesNotHold);
  EXPECT_THAT(verify_err, HasSubstr("claims.csv: it is missing"));
  std::filesystem::create_symlink(folders / "claims.csv", folder / "claims.csv");
  EXPECT_EQ(Verify("good"), verify::kExitDoesNotHold);
  EXPECT_THAT(verify_err, HasSubstr("claims.csv: it is no file"));
  std::filesystem::rename(folders / "claims.csv", folder / "claims.csv");
  std::ofstream(folder / "more.csv") << "x";
  EXPECT_EQ(Verify("good"), verify::kExitDoesNotHold);
  EXPECT_THAT(verify_err, HasSubstr("more.csv: it is not in the manifest"));
  std::filesystem::remove(folder / "more.csv");
  std::filesystem::remove(folder / "MANIFEST");
  EXPECT_EQ(Verify("good"), verify::kExitDoesNotHold);
  EXPECT_THAT(verify_err, HasSubstr("MANIFEST: it cannot be read"));
}

TEST_F(ForgedExportTest, WhatAManifestIsMadeToFitIsFoundAllTheSame) {
  EXPECT_THAT(FindingOf("loans.csv", "qingcao,HT-1,OPEN", "qingcao,HT-1,REPAID"),
              HasSubstr("loans.csv: line 2 is not what the entries give"));
  EXPECT_THAT(FindingOf("movements.csv", ",M1,", ",M9,"), HasSubstr("movements.csv: line 2"));
  EXPECT_THAT(FindingOf("claims.csv", ",C1,", ",C2,"), HasSubstr("claims.csv: line 2"));
  EXPECT_THAT(FindingOf("totals.csv", "contract_fen", "contract_yuan"),
              HasSubstr("totals.csv: line 1"));
  EXPECT_THAT(FindingOf("keys.txt", "admitted ", "admitted 1"), HasSubstr("keys.txt: line"));
  EXPECT_THAT(FindingOf("policy.txt", "quorum quorum", "quorum none"), HasSubstr("policy.txt"));
  EXPECT_THAT(FindingOf("programme.textproto", "currency_code: \"CNY\"", "currency_code: \"USD\""),
              HasSubstr("programme.textproto: line"));
  const std::string policy = good.lower_bound("policies/")->first;
  EXPECT_THAT(FindingOf(policy, "\"a test\"", "\"a text\""), HasSubstr(policy));
  Files files = good;
  files["claims.csv"] += "qingcao,HT-99,C1\r\n";
  EXPECT_THAT(FindingOf(files), HasSubstr("claims.csv: it has more than the 2 lines"));
  files = good;
  files.erase("totals.csv");
  EXPECT_THAT(FindingOf(files), HasSubstr("totals.csv: it is missing"));
  files = good;
  files["policies/another-1.textproto"] = "x";
  EXPECT_THAT(FindingOf(files), HasSubstr("another-1.textproto: no export of these entries"));
  files = good;
  files["rules/claims.html"] = "x";
  EXPECT_THAT(FindingOf(files), HasSubstr("claims.html: no export of these entries"));
  files = good;
  files.erase("programme.textproto");
  EXPECT_THAT(FindingOf(files), HasSubstr("programme.textproto: it is missing"));
  files = good;
  files["tile/0/001"] = "x";
  EXPECT_THAT(FindingOf(files), HasSubstr("tile/0/001: no export of these entries"));
  files = good;
  files.erase(exported::CheckpointPath(size));
  EXPECT_THAT(FindingOf(files), HasSubstr(exported::CheckpointPath(size)));
}

// Nothing signed vouches for them: the sheet says so.
TEST_F(ForgedExportTest, AnotherReadmeSchemaOrRuleIsTold) {
  for (const char* const path : {"README.md", "proto/ippledge/stored/v1/entry.proto",
                                 "rules/policies.md", "rules/more.md"}) {
    Files files = good;
    files[path] += "more\n";
    WriteForged("other", files);
    EXPECT_EQ(Verify("other"), verify::kExitOk) << verify_err;
    EXPECT_THAT(verify_out, HasSubstr("nothing signed vouches for them"));
    std::filesystem::remove_all(folders / "other");
  }
}

TEST_F(ForgedExportTest, TilesThatDoNotFitTheRoot) {
  const std::string bundle = good.lower_bound("tile/entries/")->first;
  Files files = good;
  files[bundle].back() = static_cast<char>(files[bundle].back() ^ 1);
  EXPECT_THAT(FindingOf(files), HasSubstr(bundle));
  const std::string tile = good.lower_bound("tile/0/")->first;
  files = good;
  files[tile][40] = static_cast<char>(files[tile][40] ^ 1);
  EXPECT_THAT(FindingOf(files), HasSubstr("another root"));
  files = good;
  files[tile].pop_back();
  EXPECT_THAT(FindingOf(files), HasSubstr(tile));
}

// The ledger's own key over a history that the rules do not make.
TEST_F(ForgedExportTest, AWrongEntryIsFoundAlsoWhenTheLedgerSignedIt) {
  const std::int64_t loan = StoreTest::EntriesOf("LOAN_RECORDED")[0];
  EXPECT_THAT(FindingOfEntry(loan,
                             [](Entry& entry) {
                               auto& event = std::get<LoanRecorded>(entry.events[0]);
                               NewLoan other = *event.what.loan;
                               other.draw.principal =
                                   Money::OfFen(other.draw.principal.fen() - 1'000);
                               event.what.loan = std::make_shared<const NewLoan>(other);
                             }),
              HasSubstr(absl::StrCat("entry ", loan, ": ")));
  EXPECT_THAT(FindingOfEntry(5, [](Entry& entry) { entry.number = 6; }),
              HasSubstr("entry 5: it calls itself 6"));
  EXPECT_THAT(FindingOfEntry(7, [](Entry& entry) { entry.commit_time_ms -= 100'000'000; }),
              HasSubstr("entry 7: commit time falls"));
  const std::int64_t claim = StoreTest::EntriesOf("CLAIM_FILED")[0];
  EXPECT_THAT(FindingOfEntry(claim,
                             [](Entry& entry) {
                               auto& filed = std::get<ClaimFiled>(entry.events[0]);
                               filed.judgement.verdict.loss = Money::OfFen(1);
                             }),
              HasSubstr(absl::StrCat("entry ", claim, ": ")));
}

TEST_F(ForgedExportTest, ACheckpointOfAnotherHistoryIsTheProofOfAFork) {
  const proof::SigningKey log_key = LogKey();
  const std::int64_t earlier = EarlierSize(good);
  Files files = good;
  files.at(exported::CheckpointPath(earlier)) =
      proof::FormatNote(*proof::SignCheckpoint({.origin = log_key.verifier().name(),
                                                .size = static_cast<std::uint64_t>(earlier),
                                                .root = proof::LeafHash("another")},
                                               {&log_key}));
  EXPECT_THAT(FindingOf(files), HasSubstr("has signed two histories"));
  files = good;
  files.at(exported::CheckpointPath(earlier)) = good.at("checkpoint");
  EXPECT_THAT(FindingOf(files), HasSubstr(exported::CheckpointPath(earlier)));
}

TEST(PaymentCheckpoint, RestsOnTheTreeAndItsWitnesses) {
  const auto log = *proof::SigningKey::Generate("ledger.test/nm", proof::KeyType::kEd25519);
  const auto witness = *proof::SigningKey::Generate("icbc.w", proof::KeyType::kCosignature);
  std::vector<proof::Hash> leaves;
  for (int n = 0; n < 5; ++n) leaves.push_back(proof::LeafHash(absl::StrCat("entry ", n)));
  const auto read = [&](const proof::TilePath&) -> absl::StatusOr<std::string> {
    return proof::FormatHashTile(leaves);
  };
  TrustBook trust;
  trust.keys.push_back({.key = {.name = "icbc.w",
                                .text = witness.verifier().Text(),
                                .purpose = KeyPurpose::kWitness,
                                .organisation = "icbc"},
                        .entry = 1});
  const proof::Hash root = proof::RootOf(absl::MakeConstSpan(leaves).subspan(0, 3));
  proof::SignedNote note =
      *proof::SignCheckpoint({.origin = "ledger.test/nm", .size = 3, .root = root}, {&log});
  const std::vector<proof::VerifierKey> log_keys = {log.verifier()};
  CosignedCheckpoint checkpoint = {
      .size = 3, .root = root, .witnesses = {"icbc.w"}, .note = proof::FormatNote(note)};
  const auto check = [&] {
    return verify::CheckPaymentCheckpoint(checkpoint, trust, log_keys, 5, read);
  };
  EXPECT_THAT(std::string(check().message()), HasSubstr("no cosignature of icbc"));
  ASSERT_THAT(proof::AddSignatures({proof::Cosign(witness, note.text, 1)}, note), IsOk());
  checkpoint.note = proof::FormatNote(note);
  EXPECT_THAT(check(), IsOk());
  checkpoint.size = 4;
  EXPECT_THAT(std::string(check().message()), HasSubstr("of another tree"));
  checkpoint.size = 3;
  leaves[1][0] ^= 1;
  EXPECT_THAT(std::string(check().message()), HasSubstr("of the entries before"));
  leaves[1][0] ^= 1;
  trust.keys[0].retired_entry = 2;
  EXPECT_THAT(std::string(check().message()), HasSubstr("no cosignature of icbc"));
}

}  // namespace
}  // namespace ippledge::admin
