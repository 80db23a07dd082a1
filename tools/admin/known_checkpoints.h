// tools/admin/known_checkpoints.h: checkpoints that somebody else keeps, and whether a journal goes
// on from all of them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "proof/verifier_key.h"
#include "storage/commit_log.h"

namespace ippledge::admin {

// A signed note that may be a checkpoint; nothing in it is verified yet.
struct KnownNote {
  std::string path;
  std::string note;
};

// Each path is a note's file, or a folder with such files, as a witness keeps them; what else is in
// it is passed over. NOT_FOUND: there is none of that name. INVALID_ARGUMENT: a file, or one that a
// witness goes by, is no checkpoint; a folder has none.
absl::StatusOr<std::vector<KnownNote>> ReadKnownNotes(absl::Span<const std::string> paths);

struct JournalCompared {
  std::int64_t newest = 0;  // entries of the largest note; 0: there are none
  // Entries that a note covers and the journal has not, unless `lost_to` is 0.
  std::int64_t lost_from = 0;
  std::int64_t lost_to = 0;
};
// Whether the journal of `last_entry` entries is one that each of the notes was signed over.
// DATA_LOSS, naming the file and in this order for each: the note does not hold by a key of the
// log; it is of another log than `origin`; the journal ends before it; the journal has another
// root there. Errors of the log. `compared` is filled as far as it came.
absl::Status CompareWithKnown(absl::Span<const KnownNote> notes,
                              absl::Span<const proof::VerifierKey> keys, const std::string& origin,
                              const storage::CommitLog& log, std::int64_t last_entry,
                              JournalCompared& compared);

}  // namespace ippledge::admin
