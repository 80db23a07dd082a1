// Caps and cuts: ledger/claim_work.h, step 4.
//
// Limits that are a rate of something are whole fen, rounded down.
#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "ledger/claim_arithmetic.h"
#include "ledger/claim_work.h"

namespace ippledge {
namespace {

// The cap of the bank's n-th business year; the last one lasts.
std::optional<Money> OfBusinessYear(const std::optional<Money>& cap,
                                    const std::vector<Money>& by_year, int year) {
  if (by_year.empty()) return cap;
  const std::size_t at = std::min(static_cast<std::size_t>(std::max(year, 1)), by_year.size()) - 1;
  return cap.has_value() ? std::min(*cap, by_year[at]) : by_year[at];
}

// Cuts what the parties at `indices` pay together to limit - used.
void Cap(ClaimWork& work, const std::string& rule, const std::vector<std::size_t>& indices,
         Money limit, Money used, CutOrder order = CutOrder::kProRata) {
  const Money remaining = LeftOf(limit, used);
  const Money asked = SumOf(work.verdict, indices);
  const bool binds = CutParts(indices, remaining, order, work.verdict);
  Trace(work.verdict, rule,
        {{"used", FenText(used)}, {"asked", FenText(asked)}, {"remaining", FenText(remaining)}},
        FenText(limit), FenText(SumOf(work.verdict, indices)), binds);
}

// A cap on a figure that nobody entered: neither nothing nor all would be right.
void RefuseUnknown(ClaimWork& work, const std::string& rule, const char* figure) {
  SetOutcome(work.verdict, Outcome::kRefused, rule);
  Trace(work.verdict, rule, {{figure, "unknown"}}, "unknown", "REFUSED", true);
}

void CapLevels(ClaimWork& work) {
  for (std::size_t i = 0; i < work.mode.parties.size(); ++i) {
    const Party& party = work.mode.parties[i];
    if (party.role == PartyRole::kBank) continue;
    if (party.apply_within_days.has_value()) {
      for (const LevelFiling& filing : work.claim.levels) {
        if (filing.party != party.name) continue;
        const bool late = filing.working_days > *party.apply_within_days;
        if (late) CutParts({i}, Money(), CutOrder::kProRata, work.verdict);
        Trace(work.verdict, absl::StrCat(party.name, " apply_within_days"),
              {{"working_days", absl::StrCat(filing.working_days)}},
              absl::StrCat(*party.apply_within_days), late ? "late: 0" : "met", late);
      }
    }
    const std::optional<Money> cap = OfBusinessYear(
        party.per_claim_cap, party.per_claim_cap_by_year, work.claim.bank_business_year);
    if (cap.has_value()) Cap(work, absl::StrCat(party.name, " per_claim_cap"), {i}, *cap, Money());
    if (party.year_cap.has_value()) {
      Money before;
      for (const PaidByParty& paid : work.book.facts.parties) {
        if (paid.party == party.name) before = Plus(before, paid.paid_year);
      }
      const Money used =
          PaidInYear(work.book, work.book.party_paid, work.claim.year, party.name, before);
      Cap(work, absl::StrCat(party.name, " year_cap"), {i}, *party.year_cap, used);
    }
  }
}

void ApplyCuts(ClaimWork& work, const std::vector<std::size_t>& fund) {
  for (const auto& [rule, ppm] : work.cuts) {
    const Money before = SumOf(work.verdict, fund);
    // What is left after the cut is rounded half up.
    const Money kept = MultiplyHalfUp(before, kWholePpm - ppm, kWholePpm);
    const bool binds = CutParts(fund, kept, CutOrder::kProRata, work.verdict);
    Trace(work.verdict, rule, {{"before", FenText(before)}, {"cut_ppm", absl::StrCat(ppm)}}, "",
          FenText(kept), binds);
  }
}

Money Added(const std::map<std::string, Money>& sums, const std::string& key) {
  const auto found = sums.find(key);
  return found == sums.end() ? Money() : found->second;
}

void CapYears(ClaimWork& work, const std::vector<std::size_t>& fund) {
  const CapTerms& caps = work.policy.caps;
  const PortfolioFacts& facts = work.book.facts;
  if (caps.enterprise_paid_cap) {
    Cap(work, "enterprise_paid_cap", fund, *caps.enterprise_paid_cap,
        Plus(facts.enterprise_paid, Added(work.book.enterprise_paid, work.claim.enterprise)));
  }
  const PortfolioBook& book = work.book;
  const int year = work.claim.year;
  const Money by_bank =
      PaidInYear(book, book.institution_paid, year, work.claim.bank, facts.institution_paid_year);
  if (caps.institution_year_cap) {
    Cap(work, "institution_year_cap", fund, *caps.institution_year_cap, by_bank);
  }
  if (work.mode.mode_year_cap) {
    Cap(work, "mode_year_cap", fund, *work.mode.mode_year_cap,
        PaidInYear(book, book.mode_paid, year, work.mode.name, facts.mode_paid_year));
  }
  if (caps.fund_year_cap) {
    Cap(work, "fund_year_cap", fund, *caps.fund_year_cap,
        PaidInYear(book, book.fund_paid, year, "", facts.fund_paid_year));
  }
  if (caps.year_ceiling_times_ppm && facts.fees_last_year_unknown) {
    RefuseUnknown(work, "year_ceiling_times", "fees_last_year");
  } else if (caps.year_ceiling_times_ppm) {
    const Money base = Plus(facts.fees_last_year, facts.recoveries_last_year);
    Cap(work, "year_ceiling_times", fund, FloorOfPpm(base, *caps.year_ceiling_times_ppm), by_bank);
  }
}

// The share of the tiered party before uplifts: what a portfolio guarantee covers.
Money CoveredPortfolio(const ClaimWork& work) {
  const PortfolioFacts& facts = work.book.facts;
  if (facts.portfolio_covered.has_value()) return *facts.portfolio_covered;
  const int tiered = TieredParty(work.mode);
  if (tiered < 0) return facts.portfolio_principal;
  return FloorOfPpm(facts.portfolio_principal,
                    work.mode.parties[static_cast<std::size_t>(tiered)].share_ppm);
}

void CapPortfolio(ClaimWork& work, const std::vector<std::size_t>& fund) {
  const CapTerms& caps = work.policy.caps;
  const PortfolioFacts& facts = work.book.facts;
  const std::vector<std::size_t> joint = PartsOf(work.verdict, /*with_guarantor=*/true);
  if (caps.joint_rate_cap_ppm) {
    Cap(work, "joint_rate_cap", joint, FloorOfPpm(facts.library_loans, *caps.joint_rate_cap_ppm),
        facts.joint_paid);
  }
  if (caps.joint_cap_times_fees_ppm && facts.fees_collected_unknown) {
    RefuseUnknown(work, "joint_cap_times_fees", "fees_collected");
  } else if (caps.joint_cap_times_fees_ppm) {
    Cap(work, "joint_cap_times_fees", joint,
        FloorOfPpm(facts.fees_collected, *caps.joint_cap_times_fees_ppm), facts.joint_paid);
  }
  if (caps.portfolio_cap_rate_ppm) {
    Cap(work, "portfolio_cap_rate", fund,
        FloorOfPpm(CoveredPortfolio(work), *caps.portfolio_cap_rate_ppm), facts.paid_to_date);
  }
  if (caps.npl_balance_cap_ppm) {
    Cap(work, "npl_balance_cap", fund, FloorOfPpm(facts.npl_balance, *caps.npl_balance_cap_ppm),
        facts.paid_to_date);
  }
}

}  // namespace

void ApplyCaps(ClaimWork& work) {
  const std::vector<std::size_t> fund = PartsOf(work.verdict, /*with_guarantor=*/false);
  CapLevels(work);
  if (work.mode.all_layers_cap_ppm.has_value()) {
    Cap(work, "all_layers_cap", fund, FloorOfPpm(work.verdict.loss, *work.mode.all_layers_cap_ppm),
        Money(), work.mode.layer_cut_order);
  }
  const CapTerms& caps = work.policy.caps;
  const std::optional<Money> per_claim =
      OfBusinessYear(caps.per_claim_cap, caps.per_claim_cap_by_year, work.claim.bank_business_year);
  if (per_claim.has_value()) Cap(work, "per_claim_cap", fund, *per_claim, Money());
  ApplyCuts(work, fund);
  CapYears(work, fund);
  CapPortfolio(work, fund);
}

}  // namespace ippledge
