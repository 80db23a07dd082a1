// The commands "witness key|run|show|compare".
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "client/exit_code.h"
#include "ippledge/v1/witness_service.pb.h"
#include "tests/client/witness_world.h"

namespace ippledge::client {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class WitnessCommandsTest : public ::testing::Test {
 protected:
  WitnessCommandsTest() {
    log_.AnswerAt(server_);
    other_.Grow(4, "never happened");
  }
  RunResult Run(std::vector<std::string> words) {
    words.insert(words.begin(), "witness");
    return RunProgram(std::move(words), server_);
  }
  std::string key() const { return folder_ / "key"; }
  std::string state() const { return folder_ / "state"; }
  void MakeKey() { ASSERT_EQ(Run({"key", key(), "--name", "icbc.witness"}).code, kExitOk); }
  // One round of a witness, with more options.
  RunResult Once(const std::vector<std::string>& more = {}, const std::string& form = "jsonl") {
    std::vector<std::string> words = {"run",
                                      "--once",
                                      "--state",
                                      state(),
                                      "--signing-key",
                                      key(),
                                      "--log-key",
                                      LogKey().verifier().Text(),
                                      "-o",
                                      form};
    words.insert(words.end(), more.begin(), more.end());
    return Run(words);
  }
  std::string File(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary | std::ios::trunc) << text;
    return folder_ / name;
  }

  TempFolder folder_;
  TestLog log_{5};
  TestLog other_{3};
  FakeServer server_;
};

TEST_F(WitnessCommandsTest, MakesAKeyThatOnlyItsOwnerReads) {
  const RunResult made = Run({"key", key(), "--name", "icbc.witness"});
  ASSERT_EQ(made.code, kExitOk) << made.err;
  const std::string text(absl::StripSuffix(made.out, "\n"));
  const auto verifier = proof::VerifierKey::Parse(text);
  ASSERT_THAT(verifier, IsOk());
  EXPECT_EQ(verifier->type(), proof::KeyType::kCosignature);
  EXPECT_EQ(verifier->name(), "icbc.witness");
  struct stat found;
  ASSERT_EQ(stat(key().c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777u, 0600u);
  std::ifstream file(key());
  const std::string secret(std::istreambuf_iterator<char>(file), {});
  EXPECT_THAT(made.out + made.err, Not(HasSubstr(secret.substr(0, 30))));

  // Shown again; never made in its place.
  EXPECT_EQ(Run({"key", key()}).out, made.out);
  EXPECT_THAT(Run({"key", key(), "-o", "json"}).out, HasSubstr("\"name\": \"icbc.witness\""));
  const RunResult again = Run({"key", key(), "--name", "icbc.witness"});
  EXPECT_EQ(again.code, kExitUsage);
  EXPECT_THAT(again.err, HasSubstr("there already"));
  EXPECT_EQ(Run({"key", folder_ / "bad", "--name", "a name"}).code, kExitUsage);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "bad"));
  EXPECT_EQ(Run({"key", folder_ / "none"}).code, kExitUsage);
  std::filesystem::permissions(key(), std::filesystem::perms::group_read,
                               std::filesystem::perm_options::add);
  const RunResult open = Run({"key", key()});
  EXPECT_EQ(open.code, kExitUsage);
  EXPECT_THAT(open.err, HasSubstr("mode 0640"));
}

TEST_F(WitnessCommandsTest, ARoundCosigns) {
  MakeKey();
  const RunResult once = Once();
  ASSERT_EQ(once.code, kExitOk) << once.err;
  EXPECT_THAT(once.out, AllOf(HasSubstr("\"event\":\"cosigned\""), HasSubstr("\"size\":5")));
  // The programme is the end of the origin.
  EXPECT_THAT(server_.asked(),
              Contains(AllOf(HasSubstr("AddCosignatureRequest"), HasSubstr("programme: \"nm\""))));
  EXPECT_EQ(Once({"--programme", "other"}).code, kExitOk);
  EXPECT_THAT(server_.asked(), Contains(HasSubstr("programme: \"other\"")));
  const RunResult shown = Run({"show", "--state", state()});
  ASSERT_EQ(shown.code, kExitOk) << shown.err;
  EXPECT_THAT(shown.out,
              AllOf(HasSubstr(kOrigin), HasSubstr(proof::HexOf(log_.Newest().checkpoint.root))));
  EXPECT_THAT(
      Run({"show", "--state", state(), "-o", "json"}).out,
      AllOf(HasSubstr("\"size\": 5"), HasSubstr("\"kept\": 1"), HasSubstr("\"forks\": \"\"")));
  EXPECT_EQ(Run({"show", "--state", folder_ / "none"}).code, kExitUsage);
  // For people on standard error.
  log_.Grow(1, "more");
  const RunResult table = Once({"--lang", "zh"}, "table");
  EXPECT_EQ(table.out, "");
  EXPECT_THAT(table.err, HasSubstr("已共同签名"));
}

TEST_F(WitnessCommandsTest, APolicyNamesTheLedger) {
  MakeKey();
  const std::string policy =
      File("policy", absl::StrCat("log ", LogKey().verifier().Text(), "\nwitness icbc ",
                                  CosigningKey("w").verifier().Text(), "\nquorum icbc\n"));
  const std::vector<std::string> words = {"run",   "--once",        "--state",
                                          state(), "--signing-key", key()};
  const auto with = [&](std::vector<std::string> more) {
    std::vector<std::string> all = words;
    all.insert(all.end(), more.begin(), more.end());
    return Run(all);
  };
  EXPECT_EQ(with({"--policy", policy}).code, kExitOk);
  EXPECT_EQ(with({"--log-key", File("log", LogKey().verifier().Text() + "\n")}).code, kExitOk);
  const RunResult none = with({});
  EXPECT_EQ(none.code, kExitUsage);
  EXPECT_THAT(none.err, HasSubstr("which ledger to believe"));
  const auto other = proof::SigningKey::Generate("other.example", proof::KeyType::kEd25519);
  EXPECT_THAT(with({"--policy", policy, "--log-key", other->verifier().Text()}).err,
              HasSubstr("keys of two ledgers"));
  EXPECT_THAT(with({"--log-key", CosigningKey("w").verifier().Text()}).err,
              HasSubstr("not a ledger's"));
  EXPECT_EQ(with({"--log-key", "nonsense"}).code, kExitUsage);
  EXPECT_EQ(with({"--policy", folder_ / "none"}).code, kExitUsage);
  EXPECT_EQ(with({"--policy", policy, "--listen", "127.0.0.1:0"}).code, kExitUsage);
  const std::string log_key_file = File("log.key", LogKey().SecretText());
  std::filesystem::permissions(log_key_file, std::filesystem::perms::owner_read);
  const RunResult wrong_key =
      Run({"run", "--once", "--state", state(), "--signing-key", log_key_file, "--policy", policy});
  EXPECT_EQ(wrong_key.code, kExitUsage);
  EXPECT_THAT(wrong_key.err, HasSubstr("a witness has one of type cosignature"));
  EXPECT_THAT(wrong_key.err, Not(HasSubstr(LogKey().SecretText().substr(30))));
}

TEST_F(WitnessCommandsTest, AForkEndsItUntilAPersonHasLooked) {
  MakeKey();
  ASSERT_EQ(Once().code, kExitOk);
  other_.AnswerAt(server_);
  v1::TellForkRequest told;
  server_.On<v1::TellForkRequest, v1::TellForkResponse>([&](const v1::TellForkRequest& request) {
    told = request;
    return absl::StatusOr<v1::TellForkResponse>(v1::TellForkResponse());
  });
  const RunResult forked = Once({"--peer", "127.0.0.1:9"});
  EXPECT_EQ(forked.code, kExitProofFails);
  EXPECT_THAT(forked.out, AllOf(HasSubstr("\"event\":\"fork\""), HasSubstr("fork-5-7"),
                                HasSubstr("\"proved\":\"yes\""), HasSubstr("told_peer")));
  EXPECT_EQ(told.notes_size(), 2);
  const std::string evidence = state() + "/fork-5-7";
  for (const char* name : {"/known.note", "/shown.note", "/proof", "/why"}) {
    EXPECT_TRUE(std::filesystem::exists(evidence + name)) << name;
  }
  EXPECT_THAT(Run({"show", "--state", state()}).out, HasSubstr("fork-5-7"));

  // Back at the first history it still does not cosign.
  log_.AnswerAt(server_);
  log_.Grow(1, "more");
  const std::size_t asked = server_.asked().size();
  const RunResult refused = Once();
  EXPECT_EQ(refused.code, kExitProofFails);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("fork-5-7"), HasSubstr("move")));
  EXPECT_EQ(server_.asked().size(), asked);
  std::filesystem::rename(evidence, folder_ / "looked-at");
  EXPECT_EQ(Once().code, kExitOk);
}

TEST_F(WitnessCommandsTest, APeerShowsTheFork) {
  MakeKey();
  v1::GetLatestResponse latest;
  latest.set_note(other_.At(4).note);
  server_.Always<v1::GetLatestRequest, v1::GetLatestResponse>(latest);
  const RunResult forked = Once({"--peer", "127.0.0.1:9"});
  EXPECT_EQ(forked.code, kExitProofFails);
  EXPECT_THAT(forked.out, AllOf(HasSubstr("cosigned"), HasSubstr("fork-4-5"),
                                HasSubstr("\"from\":\"127.0.0.1:9\"")));
}

TEST_F(WitnessCommandsTest, WhatEndsItSaysTheCode) {
  MakeKey();
  ASSERT_EQ(Once().code, kExitOk);
  // Fewer entries than were cosigned.
  TestLog less(4);
  less.AnswerAt(server_);
  EXPECT_EQ(Once().code, kExitProofFails);
  server_.Always<v1::GetCheckpointRequest, v1::GetCheckpointResponse>(
      absl::UnavailableError("cut"));
  EXPECT_EQ(Once().code, kExitUnavailable);
  server_.Always<v1::GetCheckpointRequest, v1::GetCheckpointResponse>(
      absl::PermissionDeniedError("no"));
  EXPECT_EQ(Once().code, kExitDenied);
  v1::GetCheckpointResponse unsigned_note;
  unsigned_note.mutable_checkpoint()->set_note("nonsense");
  server_.Always<v1::GetCheckpointRequest, v1::GetCheckpointResponse>(unsigned_note);
  EXPECT_EQ(Once().code, kExitProofFails);
  log_.AnswerAt(server_);
  EXPECT_EQ(Once().code, kExitOk);
  std::filesystem::remove(state() + "/latest");
  const RunResult damaged = Once();
  EXPECT_EQ(damaged.code, kExitUsage);
  EXPECT_THAT(damaged.err, HasSubstr("is damaged"));
}

TEST_F(WitnessCommandsTest, ComparesWithoutANetwork) {
  const std::string log_key = LogKey().verifier().Text();
  const auto compare = [&](const std::string& a, const std::string& b) {
    return Run({"compare", a, b, "--log-key", log_key});
  };
  const std::string five = File("five", log_.At(5).note);
  EXPECT_EQ(compare(five, five).code, kExitOk);
  const RunResult forked = compare(five, File("other", other_.At(5).note));
  EXPECT_EQ(forked.code, kExitProofFails);
  EXPECT_THAT(forked.err, HasSubstr("two roots of 5 entries"));
  EXPECT_EQ(compare(five, File("four", log_.At(4).note)).code, kExitNotFound);
  EXPECT_EQ(compare(five, File("bad", "nonsense")).code, kExitUsage);
  EXPECT_EQ(compare(five, folder_ / "none").code, kExitUsage);
  EXPECT_EQ(Run({"compare", five, five}).code, kExitUsage);

  MakeKey();
  ASSERT_EQ(Once().code, kExitOk);
  log_.Grow(2, "more");
  ASSERT_EQ(Once().code, kExitOk);
  const RunResult folders = compare(state(), state());
  EXPECT_EQ(folders.code, kExitOk) << folders.err;
  EXPECT_THAT(Run({"compare", state(), five, "--log-key", log_key, "-o", "json"}).out,
              AllOf(HasSubstr("\"compared\": 1"), HasSubstr("\"largest\": 5")));
  EXPECT_EQ(compare(state(), File("other", other_.At(7).note)).code, kExitProofFails);
  // The keys may stand before what is compared.
  EXPECT_EQ(Run({"compare", "--log-key", log_key, five, five}).code, kExitOk);
}

}  // namespace
}  // namespace ippledge::client
