#include "storage/journal.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/table.h>

#include <atomic>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "ledger/status_macros.h"
#include "storage/database_copy.h"
#include "storage/keys.h"
#include "storage/logged_database.h"
#include "storage/rocks_rest.h"
#include "storage/rocks_status.h"

namespace ippledge::storage {
namespace {

absl::string_view ViewOf(const rocksdb::Slice& slice) {
  return absl::string_view(slice.data(), slice.size());
}

rocksdb::Options RocksOptions(const LocalLog::Options& options) {
  rocksdb::Options rocks;
  rocks.create_if_missing = options.create;
  // The default drops what follows a flipped bit and says OK; this one refuses it.
  rocks.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  rocks.max_total_wal_size = options.wal_bytes_max;
  rocks.write_buffer_size = options.wal_bytes_max / 2;
  rocks.max_write_buffer_number = 3;
  rocks.avoid_flush_during_recovery = true;
  rocks.paranoid_checks = true;
  // Files do not name the machine that wrote them: a store may be handed on.
  rocks.db_host_id = "";
  rocks.compression = rocksdb::kZSTD;
  rocks.bottommost_compression = rocksdb::kZSTD;
  // The default level costs twice the time for a tenth less.
  rocks.compression_opts.level = 1;
  // Else the sync of a group has to wait for all of a file that is flushed beside it.
  rocks.bytes_per_sync = 1 << 20;
  rocks.strict_bytes_per_sync = true;
  rocks.max_background_jobs = 2;
  rocks.info_log = SilentLog();
  rocks.max_open_files = 256;
  // Keys only grow: files never overlap, so that compaction only moves them.
  rocks.level0_file_num_compaction_trigger = 8;
  rocksdb::BlockBasedTableOptions table;
  table.block_size = 16 * 1024;
  table.block_cache = rocksdb::NewLRUCache(options.block_cache_bytes);
  rocks.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return rocks;
}

class RocksLog final : public LocalLog {
 public:
  RocksLog(LoggedDatabase database, std::unique_ptr<RocksRest> rest)
      : env_(std::move(database.env)),
        db_(std::move(database.db)),
        rest_(std::move(rest)),
        buffer_bytes_(db_->GetOptions().write_buffer_size) {}

  // Reads the head from the last block.
  absl::Status Load() {
    IPPLEDGE_ASSIGN_OR_RETURN(const Block last, LastBlock());
    if (last.first_entry == 0) return absl::OkStatus();
    IPPLEDGE_ASSIGN_OR_RETURN(const BlockView view, BlockView::Parse(last.first_entry, last.bytes));
    absl::MutexLock lock(&mutex_);
    head_ = {.size = view.last_entry(), .root = view.frontier().Root()};
    return absl::OkStatus();
  }

  absl::StatusOr<Head> Open(const Head& applied) override {
    absl::MutexLock lock(&mutex_);
    if (head_.size < applied.size) {
      return absl::DataLossError(absl::StrCat("the journal ends at entry ", head_.size,
                                              ", but entry ", applied.size, " is known"));
    }
    if (head_.size == applied.size && head_.root != applied.root) {
      return absl::DataLossError(
          absl::StrCat("the journal has another history up to entry ", applied.size));
    }
    return head_;
  }

  absl::StatusOr<Term> Campaign(absl::Time) override {
    // RocksDB's lock on the folder is the election.
    return Term{.epoch = 1, .token = 1};
  }

  absl::Status Append(const Term&, const Head& expect, const Head& after,
                      absl::Span<const Block> blocks) override {
    {
      absl::MutexLock lock(&mutex_);
      if (head_ != expect) {
        return absl::FailedPreconditionError(
            absl::StrCat("the journal's head is entry ", head_.size, ", not ", expect.size));
      }
    }
    rocksdb::WriteBatch batch;
    for (const Block& block : blocks) {
      batch.Put(BigEndian(block.first_entry), block.bytes);
    }
    rocksdb::WriteOptions write;
    write.sync = true;
    IPPLEDGE_RETURN_IF_ERROR(FromRocks(db_->Write(write, &batch), "append to the journal"));
    MayHurry(batch.GetDataSize());
    absl::MutexLock lock(&mutex_);
    head_ = after;
    return absl::OkStatus();
  }

  absl::StatusOr<std::vector<Block>> Read(std::int64_t first_entry,
                                          std::size_t bytes_max) const override {
    std::vector<Block> blocks;
    std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator(rocksdb::ReadOptions()));
    it->SeekForPrev(BigEndian(first_entry));
    std::size_t bytes = 0;
    for (; it->Valid(); it->Next()) {
      Block block;
      block.first_entry = FromBigEndian(ViewOf(it->key()));
      block.bytes = it->value().ToString();
      IPPLEDGE_ASSIGN_OR_RETURN(const BlockView view,
                                BlockView::Parse(block.first_entry, block.bytes));
      block.last_entry = view.last_entry();
      const std::int64_t expected =
          blocks.empty() ? block.first_entry : blocks.back().last_entry + 1;
      if (block.first_entry != expected) {
        return absl::DataLossError(
            absl::StrCat("entries ", expected, " to ", block.first_entry - 1, " are missing"));
      }
      // Only the block before a gap, or beyond the head, ends before what was asked for.
      if (block.last_entry < first_entry) continue;
      bytes += block.bytes.size();
      blocks.push_back(std::move(block));
      // Before the next one is read: it may be a megabyte.
      if (bytes >= bytes_max) break;
    }
    IPPLEDGE_RETURN_IF_ERROR(FromRocks(it->status(), "read the journal"));
    return blocks;
  }

  absl::Status AwaitBeyond(std::int64_t position, absl::Time deadline) override {
    absl::MutexLock lock(&mutex_);
    const auto beyond = [&]()
                            ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return head_.size > position; };
    mutex_.AwaitWithDeadline(absl::Condition(&beyond), deadline);
    return absl::OkStatus();
  }

  absl::StatusOr<Head> Barrier(absl::Time) override {
    absl::MutexLock lock(&mutex_);
    return head_;
  }

  absl::Status Resign(const Term&) override { return absl::OkStatus(); }
  absl::Status Trim(std::int64_t) override {
    return absl::UnimplementedError("a local journal is the archive");
  }

  absl::StatusOr<Block> LastBlock() const override {
    std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator(rocksdb::ReadOptions()));
    it->SeekToLast();
    IPPLEDGE_RETURN_IF_ERROR(FromRocks(it->status(), "read the journal"));
    Block block;
    if (!it->Valid()) return block;
    if (it->key().size() != 8) return absl::DataLossError("the journal has a key of another kind");
    block.first_entry = FromBigEndian(ViewOf(it->key()));
    block.bytes = it->value().ToString();
    IPPLEDGE_ASSIGN_OR_RETURN(const BlockView view,
                              BlockView::Parse(block.first_entry, block.bytes));
    block.last_entry = view.last_entry();
    return block;
  }

  std::int64_t size_bytes() const override {
    std::uint64_t sst = 0;
    db_->GetIntProperty(rocksdb::DB::Properties::kTotalSstFilesSize, &sst);
    std::vector<std::unique_ptr<rocksdb::LogFile>> logs;
    std::uint64_t wal = 0;
    if (db_->GetSortedWalFiles(logs).ok()) {
      for (const auto& log : logs) wal += log->SizeFileBytes();
    }
    return static_cast<std::int64_t>(sst + wal);
  }

  absl::Status CopyTo(const std::string& folder) const override {
    return CopyDatabase(*db_, folder);
  }

 private:
  // A full buffer may take its time to become a file, but not until the next one is full.
  void MayHurry(std::size_t appended) {
    const std::size_t looked = appended_;
    appended_ += appended;
    if (appended_ / kLookBytes == looked / kLookBytes) return;
    std::uint64_t full_buffers = 0;
    db_->GetIntProperty(rocksdb::DB::Properties::kNumImmutableMemTable, &full_buffers);
    if (full_buffers == 0) idle_until_ = appended_;
    rest_->SetHurry(full_buffers > 1 || appended_ - idle_until_ > buffer_bytes_ / 2);
  }

  const std::unique_ptr<rocksdb::Env> env_;
  const std::unique_ptr<rocksdb::DB> db_;
  const std::unique_ptr<RocksRest> rest_;
  const std::size_t buffer_bytes_;
  // By the thread that appends.
  static constexpr std::size_t kLookBytes = 1 << 20;
  std::size_t appended_ = 0;    // bytes
  std::size_t idle_until_ = 0;  // of these, when no buffer was full
  mutable absl::Mutex mutex_;
  Head head_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

absl::StatusOr<std::unique_ptr<LocalLog>> LocalLog::Open(const std::string& folder,
                                                         const Options& options) {
  rocksdb::Options rocks = RocksOptions(options);
  auto rest = std::make_unique<RocksRest>(rocks);
  IPPLEDGE_ASSIGN_OR_RETURN(LoggedDatabase database,
                            OpenLogged(std::move(rocks), folder, options.read_only));
  auto log = std::make_unique<RocksLog>(std::move(database), std::move(rest));
  IPPLEDGE_RETURN_IF_ERROR(log->Load());
  return log;
}

namespace {

// The block that holds the entry.
absl::StatusOr<Block> BlockOf(const CommitLog& log, std::int64_t number) {
  IPPLEDGE_ASSIGN_OR_RETURN(std::vector<Block> blocks, log.Read(number, 1));
  if (blocks.empty()) {
    return absl::OutOfRangeError(absl::StrCat("entry ", number, " is beyond the journal"));
  }
  if (number < blocks.front().first_entry || number > blocks.front().last_entry) {
    return absl::DataLossError(absl::StrCat("entry ", number, " is missing"));
  }
  return std::move(blocks.front());
}

}  // namespace

absl::StatusOr<std::string> ReadEntry(const CommitLog& log, std::int64_t number) {
  IPPLEDGE_ASSIGN_OR_RETURN(const Block block, BlockOf(log, number));
  IPPLEDGE_ASSIGN_OR_RETURN(const BlockView view, BlockView::Parse(block.first_entry, block.bytes));
  return std::string(view.entry(number));
}

absl::StatusOr<std::int64_t> CommitTimeOf(const CommitLog& log, std::int64_t number) {
  IPPLEDGE_ASSIGN_OR_RETURN(const Block block, BlockOf(log, number));
  IPPLEDGE_ASSIGN_OR_RETURN(const BlockView view, BlockView::Parse(block.first_entry, block.bytes));
  return view.commit_time_ms();
}

absl::StatusOr<proof::Hash> RootAt(const CommitLog& log, std::int64_t size) {
  if (size == 0) return proof::EmptyRoot();
  IPPLEDGE_ASSIGN_OR_RETURN(const Block block, BlockOf(log, size));
  IPPLEDGE_ASSIGN_OR_RETURN(const BlockView view, BlockView::Parse(block.first_entry, block.bytes));
  if (view.last_entry() == size) return view.frontier().Root();
  proof::Frontier frontier;
  if (view.first_entry() > 1) {
    IPPLEDGE_ASSIGN_OR_RETURN(const Block before, BlockOf(log, view.first_entry() - 1));
    IPPLEDGE_ASSIGN_OR_RETURN(const BlockView earlier,
                              BlockView::Parse(before.first_entry, before.bytes));
    frontier = earlier.frontier();
  }
  for (std::int64_t number = view.first_entry(); number <= size; ++number) {
    frontier.Append(proof::LeafHash(view.entry(number)));
  }
  return frontier.Root();
}

}  // namespace ippledge::storage
