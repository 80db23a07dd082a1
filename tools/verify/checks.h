// tools/verify/checks.h: the checks of ippledge-verify. Each adds what it has found to a sheet.
//
// An error is what does not hold; its sheet then says nothing.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "tools/verify/sheet.h"
#include "tools/verify/trusted.h"

namespace ippledge::verify {

// The receipt `text`, and what its entry says was decided. `leaf`: the entry's hash, 64 digits,
// where the receipt does not carry the entry; else empty. INVALID_ARGUMENT: a leaf is wanted, is
// not, or is none: a usage error. Others: what does not hold.
absl::Status CheckReceipt(const std::string& text, const std::string& leaf, const Trusted& trusted,
                          Sheet& sheet);
// The checkpoint `note`.
absl::Status CheckCheckpoint(const std::string& note, const Trusted& trusted, Sheet& sheet);
// That the checkpoint `new_note` continues `old_note`; `proof` has a hash in base64 a line.
absl::Status CheckConsistency(const std::string& old_note, const std::string& new_note,
                              const std::string& proof, const Trusted& trusted, Sheet& sheet);
// That the ledger has signed two histories: the checkpoints `a` and `b`, in any order, and for
// different sizes `beginning` (proof/fork.h); empty for none. That they are no fork is an error.
absl::Status CheckFork(const std::string& a, const std::string& b, const std::string& beginning,
                       const Trusted& trusted, Sheet& sheet);

}  // namespace ippledge::verify
