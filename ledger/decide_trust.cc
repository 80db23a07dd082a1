#include "ledger/decide_trust.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/claim_steps.h"
#include "ledger/status_macros.h"

namespace ippledge {
namespace {

// Two different persons of a role.
absl::Status NeedTwoOf(const Caller& caller, Role role) {
  if (caller.role != role) {
    return Refuse(
        Reason::kRoleNotAllowed, "",
        {{"role", std::string(NameOf(caller.role))}, {"allowed", std::string(NameOf(role))}});
  }
  return NeedTwoPersons(caller);
}

absl::Status CheckRoom(absl::string_view field, std::size_t got, int limit) {
  if (got <= static_cast<std::size_t>(limit)) return absl::OkStatus();
  return Refuse(Reason::kTooManyItems, field,
                {{"got", absl::StrCat(got)}, {"limit", absl::StrCat(limit)}});
}

std::vector<std::pair<std::string, std::string>> Naming(const Member& member) {
  return {{"organisation", member.organisation},
          {"role", std::string(NameOf(member.role))},
          {"person", member.person}};
}

// Nobody has two of the duties that exclude each other.
absl::Status CheckDuties(const std::map<Member, std::int64_t>& members, const Member& asked,
                         absl::string_view field) {
  if (!IsExclusiveDuty(asked.role)) return absl::OkStatus();
  for (const auto& [member, entry] : members) {
    const bool same_person =
        member.organisation == asked.organisation && member.person == asked.person;
    if (!same_person || member.role == asked.role || !IsExclusiveDuty(member.role)) continue;
    return Refuse(Reason::kDutiesExclude, field,
                  {{"organisation", asked.organisation},
                   {"person", asked.person},
                   {"has", std::string(NameOf(member.role))},
                   {"asked", std::string(NameOf(asked.role))}});
  }
  return absl::OkStatus();
}

absl::Status CheckOfficers(const std::map<Member, std::int64_t>& members) {
  constexpr std::size_t kOfficersMin = 2;
  if (members.empty()) return absl::OkStatus();
  std::set<std::pair<std::string, std::string>> officers;
  for (const auto& [member, entry] : members) {
    if (member.role == Role::kSecurityOfficer) officers.emplace(member.organisation, member.person);
  }
  if (officers.size() >= kOfficersMin) return absl::OkStatus();
  return Refuse(Reason::kOfficersMissing, "",
                {{"have", absl::StrCat(officers.size())}, {"needed", absl::StrCat(kOfficersMin)}});
}

// Of the part's witnesses, those whose keys stand and are not `without`.
std::int64_t StandingKeys(const TrustBook& trust, const QuorumPart& part,
                          absl::string_view without) {
  return std::count_if(part.keys.begin(), part.keys.end(), [&](const std::string& name) {
    const RecordedKey* key = trust.FindKey(name);
    return name != without && key != nullptr && key->retired_entry == 0;
  });
}

}  // namespace

absl::StatusOr<Decision> DecideTrust(const Books& books, const Caller& caller,
                                     const AmendMembers& c) {
  IPPLEDGE_RETURN_IF_ERROR(NeedTwoOf(caller, Role::kSecurityOfficer));
  std::map<Member, std::int64_t> members = books.programme.trust->members;
  for (std::size_t i = 0; i < c.remove.size(); ++i) {
    if (members.erase(c.remove[i]) == 1) continue;
    return Refuse(Reason::kMemberUnknown, absl::StrCat("remove[", i, "]"), Naming(c.remove[i]));
  }
  for (std::size_t i = 0; i < c.admit.size(); ++i) {
    const std::string field = absl::StrCat("admit[", i, "]");
    const auto [known, added] = members.emplace(c.admit[i], books.programme.last_entry + 1);
    if (!added) return Refuse(Reason::kMemberExists, field, Naming(c.admit[i]));
    IPPLEDGE_RETURN_IF_ERROR(CheckDuties(members, c.admit[i], field));
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckRoom("admit", members.size(), kMembersMax));
  IPPLEDGE_RETURN_IF_ERROR(CheckOfficers(members));
  return Happened(MembersAmended{c});
}

absl::StatusOr<Decision> DecideTrust(const Books& books, const Caller& caller, const AdmitKey& c) {
  IPPLEDGE_RETURN_IF_ERROR(NeedTwoOf(caller, Role::kSecurityOfficer));
  const TrustBook& trust = *books.programme.trust;
  if (const RecordedKey* known = trust.FindKey(c.key.name); known != nullptr) {
    if (known->key == c.key && known->retired_entry == 0) return AlreadyRecorded(known->entry);
    return Refuse(Reason::kKeyExists, "key.name",
                  {{"name", c.key.name}, {"first_entry", absl::StrCat(known->entry)}});
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckRoom("key", trust.keys.size() + 1, kVerifierKeysMax));
  return Happened(KeyAdmitted{c});
}

absl::StatusOr<Decision> DecideTrust(const Books& books, const Caller& caller, const RetireKey& c) {
  IPPLEDGE_RETURN_IF_ERROR(NeedTwoOf(caller, Role::kSecurityOfficer));
  const TrustBook& trust = *books.programme.trust;
  const RecordedKey* known = trust.FindKey(c.name);
  if (known == nullptr) return Refuse(Reason::kKeyUnknown, "name", {{"name", c.name}});
  if (known->retired_entry > 0) return AlreadyRecorded(known->retired_entry);
  for (const QuorumPart& part : trust.quorum().parts) {
    const std::int64_t left = StandingKeys(trust, part, c.name);
    if (left >= part.needed) continue;
    return Refuse(
        Reason::kKeyInUse, "name",
        {{"name", c.name}, {"needed", absl::StrCat(part.needed)}, {"left", absl::StrCat(left)}});
  }
  return Happened(KeyRetired{c});
}

absl::StatusOr<Decision> DecideTrust(const Books& books, const Caller& caller, const SetQuorum& c) {
  IPPLEDGE_RETURN_IF_ERROR(NeedTwoOf(caller, Role::kFinanceBureau));
  const TrustBook& trust = *books.programme.trust;
  if (!trust.quorums.empty() && trust.quorum() == c.quorum) {
    return AlreadyRecorded(trust.quorums.back().entry);
  }
  for (std::size_t i = 0; i < c.quorum.parts.size(); ++i) {
    for (const std::string& name : c.quorum.parts[i].keys) {
      const RecordedKey* key = trust.FindKey(name);
      const bool stands =
          key != nullptr && key->retired_entry == 0 && key->key.purpose == KeyPurpose::kWitness;
      if (stands) continue;
      return Refuse(Reason::kKeyUnknown, absl::StrCat("quorum.parts[", i, "].keys"),
                    {{"name", name}});
    }
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckRoom("quorum", trust.quorums.size() + 1, kQuorumsMax));
  return Happened(QuorumSet{c});
}

absl::StatusOr<Decision> DecideTrust(const Books& books, const Caller& caller,
                                     const RecordAudit& c) {
  const bool allowed = caller.role == Role::kAuditor || caller.role == Role::kOperator ||
                       caller.role == Role::kSystem;
  if (!allowed) {
    return Refuse(
        Reason::kRoleNotAllowed, "",
        {{"role", std::string(NameOf(caller.role))}, {"allowed", "auditor, operator, system"}});
  }
  const TrustBook& trust = *books.programme.trust;
  if (c.result.through_entry > books.programme.last_entry) {
    return Refuse(Reason::kEntryUnknown, "result.through_entry",
                  {{"got", absl::StrCat(c.result.through_entry)},
                   {"limit", absl::StrCat(books.programme.last_entry)}});
  }
  if (!trust.audits.empty() && trust.audits.back().result == c.result) {
    return AlreadyRecorded(trust.audits.back().entry);
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckRoom("result", trust.audits.size() + 1, kAuditsMax));
  return Happened(AuditRecorded{c});
}

absl::StatusOr<Decision> DecideTrust(const Books& books, const Caller& caller,
                                     const EraseSubject& c) {
  IPPLEDGE_RETURN_IF_ERROR(NeedTwoOf(caller, Role::kSecurityOfficer));
  const std::vector<std::pair<std::string, std::string>> naming = {
      {"statement", absl::StrCat(c.line.statement)}, {"line", absl::StrCat(c.line.line)}};
  const StatementRef statement = books.programme.reconciliation.StatementOf(c.line.statement);
  if (statement == nullptr || c.line.line < 0 || c.line.line >= statement->lines) {
    return Refuse(Reason::kLineUnknown, "line", naming);
  }
  const ProtectedText& words = statement->line(c.line.line).words;
  if (words.empty()) return Refuse(Reason::kSubjectUnknown, "line", naming);
  const std::vector<RecordedErasure>& erasures = books.programme.trust->erasures;
  for (const RecordedErasure& erasure : erasures) {
    if (erasure.key_id == words.key_id) return AlreadyRecorded(erasure.entry);
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckRoom("line", erasures.size() + 1, kErasuresMax));
  return Happened(SubjectErased{c, words.key_id});
}

absl::Status CheckPaymentWitnessed(const TrustBook& trust, Money amount, std::int64_t order_entry,
                                   const std::optional<CosignedCheckpoint>& checkpoint) {
  const Quorum& quorum = trust.quorum();
  if (quorum.parts.empty() || amount < quorum.payments_from) return absl::OkStatus();
  if (!checkpoint) return CheckQuorumHolds(quorum, {});
  if (checkpoint->size < order_entry) {
    return Refuse(Reason::kCheckpointTooOld, "checkpoint",
                  {{"size", absl::StrCat(checkpoint->size)}, {"entry", absl::StrCat(order_entry)}});
  }
  return CheckQuorumHolds(quorum, checkpoint->witnesses);
}

}  // namespace ippledge
