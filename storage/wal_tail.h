// storage/wal_tail.h: whether the write-ahead logs of a journal end as they were written.
//
// RocksDB refuses most damage. But a wrong bit in the type of a fragment, or in a length near the
// end, it takes for the end of the log, and passes over whatever follows without a word. This looks
// at the same files with eyes of our own: each commit is durable before the next one is written, so
// only the very last record can be the trace of an interrupted write; what lies before a readable
// record was durable and is damage. Maps one log after the other into memory. Any thread, but not
// while a database writes there.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ippledge::storage {

enum class WalState {
  kWhole,
  // The last record was not written to its end: the log ends in its midst, or sectors of it are
  // zero. A process or a machine stopped while writing. That record was never acknowledged.
  kTorn,
  // The last record is there in its length but cannot be read, and nothing readable follows.
  // RocksDB refuses it.
  kUnreadable,
  // Readable records follow, records are missing in between, or a single bit is wrong: what was
  // durable is damaged. Never cut: restore a copy.
  kDamaged,
};
// "whole", "torn", "unreadable", "damaged".
absl::string_view NameOf(WalState state);

// A log that is to be read no further than `bytes`, as if it ended there.
struct WalCut {
  std::string path;
  std::uint64_t bytes = 0;
};

struct WalTail {
  WalState state = WalState::kWhole;
  std::int64_t logs = 0;
  std::int64_t records = 0;     // readable, in all logs
  std::int64_t last_entry = 0;  // of the journal, in the last readable record; 0 when none says
  // Unless kWhole: the record at fault, by file and offset, and how many bytes lie from there on.
  std::string file;
  std::int64_t offset = 0;
  std::int64_t bytes = 0;
  std::string what;  // for people
  // Logs with a torn record, also older ones, after which the database went on: RocksDB takes it
  // for damage where zeros stand in it.
  std::vector<WalCut> cuts;
};

// NOT_FOUND: no such folder. INTERNAL: a file cannot be read.
absl::StatusOr<WalTail> ReadWalTail(const std::string& folder);

// Before a database is opened: refuses damage that RocksDB would pass over without a word; a torn
// last record is none, nor is a folder that is yet to be made. DATA_LOSS, INTERNAL.
absl::Status CheckWal(const std::string& folder);

// The bytes that CutWalTail() would take away.
absl::StatusOr<std::string> ReadCutBytes(const WalTail& tail);
// Ends the log before the record at fault; durable when it returns. Precondition (checked): torn or
// unreadable.
absl::Status CutWalTail(const WalTail& tail);

}  // namespace ippledge::storage
