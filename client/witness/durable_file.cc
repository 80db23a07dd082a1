#include "client/witness/durable_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/status_macros.h"

namespace ippledge::client {
namespace {

namespace fs = std::filesystem;

absl::Status SystemError(absl::string_view act, const std::string& path) {
  return absl::UnavailableError(absl::StrCat("cannot ", act, " ", path, ": ", strerror(errno)));
}

std::string FolderOf(const std::string& path) {
  const fs::path parent = fs::path(path).parent_path();
  return parent.empty() ? "." : parent.string();
}

bool WriteAll(int fd, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// The new bytes beside their place, synced; the path.
absl::StatusOr<std::string> WriteBeside(const std::string& path, absl::string_view bytes) {
  const std::string fresh = absl::StrCat(path, kUnfinishedEnding);
  // What a stop in the midst of an earlier try has left.
  if (unlink(fresh.c_str()) != 0 && errno != ENOENT) return SystemError("remove", fresh);
  const Descriptor file(
      open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.is_open()) return SystemError("write", fresh);
  if (!WriteAll(file.fd(), bytes) || fsync(file.fd()) != 0) {
    const absl::Status failed = SystemError("write", fresh);
    unlink(fresh.c_str());
    return failed;
  }
  return fresh;
}

}  // namespace

Descriptor::Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

Descriptor::~Descriptor() {
  if (fd_ >= 0) close(fd_);
}

absl::Status MakePrivateFolder(const std::string& path) {
  if (path.empty() || access(path.c_str(), F_OK) == 0) return absl::OkStatus();
  const fs::path given(path);
  const std::string clean = (given.has_filename() ? given : given.parent_path()).string();
  const std::string above = FolderOf(clean);
  if (above != clean) IPPLEDGE_RETURN_IF_ERROR(MakePrivateFolder(above));
  if (mkdir(clean.c_str(), 0700) != 0 && errno != EEXIST) return SystemError("make", clean);
  return SyncFolder(above);
}

absl::Status PutDurably(const std::string& path, absl::string_view bytes) {
  IPPLEDGE_ASSIGN_OR_RETURN(const std::string fresh, WriteBeside(path, bytes));
  if (rename(fresh.c_str(), path.c_str()) != 0) return SystemError("write", path);
  return SyncFolder(FolderOf(path));
}

absl::Status AddDurably(const std::string& path, absl::string_view bytes) {
  IPPLEDGE_ASSIGN_OR_RETURN(const std::string fresh, WriteBeside(path, bytes));
  // Unlike a rename, a link takes nothing's place.
  const bool placed = link(fresh.c_str(), path.c_str()) == 0;
  const bool taken = !placed && errno == EEXIST;
  const absl::Status failed = placed ? absl::OkStatus() : SystemError("write", path);
  unlink(fresh.c_str());
  if (taken) return absl::AlreadyExistsError(absl::StrCat(path, " is there already"));
  return placed ? SyncFolder(FolderOf(path)) : failed;
}

absl::Status SyncFolder(const std::string& path) {
  const Descriptor folder(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.is_open() || fsync(folder.fd()) != 0) return SystemError("sync", path);
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadSmallFile(const std::string& path, std::size_t bytes_max) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.is_open()) {
    if (errno != ENOENT) return SystemError("read", path);
    return absl::NotFoundError(absl::StrCat(path, " does not exist"));
  }
  struct stat found;
  if (fstat(file.fd(), &found) != 0) return SystemError("read", path);
  if (!S_ISREG(found.st_mode)) return absl::InvalidArgumentError(absl::StrCat(path, " is no file"));
  std::string bytes;
  char buffer[16 * 1024];
  for (;;) {
    const ssize_t got = read(file.fd(), buffer, sizeof(buffer));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return SystemError("read", path);
    if (got == 0) return bytes;
    bytes.append(buffer, static_cast<std::size_t>(got));
    if (bytes.size() > bytes_max) {
      return absl::InvalidArgumentError(absl::StrCat(path, " has more than ", bytes_max, " bytes"));
    }
  }
}

}  // namespace ippledge::client
