#include "ledger/payment_split.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "absl/strings/str_cat.h"
#include "ledger/claim_arithmetic.h"
#include "ledger/claim_work.h"

namespace ippledge {
namespace {

// What the fund may still pay, not counting what was noted of this batch; nullopt: no limit, or the
// facts do not state it.
std::optional<Money> AtHand(const Policy& policy, const PortfolioBook& book, int year,
                            Money noted) {
  const PortfolioFacts& facts = book.facts;
  switch (policy.payment.liability_limit) {
    case LiabilityLimit::kFundBalance:
      return facts.available;
    case LiabilityLimit::kFundTotal:
      if (!facts.fund_total.has_value()) return std::nullopt;
      return LeftOf(*facts.fund_total, Minus(facts.paid_to_date, noted));
    case LiabilityLimit::kBudgetYear: {
      if (!facts.budget_year.has_value()) return std::nullopt;
      const Money paid = PaidInYear(book, book.fund_paid, year, "", facts.fund_paid_year);
      return LeftOf(*facts.budget_year, Minus(paid, noted));
    }
    default:
      return std::nullopt;
  }
}

// Gives a claim's public levels `granted` of what they owe, in proportion; the rest waits, or is
// refused and falls on the bank.
void Grant(const DecidedClaim& decided, Money granted, bool refuse, PortfolioBook& book) {
  StepVerdict& verdict = *decided.verdict;
  std::vector<std::int64_t> weights;
  const std::vector<std::size_t> fund = PartsOf(verdict, /*with_guarantor=*/false);
  for (const std::size_t i : fund) weights.push_back(verdict.parts[i].now.fen());
  const std::vector<Money> kept = Allocate(granted, weights);
  for (std::size_t n = 0; n < fund.size(); ++n) {
    PartAmount& part = verdict.parts[fund[n]];
    const Money rest = Minus(part.now, kept[n]);
    part.now = kept[n];
    if (!refuse) {
      part.queued = rest;
      continue;
    }
    part.amount = kept[n];
    NoteRefusedRest(*decided.claim, *decided.mode, part.party, rest, book);
    for (PartAmount& bank : verdict.parts) {
      if (bank.role != PartyRole::kBank) continue;
      bank.amount = Plus(bank.amount, rest);
      bank.now = bank.amount;
      break;
    }
  }
}

void CutIntoInstalments(const Policy& policy, const DecidedClaim& decided) {
  const PaymentTerms& terms = policy.payment;
  if (terms.first_instalment_ppm == kWholePpm) return;
  const ClaimFacts& claim = *decided.claim;
  const bool ended = claim.recovery_ended;
  bool passed = false;
  if (claim.decree_date.has_value() && claim.claim_date.has_value()) {
    const Date due = AddYears(*claim.decree_date, terms.second_after_decree_years);
    passed = *claim.claim_date >= due;
  }
  bool second = ended || passed;
  if (terms.second_on == SecondInstalment::kRecoveryEnd) second = ended;
  if (terms.second_on == SecondInstalment::kYearsAfterDecree) second = passed;
  StepVerdict& verdict = *decided.verdict;
  Money first;
  Money later;
  for (PartAmount& part : verdict.parts) {
    if (part.role != PartyRole::kFund) continue;
    const Money due = part.now;
    if (!second) part.now = MultiplyHalfUp(due, terms.first_instalment_ppm, kWholePpm);
    part.later = Minus(due, part.now);
    first = Plus(first, part.now);
    later = Plus(later, part.later);
  }
  Trace(verdict, "instalments",
        {{"second_on", std::string(NameOfTerm(terms.second_on))},
         {"recovery_ended", ended ? "yes" : "no"},
         {"years_passed", passed ? "yes" : "no"},
         {"later", FenText(later)}},
        absl::StrCat(terms.first_instalment_ppm), FenText(first), later > Money());
}

}  // namespace

std::vector<Money> ShareShortfall(ShortfallMode mode, const std::vector<Money>& wanted,
                                  Money at_hand) {
  Money sum;
  for (const Money wish : wanted) sum = Plus(sum, wish);
  if (sum <= at_hand) return wanted;
  std::vector<Money> granted(wanted.size());
  if (mode == ShortfallMode::kProRata) {
    std::vector<std::int64_t> weights;
    for (const Money wish : wanted) weights.push_back(wish.fen());
    return Allocate(at_hand, weights);
  }
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    // Nobody overtakes a claim that waits for money.
    if (mode == ShortfallMode::kWaitForTopup && wanted[i] > at_hand) break;
    granted[i] = std::min(wanted[i], at_hand);
    at_hand = Minus(at_hand, granted[i]);
  }
  return granted;
}

void SettleClaim(const std::string& deferred_by, StepVerdict& verdict) {
  const bool refused = verdict.outcome == Outcome::kRefused ||
                       verdict.outcome == Outcome::kReturned ||
                       verdict.outcome == Outcome::kCommittee;
  if (!refused && !deferred_by.empty()) SetOutcome(verdict, Outcome::kDeferred, deferred_by);
  for (PartAmount& part : verdict.parts) {
    if (refused) part.amount = part.role == PartyRole::kBank ? verdict.loss : Money();
    const bool held = verdict.outcome == Outcome::kDeferred && part.role == PartyRole::kFund;
    (held ? part.deferred : part.now) = part.amount;
  }
}

void SettleBatch(const Policy& policy, const std::vector<DecidedClaim>& batch,
                 PortfolioBook& book) {
  std::vector<DecidedClaim> payable;
  std::vector<Money> wanted;
  for (const DecidedClaim& decided : batch) {
    if (decided.verdict->outcome != Outcome::kUnspecified) continue;
    payable.push_back(decided);
    wanted.push_back(FundSum(*decided.verdict, &PartAmount::now));
  }
  if (payable.empty()) return;
  Money noted;
  for (const Money wish : wanted) noted = Plus(noted, wish);
  const std::optional<Money> at_hand = AtHand(policy, book, payable[0].claim->year, noted);
  const ShortfallMode mode = policy.payment.shortfall_mode;
  const std::vector<Money> granted = at_hand ? ShareShortfall(mode, wanted, *at_hand) : wanted;
  for (std::size_t i = 0; i < payable.size(); ++i) {
    StepVerdict& verdict = *payable[i].verdict;
    const Money short_by = Minus(wanted[i], granted[i]);
    const bool refuse = mode == ShortfallMode::kRefuse;
    if (short_by > Money()) Grant(payable[i], granted[i], refuse, book);
    if (at_hand.has_value()) {
      Trace(verdict, "liability_limit",
            {{"limit_of", std::string(NameOfTerm(policy.payment.liability_limit))},
             {"asked", FenText(wanted[i])},
             {"shortfall_mode", std::string(NameOfTerm(mode))}},
            FenText(*at_hand), FenText(granted[i]), short_by > Money());
    }
    if (short_by > Money() && !refuse) {
      SetOutcome(verdict, granted[i] > Money() ? Outcome::kPartPayable : Outcome::kQueued,
                 "liability_limit");
    }
    if (short_by > Money() && refuse && granted[i] == Money()) {
      SetOutcome(verdict, Outcome::kRefused, "liability_limit");
    }
    CutIntoInstalments(policy, payable[i]);
    SetOutcome(verdict, Outcome::kPayable, "");
    if (book.facts.available.has_value()) {
      book.facts.available = LeftOf(*book.facts.available, granted[i]);
    }
  }
}

}  // namespace ippledge
