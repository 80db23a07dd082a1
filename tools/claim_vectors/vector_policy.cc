#include "tools/claim_vectors/vector_policy.h"

#include "ledger/refusal.h"
#include "tools/claim_vectors/policy_draft.h"

namespace ippledge::vectors {
namespace {

// "default": {...} by name, or a list of objects with names.
void ReadModes(const Value& v, Policy& policy) {
  for (const Value& member : v.json.IsObject() ? v.Members() : v.AsList()) {
    ShareMode mode;
    if (v.json.IsObject()) mode.name = NameFrom(member.key.substr(v.key.size() + 1));
    for (const Value& field : member.Members()) {
      if (!ApplyModeKey(field.key.substr(member.key.size() + 1), field, mode)) {
        v.problems.push_back(absl::StrCat("unknown key ", field.key));
      }
    }
    policy.modes.push_back(std::move(mode));
  }
}

bool IsPlainBase(absl::string_view word) { return word == "principal_whole"; }

}  // namespace

Policy ReadPolicy(const Value& object) {
  Policy policy{.policy_id = "vector", .title_zh = "vector", .effective_date = Date()};
  policy.eligibility.no_double_cover = true;
  policy.claim.restructure_needs_consent = true;
  ShareMode mode;
  BrakeDraft brakes;
  bool has_modes = false;
  for (const Value& value : object.Members()) {
    const std::string name = value.key.substr(object.key.size() + 1);
    if (name == "modes") {
      ReadModes(value, policy);
      has_modes = true;
    } else if (name == "base" && IsPlainBase(value.json.text)) {
      policy.loss.combined_base = CombinedBase::kWhole;
    } else if (name == "late_claim_mode" && value.json.kind == Json::Kind::kNumber) {
      policy.claim.late_mode = LateClaimMode::kReduced;
      policy.claim.late_reduction_ppm = value.AsWhole();
    } else if (name == "brake_scope" || name == "breaker_scope") {
      for (Brake& brake : brakes.brakes) brake.scope = value.AsTerm<BrakeScope>();
    } else if (!ApplyModeKey(name, value, mode) && !ApplyTermsKey(name, value, policy) &&
               !ApplyBrakeKey(name, value, brakes)) {
      object.problems.push_back(absl::StrCat("unknown key ", value.key));
    }
    if (name == "base" && value.json.text == "lower_of_both") {
      policy.loss.base_date = BaseDate::kLowerOfBoth;
    }
  }
  for (Brake& brake : brakes.brakes) {
    if (brakes.comparison.has_value()) brake.comparison = *brakes.comparison;
    if (brakes.effect.has_value() && brake.effect != BrakeEffect::kWarn) {
      brake.effect = *brakes.effect;
    }
    if (brakes.includes_current_claim.has_value()) {
      brake.includes_current_claim = *brakes.includes_current_claim;
    }
  }
  policy.brakes = brakes.brakes;
  const bool only_recovery = !has_modes && mode.parties.empty() && mode.tiers.empty();
  if (only_recovery) {
    // Claims that state what the fund owes bring no shares.
    mode.parties.push_back({.name = "fund", .role = PartyRole::kFund, .share_ppm = kWholePpm});
  }
  if (!has_modes || !mode.parties.empty()) {
    if (!has_modes || !only_recovery) policy.modes.insert(policy.modes.begin(), mode);
  }
  // The base stands for all modes that name none.
  if (mode.base.has_value()) policy.loss.base = *mode.base;
  for (ShareMode& each : policy.modes) CompleteShares(each);
  Violations violations;
  CheckPolicy(policy, object.key, violations);
  for (const Violation& violation : violations.list()) {
    object.problems.push_back(EnglishText(violation));
  }
  return policy;
}

}  // namespace ippledge::vectors
