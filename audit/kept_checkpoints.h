// audit/kept_checkpoints.h: the checkpoints of a programme's evidence in order of size, a page at a
// time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "proof/hash.h"
#include "storage/evidence.h"

namespace ippledge::audit {

// One thread.
class KeptCheckpoints {
 public:
  // Borrows `evidence`.
  explicit KeptCheckpoints(const storage::Evidence* evidence) : evidence_(*evidence) {}

  // The next one; nullopt after the last, and then for ever. Errors of the evidence.
  absl::StatusOr<std::optional<storage::StoredCheckpoint>> Next();
  // Size of the one that Next() would give; nullopt after the last.
  absl::StatusOr<std::optional<std::int64_t>> NextSize();

 private:
  absl::Status Page();

  const storage::Evidence& evidence_;
  std::vector<storage::StoredCheckpoint> page_;
  std::size_t place_ = 0;
  std::int64_t from_ = 1;  // size from which the next page begins
  bool ended_ = false;
};

// DATA_LOSS unless the note is a checkpoint of its size, and of `root`.
absl::Status CheckRoot(const storage::StoredCheckpoint& checkpoint, const proof::Hash& root);

}  // namespace ippledge::audit
