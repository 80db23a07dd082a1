// Rates and parts by share: ledger/claim_work.h, step 3.
#include <algorithm>
#include <cstddef>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "ledger/check.h"
#include "ledger/claim_arithmetic.h"
#include "ledger/claim_work.h"
#include "ledger/share.h"

namespace ippledge {
namespace {

// The word that tiers by a word compare; empty when the facts do not say it.
std::string WordOf(TierBy by, const ClaimFacts& claim) {
  switch (by) {
    case TierBy::kIpRole:
      return claim.security_role;
    case TierBy::kEnterpriseSize:
      return std::string(NameOf(claim.enterprise_size));
    case TierBy::kRiskClass:
      return claim.risk_class;
    case TierBy::kCollateral:
      return claim.collateral;
    default:
      return "";
  }
}

Money LoanOf(const ClaimFacts& claim) {
  if (claim.loan_amount.has_value()) return *claim.loan_amount;
  return claim.disbursed.value_or(Money());
}

// The amount whose size chooses the tier, and the inclusive ends of the tiers on its scale.
struct Scale {
  Money measure;
  std::vector<Money> bounds;
};
Scale ScaleOf(const ClaimWork& work) {
  const ShareMode& mode = work.mode;
  const Money end = Money::OfFen(Money::kFenMax);
  const Money loan = LoanOf(work.claim);
  Scale scale;
  if (mode.tier_by == TierBy::kLoanAmount) {
    scale.measure = loan > Money() ? loan : work.verdict.loss;
    for (const Tier& tier : mode.tiers) scale.bounds.push_back(tier.up_to.value_or(end));
  } else {
    scale.measure = work.verdict.loss;
    for (const Tier& tier : mode.tiers) {
      scale.bounds.push_back(tier.up_to_ppm.has_value() ? FloorOfPpm(loan, *tier.up_to_ppm) : end);
    }
  }
  return scale;
}

ShareRate TierRate(ClaimWork& work) {
  const ShareMode& mode = work.mode;
  const bool by_amount = mode.tier_by == TierBy::kLoanAmount || mode.tier_by == TierBy::kLossRate;
  ShareRate rate = ShareRate::OfPpm(0);
  TraceInputs inputs = {{"tier_by", std::string(NameOfTerm(mode.tier_by))},
                        {"tier_mode", std::string(NameOfTerm(mode.tier_mode))}};
  bool found = false;
  if (by_amount) {
    const Scale scale = ScaleOf(work);
    inputs.emplace_back("measure", FenText(scale.measure));
    if (mode.tier_mode == TierMode::kMarginal) {
      std::vector<std::int64_t> rates;
      for (const Tier& tier : mode.tiers) rates.push_back(tier.share_ppm);
      rate = MarginalRate(scale.bounds, rates, scale.measure);
      found = true;
    }
    for (std::size_t i = 0; i < scale.bounds.size() && !found; ++i) {
      if (scale.measure > scale.bounds[i]) continue;
      rate = ShareRate::OfPpm(mode.tiers[i].share_ppm);
      found = true;
    }
  } else {
    const std::string word = WordOf(mode.tier_by, work.claim);
    inputs.emplace_back("value", word);
    for (const Tier& tier : mode.tiers) {
      if (tier.value != word || found) continue;
      rate = ShareRate::OfPpm(tier.share_ppm);
      found = true;
    }
  }
  // Beyond the last tier nothing is covered.
  Trace(work.verdict, "tier", std::move(inputs), "",
        found ? absl::StrCat(rate.ppm()) : "beyond the last tier: 0", !found);
  return rate;
}

ShareRate WithUplifts(ClaimWork& work, ShareRate rate) {
  for (const Uplift& uplift : work.mode.uplifts) {
    const std::vector<std::string>& tags = work.claim.tags;
    const bool met = std::any_of(uplift.any_of.begin(), uplift.any_of.end(), [&](const auto& tag) {
      return std::find(tags.begin(), tags.end(), tag) != tags.end();
    });
    if (met) rate = rate.Plus(uplift.points_ppm);
    Trace(work.verdict, absl::StrCat("uplift ", uplift.name),
          {{"any_of", absl::StrJoin(uplift.any_of, ", ")}, {"met", met ? "yes" : "no"}},
          absl::StrCat("+", uplift.points_ppm), absl::StrCat(rate.ppm()));
  }
  return rate;
}

// The rate of the tiered party, never above what it and the bank have together.
ShareRate RateOf(ClaimWork& work, std::size_t tiered, std::int64_t room_ppm) {
  const ShareMode& mode = work.mode;
  ShareRate rate = ShareRate::OfPpm(mode.parties[tiered].share_ppm);
  if (mode.tier_by != TierBy::kNone) rate = TierRate(work);
  rate = WithUplifts(work, rate);
  if (mode.total_rate_cap_ppm.has_value()) {
    const bool binds = rate.IsAbove(*mode.total_rate_cap_ppm);
    const std::int64_t before = rate.ppm();
    if (binds) rate = ShareRate::OfPpm(*mode.total_rate_cap_ppm);
    Trace(work.verdict, "total_rate_cap", {{"rate_ppm", absl::StrCat(before)}},
          absl::StrCat(*mode.total_rate_cap_ppm), absl::StrCat(rate.ppm()), binds);
  }
  if (rate.IsAbove(room_ppm)) {
    Trace(work.verdict, "whole", {{"rate_ppm", absl::StrCat(rate.ppm())}}, absl::StrCat(room_ppm),
          absl::StrCat(room_ppm), true);
    rate = ShareRate::OfPpm(room_ppm);
  }
  return rate;
}

// One group of parties that share the same amount: [from, to).
void SplitGroup(ClaimWork& work, std::size_t from, std::size_t to, Money amount, int tiered,
                const ShareRate& rate) {
  const ShareMode& mode = work.mode;
  const Wide scale = rate.denominator / kWholePpm;
  const bool changes = tiered >= static_cast<int>(from) && tiered < static_cast<int>(to);
  std::vector<Wide> weights;
  for (std::size_t i = from; i < to; ++i) {
    weights.push_back(Wide{mode.parties[i].share_ppm} * scale);
  }
  Wide left = rate.denominator;
  std::size_t rest = weights.size();
  for (std::size_t i = from; i < to; ++i) {
    const PartyRole role = mode.parties[i].role;
    Wide& weight = weights[i - from];
    // The bank's share takes what tiers and uplifts add or leave.
    if (role == PartyRole::kBank && changes) {
      weight +=
          Wide{mode.parties[static_cast<std::size_t>(tiered)].share_ppm} * scale - rate.numerator;
    }
    if (static_cast<int>(i) == tiered) weight = rate.numerator;
    left -= weight;
    const bool takes_rest = mode.remainder_to == RemainderTo::kBank ? role == PartyRole::kBank
                                                                    : role == PartyRole::kFund;
    if (takes_rest && rest == weights.size()) rest = i - from;
  }
  weights.push_back(left);  // of the groups behind
  IPPLEDGE_CHECK(left >= 0);
  const std::vector<Money> parts = SplitExactly(amount, weights, mode.rounding, rest);
  for (std::size_t i = from; i < to; ++i) {
    work.verdict.parts[i].amount = Plus(work.verdict.parts[i].amount, parts[i - from]);
  }
}

// Ends of the groups: parties that name the same one before them.
std::vector<std::size_t> GroupEnds(const ShareMode& mode) {
  std::vector<std::size_t> ends;
  for (std::size_t i = 1; i < mode.parties.size(); ++i) {
    if (mode.parties[i].residual_after != mode.parties[i - 1].residual_after) ends.push_back(i);
  }
  ends.push_back(mode.parties.size());
  return ends;
}

}  // namespace

void ShareLoss(ClaimWork& work, bool shared) {
  const ShareMode& mode = work.mode;
  StepVerdict& verdict = work.verdict;
  for (const Party& party : mode.parties) {
    verdict.parts.push_back({.party = party.name, .role = party.role});
  }
  const auto bank = static_cast<std::size_t>(BankParty(mode));
  if (!shared) {
    verdict.parts[bank].amount = verdict.loss;
    return;
  }
  const int tiered = TieredParty(mode);
  ShareRate rate = ShareRate::OfPpm(0);
  if (tiered >= 0) {
    const auto at = static_cast<std::size_t>(tiered);
    const bool together = mode.parties[at].residual_after == mode.parties[bank].residual_after;
    const std::int64_t room =
        mode.parties[at].share_ppm + (together ? mode.parties[bank].share_ppm : 0);
    rate = RateOf(work, at, room);
  }
  verdict.rate_ppm = rate.ppm();
  std::size_t from = 0;
  Money left = verdict.in_band;
  for (const std::size_t end : GroupEnds(mode)) {
    SplitGroup(work, from, end, left, tiered, rate);
    for (std::size_t i = from; i < end; ++i) left = Minus(left, verdict.parts[i].amount);
    from = end;
  }
  verdict.parts[bank].amount =
      Plus(verdict.parts[bank].amount, Minus(verdict.loss, verdict.in_band));
  TraceInputs inputs;
  for (std::size_t i = 0; i < verdict.parts.size(); ++i) {
    PartAmount& part = verdict.parts[i];
    part.share = part.amount;
    inputs.emplace_back(part.party, FenText(part.amount));
  }
  Trace(verdict, "share", std::move(inputs), "", FenText(verdict.in_band));
}

}  // namespace ippledge
