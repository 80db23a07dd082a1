// storage/evidence_keys.h: the keys that signed a programme's checkpoints, as keys that verify.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "proof/verifier_key.h"
#include "storage/evidence.h"

namespace ippledge::storage {

// All that signed, in the order in which they came into use. DATA_LOSS: one that is kept is none.
// Errors of the evidence.
absl::StatusOr<std::vector<proof::VerifierKey>> KeysOf(const Evidence& evidence);

}  // namespace ippledge::storage
