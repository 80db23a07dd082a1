#include "storage/database_copy.h"

#include <rocksdb/db.h>
#include <rocksdb/utilities/checkpoint.h>

#include <cstdint>
#include <filesystem>
#include <memory>

#include "absl/strings/str_cat.h"
#include "ledger/status_macros.h"
#include "storage/rocks_status.h"

namespace ippledge::storage {
namespace {

// A longer log is brought into tables first: whoever opens the copy has less to replay.
constexpr std::uint64_t kLogBytesMax = 16 << 20;

}  // namespace

absl::Status CopyDatabase(rocksdb::DB& db, const std::string& folder) {
  const std::string doing = absl::StrCat("copy the database to ", folder);
  rocksdb::Checkpoint* raw = nullptr;
  IPPLEDGE_RETURN_IF_ERROR(FromRocks(rocksdb::Checkpoint::Create(&db, &raw), doing));
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(raw);
  const std::string path = std::filesystem::absolute(folder).string();
  return FromRocks(checkpoint->CreateCheckpoint(path, kLogBytesMax), doing);
}

}  // namespace ippledge::storage
