#include <gtest/gtest.h>

#include <functional>

#include "tests/testing/policies.h"

namespace ippledge {
namespace {

struct EnrolmentCase {
  std::function<void(EligibilityTerms&, EnrolmentFacts&)> change;
  Outcome outcome;
  std::string rule;
};

TEST(Enrolment, EachRuleRefusesUnderItsName) {
  using E = EligibilityTerms;
  using L = EnrolmentFacts;
  const Date day = Date::Of(2024, 6, 30);
  const EnrolmentCase cases[] = {
      {[](E&, L&) {}, Outcome::kEnrolled, ""},
      {[](E&, L& l) { l.mode = "none"; }, Outcome::kRefused, "mode"},
      {[](E& e, L& l) {
         e.enterprise_sizes = {FirmSize::kSmall};
         l.enterprise_size = FirmSize::kLarge;
       },
       Outcome::kRefused, "enterprise_sizes"},
      {[](E& e, L&) { e.enterprise_tags_any = {"high_tech"}; }, Outcome::kRefused,
       "enterprise_tags_any"},
      {[](E& e, L& l) {
         e.enterprise_tags_none = {"listed"};
         l.tags = {"listed"};
       },
       Outcome::kRefused, "enterprise_tags_none"},
      {[](E& e, L& l) {
         e.registered_min_days = 365;
         l.registered_days = 364;
       },
       Outcome::kRefused, "registered_min_days"},
      {[](E& e, L&) { e.clean_credit_years = 3; }, Outcome::kRefused, "clean_credit_years"},
      {[](E& e, L& l) {
         e.ip_kinds = {IpKind::kPatent};
         l.ip_kinds = {IpKind::kPatent, IpKind::kTrademark};
       },
       Outcome::kRefused, "ip_kinds"},
      {[](E& e, L& l) {
         e.pledge_modes = {"direct"};
         l.pledge_mode = "indirect";
       },
       Outcome::kRefused, "pledge_modes"},
      {[](E& e, L&) { e.security_roles = {"main"}; }, Outcome::kRefused, "security_roles"},
      {[](E& e, L&) { e.ip_part_required_in_contract = true; }, Outcome::kRefused,
       "ip_part_required_in_contract"},
      {[](E& e, L& l) {
         e.ip_part_min_ppm = 500'000;
         e.ip_part_min_inclusive = false;
         l.ip_part = FenOf(500);
       },
       Outcome::kRefused, "ip_part_min"},
      {[](E& e, L& l) {
         e.pledge_rate_max_ppm = 500'000;
         l.ip_value = FenOf(1999);
       },
       Outcome::kRefused, "pledge_rate_max"},
      {[=](E& e, L& l) {
         e.pledge_registered_by = PledgeRegisteredBy::kDisbursement;
         l.disbursement_date = day;
         l.pledge_date = day + 1;
       },
       Outcome::kRefused, "pledge_registered_by"},
      {[](E& e, L& l) {
         e.rate_cap = {.mode = RateMode::kFixed, .rate_ppm = 50'000};
         l.annual_rate_ppm = 50'001;
       },
       Outcome::kRefused, "rate_cap"},
      {[](E& e, L& l) {
         e.term_min_months = 12;
         l.term_months = 11;
       },
       Outcome::kRefused, "term_min_months"},
      {[](E& e, L& l) {
         e.term_max_months = 36;
         l.term_months = 37;
       },
       Outcome::kRefused, "term_max_months"},
      {[](E& e, L& l) {
         e.use_of_funds_forbidden = {"securities"};
         l.use_of_funds = "securities";
       },
       Outcome::kRefused, "use_of_funds_forbidden"},
      {[](E&, L& l) { l.covered_elsewhere = true; }, Outcome::kRefused, "no_double_cover"},
      {[=](E& e, L& l) {
         e.file_within_days = 30;
         e.late_file_mode = LateFileMode::kCommittee;
         l.disbursement_date = day;
         l.filing_date = day + 31;
       },
       Outcome::kCommittee, "file_within_days"},
      {[=](E& e, L& l) {
         e.file_within_days = 30;
         e.late_file_mode = LateFileMode::kCoverFromFiling;
         l.disbursement_date = day;
         l.filing_date = day + 31;
       },
       Outcome::kEnrolled, ""},
      {[](E& e, L&) { e.loan_amount_cap = FenOf(999); }, Outcome::kRefused, "loan_amount_cap"},
      {[](E& e, L& l) {
         e.enterprise_year_cap = FenOf(1500);
         l.enterprise_year = FenOf(501);
       },
       Outcome::kRefused, "enterprise_year_cap"},
      {[](E& e, L& l) {
         e.group_cap = FenOf(1500);
         l.group_enrolled = FenOf(501);
         e.cap_excess_mode = CapExcessMode::kEnrolUncovered;
       },
       Outcome::kUncovered, "group_cap"},
  };
  for (const EnrolmentCase& row : cases) {
    Policy policy = APolicy();
    EnrolmentFacts loan{.id = "L", .amount = FenOf(1000)};
    row.change(policy.eligibility, loan);
    const StepVerdict verdict = Judge(policy, loan);
    EXPECT_EQ(NameOf(verdict.outcome), NameOf(row.outcome)) << row.rule;
    EXPECT_EQ(verdict.rule, row.rule);
    EXPECT_EQ(verdict.covered.fen(), row.outcome == Outcome::kEnrolled ? 1000 : 0) << row.rule;
  }
}

TEST(Enrolment, TheTightestCapDecides) {
  Policy policy = APolicy();
  policy.eligibility.cap_excess_mode = CapExcessMode::kEnrolPart;
  policy.eligibility.loan_amount_cap = FenOf(900);
  policy.eligibility.enterprise_enrolled_cap = FenOf(800);
  policy.eligibility.by_committed_line = true;
  PolicyFacts facts = FactsOf({EnrolmentFacts{.id = "L", .amount = FenOf(1000)}});
  facts.portfolio.bank_line = FenOf(700);
  const StepVerdict verdict = Evaluate(policy, facts).steps[0];
  EXPECT_EQ(verdict.outcome, Outcome::kEnrolledInPart);
  EXPECT_EQ(verdict.rule, "bank_allocation");
  EXPECT_EQ(verdict.covered, FenOf(700));
}

TEST(Enrolment, AnUnknownFigureRefuses) {
  Policy policy = APolicy();
  policy.eligibility.cap_excess_mode = CapExcessMode::kEnrolPart;
  policy.eligibility.by_committed_line = true;
  PolicyFacts facts = FactsOf({EnrolmentFacts{.id = "L", .amount = FenOf(1000)}});
  const auto judged = [&] { return Evaluate(policy, facts).steps[0]; };
  EXPECT_EQ(judged().outcome, Outcome::kRefused);
  EXPECT_EQ(judged().rule, "bank_allocation");
  EXPECT_EQ(LineOf(judged(), "bank_allocation").inputs[0].second, "unknown");
  EXPECT_EQ(judged().covered, Money());

  // A multiple of a deposit that is placed; without one there is no multiple.
  policy.eligibility.by_committed_line = false;
  policy.eligibility.bank_deposit_multiple_min_ppm = 10'000'000;
  EXPECT_EQ(judged().outcome, Outcome::kEnrolled);
  facts.portfolio.bank_deposit = FenOf(1);
  EXPECT_EQ(judged().rule, "bank_deposit_multiple_min");
  EXPECT_EQ(LineOf(judged(), "bank_deposit_multiple_min").inputs[0].second, "unknown");
  // What a first year brought is known once it is over.
  policy.eligibility.first_year_multiple_min_ppm = 10'000'000;
  policy.eligibility.bank_deposit_multiple_min_ppm.reset();
  EXPECT_EQ(judged().outcome, Outcome::kEnrolled);

  policy = APolicy();
  policy.brakes = {{.name = "b",
                    .measure = BrakeMeasure::kPayoutRate,
                    .includes_current_claim = false,
                    .effect = BrakeEffect::kStopEnrolment}};
  facts.portfolio.scopes = {{.payout = FenOf(5), .guarantees_ended_unknown = true}};
  EXPECT_EQ(judged().rule, "b");
  EXPECT_EQ(LineOf(judged(), "b").inputs[0].second, "5 / unknown");
}

TEST(Enrolment, ABankKeepsItsMultiples) {
  Policy policy = APolicy();
  policy.eligibility.bank_deposit_multiple_min_ppm = 10'000'000;
  policy.brakes = {{.name = "npl",
                    .measure = BrakeMeasure::kNplRate,
                    .threshold_ppm = 50'000,
                    .includes_current_claim = false,
                    .effect = BrakeEffect::kStopEnrolment}};
  PolicyFacts facts = FactsOf({EnrolmentFacts{.id = "L", .amount = FenOf(1000)}});
  facts.portfolio.bank_deposit = FenOf(100);
  facts.portfolio.bank_line = FenOf(999);
  EXPECT_EQ(Evaluate(policy, facts).steps[0].rule, "bank_deposit_multiple_min");
  facts.portfolio.bank_line = FenOf(1000);
  EXPECT_EQ(Evaluate(policy, facts).steps[0].outcome, Outcome::kEnrolled);
  facts.portfolio.scopes = {{.npl_balance = FenOf(6), .loan_balance = FenOf(100)}};
  EXPECT_EQ(Evaluate(policy, facts).steps[0].rule, "npl");
}

}  // namespace
}  // namespace ippledge
