// audit/admitted_keys.h: the keys that a programme's book of trust admits, as keys that verify.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "absl/status/status.h"
#include "ledger/trust.h"
#include "proof/verifier_key.h"
#include "storage/commit_log.h"

namespace ippledge::audit {

struct WantedKeys {
  KeyPurpose purpose = KeyPurpose::kUnspecified;
  bool standing_only = false;  // else retired ones too: what they signed stays
  std::int64_t through = std::numeric_limits<std::int64_t>::max();  // admitted by this entry
};

// Adds them in order of admission. What is no key of a witness, or of a log, verifies nothing and
// is passed over.
void AddKeys(const TrustBook& trust, const WantedKeys& wanted,
             std::vector<proof::VerifierKey>& keys);

// Adds those of witnesses that entries of `log` above `last` admit. Errors of the log.
absl::Status AddWitnessesAfter(std::int64_t last, const storage::CommitLog& log,
                               std::vector<proof::VerifierKey>& keys);

}  // namespace ippledge::audit
