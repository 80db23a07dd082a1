// The commands policy check|show|diff|evaluate: no server is asked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "tests/client/fake_connection.h"

namespace ippledge::client {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kDefault[] = "policies/inner-mongolia-default.textproto";
constexpr char kHunan[] = "policies/hunan-ip-fund.textproto";
constexpr char kFacts[] = "policies/example-facts.json";

class PolicyCommandsTest : public ::testing::Test {
 protected:
  RunResult Run(std::vector<std::string> words) {
    const RunResult run = RunProgram(std::move(words), server_);
    EXPECT_THAT(server_.asked(), IsEmpty());
    return run;
  }

  FakeServer server_;
};

TEST_F(PolicyCommandsTest, Check) {
  EXPECT_EQ(Run({"policy", "check", kDefault}).code, 0);
  EXPECT_THAT(Run({"policy", "check", kDefault}).out, HasSubstr("no fault found"));
  const std::string path = ::testing::TempDir() + "bad-policy.textproto";
  std::ofstream(path) << "policy_id: \"p\"\ntitle_zh: \"x\"\nmodes {\n"
                         "  parties { name: \"bank\" role: PARTY_ROLE_BANK share_ppm: 7 }\n}\n";
  const RunResult bad = Run({"policy", "check", path});
  EXPECT_EQ(bad.code, 6);
  EXPECT_THAT(bad.err, HasSubstr(path + ":4:3: SHARES_NOT_WHOLE: modes[0].parties"));
  EXPECT_THAT(bad.err, HasSubstr("FIELD_REQUIRED: effective_date"));
  EXPECT_EQ(Run({"policy", "check", "/nonexistent"}).code, 2);
}

TEST_F(PolicyCommandsTest, ShowNamesEveryParameter) {
  const RunResult run = Run({"policy", "show", kDefault});
  EXPECT_EQ(run.code, 0);
  EXPECT_THAT(run.out, HasSubstr("modes.default.parties.fund.share_ppm"));
  EXPECT_THAT(run.out, HasSubstr("40%"));
  EXPECT_THAT(run.out, HasSubstr("10,000,000.00"));
  EXPECT_THAT(run.out, HasSubstr("life_cycle.steps.WORK_STEP_FIRST_REVIEW.working_days"));
  EXPECT_THAT(run.out, HasSubstr("life_cycle.overpayment_return_days"));
  EXPECT_THAT(Run({"policy", "show", kDefault, "-o", "json"}).out,
              HasSubstr("\"policy_id\": \"inner-mongolia-default\""));
}

TEST_F(PolicyCommandsTest, Diff) {
  const RunResult same = Run({"policy", "diff", kDefault, kDefault});
  EXPECT_THAT(same.out, HasSubstr("no difference"));
  const RunResult run = Run({"policy", "diff", kDefault, kHunan});
  EXPECT_EQ(run.code, 0);
  EXPECT_THAT(run.out, HasSubstr("45%"));
  EXPECT_THAT(run.out, HasSubstr("life_cycle.steps.WORK_STEP_PAYMENT.working_days"));
  EXPECT_THAT(run.out, Not(HasSubstr("currency_code")));
}

TEST_F(PolicyCommandsTest, Evaluate) {
  const RunResult run = Run({"policy", "evaluate", "--policy", kDefault, "--facts", kFacts});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("C1: PAYABLE; what binds: share"));
  EXPECT_THAT(run.out, HasSubstr("1,400,000.00"));
  EXPECT_THAT(run.out, HasSubstr("bank_year_loss"));
  const RunResult json =
      Run({"policy", "evaluate", "--policy", kDefault, "--facts", kFacts, "-o", "json"});
  EXPECT_THAT(json.out, HasSubstr("\"amount_fen\": 140000000"));
  const std::string path = ::testing::TempDir() + "bad-facts.json";
  std::ofstream(path) << "{\"steps\": [{\"claim\": {\"principal_loss_fen\": -1}}]}";
  const RunResult bad = Run({"policy", "evaluate", "--policy", kDefault, "--facts", path});
  EXPECT_EQ(bad.code, 6);
  EXPECT_THAT(bad.err, HasSubstr("steps[0].claim.principal_loss_fen"));
  std::ofstream(path) << "{\"steps\": [{\"claim\": {\"principal_los_fen\": 1}}]}";
  EXPECT_EQ(Run({"policy", "evaluate", "--policy", kDefault, "--facts", path}).code, 2);
}

}  // namespace
}  // namespace ippledge::client
