// A loan after events of its cover: what the fold keeps, and that it needs nothing but the events.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/loan_fold.h"
#include "tests/testing/claim_life.h"

namespace ippledge {
namespace {

// The loan as its entries alone make it.
Loan Refolded(const ClaimLife& life) {
  Loan loan;
  bool first = true;
  for (const std::int64_t entry : life.loan().entries) {
    const Event& event = life.entries()[static_cast<std::size_t>(entry - 1)];
    loan = LoanAfter(first ? nullptr : &loan, event, entry);
    first = false;
  }
  return loan;
}

TEST(LoanAfter, IsTheLoanAgain) {
  for (const SecondInstalment on :
       {SecondInstalment::kRecoveryEnd, SecondInstalment::kYearsAfterDecree}) {
    ClaimLife life(InstalmentPolicy(on));
    life.Paid();
    const Date today = life.programme().today;
    life.Must(BankChecker(), Recovering("R1", 100, today));
    life.Must(FinanceBureau(), Remitting("R1", "Y1", 30, today));
    life.Must(IpOffice(), Closing(RecoveryClosing::kEnded, today));
    life.Must(FinanceBureau(), Demanding());
    EXPECT_TRUE(SameLoan(Refolded(life), life.loan()));
  }
}

TEST(LoanAfter, EveryEntryOfTheLoanIsNoted) {
  ClaimLife life;
  life.Paid();
  const std::vector<std::int64_t>& entries = life.loan().entries;
  std::vector<std::int64_t> of_loan;
  for (std::size_t i = 0; i < life.entries().size(); ++i) {
    const Event& event = life.entries()[i];
    const bool touches =
        std::holds_alternative<PaymentsOrdered>(event) || LoanIdOf(event) != nullptr;
    if (touches) of_loan.push_back(static_cast<std::int64_t>(i) + 1);
  }
  EXPECT_EQ(entries, of_loan);
}

TEST(LoanAfter, StepsAreKeptWithWhoTookThem) {
  ClaimLife life;
  life.Approved();
  const std::vector<StepTaken>& steps = life.claim().steps;
  ASSERT_EQ(steps.size(), 3U);
  EXPECT_EQ(steps[1], (StepTaken{WorkStep::kFirstReview, StepDecision::kAccept, "ip-office", "p-2",
                                 life.last_entry() - 1}));
  EXPECT_EQ(steps[2].organisation, "finance-bureau");
  EXPECT_EQ(life.claim().approved_entry, life.last_entry());
}

TEST(LoanAfter, ARefusedRestTakesTheLastPartyFirst) {
  Policy policy = LifePolicy();
  policy.modes[0].parties = {{"province", PartyRole::kFund, 300'000},
                             {"city", PartyRole::kFund, 100'000},
                             {"bank", PartyRole::kBank, 600'000}};
  policy.payment.shortfall_mode = ShortfallMode::kRefuse;
  ClaimLife life(policy, 0);
  life.Cleared();
  life.Must(FinanceBureau(), Funding(120'000));
  life.Run();
  const Claim& claim = life.claim();
  EXPECT_EQ(claim.fund_amount, Yuan(120'000));
  EXPECT_EQ(claim.borne[0].amount, Yuan(120'000));
  EXPECT_EQ(claim.borne[1].amount, Yuan(0));
  EXPECT_EQ(claim.borne[2].amount, Yuan(380'000));
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(LoanAfter, TheOldLoanStaysAsItWas) {
  ClaimLife life;
  life.Computed();
  const LoanRef before = life.books().loan(LoanKey(AnId()));
  const CoverRef cover = before->cover;
  life.Must(IpOffice(), Taking(WorkStep::kFirstReview));
  EXPECT_EQ(cover->claims[0].state, ClaimState::kComputed);
  EXPECT_EQ(before->cover, cover);
  EXPECT_NE(life.loan().cover, cover);
}

}  // namespace
}  // namespace ippledge
