// storage/rocks_status.h: rocksdb::Status to absl::Status, the one place.
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace rocksdb {
class Status;
}

namespace ippledge::storage {

// `doing` begins the message. No space becomes RESOURCE_EXHAUSTED, corruption DATA_LOSS, a folder
// held by another process UNAVAILABLE, a missing one NOT_FOUND, the rest INTERNAL.
absl::Status FromRocks(const rocksdb::Status& status, absl::string_view doing);

}  // namespace ippledge::storage
