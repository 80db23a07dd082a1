// Brakes under the names that vectors use: tools/claim_vectors/policy_draft.h.
#include <utility>

#include "tools/claim_vectors/policy_draft.h"

namespace ippledge::vectors {
namespace {

constexpr absl::string_view kEffects =
    "defer=DEFER_CLAIMS|deferred=DEFER_CLAIMS|stop=STOP_CLAIMS|stopped=STOP_CLAIMS|"
    "refuse=STOP_CLAIMS|suspend=DEFER_CLAIMS|warning=WARN";
constexpr absl::string_view kMeasures =
    "npl_loss/enrolled_this_year=LOSS_OF_ENROLLED_YEAR|"
    "npl_loss_/_enrolled_this_year=LOSS_OF_ENROLLED_YEAR|"
    "npl_loss_of_enrolled_this_year=LOSS_OF_ENROLLED_YEAR|"
    "npl_loss_over_enrolled=LOSS_OF_ENROLLED_YEAR|loss_rate=LOSS_OF_ENROLLED_YEAR|"
    "loss_of_enrolled=LOSS_OF_ENROLLED_YEAR|year_loss_rate=LOSS_OF_ENROLLED_YEAR|"
    "paid/covered_balance=PAID_OF_COVERED_BALANCE|paid_/_covered_balance=PAID_OF_COVERED_BALANCE|"
    "paid_over_covered=PAID_OF_COVERED_BALANCE|compensation_rate=PAID_OF_COVERED_BALANCE|"
    "npl=NPL_RATE|npl_ratio=NPL_RATE";

Comparison AsComparison(const Value& v) {
  if (v.json.text == ">" || v.json.text == "gt") return Comparison::kAbove;
  if (v.json.text == ">=" || v.json.text == "ge") return Comparison::kAtLeast;
  return v.AsTerm<Comparison>("strict=ABOVE|exceeds=ABOVE|inclusive=AT_LEAST|reaches=AT_LEAST");
}

constexpr Key<Brake> kBrakeKeys[] = {
    {"name|id", [](const Value& v, Brake& b) { b.name = v.AsName(); }},
    {"scope", [](const Value& v, Brake& b) { b.scope = v.AsTerm<BrakeScope>(); }},
    {"measure", [](const Value& v, Brake& b) { b.measure = v.AsTerm<BrakeMeasure>(kMeasures); }},
    {"threshold_ppm|ppm|limit_ppm|threshold",
     [](const Value& v, Brake& b) { b.threshold_ppm = v.AsWhole(); }},
    {"compare|comparison", [](const Value& v, Brake& b) { b.comparison = AsComparison(v); }},
    {"effect", [](const Value& v, Brake& b) { b.effect = v.AsTerm<BrakeEffect>(kEffects); }},
    {"includes_current_claim|include_current_claim",
     [](const Value& v, Brake& b) { b.includes_current_claim = v.AsBool(); }},
    {"premium_ppm", [](const Value& v, Brake& b) { b.premium_ppm = v.AsWhole(); }},
};

void AddBrake(BrakeDraft& draft, std::string name, BrakeMeasure measure, std::int64_t threshold_ppm,
              BrakeEffect effect, BrakeScope scope = BrakeScope::kBank) {
  draft.brakes.push_back({.name = std::move(name),
                          .scope = scope,
                          .measure = measure,
                          .threshold_ppm = threshold_ppm,
                          .effect = effect});
}

constexpr Key<BrakeDraft> kDraftKeys[] = {
    {"bank_year_breaker_ppm|bank_year_brake_ppm|breaker_ppm|brake_ppm|loss_rate_breaker_ppm",
     [](const Value& v, BrakeDraft& d) {
       AddBrake(d, "bank_year_breaker", BrakeMeasure::kLossOfEnrolledYear, v.AsWhole(),
                BrakeEffect::kDeferClaims);
     }},
    {"fund_year_breaker_ppm|fund_breaker_ppm",
     [](const Value& v, BrakeDraft& d) {
       AddBrake(d, "fund_year_breaker", BrakeMeasure::kLossOfEnrolledYear, v.AsWhole(),
                BrakeEffect::kDeferClaims, BrakeScope::kFund);
     }},
    {"npl_warn_ppm|warn_ppm|warning_ppm|npl_warning_ppm|npl_rate_warn_ppm|npl_rate_warning_ppm",
     [](const Value& v, BrakeDraft& d) {
       AddBrake(d, "npl_warning", BrakeMeasure::kNplRate, v.AsWhole(), BrakeEffect::kWarn);
     }},
    {"npl_stop_ppm|stop_ppm|npl_rate_stop_ppm|npl_breaker_ppm",
     [](const Value& v, BrakeDraft& d) {
       AddBrake(d, "npl_stop", BrakeMeasure::kNplRate, v.AsWhole(), BrakeEffect::kStopClaims);
     }},
    {"npl_defer_ppm",
     [](const Value& v, BrakeDraft& d) {
       AddBrake(d, "npl_breaker", BrakeMeasure::kNplRate, v.AsWhole(), BrakeEffect::kDeferClaims);
     }},
    {"payout_rate_breaker_ppm|payout_rate_cap_ppm",
     [](const Value& v, BrakeDraft& d) {
       AddBrake(d, "payout_rate_breaker", BrakeMeasure::kPayoutRate, v.AsWhole(),
                BrakeEffect::kDeferClaims);
     }},
    {"brakes|breakers",
     [](const Value& v, BrakeDraft& d) {
       int number = 0;
       for (const Value& item : v.AsList()) {
         Brake brake{.name = absl::StrCat("breaker_", ++number)};
         ApplyAll(kBrakeKeys, item, brake);
         if (brake.effect == BrakeEffect::kStopEnrolment) brake.includes_current_claim = false;
         d.brakes.push_back(brake);
       }
     }},
    {"breaker_compare|brake_compare|breaker_comparison|brake_comparison|compare|comparison",
     [](const Value& v, BrakeDraft& d) { d.comparison = AsComparison(v); }},
    {"breaker_effect|brake_effect",
     [](const Value& v, BrakeDraft& d) { d.effect = v.AsTerm<BrakeEffect>(kEffects); }},
    {"breaker_includes_current_claim|brake_includes_current_claim|includes_current_claim",
     [](const Value& v, BrakeDraft& d) { d.includes_current_claim = v.AsBool(); }},
};

}  // namespace

bool ApplyBrakeKey(absl::string_view name, const Value& value, BrakeDraft& draft) {
  return Apply(kDraftKeys, name, value, draft);
}

}  // namespace ippledge::vectors
