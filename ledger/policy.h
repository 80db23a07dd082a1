// ledger/policy.h: a compensation policy: the rules of one scheme as typed parameters.
//
// Units: money in fen, rates and ratios in ppm (1,000,000 = 100 % = once), days as each name says.
// A policy is data: it has no code, is immutable once issued, and a loan keeps for life the version
// it was enrolled under. An absent limit (nullopt) is no limit. Where the published rules are
// silent, docs/policies.md says how they are read. Regular
// values; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "ledger/caller.h"
#include "ledger/date.h"
#include "ledger/life_cycle.h"
#include "ledger/money.h"
#include "ledger/policy_terms.h"
#include "ledger/refusal.h"
#include "ledger/vocabulary.h"

namespace ippledge {

inline constexpr std::int64_t kWholePpm = 1'000'000;
// Ratios such as "10 times the deposit": up to 1,000 times.
inline constexpr std::int64_t kRatioPpmMax = 1'000 * kWholePpm;
inline constexpr int kPolicyPartiesMax = 16;
inline constexpr int kPolicyListItemsMax = 64;

// A rate of interest: none, fixed, or tied to the LPR that the facts state.
struct InterestTerms {
  RateMode mode = RateMode::kNone;
  std::int64_t rate_ppm = 0;      // kFixed: a year
  std::int64_t plus_ppm = 0;      // kLprPlus: added to the LPR; one basis point is 100 ppm
  std::int64_t multiple_ppm = 0;  // kLprMultiple: of the LPR
};

// 2.1 Which loans are accepted.
struct EligibilityTerms {
  std::vector<FirmSize> enterprise_sizes;         // empty: any
  std::vector<std::string> enterprise_tags_any;   // empty: any; else one of them is needed
  std::vector<std::string> enterprise_tags_none;  // none of these
  int registered_min_days = 0;
  int clean_credit_years = 0;
  std::vector<IpKind> ip_kinds;             // empty: any
  std::vector<std::string> pledge_modes;    // direct, indirect, counter-guarantee; empty: any
  std::vector<std::string> security_roles;  // sole, main, combined, quasi-credit; empty: any
  bool ip_part_required_in_contract = false;
  std::int64_t ip_part_min_ppm = 0;
  bool ip_part_min_inclusive = true;
  PledgeRegisteredBy pledge_registered_by = PledgeRegisteredBy::kAnyTime;
  std::optional<Money> loan_amount_cap;
  std::optional<Money> enterprise_enrolled_cap;
  std::optional<Money> enterprise_year_cap;
  std::optional<Money> group_cap;
  CapExcessMode cap_excess_mode = CapExcessMode::kRefuse;
  InterestTerms rate_cap;
  std::optional<int> term_min_months;
  std::optional<int> term_max_months;
  std::optional<std::int64_t> pledge_rate_max_ppm;  // loan / value of the IP
  std::vector<std::string> use_of_funds_forbidden;
  bool no_double_cover = true;
  std::optional<int> file_within_days;  // calendar, after disbursement
  LateFileMode late_file_mode = LateFileMode::kRefuse;
  std::optional<std::int64_t> leverage_max_ppm;  // covered outstanding / fund
  // A bank's committed line / the deposit placed with it, and what it lent in its first year / the
  // deposit: below these it may not enrol.
  std::optional<std::int64_t> bank_deposit_multiple_min_ppm;
  std::optional<std::int64_t> first_year_multiple_min_ppm;
  bool by_committed_line = false;  // a bank's covered loans stay within its committed line
};

// 2.2 What the loss is.
struct LossTerms {
  LossBase base = LossBase::kPrincipal;
  BaseDate base_date = BaseDate::kClaim;
  std::optional<int> interest_days_cap;  // calendar days; nullopt: all
  int interest_day_basis = 365;
  bool penalty_interest_included = false;
  bool costs_included = false;
  CombinedBase combined_base = CombinedBase::kIpPart;
  RepaymentAttribution repayments = RepaymentAttribution::kProRata;
  ProceedsAttribution proceeds = ProceedsAttribution::kOwnPartFirst;
  PreClaimRecoveries pre_claim_recoveries = PreClaimRecoveries::kDeduct;
  bool net_of_costs = false;  // pre-claim recoveries count after their costs
  bool insurer_or_guarantor_paid_first = true;
};

// Who bears the loss. The bank takes what the caps cut from others.
struct Party {
  std::string name;  // a slug: "fund", "province", "bank"; unique in its mode
  PartyRole role = PartyRole::kUnspecified;
  std::int64_t share_ppm = 0;
  // Empty: the share is of the loss. Else of what is left after that party; parties that name the
  // same one form a group, groups follow each other, and the last group makes a whole.
  std::string residual_after;
  std::optional<Money> per_claim_cap;
  std::vector<Money> per_claim_cap_by_year;  // of the bank's business year; the last one lasts
  std::optional<Money> year_cap;
  std::optional<int> apply_within_days;  // working days after the level above decided
};

struct Tier {
  std::optional<Money> up_to;             // TierBy::kLoanAmount, inclusive; nullopt: no end
  std::optional<std::int64_t> up_to_ppm;  // TierBy::kLossRate, inclusive; nullopt: no end
  std::string value;                      // other kinds: the word that the facts state
  std::int64_t share_ppm = 0;
};

struct Uplift {
  std::string name;
  std::vector<std::string> any_of;  // tags of the loan or firm; one of them is enough
  std::int64_t points_ppm = 0;
};

// 2.3 A share model. A scheme has one or several; the enrolment chooses.
struct ShareMode {
  std::string name = "default";
  std::vector<Party> parties;
  std::optional<LossBase> base;  // instead of LossTerms::base
  // Tiers and uplifts change the share of this party; the bank's share takes the difference.
  // Empty: the first party of role kFund.
  std::string tiered_party;
  TierBy tier_by = TierBy::kNone;
  TierMode tier_mode = TierMode::kSlab;
  std::vector<Tier> tiers;
  std::vector<Uplift> uplifts;
  std::optional<std::int64_t> total_rate_cap_ppm;
  // Parts of the bank's yearly portfolio: below and above these the bank bears all.
  std::int64_t first_loss_bank_ppm = 0;
  std::optional<std::int64_t> loss_band_from_ppm;
  std::optional<std::int64_t> loss_band_to_ppm;
  std::optional<std::int64_t> all_layers_cap_ppm;  // of the shared loss; all kFund parties
  CutOrder layer_cut_order = CutOrder::kLastFirst;
  Rounding rounding = Rounding::kLargestRemainder;
  RemainderTo remainder_to = RemainderTo::kBank;  // with kFloor and kHalfUp
  std::optional<Money> mode_year_cap;
};

// 2.4 Caps on what the public levels pay (joint ones: with the guarantor).
struct CapTerms {
  std::optional<Money> per_claim_cap;
  std::vector<Money> per_claim_cap_by_year;
  std::optional<Money> institution_year_cap;
  std::optional<Money> fund_year_cap;
  std::optional<Money> enterprise_paid_cap;
  std::optional<std::int64_t> joint_cap_times_fees_ppm;  // 2,000,000: twice the fees
  std::optional<std::int64_t> joint_rate_cap_ppm;        // of the loans in the library
  std::optional<std::int64_t> year_ceiling_times_ppm;    // x (fees + recoveries of last year)
  std::optional<std::int64_t> portfolio_cap_rate_ppm;    // of the covered portfolio
  std::optional<std::int64_t> npl_balance_cap_ppm;       // paid so far / NPL balance
};

struct Brake {
  std::string name;
  BrakeScope scope = BrakeScope::kBank;
  BrakeMeasure measure = BrakeMeasure::kLossOfEnrolledYear;
  std::int64_t threshold_ppm = 0;
  Comparison comparison = Comparison::kAbove;
  bool includes_current_claim = true;
  BrakeEffect effect = BrakeEffect::kDeferClaims;
  std::int64_t premium_ppm = 0;  // kPremium: added to the fee
};

struct PaymentTerms {
  LiabilityLimit liability_limit = LiabilityLimit::kFundBalance;
  ShortfallMode shortfall_mode = ShortfallMode::kProRata;
  std::int64_t first_instalment_ppm = kWholePpm;
  SecondInstalment second_on = SecondInstalment::kRecoveryEnd;
  int second_after_decree_years = 0;
};

// 2.5 When a claim may be filed, and how it is cut.
struct ClaimTerms {
  std::optional<int> trigger_overdue_days;  // more than
  bool trigger_overdue_inclusive = false;   // true: at least
  LoanClass trigger_class_min = LoanClass::kUnspecified;
  std::vector<TriggerEvent> trigger_events;
  TriggerMode trigger_mode = TriggerMode::kAll;
  int lock_in_months = 0;         // from last disbursement or cover start, the later
  std::optional<int> open_days;   // calendar, after the default: not before
  std::optional<int> close_days;  // calendar, after the default: not after
  std::optional<int> after_maturity_days;
  LateClaimMode late_mode = LateClaimMode::kRefuse;
  std::int64_t late_reduction_ppm = 0;  // kReduced: cut from what would be paid
  std::vector<std::string> documents;   // codes that must be in the file
  bool restructure_needs_consent = true;
  IpLapseMode ip_lapse_mode = IpLapseMode::kKeep;
  std::int64_t ip_lapse_reduction_ppm = 0;
  std::int64_t repair_max_ppm = kWholePpm;  // largest cut for a breach
};

struct RecoveryTerms {
  RecoveryOrder order = RecoveryOrder::kProRataAfterCosts;
  std::optional<std::int64_t> cost_cap_ppm;  // of the gross amount
  InterestTerms late_interest;
  int day_basis = 365;
  // False: the fund's part of a surplus over the loss is its to keep.
  bool capped_at_payment = true;
};

struct ClawbackTerms {
  ClawbackMode mode = ClawbackMode::kFull;
  InterestTerms interest;
};

// A step of a claim or of an application, where the policy differs from claim_steps.h.
struct StepTerms {
  WorkStep step = WorkStep::kUnspecified;
  Role role = Role::kUnspecified;  // who may take it; kUnspecified: as claim_steps.h says
  std::optional<int> working_days;
  OnSilence on_silence = OnSilence::kUnspecified;
};

// How claims pass from hand to hand. Days are working days unless said.
struct LifeCycleTerms {
  bool manager_confirms = true;  // false: an eligible application is enrolled at once
  std::vector<StepTerms> steps;
  int public_notice_days = 5;  // 0: no notice
  int recovery_remit_days = 10;
  std::optional<int> recovery_until_years;        // after payment
  std::vector<std::string> write_off_conditions;  // one of them must be the evidence's first word
  int overpayment_return_days = 15;               // money that is called back
  RefileMode rejected_claim_refile = RefileMode::kOnce;
  int refile_within_days = 0;  // calendar; RefileMode::kWithinDays
  ExposureOn exposure_on = ExposureOn::kDrawn;
  DeferralPeriod deferral_test = DeferralPeriod::kQuarter;
  std::vector<std::string> paid_by_fund;  // parties that this fund pays; empty: all of role kFund
};

struct Policy {
  std::string policy_id;
  std::int64_t version = 1;
  std::string title_zh;
  std::string title_en;
  std::string source;
  std::optional<Date> effective_date;
  std::string currency_code = "CNY";
  EligibilityTerms eligibility;
  LossTerms loss;
  std::vector<ShareMode> modes;  // the first is taken where an enrolment names none
  CapTerms caps;
  std::vector<Brake> brakes;
  PaymentTerms payment;
  ClaimTerms claim;
  RecoveryTerms recovery;
  ClawbackTerms clawback;
  LifeCycleTerms life_cycle;
};

// The mode called `name`, the first one when it is empty, nullptr when there is none.
const ShareMode* FindMode(const Policy& policy, absl::string_view name);
// Index of the party whose share tiers and uplifts change; -1 when the mode has no such party.
int TieredParty(const ShareMode& mode);
// Index of the party of role kBank. Precondition (checked): there is one.
int BankParty(const ShareMode& mode);

// Everything that cannot be: values out of range, shares that do not make a whole, tiers that do
// not rise, settings that contradict each other. Fields are paths below `path`. Errors in the order
// of the fields of Policy; the reasons are FIELD_REQUIRED, FIELD_MALFORMED, TOO_MANY_ITEMS,
// DUPLICATE_ITEM, VALUE_OUT_OF_RANGE, SHARES_NOT_WHOLE, TIERS_NOT_RISING and SETTINGS_CONTRADICT.
void CheckPolicy(const Policy& policy, absl::string_view path, Violations& violations);

}  // namespace ippledge
