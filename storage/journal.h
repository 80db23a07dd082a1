// storage/journal.h: the append-only journal of one programme on a local RocksDB: the ground truth.
//
// A commit is one synced write of blocks, nothing else. A flipped bit in the log is never passed
// over: opening refuses what is damaged (wal_tail.h) and accepts only a torn last record.
// Thread-safe; appends come from one thread at a time.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "storage/commit_log.h"

namespace ippledge::storage {

class LocalLog : public CommitLog {
 public:
  struct Options {
    bool create = true;
    // For ippledge-admin: never writes, not even recovery. It opens all that RocksDB does; whether
    // that is the whole log, ReadWalTail() says.
    bool read_only = false;
    // Bytes of log that a start may have to replay.
    std::size_t wal_bytes_max = 64u << 20;
    std::size_t block_cache_bytes = 32u << 20;
  };
  // UNAVAILABLE: open in another process. FAILED_PRECONDITION: a newer format. DATA_LOSS: damaged.
  // NOT_FOUND: there is none and `create` is false.
  static absl::StatusOr<std::unique_ptr<LocalLog>> Open(const std::string& folder,
                                                        const Options& options);

  // The last block; an empty one for an empty journal. DATA_LOSS when it cannot be parsed.
  virtual absl::StatusOr<Block> LastBlock() const = 0;
  // Bytes of its files.
  virtual std::int64_t size_bytes() const = 0;
  // Copies it as of some moment of the call into a folder that is yet to be made, beside all else:
  // what was durable before is in it, of what comes meanwhile a prefix. INTERNAL,
  // RESOURCE_EXHAUSTED.
  virtual absl::Status CopyTo(const std::string& folder) const = 0;
  using CommitLog::Open;
};

// One entry's bytes. OUT_OF_RANGE beyond the head, DATA_LOSS when the block is damaged.
absl::StatusOr<std::string> ReadEntry(const CommitLog& log, std::int64_t number);
// When one was committed, in ms since 1970, as its block says. The same errors.
absl::StatusOr<std::int64_t> CommitTimeOf(const CommitLog& log, std::int64_t number);

// Root of the tree over the first `size` entries, as the block says that ends there; inside of a
// block it is computed from the one before. OUT_OF_RANGE beyond the head, DATA_LOSS when a block is
// damaged or missing.
absl::StatusOr<proof::Hash> RootAt(const CommitLog& log, std::int64_t size);

}  // namespace ippledge::storage
