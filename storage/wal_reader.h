// storage/wal_reader.h: one of RocksDB's write-ahead logs, record by record, without RocksDB.
//
// A log is a row of 32 KiB blocks, a block a row of fragments (little-endian):
//   u32 masked CRC-32C of all that follows the length, u16 length, u8 type,
//   u32 log number (recyclable types only), payload
// A record is one full fragment, or a first one, middle ones and a last one. Less than a header at
// the end of a block is padding. Refers to the bytes of the log, which must outlive it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace ippledge::storage {

struct WalBytes {
  absl::string_view bytes;
  std::uint64_t number = 0;  // of the log, as its file is called
};

// What stands in a fragment's type, the recyclable ones taken for their plain forms.
enum class WalType : std::uint8_t { kFull = 1, kFirst = 2, kMiddle = 3, kLast = 4 };

struct WalFragment {
  WalType type = WalType::kFull;
  absl::string_view payload;
  std::size_t end = 0;  // offset behind it
};

// The fragment at `offset`; nullopt unless it is whole and its checksum right.
std::optional<WalFragment> WalFragmentAt(const WalBytes& log, std::size_t offset);

// Offset of the first fragment behind `offset` that begins a record; nullopt when there is none.
std::optional<std::size_t> FindWalRecord(const WalBytes& log, std::size_t offset);

// True when turning over a single bit makes the fragment at `offset` whole: then it was written
// whole, and damaged since. An interrupted write does not look like that.
bool OneBitHealsWal(const WalBytes& log, std::size_t offset);

class WalReader {
 public:
  explicit WalReader(const WalBytes& log) : log_(log) {}

  enum class Found {
    kRecord,
    kEnd,  // no more bytes, or only zeros, which a file system may add
    // The file ends before the record does, or a sector of it is still zero: it was not written to
    // its end. Logs grow by zeros (wal_env.h), over which records go.
    kTorn,
    kUnreadable,  // it is all there, but a fragment is no fragment
  };
  Found Next();

  // After kRecord: the payload, valid until the next call.
  absl::string_view record() const { return record_; }
  // Where the record begins, also one that is torn or unreadable.
  std::size_t record_offset() const { return record_offset_; }
  // Where the fragment begins that is torn or unreadable.
  std::size_t fragment_offset() const { return offset_; }

 private:
  Found JudgeEnd() const;

  WalBytes log_;
  std::size_t offset_ = 0;  // of the next fragment
  std::size_t record_offset_ = 0;
  absl::string_view record_;
  std::string joined_;
};

}  // namespace ippledge::storage
