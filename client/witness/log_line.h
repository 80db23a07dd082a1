// client/witness/log_line.h: what a witness asks the ledger that it follows. Nothing is believed: a
// checkpoint counts when the ledger's key signed it, a proof when it leads to such a checkpoint.
//
// Any thread, as the connection. Statuses are the server's (client/connection.h); besides them
// DATA_LOSS for a checkpoint that the ledger's keys have not signed and for a malformed proof.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/connection.h"
#include "client/witness/state_folder.h"
#include "client/witness/witness.h"
#include "proof/fork.h"

namespace ippledge::client {

class LogLine {
 public:
  // Both outlive it.
  LogLine(Connection& connection, const Witness& witness, std::string programme)
      : connection_(connection), witness_(witness), programme_(std::move(programme)) {}

  const std::string& programme() const { return programme_; }

  // The first checkpoint that covers so many entries; 0: the newest.
  absl::StatusOr<ShownCheckpoint> Covering(std::uint64_t size);
  // How the tree of `size` entries begins.
  absl::StatusOr<proof::Beginning> BeginningOf(std::uint64_t old_size, std::uint64_t size);
  absl::Status AddCosignature(const std::string& note);

 private:
  Connection& connection_;
  const Witness& witness_;
  const std::string programme_;
};

// The ledger has understood and will not, whenever it is asked: else it is asked again.
bool IsRefusal(const absl::Status& status);

}  // namespace ippledge::client
