// Gates, caps and the facts of a claim.
#include <gtest/gtest.h>

#include <functional>

#include "ledger/claim_facts.h"
#include "tests/testing/policies.h"

namespace ippledge {
namespace {

using ChangeBoth = std::function<void(Policy&, ClaimFacts&)>;

struct GateCase {
  ChangeBoth change;
  Outcome outcome;
  std::string rule;
};

TEST(ClaimGates, EachClosesWithItsOwnOutcome) {
  const Date day = Date::Of(2024, 6, 30);
  const GateCase cases[] = {
      {[](Policy&, ClaimFacts&) {}, Outcome::kPayable, ""},
      {[](Policy&, ClaimFacts& c) { c.enrolled = false; }, Outcome::kRefused, "enrolled"},
      {[](Policy&, ClaimFacts& c) { c.compensated = true; }, Outcome::kRefused, "compensated_once"},
      {[](Policy&, ClaimFacts& c) { c.claim_open = true; }, Outcome::kRefused, "one_open_claim"},
      {[](Policy&, ClaimFacts& c) { c.covered_elsewhere = true; }, Outcome::kRefused,
       "no_double_cover"},
      {[](Policy&, ClaimFacts& c) { c.restructured = true; }, Outcome::kRefused,
       "restructure_consent"},
      {[](Policy&, ClaimFacts& c) { c.mode = "none"; }, Outcome::kRefused, "mode"},
      {[](Policy&, ClaimFacts& c) { c.principal_loss.reset(); }, Outcome::kRefused, "loss_base"},
      {[](Policy&, ClaimFacts& c) { c.claimed = FenOf(1'000'001); }, Outcome::kRefused,
       "claimed_above_loss"},
      {[](Policy& p, ClaimFacts&) { p.claim.lock_in_months = 18; }, Outcome::kRefused, "lock_in"},
      {[=](Policy& p, ClaimFacts& c) {
         p.claim.lock_in_months = 1;
         c.claim_date = day;
         c.cover_start = Date::Of(2024, 5, 31);
       },
       Outcome::kPayable, ""},
      {[](Policy& p, ClaimFacts& c) {
         p.claim.trigger_overdue_days = 90;
         c.overdue_days = 90;
       },
       Outcome::kRefused, "trigger"},
      {[](Policy& p, ClaimFacts& c) {
         p.claim.trigger_overdue_days = 90;
         p.claim.trigger_overdue_inclusive = true;
         c.overdue_days = 90;
       },
       Outcome::kPayable, ""},
      {[=](Policy& p, ClaimFacts& c) {
         p.eligibility.pledge_registered_by = PledgeRegisteredBy::kNplDate;
         c.npl_date = day;
         c.pledge_date = day + 1;
       },
       Outcome::kRefused, "pledge_registered_by"},
      {[=](Policy& p, ClaimFacts& c) {
         p.claim.open_days = 30;
         c.claim_date = day;
         c.default_date = day + -29;
       },
       Outcome::kRefused, "claim_open_days"},
      {[=](Policy& p, ClaimFacts& c) {
         p.claim.close_days = 30;
         p.claim.late_mode = LateClaimMode::kCommittee;
         c.claim_date = day;
         c.default_date = day + -31;
       },
       Outcome::kCommittee, "claim_close_days"},
      {[=](Policy& p, ClaimFacts& c) {
         p.claim.after_maturity_days = 120;
         c.claim_date = day;
         c.maturity_date = day + -121;
       },
       Outcome::kRefused, "after_maturity_days"},
      {[](Policy& p, ClaimFacts& c) {
         p.claim.documents = {"contract", "court_notice"};
         c.documents = {"contract"};
       },
       Outcome::kReturned, "documents"},
      {[](Policy& p, ClaimFacts& c) {
         p.claim.ip_lapse_mode = IpLapseMode::kSuspend;
         c.ip_lapsed = true;
       },
       Outcome::kDeferred, "ip_lapse_mode"},
  };
  for (const GateCase& row : cases) {
    Policy policy = APolicy();
    ClaimFacts claim = AClaim(1'000'000);
    row.change(policy, claim);
    const StepVerdict verdict = Judge(policy, claim);
    EXPECT_EQ(NameOf(verdict.outcome), NameOf(row.outcome)) << row.rule;
    EXPECT_EQ(verdict.rule, row.rule);
    if (row.outcome != Outcome::kPayable) {
      EXPECT_EQ(FundSum(verdict, &PartAmount::now), Money()) << row.rule;
    }
  }
}

TEST(ClaimCaps, CutsAreNamedAndTheBankBearsThem) {
  Policy policy = APolicy();
  policy.caps.per_claim_cap = FenOf(300'000);
  policy.claim.ip_lapse_mode = IpLapseMode::kReduce;
  policy.claim.ip_lapse_reduction_ppm = 100'000;
  ClaimFacts claim = AClaim(1'000'000);
  EXPECT_EQ(Part(Judge(policy, claim), "fund"), 300'000);
  EXPECT_EQ(BindingRule(Judge(policy, claim)), "per_claim_cap");
  claim.ip_lapsed = true;
  const StepVerdict verdict = Judge(policy, claim);
  EXPECT_EQ(Part(verdict, "fund"), 270'000);
  EXPECT_EQ(Part(verdict, "bank"), 730'000);
  EXPECT_EQ(BindingRule(verdict), "ip_lapse_reduction");
  EXPECT_EQ(LineOf(verdict, "per_claim_cap").limit, "300000");
  EXPECT_EQ(LineOf(verdict, "per_claim_cap").amount_after, FenOf(300'000));
}

TEST(ClaimFacts, ImpossibleFactsAreTold) {
  const auto reason = [](PolicyFacts facts) {
    Violations violations;
    CheckPolicyFacts(facts, "", violations);
    return violations.empty() ? std::string()
                              : absl::StrCat(RowOf(violations.list()[0].reason).name, " ",
                                             violations.list()[0].field);
  };
  EXPECT_EQ(reason(FactsOf({AClaim(1)})), "");
  EXPECT_EQ(reason(FactsOf({AClaim(-1)})), "VALUE_OUT_OF_RANGE steps[0].claim.principal_loss_fen");
  EXPECT_EQ(reason(FactsOf({AClaim(1), AClaim(2)})), "DUPLICATE_ITEM steps[1].claim.id");
  EXPECT_EQ(reason(FactsOf({RecoveryFacts{.id = "R", .claim = "A", .gross = FenOf(1)}})),
            "FIELD_REQUIRED steps[0].recovery.borne");
  ClaimFacts claim = AClaim(1);
  claim.loan_amount = FenOf(5);
  claim.ip_part = FenOf(6);
  EXPECT_EQ(reason(FactsOf({claim})), "IP_PART_ABOVE_LOAN steps[0].claim.ip_part_fen");
  EXPECT_EQ(reason(FactsOf({EnrolmentFacts{.id = "L"}})),
            "VALUE_OUT_OF_RANGE steps[0].enrolment.amount_fen");
}

}  // namespace
}  // namespace ippledge
