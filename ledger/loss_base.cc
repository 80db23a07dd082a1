// What is shared: ledger/claim_work.h, step 2.
//
// Roundings: the IP part of what is outstanding, of repayments and of proceeds is by largest
// remainder over (IP part, other part); interest is half up.
#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "ledger/claim_arithmetic.h"
#include "ledger/claim_work.h"

namespace ippledge {
namespace {

// A loan's two parts: secured on IP, and the rest.
struct Halves {
  Money ip;
  Money other;

  Money Sum() const { return Plus(ip, other); }
};

// Splits in the proportion of `by`; all to the IP part when that is nothing.
Halves SplitLike(Money amount, const Halves& by) {
  if (by.Sum() == Money()) return {amount, Money()};
  const std::vector<Money> parts = Allocate(amount, {by.ip.fen(), by.other.fen()});
  return {parts[0], parts[1]};
}

// Takes `amount` from `first`, what is left of it from `second`; nobody goes below 0.
void TakeInOrder(Money amount, Money& first, Money& second) {
  const Money taken = std::min(amount, first);
  first = Minus(first, taken);
  second = LeftOf(second, Minus(amount, taken));
}

// Takes `amount` from both in proportion to what they have.
void TakeProRata(Money amount, Halves& halves) {
  const Halves cut = SplitLike(std::min(amount, halves.Sum()), halves);
  halves = {Minus(halves.ip, cut.ip), Minus(halves.other, cut.other)};
}

// The two parts of the whole loan as the contract states them.
Halves ContractHalves(const ClaimFacts& claim, Money outstanding) {
  const Money loan = claim.loan_amount.value_or(claim.disbursed.value_or(outstanding));
  if (claim.ip_part.has_value()) return {*claim.ip_part, LeftOf(loan, *claim.ip_part)};
  if (claim.ip_part_ppm.has_value()) {
    return {Money::OfFen(*claim.ip_part_ppm), Money::OfFen(kWholePpm - *claim.ip_part_ppm)};
  }
  return {loan, Money()};
}

// The principal that was lent and what of it is still owed at the claim; nullopt when unknown.
struct Owed {
  Money lent;
  Money outstanding;
};
std::optional<Owed> PrincipalOwed(const ClaimFacts& claim) {
  if (claim.principal_loss.has_value()) return Owed{*claim.principal_loss, *claim.principal_loss};
  const std::optional<Money> lent =
      claim.disbursed.has_value() ? claim.disbursed : claim.loan_amount;
  if (!lent.has_value()) return std::nullopt;
  return Owed{*lent, LeftOf(*lent, claim.principal_repaid)};
}

// Outstanding principal over the two parts, after borrower's repayments.
Halves AfterRepayments(ClaimWork& work, const Owed& owed, const Halves& contract) {
  const Money repaid = Minus(owed.lent, owed.outstanding);
  Halves halves = SplitLike(owed.lent, contract);
  const RepaymentAttribution how = work.policy.loss.repayments;
  if (how == RepaymentAttribution::kProRata) {
    halves = SplitLike(owed.outstanding, contract);
  } else if (how == RepaymentAttribution::kIpFirst) {
    TakeInOrder(repaid, halves.ip, halves.other);
  } else {
    TakeInOrder(repaid, halves.other, halves.ip);
  }
  Trace(work.verdict, "repayment_attribution",
        {{"lent", FenText(owed.lent)},
         {"repaid", FenText(repaid)},
         {"ip_part", FenText(halves.ip)},
         {"other_part", FenText(halves.other)}},
        "", std::string(NameOfTerm(how)));
  return halves;
}

// Unpaid interest that the base includes. Half up over the days that count.
Money InterestAt(const ClaimWork& work, Money principal, Money interest) {
  const LossTerms& terms = work.policy.loss;
  const ClaimFacts& claim = work.claim;
  const int days = claim.interest_days.value_or(0);
  const int counted = std::min(days, terms.interest_days_cap.value_or(days));
  if (interest == Money() && claim.annual_rate_ppm.has_value() && days > 0) {
    return MultiplyHalfUp(principal, *claim.annual_rate_ppm * counted,
                          kWholePpm * terms.interest_day_basis);
  }
  if (days > 0 && counted < days) return MultiplyHalfUp(interest, counted, days);
  return interest;
}

bool IncludesInterest(LossBase base) {
  return base == LossBase::kPrincipalPlusInterest || base == LossBase::kAmountInDefault;
}

// Adds interest, penalties and costs to the parts, in proportion to the principal.
void AddInterest(ClaimWork& work, LossBase base, Halves& halves) {
  const LossTerms& terms = work.policy.loss;
  const ClaimFacts& claim = work.claim;
  Money extra;
  TraceInputs inputs;
  std::string limit;
  if (IncludesInterest(base)) {
    const Money counted = InterestAt(work, halves.Sum(), claim.interest_unpaid);
    extra = counted;
    inputs = {{"interest_unpaid", FenText(claim.interest_unpaid)},
              {"days", absl::StrCat(claim.interest_days.value_or(0))},
              {"counted", FenText(counted)}};
    if (terms.interest_days_cap) limit = absl::StrCat(*terms.interest_days_cap, " days");
  } else {
    inputs = {{"interest_unpaid", FenText(claim.interest_unpaid)}, {"counted", "0"}};
  }
  if (terms.penalty_interest_included) extra = Plus(extra, claim.penalty_interest);
  if (terms.costs_included) extra = Plus(extra, claim.costs);
  inputs.emplace_back("penalty",
                      terms.penalty_interest_included ? FenText(claim.penalty_interest) : "0");
  inputs.emplace_back("costs", terms.costs_included ? FenText(claim.costs) : "0");
  const Halves added = SplitLike(extra, halves);
  halves = {Plus(halves.ip, added.ip), Plus(halves.other, added.other)};
  Trace(work.verdict, "interest", std::move(inputs), std::move(limit), FenText(extra));
}

// The balance on the day the loan turned bad, or the lower of both, scales both parts.
bool ApplyBaseDate(ClaimWork& work, LossBase base, Halves& halves) {
  const BaseDate date = work.policy.loss.base_date;
  if (date == BaseDate::kClaim) return true;
  const ClaimFacts& claim = work.claim;
  if (!claim.principal_npl.has_value()) return false;
  const Money at_claim = halves.Sum();
  Money at_npl = *claim.principal_npl;
  if (IncludesInterest(base)) {
    at_npl =
        Plus(at_npl, claim.interest_npl.value_or(InterestAt(work, *claim.principal_npl, Money())));
  }
  const Money chosen = date == BaseDate::kNpl ? at_npl : std::min(at_npl, at_claim);
  halves = SplitLike(chosen, halves);
  Trace(work.verdict, "base_date", {{"at_npl", FenText(at_npl)}, {"at_claim", FenText(at_claim)}},
        "", std::string(NameOfTerm(date)), chosen != at_claim);
  return true;
}

// Proceeds and other recoveries before the claim.
void DeductRecoveries(ClaimWork& work, Halves& halves) {
  const LossTerms& terms = work.policy.loss;
  const ClaimFacts& claim = work.claim;
  Halves proceeds = {claim.recovered_ip, claim.recovered_other};
  Money unnamed = claim.recovered_unnamed;
  const Money gross = Plus(proceeds.Sum(), unnamed);
  if (gross == Money()) return;
  const bool deducted = terms.pre_claim_recoveries == PreClaimRecoveries::kDeduct;
  if (deducted && terms.net_of_costs) {
    // Costs come off the unnamed money first, then off the proceeds in proportion.
    const Money costs = std::min(claim.recovery_costs, gross);
    const Money from_unnamed = std::min(costs, unnamed);
    unnamed = Minus(unnamed, from_unnamed);
    TakeProRata(Minus(costs, from_unnamed), proceeds);
  }
  const Money net = Plus(proceeds.Sum(), unnamed);
  if (deducted && terms.proceeds == ProceedsAttribution::kOwnPartFirst) {
    const Halves had = halves;
    halves = {LeftOf(had.ip, proceeds.ip), LeftOf(had.other, proceeds.other)};
    // What its own part does not need falls on the other part.
    halves.other = LeftOf(halves.other, LeftOf(proceeds.ip, had.ip));
    halves.ip = LeftOf(halves.ip, LeftOf(proceeds.other, had.other));
    TakeProRata(unnamed, halves);
  } else if (deducted) {
    TakeProRata(net, halves);
  }
  Trace(work.verdict, "pre_claim_recoveries",
        {{"ip", FenText(claim.recovered_ip)},
         {"other", FenText(claim.recovered_other)},
         {"unnamed", FenText(claim.recovered_unnamed)},
         {"costs", FenText(claim.recovery_costs)},
         {"net", FenText(net)},
         {"ip_part_left", FenText(halves.ip)},
         {"other_part_left", FenText(halves.other)}},
        "", absl::StrCat(NameOfTerm(terms.pre_claim_recoveries), ", ", NameOfTerm(terms.proceeds)));
}

// Payments of insurer and guarantor, the cover's limit and what the bank asks lower the base.
void LimitBase(ClaimWork& work) {
  const ClaimFacts& claim = work.claim;
  StepVerdict& verdict = work.verdict;
  const Money paid = Plus(claim.insurer_paid, claim.guarantor_paid);
  if (work.policy.loss.insurer_or_guarantor_paid_first && paid > Money()) {
    verdict.loss = LeftOf(verdict.loss, paid);
    Trace(verdict, "insurer_or_guarantor_paid_first",
          {{"insurer_paid", FenText(claim.insurer_paid)},
           {"guarantor_paid", FenText(claim.guarantor_paid)}},
          "", FenText(verdict.loss));
  }
  if (claim.covered_limit.has_value()) {
    const bool binds = verdict.loss > *claim.covered_limit;
    const Money before = verdict.loss;
    verdict.loss = std::min(verdict.loss, *claim.covered_limit);
    verdict.other_part = Plus(verdict.other_part, Minus(before, verdict.loss));
    Trace(verdict, "covered_limit", {{"loss", FenText(before)}}, FenText(*claim.covered_limit),
          FenText(verdict.loss), binds);
  }
  if (claim.claimed.has_value()) {
    const bool above = *claim.claimed > verdict.loss;
    if (above) SetOutcome(verdict, Outcome::kRefused, "claimed_above_loss");
    Trace(verdict, "claimed_above_loss", {{"claimed", FenText(*claim.claimed)}},
          FenText(verdict.loss), above ? "REFUSED" : "met", above);
    if (!above) {
      const Money unclaimed = Minus(verdict.loss, *claim.claimed);
      verdict.other_part = Plus(verdict.other_part, unclaimed);
      verdict.loss = *claim.claimed;
    }
  }
}

// Below and above the band of its yearly portfolio the bank bears all.
void ApplyBand(ClaimWork& work) {
  const ShareMode& mode = work.mode;
  StepVerdict& verdict = work.verdict;
  verdict.in_band = verdict.loss;
  const std::int64_t from = std::max(mode.first_loss_bank_ppm, mode.loss_band_from_ppm.value_or(0));
  if (from == 0 && !mode.loss_band_to_ppm.has_value()) return;
  const Money portfolio = work.book.facts.portfolio_principal;
  const Money before = work.book.facts.portfolio_losses;
  const Money low = FloorOfPpm(portfolio, from);
  const Money high = mode.loss_band_to_ppm.has_value()
                         ? FloorOfPpm(portfolio, *mode.loss_band_to_ppm)
                         : Money::OfFen(Money::kFenMax);
  const auto within = [&](Money losses) { return std::clamp(losses, low, high); };
  verdict.in_band = Minus(within(Plus(before, verdict.loss)), within(before));
  Trace(verdict, "loss_band",
        {{"portfolio", FenText(portfolio)},
         {"losses_before", FenText(before)},
         {"loss", FenText(verdict.loss)}},
        absl::StrCat(FenText(low), " to ", FenText(high)), FenText(verdict.in_band),
        verdict.in_band != verdict.loss);
}

// False when a fact is missing.
bool ComputeBase(ClaimWork& work, LossBase base) {
  const ClaimFacts& claim = work.claim;
  StepVerdict& verdict = work.verdict;
  if (claim.given_loss.has_value() || base == LossBase::kGiven) {
    if (!claim.given_loss.has_value()) return false;
    verdict.loss = *claim.given_loss;
    Trace(verdict, "loss_base", {{"given_loss", FenText(verdict.loss)}}, "", FenText(verdict.loss));
    return true;
  }
  std::optional<Owed> owed = PrincipalOwed(claim);
  if (base == LossBase::kGuarantorPayout) {
    if (!claim.guarantor_payout.has_value()) return false;
    owed = Owed{*claim.guarantor_payout, *claim.guarantor_payout};
  }
  if (!owed.has_value()) return false;
  Halves halves = AfterRepayments(work, *owed, ContractHalves(claim, owed->outstanding));
  if (base != LossBase::kGuarantorPayout) {
    AddInterest(work, base, halves);
    if (!ApplyBaseDate(work, base, halves)) return false;
  }
  DeductRecoveries(work, halves);
  const bool whole = work.policy.loss.combined_base == CombinedBase::kWhole;
  verdict.loss = whole ? halves.Sum() : halves.ip;
  verdict.other_part = whole ? Money() : halves.other;
  Trace(verdict, "loss_base",
        {{"base", std::string(NameOfTerm(base))},
         {"combined", std::string(NameOfTerm(work.policy.loss.combined_base))},
         {"other_part", FenText(verdict.other_part)}},
        "", FenText(verdict.loss));
  return true;
}

}  // namespace

void ComputeLoss(ClaimWork& work) {
  if (!ComputeBase(work, work.mode.base.value_or(work.policy.loss.base))) {
    SetOutcome(work.verdict, Outcome::kRefused, "loss_base");
    Trace(work.verdict, "loss_base", {{"facts", "missing"}}, "", "REFUSED", true);
    return;
  }
  LimitBase(work);
  ApplyBand(work);
}

}  // namespace ippledge
