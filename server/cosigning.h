// server/cosigning.h: signatures of witnesses, verified where they come in.
//
// Who is a witness the programme's book of trust says; what they sign is verified here, because the
// rules see only names.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/engine.h"
#include "ledger/command.h"
#include "ledger/trust.h"

namespace ippledge::v1 {
class AddCosignatureRequest;
class AddCosignatureResponse;
}  // namespace ippledge::v1

namespace ippledge::server {

// Names of the standing witnesses whose cosignatures hold, in order, each once. Errors: as
// proof::OpenCheckpoint() with the log's keys and theirs.
absl::StatusOr<std::vector<std::string>> WitnessesOf(const TrustBook& trust,
                                                     const engine::Checkpoints& checkpoints,
                                                     absl::string_view note);

// Adds cosignatures to a checkpoint of ours. In this order: FIELD_REQUIRED, FIELD_NOT_ALLOWED,
// FIELD_TOO_LONG; COSIGNATURE_INVALID (malformed); CHECKPOINT_UNKNOWN; HISTORY_FORKED for a note
// that our key signed over another root than ours; COSIGNATURE_INVALID (not our checkpoint);
// KEY_UNKNOWN when no line is a standing witness's; COSIGNATURE_INVALID (does not hold).
absl::Status TakeCosignatures(engine::Engine& engine, const v1::AddCosignatureRequest& request,
                              v1::AddCosignatureResponse& response);

// Reads the rest of a checkpoint from its note. FIELD_NOT_ALLOWED when the caller gave it,
// FIELD_TOO_LONG; CHECKPOINT_INVALID unless the programme's own key signed it, it is of our tree
// and each cosignature of a standing witness holds. `path` is the field.
absl::Status VerifyCosigned(const engine::Engine& engine, absl::string_view path,
                            CosignedCheckpoint& checkpoint);

// What only the edge can verify of a parsed command: VerifyCosigned() where it holds a checkpoint.
absl::Status VerifySignaturesIn(const engine::Engine& engine, Command& command);

}  // namespace ippledge::server
