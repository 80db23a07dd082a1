#include <gtest/gtest.h>

#include <functional>

#include "tests/testing/policies.h"

namespace ippledge {
namespace {

struct LossCase {
  std::string what;
  std::function<void(LossTerms&, ClaimFacts&)> change;
  std::int64_t loss;
  std::int64_t other;
};

// A loan of 1,000 with an IP part of 600.
TEST(LossBase, Table) {
  const LossCase cases[] = {
      {"the IP part alone", [](LossTerms&, ClaimFacts&) {}, 600, 400},
      {"the whole", [](LossTerms& l, ClaimFacts&) { l.combined_base = CombinedBase::kWhole; }, 1000,
       0},
      {"odd repayment, pro rata: 999 x 60 % = 599.4",
       [](LossTerms&, ClaimFacts& c) { c.principal_repaid = FenOf(1); }, 599, 400},
      {"IP sale beyond the IP part falls on the other",
       [](LossTerms&, ClaimFacts& c) { c.recovered_ip = FenOf(700); }, 0, 300},
      {"proceeds pro rata",
       [](LossTerms& l, ClaimFacts& c) {
         l.proceeds = ProceedsAttribution::kProRata;
         c.recovered_other = FenOf(500);
       },
       300, 200},
      {"recoveries ignored",
       [](LossTerms& l, ClaimFacts& c) {
         l.pre_claim_recoveries = PreClaimRecoveries::kIgnore;
         c.recovered_ip = FenOf(100);
       },
       600, 400},
      {"more than everything came back",
       [](LossTerms&, ClaimFacts& c) { c.recovered_unnamed = FenOf(5000); }, 0, 0},
      {"costs eat the unnamed money first",
       [](LossTerms& l, ClaimFacts& c) {
         l.net_of_costs = true;
         c.recovered_unnamed = FenOf(100);
         c.recovery_costs = FenOf(100);
       },
       600, 400},
      {"interest in proportion",
       [](LossTerms& l, ClaimFacts& c) {
         l.base = LossBase::kPrincipalPlusInterest;
         c.interest_unpaid = FenOf(100);
       },
       660, 440},
      {"penalties and costs",
       [](LossTerms& l, ClaimFacts& c) {
         l.base = LossBase::kPrincipalPlusInterest;
         l.penalty_interest_included = true;
         l.costs_included = true;
         c.penalty_interest = FenOf(50);
         c.costs = FenOf(50);
       },
       660, 440},
      {"the balance when it turned bad",
       [](LossTerms& l, ClaimFacts& c) {
         l.base_date = BaseDate::kNpl;
         c.principal_npl = FenOf(500);
       },
       300, 200},
      {"the lower of both is that of the claim",
       [](LossTerms& l, ClaimFacts& c) {
         l.base_date = BaseDate::kLowerOfBoth;
         c.principal_npl = FenOf(2000);
       },
       600, 400},
      {"cover ends", [](LossTerms&, ClaimFacts& c) { c.covered_limit = FenOf(500); }, 500, 500},
      {"guarantor has paid", [](LossTerms&, ClaimFacts& c) { c.guarantor_paid = FenOf(200); }, 400,
       400},
      {"less is claimed", [](LossTerms&, ClaimFacts& c) { c.claimed = FenOf(100); }, 100, 900},
  };
  for (const LossCase& row : cases) {
    Policy policy = APolicy();
    ClaimFacts claim{.id = "A", .loan_amount = FenOf(1000), .ip_part = FenOf(600)};
    row.change(policy.loss, claim);
    const StepVerdict verdict = Judge(policy, claim);
    EXPECT_EQ(verdict.loss.fen(), row.loss) << row.what;
    EXPECT_EQ(verdict.other_part.fen(), row.other) << row.what;
    EXPECT_EQ(Part(verdict, "fund") + Part(verdict, "bank"), row.loss) << row.what;
  }
}

}  // namespace
}  // namespace ippledge
