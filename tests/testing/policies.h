// tests/testing/policies.h: policies and facts that tests change a little.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ledger/evaluate.h"

namespace ippledge {

inline Money FenOf(std::int64_t fen) { return Money::OfFen(fen); }

// Fund 40 %, bank 60 % of the principal; nothing else binds.
inline Policy APolicy() {
  Policy policy{.policy_id = "p", .title_zh = "政策", .effective_date = Date::Of(2024, 1, 1)};
  policy.modes.push_back(
      {.parties = {{"fund", PartyRole::kFund, 400'000}, {"bank", PartyRole::kBank, 600'000}}});
  return policy;
}

inline ClaimFacts AClaim(std::int64_t principal_fen, std::string id = "A") {
  return {.id = std::move(id), .principal_loss = FenOf(principal_fen)};
}

inline PolicyFacts FactsOf(std::vector<FactStep> steps) { return {.steps = std::move(steps)}; }

inline StepVerdict Judge(const Policy& policy, const ClaimFacts& claim) {
  return Evaluate(policy, FactsOf({claim})).steps[0];
}

inline StepVerdict Judge(const Policy& policy, const EnrolmentFacts& loan) {
  return Evaluate(policy, FactsOf({loan})).steps[0];
}

inline std::int64_t Part(const StepVerdict& verdict, absl::string_view party) {
  const PartAmount* part = FindPart(verdict, party);
  return part == nullptr ? -1 : part->amount.fen();
}

// The line of a rule; an empty one when the rule was not looked at.
inline TraceLine LineOf(const StepVerdict& verdict, absl::string_view rule) {
  for (const TraceLine& line : verdict.trace) {
    if (line.rule == rule) return line;
  }
  return {};
}

}  // namespace ippledge
