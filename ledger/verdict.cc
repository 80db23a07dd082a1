#include "ledger/verdict.h"

#include "ledger/claim_arithmetic.h"

namespace ippledge {

absl::string_view NameOf(Outcome outcome) {
  static constexpr absl::string_view kNames[kOutcomeCount] = {
      "UNSPECIFIED", "PAYABLE",  "PART_PAYABLE", "QUEUED",           "DEFERRED",  "REFUSED",
      "COMMITTEE",   "RETURNED", "ENROLLED",     "ENROLLED_IN_PART", "UNCOVERED", "ALLOCATED"};
  return kNames[static_cast<std::size_t>(outcome)];
}

std::string BindingRule(const StepVerdict& verdict) {
  if (!verdict.rule.empty()) return verdict.rule;
  for (auto line = verdict.trace.rbegin(); line != verdict.trace.rend(); ++line) {
    if (line->binds) return line->rule;
  }
  return "share";
}

Money FundSum(const StepVerdict& verdict, Money PartAmount::*field) {
  Money sum;
  for (const PartAmount& part : verdict.parts) {
    if (part.role == PartyRole::kFund) sum = Plus(sum, part.*field);
  }
  return sum;
}

const PartAmount* FindPart(const StepVerdict& verdict, absl::string_view party) {
  for (const PartAmount& part : verdict.parts) {
    if (part.party == party) return &part;
  }
  return nullptr;
}

}  // namespace ippledge
