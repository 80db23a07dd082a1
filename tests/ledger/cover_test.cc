// What follows from the states of cover and claims.
#include "ledger/cover.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/testing/builders.h"

namespace ippledge {
namespace {

Claim AClaimIn(ClaimState state, const std::string& number) {
  Claim claim;
  claim.filing.claim_number = number;
  claim.state = state;
  return claim;
}

TEST(Cover, FindsItsClaims) {
  Cover cover;
  EXPECT_EQ(FindClaim(cover, "C1"), nullptr);
  EXPECT_EQ(OpenClaim(cover), nullptr);
  cover.claims = {AClaimIn(ClaimState::kRefused, "C1"), AClaimIn(ClaimState::kQueued, "C2")};
  EXPECT_EQ(FindClaim(cover, "C1"), &cover.claims[0]);
  EXPECT_EQ(FindClaim(cover, "C3"), nullptr);
  EXPECT_EQ(OpenClaim(cover), &cover.claims[1]);
  Claim& claim = cover.claims[1];
  EXPECT_EQ(FindRecovery(claim, "R1"), nullptr);
  claim.recoveries.push_back({.what = {.recovery_number = "R1"}});
  EXPECT_EQ(FindRecovery(claim, "R1"), &claim.recoveries[0]);
}

TEST(Cover, AClaimIsOpenUntilItIsPaidOrEnds) {
  const std::set<ClaimState> ended = {
      ClaimState::kUnspecified, ClaimState::kPaid,     ClaimState::kRefused,   ClaimState::kLapsed,
      ClaimState::kWithdrawn,   ClaimState::kClawback, ClaimState::kClawedBack};
  for (int i = 0; i < kClaimStateCount; ++i) {
    const auto state = static_cast<ClaimState>(i);
    EXPECT_EQ(IsOpen(state), !ended.contains(state)) << NameOf(state);
    // What is open waits for somebody.
    if (IsOpen(state)) {
      EXPECT_NE(OpenStepOf(state), WorkStep::kUnspecified) << NameOf(state);
    }
  }
  EXPECT_EQ(OpenStepOf(CoverState::kDefaulted), WorkStep::kClaimWindow);
  EXPECT_EQ(OpenStepOf(CoverState::kEnrolled), WorkStep::kUnspecified);
}

TEST(DueNow, TheFirstInstalmentThenAll) {
  Claim claim;
  claim.fund_amount = Fen(100);
  claim.first_amount = Fen(75);
  EXPECT_EQ(DueNow(claim), Fen(75));
  claim.paid = Fen(70);
  EXPECT_EQ(DueNow(claim), Fen(5));
  claim.paid = Fen(80);
  EXPECT_EQ(DueNow(claim), Fen(0));
  claim.later_due = true;
  EXPECT_EQ(DueNow(claim), Fen(20));
}

TEST(Recovery, IsRemittedWithItsInterest) {
  Recovery recovery{.fund_share = Fen(10)};
  EXPECT_EQ(recovery.state(), RecoveryState::kAllocated);
  recovery.remitted = Fen(10);
  EXPECT_EQ(recovery.state(), RecoveryState::kRemitted);
  recovery.late_interest_due = Fen(1);
  EXPECT_EQ(recovery.state(), RecoveryState::kAllocated);
  recovery.late_interest_paid = Fen(1);
  EXPECT_EQ(recovery.state(), RecoveryState::kRemitted);
  // Nothing is the fund's: nothing to wait for.
  EXPECT_EQ(Recovery().state(), RecoveryState::kRemitted);
}

}  // namespace
}  // namespace ippledge
