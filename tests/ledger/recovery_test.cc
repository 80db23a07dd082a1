#include <gtest/gtest.h>

#include "ledger/recovery_split.h"
#include "tests/testing/policies.h"

namespace ippledge {
namespace {

StepVerdict Split(const Policy& policy, const RecoveryFacts& recovery) {
  return Evaluate(policy, FactsOf({recovery})).steps[0];
}

RecoveryFacts ARecovery(std::int64_t gross, std::int64_t costs) {
  return {.id = "R",
          .borne = {{"fund", PartyRole::kFund, FenOf(400)},
                    {"guarantor", PartyRole::kGuarantor, FenOf(200)},
                    {"bank", PartyRole::kBank, FenOf(400)}},
          .gross = FenOf(gross),
          .costs = FenOf(costs)};
}

TEST(SplitRecovery, Orders) {
  struct Row {
    RecoveryOrder order;
    std::int64_t fund, guarantor, bank, surplus;
  };
  for (const Row& row : {Row{RecoveryOrder::kProRataAfterCosts, 160, 80, 160, 0},
                         Row{RecoveryOrder::kCostsFirst, 160, 80, 160, 0},
                         Row{RecoveryOrder::kProRata, 200, 100, 200, 0},
                         Row{RecoveryOrder::kFundFirst, 267, 133, 0, 0},
                         Row{RecoveryOrder::kBankFirst, 0, 0, 400, 0}}) {
    Policy policy = APolicy();
    policy.recovery.order = row.order;
    const StepVerdict verdict = Split(policy, ARecovery(500, 100));
    EXPECT_EQ(Part(verdict, "fund"), row.fund) << NameOfTerm(row.order);
    EXPECT_EQ(Part(verdict, "guarantor"), row.guarantor) << NameOfTerm(row.order);
    EXPECT_EQ(Part(verdict, "bank"), row.bank) << NameOfTerm(row.order);
    EXPECT_EQ(verdict.surplus.fen(), row.surplus) << NameOfTerm(row.order);
  }
}

TEST(SplitRecovery, SeveralRecoveriesNeverReturnMoreThanWasPaid) {
  const Policy policy = APolicy();
  std::vector<FactStep> steps = {AClaim(1000)};
  for (int i = 0; i < 5; ++i) {
    steps.push_back(RecoveryFacts{.id = absl::StrCat("R", i), .claim = "A", .gross = FenOf(333)});
  }
  const Verdict verdict = Evaluate(policy, FactsOf(steps));
  std::int64_t fund = 0;
  std::int64_t surplus = 0;
  for (std::size_t i = 1; i < verdict.steps.size(); ++i) {
    fund += Part(verdict.steps[i], "fund");
    surplus += verdict.steps[i].surplus.fen();
  }
  EXPECT_EQ(fund, 400);
  EXPECT_EQ(surplus, 5 * 333 - 1000);
}

TEST(SplitRecovery, AnUncappedSurplusIsShared) {
  Policy policy = APolicy();
  policy.recovery.capped_at_payment = false;
  const StepVerdict verdict = Split(policy, ARecovery(2000, 0));
  EXPECT_EQ(Part(verdict, "fund"), 800);
  EXPECT_EQ(verdict.surplus, Money());
}

TEST(SplitRecovery, LateInterestBetweenDates) {
  Policy policy = APolicy();
  policy.recovery.late_interest = {.mode = RateMode::kLprPlus, .plus_ppm = 5'000};
  RecoveryFacts recovery = ARecovery(1000, 0);
  recovery.due_date = Date::Of(2024, 2, 20);
  recovery.remitted_date = Date::Of(2024, 3, 5);  // 14 days: 2024 has a 29 February
  PolicyFacts facts = FactsOf({recovery});
  facts.portfolio.lpr_ppm = 31'000;
  // 400 x 3.6 % x 14 / 365 = 0.55, half up 1.
  EXPECT_EQ(Evaluate(policy, facts).steps[0].late_interest, FenOf(1));
  recovery.remitted_date = Date::Of(2024, 2, 19);
  facts.steps = {recovery};
  EXPECT_EQ(Evaluate(policy, facts).steps[0].late_interest, Money());
}

TEST(RateOf, EachMode) {
  EXPECT_EQ(RateOf({}, 31'000), 0);
  EXPECT_EQ(RateOf({.mode = RateMode::kFixed, .rate_ppm = 5}, std::nullopt), 5);
  EXPECT_EQ(RateOf({.mode = RateMode::kLprPlus, .plus_ppm = 5}, 31'000), 31'005);
  EXPECT_EQ(RateOf({.mode = RateMode::kLprPlus, .plus_ppm = 5}, std::nullopt), 0);
  EXPECT_EQ(RateOf({.mode = RateMode::kLprMultiple, .multiple_ppm = 1'500'000}, 31'000), 46'500);
}

TEST(Clawback, FullLessWhatCameBack) {
  const Policy policy = APolicy();
  const ClawbackFacts facts{.id = "C", .paid = FenOf(1000), .recovered = FenOf(300)};
  EXPECT_EQ(Evaluate(policy, FactsOf({facts})).steps[0].net, FenOf(700));
}

}  // namespace
}  // namespace ippledge
