// client/witness/comparison.h: whether two checkpoints that the ledger signed are of one history,
// by their roots or by what the ledger itself can show.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "client/witness/log_line.h"
#include "client/witness/state_folder.h"
#include "client/witness/witness.h"

namespace ippledge::client {

enum class Agreement {
  kOne,     // of one history
  kBehind,  // the ledger that is followed has fewer entries than it signed: asked again later
  kForked
};

struct Comparison {
  Agreement agreement = Agreement::kOne;
  proof::Beginning beginning;  // of kOne at different sizes: how the larger tree begins
  ForkEvidence evidence;       // of kForked
};

// What a peer, or the ledger itself, has shown, against what this witness cosigned: of an equal
// size by the roots, else by the proof of the ledger that it follows; where that one is smaller,
// against what that ledger has now. Errors: the ledger's, when it could not be asked.
absl::StatusOr<Comparison> CompareShown(const Witness& witness, LogLine& line,
                                        const ShownCheckpoint& shown);

// The same of two checkpoints, in any order, of which `known` is ours.
absl::StatusOr<Comparison> CompareNotes(LogLine& line, const ShownCheckpoint& known,
                                        const ShownCheckpoint& shown);

}  // namespace ippledge::client
