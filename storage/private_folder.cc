#include "storage/private_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "ledger/status_macros.h"

namespace ippledge::storage {
namespace {

namespace fs = std::filesystem;

absl::Status CreateFolder(const fs::path& path) {
  if (access(path.c_str(), F_OK) == 0) return absl::OkStatus();
  const fs::path parent = path.has_parent_path() ? path.parent_path() : fs::path(".");
  if (parent != path) IPPLEDGE_RETURN_IF_ERROR(CreateFolder(parent));
  if (mkdir(path.c_str(), kPrivateFolderMode) != 0 && errno != EEXIST) {
    return SystemError("create", path.string());
  }
  const OpenFile above(open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!above.is_open() || fsync(above.fd()) != 0) return SystemError("sync", parent.string());
  return absl::OkStatus();
}

}  // namespace

OpenFile::~OpenFile() {
  if (fd_ >= 0) close(fd_);
}

absl::Status SystemError(absl::string_view act, absl::string_view path) {
  const int error = errno;
  return absl::UnavailableError(absl::StrCat(act, " ", path, ": ", std::strerror(error)));
}

bool WriteAt(int fd, absl::string_view bytes, std::int64_t offset) {
  while (!bytes.empty()) {
    const ssize_t written = pwrite(fd, bytes.data(), bytes.size(), offset);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
    offset += written;
  }
  return true;
}

absl::Status CheckPrivate(int fd, const std::string& path, mode_t wanted) {
  struct stat found;
  if (fstat(fd, &found) != 0) return SystemError("look at", path);
  if (found.st_uid != geteuid()) {
    return absl::FailedPreconditionError(absl::StrCat(
        path, " belongs to user ", found.st_uid, ", not to user ", geteuid(), " who runs this"));
  }
  const mode_t mode = found.st_mode & 07777u;
  if ((mode & 077u) != 0) {
    return absl::FailedPreconditionError(absl::StrFormat(
        "%s has mode %04o: group or others may use it; keys need %04o", path, mode, wanted));
  }
  return absl::OkStatus();
}

absl::StatusOr<OpenFile> OpenPrivateFolder(const std::string& path) {
  // "keys/" is no other folder than "keys".
  const fs::path given(path);
  const fs::path clean = given.has_filename() ? given : given.parent_path();
  IPPLEDGE_RETURN_IF_ERROR(CreateFolder(clean));
  OpenFile folder(open(clean.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.is_open()) return SystemError("open", clean.string());
  IPPLEDGE_RETURN_IF_ERROR(CheckPrivate(folder.fd(), clean.string(), kPrivateFolderMode));
  return folder;
}

absl::StatusOr<std::optional<std::string>> ReadPrivateFile(const OpenFile& folder,
                                                           const std::string& folder_path,
                                                           const std::string& name,
                                                           std::size_t bytes_max) {
  const std::string path = (fs::path(folder_path) / name).string();
  const OpenFile file(
      openat(folder.fd(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  if (!file.is_open()) {
    if (errno == ENOENT) return std::nullopt;
    if (errno != ELOOP) return SystemError("open", path);
    return absl::FailedPreconditionError(absl::StrCat(path, " is a symbolic link"));
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckPrivate(file.fd(), path, kPrivateFileMode));
  struct stat found;
  if (fstat(file.fd(), &found) != 0) return SystemError("look at", path);
  if (!S_ISREG(found.st_mode)) {
    return absl::FailedPreconditionError(absl::StrCat(path, " is no file"));
  }
  const auto size = static_cast<std::size_t>(found.st_size);
  if (size > bytes_max) {
    return absl::DataLossError(absl::StrCat(path, " has ", size, " bytes, at most ", bytes_max));
  }
  std::string bytes(size, '\0');
  std::size_t read = 0;
  while (read < size) {
    const ssize_t got =
        pread(file.fd(), bytes.data() + read, size - read, static_cast<off_t>(read));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return SystemError("read", path);
    read += static_cast<std::size_t>(got);
  }
  return bytes;
}

absl::Status AddPrivateFile(const OpenFile& folder, const std::string& folder_path,
                            const std::string& name, absl::string_view bytes) {
  const std::string path = (fs::path(folder_path) / name).string();
  const std::string fresh = name + ".new";
  // What a stop in the midst of an earlier try has left.
  if (unlinkat(folder.fd(), fresh.c_str(), 0) != 0 && errno != ENOENT) {
    return SystemError("remove", path + ".new");
  }
  constexpr int kFlags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  const OpenFile file(openat(folder.fd(), fresh.c_str(), kFlags, kPrivateFileMode));
  if (!file.is_open()) return SystemError("write", path);
  bool put = WriteAt(file.fd(), bytes, 0) && fsync(file.fd()) == 0;
  // Unlike a rename, a link takes nothing's place.
  put = put && linkat(folder.fd(), fresh.c_str(), folder.fd(), name.c_str(), 0) == 0;
  const bool taken = !put && errno == EEXIST;
  const absl::Status refusal = put ? absl::OkStatus() : SystemError("write", path);
  (void)unlinkat(folder.fd(), fresh.c_str(), 0);
  if (taken) return absl::AlreadyExistsError(absl::StrCat(path, " is there already"));
  if (!put) return refusal;
  return fsync(folder.fd()) == 0 ? absl::OkStatus() : SystemError("sync", folder_path);
}

}  // namespace ippledge::storage
