#include "audit/judgements.h"

#include <algorithm>
#include <type_traits>
#include <variant>

#include "absl/strings/str_cat.h"
#include "ledger/claim_fields.h"
#include "ledger/evaluate.h"

namespace ippledge::audit {
namespace {

absl::Status Wrong(absl::string_view what) { return absl::DataLossError(what); }

const Judgement* PointerTo(const Judgement& judgement) { return &judgement; }
const Judgement* PointerTo(const std::optional<Judgement>& judgement) {
  return judgement ? &*judgement : nullptr;
}

// Notes the first of many values that differs.
class FirstDifference {
 public:
  void Compare(absl::string_view name, absl::string_view found, absl::string_view expected) {
    if (!text_.empty() || found == expected) return;
    text_ = absl::StrCat(name, " ", found.empty() ? "nothing" : found, ", not ",
                         expected.empty() ? "nothing" : expected);
  }
  void Compare(absl::string_view name, Money found, Money expected) {
    Compare(name, absl::StrCat(found.fen()), absl::StrCat(expected.fen()));
  }
  void Compare(absl::string_view name, bool found, bool expected) {
    Compare(name, absl::string_view(found ? "yes" : "no"),
            absl::string_view(expected ? "yes" : "no"));
  }

  bool found() const { return !text_.empty(); }
  std::string text() const { return text_; }

 private:
  std::string text_;
};

void CompareLine(const TraceLine& found, const TraceLine& expected, FirstDifference& first) {
  first.Compare("rule", found.rule, expected.rule);
  const std::string rule = absl::StrCat("rule ", expected.rule, ": ");
  first.Compare(absl::StrCat(rule, "inputs"), absl::StrCat(found.inputs.size()),
                absl::StrCat(expected.inputs.size()));
  for (std::size_t i = 0; i < std::min(found.inputs.size(), expected.inputs.size()); ++i) {
    first.Compare(absl::StrCat(rule, "input"), found.inputs[i].first, expected.inputs[i].first);
    first.Compare(absl::StrCat(rule, expected.inputs[i].first), found.inputs[i].second,
                  expected.inputs[i].second);
  }
  first.Compare(absl::StrCat(rule, "limit"), found.limit, expected.limit);
  first.Compare(absl::StrCat(rule, "result"), found.result, expected.result);
  first.Compare(absl::StrCat(rule, "binds"), found.binds, expected.binds);
  first.Compare(absl::StrCat(rule, "amount after"), found.amount_after, expected.amount_after);
}

void ComparePart(const PartAmount& found, const PartAmount& expected, FirstDifference& first) {
  first.Compare("party", found.party, expected.party);
  const std::string party = absl::StrCat("party ", expected.party, ": ");
  first.Compare(absl::StrCat(party, "share"), found.share, expected.share);
  first.Compare(absl::StrCat(party, "amount"), found.amount, expected.amount);
  first.Compare(absl::StrCat(party, "now"), found.now, expected.now);
  first.Compare(absl::StrCat(party, "later"), found.later, expected.later);
  first.Compare(absl::StrCat(party, "deferred"), found.deferred, expected.deferred);
  first.Compare(absl::StrCat(party, "queued"), found.queued, expected.queued);
}

}  // namespace

const Judgement* JudgementOf(const Event& event) {
  return std::visit(
      [](const auto& e) -> const Judgement* {
        if constexpr (requires { PointerTo(e.judgement); }) return PointerTo(e.judgement);
        return nullptr;
      },
      event);
}

std::string DifferenceOf(const StepVerdict& found, const StepVerdict& expected) {
  FirstDifference first;
  for (std::size_t i = 0; i < std::min(found.trace.size(), expected.trace.size()); ++i) {
    CompareLine(found.trace[i], expected.trace[i], first);
  }
  first.Compare("rules looked at", absl::StrCat(found.trace.size()),
                absl::StrCat(expected.trace.size()));
  first.Compare("outcome", NameOf(found.outcome), NameOf(expected.outcome));
  first.Compare("deciding rule", found.rule, expected.rule);
  first.Compare("rate", absl::StrCat(found.rate_ppm), absl::StrCat(expected.rate_ppm));
  first.Compare("loss", found.loss, expected.loss);
  first.Compare("loss in band", found.in_band, expected.in_band);
  first.Compare("other part", found.other_part, expected.other_part);
  first.Compare("covered", found.covered, expected.covered);
  for (std::size_t i = 0; i < std::min(found.parts.size(), expected.parts.size()); ++i) {
    ComparePart(found.parts[i], expected.parts[i], first);
  }
  first.Compare("parties", absl::StrCat(found.parts.size()), absl::StrCat(expected.parts.size()));
  first.Compare("net", found.net, expected.net);
  first.Compare("costs", found.costs, expected.costs);
  first.Compare("surplus", found.surplus, expected.surplus);
  first.Compare("late interest", found.late_interest, expected.late_interest);
  if (first.found()) return first.text();
  // What has no line above: id, roles, warnings.
  return WireOf(found) == WireOf(expected) ? "" : "id, roles or warnings";
}

absl::Status CheckJudgement(const Judgement& judgement, const Programme& programme) {
  const std::string name =
      absl::StrCat("policy ", judgement.policy_id, " version ", judgement.policy_version);
  const IssuedPolicy* issued = programme.FindPolicy(judgement.policy_id, judgement.policy_version);
  if (issued == nullptr) return Wrong(absl::StrCat("its ", name, " was not issued"));
  if (judgement.facts.steps.size() != 1) {
    return Wrong(absl::StrCat("its facts are of ", judgement.facts.steps.size(), " steps, not 1"));
  }
  Violations violations;
  CheckPolicyFacts(judgement.facts, "facts", violations);
  if (const absl::Status shape = violations.ToStatus(); !shape.ok()) {
    return Wrong(absl::StrCat("no rule takes its facts: ", shape.message()));
  }
  const Verdict again = Evaluate(*issued->policy, judgement.facts);
  const std::string difference = DifferenceOf(judgement.verdict, again.steps.at(0));
  if (difference.empty()) return absl::OkStatus();
  return Wrong(absl::StrCat("its verdict is not that of ", name, ": ", difference));
}

}  // namespace ippledge::audit
