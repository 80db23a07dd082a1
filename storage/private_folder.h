// storage/private_folder.h: folders and files of keys: this process's user's alone.
//
// Errors of all: UNAVAILABLE with what the system says; FAILED_PRECONDITION for a folder or file
// that is open to others, is somebody else's, or no plain file.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ippledge::storage {

inline constexpr mode_t kPrivateFolderMode = 0700;
inline constexpr mode_t kPrivateFileMode = 0600;

// A file or folder held open; closed with the object.
class OpenFile {
 public:
  OpenFile() = default;
  explicit OpenFile(int fd) : fd_(fd) {}
  OpenFile(OpenFile&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  OpenFile& operator=(OpenFile&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~OpenFile();

  int fd() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

// UNAVAILABLE: "act path: what errno says".
absl::Status SystemError(absl::string_view act, absl::string_view path);
bool WriteAt(int fd, absl::string_view bytes, std::int64_t offset);
// That what is open belongs to us and nobody else may use it. `wanted`: the mode to advise.
absl::Status CheckPrivate(int fd, const std::string& path, mode_t wanted);

// Makes the folder when it is missing, parents as well, all of them for us alone and durable; opens
// and checks it.
absl::StatusOr<OpenFile> OpenPrivateFolder(const std::string& path);

// The bytes of a private file, which the caller wipes if they are secret; nullopt when there is
// none. More than `bytes_max` are DATA_LOSS.
absl::StatusOr<std::optional<std::string>> ReadPrivateFile(const OpenFile& folder,
                                                           const std::string& folder_path,
                                                           const std::string& name,
                                                           std::size_t bytes_max);
// Puts a file of these bytes into the folder, whole or not at all, durable when it returns.
// ALREADY_EXISTS when there is one of that name, which stays as it is.
absl::Status AddPrivateFile(const OpenFile& folder, const std::string& folder_path,
                            const std::string& name, absl::string_view bytes);

}  // namespace ippledge::storage
