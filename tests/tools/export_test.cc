// ippledge-admin export, and ippledge-verify export of what it wrote.
#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>

#include <atomic>

#include "absl/strings/str_split.h"
#include "ippledge/v1/programme_service.pb.h"
#include "proto/wire/parse.h"
#include "proto/wire/policy.h"
#include "tests/testing/memory_evidence.h"
#include "tests/tools/export_world.h"
#include "tools/admin/exit_code.h"
#include "tools/admin/export_checkpoints.h"
#include "tools/export/embedded_files.h"

namespace ippledge::admin {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

TEST_F(ExportTest, WhatIsExportedVerifies) {
  ASSERT_EQ(Export("e"), kExitOk) << out();
  EXPECT_EQ(Value("entries"), std::to_string(size));
  EXPECT_EQ(Value("origin"), "ledger.test/inner-mongolia");
  ASSERT_EQ(Verify("e"), verify::kExitOk) << verify_err;
  EXPECT_THAT(verify_out, AllOf(HasSubstr("it holds"), HasSubstr(Value("root")),
                                HasSubstr("given by hand"), HasSubstr("as this program writes"),
                                HasSubstr(absl::StrCat("reached at ", size, " entries"))));
  EXPECT_THAT(verify_err, IsEmpty());
  ASSERT_EQ(Verify("e", {"--key", key, "-o", "json"}), verify::kExitOk);
  EXPECT_THAT(verify_out, AllOf(HasSubstr(absl::StrCat("\"decided_again\":", size)),
                                HasSubstr("\"tables\":4"), HasSubstr("\"policies\":1")));
  EXPECT_EQ(Verify("e", {"--key", key, "--lang", "zh"}), verify::kExitOk);
}

TEST_F(ExportTest, ItIsTheSameEachTime) {
  ASSERT_EQ(Export("one"), kExitOk);
  ASSERT_EQ(Export("two"), kExitOk);
  EXPECT_EQ(FilesOf("one"), FilesOf("two"));
}

TEST_F(ExportTest, TablesAreWhatPeopleExpect) {
  ASSERT_EQ(Export("e"), kExitOk);
  const Files files = FilesOf("e");
  const std::vector<std::string> loans = absl::StrSplit(files.at("loans.csv"), "\r\n");
  EXPECT_THAT(loans, SizeIs(1 + 8 + 1)) << files.at("loans.csv");
  EXPECT_THAT(loans[0], AllOf(HasSubstr("bank,contract_number,state,"), HasSubstr("contract_fen"),
                              HasSubstr("annual_rate_ppm")));
  EXPECT_THAT(loans[1], HasSubstr("qingcao,HT-1,OPEN,"));
  EXPECT_THAT(files.at("claims.csv"), HasSubstr("qingcao,HT-50,C1,"));
  EXPECT_THAT(files.at("movements.csv"),
              AllOf(HasSubstr(",M1,APPROPRIATION_IN,"), HasSubstr(",M2,DEPOSIT_PLACED,0,"),
                    HasSubstr(",X1,DEPOSIT_PLACED,")));
  const std::vector<std::string> totals = absl::StrSplit(files.at("totals.csv"), "\r\n");
  EXPECT_THAT(totals[1], testing::StartsWith(absl::StrCat(size, ",20")));
}

TEST_F(ExportTest, PoliciesCanBeReadBack) {
  ASSERT_EQ(Export("e"), kExitOk);
  std::vector<std::string> policies;
  for (const auto& [path, bytes] : FilesOf("e")) {
    if (!path.starts_with("policies/")) continue;
    std::vector<wire::FileFault> faults;
    const std::optional<Policy> policy = wire::ReadPolicyText(bytes, faults);
    ASSERT_TRUE(policy.has_value()) << wire::TextOf(faults.front());
    EXPECT_EQ(path, exported::PolicyPath(policy->policy_id, 1));
    EXPECT_THAT(bytes, HasSubstr(absl::StrCat("Issued by entry ",
                                              StoreTest::EntriesOf("POLICY_ISSUED")[0])));
    policies.push_back(path);
  }
  EXPECT_THAT(policies, SizeIs(1));
}

TEST_F(ExportTest, TheConstitutionCanBeReadBack) {
  ASSERT_EQ(Export("e"), kExitOk);
  const std::string text = FilesOf("e").at("programme.textproto");
  EXPECT_THAT(text, HasSubstr("The constitution of `inner-mongolia`, which is entry 1."));
  v1::Constitution message;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  Violations violations;
  const auto constitution = wire::ParseConstitution(message, "", violations);
  ASSERT_TRUE(constitution.has_value()) << text;
  EXPECT_EQ(*constitution, Open()->engine().View().programme().constitution);
}

TEST_F(ExportTest, SchemasAndRulesAreThere) {
  ASSERT_EQ(Export("e"), kExitOk);
  const Files files = FilesOf("e");
  for (const exported::EmbeddedFile& file : exported::EmbeddedFiles()) {
    EXPECT_EQ(files.at(std::string(file.path)), file.text);
  }
  // The words are those of this tree.
  for (const std::string name : {"claims.md", "policies.md"}) {
    EXPECT_EQ(files.at("rules/" + name), Bytes("docs/" + name)) << name;
  }
}

TEST_F(ExportTest, NamesOfPersonsStaySealed) {
  ASSERT_EQ(Export("e"), kExitOk);
  EXPECT_THAT(FilesOf("e").at("README.md"), HasSubstr("No personal data is in the clear"));
}

TEST_F(ExportTest, AnEarlierCheckpointMayBeTheEnd) {
  ASSERT_EQ(Export("all"), kExitOk);
  const std::int64_t earlier = EarlierSize(FilesOf("all"));
  ASSERT_EQ(Export("e", {"--through", absl::StrCat(earlier)}), kExitOk) << out();
  EXPECT_EQ(Value("entries"), absl::StrCat(earlier));
  EXPECT_EQ(Verify("e"), verify::kExitOk) << verify_err;
  EXPECT_THAT(FilesOf("e").at("totals.csv"), HasSubstr(absl::StrCat("\r\n", earlier, ",")));
  EXPECT_EQ(Export("f", {"--through", absl::StrCat(earlier + 1)}), kExitUsage);
  EXPECT_THAT(out(), HasSubstr("the next one has"));
  EXPECT_FALSE(std::filesystem::exists(folders / "f"));
}

TEST_F(ExportTest, NothingIsOverwrittenOrLeftBehind) {
  std::filesystem::create_directories(folders / "full/inner");
  EXPECT_EQ(Export("full"), kExitDifference);
  EXPECT_THAT(out(), HasSubstr("wants a new or an empty folder"));
  std::ofstream(folders / "file") << "x";
  EXPECT_EQ(Export("file"), kExitDifference);
  std::filesystem::create_directories(folders / "empty");
  EXPECT_EQ(Export("empty"), kExitOk);
  EXPECT_EQ(Export("empty"), kExitDifference);
  // A journal that does not hold gives no export.
  Forge([&](Entry& entry, Headline&) {
    if (entry.number == 3) entry.business_date = entry.business_date + 1;
  });
  EXPECT_EQ(Export("forged"), kExitDifference);
  EXPECT_THAT(out(), HasSubstr("entry "));
  std::vector<std::string> names;
  for (const auto& at : std::filesystem::directory_iterator(folders.path())) {
    names.push_back(at.path().filename());
  }
  EXPECT_THAT(names, testing::UnorderedElementsAre("full", "file", "empty"));
}

TEST_F(ExportTest, WhomToTrustIsTheUsersWord) {
  ASSERT_EQ(Export("e"), kExitOk);
  const auto other =
      *proof::SigningKey::Generate("ledger.test/inner-mongolia", proof::KeyType::kEd25519);
  EXPECT_EQ(Verify("e", {"-o", "text"}), verify::kExitUsage);
  EXPECT_EQ(Verify("e", {"--key", other.verifier().Text()}), verify::kExitDoesNotHold);
  EXPECT_THAT(verify_err, HasSubstr("checkpoint: "));
  EXPECT_EQ(Verify("nowhere"), verify::kExitUsage);
  ASSERT_EQ(Verify("e", {"--trust-the-folder"}), verify::kExitOk) << verify_err;
  EXPECT_THAT(verify_err, HasSubstr("warning: the keys are the folder's own"));
  EXPECT_THAT(verify_out, HasSubstr("not who wrote it"));
  EXPECT_EQ(Verify("e", {"--trust-the-folder", "--key", key}), verify::kExitUsage);
}

TEST_F(ExportTest, AQuorumThatTheUserWantsMustHold) {
  ASSERT_EQ(Export("e"), kExitOk);
  const std::string folder = folders / "e";
  // The folder's own policy, believed by the user.
  EXPECT_EQ(Verify("e", {"--policy", folder + "/policy.txt"}), verify::kExitOk) << verify_err;
  EXPECT_THAT(verify_out,
              AllOf(HasSubstr("icbc.witness 2025-07-01T04:00:00Z"), HasSubstr("reached")));
  const auto absent = *proof::SigningKey::Generate("ccb.witness", proof::KeyType::kCosignature);
  std::ofstream(folders / "policy")
      << "witness ccb " << absent.verifier().Text() << "\nquorum ccb\n";
  EXPECT_EQ(Verify("e", {"--key", key, "--policy", folders / "policy"}), verify::kExitDoesNotHold);
  EXPECT_THAT(verify_err, HasSubstr("quorum"));
}

TEST(ExportCheckpoints, ManyAreSpreadEvenly) {
  const std::atomic<bool> fails = false;
  storage::MemoryEvidence evidence(&fails);
  EXPECT_THAT(ChooseCheckpoints(evidence, 0), StatusIs(absl::StatusCode::kFailedPrecondition));
  for (std::int64_t n = 1; n <= exported::kCheckpointsMax; ++n) {
    ASSERT_THAT(evidence.Put({n * 3, "note"}), IsOk());
  }
  auto chosen = *ChooseCheckpoints(evidence, 0);
  EXPECT_FALSE(chosen.thinned);
  EXPECT_EQ(chosen.list.size(), static_cast<std::size_t>(exported::kCheckpointsMax));
  for (std::int64_t n = exported::kCheckpointsMax + 1; n <= 10'000; ++n) {
    ASSERT_THAT(evidence.Put({n * 3, "note"}), IsOk());
  }
  chosen = *ChooseCheckpoints(evidence, 0);
  EXPECT_TRUE(chosen.thinned);
  EXPECT_EQ(chosen.list.size(), static_cast<std::size_t>(exported::kCheckpointsMax));
  EXPECT_EQ(chosen.list.back().size, 30'000);
  for (std::size_t i = 1; i < chosen.list.size(); ++i) {
    EXPECT_EQ(chosen.list[i].size - chosen.list[i - 1].size, 15);
  }
  // Up to one of them there are few enough for all.
  chosen = *ChooseCheckpoints(evidence, 600);
  EXPECT_FALSE(chosen.thinned);
  EXPECT_EQ(chosen.list.size(), 200u);
  EXPECT_THAT(ChooseCheckpoints(evidence, 601), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(ChooseCheckpoints(evidence, 30'001), StatusIs(absl::StatusCode::kNotFound));
}

class UnsignedTest : public StoreTest {};

TEST_F(UnsignedTest, WithoutACheckpointThereIsNothingToProve) {
  RecordEverything();
  TempFolder folders;
  EXPECT_EQ(Admin({"export", folders / "e"}), kExitUsage);
  EXPECT_THAT(out(), HasSubstr("no checkpoint was signed"));
  EXPECT_TRUE(std::filesystem::is_empty(folders.path()));
}

}  // namespace
}  // namespace ippledge::admin
