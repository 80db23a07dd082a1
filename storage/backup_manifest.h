// storage/backup_manifest.h: what a backup says of itself: the file BACKUP in its folder.
//
// Lines of a name, a space and a value, in the order of the fields below; then a line of each file,
// SHA-256 in hexadecimal, bytes, path; last the SHA-256 of all lines before. docs/format.md has it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proof/hash.h"
#include "storage/file_copy.h"

namespace ippledge::storage {

inline constexpr int kBackupVersion = 1;
inline constexpr char kBackupManifestName[] = "BACKUP";
// Room for a journal of a few terabytes.
inline constexpr std::size_t kBackupManifestBytesMax = 16 << 20;

struct BackedUpFile {
  std::string path;  // below the backup's folder, with "/"
  FileSum sum;

  friend bool operator==(const BackedUpFile&, const BackedUpFile&) = default;
};

struct BackupManifest {
  std::string programme;
  std::string origin;               // of its checkpoints
  std::int64_t made_ms = 0;         // since 1970-01-01 UTC
  std::int64_t position = 0;        // entries that the checkpoint in it covers
  proof::Hash root = {};            // of the tree at `position`
  std::int64_t last_entry = 0;      // of its journal; those after `position` are not signed in it
  std::vector<BackedUpFile> files;  // by path

  std::int64_t bytes() const;  // of all files
  friend bool operator==(const BackupManifest&, const BackupManifest&) = default;
};

std::string FormatBackupManifest(const BackupManifest& manifest);

// Format gives back equal bytes. Errors, in this order: DATA_LOSS when the last line's sum is
// another; FAILED_PRECONDITION for a newer version; DATA_LOSS when a line is of another form, a
// path leads out of the folder or is there twice, or what is said of entries cannot be.
absl::StatusOr<BackupManifest> ParseBackupManifest(absl::string_view bytes);

}  // namespace ippledge::storage
