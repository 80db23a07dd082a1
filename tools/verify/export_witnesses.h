// tools/verify/export_witnesses.h: cosignatures of witnesses whom a programme admitted.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ledger/trust.h"
#include "proof/hash.h"
#include "proof/tile.h"
#include "proof/verifier_key.h"

namespace ippledge::verify {

// Keys of witnesses that stand in the book.
std::vector<proof::VerifierKey> WitnessKeysOf(const TrustBook& trust);

// Names of those among `witnesses` who cosigned the note, in order, each once. DATA_LOSS: a line of
// one of them, or of a log's key, does not hold.
absl::StatusOr<std::vector<std::string>> CosignersOf(
    absl::string_view note, absl::Span<const proof::VerifierKey> log_keys,
    absl::Span<const proof::VerifierKey> witnesses);

// A checkpoint on which a payment rests: its root is that of the tree of the first entries, which
// `read` has tiles of, and the witnesses that it names have signed it. DATA_LOSS.
absl::Status CheckPaymentCheckpoint(const CosignedCheckpoint& checkpoint, const TrustBook& trust,
                                    absl::Span<const proof::VerifierKey> log_keys,
                                    std::uint64_t tree_size, proof::TileReader read);

}  // namespace ippledge::verify
