// tools/claim_vectors/policy_draft.h: a policy while the keys of a vector are read into it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ledger/policy.h"
#include "tools/claim_vectors/loose_keys.h"

namespace ippledge::vectors {

// Keys that set the share model: also those of one of several modes.
bool ApplyModeKey(absl::string_view name, const Value& value, ShareMode& mode);
// Eligibility, caps, claims, payment and recovery.
bool ApplyTermsKey(absl::string_view name, const Value& value, Policy& policy);
// Brakes under their short names: "bank_year_breaker_ppm", "npl_stop_ppm", "brakes".
struct BrakeDraft {
  std::vector<Brake> brakes;
  std::optional<Comparison> comparison;
  std::optional<BrakeEffect> effect;
  std::optional<bool> includes_current_claim;
};
bool ApplyBrakeKey(absl::string_view name, const Value& value, BrakeDraft& draft);

// The bank bears what the shares leave: adds it, or gives it the rest when it has no share.
void CompleteShares(ShareMode& mode);

}  // namespace ippledge::vectors
