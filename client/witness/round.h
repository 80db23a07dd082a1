// client/witness/round.h: what a witness does with one checkpoint that its ledger shows.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "client/witness/log_line.h"
#include "client/witness/report.h"
#include "client/witness/witness.h"

namespace ippledge::client {

enum class Round {
  kCosigned,  // kept, cosigned, handed to the ledger
  kKnown,     // cosigned before; handed out again where the ledger has lost it
  kBehind,    // of fewer entries than were cosigned: nothing to do
  kForked     // caught, and kept as evidence
};

// Says on `report` what it did. Errors: the ledger's, when it could not be asked; those of
// Witness::Take(); DATA_LOSS for a note that the ledger's keys have not signed.
absl::StatusOr<Round> TakeShown(Witness& witness, LogLine& line, const std::string& note,
                                std::int64_t now_seconds, WitnessReport& report);

// Keeps the evidence and says so. Errors: those of Witness::Catch(), when it could not be kept.
absl::Status CatchFork(Witness& witness, const ForkEvidence& evidence, const std::string& from,
                       WitnessReport& report);

}  // namespace ippledge::client
