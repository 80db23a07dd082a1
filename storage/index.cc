#include "storage/index.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/sst_file_writer.h>
#include <rocksdb/table.h>

#include <algorithm>
#include <atomic>

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

// A new run is not the bottommost: it will be read, and merged, soon.
rocksdb::Options RunOptions(rocksdb::Options rocks) {
  rocks.bottommost_compression = rocksdb::kDisableCompressionOption;
  return rocks;
}

// A row's place in the order of keys. Most keys differ within their first bytes, so that sorting
// seldom has to look at the strings themselves.
struct Place {
  std::uint64_t first_bytes[2];
  std::uint32_t row;
};

std::uint64_t EightBytes(absl::string_view key, std::size_t from) {
  std::uint64_t bytes = 0;
  for (std::size_t i = from; i < from + 8; ++i) {
    bytes = bytes << 8 | (i < key.size() ? static_cast<unsigned char>(key[i]) : 0);
  }
  return bytes;
}

// Rows in order of key; of equal keys the last alone.
std::vector<std::uint32_t> InOrder(const std::vector<Index::Row>& rows) {
  std::vector<Place> places;
  places.reserve(rows.size());
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    const absl::string_view key = rows[i].first;
    places.push_back({{EightBytes(key, 0), EightBytes(key, 8)}, i});
  }
  std::sort(places.begin(), places.end(), [&](const Place& a, const Place& b) {
    if (a.first_bytes[0] != b.first_bytes[0]) return a.first_bytes[0] < b.first_bytes[0];
    if (a.first_bytes[1] != b.first_bytes[1]) return a.first_bytes[1] < b.first_bytes[1];
    const int order = rows[a.row].first.compare(rows[b.row].first);
    return order != 0 ? order < 0 : a.row < b.row;
  });
  std::vector<std::uint32_t> order;
  order.reserve(places.size());
  for (const Place& place : places) {
    if (!order.empty() && rows[order.back()].first == rows[place.row].first) order.pop_back();
    order.push_back(place.row);
  }
  return order;
}

class RocksIndex final : public Index {
 public:
  RocksIndex(std::unique_ptr<rocksdb::DB> db, const rocksdb::Options& rocks)
      : db_(std::move(db)),
        run_options_(RunOptions(rocks)),
        run_path_(absl::StrCat(db_->GetName(), "/next.run")) {}

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
    rows.emplace_back(FormatKey(), absl::StrCat(kFormatVersion));
    rows.emplace_back(WatermarkKey(), BigEndian(position));
    IPPLEDGE_RETURN_IF_ERROR(FromRocks(WriteRun(rows), "write the index"));
    rocksdb::IngestExternalFileOptions ingest;
    ingest.move_files = true;
    ingest.write_global_seqno = false;
    IPPLEDGE_RETURN_IF_ERROR(
        FromRocks(db_->IngestExternalFile({run_path_}, ingest), "write the index"));
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
  rocksdb::Status WriteRun(const std::vector<Row>& rows) {
    // One that a crash left behind may be linked to a file of the database: it must go, not be
    // written over.
    rocksdb::Env* const env = db_->GetEnv();
    rocksdb::Status status = env->FileExists(run_path_);
    if (status.ok()) status = env->DeleteFile(run_path_);
    if (!status.ok() && !status.IsNotFound()) return status;
    rocksdb::SstFileWriter run(rocksdb::EnvOptions(), run_options_, db_->DefaultColumnFamily(),
                               /*invalidate_page_cache=*/false);
    status = run.Open(run_path_);
    for (const std::uint32_t i : InOrder(rows)) {
      if (!status.ok()) return status;
      const auto& [key, value] = rows[i];
      status = value.empty() ? run.Delete(key) : run.Put(key, value);
    }
    return status.ok() ? run.Finish() : status;
  }

  const std::unique_ptr<rocksdb::DB> db_;
  const rocksdb::Options run_options_;
  const std::string run_path_;  // where a round's run is made before the database takes it over
  std::atomic<std::int64_t> watermark_{0};
};

}  // namespace

absl::StatusOr<std::unique_ptr<Index>> Index::Open(const std::string& folder,
                                                   std::size_t block_cache_bytes) {
  const rocksdb::Options rocks = RocksOptions(block_cache_bytes);
  rocksdb::DB* raw = nullptr;
  IPPLEDGE_RETURN_IF_ERROR(
      FromRocks(rocksdb::DB::Open(rocks, folder, &raw), absl::StrCat("open ", folder)));
  auto index = std::make_unique<RocksIndex>(std::unique_ptr<rocksdb::DB>(raw), rocks);
  IPPLEDGE_RETURN_IF_ERROR(index->Load());
  return index;
}

}  // namespace ippledge::storage
