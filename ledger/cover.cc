#include "ledger/cover.h"

#include <algorithm>

namespace ippledge {

const Claim* FindClaim(const Cover& cover, absl::string_view claim_number) {
  for (const Claim& claim : cover.claims) {
    if (claim.filing.claim_number == claim_number) return &claim;
  }
  return nullptr;
}

bool IsOpen(ClaimState state) {
  switch (state) {
    case ClaimState::kUnspecified:
    case ClaimState::kPaid:
    case ClaimState::kRefused:
    case ClaimState::kLapsed:
    case ClaimState::kWithdrawn:
    case ClaimState::kClawback:
    case ClaimState::kClawedBack:
      return false;
    default:
      return true;
  }
}

const Claim* OpenClaim(const Cover& cover) {
  for (const Claim& claim : cover.claims) {
    if (IsOpen(claim.state)) return &claim;
  }
  return nullptr;
}

const Recovery* FindRecovery(const Claim& claim, absl::string_view recovery_number) {
  for (const Recovery& recovery : claim.recoveries) {
    if (recovery.what.recovery_number == recovery_number) return &recovery;
  }
  return nullptr;
}

WorkStep OpenStepOf(CoverState state) {
  switch (state) {
    case CoverState::kSubmitted:
      return WorkStep::kConfirmCover;
    case CoverState::kReturned:
      return WorkStep::kResubmitCover;
    case CoverState::kDefaulted:
      return WorkStep::kClaimWindow;
    default:
      return WorkStep::kUnspecified;
  }
}

WorkStep OpenStepOf(ClaimState state) {
  switch (state) {
    case ClaimState::kFiled:
      return WorkStep::kCompleteness;
    case ClaimState::kReturned:
      return WorkStep::kResubmitClaim;
    case ClaimState::kComputed:
      return WorkStep::kFirstReview;
    case ClaimState::kReviewed:
      return WorkStep::kSecondReview;
    case ClaimState::kRepaired:
      return WorkStep::kRepairAnswer;
    case ClaimState::kApproved:
      return WorkStep::kNotice;
    case ClaimState::kSuspended:
      return WorkStep::kObjection;
    case ClaimState::kCleared:
    case ClaimState::kQueued:
      return WorkStep::kPayment;
    case ClaimState::kOrdered:
      return WorkStep::kPaymentConfirmed;
    case ClaimState::kPartPaid:
      return WorkStep::kLaterInstalment;
    case ClaimState::kPaid:
      return WorkStep::kRecoveryEnd;
    case ClaimState::kDeferred:
      return WorkStep::kDeferralTest;
    case ClaimState::kClawback:
      return WorkStep::kClawbackPaid;
    default:
      return WorkStep::kUnspecified;
  }
}

Money DueNow(const Claim& claim) {
  const Money due = claim.later_due ? claim.fund_amount : claim.first_amount;
  return Money::OfFen(std::max<std::int64_t>(0, due.fen() - claim.paid.fen()));
}

}  // namespace ippledge
