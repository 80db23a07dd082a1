// storage/file_copy.h: files copied, summed and made durable, in pieces, so that a stop waits for
// none of them.
//
// Errors of all: NOT_FOUND for a file that is not there, RESOURCE_EXHAUSTED for a full disk,
// CANCELLED once `stop` says so, INTERNAL with what the system says for the rest.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proof/hash.h"

namespace ippledge::storage {

struct FileSum {
  std::int64_t bytes = 0;
  proof::Hash sha256 = {};

  friend bool operator==(const FileSum&, const FileSum&) = default;
};

// Asked between pieces; true ends the work. Empty: nothing does.
using StopAsked = std::function<bool()>;

// Reads the file through, and makes it durable.
absl::StatusOr<FileSum> SumFile(const std::string& path, const StopAsked& stop);
// Copies a plain file to where none is; durable when it returns, but for its name in the folder.
absl::StatusOr<FileSum> CopyFile(const std::string& from, const std::string& to,
                                 const StopAsked& stop);
// Copies the plain files of a folder, none of the folders in it, to one that is made when missing.
// What a database only uses while it is open, LOCK and LOG, stays.
absl::Status CopyPlainFiles(const std::string& from, const std::string& to, const StopAsked& stop);
// Writes a file where none is; durable as above.
absl::Status WriteNewFile(const std::string& path, absl::string_view bytes);
// The whole of a file of at most `bytes_max`. DATA_LOSS: it has more.
absl::StatusOr<std::string> ReadSmallFile(const std::string& path, std::size_t bytes_max);
// Makes the names in a folder durable, with `below` also those in all folders below it.
absl::Status SyncFolder(const std::string& path, bool below);

}  // namespace ippledge::storage
