// ledger/trust.h: who may act in a programme, whose signatures count in it, and which of them a
// payment needs.
//
// Three duties exclude each other: one person never runs the system, admits its members and audits
// it. While no member was admitted the certificates alone say who acts; from the first on, who is
// not a member may do nothing. Signatures are checked at the edge: here are only names and counts.
// Regular values; copies may be read by any thread.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "ledger/caller.h"
#include "ledger/money.h"
#include "ledger/refusal.h"

namespace ippledge {

inline constexpr int kMembersMax = 5'000;
inline constexpr int kMembersPerCommandMax = 100;
inline constexpr int kVerifierKeysMax = 200;
inline constexpr int kVerifierKeyBytesMax = 500;
inline constexpr int kQuorumsMax = 1'000;  // one after the other
inline constexpr int kQuorumPartsMax = 10;
inline constexpr int kKeysPerPartMax = 50;
inline constexpr int kAuditsMax = 20'000;
inline constexpr int kErasuresMax = 20'000;
inline constexpr int kCheckpointNoteBytesMax = 16'000;

// Somebody in a role. An empty person is everybody of the organisation whose certificate has the
// role; only banks and reporters are admitted so.
struct Member {
  std::string organisation;
  Role role = Role::kUnspecified;
  std::string person;

  friend auto operator<=>(const Member&, const Member&) = default;
};

// Stored and frozen.
enum class KeyPurpose : std::uint8_t { kUnspecified = 0, kLog = 1, kWitness = 2 };
inline constexpr int kKeyPurposeCount = 3;
// "log", "witness".
absl::string_view NameOf(KeyPurpose purpose);

// A key that verifies checkpoints (the ledger's own) or cosignatures (a witness's).
struct VerifierKey {
  std::string name;  // as in its text; names do not repeat
  std::string text;  // C2SP signed note: name+hash+base64
  KeyPurpose purpose = KeyPurpose::kUnspecified;
  std::string organisation;  // of the witness; empty for the ledger's own

  friend bool operator==(const VerifierKey&, const VerifierKey&) = default;
};

// `needed` of these witnesses.
struct QuorumPart {
  std::int32_t needed = 0;
  std::vector<std::string> keys;  // names

  friend bool operator==(const QuorumPart&, const QuorumPart&) = default;
};
// Every part has to hold; without parts nothing is needed.
struct Quorum {
  Money payments_from;  // of this amount and more
  std::vector<QuorumPart> parts;

  friend bool operator==(const Quorum&, const Quorum&) = default;
};

// A checkpoint whose signatures were verified at the edge, and who cosigned it.
struct CosignedCheckpoint {
  std::int64_t size = 0;  // its last entry
  std::array<std::uint8_t, 32> root{};
  std::vector<std::string> witnesses;  // names of keys, in order, each once
  std::string note;                    // all of it, so that anybody can verify it again

  friend bool operator==(const CosignedCheckpoint&, const CosignedCheckpoint&) = default;
};

// What an audit from entry 1 found.
struct AuditResult {
  std::int64_t through_entry = 0;
  std::array<std::uint8_t, 32> root{};
  std::int64_t findings = 0;
  std::string first_finding;  // empty without findings
  std::string program;        // that did it, with its version

  friend bool operator==(const AuditResult&, const AuditResult&) = default;
};

struct RecordedKey {
  VerifierKey key;
  std::int64_t entry = 0;
  std::int64_t retired_entry = 0;  // 0: stands
};
struct RecordedQuorum {
  Quorum quorum;
  std::int64_t entry = 0;
};
struct RecordedAudit {
  AuditResult result;
  std::int64_t entry = 0;
};

// A subject whose key was erased.
struct RecordedErasure {
  std::string key_id;
  std::int64_t entry = 0;
};

struct TrustBook {
  std::map<Member, std::int64_t> members;  // with the entry that admitted them
  std::vector<RecordedKey> keys;
  std::vector<RecordedQuorum> quorums;  // the last one counts
  std::vector<RecordedAudit> audits;
  std::vector<RecordedErasure> erasures;

  const RecordedKey* FindKey(absl::string_view name) const;
  // Empty when none was ever set.
  const Quorum& quorum() const;
};

// Shapes, under `path`; for the edge. FIELD_REQUIRED, FIELD_MALFORMED and limits.
void CheckMember(const Member& member, absl::string_view path, Violations& violations);
void CheckVerifierKey(const VerifierKey& key, absl::string_view path, Violations& violations);
// Also DUPLICATE_ITEM for a key named twice in a part, VALUE_OUT_OF_RANGE for a part that asks for
// none or for more than it has.
void CheckQuorum(const Quorum& quorum, absl::string_view path, Violations& violations);
void CheckAuditResult(const AuditResult& result, absl::string_view path, Violations& violations);

// MEMBER_UNKNOWN (organisation, role, person) unless the caller, and the second person where there
// is one, are members. The ledger itself always is.
absl::Status CheckIsMember(const TrustBook& trust, const Caller& caller);

// The duties of running the system, admitting members and auditing.
bool IsExclusiveDuty(Role role);

// QUORUM_MISSING (part, needed, have, missing) of the first part that does not hold.
absl::Status CheckQuorumHolds(const Quorum& quorum, const std::vector<std::string>& witnesses);

}  // namespace ippledge
