// server/checkpoint_reads.h: what everybody may read of the tree: checkpoints, proofs, tiles.
#pragma once

#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/engine.h"
#include "ledger/caller.h"
#include "server/out_stream.h"

namespace ippledge::v1 {
class Checkpoint;
class FollowCheckpointsRequest;
class GetCheckpointRequest;
class GetCheckpointResponse;
class GetConsistencyProofRequest;
class GetConsistencyProofResponse;
class GetInclusionProofRequest;
class GetInclusionProofResponse;
class GetTileRequest;
class GetTileResponse;
class ListCheckpointsRequest;
class ListCheckpointsResponse;
}  // namespace ippledge::v1

namespace ippledge::server {

// ENTRY_UNKNOWN for an entry that is not durable.
absl::Status CheckEntry(const engine::ReadView& view, std::int64_t entry);
// CHECKPOINT_UNKNOWN when the programme signs none.
absl::StatusOr<engine::Checkpoints*> CheckpointsOf(const engine::Engine& engine);
// How many entries the newest covers; 0 when there is none, or `checkpoints` is null.
std::int64_t NewestSize(const engine::Checkpoints* checkpoints);
// CHECKPOINT_UNKNOWN.
absl::Status NoCheckpoint(absl::string_view field, std::int64_t asked, std::int64_t newest);
// The first that covers the entry; with `witnessed`, of those that the programme's quorum of
// witnesses cosigned. CHECKPOINT_UNKNOWN; QUORUM_MISSING, of the last that was looked at.
absl::StatusOr<engine::KeptCheckpoint> CheckpointCovering(const engine::Engine& engine,
                                                          std::int64_t entry, bool witnessed);
void FormatCheckpoint(const engine::KeptCheckpoint& checkpoint, v1::Checkpoint& message);

absl::Status ReadCheckpoint(const engine::Engine& engine, const v1::GetCheckpointRequest& request,
                            v1::GetCheckpointResponse& response);
absl::Status ReadCheckpoints(const engine::Engine& engine,
                             const v1::ListCheckpointsRequest& request,
                             v1::ListCheckpointsResponse& response);
absl::StatusOr<std::unique_ptr<Producer>> MakeCheckpointFollower(
    engine::Engine& engine, const v1::FollowCheckpointsRequest& request);
absl::Status ReadInclusionProof(const engine::Engine& engine,
                                const v1::GetInclusionProofRequest& request,
                                v1::GetInclusionProofResponse& response);
absl::Status ReadConsistencyProof(const engine::Engine& engine,
                                  const v1::GetConsistencyProofRequest& request,
                                  v1::GetConsistencyProofResponse& response);
// Entries are for those roles alone that see all of them.
absl::Status ReadTile(const engine::Engine& engine, const Caller& caller,
                      const v1::GetTileRequest& request, v1::GetTileResponse& response);

}  // namespace ippledge::server
