// storage/folders.h: folders made, renamed and removed.
//
// Errors of all: RESOURCE_EXHAUSTED for a full disk, INTERNAL with what the system says for the
// rest. Nothing is durable before its names are synced (file_copy.h).
#pragma once

#include <filesystem>
#include <system_error>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace ippledge::storage {

// "act path: what the system says", as above.
absl::Status FolderError(absl::string_view act, const std::filesystem::path& path,
                         const std::error_code& error);

// With those above it; fine when it is there.
absl::Status MakeFolders(const std::filesystem::path& path);
// With all below it; fine when there is none.
absl::Status RemoveAll(const std::filesystem::path& path);
absl::Status Rename(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace ippledge::storage
