// audit/block_stream.h: the blocks of a log in order, read, hashed and decoded on a thread of their
// own, ahead of who decides their entries again.
//
// What can be wrong with a block without the books is found here and told where it belongs: in
// order of the journal. Holds kRunsAhead runs of about kRunBytes of blocks, decoded. The stream is
// one thread's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "audit/audit.h"
#include "audit/kept_checkpoints.h"
#include "engine/growing_tree.h"
#include "ledger/event.h"
#include "ledger/programme.h"
#include "proof/merkle.h"
#include "storage/block.h"
#include "storage/codec.h"

namespace ippledge::audit {

inline constexpr std::size_t kRunBytes = 1 << 20;
inline constexpr std::size_t kRunsAhead = 3;

struct ReadBlock {
  std::int64_t first_entry = 0;
  std::int64_t last_entry = 0;
  std::int64_t commit_time_ms = 0;
  Headline headline;
  proof::Frontier frontier;    // as the block states it
  std::size_t entries_at = 0;  // its first one in the run's
  std::int64_t decoded = 0;    // how many of its entries are in the run
  absl::Status undecodable;    // of the entry after these, when they are not all
  absl::Status tree;           // of the whole block: its bytes are not those that were hashed
  std::int64_t forked_at = 0;  // first size in it that was signed with another root; 0: none
  absl::Status forked;
};

struct Run {
  std::vector<ReadBlock> blocks;
  // Of all blocks; may be longer than those use, for the next run to write over.
  std::vector<Entry> entries;
  std::vector<absl::Status> shapes;  // what CheckShapeOf() says of each
};

class BlockStream {
 public:
  // Reads `sources.log`. `checkpoints`, those that were signed, may be null. Leaves are kept up to
  // `tiles_through`.
  BlockStream(const Sources& sources, KeptCheckpoints* checkpoints, std::int64_t tiles_through);
  ~BlockStream();
  BlockStream(const BlockStream&) = delete;
  BlockStream& operator=(const BlockStream&) = delete;

  // The next run, waiting for it; null after the last one. What the last call gave is gone.
  const Run* Next();
  // Why it ended, after Next() gave null: OK at the end of the log, or at `through`. Where an entry
  // is at fault, `entry` is its number.
  struct End {
    absl::Status status;
    std::int64_t entry = 0;
  };
  const End& end() const { return end_; }
  // Full tiles of the entries up to `tiles_through`. Precondition: they were given.
  const engine::TreeGrowth& tiles() const { return tiles_; }

 private:
  void Fill();
  End ReadAll();
  // Adds `block` to the run. An error: nothing behind it can be read.
  absl::Status Add(const storage::Block& block, Run& run);
  void Hash(const storage::BlockView& view, ReadBlock& read);
  void Decode(const storage::BlockView& view, ReadBlock& read, Run& run);
  // An empty run to fill; null when nobody wants one any more.
  std::unique_ptr<Run> Empty() ABSL_LOCKS_EXCLUDED(mutex_);
  void Give(std::unique_ptr<Run> run) ABSL_LOCKS_EXCLUDED(mutex_);

  const Sources& sources_;
  KeptCheckpoints* const checkpoints_;
  const std::int64_t tiles_through_;

  // The reading thread's.
  storage::EntryDecoder decoder_;
  CodeSchemes schemes_;  // of entry 1
  engine::GrowingTree tree_;
  engine::TreeGrowth tiles_;
  engine::TreeGrowth passing_;  // of tiles that nobody wants
  std::size_t entries_used_ = 0;
  std::int64_t next_ = 1;

  absl::Mutex mutex_;
  std::vector<std::unique_ptr<Run>> filled_ ABSL_GUARDED_BY(mutex_);  // in order
  std::vector<std::unique_ptr<Run>> empty_ ABSL_GUARDED_BY(mutex_);
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
  bool abandoned_ ABSL_GUARDED_BY(mutex_) = false;
  End end_;  // written before ended_ is set
  std::unique_ptr<Run> given_;
  std::thread thread_;
};

}  // namespace ippledge::audit
