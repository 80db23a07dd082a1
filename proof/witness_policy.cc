#include "proof/witness_policy.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace ippledge::proof {
namespace {

const PolicyGroup* FindGroup(const WitnessPolicy& policy, absl::string_view name) {
  const auto found = std::find_if(policy.groups.begin(), policy.groups.end(),
                                  [name](const PolicyGroup& g) { return g.name == name; });
  return found == policy.groups.end() ? nullptr : &*found;
}

// Whether `name` holds, and what it lacks if not. Groups name only what was defined before them, so
// this ends.
bool Holds(const WitnessPolicy& policy, const std::string& name,
           absl::Span<const Cosigner> cosigners, std::vector<Shortfall>& shortfalls) {
  const PolicyGroup* const group = FindGroup(policy, name);
  if (group == nullptr) {
    const bool has = std::any_of(cosigners.begin(), cosigners.end(),
                                 [&name](const Cosigner& c) { return c.name == name; });
    if (!has) shortfalls.push_back({.name = name, .have = 0, .need = 1, .absent = {name}});
    return has;
  }
  Shortfall shortfall = {.name = name, .need = group->threshold};
  std::vector<Shortfall> below;
  for (const std::string& member : group->members) {
    std::vector<Shortfall> of_member;
    if (Holds(policy, member, cosigners, of_member)) {
      ++shortfall.have;
      continue;
    }
    shortfall.absent.push_back(member);
    // A witness is named by its group already.
    if (FindGroup(policy, member) == nullptr) continue;
    below.insert(below.end(), of_member.begin(), of_member.end());
  }
  if (shortfall.have >= shortfall.need) return true;
  shortfalls.push_back(std::move(shortfall));
  shortfalls.insert(shortfalls.end(), below.begin(), below.end());
  return false;
}

void AppendLine(absl::string_view head, absl::string_view url, std::string& text) {
  absl::StrAppend(&text, head, url.empty() ? "" : " ", url, "\n");
}

}  // namespace

std::string FormatPolicy(const WitnessPolicy& policy) {
  std::string text;
  for (const PolicyLog& log : policy.logs) {
    AppendLine(absl::StrCat("log ", log.key.Text()), log.url, text);
  }
  for (const PolicyWitness& witness : policy.witnesses) {
    AppendLine(absl::StrCat("witness ", witness.name, " ", witness.key.Text()), witness.url, text);
  }
  for (const PolicyGroup& group : policy.groups) {
    absl::StrAppend(&text, "group ", group.name, " ", group.threshold, " ",
                    absl::StrJoin(group.members, " "), "\n");
  }
  absl::StrAppend(&text, "quorum ", policy.quorum, "\n");
  return text;
}

std::vector<VerifierKey> KeysOf(const WitnessPolicy& policy) {
  std::vector<VerifierKey> keys;
  for (const PolicyLog& log : policy.logs) keys.push_back(log.key);
  for (const PolicyWitness& witness : policy.witnesses) keys.push_back(witness.key);
  return keys;
}

PolicyVerdict Judge(const WitnessPolicy& policy, absl::Span<const VerifierKey> known,
                    absl::Span<const VerifiedSignature> verified) {
  PolicyVerdict verdict;
  for (const PolicyWitness& witness : policy.witnesses) {
    Cosigner cosigner = {.name = witness.name};
    bool has = false;
    for (const VerifiedSignature& signature : verified) {
      if (!(known[signature.key] == witness.key) || !signature.time_seconds) continue;
      has = true;
      cosigner.time_seconds = std::max(cosigner.time_seconds, *signature.time_seconds);
    }
    if (has) verdict.cosigners.push_back(std::move(cosigner));
  }
  verdict.satisfied = policy.quorum == "none" ||
                      Holds(policy, policy.quorum, verdict.cosigners, verdict.shortfalls);
  return verdict;
}

absl::StatusOr<PolicyVerdict> Satisfied(const WitnessPolicy& policy, absl::string_view note) {
  const std::vector<VerifierKey> known = KeysOf(policy);
  absl::StatusOr<OpenedCheckpoint> opened = OpenCheckpoint(note, known);
  if (!opened.ok()) return std::move(opened).status();
  return Judge(policy, known, opened->verified);
}

std::string TextOf(absl::Span<const Shortfall> shortfalls) {
  return absl::StrJoin(shortfalls, "; ", [](std::string* out, const Shortfall& shortfall) {
    absl::StrAppend(out, shortfall.name, " has ", shortfall.have, " of ", shortfall.need,
                    ", absent: ", absl::StrJoin(shortfall.absent, ", "));
  });
}

}  // namespace ippledge::proof
