#include "storage/logged_database.h"

#include "absl/strings/str_cat.h"
#include "ledger/status_macros.h"
#include "storage/rocks_status.h"
#include "storage/wal_env.h"
#include "storage/wal_tail.h"

namespace ippledge::storage {

absl::StatusOr<LoggedDatabase> OpenLogged(rocksdb::Options options, const std::string& folder,
                                          bool read_only) {
  if (!read_only) IPPLEDGE_RETURN_IF_ERROR(CheckWal(folder));
  LoggedDatabase opened{.env = MakeWalEnv(folder), .db = nullptr};
  options.env = opened.env.get();
  rocksdb::DB* raw = nullptr;
  IPPLEDGE_RETURN_IF_ERROR(FromRocks(read_only ? rocksdb::DB::OpenForReadOnly(options, folder, &raw)
                                               : rocksdb::DB::Open(options, folder, &raw),
                                     absl::StrCat("open ", folder)));
  opened.db.reset(raw);
  return opened;
}

}  // namespace ippledge::storage
