// Properties over random policies and facts; the order of the trace.
#include "ledger/evaluate.h"

#include <gtest/gtest.h>

#include <random>

#include "ledger/claim_arithmetic.h"
#include "tests/testing/policies.h"

namespace ippledge {
namespace {

constexpr int kRounds = 3000;

class Chance {
 public:
  explicit Chance(unsigned seed) : engine_(seed) {}
  std::int64_t UpTo(std::int64_t max) {
    return std::uniform_int_distribution<std::int64_t>(0, max)(engine_);
  }
  bool OneIn(int n) { return UpTo(n - 1) == 0; }
  template <typename Term>
  Term Any() {
    const auto count = static_cast<std::int64_t>(NamesOf(Term()).size());
    return static_cast<Term>(1 + UpTo(count - 2));
  }
  std::optional<Money> Perhaps(std::int64_t max) {
    return OneIn(3) ? std::optional(FenOf(UpTo(max))) : std::nullopt;
  }

 private:
  std::mt19937_64 engine_;
};

Policy RandomPolicy(Chance& chance) {
  Policy policy = APolicy();
  ShareMode& mode = policy.modes[0];
  const std::int64_t fund = chance.UpTo(400'000);
  const std::int64_t city = chance.UpTo(200'000);
  const std::int64_t guarantor = chance.UpTo(200'000);
  mode.parties = {
      {.name = "fund", .role = PartyRole::kFund, .share_ppm = fund},
      {.name = "city",
       .role = PartyRole::kFund,
       .share_ppm = city,
       .per_claim_cap = chance.Perhaps(50'000)},
      {.name = "guarantor", .role = PartyRole::kGuarantor, .share_ppm = guarantor},
      {.name = "bank", .role = PartyRole::kBank, .share_ppm = kWholePpm - fund - city - guarantor}};
  mode.rounding = chance.Any<Rounding>();
  mode.remainder_to = chance.Any<RemainderTo>();
  mode.layer_cut_order = chance.Any<CutOrder>();
  if (chance.OneIn(3)) mode.all_layers_cap_ppm = chance.UpTo(800'000);
  if (chance.OneIn(3)) mode.total_rate_cap_ppm = chance.UpTo(kWholePpm);
  if (chance.OneIn(3)) {
    mode.tier_by = TierBy::kLoanAmount;
    mode.tier_mode = chance.Any<TierMode>();
    const std::int64_t first = 1 + chance.UpTo(100'000);
    mode.tiers = {
        {.up_to = FenOf(first), .share_ppm = chance.UpTo(fund)},
        {.up_to = FenOf(first + 1 + chance.UpTo(100'000)), .share_ppm = chance.UpTo(fund)}};
  }
  if (chance.OneIn(2)) {
    mode.uplifts = {{.name = "u", .any_of = {"t"}, .points_ppm = 1 + chance.UpTo(999'999)}};
  }
  if (chance.OneIn(4)) {
    mode.loss_band_from_ppm = chance.UpTo(10'000);
    mode.loss_band_to_ppm = 10'001 + chance.UpTo(50'000);
  }
  policy.caps.per_claim_cap = chance.Perhaps(100'000);
  policy.caps.fund_year_cap = chance.Perhaps(300'000);
  if (chance.OneIn(3)) policy.caps.joint_cap_times_fees_ppm = chance.UpTo(3 * kWholePpm);
  policy.loss.repayments = chance.Any<RepaymentAttribution>();
  policy.loss.proceeds = chance.Any<ProceedsAttribution>();
  policy.payment.shortfall_mode = chance.Any<ShortfallMode>();
  if (chance.OneIn(3)) policy.payment.first_instalment_ppm = 1 + chance.UpTo(999'999);
  if (chance.OneIn(3)) policy.brakes = {{.name = "brake", .threshold_ppm = chance.UpTo(200'000)}};
  policy.recovery.order = chance.Any<RecoveryOrder>();
  return policy;
}

ClaimFacts RandomClaim(Chance& chance, std::string id) {
  ClaimFacts claim{.id = std::move(id), .loan_amount = FenOf(1 + chance.UpTo(200'000))};
  claim.ip_part = FenOf(chance.UpTo(claim.loan_amount->fen()));
  claim.principal_repaid = FenOf(chance.UpTo(50'000));
  claim.recovered_ip = FenOf(chance.UpTo(30'000));
  claim.recovered_other = FenOf(chance.UpTo(30'000));
  claim.recovered_unnamed = FenOf(chance.UpTo(30'000));
  if (chance.OneIn(2)) claim.tags = {"t"};
  return claim;
}

PolicyFacts RandomFacts(Chance& chance) {
  PolicyFacts facts;
  facts.portfolio.available = chance.Perhaps(200'000);
  facts.portfolio.fees_collected = FenOf(chance.UpTo(100'000));
  facts.portfolio.portfolio_principal = FenOf(chance.UpTo(3'000'000));
  facts.portfolio.scopes = {{.enrolled_year = FenOf(chance.UpTo(2'000'000))}};
  for (int i = 0; i < 4; ++i) {
    facts.steps.emplace_back(RandomClaim(chance, absl::StrCat("C", i)));
  }
  facts.steps.emplace_back(RecoveryFacts{.id = "R",
                                         .claim = "C0",
                                         .gross = FenOf(chance.UpTo(200'000)),
                                         .costs = FenOf(chance.UpTo(20'000))});
  return facts;
}

void ExpectSound(const Policy& policy, const StepVerdict& verdict) {
  Money sum;
  for (const PartAmount& part : verdict.parts) {
    sum = Plus(sum, part.amount);
    for (const Money amount :
         {part.share, part.amount, part.now, part.later, part.deferred, part.queued}) {
      EXPECT_GE(amount, Money()) << part.party;
    }
    EXPECT_EQ(part.amount, Plus(Plus(part.now, part.later), Plus(part.deferred, part.queued)))
        << part.party;
  }
  EXPECT_EQ(sum, verdict.loss) << verdict.id;
  const Money fund = FundSum(verdict, &PartAmount::amount);
  if (policy.caps.per_claim_cap) {
    EXPECT_LE(fund, *policy.caps.per_claim_cap);
  }
  if (policy.modes[0].all_layers_cap_ppm) {
    EXPECT_LE(fund, FloorOfPpm(verdict.loss, *policy.modes[0].all_layers_cap_ppm));
  }
  if (policy.modes[0].parties[1].per_claim_cap) {
    EXPECT_LE(FindPart(verdict, "city")->amount, *policy.modes[0].parties[1].per_claim_cap);
  }
  bool named = verdict.rule.empty() || BindingRule(verdict) == "share";
  for (const TraceLine& line : verdict.trace) {
    named = named || (line.rule == BindingRule(verdict) && line.binds);
  }
  EXPECT_TRUE(named) << BindingRule(verdict) << " is not in the trace";
}

TEST(EvaluateProperties, SumsCapsAndMoneyHold) {
  Chance chance(20240630);
  for (int round = 0; round < kRounds && !HasFailure(); ++round) {
    SCOPED_TRACE(round);
    const Policy policy = RandomPolicy(chance);
    const PolicyFacts facts = RandomFacts(chance);
    Violations violations;
    CheckPolicy(policy, "", violations);
    CheckPolicyFacts(facts, "", violations);
    ASSERT_TRUE(violations.empty()) << EnglishText(violations.list()[0]);
    const Verdict verdict = Evaluate(policy, facts);
    Money paid;
    Money entitled;
    for (std::size_t i = 0; i + 1 < verdict.steps.size(); ++i) {
      const StepVerdict& step = verdict.steps[i];
      ExpectSound(policy, step);
      paid = Plus(paid, Plus(FundSum(step, &PartAmount::now), FundSum(step, &PartAmount::later)));
      entitled = Plus(entitled, Minus(FundSum(step, &PartAmount::amount),
                                      FundSum(step, &PartAmount::deferred)));
    }
    if (facts.portfolio.available) {
      EXPECT_LE(paid, *facts.portfolio.available);
    }
    if (policy.caps.fund_year_cap) {
      EXPECT_LE(entitled, *policy.caps.fund_year_cap);
    }
    // What comes back is given out to the fen, and nobody gets more than was borne.
    const StepVerdict& recovery = verdict.steps.back();
    Money out = Plus(recovery.costs, recovery.surplus);
    for (const PartAmount& part : recovery.parts) {
      out = Plus(out, part.amount);
      EXPECT_LE(part.amount, part.share);
    }
    EXPECT_EQ(out, std::get<RecoveryFacts>(facts.steps.back()).gross);
    // The same facts, the same answer.
    const Verdict again = Evaluate(policy, facts);
    for (std::size_t i = 0; i < verdict.steps.size(); ++i) {
      ASSERT_EQ(again.steps[i].trace.size(), verdict.steps[i].trace.size());
      for (std::size_t j = 0; j < verdict.steps[i].trace.size(); ++j) {
        EXPECT_EQ(again.steps[i].trace[j].result, verdict.steps[i].trace[j].result);
      }
    }
  }
}

TEST(EvaluateProperties, ALargerLossNeverPaysLess) {
  Chance chance(7);
  for (int round = 0; round < kRounds && !HasFailure(); ++round) {
    SCOPED_TRACE(round);
    Policy policy = RandomPolicy(chance);
    policy.brakes.clear();
    // Largest remainder may move the odd fen between parties as the total grows.
    policy.modes[0].rounding = Rounding::kFloor;
    policy.modes[0].remainder_to = RemainderTo::kBank;
    ClaimFacts claim = AClaim(chance.UpTo(200'000));
    claim.loan_amount = FenOf(200'000);
    const StepVerdict smaller = Judge(policy, claim);
    claim.principal_loss = FenOf(claim.principal_loss->fen() + 1 + chance.UpTo(50'000));
    const StepVerdict larger = Judge(policy, claim);
    EXPECT_LE(FundSum(smaller, &PartAmount::amount), FundSum(larger, &PartAmount::amount));
  }
}

TEST(Evaluate, TheTraceKeepsTheDeclaredOrder) {
  Policy policy = APolicy();
  policy.claim.trigger_overdue_days = 90;
  policy.modes[0].total_rate_cap_ppm = 500'000;
  policy.modes[0].all_layers_cap_ppm = 800'000;
  policy.caps.per_claim_cap = FenOf(1000);
  policy.caps.fund_year_cap = FenOf(1000);
  policy.brakes = {{.name = "brake", .threshold_ppm = 30'000}};
  policy.payment.first_instalment_ppm = 750'000;
  ClaimFacts claim = AClaim(1000);
  claim.overdue_days = 91;
  PolicyFacts facts = FactsOf({claim});
  facts.portfolio.available = FenOf(1000);
  std::vector<std::string> rules;
  const Verdict verdict = Evaluate(policy, facts);
  for (const TraceLine& line : verdict.steps[0].trace) rules.push_back(line.rule);
  const std::vector<std::string> want = {"mode",
                                         "enrolled",
                                         "compensated_once",
                                         "one_open_claim",
                                         "no_double_cover",
                                         "trigger",
                                         "repayment_attribution",
                                         "interest",
                                         "loss_base",
                                         "total_rate_cap",
                                         "share",
                                         "all_layers_cap",
                                         "per_claim_cap",
                                         "fund_year_cap",
                                         "brake",
                                         "liability_limit",
                                         "instalments"};
  EXPECT_EQ(rules, want);
}

}  // namespace
}  // namespace ippledge
