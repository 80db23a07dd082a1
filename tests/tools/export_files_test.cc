// What writer and verifier of exports share: the manifest, lines of tables, keys and quorum as
// text.
#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "proof/hash.h"
#include "proof/signing_key.h"
#include "tests/testing/status_matchers.h"
#include "tools/export/csv_line.h"
#include "tools/export/embedded_files.h"
#include "tools/export/layout.h"
#include "tools/export/manifest.h"
#include "tools/export/texts.h"

namespace ippledge::exported {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

const std::string kHash(64, 'a');

std::string Manifest(const std::string& lines) {
  return absl::StrCat("ippledge-export/1\n", lines);
}

TEST(ExportManifest, IsSortedAndReadBack) {
  const std::string text = FormatManifest({{"tile/0/000.p/1", 32, proof::Sha256("t")},
                                           {"MANIFESTO", 0, proof::Sha256("")},
                                           {"checkpoint", 7, proof::Sha256("c")}});
  const auto rows = ParseManifest(text);
  ASSERT_THAT(rows, IsOk());
  ASSERT_THAT(*rows, SizeIs(3));
  EXPECT_EQ((*rows)[0].path, "MANIFESTO");
  EXPECT_EQ((*rows)[1].path, "checkpoint");
  EXPECT_EQ((*rows)[1].bytes, 7);
  EXPECT_EQ((*rows)[2].sha256, proof::Sha256("t"));
  EXPECT_EQ(FormatManifest(*rows), text);
}

TEST(ExportManifest, NothingElseIsRead) {
  EXPECT_THAT(ParseManifest(Manifest(kHash + " 1 a\n")), IsOk());
  for (const std::string& lines :
       {kHash + " 1 a", kHash + " 1  a\n", kHash + " 01 a\n", kHash + " -1 a\n", kHash + " 1 \n",
        kHash + " 1 /a\n", kHash + " 1 a/\n", kHash + " 1 a//b\n", kHash + " 1 ../a\n",
        kHash + " 1 a/./b\n", kHash + " 1 .a\n", kHash + " 1 a b\n", kHash + " 1 a\\b\n",
        kHash.substr(1) + " 1 a\n", std::string(64, 'A') + " 1 a\n", "\n" + kHash + " 1 a\n",
        kHash + " 1 b\n" + kHash + " 1 a\n", kHash + " 1 a\n" + kHash + " 1 a\n"}) {
    EXPECT_THAT(ParseManifest(Manifest(lines)), StatusIs(absl::StatusCode::kDataLoss)) << lines;
  }
  EXPECT_THAT(ParseManifest(""), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(ParseManifest("ippledge-export/2\n"),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST(ExportLayout, NamesOfFiles) {
  EXPECT_EQ(CheckpointPath(41), "checkpoints/41");
  EXPECT_EQ(PolicyPath("nm", 2), "policies/nm-2.textproto");
}

TEST(ExportLayout, WhatNoEntryGives) {
  for (const char* const path : {"proto/a/b.proto", "rules/claims.md"}) {
    EXPECT_TRUE(IsUnsignedPath(path)) << path;
  }
  for (const char* const path :
       {"a.proto", "proto/a.md", "rules/a.proto", "rules", "README.md", "policies/a-1.textproto"}) {
    EXPECT_FALSE(IsUnsignedPath(path)) << path;
  }
  absl::string_view before;
  for (const EmbeddedFile& file : EmbeddedFiles()) {
    EXPECT_TRUE(IsUnsignedPath(file.path)) << file.path;
    EXPECT_LT(before, file.path);
    EXPECT_NE(file.text, "") << file.path;
    before = file.path;
  }
}

TEST(ExportLines, AreQuotedWhereTheyMustBe) {
  CsvLine line;
  line.Text("a").Text("").Text("x, \"y\"").Text("=1").Number(-5).Day(Date::Of(2024, 2, 29));
  line.Day(std::nullopt).Fen(Money::OfFen(7));
  EXPECT_EQ(line.Take(), "a,,\"x, \"\"y\"\"\",=1,-5,2024-02-29,,7\r\n");
  EXPECT_EQ(line.Text("").Text("b\nc").Take(), ",\"b\nc\"\r\n");
}

class QuorumTextTest : public testing::Test {
 protected:
  RecordedKey Witness(const std::string& name, std::int64_t entry) {
    const auto key = *proof::SigningKey::Generate(name, proof::KeyType::kCosignature);
    return {.key = {.name = name,
                    .text = key.verifier().Text(),
                    .purpose = KeyPurpose::kWitness,
                    .organisation = "bank"},
            .entry = entry};
  }
  std::string Text(const std::vector<QuorumPart>& parts) {
    trust.quorums.push_back({.quorum = {Money::OfFen(500), parts}, .entry = 9});
    const std::string text = QuorumText(QuorumOf(log_keys, trust), trust);
    EXPECT_THAT(proof::ParsePolicy(text), IsOk()) << text;
    return text;
  }

  const std::vector<proof::VerifierKey> log_keys = {
      proof::SigningKey::Generate("log", proof::KeyType::kEd25519)->verifier()};
  TrustBook trust = {.members = {},
                     .keys = {Witness("c", 2), Witness("b", 3), Witness("a", 4), Witness("d", 5)},
                     .quorums = {},
                     .audits = {},
                     .erasures = {}};
};

TEST_F(QuorumTextTest, KeysAreToldWithTheirEntries) {
  trust.keys[1].retired_entry = 7;
  const std::string text = KeysText(log_keys, trust);
  EXPECT_THAT(text, HasSubstr(absl::StrCat("\nlog ", log_keys[0].Text(), "\n")));
  EXPECT_THAT(text, HasSubstr(absl::StrCat("witness ", trust.keys[0].key.text, " admitted 2\n")));
  EXPECT_THAT(text, HasSubstr(" admitted 3 retired 7\n"));
  EXPECT_EQ(*LogKeysOf(text), log_keys);
  EXPECT_THAT(LogKeysOf("log nonsense\n"), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(LogKeysOf("# words"), StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(QuorumTextTest, EveryPartIsAGroup) {
  EXPECT_THAT(QuorumText(QuorumOf(log_keys, trust), trust), HasSubstr("no quorum of witnesses"));
  const std::string text = Text({{1, {"a"}}, {2, {"b", "c"}}});
  EXPECT_THAT(text, HasSubstr("of 500 fen and more"));
  EXPECT_THAT(text, HasSubstr(absl::StrCat("witness w1 ", trust.keys[0].key.text, "\n")));
  EXPECT_THAT(text, HasSubstr("group part1 1 w3\ngroup part2 2 w2 w1\n"
                              "group quorum 2 part1 part2\nquorum quorum\n"));
  EXPECT_THAT(text, testing::Not(HasSubstr(trust.keys[3].key.text)));
}

TEST_F(QuorumTextTest, WhatTheFormCannotSayIsTold) {
  for (const auto& parts :
       {std::vector<QuorumPart>{{1, {"a", "b"}}, {1, {"a"}}}, {{1, {"a", "nobody"}}}}) {
    const std::string text = Text(parts);
    EXPECT_THAT(text, HasSubstr("this form cannot say it"));
    EXPECT_THAT(text, HasSubstr("\nquorum none\n"));
  }
}

}  // namespace
}  // namespace ippledge::exported
