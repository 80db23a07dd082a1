#include "ledger/claim_work.h"

#include <algorithm>
#include <cstdint>

#include "ledger/claim_arithmetic.h"
#include "ledger/money.h"

namespace ippledge {

void Trace(StepVerdict& verdict, absl::string_view rule, TraceInputs inputs, std::string limit,
           std::string result, bool binds) {
  verdict.trace.push_back({.rule = std::string(rule),
                           .inputs = std::move(inputs),
                           .limit = std::move(limit),
                           .result = std::move(result),
                           .binds = binds,
                           .amount_after = FundSum(verdict, &PartAmount::amount)});
}

void SetOutcome(StepVerdict& verdict, Outcome outcome, absl::string_view rule) {
  if (verdict.outcome != Outcome::kUnspecified) return;
  verdict.outcome = outcome;
  verdict.rule = std::string(rule);
}

std::vector<std::size_t> PartsOf(const StepVerdict& verdict, bool with_guarantor) {
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < verdict.parts.size(); ++i) {
    const PartyRole role = verdict.parts[i].role;
    if (role == PartyRole::kFund || (with_guarantor && role == PartyRole::kGuarantor)) {
      indices.push_back(i);
    }
  }
  return indices;
}

Money SumOf(const StepVerdict& verdict, const std::vector<std::size_t>& indices) {
  Money sum;
  for (const std::size_t i : indices) sum = Plus(sum, verdict.parts[i].amount);
  return sum;
}

bool CutParts(const std::vector<std::size_t>& indices, Money limit, CutOrder order,
              StepVerdict& verdict) {
  const Money sum = SumOf(verdict, indices);
  if (sum <= limit) return false;
  Money freed;
  if (order == CutOrder::kLastFirst) {
    Money excess = Minus(sum, limit);
    for (auto at = indices.rbegin(); at != indices.rend(); ++at) {
      Money& amount = verdict.parts[*at].amount;
      const Money cut = std::min(amount, excess);
      amount = Minus(amount, cut);
      excess = Minus(excess, cut);
      freed = Plus(freed, cut);
    }
  } else {
    std::vector<std::int64_t> weights;
    for (const std::size_t i : indices) weights.push_back(verdict.parts[i].amount.fen());
    const std::vector<Money> kept = Allocate(limit, weights);
    for (std::size_t n = 0; n < indices.size(); ++n) verdict.parts[indices[n]].amount = kept[n];
    freed = Minus(sum, limit);
  }
  for (PartAmount& part : verdict.parts) {
    if (part.role != PartyRole::kBank) continue;
    part.amount = Plus(part.amount, freed);
    break;
  }
  return true;
}

}  // namespace ippledge
