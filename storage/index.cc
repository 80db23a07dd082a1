#include "storage/index.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/memtablerep.h>
#include <rocksdb/table.h>

#include <atomic>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "ledger/status_macros.h"
#include "storage/keys.h"
#include "storage/rocks_status.h"

namespace ippledge::storage {
namespace {

rocksdb::Slice SliceOf(absl::string_view text) { return rocksdb::Slice(text.data(), text.size()); }
absl::string_view ViewOf(const rocksdb::Slice& slice) {
  return absl::string_view(slice.data(), slice.size());
}

rocksdb::Options RocksOptions(std::size_t block_cache_bytes) {
  rocksdb::Options rocks;
  rocks.create_if_missing = true;
  rocks.paranoid_checks = true;
  // Files do not name the machine that wrote them: a store may be handed on.
  rocks.db_host_id = "";
  // A round is one sorted batch, flushed at once: nothing is read from the memtable while it fills,
  // so the cheapest one will do, and it must never flush half of a round by itself.
  rocks.memtable_factory = std::make_shared<rocksdb::VectorRepFactory>();
  rocks.allow_concurrent_memtable_write = false;
  rocks.write_buffer_size = std::size_t{2} << 30;
  rocks.compression = rocksdb::kLZ4Compression;
  rocks.bottommost_compression = rocksdb::kZSTD;
  // Keys come in random order: merging runs of like size rewrites a row least often.
  rocks.compaction_style = rocksdb::kCompactionStyleUniversal;
  rocks.level0_file_num_compaction_trigger = 6;
  rocks.max_background_jobs = 2;
  rocks.bytes_per_sync = 1 << 20;
  rocks.info_log = SilentLog();
  rocks.max_open_files = 512;
  rocksdb::BlockBasedTableOptions table;
  table.block_size = 16 * 1024;
  table.block_cache = rocksdb::NewLRUCache(block_cache_bytes);
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.cache_index_and_filter_blocks = false;
  rocks.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return rocks;
}

class RocksIndex final : public Index {
 public:
  explicit RocksIndex(std::unique_ptr<rocksdb::DB> db) : db_(std::move(db)) {}

  absl::Status Load() {
    std::string format;
    const rocksdb::Status got = db_->Get(rocksdb::ReadOptions(), FormatKey(), &format);
    if (got.IsNotFound()) return absl::OkStatus();
    IPPLEDGE_RETURN_IF_ERROR(FromRocks(got, "read the index"));
    int version = 0;
    if (!absl::SimpleAtoi(format, &version) || version < 1) {
      return absl::DataLossError("the index has no readable format");
    }
    if (version > kFormatVersion) {
      return absl::FailedPreconditionError(absl::StrCat(
          "the index has format ", version, "; this program knows up to ", kFormatVersion));
    }
    std::string watermark;
    IPPLEDGE_RETURN_IF_ERROR(
        FromRocks(db_->Get(rocksdb::ReadOptions(), WatermarkKey(), &watermark), "read the index"));
    if (watermark.size() != 8) return absl::DataLossError("the index has no readable watermark");
    watermark_.store(FromBigEndian(watermark), std::memory_order_release);
    return absl::OkStatus();
  }

  std::int64_t watermark() const override { return watermark_.load(std::memory_order_acquire); }

  absl::StatusOr<std::vector<std::optional<std::string>>> Get(
      absl::Span<const std::string> keys) const override {
    std::vector<std::optional<std::string>> rows(keys.size());
    if (keys.empty()) return rows;
    if (writing_.load(std::memory_order_acquire)) return GetPersisted(keys);
    std::vector<rocksdb::Slice> slices(keys.begin(), keys.end());
    std::vector<rocksdb::PinnableSlice> values(keys.size());
    std::vector<rocksdb::Status> statuses(keys.size());
    db_->MultiGet(rocksdb::ReadOptions(), db_->DefaultColumnFamily(), keys.size(), slices.data(),
                  values.data(), statuses.data());
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (statuses[i].IsNotFound()) continue;
      IPPLEDGE_RETURN_IF_ERROR(FromRocks(statuses[i], "read the index"));
      rows[i] = values[i].ToString();
    }
    return rows;
  }

  absl::Status WriteRound(std::vector<Row> rows, std::int64_t position) override {
    // The memtable is sorted once, when it is flushed; of equal keys the last put counts.
    rocksdb::WriteBatch batch;
    for (const Row& row : rows) {
      if (row.second.empty()) {
        batch.Delete(row.first);
      } else {
        batch.Put(row.first, row.second);
      }
    }
    batch.Put(FormatKey(), absl::StrCat(kFormatVersion));
    batch.Put(WatermarkKey(), BigEndian(position));
    rocksdb::WriteOptions write;
    write.disableWAL = true;
    writing_.store(true, std::memory_order_release);
    const absl::Cleanup written = [this] { writing_.store(false, std::memory_order_release); };
    IPPLEDGE_RETURN_IF_ERROR(FromRocks(db_->Write(write, &batch), "write the index"));
    IPPLEDGE_RETURN_IF_ERROR(FromRocks(db_->Flush(rocksdb::FlushOptions()), "flush the index"));
    watermark_.store(position, std::memory_order_release);
    return absl::OkStatus();
  }

  absl::Status Scan(
      absl::string_view from, absl::string_view end,
      const std::function<bool(absl::string_view, absl::string_view)>& visit) const override {
    rocksdb::ReadOptions read;
    const rocksdb::Slice bound = SliceOf(end);
    read.iterate_upper_bound = &bound;
    std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator(read));
    for (it->Seek(SliceOf(from)); it->Valid(); it->Next()) {
      if (!visit(ViewOf(it->key()), ViewOf(it->value()))) break;
    }
    return FromRocks(it->status(), "scan the index");
  }

  absl::StatusOr<std::optional<Row>> LastAtMost(absl::string_view from,
                                                absl::string_view at_most) const override {
    std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator(rocksdb::ReadOptions()));
    it->SeekForPrev(SliceOf(at_most));
    IPPLEDGE_RETURN_IF_ERROR(FromRocks(it->status(), "scan the index"));
    if (!it->Valid() || ViewOf(it->key()) < from) return std::nullopt;
    return Row(it->key().ToString(), it->value().ToString());
  }

  std::int64_t size_bytes() const override {
    std::uint64_t bytes = 0;
    db_->GetIntProperty(rocksdb::DB::Properties::kTotalSstFilesSize, &bytes);
    return static_cast<std::int64_t>(bytes);
  }

 private:
  // While a round is on its way to the disk the memtable is full and not sorted: every look into it
  // would sort a copy. What is in it the engine still has. (MultiGet of 7.8.3 must not be asked
  // this way: it then says OK without having looked.)
  absl::StatusOr<std::vector<std::optional<std::string>>> GetPersisted(
      absl::Span<const std::string> keys) const {
    std::vector<std::optional<std::string>> rows(keys.size());
    rocksdb::ReadOptions read;
    read.read_tier = rocksdb::kPersistedTier;
    rocksdb::PinnableSlice value;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      value.Reset();
      const rocksdb::Status status = db_->Get(read, db_->DefaultColumnFamily(), keys[i], &value);
      if (status.IsNotFound()) continue;
      IPPLEDGE_RETURN_IF_ERROR(FromRocks(status, "read the index"));
      rows[i] = value.ToString();
    }
    return rows;
  }

  std::unique_ptr<rocksdb::DB> db_;
  std::atomic<bool> writing_{false};
  std::atomic<std::int64_t> watermark_{0};
};

}  // namespace

absl::StatusOr<std::unique_ptr<Index>> Index::Open(const std::string& folder,
                                                   std::size_t block_cache_bytes) {
  rocksdb::DB* raw = nullptr;
  IPPLEDGE_RETURN_IF_ERROR(
      FromRocks(rocksdb::DB::Open(RocksOptions(block_cache_bytes), folder, &raw),
                absl::StrCat("open ", folder)));
  auto index = std::make_unique<RocksIndex>(std::unique_ptr<rocksdb::DB>(raw));
  IPPLEDGE_RETURN_IF_ERROR(index->Load());
  return index;
}

}  // namespace ippledge::storage
