#include <gtest/gtest.h>

#include "ledger/portfolio_book.h"
#include "tests/testing/policies.h"

namespace ippledge {
namespace {

TEST(PortfolioBook, AmountsBeforeBelongToTheYearOfTheFacts) {
  PortfolioFacts facts;
  facts.year = 2024;
  PortfolioBook book(facts);
  book.fund_paid[{2024, ""}] = FenOf(5);
  book.fund_paid[{2025, ""}] = FenOf(7);
  EXPECT_EQ(PaidInYear(book, book.fund_paid, 2024, "", FenOf(100)), FenOf(105));
  EXPECT_EQ(PaidInYear(book, book.fund_paid, 2025, "", FenOf(100)), FenOf(7));
  EXPECT_EQ(PaidInYear(book, book.fund_paid, 2026, "", FenOf(100)), Money());
}

TEST(PortfolioBook, RefusedClaimsLeaveNothing) {
  Policy policy = APolicy();
  policy.brakes = {{.name = "b", .threshold_ppm = 500'000}};
  ClaimFacts refused = AClaim(1000, "A");
  refused.enrolled = false;
  PolicyFacts facts = FactsOf({refused, AClaim(400, "B"), AClaim(200, "C")});
  facts.portfolio.scopes = {{.enrolled_year = FenOf(1000)}};
  const Verdict verdict = Evaluate(policy, facts);
  EXPECT_EQ(LineOf(verdict.steps[1], "b").inputs[2].second, "400");
  // A loss that was accepted counts for what follows.
  EXPECT_EQ(LineOf(verdict.steps[2], "b").inputs[2].second, "600");
  EXPECT_EQ(verdict.steps[2].outcome, Outcome::kDeferred);
}

}  // namespace
}  // namespace ippledge
