#include "tools/claim_vectors/run_vectors.h"

#include <map>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "ledger/evaluate.h"
#include "tools/claim_vectors/answers.h"
#include "tools/claim_vectors/json_value.h"
#include "tools/claim_vectors/vector_facts.h"
#include "tools/claim_vectors/vector_policy.h"

namespace ippledge::vectors {
namespace {

// Keys of a vector that say something for people only.
const std::set<std::string, std::less<>>& ProseKeys() {
  static const auto* const kKeys = new std::set<std::string, std::less<>>{
      "id",          "kind",  "currency", "title",         "scheme", "source",
      "evidence",    "notes", "note",     "assumptions",   "steps",  "binding_rule",
      "description", "mark",  "section",  "binding_rules", "worked", "rounding"};
  return *kKeys;
}

std::string Text(const Answer& answer) {
  if (const auto* number = std::get_if<std::int64_t>(&answer)) return absl::StrCat(*number);
  if (const auto* truth = std::get_if<bool>(&answer)) return *truth ? "true" : "false";
  return std::get<std::string>(answer);
}

class VectorRun {
 public:
  explicit VectorRun(const Json& vector) : vector_(vector) {}

  // What differs; empty when the vector passes.
  Problems Run() {
    const Json* policy = vector_.Find("policy");
    const Json* inputs = vector_.Find("inputs");
    const Json* expected = vector_.Find("expected");
    for (const auto& [key, value] : vector_.members) {
      if (ProseKeys().contains(key) || key == "policy" || key == "inputs" || key == "expected" ||
          key == "binds") {
        continue;
      }
      problems_.push_back(absl::StrCat("unknown key ", key));
    }
    if (policy == nullptr || inputs == nullptr || expected == nullptr) {
      problems_.emplace_back("policy, inputs and expected are needed");
      return problems_;
    }
    const std::string kind = vector_.Find("kind") ? vector_.Find("kind")->text : "claim";
    const bool recovers = policy->Find("recovery") || policy->Find("recovery_order");
    Policy rules = ReadPolicy({*policy, "policy", problems_});
    const PolicyFacts facts = ReadFacts(kind, {*inputs, "inputs", problems_}, rules, recovers);
    if (!problems_.empty()) return problems_;
    facts_ = &facts;
    verdict_ = Evaluate(rules, facts);
    for (const auto& [key, value] : expected->members) Expect(key, value);
    if (expected->members.empty()) problems_.emplace_back("nothing is expected");
    if (const Json* binds = vector_.Find("binds")) ExpectBinding(*binds);
    facts_ = nullptr;
    return problems_;
  }

  const Verdict& verdict() const { return verdict_; }

 private:
  void Differs(absl::string_view key, absl::string_view want, absl::string_view got) {
    problems_.push_back(absl::StrCat(key, ": expected ", want, ", got ", got));
  }

  const StepVerdict* StepCalled(absl::string_view id) const {
    const StepVerdict* found = nullptr;
    for (const StepVerdict& step : verdict_.steps) {
      // A loan and the claim on it may have one id: its enrolment is asked by its status alone.
      if (step.id == id && (found == nullptr || found->parts.empty())) found = &step;
    }
    return id.empty() ? nullptr : found;
  }
  const StepVerdict* EnrolmentCalled(absl::string_view id) const {
    for (const StepVerdict& step : verdict_.steps) {
      if (step.id == id && step.parts.empty()) return &step;
    }
    return StepCalled(id);
  }

  std::vector<const StepVerdict*> Claims() const {
    std::vector<const StepVerdict*> steps;
    for (const StepVerdict& step : verdict_.steps) {
      if (!step.parts.empty() && step.outcome != Outcome::kAllocated) steps.push_back(&step);
    }
    return steps;
  }
  const StepVerdict* LastRecovery() const {
    const StepVerdict* found = nullptr;
    for (const StepVerdict& step : verdict_.steps) {
      if (step.outcome == Outcome::kAllocated) found = &step;
    }
    return found;
  }

  void Compare(absl::string_view key, const Json& want, const StepVerdict& step,
               absl::string_view name) {
    const std::optional<Answer> answer = AnswerOf(step, name);
    if (!answer.has_value()) {
      problems_.push_back(absl::StrCat("unknown key expected.", key));
      return;
    }
    if (want.IsString() && std::holds_alternative<std::string>(*answer)) {
      const bool status = std::get<std::string>(*answer) == StatusText(step);
      const bool good =
          status ? StatusMatches(step, want.text) : std::get<std::string>(*answer) == want.text;
      if (!good) Differs(key, want.Brief(), Text(*answer));
      return;
    }
    if (want.IsBool() && std::holds_alternative<bool>(*answer)) {
      if (want.truth != std::get<bool>(*answer)) Differs(key, want.Brief(), Text(*answer));
      return;
    }
    const std::optional<std::int64_t> number = want.Whole();
    const auto* got = std::get_if<std::int64_t>(&*answer);
    if (!number.has_value() || got == nullptr) {
      problems_.push_back(absl::StrCat("expected.", key, ": ", want.Brief(),
                                       " cannot be compared with ", Text(*answer)));
    } else if (*number != *got) {
      Differs(key, want.Brief(), absl::StrCat(*got, " (difference ", *got - *number, ")"));
    }
  }

  // The sum over several claims, for numbers.
  bool CompareSum(const std::string& key, const Json& want) {
    std::int64_t sum = 0;
    for (const StepVerdict* step : Claims()) {
      const std::optional<Answer> answer = AnswerOf(*step, key);
      if (!answer.has_value() || !std::holds_alternative<std::int64_t>(*answer)) return false;
      sum += std::get<std::int64_t>(*answer);
    }
    if (want.Whole() != sum) Differs(key, want.Brief(), absl::StrCat(sum));
    return true;
  }

  void Expect(const std::string& key, const Json& want) {
    if (const StepVerdict* step = StepCalled(key)) return ExpectOfStep(key, want, *step);
    if (want.IsObject() && (key == "recovery" || key == "claim" || key == "clawback")) {
      const StepVerdict* step = key == "claim" && !Claims().empty() ? Claims()[0] : LastRecovery();
      if (step != nullptr) return ExpectOfStep(key, want, *step);
    }
    // "fund_A", "A_fund".
    for (const StepVerdict& step : verdict_.steps) {
      if (step.id.empty()) continue;
      absl::string_view name = key;
      if (absl::ConsumeSuffix(&name, absl::StrCat("_", step.id)) ||
          absl::ConsumePrefix(&name, absl::StrCat(step.id, "_"))) {
        return Compare(key, want, *StepCalled(step.id), name);
      }
    }
    const StepVerdict* recovery = LastRecovery();
    const std::vector<const StepVerdict*> claims = Claims();
    const bool of_recovery = absl::StrContains(key, "recovery") || key == "net" ||
                             key == "late_interest" || key == "surplus";
    if (recovery != nullptr && (claims.empty() || of_recovery)) {
      return Compare(key, want, *recovery, key);
    }
    if (claims.size() > 1 && CompareSum(key, want)) return;
    if (!claims.empty()) return Compare(key, want, *claims.back(), key);
    Compare(key, want, verdict_.steps.back(), key);
  }

  void ExpectOfStep(const std::string& key, const Json& want, const StepVerdict& step) {
    if (want.IsString()) {
      const StepVerdict& asked = *EnrolmentCalled(step.id);
      if (!StatusMatches(asked, want.text)) Differs(key, want.Brief(), StatusText(asked));
      return;
    }
    if (want.IsObject()) {
      for (const auto& [name, value] : want.members) {
        Compare(absl::StrCat(key, ".", name), value, step, name);
      }
      return;
    }
    Compare(key, want, step, step.parts.empty() ? "covered" : "fund_total");
  }

  // "binds": the rule that decides; of the last claim or recovery, or {"A": rule}.
  void ExpectBinding(const Json& binds) {
    if (binds.IsObject()) {
      for (const auto& [id, rule] : binds.members) {
        const StepVerdict* step = StepCalled(id);
        if (step == nullptr || BindingRule(*step) != rule.text) {
          Differs(absl::StrCat("binds.", id), rule.Brief(), step ? BindingRule(*step) : "no step");
        }
      }
      return;
    }
    const std::vector<const StepVerdict*> claims = Claims();
    const StepVerdict& step = claims.empty() ? verdict_.steps.back() : *claims.back();
    if (BindingRule(step) != binds.text) Differs("binds", binds.Brief(), BindingRule(step));
  }

  const Json& vector_;
  Problems problems_;
  Verdict verdict_;
  const PolicyFacts* facts_ = nullptr;
};

void PrintTrace(const Verdict& verdict, std::ostream& out) {
  for (const StepVerdict& step : verdict.steps) {
    out << "    step " << step.id << ": " << StatusText(step) << '\n';
    for (const TraceLine& line : step.trace) {
      out << (line.binds ? "    * " : "      ") << line.rule << " ("
          << absl::StrJoin(line.inputs, ", ", absl::PairFormatter("=")) << ")";
      if (!line.limit.empty()) out << " limit " << line.limit;
      out << " -> " << line.result << "; then " << line.amount_after.fen() << '\n';
    }
    for (const PartAmount& part : step.parts) {
      out << "      " << part.party << " " << part.amount.fen() << " now " << part.now.fen()
          << '\n';
    }
  }
}

}  // namespace

Tally RunVectors(absl::string_view text, bool verbose, std::ostream& out) {
  Tally tally;
  const absl::StatusOr<Json> file = ParseJson(text);
  const Json* vectors = file.ok() ? (file->IsArray() ? &*file : file->Find("vectors")) : nullptr;
  if (vectors == nullptr || !vectors->IsArray() || vectors->items.empty()) {
    out << "FAIL  the file has no list of vectors"
        << (file.ok() ? "" : absl::StrCat(": ", file.status().message())) << '\n';
    tally.failed = 1;
    return tally;
  }
  for (const Json& vector : vectors->items) {
    const Json* id = vector.Find("id");
    const Json* title = vector.Find("title");
    VectorRun run(vector);
    const Problems problems = run.Run();
    ++(problems.empty() ? tally.passed : tally.failed);
    out << (problems.empty() ? "pass  " : "FAIL  ") << (id ? id->text : "?") << "  "
        << (title ? title->text : "") << '\n';
    for (const std::string& problem : problems) out << "      " << problem << '\n';
    if (verbose) PrintTrace(run.verdict(), out);
  }
  out << tally.passed << " passed, " << tally.failed << " failed\n";
  return tally;
}

}  // namespace ippledge::vectors
