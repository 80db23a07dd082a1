// ippledge-admin acts, and the acts of ippledge-admin itself.
#include "tools/admin/acts.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "storage/kept_acts.h"
#include "tests/testing/status_matchers.h"
#include "tests/tools/sample_store.h"

namespace ippledge::admin {
namespace {

namespace fs = std::filesystem;
using storage::KeptAct;
using storage::KeptActs;
using testing::AllOf;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

class ActsTest : public StoreTest {
 protected:
  ActsTest() { RecordEverything(); }

  static KeptAct Refused(const std::string& person) {
    KeptAct act{.time_ms = 1'751'342'400'000};
    act.organisation = "ccb-nm";
    act.role = Role::kBankMaker;
    act.person = person;
    act.method = "LoanService/GetLoan";
    act.reason = "NOT_YOUR_ROWS";
    act.field = "loan.bank";
    act.peer = "ipv4:10.0.0.7:4";
    act.repeated = 3;
    return act;
  }
  static void Put(const std::string& folder, const KeptAct& act) {
    const auto log = KeptActs::Open(folder, {});
    ASSERT_THAT(log, IsOk());
    KeptActs::Done done;
    ASSERT_THAT((*log)->Append({act}, act.time_ms, done), IsOk());
  }
  std::string OfProgramme() const { return Path("evidence") + "/acts"; }
  std::string OfServer() const { return Folder() + "/acts"; }
};

TEST_F(ActsTest, AreShownOfServerAndProgramme) {
  EXPECT_EQ(Admin({"acts"}), 0);
  EXPECT_EQ(out(), "server\ninner-mongolia\n");
  Put(OfProgramme(), Refused("m-1"));
  KeptAct start{.time_ms = 1'751'342'400'001, .method = "ippledged start"};
  start.text = "version 1";
  Put(OfServer(), start);
  EXPECT_EQ(Admin({"acts"}), 0);
  EXPECT_EQ(out(),
            "server\n"
            "  1  2025-07-01T04:00:00.001Z  -  ippledged start  version 1\n"
            "inner-mongolia\n"
            "  1  2025-07-01T04:00:00.000Z  ccb-nm/bank_maker/m-1  LoanService/GetLoan  "
            "NOT_YOUR_ROWS (loan.bank)  x 3  from ipv4:10.0.0.7:4\n");
  EXPECT_EQ(Admin({"acts", "-o", "json"}), 0);
  EXPECT_EQ(out(),
            "{\"programme\":\"\",\"number\":1,\"time\":\"2025-07-01T04:00:00.001Z\","
            "\"organisation\":\"\",\"role\":\"\",\"person\":\"\",\"method\":\"ippledged start\","
            "\"reason\":\"\",\"field\":\"\",\"peer\":\"\",\"repeated\":0,\"text\":\"version 1\"}\n"
            "{\"programme\":\"inner-mongolia\",\"number\":1,\"time\":\"2025-07-01T04:00:00.000Z\","
            "\"organisation\":\"ccb-nm\",\"role\":\"bank_maker\",\"person\":\"m-1\","
            "\"method\":\"LoanService/GetLoan\",\"reason\":\"NOT_YOUR_ROWS\","
            "\"field\":\"loan.bank\",\"peer\":\"ipv4:10.0.0.7:4\",\"repeated\":3,\"text\":\"\"}\n");
  EXPECT_EQ(Admin({"acts", "--programme", "inner-mongolia"}), 0);
  EXPECT_THAT(out(), Not(HasSubstr("server")));
}

TEST_F(ActsTest, TheNewestAreShownUnlessAllAreAskedFor) {
  const auto log = KeptActs::Open(OfProgramme(), {});
  ASSERT_THAT(log, IsOk());
  KeptActs::Done done;
  const std::vector<KeptAct> many(2'345, Refused("m-1"));
  ASSERT_THAT((*log)->Append(many, 1'751'342'400'000, done), IsOk());
  const auto lines = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--programme", "inner-mongolia", "-o", "json"});
    EXPECT_EQ(Admin(std::move(arguments)), 0);
    const std::vector<std::string> all = absl::StrSplit(out(), '\n', absl::SkipEmpty());
    return all.size();
  };
  EXPECT_EQ(lines({"acts"}), 100u);
  EXPECT_EQ(lines({"acts", "--count", "1500"}), 1'500u);
  EXPECT_EQ(lines({"acts", "--count", "0"}), 2'345u);
}

TEST_F(ActsTest, AreShownBesideARunningServer) {
  Put(OfProgramme(), Refused("m-1"));
  const std::unique_ptr<Session> session = Open();
  EXPECT_EQ(Admin({"inspect"}), 7);
  EXPECT_EQ(Admin({"acts"}), 0);
  EXPECT_THAT(out(), HasSubstr("NOT_YOUR_ROWS"));
}

TEST_F(ActsTest, WhatIsNotThereIsTold) {
  EXPECT_EQ(Admin({"acts", "--programme", "no-such"}), 2);
  EXPECT_THAT(err(), HasSubstr("no programme no-such"));
  fs::remove(Folder() + "/FORMAT");
  EXPECT_EQ(Admin({"acts"}), 2);
  EXPECT_THAT(err(), HasSubstr("is no store"));
}

// ---- of this program ----

TEST_F(ActsTest, RebuildIsKeptAndLookingIsNot) {
  EXPECT_EQ(Admin({"rebuild", "--compare-only"}), 0);
  EXPECT_EQ(Admin({"audit"}), 0);
  EXPECT_EQ(Admin({"acts"}), 0);
  EXPECT_EQ(out(), "server\ninner-mongolia\n");
  EXPECT_EQ(Admin({"rebuild"}), 0);
  EXPECT_EQ(Admin({"acts", "--programme", "inner-mongolia"}), 0);
  EXPECT_THAT(out(), MatchesRegex("inner-mongolia\n  1  [-0-9T:.]+Z  -  ippledge-admin rebuild  "
                                  "from user [0-9]+ of this machine\n"));
}

TEST_F(ActsTest, AReplacedKeyIsKeptAlsoWhenItFailed) {
  EXPECT_EQ(Admin({"keys", "replace", "--keys", keys()}), 2);
  EXPECT_EQ(Admin({"acts"}), 0);
  EXPECT_THAT(out(),
              AllOf(HasSubstr("ippledge-admin keys replace"), HasSubstr("not all was well")));
}

// A server may keep acts for longer than this program knows.
TEST_F(ActsTest, OfThisProgramDropNone) {
  Put(OfProgramme(), Refused("m-1"));
  clock_.Advance(absl::Hours(24 * 4'000));
  EXPECT_EQ(Admin({"rebuild"}), 0);
  EXPECT_EQ(Admin({"acts"}), 0);
  EXPECT_THAT(out(), AllOf(HasSubstr("NOT_YOUR_ROWS"), HasSubstr("ippledge-admin rebuild")));
}

}  // namespace
}  // namespace ippledge::admin
