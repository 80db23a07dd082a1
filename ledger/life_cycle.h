// ledger/life_cycle.h: the states that cover, claims and recoveries pass through, and the steps
// between them.
//
// Source: the state machines of the schemes as docs/claims.md shows them. Which state follows which
// step, and who may take it, is the table of claim_steps.h. Numbers are frozen: they are stored and
// equal the API's.
#pragma once

#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace ippledge {

// Of a loan's cover (备案). kOverdue and kRepaid are shown, never stored: they follow from the
// loan.
enum class CoverState : std::uint8_t {
  kUnspecified = 0,
  kSubmitted = 1,    // waits for confirmation
  kReturned = 2,     // waits for the bank
  kEnrolled = 3,     // covered
  kDefaulted = 4,    // the trigger is met; a claim may be filed
  kCompensated = 5,  // a claim was paid, in full or in part
  kUncovered = 6,    // recorded without cover, or cover ended
  kRefused = 7,
  kLapsed = 8,   // the bank did not answer in time
  kSettled = 9,  // after payment: recovery is over
  kWrittenOff = 10,
  kOverdue = 11,
  kRepaid = 12,
};
inline constexpr int kCoverStateCount = 13;

enum class ClaimState : std::uint8_t {
  kUnspecified = 0,
  kFiled = 1,      // waits for the check of completeness
  kReturned = 2,   // waits for the bank
  kComputed = 3,   // waits for the first review
  kReviewed = 4,   // waits for the second review
  kRepaired = 5,   // cut; waits for the bank's word
  kApproved = 6,   // on public notice
  kSuspended = 7,  // an objection waits for its decision
  kCleared = 8,    // reserved; waits for a payment run
  kQueued = 9,     // nothing or not all reserved; waits for money
  kOrdered = 10,   // the payment is ordered
  kPartPaid = 11,  // a later instalment follows
  kPaid = 12,
  kDeferred = 13,  // held back by a brake
  kRefused = 14,
  kLapsed = 15,  // the bank did not answer in time
  kWithdrawn = 16,
  kClawback = 17,  // the bank owes money back
  kClawedBack = 18,
};
inline constexpr int kClaimStateCount = 19;

// Of a recovery's remittance to the fund.
enum class RecoveryState : std::uint8_t {
  kUnspecified = 0,
  kAllocated = 1,  // split; the fund's part is to be remitted
  kRemitted = 2,
};
inline constexpr int kRecoveryStateCount = 3;

// What somebody has to do next.
enum class WorkStep : std::uint8_t {
  kUnspecified = 0,
  kConfirmCover = 1,
  kResubmitCover = 2,
  kClaimWindow = 3,  // of a defaulted loan: the claim may be filed until then
  kCompleteness = 4,
  kResubmitClaim = 5,
  kFirstReview = 6,
  kRepairAnswer = 7,
  kSecondReview = 8,
  kNotice = 9,
  kObjection = 10,
  kPayment = 11,  // by the next payment run
  kPaymentConfirmed = 12,
  kDeferralTest = 13,
  kLaterInstalment = 14,
  kRemittance = 15,
  kClawbackPaid = 16,
  kWithdrawal = 17,   // no deadline: the bank takes its claim back
  kRecoveryEnd = 18,  // after payment: recovery is to be over
};
inline constexpr int kWorkStepCount = 19;

enum class StepDecision : std::uint8_t {
  kUnspecified = 0,
  kAccept = 1,  // complete, approved, confirmed, released
  kReturn = 2,  // the bank has to add something
  kRefuse = 3,
  kRepair = 4,  // pay less, for a breach
  kObject = 5,  // an objection was made; the bank disagrees with a repair
  kCancel = 6,  // an order that the bank did not carry out
  kWithdraw = 7,
};
inline constexpr int kStepDecisionCount = 8;

// What happens when a deadline passes in silence.
enum class OnSilence : std::uint8_t {
  kUnspecified = 0,
  kEscalate = 1,  // it stays open and is shown as overdue
  kLapse = 2,     // the bank's claim or application ends
  kAccept = 3,    // nobody objected
};
inline constexpr int kOnSilenceCount = 4;

// Why a body decided as it did.
enum class DecisionReason : std::uint8_t {
  kUnspecified = 0,
  kDocumentMissing = 1,
  kDocumentWrong = 2,
  kFactsDiffer = 3,
  kNotEligible = 4,
  kBreachOfAgreement = 5,
  kLateNotice = 6,
  kInsufficientRecoveryEffort = 7,
  kFalseStatement = 8,
  kObjectionUpheld = 9,
  kObjectionDismissed = 10,
  kBankRequest = 11,
  kPaymentReturned = 12,
  kOther = 13,
};
inline constexpr int kDecisionReasonCount = 14;

// What a bank reports of a loan in trouble.
enum class RiskKind : std::uint8_t {
  kUnspecified = 0,
  kRecall = 1,
  kCourtAccepted = 2,
  kJudgment = 3,
  kEnforcementEnded = 4,
  kBankruptcy = 5,
  kWriteOff = 6,
  kDefault = 7,       // the trigger of the policy is met
  kCured = 8,         // arrears paid
  kRestructured = 9,  // with or without consent
  kIpLapsed = 10,
};
inline constexpr int kRiskKindCount = 11;

enum class RecoverySource : std::uint8_t {
  kUnspecified = 0,
  kIpSale = 1,
  kOtherCollateral = 2,
  kBorrower = 3,
  kGuarantor = 4,
  kInsurer = 5,
  kBankruptcy = 6,
  kOther = 7,
};
inline constexpr int kRecoverySourceCount = 8;

enum class RecoveryClosing : std::uint8_t {
  kUnspecified = 0,
  kEnded = 1,       // enforcement ended, bankruptcy closed, years passed
  kWrittenOff = 2,  // after kEnded
};
inline constexpr int kRecoveryClosingCount = 3;

// A figure that the ledger cannot know, entered by people (portfolio_figure.h).
enum class FigureKind : std::uint8_t {
  kUnspecified = 0,
  kFeesCollected = 1,    // guarantee fees of a year
  kGuaranteesEnded = 2,  // principal of guarantees that ended in a year
  kCommittedLine = 3,    // the line that a bank committed, from a year on
  kFirstYearLent = 4,    // what a bank lent in its first year
};
inline constexpr int kFigureKindCount = 5;

// "SUBMITTED", "FIRST_REVIEW", …
absl::string_view NameOf(CoverState state);
absl::string_view NameOf(ClaimState state);
absl::string_view NameOf(RecoveryState state);
absl::string_view NameOf(WorkStep step);
absl::string_view NameOf(StepDecision decision);
absl::string_view NameOf(OnSilence silence);
absl::string_view NameOf(DecisionReason reason);
absl::string_view NameOf(RiskKind kind);
absl::string_view NameOf(RecoverySource source);
absl::string_view NameOf(RecoveryClosing closing);
absl::string_view NameOf(FigureKind kind);

}  // namespace ippledge
