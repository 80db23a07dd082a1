// server/await_checkpoint.h: calls that wait for a checkpoint without holding a thread.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/time/time.h"
#include "engine/checkpoints.h"
#include "server/services.h"

namespace ippledge::server {

// How long a call waits: a checkpoint comes within a second.
inline constexpr absl::Duration kCheckpointWaitMax = absl::Seconds(2);

// Runs `then` on a worker's thread, in the turn of `organisation`, once: when a checkpoint covers
// the entry, when it is too late to wait for one (kCheckpointWaitMax, or shortly before
// `deadline`), or at the server's end. Its argument is false, and the thread another one, when the
// workers take no more.
void AwaitCheckpoint(const Backend& backend, engine::Checkpoints& checkpoints,
                     const std::string& organisation, std::int64_t entry, absl::Time deadline,
                     std::function<void(bool queued)> then);

}  // namespace ippledge::server
