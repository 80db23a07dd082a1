#include "ledger/policy.h"

#include <gtest/gtest.h>

#include <functional>
#include <vector>

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

TEST(Policy, LifeCyclesThatCannotBeAreTold) {
  using Steps = std::vector<StepTerms>;
  const auto steps = [](Steps terms) { return [terms](Policy& p) { p.life_cycle.steps = terms; }; };
  const BadPolicy bad[] = {
      {steps(Steps(65)), "TOO_MANY_ITEMS life_cycle.steps"},
      {steps({{}}), "FIELD_REQUIRED life_cycle.steps[0].step"},
      {steps({{WorkStep::kClaimWindow}}), "FIELD_MALFORMED life_cycle.steps[0].step"},
      {steps({{WorkStep::kDeferralTest}}), "FIELD_MALFORMED life_cycle.steps[0].step"},
      {steps({{WorkStep::kLaterInstalment}}), "FIELD_MALFORMED life_cycle.steps[0].step"},
      {steps({{WorkStep::kRemittance}}), "FIELD_MALFORMED life_cycle.steps[0].step"},
      {steps({{WorkStep::kWithdrawal}}), "FIELD_MALFORMED life_cycle.steps[0].step"},
      {steps({{WorkStep::kRecoveryEnd}}), "FIELD_MALFORMED life_cycle.steps[0].step"},
      {steps({{WorkStep::kPayment}, {WorkStep::kNotice}, {WorkStep::kPayment}}),
       "DUPLICATE_ITEM life_cycle.steps[2].step"},
      {steps({{WorkStep::kPayment, Role::kAuditor}}), "FIELD_MALFORMED life_cycle.steps[0].role"},
      {steps({{WorkStep::kPayment, Role::kBankMaker}}), "FIELD_MALFORMED life_cycle.steps[0].role"},
      {steps({{WorkStep::kSecondReview, Role::kBankChecker}}),
       "SETTINGS_CONTRADICT life_cycle.steps[0].role"},
      {steps({{WorkStep::kRepairAnswer, Role::kFundManager}}),
       "SETTINGS_CONTRADICT life_cycle.steps[0].role"},
      {steps({{WorkStep::kFirstReview, Role::kFundManager},
              {WorkStep::kSecondReview, Role::kFundManager}}),
       "SETTINGS_CONTRADICT life_cycle.steps[1].role"},
      // The other one keeps its role: the finance bureau, the IP office.
      {steps({{WorkStep::kSecondReview}, {WorkStep::kFirstReview, Role::kFinanceBureau}}),
       "SETTINGS_CONTRADICT life_cycle.steps[1].role"},
      {steps({{WorkStep::kSecondReview, Role::kIpOffice}}),
       "SETTINGS_CONTRADICT life_cycle.steps[0].role"},
      {steps({{.step = WorkStep::kPayment, .working_days = 1001}}),
       "VALUE_OUT_OF_RANGE life_cycle.steps[0].working_days"},
      {steps({{.step = WorkStep::kPayment, .working_days = -1}}),
       "VALUE_OUT_OF_RANGE life_cycle.steps[0].working_days"},
      {steps({{.step = WorkStep::kNotice, .working_days = 7}}),
       "SETTINGS_CONTRADICT life_cycle.steps[0].working_days"},
      {steps({{.step = WorkStep::kClawbackPaid, .working_days = 7}}),
       "SETTINGS_CONTRADICT life_cycle.steps[0].working_days"},
      {steps({{.step = WorkStep::kFirstReview, .on_silence = OnSilence::kLapse}}),
       "SETTINGS_CONTRADICT life_cycle.steps[0].on_silence"},
      {steps({{.step = WorkStep::kFirstReview, .on_silence = OnSilence::kAccept}}),
       "SETTINGS_CONTRADICT life_cycle.steps[0].on_silence"},
      {[](Policy& p) { p.life_cycle.public_notice_days = -1; },
       "VALUE_OUT_OF_RANGE life_cycle.public_notice_days"},
      {[](Policy& p) { p.life_cycle.recovery_remit_days = 1001; },
       "VALUE_OUT_OF_RANGE life_cycle.recovery_remit_days"},
      {[](Policy& p) { p.life_cycle.recovery_until_years = 0; },
       "VALUE_OUT_OF_RANGE life_cycle.recovery_until_years"},
      {[](Policy& p) { p.life_cycle.recovery_until_years = 51; },
       "VALUE_OUT_OF_RANGE life_cycle.recovery_until_years"},
      {[](Policy& p) {
         p.life_cycle.write_off_conditions = {"bankrupt", "No"};
       },
       "FIELD_MALFORMED life_cycle.write_off_conditions[1]"},
      {[](Policy& p) { p.life_cycle.overpayment_return_days = 1001; },
       "VALUE_OUT_OF_RANGE life_cycle.overpayment_return_days"},
      {[](Policy& p) { p.life_cycle.rejected_claim_refile = RefileMode::kWithinDays; },
       "SETTINGS_CONTRADICT life_cycle.refile_within_days"},
      {[](Policy& p) { p.life_cycle.refile_within_days = 30; },
       "SETTINGS_CONTRADICT life_cycle.refile_within_days"},
      {[](Policy& p) {
         p.life_cycle.rejected_claim_refile = RefileMode::kWithinDays;
         p.life_cycle.refile_within_days = 1001;
       },
       "VALUE_OUT_OF_RANGE life_cycle.refile_within_days"},
      {[](Policy& p) {
         p.life_cycle.paid_by_fund = {"fund", "bank"};
       },
       "SETTINGS_CONTRADICT life_cycle.paid_by_fund[1]"},
      {[](Policy& p) {
         p.life_cycle.paid_by_fund = {"fund", "fund"};
       },
       "DUPLICATE_ITEM life_cycle.paid_by_fund[1]"},
      {[](Policy& p) { p.life_cycle.paid_by_fund = {"province"}; },
       "SETTINGS_CONTRADICT life_cycle.paid_by_fund[0]"},
      // In the order of the fields, after all others.
      {[](Policy& p) {
         p.life_cycle.paid_by_fund = {"province"};
         p.life_cycle.public_notice_days = -1;
         p.life_cycle.steps = {{}};
         p.clawback.interest.rate_ppm = 5;
       },
       "SETTINGS_CONTRADICT clawback.interest.rate_ppm; FIELD_REQUIRED life_cycle.steps[0].step; "
       "VALUE_OUT_OF_RANGE life_cycle.public_notice_days; "
       "SETTINGS_CONTRADICT life_cycle.paid_by_fund[0]"},
  };
  for (const BadPolicy& row : bad) {
    Policy policy = APolicy();
    row.change(policy);
    EXPECT_EQ(FaultsOf(policy), row.faults);
  }
}

TEST(Policy, LifeCyclesThatAreSound) {
  Policy policy = APolicy();
  policy.life_cycle = {
      .manager_confirms = false,
      .steps = {{WorkStep::kConfirmCover, Role::kIpOffice, 0, OnSilence::kEscalate},
                {WorkStep::kResubmitCover, Role::kBankChecker, 1000, OnSilence::kLapse},
                {WorkStep::kCompleteness, Role::kFundManager},
                {WorkStep::kResubmitClaim, Role::kBankChecker, 10, OnSilence::kEscalate},
                // The reviews change places.
                {WorkStep::kFirstReview, Role::kFinanceBureau, 10},
                {WorkStep::kRepairAnswer, Role::kUnspecified, 5, OnSilence::kLapse},
                {WorkStep::kSecondReview, Role::kIpOffice, 10},
                {.step = WorkStep::kNotice, .on_silence = OnSilence::kAccept},
                {WorkStep::kObjection, Role::kIpOffice, 15},
                {WorkStep::kPayment, Role::kFinanceBureau, 10},
                {WorkStep::kPaymentConfirmed},
                {WorkStep::kClawbackPaid}},
      .public_notice_days = 0,
      .recovery_remit_days = 1000,
      .recovery_until_years = 50,
      .write_off_conditions = {"bankrupt", "enforcement_ended"},
      .overpayment_return_days = 0,
      .rejected_claim_refile = RefileMode::kWithinDays,
      .refile_within_days = 1000,
      .paid_by_fund = {"fund"},
  };
  EXPECT_EQ(FaultsOf(policy), "");
  policy.life_cycle.recovery_until_years = 1;
  policy.life_cycle.refile_within_days = 1;
  EXPECT_EQ(FaultsOf(policy), "");
  // A level of any mode will do.
  policy.modes.push_back({.name = "other", .parties = policy.modes[0].parties});
  policy.modes[1].parties[0].name = "city";
  policy.life_cycle.paid_by_fund = {"city", "fund"};
  EXPECT_EQ(FaultsOf(policy), "");
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
  EXPECT_EQ(NameOfTerm(RefileMode::kAlways), "ALWAYS");
  EXPECT_EQ(NameOfTerm(ExposureOn::kCommitted), "COMMITTED");
  EXPECT_EQ(NameOfTerm(DeferralPeriod::kYear), "YEAR");
}

}  // namespace
}  // namespace ippledge
