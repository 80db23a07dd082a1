#include "storage/index.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/sst_file_writer.h>
#include <rocksdb/table.h>

#include <atomic>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "ledger/status_macros.h"
#include "storage/breathe.h"
#include "storage/index_filter.h"
#include "storage/key_order.h"
#include "storage/keys.h"
#include "storage/rocks_rest.h"
#include "storage/rocks_status.h"

namespace ippledge::storage {
namespace {

rocksdb::Slice SliceOf(absl::string_view text) { return rocksdb::Slice(text.data(), text.size()); }
absl::string_view ViewOf(const rocksdb::Slice& slice) {
  return absl::string_view(slice.data(), slice.size());
}

constexpr int kMergedAt = 12;  // runs that no merge has taken yet

rocksdb::Options RocksOptions(std::size_t block_cache_bytes) {
  rocksdb::Options rocks;
  rocks.create_if_missing = true;
  rocks.paranoid_checks = true;
  // Files do not name the machine that wrote them: a store may be handed on.
  rocks.db_host_id = "";
  rocks.compression = rocksdb::kLZ4Compression;
  rocks.bottommost_compression = rocksdb::kZSTD;
  rocks.bottommost_compression_opts.enabled = true;
  rocks.bottommost_compression_opts.level = 1;
  // Keys come in random order: merging runs of like size rewrites a row least often.
  rocks.compaction_style = rocksdb::kCompactionStyleUniversal;
  rocks.level0_file_num_compaction_trigger = kMergedAt;
  rocks.disable_auto_compactions = true;  // until BeginMerging()
  rocks.max_background_jobs = 2;
  // Written out as it is made, and waited for: else a sync of the journal, on the same file system,
  // has to wait for all of a large file.
  rocks.bytes_per_sync = 1 << 20;
  rocks.strict_bytes_per_sync = true;
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

class RocksIndex final : public Index {
 public:
  RocksIndex(std::unique_ptr<rocksdb::DB> db, const rocksdb::Options& rocks,
             std::unique_ptr<RocksRest> rest)
      : db_(std::move(db)),
        rest_(std::move(rest)),
        run_options_(RunOptions(rocks)),
        run_path_(absl::StrCat(db_->GetName(), "/next.run")) {}

  // The version of its rows; 0 for an empty index.
  absl::StatusOr<int> Version() const {
    std::string text;
    const rocksdb::Status got = db_->Get(rocksdb::ReadOptions(), FormatKey(), &text);
    if (got.IsNotFound()) return 0;
    IPPLEDGE_RETURN_IF_ERROR(FromRocks(got, "read the index"));
    int version = 0;
    if (!absl::SimpleAtoi(text, &version) || version < 1) {
      return absl::DataLossError("the index has no readable format");
    }
    return version;
  }

  absl::Status Load() {
    std::string watermark;
    IPPLEDGE_RETURN_IF_ERROR(
        FromRocks(db_->Get(rocksdb::ReadOptions(), WatermarkKey(), &watermark), "read the index"));
    if (watermark.size() != 8) return absl::DataLossError("the index has no readable watermark");
    watermark_.store(FromBigEndian(watermark), std::memory_order_release);
    filter_.StartLoading();
    return absl::OkStatus();
  }

  void BeginMerging() override {
    // Writes a file of options: on a full disk it is tried again with the next round.
    if (!merges_) merges_ = db_->EnableAutoCompaction({db_->DefaultColumnFamily()}).ok();
  }

  std::int64_t watermark() const override { return watermark_.load(std::memory_order_acquire); }

  absl::StatusOr<std::vector<std::optional<std::string>>> Get(
      absl::Span<const std::string> keys) const override {
    std::vector<std::optional<std::string>> rows(keys.size());
    const std::vector<std::size_t> asked = filter_.MayBeThere(keys);
    if (asked.empty()) return rows;
    std::vector<rocksdb::Slice> slices;
    for (const std::size_t i : asked) slices.emplace_back(keys[i]);
    std::vector<rocksdb::PinnableSlice> values(asked.size());
    std::vector<rocksdb::Status> statuses(asked.size());
    db_->MultiGet(rocksdb::ReadOptions(), db_->DefaultColumnFamily(), asked.size(), slices.data(),
                  values.data(), statuses.data());
    for (std::size_t i = 0; i < asked.size(); ++i) {
      if (statuses[i].IsNotFound()) continue;
      IPPLEDGE_RETURN_IF_ERROR(FromRocks(statuses[i], "read the index"));
      rows[asked[i]] = values[i].ToString();
    }
    return rows;
  }

  absl::Status WriteRound(absl::Span<const RowView> given, std::int64_t position) override {
    BeginMerging();
    const Row own[] = {{FormatKey(), absl::StrCat(kIndexVersion)},
                       {WatermarkKey(), BigEndian(position)}};
    std::vector<RowView> rows(given.begin(), given.end());
    for (const auto& [key, value] : own) rows.emplace_back(key, value);
    const std::vector<std::uint32_t> order = InKeyOrder(rows);
    IPPLEDGE_RETURN_IF_ERROR(filter_.AwaitLoaded());
    IPPLEDGE_ASSIGN_OR_RETURN(const std::string hashes, NewHashes(rows, order));
    // In the filter before they can be read, so that it never denies what is there.
    IPPLEDGE_RETURN_IF_ERROR(filter_.Add(hashes));
    IPPLEDGE_RETURN_IF_ERROR(
        FromRocks(WriteRun(rows, order, HashesKey(position), hashes), "write the index"));
    rocksdb::IngestExternalFileOptions ingest;
    ingest.move_files = true;
    ingest.write_global_seqno = false;
    IPPLEDGE_RETURN_IF_ERROR(
        FromRocks(db_->IngestExternalFile({run_path_}, ingest), "write the index"));
    watermark_.store(position, std::memory_order_release);
    MayHurry();
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
  // Of each round. They are read once: what others read stays in the cache.
  absl::Status ScanHashes(const IndexFilter::Visit& visit) const {
    rocksdb::ReadOptions read;
    read.fill_cache = false;
    const std::string from(1, kHashesKind);
    const std::string end(1, kHashesKind + 1);
    const rocksdb::Slice bound = SliceOf(end);
    read.iterate_upper_bound = &bound;
    std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator(read));
    for (it->Seek(SliceOf(from)); it->Valid(); it->Next()) {
      if (!visit(ViewOf(it->value()))) break;
    }
    return FromRocks(it->status(), "scan the index");
  }

  // Hashes of the filtered keys that no round before this one put.
  absl::StatusOr<std::string> NewHashes(const std::vector<RowView>& rows,
                                        const std::vector<std::uint32_t>& order) const {
    const std::shared_ptr<const KeyFilter> filter = filter_.Newest();
    // As the rows lie in memory, which is much faster than in order of key.
    std::vector<bool> last(rows.size());
    for (const std::uint32_t i : order) last[i] = true;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> asked;  // hash and row
    asked.reserve(rows.size());
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
      const auto& [key, value] = rows[i];
      if (last[i] && IsFiltered(key) && !value.empty()) asked.emplace_back(KeyHash(key), i);
    }
    constexpr std::size_t kAhead = 16;
    std::string hashes;
    std::vector<std::string> seen;
    for (std::size_t i = 0; i < asked.size(); ++i) {
      if (i % kRowsOfStep == 0) Breathe();
      if (i + kAhead < asked.size()) filter->Prefetch(asked[i + kAhead].first);
      const auto [hash, row] = asked[i];
      if (filter->May(hash)) {
        seen.emplace_back(rows[row].first);
      } else {
        AppendHash(hash, hashes);
      }
    }
    // Mostly rows that change; but a hash that only looked known is as new as the others.
    IPPLEDGE_ASSIGN_OR_RETURN(const auto known, Get(seen));
    for (std::size_t i = 0; i < seen.size(); ++i) {
      if (!known[i]) AppendHash(KeyHash(seen[i]), hashes);
    }
    return hashes;
  }

  // `last_key` is beyond all keys of `rows`.
  rocksdb::Status WriteRun(const std::vector<RowView>& rows,
                           const std::vector<std::uint32_t>& order, const std::string& last_key,
                           const std::string& last_value) {
    // One that a crash left behind may be linked to a file of the database: it must go, not be
    // written over.
    rocksdb::Env* const env = db_->GetEnv();
    rocksdb::Status status = env->FileExists(run_path_);
    if (status.ok()) status = env->DeleteFile(run_path_);
    if (!status.ok() && !status.IsNotFound()) return status;
    rocksdb::SstFileWriter run(rocksdb::EnvOptions(run_options_), run_options_,
                               db_->DefaultColumnFamily(),
                               /*invalidate_page_cache=*/false);
    status = run.Open(run_path_);
    // In order of key the rows lie anywhere: asked for ahead, they need not be waited for.
    constexpr std::size_t kAhead = 8;
    for (std::size_t at = 0; at < order.size(); ++at) {
      if (!status.ok()) return status;
      if (at % kRowsOfStep == 0) Breathe();
      if (at + 2 * kAhead < order.size()) __builtin_prefetch(&rows[order[at + 2 * kAhead]]);
      if (at + kAhead < order.size()) {
        __builtin_prefetch(rows[order[at + kAhead]].first.data());
        __builtin_prefetch(rows[order[at + kAhead]].second.data());
      }
      const auto& [key, value] = rows[order[at]];
      status = value.empty() ? run.Delete(SliceOf(key)) : run.Put(SliceOf(key), SliceOf(value));
    }
    if (status.ok() && !last_value.empty()) status = run.Put(last_key, last_value);
    return status.ok() ? run.Finish() : status;
  }

  // Merging may take its time while runs do not pile up.
  void MayHurry() {
    std::string text;
    int runs = 0;
    db_->GetProperty(rocksdb::DB::Properties::kNumFilesAtLevelPrefix + "0", &text);
    rest_->SetHurry(absl::SimpleAtoi(text, &runs) && runs > kMergedAt + kMergedAt / 2);
  }

  const std::unique_ptr<rocksdb::DB> db_;
  const std::unique_ptr<RocksRest> rest_;
  const rocksdb::Options run_options_;
  const std::string run_path_;  // where a round's run is made before the database takes it over
  std::atomic<std::int64_t> watermark_{0};
  std::atomic<bool> merges_{false};
  // Last: what loads it reads the database.
  IndexFilter filter_{[this](const IndexFilter::Visit& visit) { return ScanHashes(visit); }};
};

}  // namespace

absl::Status WriteRows(Index& index, const std::vector<Index::Row>& rows, std::int64_t position) {
  return index.WriteRound(std::vector<Index::RowView>(rows.begin(), rows.end()), position);
}

absl::StatusOr<std::unique_ptr<Index>> Index::Open(const std::string& folder,
                                                   std::size_t block_cache_bytes) {
  rocksdb::Options rocks = RocksOptions(block_cache_bytes);
  auto rest = std::make_unique<RocksRest>(rocks);
  const std::string doing = absl::StrCat("open ", folder);
  rocksdb::DB* raw = nullptr;
  IPPLEDGE_RETURN_IF_ERROR(FromRocks(rocksdb::DB::Open(rocks, folder, &raw), doing));
  auto index =
      std::make_unique<RocksIndex>(std::unique_ptr<rocksdb::DB>(raw), rocks, std::move(rest));
  IPPLEDGE_ASSIGN_OR_RETURN(const int version, index->Version());
  if (version > kIndexVersion) {
    return absl::FailedPreconditionError(absl::StrCat(
        "the index has format ", version, "; this program knows up to ", kIndexVersion));
  }
  if (version == kIndexVersion) {
    IPPLEDGE_RETURN_IF_ERROR(index->Load());
  } else if (version > 0) {
    index.reset();
    IPPLEDGE_RETURN_IF_ERROR(FromRocks(rocksdb::DestroyDB(folder, rocks), doing));
    return Open(folder, block_cache_bytes);
  }
  return index;
}

}  // namespace ippledge::storage
