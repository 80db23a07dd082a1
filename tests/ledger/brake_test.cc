#include "ledger/brake.h"

#include <gtest/gtest.h>

#include "tests/testing/policies.h"

namespace ippledge {
namespace {

PortfolioBook BookWith(ScopeFigures figures) {
  PortfolioFacts facts;
  facts.scopes.push_back(std::move(figures));
  return PortfolioBook(facts);
}

TEST(Brake, ComparesExactly) {
  const PortfolioBook book = BookWith({.loss_year = FenOf(29), .enrolled_year = FenOf(1000)});
  Brake brake{.name = "b", .threshold_ppm = 30'000};
  EXPECT_FALSE(ReadBrake(brake, book, {}, FenOf(1), Money()).passed);
  EXPECT_TRUE(ReadBrake(brake, book, {}, FenOf(2), Money()).passed);
  brake.comparison = Comparison::kAtLeast;
  EXPECT_TRUE(ReadBrake(brake, book, {}, FenOf(1), Money()).passed);
  brake.includes_current_claim = false;
  EXPECT_FALSE(ReadBrake(brake, book, {}, FenOf(1), Money()).passed);
}

TEST(Brake, MeasuresTheirOwnFigures) {
  const PortfolioBook book = BookWith({.scope = BrakeScope::kFund,
                                       .npl_balance = FenOf(5),
                                       .loan_balance = FenOf(100),
                                       .paid = FenOf(7),
                                       .covered_balance = FenOf(100),
                                       .payout = FenOf(9),
                                       .guarantees_ended = FenOf(100)});
  Brake brake{.name = "b", .scope = BrakeScope::kFund, .includes_current_claim = true};
  const auto numerator = [&](BrakeMeasure measure) {
    brake.measure = measure;
    return ReadBrake(brake, book, {}, FenOf(1000), FenOf(10)).numerator.fen();
  };
  EXPECT_EQ(numerator(BrakeMeasure::kNplRate), 1005);
  EXPECT_EQ(numerator(BrakeMeasure::kPaidOfCoveredBalance), 17);
  EXPECT_EQ(numerator(BrakeMeasure::kPayoutRate), 19);
  // Nothing enrolled: no ratio, nothing passed.
  EXPECT_EQ(numerator(BrakeMeasure::kLossOfEnrolledYear), 1000);
  EXPECT_FALSE(ReadBrake(brake, book, {}, FenOf(1000), Money()).passed);
}

TEST(Brake, FiguresBelongToOneBankAndYear) {
  const PortfolioBook book =
      BookWith({.name = "x", .year = 2024, .loss_year = FenOf(9), .enrolled_year = FenOf(10)});
  const Brake brake{.name = "b", .threshold_ppm = 30'000};
  EXPECT_TRUE(ReadBrake(brake, book, {.bank = "x", .year = 2024}, Money(), Money()).passed);
  EXPECT_FALSE(ReadBrake(brake, book, {.bank = "y", .year = 2024}, Money(), Money()).passed);
  EXPECT_FALSE(ReadBrake(brake, book, {.bank = "x", .year = 2025}, Money(), Money()).passed);
}

TEST(Brake, OfAFigureThatNobodyEntered) {
  for (const auto& [effect, outcome] : {std::pair(BrakeEffect::kWarn, Outcome::kPayable),
                                        std::pair(BrakeEffect::kPremium, Outcome::kPayable),
                                        std::pair(BrakeEffect::kDeferClaims, Outcome::kRefused),
                                        std::pair(BrakeEffect::kStopClaims, Outcome::kRefused)}) {
    Policy policy = APolicy();
    policy.brakes = {{.name = "b", .measure = BrakeMeasure::kPayoutRate, .effect = effect}};
    PolicyFacts facts = FactsOf({AClaim(1000)});
    facts.portfolio.scopes = {{.payout = FenOf(1), .guarantees_ended_unknown = true}};
    const StepVerdict verdict = Evaluate(policy, facts).steps[0];
    EXPECT_EQ(NameOf(verdict.outcome), NameOf(outcome));
    EXPECT_EQ(verdict.warnings.size(), outcome == Outcome::kPayable ? 1 : 0);
    EXPECT_EQ(Part(verdict, "fund"), outcome == Outcome::kRefused ? 0 : 400);
    EXPECT_EQ(LineOf(verdict, "b").result, "unknown");
    EXPECT_EQ(LineOf(verdict, "b").inputs[3].second, "unknown");
    // Another measure does not ask for it.
    policy.brakes[0].measure = BrakeMeasure::kNplRate;
    EXPECT_EQ(Evaluate(policy, facts).steps[0].outcome, Outcome::kPayable);
  }
  // Who tests a deferral may pay all the same.
  Policy policy = APolicy();
  policy.brakes = {{.name = "b", .measure = BrakeMeasure::kPayoutRate}};
  ClaimFacts waived = AClaim(1000);
  waived.brake_waived = true;
  PolicyFacts facts = FactsOf({waived});
  facts.portfolio.scopes = {{.guarantees_ended_unknown = true}};
  EXPECT_EQ(Evaluate(policy, facts).steps[0].outcome, Outcome::kPayable);
}

TEST(Brake, EffectsOnAClaim) {
  for (const auto& [effect, outcome] : {std::pair(BrakeEffect::kWarn, Outcome::kPayable),
                                        std::pair(BrakeEffect::kPremium, Outcome::kPayable),
                                        std::pair(BrakeEffect::kDeferClaims, Outcome::kDeferred),
                                        std::pair(BrakeEffect::kStopClaims, Outcome::kRefused)}) {
    Policy policy = APolicy();
    policy.brakes = {{.name = "b", .threshold_ppm = 1, .effect = effect}};
    PolicyFacts facts = FactsOf({AClaim(1000)});
    facts.portfolio.scopes = {{.enrolled_year = FenOf(10'000)}};
    const StepVerdict verdict = Evaluate(policy, facts).steps[0];
    EXPECT_EQ(NameOf(verdict.outcome), NameOf(outcome));
    EXPECT_EQ(verdict.warnings.size(), outcome == Outcome::kPayable ? 1 : 0);
    EXPECT_EQ(Part(verdict, "fund"), outcome == Outcome::kRefused ? 0 : 400);
    EXPECT_EQ(FundSum(verdict, &PartAmount::deferred).fen(),
              outcome == Outcome::kDeferred ? 400 : 0);
  }
}

}  // namespace
}  // namespace ippledge
