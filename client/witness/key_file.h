// client/witness/key_file.h: the key that a witness cosigns with, in a file of mode 0600, and the
// keys of the ledger that it follows.
//
// Errors of all: usage errors, that never show a secret.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "proof/signing_key.h"
#include "proof/verifier_key.h"

namespace ippledge::client {

// A new key of that name. Also refuses when the file is there, or the name cannot be a key's.
absl::StatusOr<proof::SigningKey> MakeKeyFile(const std::string& path, const std::string& name);
// Also refuses a file that others may use, and a key that is no cosigner's.
absl::StatusOr<proof::SigningKey> ReadKeyFile(const std::string& path);

// Each of `words` is a verifier key or a file that begins with one; with a policy also its logs'.
// At least one, all of one name: the ledger's origin.
absl::StatusOr<std::vector<proof::VerifierKey>> ReadLogKeys(const std::vector<std::string>& words,
                                                            const std::string& policy_path);

}  // namespace ippledge::client
