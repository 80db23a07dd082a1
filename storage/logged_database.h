// storage/logged_database.h: opens a database whose write-ahead log is the truth. An inner header.
#pragma once

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/options.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace ippledge::storage {

struct LoggedDatabase {
  std::unique_ptr<rocksdb::Env> env;  // what it works with, so gone after it
  std::unique_ptr<rocksdb::DB> db;
};

// Opens it with log files of wal_env.h. Refuses damage to the log (wal_tail.h) and does not read a
// torn last record; `read_only` writes nothing, refuses nothing and reads as far as RocksDB does.
// DATA_LOSS, INTERNAL, those of rocks_status.h.
absl::StatusOr<LoggedDatabase> OpenLogged(rocksdb::Options options, const std::string& folder,
                                          bool read_only);

}  // namespace ippledge::storage
