#include "ledger/verdict.h"

#include <gtest/gtest.h>

#include "tests/testing/policies.h"

namespace ippledge {
namespace {

TEST(Verdict, TheLastRuleThatBindsDetermines) {
  StepVerdict verdict;
  EXPECT_EQ(BindingRule(verdict), "share");
  verdict.trace = {{.rule = "a", .binds = true}, {.rule = "b", .binds = true}, {.rule = "c"}};
  EXPECT_EQ(BindingRule(verdict), "b");
  verdict.rule = "a";
  EXPECT_EQ(BindingRule(verdict), "a");
}

TEST(Verdict, Parts) {
  const StepVerdict verdict = Judge(APolicy(), AClaim(1000));
  EXPECT_EQ(FundSum(verdict, &PartAmount::amount), FenOf(400));
  EXPECT_EQ(FindPart(verdict, "bank")->share, FenOf(600));
  EXPECT_EQ(FindPart(verdict, "nobody"), nullptr);
  EXPECT_EQ(NameOf(Outcome::kPartPayable), "PART_PAYABLE");
}

}  // namespace
}  // namespace ippledge
