// storage/block.h: a block: a run of entries written together, as one value of the journal.
//
// Layout (integers little-endian; docs/format.md):
//   entries one after the other
//   u32 x count   end offset of each entry
//   32 x f        Merkle frontier after the last entry; f = bits set in the tree size
//   i64 x 11      headline after the last entry, in the order of ledger::Headline
//   footer, 32 bytes: u64 tree size after it, i64 commit time ms, u32 count, u32 headline fields,
//                 u32 version, u32 magic "IPLB"
// The tree size after the block is the number of its last entry. A block is at most kBlockBytesMax,
// up to kBatchBlockBytesMax only to keep one batch whole.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ledger/programme.h"
#include "proof/merkle.h"

namespace ippledge::storage {

inline constexpr std::size_t kBlockBytesMax = 128 * 1024;
inline constexpr std::size_t kBatchBlockBytesMax = 1024 * 1024;
inline constexpr std::uint32_t kBlockVersion = 1;

struct Block {
  std::int64_t first_entry = 0;
  std::int64_t last_entry = 0;
  std::string bytes;
};

// Gathers entries into a block. One thread at a time.
class BlockBuilder {
 public:
  // Forgets everything; the next entry added is `first_entry`.
  void Start(std::int64_t first_entry);
  // Adds the bytes of the next entry.
  void Add(absl::string_view entry);
  // The buffer that entries are appended to, for encoders that write in place: append one entry's
  // bytes, then call EndEntry().
  std::string& buffer() { return bytes_; }
  void EndEntry();
  bool empty() const { return ends_.empty(); }
  std::size_t size_bytes() const;
  std::size_t count() const { return ends_.size(); }
  // Bytes of an entry added, by 0-based index. Valid until the next Add.
  absl::string_view entry(std::size_t index) const;
  // Closes the block. Precondition (checked): not empty; frontier.size() is its last entry's
  // number.
  Block Finish(const proof::Frontier& frontier, const Headline& headline,
               std::int64_t commit_time_ms);

 private:
  std::int64_t first_entry_ = 0;
  std::string bytes_;
  std::vector<std::uint32_t> ends_;
};

// A block read back. Refers to the bytes it was parsed from, which must outlive it.
class BlockView {
 public:
  BlockView() = default;
  // FAILED_PRECONDITION: a newer version. DATA_LOSS: anything that no writer wrote: sizes that do
  // not add up, offsets out of order, a first entry other than `first_entry`.
  static absl::StatusOr<BlockView> Parse(std::int64_t first_entry, absl::string_view bytes);

  std::int64_t first_entry() const { return first_entry_; }
  std::int64_t last_entry() const { return first_entry_ + count_ - 1; }
  // Precondition (checked): first_entry() <= number <= last_entry().
  absl::string_view entry(std::int64_t number) const;
  std::int64_t commit_time_ms() const { return commit_time_ms_; }
  const proof::Frontier& frontier() const { return frontier_; }
  const Headline& headline() const { return headline_; }

 private:
  std::int64_t first_entry_ = 0;
  std::int64_t count_ = 0;
  std::int64_t commit_time_ms_ = 0;
  absl::string_view entries_;
  absl::string_view ends_;
  proof::Frontier frontier_;
  Headline headline_;
};

}  // namespace ippledge::storage
