// tools/verify/trusted.h: whom the user trusts: keys and a policy from the command line.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "proof/verifier_key.h"
#include "proof/witness_policy.h"

namespace ippledge::verify {

// Largest file that is read: more than any receipt or policy has.
inline constexpr std::size_t kFileBytesMax = 1 << 20;

// "-" is standard input. NOT_FOUND when it cannot be read, INVALID_ARGUMENT when it is too long.
absl::StatusOr<std::string> ReadFile(const std::string& path);

struct Trusted {
  std::vector<proof::VerifierKey> log_keys;
  std::optional<proof::WitnessPolicy> policy;

  const proof::WitnessPolicy* policy_or_null() const { return policy ? &*policy : nullptr; }
  // All keys: the logs', then the policy's witnesses'.
  std::vector<proof::VerifierKey> Keys() const;
};

// Each of `keys` is the text of a key or a file that begins with one; `policy_file` may be empty.
// INVALID_ARGUMENT, NOT_FOUND: what cannot be used, or that there is nothing to trust.
absl::StatusOr<Trusted> ReadTrusted(const std::vector<std::string>& keys,
                                    const std::string& policy_file);

}  // namespace ippledge::verify
