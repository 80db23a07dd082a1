// proof/witness_policy.h: which logs and how many of which witnesses must have signed a checkpoint
// (C2SP tlog-policy), and whether they have. Pure values.
//
// The text has one definition a line: words between spaces and tabs; empty lines and those that
// begin with # say nothing.
//
//   log VKEY [URL]
//   witness NAME VKEY [URL]
//   group NAME all|any|K NAME...
//   quorum NAME|none
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "proof/checkpoint.h"
#include "proof/signed_note.h"
#include "proof/verifier_key.h"

namespace ippledge::proof {

inline constexpr std::size_t kPolicyBytesMax = 64 * 1'024;
// Of logs, of witnesses and of groups.
inline constexpr std::size_t kPolicyDefinitionsMax = 64;

struct PolicyLog {
  VerifierKey key;  // its name is the origin
  std::string url;  // may be empty
};

struct PolicyWitness {
  std::string name;  // in this policy only; the key has its own
  VerifierKey key;
  std::string url;
};

struct PolicyGroup {
  std::string name;
  std::size_t threshold = 0;  // 1 to the number of members
  std::vector<std::string> members;
};

struct WitnessPolicy {
  std::vector<PolicyLog> logs;
  std::vector<PolicyWitness> witnesses;
  std::vector<PolicyGroup> groups;
  std::string quorum;  // a witness, a group, or "none"
};

// Names are bytes without meaning; the last line may lack its newline. Errors: INVALID_ARGUMENT
// with the number of the line, for a policy that is too long, a control character, an unknown or
// incomplete definition, a malformed key, a log's key of type kCosignature or a witness's of
// another, a public key defined twice among logs or among witnesses, the name none, a name defined
// twice, a threshold that no number of members gives, a member or quorum not defined before, one
// that is a member twice, a second quorum; without line, for none.
absl::StatusOr<WitnessPolicy> ParsePolicy(absl::string_view text);
// ParsePolicy() of it gives the same policy; equal policies give equal texts.
std::string FormatPolicy(const WitnessPolicy& policy);

struct Cosigner {
  std::string name;               // of the policy
  std::int64_t time_seconds = 0;  // of its latest cosignature

  friend bool operator==(const Cosigner&, const Cosigner&) = default;
};

// A group, or a witness, that the quorum still needs.
struct Shortfall {
  std::string name;
  std::size_t have = 0;
  std::size_t need = 0;
  std::vector<std::string> absent;  // its members that have not, or the witness itself

  friend bool operator==(const Shortfall&, const Shortfall&) = default;
};

struct PolicyVerdict {
  bool satisfied = false;
  std::vector<Cosigner> cosigners;    // in the policy's order
  std::vector<Shortfall> shortfalls;  // from the quorum down; empty when it is satisfied
};

// Judges signatures that hold: which of `known` made them, as VerifyNote() gives them.
PolicyVerdict Judge(const WitnessPolicy& policy, absl::Span<const VerifierKey> known,
                    absl::Span<const VerifiedSignature> verified);

// Keys of the policy's logs, then of its witnesses: what VerifyNote() needs for Judge().
std::vector<VerifierKey> KeysOf(const WitnessPolicy& policy);

// Verifies the note and judges it. A quorum that does not hold is no error. Errors: those of
// OpenCheckpoint(), so that one of the policy's logs has signed.
absl::StatusOr<PolicyVerdict> Satisfied(const WitnessPolicy& policy, absl::string_view note);

// "group banks has 1 of 2; absent: boc, ccb". Empty when nothing is missing.
std::string TextOf(absl::Span<const Shortfall> shortfalls);

}  // namespace ippledge::proof
