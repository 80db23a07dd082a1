// tools/admin/log_prefix.h: the beginning of a journal, as if it ended there.
#pragma once

#include <cstdint>
#include <vector>

#include "storage/commit_log.h"

namespace ippledge::admin {

// For reading only: nothing is appended, and only Read() is of use.
class LogPrefix final : public storage::CommitLog {
 public:
  // Borrows `log`, which must outlive it. `last_entry` is the last of a block.
  LogPrefix(const storage::CommitLog* log, std::int64_t last_entry)
      : log_(*log), last_entry_(last_entry) {}

  absl::StatusOr<std::vector<storage::Block>> Read(std::int64_t first_entry,
                                                   std::size_t bytes_max) const override;

  absl::StatusOr<storage::Head> Open(const storage::Head&) override { return ReadOnly(); }
  absl::StatusOr<storage::Term> Campaign(absl::Time) override { return ReadOnly(); }
  absl::Status Append(const storage::Term&, const storage::Head&, const storage::Head&,
                      absl::Span<const storage::Block>) override {
    return ReadOnly();
  }
  absl::Status AwaitBeyond(std::int64_t, absl::Time) override { return ReadOnly(); }
  absl::StatusOr<storage::Head> Barrier(absl::Time) override { return ReadOnly(); }
  absl::Status Resign(const storage::Term&) override { return ReadOnly(); }
  absl::Status Trim(std::int64_t) override { return ReadOnly(); }

 private:
  static absl::Status ReadOnly() { return absl::UnimplementedError("for reading only"); }

  const storage::CommitLog& log_;
  const std::int64_t last_entry_;
};

}  // namespace ippledge::admin
