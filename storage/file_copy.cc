#include "storage/file_copy.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/status_macros.h"
#include "proof/running_hash.h"
#include "storage/private_folder.h"

namespace ippledge::storage {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPieceBytes = 1 << 20;

absl::Status Failed(absl::string_view act, absl::string_view path, int error) {
  const std::string text = absl::StrCat(act, " ", path, ": ", std::strerror(error));
  if (error == ENOENT) return absl::NotFoundError(text);
  if (error == ENOSPC || error == EDQUOT) return absl::ResourceExhaustedError(text);
  return absl::InternalError(text);
}

absl::StatusOr<OpenFile> OpenPlain(const std::string& path) {
  OpenFile file(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!file.is_open()) return Failed("open", path, errno);
  struct stat found;
  if (fstat(file.fd(), &found) != 0) return Failed("look at", path, errno);
  if (!S_ISREG(found.st_mode)) return absl::InternalError(absl::StrCat(path, " is no file"));
  return file;
}

absl::StatusOr<OpenFile> OpenNew(const std::string& path) {
  OpenFile file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
  if (!file.is_open()) return Failed("create", path, errno);
  return file;
}

absl::Status Sync(const OpenFile& file, const std::string& path) {
  return fsync(file.fd()) == 0 ? absl::OkStatus() : Failed("sync", path, errno);
}

// Reads `in` to its end; each piece goes to `take`.
absl::StatusOr<FileSum> ReadThrough(const OpenFile& in, const std::string& path,
                                    const StopAsked& stop,
                                    const std::function<absl::Status(absl::string_view)>& take) {
  FileSum sum;
  proof::RunningHash hash;
  std::string piece(kPieceBytes, '\0');
  for (;;) {
    if (stop && stop()) return absl::CancelledError("a stop was asked for");
    const ssize_t got = read(in.fd(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Failed("read", path, errno);
    if (got == 0) break;
    const absl::string_view bytes(piece.data(), static_cast<std::size_t>(got));
    IPPLEDGE_RETURN_IF_ERROR(take(bytes));
    hash.Add(bytes);
    sum.bytes += got;
  }
  sum.sha256 = std::move(hash).Finish();
  return sum;
}

absl::Status WriteAll(const OpenFile& out, absl::string_view bytes, std::int64_t offset,
                      const std::string& path) {
  return WriteAt(out.fd(), bytes, offset) ? absl::OkStatus() : Failed("write", path, errno);
}

}  // namespace

absl::StatusOr<FileSum> SumFile(const std::string& path, const StopAsked& stop) {
  IPPLEDGE_ASSIGN_OR_RETURN(const OpenFile in, OpenPlain(path));
  IPPLEDGE_ASSIGN_OR_RETURN(const FileSum sum, ReadThrough(in, path, stop, [](absl::string_view) {
                              return absl::OkStatus();
                            }));
  IPPLEDGE_RETURN_IF_ERROR(Sync(in, path));
  return sum;
}

absl::StatusOr<FileSum> CopyFile(const std::string& from, const std::string& to,
                                 const StopAsked& stop) {
  IPPLEDGE_ASSIGN_OR_RETURN(const OpenFile in, OpenPlain(from));
  IPPLEDGE_ASSIGN_OR_RETURN(const OpenFile out, OpenNew(to));
  std::int64_t offset = 0;
  const auto take = [&](absl::string_view bytes) {
    const absl::Status written = WriteAll(out, bytes, offset, to);
    offset += static_cast<std::int64_t>(bytes.size());
    return written;
  };
  IPPLEDGE_ASSIGN_OR_RETURN(const FileSum sum, ReadThrough(in, from, stop, take));
  IPPLEDGE_RETURN_IF_ERROR(Sync(out, to));
  return sum;
}

absl::Status CopyPlainFiles(const std::string& from, const std::string& to, const StopAsked& stop) {
  std::error_code error;
  fs::create_directories(to, error);
  if (error) return Failed("create", to, error.value());
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(from, error)) {
    const std::string name = entry.path().filename().string();
    const bool stays = name == "LOCK" || name == "LOG" || name.starts_with("LOG.old");
    if (entry.is_regular_file() && !stays) files.push_back(entry.path());
  }
  if (error) return Failed("read", from, error.value());
  for (const fs::path& file : files) {
    const std::string copy = (fs::path(to) / file.filename()).string();
    IPPLEDGE_RETURN_IF_ERROR(CopyFile(file.string(), copy, stop).status());
  }
  return absl::OkStatus();
}

absl::Status WriteNewFile(const std::string& path, absl::string_view bytes) {
  IPPLEDGE_ASSIGN_OR_RETURN(const OpenFile out, OpenNew(path));
  IPPLEDGE_RETURN_IF_ERROR(WriteAll(out, bytes, 0, path));
  return Sync(out, path);
}

absl::StatusOr<std::string> ReadSmallFile(const std::string& path, std::size_t bytes_max) {
  IPPLEDGE_ASSIGN_OR_RETURN(const OpenFile in, OpenPlain(path));
  std::string bytes;
  const auto take = [&](absl::string_view piece) {
    if (bytes.size() + piece.size() > bytes_max) {
      return absl::DataLossError(absl::StrCat(path, " has more than ", bytes_max, " bytes"));
    }
    bytes.append(piece.data(), piece.size());
    return absl::OkStatus();
  };
  IPPLEDGE_RETURN_IF_ERROR(ReadThrough(in, path, nullptr, take).status());
  return bytes;
}

absl::Status SyncFolder(const std::string& path, bool below) {
  if (below) {
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(path, error)) {
      if (!entry.is_directory()) continue;
      IPPLEDGE_RETURN_IF_ERROR(SyncFolder(entry.path().string(), true));
    }
    if (error) return Failed("read", path, error.value());
  }
  const OpenFile folder(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.is_open()) return Failed("open", path, errno);
  return Sync(folder, path);
}

}  // namespace ippledge::storage
