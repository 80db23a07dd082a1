// ledger/policy_terms.h: the closed lists of words in which a compensation policy is written.
//
// Numbers are frozen: they equal those of ippledge.v1 (policy.proto). 0 is "not said"; whoever
// reads a policy puts the default in its place, so the rules never meet it. Names that a trace or a
// message shows come from NameOf(): "PRINCIPAL", "DEFER_CLAIMS".
#pragma once

#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace ippledge {

// kFund is any public level: its party's name says which (fund, province, city, pool).
enum class PartyRole : std::uint8_t {
  kUnspecified = 0,
  kFund = 1,
  kBank = 2,
  kGuarantor = 3,
  kInsurer = 4,
  kEvaluator = 5,
};

// What is shared. kGiven: the loss was determined elsewhere.
enum class LossBase : std::uint8_t {
  kUnspecified = 0,
  kPrincipal = 1,
  kPrincipalPlusInterest = 2,
  kAmountInDefault = 3,
  kGuarantorPayout = 4,
  kGiven = 5,
};
enum class BaseDate : std::uint8_t { kUnspecified = 0, kClaim = 1, kNpl = 2, kLowerOfBoth = 3 };
enum class CombinedBase : std::uint8_t { kUnspecified = 0, kIpPart = 1, kWhole = 2 };
enum class RepaymentAttribution : std::uint8_t {
  kUnspecified = 0,
  kProRata = 1,
  kIpFirst = 2,
  kIpLast = 3,
};
enum class ProceedsAttribution : std::uint8_t { kUnspecified = 0, kOwnPartFirst = 1, kProRata = 2 };
enum class PreClaimRecoveries : std::uint8_t { kUnspecified = 0, kDeduct = 1, kIgnore = 2 };

enum class TierBy : std::uint8_t {
  kUnspecified = 0,
  kNone = 1,
  kLoanAmount = 2,
  kLossRate = 3,
  kIpRole = 4,
  kEnterpriseSize = 5,
  kRiskClass = 6,
  kCollateral = 7,
};
enum class TierMode : std::uint8_t { kUnspecified = 0, kSlab = 1, kMarginal = 2 };
enum class CutOrder : std::uint8_t { kUnspecified = 0, kLastFirst = 1, kProRata = 2 };
enum class Rounding : std::uint8_t {
  kUnspecified = 0,
  kLargestRemainder = 1,
  kFloor = 2,
  kHalfUp = 3,
};
enum class RemainderTo : std::uint8_t { kUnspecified = 0, kBank = 1, kFund = 2 };

enum class BrakeScope : std::uint8_t {
  kUnspecified = 0,
  kBank = 1,
  kBranch = 2,
  kRegion = 3,
  kFund = 4,
};
enum class BrakeMeasure : std::uint8_t {
  kUnspecified = 0,
  kNplRate = 1,               // NPL balance / loan balance
  kLossOfEnrolledYear = 2,    // losses of the year / principal enrolled in the year
  kPaidOfCoveredBalance = 3,  // compensation paid / covered balance
  kPayoutRate = 4,            // payouts of the guarantor / guarantees that ended
};
enum class BrakeEffect : std::uint8_t {
  kUnspecified = 0,
  kWarn = 1,
  kDeferClaims = 2,
  kStopClaims = 3,
  kStopEnrolment = 4,
  kPremium = 5,
};
enum class Comparison : std::uint8_t { kUnspecified = 0, kAbove = 1, kAtLeast = 2 };

enum class LiabilityLimit : std::uint8_t {
  kUnspecified = 0,
  kNone = 1,
  kFundBalance = 2,
  kFundTotal = 3,
  kBudgetYear = 4,
};
enum class ShortfallMode : std::uint8_t {
  kUnspecified = 0,
  kProRata = 1,
  kFifo = 2,
  kWaitForTopup = 3,
  kRefuse = 4,
};
enum class SecondInstalment : std::uint8_t {
  kUnspecified = 0,
  kRecoveryEnd = 1,
  kYearsAfterDecree = 2,
  kEarlier = 3,
};

enum class CapExcessMode : std::uint8_t {
  kUnspecified = 0,
  kRefuse = 1,
  kEnrolPart = 2,
  kEnrolUncovered = 3,
};
enum class PledgeRegisteredBy : std::uint8_t {
  kUnspecified = 0,
  kAnyTime = 1,
  kDisbursement = 2,
  kEnrolment = 3,
  kNplDate = 4,
};
enum class LateFileMode : std::uint8_t {
  kUnspecified = 0,
  kRefuse = 1,
  kCoverFromFiling = 2,
  kCommittee = 3,
};
enum class LateClaimMode : std::uint8_t {
  kUnspecified = 0,
  kRefuse = 1,
  kCommittee = 2,
  kReduced = 3,
};
enum class IpLapseMode : std::uint8_t { kUnspecified = 0, kKeep = 1, kSuspend = 2, kReduce = 3 };
enum class TriggerMode : std::uint8_t { kUnspecified = 0, kAll = 1, kAny = 2 };
enum class TriggerEvent : std::uint8_t {
  kUnspecified = 0,
  kRecall = 1,
  kCourtAccepted = 2,
  kJudgment = 3,
  kEnforcementEnded = 4,
  kBankruptcy = 5,
  kWriteOff = 6,
};

enum class RecoveryOrder : std::uint8_t {
  kUnspecified = 0,
  kCostsFirst = 1,         // costs, then as borne: the same sums as kProRataAfterCosts
  kFundFirst = 2,          // costs, then the public levels and guarantor, then the others
  kBankFirst = 3,          // costs, then the bank, then the others
  kProRata = 4,            // the gross amount, as borne; the bank keeps its costs
  kProRataAfterCosts = 5,  // costs, then as borne
};
// What a rate of interest is tied to. kFixed: a rate in ppm.
enum class RateMode : std::uint8_t {
  kUnspecified = 0,
  kNone = 1,
  kFixed = 2,
  kLprPlus = 3,
  kLprMultiple = 4,
};
enum class ClawbackMode : std::uint8_t { kUnspecified = 0, kFull = 1, kRepairedPart = 2 };
// May a refused claim be filed again.
enum class RefileMode : std::uint8_t {
  kUnspecified = 0,
  kNever = 1,
  kOnce = 2,
  kWithinDays = 3,
  kAlways = 4,
};
// What caps and exposure count of a line that is not drawn in full.
enum class ExposureOn : std::uint8_t { kUnspecified = 0, kDrawn = 1, kCommitted = 2 };
// When a deferred claim is tested again: at the end of each.
enum class DeferralPeriod : std::uint8_t {
  kUnspecified = 0,
  kMonth = 1,
  kQuarter = 2,
  kYear = 3,
};

// The words of each list, by number; the first is "UNSPECIFIED".
absl::Span<const absl::string_view> NamesOf(PartyRole);
absl::Span<const absl::string_view> NamesOf(LossBase);
absl::Span<const absl::string_view> NamesOf(BaseDate);
absl::Span<const absl::string_view> NamesOf(CombinedBase);
absl::Span<const absl::string_view> NamesOf(RepaymentAttribution);
absl::Span<const absl::string_view> NamesOf(ProceedsAttribution);
absl::Span<const absl::string_view> NamesOf(PreClaimRecoveries);
absl::Span<const absl::string_view> NamesOf(TierBy);
absl::Span<const absl::string_view> NamesOf(TierMode);
absl::Span<const absl::string_view> NamesOf(CutOrder);
absl::Span<const absl::string_view> NamesOf(Rounding);
absl::Span<const absl::string_view> NamesOf(RemainderTo);
absl::Span<const absl::string_view> NamesOf(BrakeScope);
absl::Span<const absl::string_view> NamesOf(BrakeMeasure);
absl::Span<const absl::string_view> NamesOf(BrakeEffect);
absl::Span<const absl::string_view> NamesOf(Comparison);
absl::Span<const absl::string_view> NamesOf(LiabilityLimit);
absl::Span<const absl::string_view> NamesOf(ShortfallMode);
absl::Span<const absl::string_view> NamesOf(SecondInstalment);
absl::Span<const absl::string_view> NamesOf(CapExcessMode);
absl::Span<const absl::string_view> NamesOf(PledgeRegisteredBy);
absl::Span<const absl::string_view> NamesOf(LateFileMode);
absl::Span<const absl::string_view> NamesOf(LateClaimMode);
absl::Span<const absl::string_view> NamesOf(IpLapseMode);
absl::Span<const absl::string_view> NamesOf(TriggerMode);
absl::Span<const absl::string_view> NamesOf(TriggerEvent);
absl::Span<const absl::string_view> NamesOf(RecoveryOrder);
absl::Span<const absl::string_view> NamesOf(RateMode);
absl::Span<const absl::string_view> NamesOf(ClawbackMode);
absl::Span<const absl::string_view> NamesOf(RefileMode);
absl::Span<const absl::string_view> NamesOf(ExposureOn);
absl::Span<const absl::string_view> NamesOf(DeferralPeriod);

template <typename Term>
absl::string_view NameOfTerm(Term term) {
  return NamesOf(term)[static_cast<std::size_t>(term)];
}

}  // namespace ippledge
