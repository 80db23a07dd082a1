// tools/admin/export_checkpoints.h: which of the kept checkpoints an export has.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "proof/verifier_key.h"
#include "storage/evidence.h"

namespace ippledge::admin {

struct ChosenCheckpoints {
  std::vector<storage::StoredCheckpoint> list;  // rising; the last one is that of the export
  bool thinned = false;
};
// All up to `through`, or, of more than kCheckpointsMax (tools/export/layout.h), the first at or
// above each of so many equal steps. `through` 0 is the newest. FAILED_PRECONDITION: none is kept.
// NOT_FOUND: none of just that size; says which are near. Errors of the evidence.
absl::StatusOr<ChosenCheckpoints> ChooseCheckpoints(const storage::Evidence& evidence,
                                                    std::int64_t through);

// All keys that signed, in the order in which they came into use. DATA_LOSS: one is none.
absl::StatusOr<std::vector<proof::VerifierKey>> LogKeys(const storage::Evidence& evidence);

}  // namespace ippledge::admin
