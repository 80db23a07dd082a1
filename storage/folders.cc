#include "storage/folders.h"

#include "absl/strings/str_cat.h"

namespace ippledge::storage {

namespace fs = std::filesystem;

absl::Status FolderError(absl::string_view act, const fs::path& path,
                         const std::error_code& error) {
  const std::string text = absl::StrCat(act, " ", path.string(), ": ", error.message());
  return error == std::errc::no_space_on_device ? absl::ResourceExhaustedError(text)
                                                : absl::InternalError(text);
}

absl::Status MakeFolders(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  return error ? FolderError("create", path, error) : absl::OkStatus();
}

absl::Status RemoveAll(const fs::path& path) {
  std::error_code error;
  fs::remove_all(path, error);
  return error ? FolderError("remove", path, error) : absl::OkStatus();
}

absl::Status Rename(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  return error ? FolderError("rename", from, error) : absl::OkStatus();
}

}  // namespace ippledge::storage
