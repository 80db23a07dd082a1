#include "tools/admin/export_folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/status_macros.h"
#include "proof/running_hash.h"
#include "tools/export/layout.h"

namespace ippledge::admin {
namespace {

namespace fs = std::filesystem;

absl::Status Failed(const fs::path& path, absl::string_view what, int error) {
  return absl::InternalError(absl::StrCat(path.string(), ": ", what, ": ", std::strerror(error)));
}

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

absl::Status SyncFileSystem(const fs::path& folder) {
  const int handle = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (handle < 0) return Failed(folder, "open", errno);
  const int result = syncfs(handle);
  const int error = errno;
  close(handle);
  return result == 0 ? absl::OkStatus() : Failed(folder, "sync", error);
}

absl::Status SyncFolder(const fs::path& folder) {
  const int handle = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (handle < 0) return Failed(folder, "open", errno);
  const int result = fsync(handle);
  const int error = errno;
  close(handle);
  return result == 0 ? absl::OkStatus() : Failed(folder, "sync", error);
}

}  // namespace

absl::StatusOr<ExportFolder> ExportFolder::Begin(const std::string& folder) {
  std::error_code error;
  // Without a slash at the end, which would be a name of its own.
  fs::path target = fs::absolute(folder, error).lexically_normal();
  if (!target.has_filename()) target = target.parent_path();
  const fs::file_status there = fs::symlink_status(target, error);
  if (fs::exists(there) && (!fs::is_directory(there) || !fs::is_empty(target, error))) {
    return absl::AlreadyExistsError(
        absl::StrCat(folder, " is there already; an export wants a new or an empty folder"));
  }
  std::string beside = target.string() + ".XXXXXX";
  if (mkdtemp(beside.data()) == nullptr) return Failed(beside, "make", errno);
  fs::permissions(beside, fs::perms(0755), error);
  return ExportFolder(target, beside);
}

ExportFolder::ExportFolder(ExportFolder&& other) noexcept
    : target_(std::move(other.target_)),
      folder_(std::exchange(other.folder_, fs::path())),
      made_(std::move(other.made_)),
      rows_(std::move(other.rows_)),
      bytes_(other.bytes_) {}

ExportFolder::~ExportFolder() {
  if (folder_.empty()) return;
  std::error_code error;
  fs::remove_all(folder_, error);
}

absl::Status ExportFolder::Write(const std::string& path, absl::string_view bytes) {
  return WritePieces(path, [&](exported::LineSink sink) { return sink(bytes); });
}

absl::Status ExportFolder::WritePieces(const std::string& path, Producer produce) {
  const fs::path full = folder_ / path;
  if (full.parent_path() != made_) {
    std::error_code error;
    fs::create_directories(full.parent_path(), error);
    if (error) return Failed(full.parent_path(), "make", error.value());
    made_ = full.parent_path();
  }
  const File file(std::fopen(full.c_str(), "wbxe"));
  if (file == nullptr) return Failed(full, "open", errno);
  proof::RunningHash hash;
  exported::ManifestRow row = {.path = path};
  IPPLEDGE_RETURN_IF_ERROR(produce([&](absl::string_view piece) -> absl::Status {
    if (std::fwrite(piece.data(), 1, piece.size(), file.get()) != piece.size()) {
      return Failed(full, "write", errno);
    }
    hash.Add(piece);
    row.bytes += static_cast<std::int64_t>(piece.size());
    return absl::OkStatus();
  }));
  if (std::fflush(file.get()) != 0) return Failed(full, "write", errno);
  row.sha256 = std::move(hash).Finish();
  bytes_ += row.bytes;
  rows_.push_back(std::move(row));
  return absl::OkStatus();
}

absl::Status ExportFolder::Publish() {
  IPPLEDGE_RETURN_IF_ERROR(Write(exported::kManifestFile, exported::FormatManifest(rows_)));
  IPPLEDGE_RETURN_IF_ERROR(SyncFileSystem(folder_));
  // Onto an empty folder, or none; one that was filled meanwhile stays.
  if (std::rename(folder_.c_str(), target_.c_str()) != 0) return Failed(target_, "rename", errno);
  folder_.clear();
  return SyncFolder(target_.parent_path());
}

}  // namespace ippledge::admin
