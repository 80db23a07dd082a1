#include "ledger/recovery_split.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <string>

#include "absl/strings/str_cat.h"
#include "ledger/claim_arithmetic.h"
#include "ledger/claim_work.h"

namespace ippledge {
namespace {

using Chosen = std::function<bool(PartyRole)>;

Money Open(const PartAmount& part) { return Minus(part.share, part.amount); }

// Gives up to `money` to the chosen parties in proportion to what they have open; what is left.
Money Give(Money money, const Chosen& chosen, StepVerdict& verdict) {
  std::vector<std::int64_t> weights;
  std::vector<PartAmount*> parts;
  Money open;
  for (PartAmount& part : verdict.parts) {
    if (!chosen(part.role) || Open(part) == Money()) continue;
    parts.push_back(&part);
    weights.push_back(Open(part).fen());
    open = Plus(open, Open(part));
  }
  const Money given = std::min(money, open);
  if (parts.empty()) return money;
  const std::vector<Money> shares = Allocate(given, weights);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    parts[i]->amount = Plus(parts[i]->amount, shares[i]);
  }
  return Minus(money, given);
}

bool Anyone(PartyRole) { return true; }
bool IsPayer(PartyRole role) { return role == PartyRole::kFund || role == PartyRole::kGuarantor; }
bool IsBank(PartyRole role) { return role == PartyRole::kBank; }

// Costs that come off before sharing.
Money CostsTaken(const RecoveryTerms& terms, const RecoveryFacts& recovery, StepVerdict& verdict) {
  Money costs = std::min(recovery.costs, recovery.gross);
  std::string limit;
  bool binds = false;
  if (terms.order == RecoveryOrder::kProRata) {
    costs = Money();
  } else if (terms.cost_cap_ppm.has_value()) {
    const Money cap = FloorOfPpm(recovery.gross, *terms.cost_cap_ppm);
    binds = costs > cap;
    costs = std::min(costs, cap);
    limit = FenText(cap);
  }
  Trace(verdict, "recovery_costs",
        {{"gross", FenText(recovery.gross)}, {"costs", FenText(recovery.costs)}}, std::move(limit),
        FenText(costs), binds);
  return costs;
}

Money Share(const RecoveryTerms& terms, Money net, StepVerdict& verdict) {
  if (terms.order == RecoveryOrder::kFundFirst) {
    return Give(Give(net, IsPayer, verdict), Anyone, verdict);
  }
  if (terms.order == RecoveryOrder::kBankFirst) {
    return Give(Give(net, IsBank, verdict), Anyone, verdict);
  }
  return Give(net, Anyone, verdict);
}

// Beyond the loss: the bank's interest and penalties, or, uncapped, shared as the loss was.
Money ShareSurplus(const RecoveryTerms& terms, const std::vector<BorneByParty>& borne,
                   Money surplus, StepVerdict& verdict) {
  std::vector<std::int64_t> weights;
  std::int64_t sum = 0;
  for (const BorneByParty& party : borne) {
    weights.push_back(party.amount.fen());
    sum += party.amount.fen();
  }
  if (terms.capped_at_payment || surplus == Money() || sum == 0) return surplus;
  const std::vector<Money> shares = Allocate(surplus, weights);
  for (std::size_t i = 0; i < shares.size(); ++i) {
    verdict.parts[i].amount = Plus(verdict.parts[i].amount, shares[i]);
  }
  return Money();
}

void AddLateInterest(const Policy& policy, const RecoveryFacts& recovery,
                     std::optional<std::int64_t> lpr_ppm, StepVerdict& verdict) {
  const RecoveryTerms& terms = policy.recovery;
  int days = recovery.days_late.value_or(0);
  if (recovery.due_date.has_value() && recovery.remitted_date.has_value()) {
    days = std::max(0, recovery.remitted_date->days() - recovery.due_date->days());
  }
  const std::int64_t rate = RateOf(terms.late_interest, lpr_ppm);
  const Money due = FundSum(verdict, &PartAmount::amount);
  verdict.late_interest = MultiplyHalfUp(due, rate * days, kWholePpm * terms.day_basis);
  Trace(verdict, "late_interest",
        {{"due", FenText(due)},
         {"rate_ppm", absl::StrCat(rate)},
         {"days_late", absl::StrCat(days)},
         {"day_basis", absl::StrCat(terms.day_basis)}},
        "", FenText(verdict.late_interest));
}

}  // namespace

std::int64_t RateOf(const InterestTerms& terms, std::optional<std::int64_t> lpr_ppm) {
  const std::int64_t lpr = lpr_ppm.value_or(0);
  switch (terms.mode) {
    case RateMode::kFixed:
      return terms.rate_ppm;
    case RateMode::kLprPlus:
      return lpr_ppm.has_value() ? lpr + terms.plus_ppm : 0;
    case RateMode::kLprMultiple:
      return lpr * terms.multiple_ppm / kWholePpm;
    default:
      return 0;
  }
}

void SplitRecovery(const Policy& policy, const RecoveryFacts& recovery,
                   const std::vector<BorneByParty>& borne, std::optional<std::int64_t> lpr_ppm,
                   StepVerdict& verdict) {
  const RecoveryTerms& terms = policy.recovery;
  for (const BorneByParty& party : borne) {
    verdict.parts.push_back(
        {.party = party.party, .role = party.role, .share = LeftOf(party.amount, party.recovered)});
    verdict.loss = Plus(verdict.loss, verdict.parts.back().share);
  }
  verdict.costs = CostsTaken(terms, recovery, verdict);
  verdict.net = Minus(recovery.gross, verdict.costs);
  const Money left = Share(terms, verdict.net, verdict);
  verdict.surplus = ShareSurplus(terms, borne, left, verdict);
  TraceInputs inputs = {{"order", std::string(NameOfTerm(terms.order))},
                        {"net", FenText(verdict.net)},
                        {"surplus", FenText(verdict.surplus)}};
  for (PartAmount& part : verdict.parts) {
    part.now = part.amount;
    inputs.emplace_back(part.party, FenText(part.amount));
  }
  Trace(verdict, "recovery_order", std::move(inputs), FenText(verdict.loss), FenText(verdict.net),
        true);
  if (left > Money()) {
    Trace(verdict, "recovery_cap", {{"surplus", FenText(left)}}, FenText(verdict.loss),
          FenText(FundSum(verdict, &PartAmount::amount)), terms.capped_at_payment);
  }
  AddLateInterest(policy, recovery, lpr_ppm, verdict);
  SetOutcome(verdict, Outcome::kAllocated, "");
}

void ComputeClawback(const Policy& policy, const ClawbackFacts& clawback,
                     std::optional<std::int64_t> lpr_ppm, StepVerdict& verdict) {
  const ClawbackTerms& terms = policy.clawback;
  Money base = clawback.paid;
  if (terms.mode == ClawbackMode::kRepairedPart) {
    base = MultiplyHalfUp(clawback.paid, clawback.repaired_ppm, kWholePpm);
  }
  const Money held = LeftOf(clawback.paid, clawback.recovered);
  const Money back = std::min(base, held);
  const std::int64_t rate = RateOf(terms.interest, lpr_ppm);
  verdict.late_interest = MultiplyHalfUp(back, rate * clawback.days, kWholePpm * 365);
  verdict.net = back;
  verdict.loss = back;
  verdict.parts.push_back(
      {.party = "fund", .role = PartyRole::kFund, .share = held, .amount = back, .now = back});
  Trace(verdict, "clawback",
        {{"mode", std::string(NameOfTerm(terms.mode))},
         {"paid", FenText(clawback.paid)},
         {"recovered", FenText(clawback.recovered)},
         {"rate_ppm", absl::StrCat(rate)},
         {"days", absl::StrCat(clawback.days)},
         {"interest", FenText(verdict.late_interest)}},
        FenText(held), FenText(back), true);
  SetOutcome(verdict, Outcome::kAllocated, "");
}

}  // namespace ippledge
