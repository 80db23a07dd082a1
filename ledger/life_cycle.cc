#include "ledger/life_cycle.h"

#include <cstddef>

#include "ledger/check.h"

namespace ippledge {
namespace {

// Places are the enumerators' numbers.
constexpr absl::string_view kCoverStates[] = {
    "UNSPECIFIED", "SUBMITTED", "RETURNED", "ENROLLED",    "DEFAULTED", "COMPENSATED", "UNCOVERED",
    "REFUSED",     "LAPSED",    "SETTLED",  "WRITTEN_OFF", "OVERDUE",   "REPAID"};
constexpr absl::string_view kClaimStates[] = {
    "UNSPECIFIED", "FILED",   "RETURNED",  "COMPUTED", "REVIEWED",   "REPAIRED", "APPROVED",
    "SUSPENDED",   "CLEARED", "QUEUED",    "ORDERED",  "PART_PAID",  "PAID",     "DEFERRED",
    "REFUSED",     "LAPSED",  "WITHDRAWN", "CLAWBACK", "CLAWED_BACK"};
constexpr absl::string_view kRecoveryStates[] = {"UNSPECIFIED", "ALLOCATED", "REMITTED"};
constexpr absl::string_view kWorkSteps[] = {
    "UNSPECIFIED",    "CONFIRM_COVER", "RESUBMIT_COVER",    "CLAIM_WINDOW",  "COMPLETENESS",
    "RESUBMIT_CLAIM", "FIRST_REVIEW",  "REPAIR_ANSWER",     "SECOND_REVIEW", "NOTICE",
    "OBJECTION",      "PAYMENT",       "PAYMENT_CONFIRMED", "DEFERRAL_TEST", "LATER_INSTALMENT",
    "REMITTANCE",     "CLAWBACK_PAID", "WITHDRAWAL",        "RECOVERY_END"};
constexpr absl::string_view kStepDecisions[] = {"UNSPECIFIED", "ACCEPT", "RETURN", "REFUSE",
                                                "REPAIR",      "OBJECT", "CANCEL", "WITHDRAW"};
constexpr absl::string_view kOnSilences[] = {"UNSPECIFIED", "ESCALATE", "LAPSE", "ACCEPT"};
constexpr absl::string_view kDecisionReasons[] = {
    "UNSPECIFIED",         "DOCUMENT_MISSING",
    "DOCUMENT_WRONG",      "FACTS_DIFFER",
    "NOT_ELIGIBLE",        "BREACH_OF_AGREEMENT",
    "LATE_NOTICE",         "INSUFFICIENT_RECOVERY_EFFORT",
    "FALSE_STATEMENT",     "OBJECTION_UPHELD",
    "OBJECTION_DISMISSED", "BANK_REQUEST",
    "PAYMENT_RETURNED",    "OTHER"};
constexpr absl::string_view kRiskKinds[] = {
    "UNSPECIFIED", "RECALL",  "COURT_ACCEPTED", "JUDGMENT",     "ENFORCEMENT_ENDED", "BANKRUPTCY",
    "WRITE_OFF",   "DEFAULT", "CURED",          "RESTRUCTURED", "IP_LAPSED"};
constexpr absl::string_view kRecoverySources[] = {"UNSPECIFIED", "IP_SALE",   "OTHER_COLLATERAL",
                                                  "BORROWER",    "GUARANTOR", "INSURER",
                                                  "BANKRUPTCY",  "OTHER"};
constexpr absl::string_view kRecoveryClosings[] = {"UNSPECIFIED", "ENDED", "WRITTEN_OFF"};
constexpr absl::string_view kFigureKinds[] = {"UNSPECIFIED", "FEES_COLLECTED", "GUARANTEES_ENDED",
                                              "COMMITTED_LINE", "FIRST_YEAR_LENT"};

// A table with another count than its list does not compile.
template <std::size_t count, typename Enum>
absl::string_view At(const absl::string_view (&names)[count], Enum value) {
  const auto place = static_cast<std::size_t>(value);
  IPPLEDGE_CHECK(place < count);
  return names[place];
}

}  // namespace

absl::string_view NameOf(CoverState state) { return At<kCoverStateCount>(kCoverStates, state); }
absl::string_view NameOf(ClaimState state) { return At<kClaimStateCount>(kClaimStates, state); }
absl::string_view NameOf(RecoveryState state) {
  return At<kRecoveryStateCount>(kRecoveryStates, state);
}
absl::string_view NameOf(WorkStep step) { return At<kWorkStepCount>(kWorkSteps, step); }
absl::string_view NameOf(StepDecision decision) {
  return At<kStepDecisionCount>(kStepDecisions, decision);
}
absl::string_view NameOf(OnSilence silence) { return At<kOnSilenceCount>(kOnSilences, silence); }
absl::string_view NameOf(DecisionReason reason) {
  return At<kDecisionReasonCount>(kDecisionReasons, reason);
}
absl::string_view NameOf(RiskKind kind) { return At<kRiskKindCount>(kRiskKinds, kind); }
absl::string_view NameOf(RecoverySource source) {
  return At<kRecoverySourceCount>(kRecoverySources, source);
}
absl::string_view NameOf(RecoveryClosing closing) {
  return At<kRecoveryClosingCount>(kRecoveryClosings, closing);
}
absl::string_view NameOf(FigureKind kind) { return At<kFigureKindCount>(kFigureKinds, kind); }

}  // namespace ippledge
