// client/witness/durable_file.h: small private files that survive a power cut, whole or not at all.
//
// Errors of all: UNAVAILABLE with the path and what the system said.
#pragma once

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ippledge::client {

// A descriptor that is closed with it.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept;
  ~Descriptor();
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int fd() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }

 private:
  int fd_;
};

// Makes a folder of mode 0700 and what is missing above it; none if it is there.
absl::Status MakePrivateFolder(const std::string& path);

// Writes the file beside its place, syncs it, puts it there and syncs the folder: whoever reads the
// name finds the old bytes or the new. Mode 0600.
absl::Status PutDurably(const std::string& path, absl::string_view bytes);
// The same, but never in the place of another file. ALREADY_EXISTS.
absl::Status AddDurably(const std::string& path, absl::string_view bytes);

// What PutDurably() has for a moment beside the file's place.
inline constexpr absl::string_view kUnfinishedEnding = ".new";

absl::Status SyncFolder(const std::string& path);

// NOT_FOUND when there is none; INVALID_ARGUMENT for one that is longer or no file.
absl::StatusOr<std::string> ReadSmallFile(const std::string& path, std::size_t bytes_max);

}  // namespace ippledge::client
