#include <gtest/gtest.h>

#include "tests/testing/policies.h"

namespace ippledge {
namespace {

TEST(Payment, EachLimitHasItsOwnMoney) {
  Policy policy = APolicy();
  PolicyFacts facts = FactsOf({AClaim(1000)});
  facts.portfolio.available = FenOf(100);
  facts.portfolio.fund_total = FenOf(1000);
  facts.portfolio.paid_to_date = FenOf(800);
  facts.portfolio.budget_year = FenOf(500);
  facts.portfolio.fund_paid_year = FenOf(450);
  for (const auto& [limit, now] :
       {std::pair(LiabilityLimit::kNone, 400), std::pair(LiabilityLimit::kFundBalance, 100),
        std::pair(LiabilityLimit::kFundTotal, 200), std::pair(LiabilityLimit::kBudgetYear, 50)}) {
    policy.payment.liability_limit = limit;
    const StepVerdict verdict = Evaluate(policy, facts).steps[0];
    EXPECT_EQ(FundSum(verdict, &PartAmount::now).fen(), now) << NameOfTerm(limit);
    EXPECT_EQ(FundSum(verdict, &PartAmount::queued).fen(), 400 - now) << NameOfTerm(limit);
    EXPECT_EQ(Part(verdict, "fund"), 400);
  }
}

TEST(Payment, BatchesAreServedOneAfterTheOther) {
  Policy policy = APolicy();
  ClaimFacts a = AClaim(1000, "A");
  ClaimFacts b = AClaim(1000, "B");
  PolicyFacts facts = FactsOf({a, b});
  facts.portfolio.available = FenOf(600);
  Verdict verdict = Evaluate(policy, facts);
  EXPECT_EQ(FundSum(verdict.steps[0], &PartAmount::now).fen(), 300);
  b.batch = "next";
  facts.steps = {a, b};
  verdict = Evaluate(policy, facts);
  EXPECT_EQ(FundSum(verdict.steps[0], &PartAmount::now).fen(), 400);
  EXPECT_EQ(FundSum(verdict.steps[1], &PartAmount::now).fen(), 200);
}

TEST(Payment, RecoveriesFillTheFund) {
  Policy policy = APolicy();
  ClaimFacts b = AClaim(1000, "B");
  PolicyFacts facts =
      FactsOf({AClaim(1000, "A"), RecoveryFacts{.id = "R", .claim = "A", .gross = FenOf(500)}, b});
  facts.portfolio.available = FenOf(400);
  const Verdict verdict = Evaluate(policy, facts);
  EXPECT_EQ(Part(verdict.steps[1], "fund"), 200);
  EXPECT_EQ(FundSum(verdict.steps[2], &PartAmount::now).fen(), 200);
}

TEST(Payment, WhenTheSecondInstalmentIsDue) {
  Policy policy = APolicy();
  policy.payment.first_instalment_ppm = 750'000;
  policy.payment.second_on = SecondInstalment::kYearsAfterDecree;
  policy.payment.second_after_decree_years = 3;
  ClaimFacts claim = AClaim(1000);
  claim.decree_date = Date::Of(2020, 2, 29);
  claim.claim_date = Date::Of(2023, 2, 27);
  EXPECT_EQ(FundSum(Judge(policy, claim), &PartAmount::later).fen(), 100);
  claim.claim_date = Date::Of(2023, 2, 28);
  EXPECT_EQ(FundSum(Judge(policy, claim), &PartAmount::later).fen(), 0);
  policy.payment.second_on = SecondInstalment::kRecoveryEnd;
  EXPECT_EQ(FundSum(Judge(policy, claim), &PartAmount::later).fen(), 100);
  claim.recovery_ended = true;
  EXPECT_EQ(FundSum(Judge(policy, claim), &PartAmount::later).fen(), 0);
}

}  // namespace
}  // namespace ippledge
