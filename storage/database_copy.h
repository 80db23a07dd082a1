// storage/database_copy.h: a copy of an open database, made beside its work. An inner header.
#pragma once

#include <string>

#include "absl/status/status.h"

namespace rocksdb {
class DB;
}

namespace ippledge::storage {

// Copies the database as of some moment of the call into `folder`, which must not be there but in a
// folder that is. Files that no longer change are linked where the file system is the same; the
// last write that the log holds may be torn. Errors of rocks_status.h.
absl::Status CopyDatabase(rocksdb::DB& db, const std::string& folder);

}  // namespace ippledge::storage
