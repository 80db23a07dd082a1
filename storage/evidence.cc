#include "storage/evidence.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/table.h>

#include <filesystem>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "ledger/check.h"
#include "ledger/status_macros.h"
#include "storage/database_copy.h"
#include "storage/keys.h"
#include "storage/logged_database.h"
#include "storage/rocks_status.h"

namespace ippledge::storage {
namespace {

constexpr char kMeta = 0x01;
constexpr char kKey = 0x02;
constexpr char kCheckpoint = 0x10;

std::string MetaKey(absl::string_view name) { return absl::StrCat(std::string(1, kMeta), name); }
std::string CheckpointKey(std::int64_t size) {
  return absl::StrCat(std::string(1, kCheckpoint), BigEndian(size));
}

rocksdb::Options RocksOptions(const Evidence::Options& options) {
  rocksdb::Options rocks;
  rocks.create_if_missing = options.create;
  // As for the journal: the default drops what follows a flipped bit and says OK.
  rocks.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  rocks.max_total_wal_size = 4 << 20;
  rocks.write_buffer_size = 2 << 20;
  rocks.paranoid_checks = true;
  rocks.db_host_id = "";
  rocks.compression = rocksdb::kZSTD;
  rocks.max_background_jobs = 1;
  rocks.info_log = SilentLog();
  rocks.max_open_files = 64;
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(1 << 20);
  rocks.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return rocks;
}

class RocksEvidence final : public Evidence {
 public:
  explicit RocksEvidence(LoggedDatabase database)
      : env_(std::move(database.env)), db_(std::move(database.db)) {}

  absl::Status CheckFormat(bool read_only) {
    IPPLEDGE_ASSIGN_OR_RETURN(const std::string text, Meta("format"));
    if (text.empty()) {
      return read_only ? absl::OkStatus()
                       : Write(MetaKey("format"), absl::StrCat(kEvidenceVersion));
    }
    int version = 0;
    if (!absl::SimpleAtoi(text, &version) || version < 1) {
      return absl::DataLossError("the evidence has no readable format");
    }
    if (version > kEvidenceVersion) {
      return absl::FailedPreconditionError(absl::StrCat(
          "the evidence has format ", version, "; this program knows up to ", kEvidenceVersion));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::string> Origin() const override { return Meta("origin"); }

  absl::Status PinOrigin(absl::string_view origin) override {
    IPPLEDGE_ASSIGN_OR_RETURN(const std::string pinned, Origin());
    IPPLEDGE_CHECK(pinned.empty() && !origin.empty());
    return Write(MetaKey("origin"), origin);
  }

  absl::StatusOr<std::vector<std::string>> KeyTexts() const override {
    std::vector<std::string> texts;
    std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator(rocksdb::ReadOptions()));
    for (it->Seek(std::string(1, kKey)); it->Valid() && it->key()[0] == kKey; it->Next()) {
      texts.push_back(it->value().ToString());
    }
    IPPLEDGE_RETURN_IF_ERROR(FromRocks(it->status(), "read the evidence"));
    return texts;
  }

  absl::Status AddKeyText(absl::string_view text) override {
    IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<std::string> known, KeyTexts());
    const std::string number = BigEndian(static_cast<std::int64_t>(known.size())).substr(4);
    return Write(absl::StrCat(std::string(1, kKey), number), text);
  }

  absl::Status Put(const StoredCheckpoint& checkpoint) override {
    IPPLEDGE_CHECK(checkpoint.size > 0);
    return Write(CheckpointKey(checkpoint.size), checkpoint.note);
  }

  absl::StatusOr<std::optional<StoredCheckpoint>> Newest() const override {
    std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator(rocksdb::ReadOptions()));
    it->SeekToLast();
    return At(*it);
  }

  absl::StatusOr<std::optional<StoredCheckpoint>> AtLeast(std::int64_t size) const override {
    std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator(rocksdb::ReadOptions()));
    it->Seek(CheckpointKey(size));
    return At(*it);
  }

  absl::StatusOr<std::vector<StoredCheckpoint>> List(std::int64_t size,
                                                     std::size_t count) const override {
    std::vector<StoredCheckpoint> list;
    std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator(rocksdb::ReadOptions()));
    for (it->Seek(CheckpointKey(size)); list.size() < count; it->Next()) {
      IPPLEDGE_ASSIGN_OR_RETURN(std::optional<StoredCheckpoint> next, At(*it));
      if (!next) break;
      list.push_back(*std::move(next));
    }
    return list;
  }

  absl::Status CopyTo(const std::string& folder) const override {
    return CopyDatabase(*db_, folder);
  }

 private:
  // The checkpoint that the iterator stands on; nullopt when it stands on none.
  static absl::StatusOr<std::optional<StoredCheckpoint>> At(const rocksdb::Iterator& it) {
    IPPLEDGE_RETURN_IF_ERROR(FromRocks(it.status(), "read the evidence"));
    if (!it.Valid()) return std::nullopt;
    absl::string_view key(it.key().data(), it.key().size());
    if (key.front() != kCheckpoint) return std::nullopt;
    key.remove_prefix(1);
    if (key.size() != 8) return absl::DataLossError("the evidence has a key of another kind");
    return StoredCheckpoint{.size = FromBigEndian(key), .note = it.value().ToString()};
  }

  absl::StatusOr<std::string> Meta(absl::string_view name) const {
    std::string value;
    const rocksdb::Status got = db_->Get(rocksdb::ReadOptions(), MetaKey(name), &value);
    if (got.IsNotFound()) return std::string();
    IPPLEDGE_RETURN_IF_ERROR(FromRocks(got, "read the evidence"));
    return value;
  }

  absl::Status Write(const std::string& key, absl::string_view value) {
    rocksdb::WriteOptions write;
    write.sync = true;
    return FromRocks(db_->Put(write, key, rocksdb::Slice(value.data(), value.size())),
                     "write the evidence");
  }

  const std::unique_ptr<rocksdb::Env> env_;
  const std::unique_ptr<rocksdb::DB> db_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Evidence>> Evidence::Open(const std::string& folder,
                                                         const Options& options) {
  std::error_code error;
  if (options.create && !options.read_only) std::filesystem::create_directories(folder, error);
  if (error) return absl::UnavailableError(absl::StrCat("create ", folder, ": ", error.message()));
  IPPLEDGE_ASSIGN_OR_RETURN(LoggedDatabase database,
                            OpenLogged(RocksOptions(options), folder, options.read_only));
  auto evidence = std::make_unique<RocksEvidence>(std::move(database));
  IPPLEDGE_RETURN_IF_ERROR(evidence->CheckFormat(options.read_only));
  return evidence;
}

}  // namespace ippledge::storage
