// Parties, tiers, uplifts, bands and layers: ledger/policy_check.h.
#include <algorithm>

#include "ledger/policy_check.h"

namespace ippledge {
namespace {

// The range [from, to) of a group of parties that share the same amount.
bool EndsGroup(const std::vector<Party>& parties, std::size_t i) {
  return i + 1 == parties.size() || parties[i + 1].residual_after != parties[i].residual_after;
}

void CheckParty(const ShareMode& mode, std::size_t index, const PolicyChecker& parent) {
  const Party& party = mode.parties[index];
  const PolicyChecker checker(parent, "parties", static_cast<int>(index));
  checker.Name("name", party.name);
  if (party.role == PartyRole::kUnspecified) checker.Add(Reason::kFieldRequired, "role", {});
  checker.Range("share_ppm", party.share_ppm, 0, kWholePpm);
  checker.Amount("per_claim_cap_fen", party.per_claim_cap);
  checker.Amounts("per_claim_cap_by_year_fen", party.per_claim_cap_by_year);
  checker.Amount("year_cap_fen", party.year_cap);
  checker.Range("apply_within_days", party.apply_within_days, 0, 10'000);
  const bool capped = party.per_claim_cap.has_value() || !party.per_claim_cap_by_year.empty() ||
                      party.year_cap.has_value() || party.apply_within_days.has_value();
  if (party.role == PartyRole::kBank && capped) {
    checker.Contradicts("role", "per_claim_cap_fen", "the bank bears what the caps cut off");
  }
  for (std::size_t j = 0; j < index; ++j) {
    if (mode.parties[j].name == party.name) {
      checker.Add(Reason::kDuplicateItem, "name", {{"got", party.name}});
      break;
    }
  }
}

// Groups: the first is of the loss; each later one names a party of the group before it; only the
// last makes a whole.
void CheckGroups(const std::vector<Party>& parties, const PolicyChecker& checker) {
  std::int64_t sum = 0;
  std::size_t begin = 0;
  std::size_t before = 0;  // where the group before began
  for (std::size_t i = 0; i < parties.size(); ++i) {
    sum += parties[i].share_ppm;
    const bool begins = i == begin;
    if (begins && i == 0 && !parties[i].residual_after.empty()) {
      checker.Contradicts("parties[0].residual_after", "parties", "nothing is shared before it");
    }
    if (begins && i > 0) {
      const bool found =
          std::any_of(parties.begin() + static_cast<std::ptrdiff_t>(before),
                      parties.begin() + static_cast<std::ptrdiff_t>(begin),
                      [&](const Party& party) { return party.name == parties[i].residual_after; });
      if (!found) {
        checker.Contradicts(absl::StrCat("parties[", i, "].residual_after"), "parties",
                            "it names no party of the group before");
      }
    }
    if (!EndsGroup(parties, i)) continue;
    const bool last = i + 1 == parties.size();
    const bool whole = last ? sum == kWholePpm : sum < kWholePpm;
    if (!whole) {
      checker.Add(Reason::kSharesNotWhole, "parties",
                  {{"got", absl::StrCat(sum)},
                   {"want", absl::StrCat(last ? "" : "less than ", kWholePpm)}});
    }
    sum = 0;
    before = begin;
    begin = i + 1;
  }
}

void CheckParties(const ShareMode& mode, const PolicyChecker& checker) {
  const std::vector<Party>& parties = mode.parties;
  if (parties.empty()) return checker.Add(Reason::kFieldRequired, "parties", {});
  if (!checker.Few("parties", parties, kPolicyPartiesMax)) return;
  for (std::size_t i = 0; i < parties.size(); ++i) CheckParty(mode, i, checker);
  const auto banks = std::count_if(parties.begin(), parties.end(), [](const Party& party) {
    return party.role == PartyRole::kBank;
  });
  if (banks != 1) {
    checker.Contradicts("parties", "role", absl::StrCat("exactly one is the bank, not ", banks));
  }
  CheckGroups(parties, checker);
}

// The party whose share changes must be there, beside the bank.
void CheckTieredParty(const ShareMode& mode, const PolicyChecker& checker) {
  const bool changes =
      mode.tier_by != TierBy::kNone || !mode.uplifts.empty() || mode.total_rate_cap_ppm.has_value();
  const int tiered = TieredParty(mode);
  if (tiered < 0) {
    if (changes || !mode.tiered_party.empty()) {
      checker.Contradicts("tiered_party", "parties", "it names no party");
    }
    return;
  }
  const Party& party = mode.parties[static_cast<std::size_t>(tiered)];
  std::int64_t room = party.share_ppm;
  for (const Party& other : mode.parties) {
    if (other.role != PartyRole::kBank) continue;
    if (other.residual_after == party.residual_after) {
      room += other.share_ppm;
    } else if (changes) {
      checker.Contradicts("tiered_party", "parties", "the bank shares in another group");
    }
  }
  for (std::size_t i = 0; i < mode.tiers.size(); ++i) {
    checker.Range(absl::StrCat("tiers[", i, "].share_ppm"), mode.tiers[i].share_ppm, 0, room);
  }
}

void CheckTiers(const ShareMode& mode, const PolicyChecker& parent) {
  const bool by_amount = mode.tier_by == TierBy::kLoanAmount;
  const bool by_rate = mode.tier_by == TierBy::kLossRate;
  if (!parent.Few("tiers", mode.tiers)) return;
  if (mode.tier_by == TierBy::kNone && !mode.tiers.empty()) {
    parent.Contradicts("tiers", "tier_by", "the tiers follow nothing");
  }
  if (mode.tier_by != TierBy::kNone && mode.tiers.empty()) {
    parent.Add(Reason::kFieldRequired, "tiers", {});
  }
  if (mode.tier_mode == TierMode::kMarginal && !by_amount && !by_rate) {
    parent.Contradicts("tier_mode", "tier_by", "only amounts and rates have slices");
  }
  std::int64_t before = -1;
  for (std::size_t i = 0; i < mode.tiers.size(); ++i) {
    const Tier& tier = mode.tiers[i];
    const PolicyChecker checker(parent, "tiers", static_cast<int>(i));
    checker.Amount("up_to_fen", tier.up_to);
    checker.Range("up_to_ppm", tier.up_to_ppm, 0, kWholePpm);
    if (tier.up_to.has_value() && !by_amount) {
      checker.Contradicts("up_to_fen", "tier_by", "tiers do not go by loan amount");
    }
    if (tier.up_to_ppm.has_value() && !by_rate) {
      checker.Contradicts("up_to_ppm", "tier_by", "tiers do not go by loss rate");
    }
    if (!tier.value.empty() == (by_amount || by_rate) && mode.tier_by != TierBy::kNone) {
      checker.Contradicts("value", "tier_by",
                          by_amount || by_rate ? "tiers go by a number" : "tiers go by a word");
    }
    if (!by_amount && !by_rate) {
      for (std::size_t j = 0; j < i; ++j) {
        if (mode.tiers[j].value != tier.value) continue;
        checker.Add(Reason::kDuplicateItem, "value", {{"got", tier.value}});
        break;
      }
      continue;
    }
    const bool last = i + 1 == mode.tiers.size();
    const std::optional<std::int64_t> bound =
        by_amount ? (tier.up_to.has_value() ? std::optional(tier.up_to->fen()) : std::nullopt)
                  : tier.up_to_ppm;
    const absl::string_view field = by_amount ? "up_to_fen" : "up_to_ppm";
    if (!bound.has_value()) {
      if (!last) checker.Add(Reason::kFieldRequired, field, {});
      continue;
    }
    if (*bound <= before || *bound == 0) {
      checker.Add(Reason::kTiersNotRising, field,
                  {{"got", absl::StrCat(*bound)},
                   {"after", absl::StrCat(std::max<std::int64_t>(before, 0))}});
    }
    before = std::max(before, *bound);
  }
}

void CheckUplifts(const ShareMode& mode, const PolicyChecker& parent) {
  parent.Few("uplifts", mode.uplifts);
  for (std::size_t i = 0; i < mode.uplifts.size(); ++i) {
    const Uplift& uplift = mode.uplifts[i];
    const PolicyChecker checker(parent, "uplifts", static_cast<int>(i));
    checker.Name("name", uplift.name);
    if (uplift.any_of.empty()) checker.Add(Reason::kFieldRequired, "any_of", {});
    checker.Words("any_of", uplift.any_of);
    checker.Range("points_ppm", uplift.points_ppm, 1, kWholePpm);
  }
}

}  // namespace

void CheckShareMode(const ShareMode& mode, const PolicyChecker& checker) {
  checker.Name("name", mode.name);
  CheckParties(mode, checker);
  CheckTieredParty(mode, checker);
  CheckTiers(mode, checker);
  CheckUplifts(mode, checker);
  checker.Range("total_rate_cap_ppm", mode.total_rate_cap_ppm, 0, kWholePpm);
  checker.Range("first_loss_bank_ppm", mode.first_loss_bank_ppm, 0, kWholePpm);
  checker.Range("loss_band_from_ppm", mode.loss_band_from_ppm, 0, kWholePpm);
  checker.Range("loss_band_to_ppm", mode.loss_band_to_ppm, 1, kWholePpm);
  const std::int64_t from = std::max(mode.first_loss_bank_ppm, mode.loss_band_from_ppm.value_or(0));
  if (mode.loss_band_to_ppm.has_value() && from >= *mode.loss_band_to_ppm) {
    checker.Contradicts("loss_band_to_ppm", "loss_band_from_ppm", "the band is empty");
  }
  checker.Range("all_layers_cap_ppm", mode.all_layers_cap_ppm, 0, kWholePpm);
  checker.Amount("mode_year_cap_fen", mode.mode_year_cap);
  if (mode.remainder_to == RemainderTo::kFund && TieredParty(mode) < 0) {
    checker.Contradicts("remainder_to", "parties", "there is no fund");
  }
}

}  // namespace ippledge
