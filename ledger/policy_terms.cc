#include "ledger/policy_terms.h"

namespace ippledge {

absl::Span<const absl::string_view> NamesOf(PartyRole) {
  static constexpr absl::string_view kNames[] = {"UNSPECIFIED", "FUND",    "BANK",
                                                 "GUARANTOR",   "INSURER", "EVALUATOR"};
  return kNames;
}

absl::Span<const absl::string_view> NamesOf(LossBase) {
  static constexpr absl::string_view kNames[] = {
      "UNSPECIFIED",       "PRINCIPAL",        "PRINCIPAL_PLUS_INTEREST",
      "AMOUNT_IN_DEFAULT", "GUARANTOR_PAYOUT", "GIVEN"};
  return kNames;
}

absl::Span<const absl::string_view> NamesOf(BaseDate) {
  static constexpr absl::string_view kNames[] = {"UNSPECIFIED", "CLAIM", "NPL", "LOWER_OF_BOTH"};
  return kNames;
}

absl::Span<const absl::string_view> NamesOf(CombinedBase) {
  static constexpr absl::string_view kNames[] = {"UNSPECIFIED", "IP_PART", "WHOLE"};
  return kNames;
}

absl::Span<const absl::string_view> NamesOf(RepaymentAttribution) {
  static constexpr absl::string_view kNames[] = {"UNSPECIFIED", "PRO_RATA", "IP_FIRST", "IP_LAST"};
  return kNames;
}

absl::Span<const absl::string_view> NamesOf(ProceedsAttribution) {
  static constexpr absl::string_view kNames[] = {"UNSPECIFIED", "OWN_PART_FIRST", "PRO_RATA"};
  return kNames;
}

absl::Span<const absl::string_view> NamesOf(PreClaimRecoveries) {
  static constexpr absl::string_view kNames[] = {"UNSPECIFIED", "DEDUCT", "IGNORE"};
  return kNames;
}

absl::Span<const absl::string_view> NamesOf(TierBy) {
  static constexpr absl::string_view kNames[] = {"UNSPECIFIED", "NONE",      "LOAN_AMOUNT",
                                                 "LOSS_RATE",   "IP_ROLE",   "ENTERPRISE_SIZE",
                                                 "RISK_CLASS",  "COLLATERAL"};
  return kNames;
}

absl::Span<const absl::string_view> NamesOf(TierMode) {
  static constexpr absl::string_view kNames[] = {"UNSPECIFIED", "SLAB", "MARGINAL"};
  return kNames;
}

absl::Span<const absl::string_view> NamesOf(CutOrder) {
  static constexpr absl::string_view kNames[] = {"UNSPECIFIED", "LAST_FIRST", "PRO_RATA"};
  return kNames;
}

absl::Span<const absl::string_view> NamesOf(Rounding) {
  static constexpr absl::string_view kNames[] = {"UNSPECIFIED", "LARGEST_REMAINDER", "FLOOR",
                                                 "HALF_UP"};
  return kNames;
}

absl::Span<const absl::string_view> NamesOf(RemainderTo) {
  static constexpr absl::string_view kNames[] = {"UNSPECIFIED", "BANK", "FUND"};
  return kNames;
}

absl::Span<const absl::string_view> NamesOf(BrakeScope) {
  static constexpr absl::string_view kNames[] = {"UNSPECIFIED", "BANK", "BRANCH", "REGION", "FUND"};
  return kNames;
}

absl::Span<const absl::string_view> NamesOf(BrakeMeasure) {
  static constexpr absl::string_view kNames[] = {"UNSPECIFIED", "NPL_RATE", "LOSS_OF_ENROLLED_YEAR",
                                                 "PAID_OF_COVERED_BALANCE", "PAYOUT_RATE"};
  return kNames;
}

absl::Span<const absl::string_view> NamesOf(BrakeEffect) {
  static constexpr absl::string_view kNames[] = {"UNSPECIFIED", "WARN",           "DEFER_CLAIMS",
                                                 "STOP_CLAIMS", "STOP_ENROLMENT", "PREMIUM"};
  return kNames;
}

absl::Span<const absl::string_view> NamesOf(Comparison) {
  static constexpr absl::string_view kNames[] = {"UNSPECIFIED", "ABOVE", "AT_LEAST"};
  return kNames;
}

absl::Span<const absl::string_view> NamesOf(LiabilityLimit) {
  static constexpr absl::string_view kNames[] = {"UNSPECIFIED", "NONE", "FUND_BALANCE",
                                                 "FUND_TOTAL", "BUDGET_YEAR"};
  return kNames;
}

absl::Span<const absl::string_view> NamesOf(ShortfallMode) {
  static constexpr absl::string_view kNames[] = {"UNSPECIFIED", "PRO_RATA", "FIFO",
                                                 "WAIT_FOR_TOPUP", "REFUSE"};
  return kNames;
}

absl::Span<const absl::string_view> NamesOf(SecondInstalment) {
  static constexpr absl::string_view kNames[] = {"UNSPECIFIED", "RECOVERY_END",
                                                 "YEARS_AFTER_DECREE", "EARLIER"};
  return kNames;
}

absl::Span<const absl::string_view> NamesOf(CapExcessMode) {
  static constexpr absl::string_view kNames[] = {"UNSPECIFIED", "REFUSE", "ENROL_PART",
                                                 "ENROL_UNCOVERED"};
  return kNames;
}

absl::Span<const absl::string_view> NamesOf(PledgeRegisteredBy) {
  static constexpr absl::string_view kNames[] = {"UNSPECIFIED", "ANY_TIME", "DISBURSEMENT",
                                                 "ENROLMENT", "NPL_DATE"};
  return kNames;
}

absl::Span<const absl::string_view> NamesOf(LateFileMode) {
  static constexpr absl::string_view kNames[] = {"UNSPECIFIED", "REFUSE", "COVER_FROM_FILING",
                                                 "COMMITTEE"};
  return kNames;
}

absl::Span<const absl::string_view> NamesOf(LateClaimMode) {
  static constexpr absl::string_view kNames[] = {"UNSPECIFIED", "REFUSE", "COMMITTEE", "REDUCED"};
  return kNames;
}

absl::Span<const absl::string_view> NamesOf(IpLapseMode) {
  static constexpr absl::string_view kNames[] = {"UNSPECIFIED", "KEEP", "SUSPEND", "REDUCE"};
  return kNames;
}

absl::Span<const absl::string_view> NamesOf(TriggerMode) {
  static constexpr absl::string_view kNames[] = {"UNSPECIFIED", "ALL", "ANY"};
  return kNames;
}

absl::Span<const absl::string_view> NamesOf(TriggerEvent) {
  static constexpr absl::string_view kNames[] = {
      "UNSPECIFIED",       "RECALL",     "COURT_ACCEPTED", "JUDGMENT",
      "ENFORCEMENT_ENDED", "BANKRUPTCY", "WRITE_OFF"};
  return kNames;
}

absl::Span<const absl::string_view> NamesOf(RecoveryOrder) {
  static constexpr absl::string_view kNames[] = {
      "UNSPECIFIED", "COSTS_FIRST", "FUND_FIRST", "BANK_FIRST", "PRO_RATA", "PRO_RATA_AFTER_COSTS"};
  return kNames;
}

absl::Span<const absl::string_view> NamesOf(RateMode) {
  static constexpr absl::string_view kNames[] = {"UNSPECIFIED", "NONE", "FIXED", "LPR_PLUS",
                                                 "LPR_MULTIPLE"};
  return kNames;
}

absl::Span<const absl::string_view> NamesOf(ClawbackMode) {
  static constexpr absl::string_view kNames[] = {"UNSPECIFIED", "FULL", "REPAIRED_PART"};
  return kNames;
}

absl::Span<const absl::string_view> NamesOf(RefileMode) {
  static constexpr absl::string_view kNames[] = {"UNSPECIFIED", "NEVER", "ONCE", "WITHIN_DAYS",
                                                 "ALWAYS"};
  return kNames;
}

absl::Span<const absl::string_view> NamesOf(ExposureOn) {
  static constexpr absl::string_view kNames[] = {"UNSPECIFIED", "DRAWN", "COMMITTED"};
  return kNames;
}

absl::Span<const absl::string_view> NamesOf(DeferralPeriod) {
  static constexpr absl::string_view kNames[] = {"UNSPECIFIED", "MONTH", "QUARTER", "YEAR"};
  return kNames;
}

}  // namespace ippledge
