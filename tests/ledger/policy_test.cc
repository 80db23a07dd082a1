#include "ledger/policy.h"

#include <gtest/gtest.h>

#include <functional>

#include "absl/strings/str_cat.h"
#include "tests/testing/policies.h"

namespace ippledge {
namespace {

std::string FaultsOf(const Policy& policy) {
  Violations violations;
  CheckPolicy(policy, "", violations);
  std::string text;
  for (const Violation& violation : violations.list()) {
    absl::StrAppend(&text, text.empty() ? "" : "; ", RowOf(violation.reason).name, " ",
                    violation.field);
  }
  return text;
}

struct BadPolicy {
  std::function<void(Policy&)> change;
  std::string faults;
};

TEST(Policy, TheBuilderIsSound) { EXPECT_EQ(FaultsOf(APolicy()), ""); }

TEST(Policy, ImpossibleValuesAreTold) {
  const BadPolicy bad[] = {
      {[](Policy& p) { p.policy_id = "Über"; }, "FIELD_MALFORMED policy_id"},
      {[](Policy& p) { p.effective_date.reset(); }, "FIELD_REQUIRED effective_date"},
      {[](Policy& p) { p.modes.clear(); }, "FIELD_REQUIRED modes"},
      {[](Policy& p) { p.modes[0].parties[0].share_ppm = 300'000; },
       "SHARES_NOT_WHOLE modes[0].parties"},
      {[](Policy& p) { p.modes[0].parties[0].share_ppm = -1; },
       "VALUE_OUT_OF_RANGE modes[0].parties[0].share_ppm; SHARES_NOT_WHOLE modes[0].parties"},
      {[](Policy& p) { p.modes[0].parties[0].role = PartyRole::kUnspecified; },
       "FIELD_REQUIRED modes[0].parties[0].role"},
      {[](Policy& p) { p.modes[0].parties[0].role = PartyRole::kBank; },
       "SETTINGS_CONTRADICT modes[0].parties"},
      {[](Policy& p) { p.modes[0].parties[1].name = "fund"; },
       "DUPLICATE_ITEM modes[0].parties[1].name"},
      {[](Policy& p) { p.modes[0].parties[1].residual_after = "insurer"; },
       "SETTINGS_CONTRADICT modes[0].parties[1].residual_after; SHARES_NOT_WHOLE "
       "modes[0].parties"},
      {[](Policy& p) { p.modes[0].parties[1].per_claim_cap = FenOf(1); },
       "SETTINGS_CONTRADICT modes[0].parties[1].role"},
      {[](Policy& p) { p.modes[0].parties[0].year_cap = FenOf(-5); },
       "VALUE_OUT_OF_RANGE modes[0].parties[0].year_cap_fen"},
      {[](Policy& p) {
         p.modes[0].tier_by = TierBy::kLoanAmount;
         p.modes[0].tiers = {{.up_to = FenOf(5), .share_ppm = 1},
                             {.up_to = FenOf(5), .share_ppm = 1}};
       },
       "TIERS_NOT_RISING modes[0].tiers[1].up_to_fen"},
      {[](Policy& p) {
         p.modes[0].tier_by = TierBy::kLoanAmount;
         p.modes[0].tiers = {{.share_ppm = 1}, {.up_to = FenOf(5), .share_ppm = 1}};
       },
       "FIELD_REQUIRED modes[0].tiers[0].up_to_fen"},
      {[](Policy& p) { p.modes[0].tier_by = TierBy::kRiskClass; }, "FIELD_REQUIRED modes[0].tiers"},
      {[](Policy& p) { p.modes[0].tiers = {{.value = "a", .share_ppm = 1}}; },
       "SETTINGS_CONTRADICT modes[0].tiers"},
      {[](Policy& p) { p.modes[0].uplifts = {{.name = "u", .any_of = {}, .points_ppm = 5}}; },
       "FIELD_REQUIRED modes[0].uplifts[0].any_of"},
      {[](Policy& p) {
         p.modes[0].loss_band_from_ppm = 30'000;
         p.modes[0].loss_band_to_ppm = 30'000;
       },
       "SETTINGS_CONTRADICT modes[0].loss_band_to_ppm"},
      {[](Policy& p) { p.modes.push_back(p.modes[0]); }, "DUPLICATE_ITEM modes[1].name"},
      {[](Policy& p) {
         p.eligibility.term_min_months = 24;
         p.eligibility.term_max_months = 12;
       },
       "SETTINGS_CONTRADICT eligibility.term_max_months"},
      {[](Policy& p) { p.eligibility.rate_cap.rate_ppm = 5; },
       "SETTINGS_CONTRADICT eligibility.rate_cap.rate_ppm"},
      {[](Policy& p) { p.loss.interest_day_basis = 364; },
       "SETTINGS_CONTRADICT loss.interest_day_basis"},
      {[](Policy& p) {
         p.caps.institution_year_cap = FenOf(10);
         p.caps.fund_year_cap = FenOf(9);
       },
       "SETTINGS_CONTRADICT caps.institution_year_cap_fen"},
      {[](Policy& p) { p.brakes = {{.name = "b", .threshold_ppm = -1}}; },
       "VALUE_OUT_OF_RANGE brakes[0].threshold_ppm"},
      {[](Policy& p) {
         p.brakes = {{.name = "b"}, {.name = "b"}};
       },
       "DUPLICATE_ITEM brakes[1].name"},
      {[](Policy& p) { p.payment.second_on = SecondInstalment::kEarlier; },
       "SETTINGS_CONTRADICT payment.second_after_decree_years"},
      {[](Policy& p) { p.payment.first_instalment_ppm = 0; },
       "VALUE_OUT_OF_RANGE payment.first_instalment_ppm"},
      {[](Policy& p) {
         p.claim.open_days = 10;
         p.claim.close_days = 9;
       },
       "SETTINGS_CONTRADICT claim.close_days"},
      {[](Policy& p) { p.claim.late_reduction_ppm = 5; },
       "SETTINGS_CONTRADICT claim.late_reduction_ppm"},
      {[](Policy& p) {
         p.recovery.order = RecoveryOrder::kProRata;
         p.recovery.cost_cap_ppm = 5;
       },
       "SETTINGS_CONTRADICT recovery.cost_cap_ppm"},
  };
  for (const BadPolicy& row : bad) {
    Policy policy = APolicy();
    row.change(policy);
    EXPECT_EQ(FaultsOf(policy), row.faults);
  }
}

TEST(Policy, ModesAndParties) {
  Policy policy = APolicy();
  policy.modes.push_back({.name = "other", .parties = policy.modes[0].parties});
  EXPECT_EQ(FindMode(policy, "")->name, "default");
  EXPECT_EQ(FindMode(policy, "other")->name, "other");
  EXPECT_EQ(FindMode(policy, "none"), nullptr);
  EXPECT_EQ(TieredParty(policy.modes[0]), 0);
  EXPECT_EQ(BankParty(policy.modes[0]), 1);
  policy.modes[0].parties.erase(policy.modes[0].parties.begin());
  EXPECT_EQ(TieredParty(policy.modes[0]), -1);
}

TEST(PolicyTerms, NamesFollowTheNumbers) {
  EXPECT_EQ(NameOfTerm(PartyRole::kEvaluator), "EVALUATOR");
  EXPECT_EQ(NameOfTerm(RecoveryOrder::kProRataAfterCosts), "PRO_RATA_AFTER_COSTS");
  EXPECT_EQ(NameOfTerm(BrakeEffect::kUnspecified), "UNSPECIFIED");
}

}  // namespace
}  // namespace ippledge
