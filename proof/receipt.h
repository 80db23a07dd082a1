// proof/receipt.h: one file that proves an entry without server or network (C2SP tlog-proof).
//
// The text: "c2sp.org/tlog-proof@v1"; "extra" and the entry's stored bytes in base64, if the
// receipt carries them; "index" and the leaf's number from 0 (entry n is leaf n - 1); a hash in
// base64 a line, lowest level first; a blank line; the log's checkpoint as a signed note. Pure
// values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "proof/checkpoint.h"
#include "proof/hash.h"
#include "proof/signed_note.h"
#include "proof/verifier_key.h"
#include "proof/witness_policy.h"

namespace ippledge::proof {

inline constexpr std::size_t kReceiptProofMax = 63;  // hashes
inline constexpr std::size_t kReceiptBytesMax = 256 * 1'024;

struct Receipt {
  std::optional<std::string> entry;  // never empty
  std::uint64_t index = 0;
  std::vector<Hash> proof;
  SignedNote checkpoint;

  friend bool operator==(const Receipt&, const Receipt&) = default;
};

std::string FormatReceipt(const Receipt& receipt);

// Format gives back equal bytes. Nothing is verified. Errors: INVALID_ARGUMENT, in this order: too
// long, another first line, an extra line that is not base64 or is empty, no index line or one of
// another form, a proof line that is not a hash, more than kReceiptProofMax of them, no blank line,
// a note or checkpoint that is malformed.
absl::StatusOr<Receipt> ParseReceipt(absl::string_view text);

// What a receipt that holds has shown.
struct ReceiptFacts {
  Checkpoint checkpoint;
  std::vector<VerifierKey> signers;  // keys whose lines hold, in the note's order
  std::optional<PolicyVerdict> verdict;
};

// Whether the receipt proves that the entry with hash `leaf` is leaf `index` of a tree whose
// checkpoint a key of the log signed. With a policy its logs are known besides `log_keys`, and its
// quorum must hold. Errors: DATA_LOSS for what does not hold, naming the first of: the checkpoint's
// signatures, the proof, the quorum; INVALID_ARGUMENT for a checkpoint that is malformed, which
// none is that came through ParseReceipt().
absl::StatusOr<ReceiptFacts> VerifyReceiptOfLeaf(const Receipt& receipt, const Hash& leaf,
                                                 absl::Span<const VerifierKey> log_keys,
                                                 const WitnessPolicy* policy);

// The same of the entry that the receipt carries. Errors besides: INVALID_ARGUMENT when it carries
// none.
absl::StatusOr<ReceiptFacts> VerifyReceipt(const Receipt& receipt,
                                           absl::Span<const VerifierKey> log_keys,
                                           const WitnessPolicy* policy);

}  // namespace ippledge::proof
