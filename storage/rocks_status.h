// storage/rocks_status.h: what every use of RocksDB shares: statuses and logs.
#pragma once

#include <memory>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace rocksdb {
class Logger;
class Status;
}  // namespace rocksdb

namespace ippledge::storage {

// `doing` begins the message. No space becomes RESOURCE_EXHAUSTED, corruption DATA_LOSS, a folder
// held by another process UNAVAILABLE, a missing one NOT_FOUND, the rest INTERNAL.
absl::Status FromRocks(const rocksdb::Status& status, absl::string_view doing);

// A logger that says nothing. RocksDB 7.8.3 as packaged aborts when its own log file meets a full
// disk: all that matters comes back as a status.
std::shared_ptr<rocksdb::Logger> SilentLog();

}  // namespace ippledge::storage
