// storage/backup.h: copies of a programme that are a store of their own: journal, evidence, the
// newest checkpoint as a file, and a list of all files by which damage is told.
//
//   FOLDER/PROGRAMME/20261123T060248.123Z-41/     time in UTC, entries that its checkpoint covers
//     BACKUP  checkpoint  FORMAT  programmes/PROGRAMME/{journal,evidence}
//
// The index is not in it, nor is any key. A copy is written under another name and appears whole
// and durable, or not at all. Errors of storage/file_copy.h besides those told.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proof/hash.h"
#include "proof/verifier_key.h"
#include "storage/backup_manifest.h"
#include "storage/file_copy.h"

namespace ippledge::storage {

struct Backup {
  std::string folder;
  BackupManifest manifest;
  std::string checkpoint;  // signed note, with the cosignatures that it had
};

struct BackupPlan {
  std::string folder;  // of all backups; made when missing
  std::string programme;
  std::int64_t made_ms = 0;  // since 1970-01-01 UTC
  // Makes the folders journal and evidence in the one that it is given, which is there. The newest
  // checkpoint must be of entries that are in the journal.
  std::function<absl::Status(const std::string& programme_folder)> copy;
  StopAsked stop;
};
// One at a time a folder and programme. Errors of `copy`; FAILED_PRECONDITION: nothing was signed
// yet; DATA_LOSS: what was copied does not hold together; ALREADY_EXISTS: there is one of this
// time.
absl::StatusOr<Backup> WriteBackup(const BackupPlan& plan);

// The whole backups of a programme, oldest first: their folders.
absl::StatusOr<std::vector<std::string>> ListBackups(const std::string& folder,
                                                     const std::string& programme);
// Removes the oldest until `keep` are left, 1 at least.
absl::Status RemoveOldBackups(const std::string& folder, const std::string& programme, int keep);

// What a backup says of itself. NOT_FOUND: the folder is no backup. FAILED_PRECONDITION: a newer
// format. DATA_LOSS: BACKUP, checkpoint or FORMAT is not as it was written.
absl::StatusOr<Backup> ReadBackup(const std::string& folder);
// Copies what lies in its programme's folder into one that is made here. DATA_LOSS: a file is
// missing or not as it was written. What is not listed in BACKUP is not copied.
absl::Status CopyOutOfBackup(const Backup& backup, const std::string& programme_folder,
                             const StopAsked& stop);

// A journal with its evidence, in a programme's folder, as far as can be told without deciding
// anything again.
struct ProgrammeCopy {
  std::string origin;
  std::vector<proof::VerifierKey> keys;  // all that signed, in order
  std::string checkpoint;                // the newest
  std::int64_t position = 0;             // entries that it covers
  proof::Hash root = {};                 // of the tree at `position`
  std::int64_t last_entry = 0;           // of the journal
};
// FAILED_PRECONDITION: nothing was signed yet. DATA_LOSS: logs are damaged, the newest checkpoint
// does not hold by the keys that are kept with it, or is not of this journal.
absl::StatusOr<ProgrammeCopy> ReadProgrammeCopy(const std::string& programme_folder);

}  // namespace ippledge::storage
