#include "ledger/trust.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "ledger/field_checker.h"
#include "ledger/limits.h"
#include "ledger/status_macros.h"

namespace ippledge {
namespace {

// Roles of which a whole organisation may be admitted.
bool MayBeAnybody(Role role) { return IsBank(role) || role == Role::kReporter; }

bool IsMember(const TrustBook& trust, const Caller& caller, const std::string& person) {
  if (trust.members.contains(Member{caller.organisation, caller.role, person})) return true;
  return trust.members.contains(Member{caller.organisation, caller.role, ""});
}

absl::Status Unknown(const Caller& caller, const std::string& person) {
  return Refuse(Reason::kMemberUnknown, "",
                {{"organisation", caller.organisation},
                 {"role", std::string(NameOf(caller.role))},
                 {"person", person}});
}

}  // namespace

absl::string_view NameOf(KeyPurpose purpose) {
  static constexpr std::array<absl::string_view, kKeyPurposeCount> kNames = {"", "log", "witness"};
  return kNames[static_cast<std::size_t>(purpose)];
}

const RecordedKey* TrustBook::FindKey(absl::string_view name) const {
  const auto found = std::find_if(keys.begin(), keys.end(),
                                  [&](const RecordedKey& key) { return key.key.name == name; });
  return found == keys.end() ? nullptr : &*found;
}

const Quorum& TrustBook::quorum() const {
  static const Quorum* const kNone = new Quorum();
  return quorums.empty() ? *kNone : quorums.back().quorum;
}

void CheckMember(const Member& member, absl::string_view path, Violations& violations) {
  const FieldChecker fields(path, violations);
  fields.Slug("organisation", member.organisation);
  fields.Required("role", member.role != Role::kUnspecified);
  if (member.role == Role::kSystem) fields.NotAllowed("role", "it is the ledger's own");
  fields.Text("person", member.person, MayBeAnybody(member.role) ? 0 : 1, kPersonCharsMax);
}

void CheckVerifierKey(const VerifierKey& key, absl::string_view path, Violations& violations) {
  const FieldChecker fields(path, violations);
  fields.Text("name", key.name, 1, kNumberCharsMax);
  fields.Text("text", key.text, 1, kVerifierKeyBytesMax);
  fields.Required("purpose", key.purpose != KeyPurpose::kUnspecified);
  if (key.purpose == KeyPurpose::kWitness) fields.Slug("organisation", key.organisation);
  if (key.purpose == KeyPurpose::kLog && !key.organisation.empty()) {
    fields.NotAllowed("organisation", "the ledger's own keys are of nobody else");
  }
}

void CheckQuorum(const Quorum& quorum, absl::string_view path, Violations& violations) {
  const FieldChecker fields(path, violations);
  fields.Range("payments_from_fen", quorum.payments_from.fen(), 0, Money::kFenMax);
  if (!fields.Few("parts", quorum.parts.size(), kQuorumPartsMax)) return;
  for (std::size_t i = 0; i < quorum.parts.size(); ++i) {
    const QuorumPart& part = quorum.parts[i];
    const FieldChecker of_part(fields.PathOf(absl::StrCat("parts[", i, "]")), violations);
    if (!of_part.Few("keys", part.keys.size(), kKeysPerPartMax)) continue;
    of_part.Range("needed", part.needed, 1, static_cast<std::int64_t>(part.keys.size()));
    std::set<absl::string_view> seen;
    for (std::size_t j = 0; j < part.keys.size(); ++j) {
      const std::string field = absl::StrCat("keys[", j, "]");
      of_part.Text(field, part.keys[j], 1, kNumberCharsMax);
      if (!seen.insert(part.keys[j]).second) of_part.Twice(field, part.keys[j]);
    }
  }
}

void CheckAuditResult(const AuditResult& result, absl::string_view path, Violations& violations) {
  const FieldChecker fields(path, violations);
  fields.Range("through_entry", result.through_entry, 1, Money::kFenMax);
  fields.Range("findings", result.findings, 0, Money::kFenMax);
  fields.Text("first_finding", result.first_finding, result.findings > 0 ? 1 : 0, kReasonCharsMax);
  if (result.findings == 0 && !result.first_finding.empty()) {
    fields.NotAllowed("first_finding", "there are no findings");
  }
  fields.Text("program", result.program, 1, kNumberCharsMax);
}

absl::Status CheckIsMember(const TrustBook& trust, const Caller& caller) {
  if (trust.members.empty() || caller.role == Role::kSystem) return absl::OkStatus();
  if (!IsMember(trust, caller, caller.person)) return Unknown(caller, caller.person);
  if (!caller.second_person.empty() && !IsMember(trust, caller, caller.second_person)) {
    return Unknown(caller, caller.second_person);
  }
  return absl::OkStatus();
}

bool IsExclusiveDuty(Role role) {
  return role == Role::kOperator || role == Role::kSecurityOfficer || role == Role::kAuditor;
}

absl::Status CheckQuorumHolds(const Quorum& quorum, const std::vector<std::string>& witnesses) {
  for (std::size_t i = 0; i < quorum.parts.size(); ++i) {
    const QuorumPart& part = quorum.parts[i];
    std::vector<std::string> missing;
    for (const std::string& key : part.keys) {
      if (std::find(witnesses.begin(), witnesses.end(), key) == witnesses.end()) {
        missing.push_back(key);
      }
    }
    const std::size_t have = part.keys.size() - missing.size();
    if (have >= static_cast<std::size_t>(part.needed)) continue;
    return Refuse(Reason::kQuorumMissing, "checkpoint",
                  {{"part", absl::StrCat(i + 1)},
                   {"needed", absl::StrCat(part.needed)},
                   {"have", absl::StrCat(have)},
                   {"missing", absl::StrJoin(missing, ", ")}});
  }
  return absl::OkStatus();
}

}  // namespace ippledge
