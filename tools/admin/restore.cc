#include "tools/admin/restore.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "ledger/status_macros.h"
#include "proof/checkpoint.h"
#include "proof/hash.h"
#include "proof/verifier_key.h"
#include "storage/backup.h"
#include "storage/journal.h"
#include "tools/admin/audit.h"
#include "tools/admin/known_checkpoints.h"
#include "tools/admin/store.h"

namespace ippledge::admin {
namespace {

namespace fs = std::filesystem;

// No programme's id: no server opens it.
constexpr char kRestoring[] = ".restoring";

absl::StatusOr<std::vector<proof::VerifierKey>> ParseKeys(absl::Span<const std::string> texts) {
  std::vector<proof::VerifierKey> keys;
  for (const std::string& text : texts) {
    const absl::StatusOr<proof::VerifierKey> key = proof::VerifierKey::Parse(text);
    if (!key.ok()) {
      return absl::InvalidArgumentError(absl::StrCat("--key: ", key.status().message()));
    }
    keys.push_back(*key);
  }
  return keys;
}

absl::Status RemoveAll(const fs::path& path) {
  std::error_code error;
  fs::remove_all(path, error);
  if (!error) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("remove ", path.string(), ": ", error.message()));
}

void ShowBackup(const storage::Backup& backup, Sheet& sheet) {
  const storage::BackupManifest& manifest = backup.manifest;
  sheet.Add("programme", manifest.programme);
  sheet.Add("backup_made", TimeText(manifest.made_ms));
  sheet.Add("origin", manifest.origin);
  sheet.Add("position", manifest.position);
  sheet.Add("last_entry", manifest.last_entry);
  sheet.Add("unsigned_entries", manifest.last_entry - manifest.position);
}

// The copy is what the backup says that it is.
absl::Status CheckIsSaid(const storage::ProgrammeCopy& copy, const storage::Backup& backup) {
  const storage::BackupManifest& said = backup.manifest;
  if (copy.checkpoint == backup.checkpoint && copy.origin == said.origin &&
      copy.position == said.position && copy.root == said.root &&
      copy.last_entry == said.last_entry) {
    return absl::OkStatus();
  }
  return absl::DataLossError(absl::StrCat(
      "the backup is of ", copy.last_entry, " entries of ", copy.origin, ", with a checkpoint of ",
      copy.position, "; its file ", storage::kBackupManifestName, " says something else"));
}

absl::Status CheckHolds(const storage::ProgrammeCopy& copy,
                        absl::Span<const proof::VerifierKey> keys) {
  const auto opened = proof::OpenCheckpoint(copy.checkpoint, keys);
  if (opened.ok()) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat(
      "the backup's checkpoint does not hold by the keys given: ", opened.status().message()));
}

class Restoration {
 public:
  Restoration(StoppedStore store, storage::Backup backup)
      : store_(std::move(store)),
        backup_(std::move(backup)),
        folder_{backup_.manifest.programme, store_.programmes() / kRestoring} {}

  // Leaves nothing behind unless it was done.
  ~Restoration() {
    if (done_) return;
    RemoveAll(folder_.path).IgnoreError();
    store_.Unmake();
  }
  Restoration(const Restoration&) = delete;
  Restoration& operator=(const Restoration&) = delete;

  absl::Status Run(const std::vector<KnownNote>& known, std::vector<proof::VerifierKey> keys,
                   Sheet& sheet) {
    const fs::path target = store_.programmes() / backup_.manifest.programme;
    if (fs::exists(target)) {
      return absl::FailedPreconditionError(absl::StrCat(
          target.string(), " is there already: restore into another store, or move ", "it away"));
    }
    IPPLEDGE_RETURN_IF_ERROR(RemoveAll(folder_.path));  // of one that was killed
    IPPLEDGE_RETURN_IF_ERROR(storage::CopyOutOfBackup(backup_, folder_.path.string(), nullptr));
    IPPLEDGE_ASSIGN_OR_RETURN(const storage::ProgrammeCopy copy,
                              storage::ReadProgrammeCopy(folder_.path.string()));
    IPPLEDGE_RETURN_IF_ERROR(CheckIsSaid(copy, backup_));
    sheet.Add("keys", keys.empty() ? "those in the backup: compare them with what others keep"
                                   : "those given");
    if (keys.empty()) keys = copy.keys;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      sheet.Add(absl::StrCat("key_", i + 1), keys[i].Text());
    }
    IPPLEDGE_RETURN_IF_ERROR(CheckHolds(copy, keys));
    IPPLEDGE_RETURN_IF_ERROR(CheckGoesOn(known, keys, copy, sheet));
    IPPLEDGE_RETURN_IF_ERROR(Audit(folder_, sheet));
    return PutInPlace(target);
  }

 private:
  absl::Status CheckGoesOn(const std::vector<KnownNote>& known,
                           absl::Span<const proof::VerifierKey> keys,
                           const storage::ProgrammeCopy& copy, Sheet& sheet) const {
    IPPLEDGE_ASSIGN_OR_RETURN(
        const auto log,
        storage::LocalLog::Open(folder_.journal(), {.create = false, .read_only = true}));
    JournalCompared compared;
    const absl::Status goes_on =
        CompareWithKnown(known, keys, copy.origin, *log, copy.last_entry, compared);
    sheet.Add("known_checkpoints", static_cast<std::int64_t>(known.size()));
    if (compared.newest > 0) sheet.Add("newest_known", compared.newest);
    if (compared.lost_to > 0) {
      sheet.Add("lost_from", compared.lost_from);
      sheet.Add("lost_to", compared.lost_to);
    }
    return goes_on;
  }

  absl::Status PutInPlace(const fs::path& target) {
    std::error_code error;
    fs::rename(folder_.path, target, error);
    if (error) {
      return absl::InternalError(absl::StrCat("rename ", target.string(), ": ", error.message()));
    }
    done_ = true;
    return storage::SyncFolder(store_.programmes().string(), /*below=*/false);
  }

  StoppedStore store_;
  const storage::Backup backup_;
  const ProgrammeFolder folder_;
  bool done_ = false;
};

}  // namespace

absl::Status Restore(const std::string& store, const RestoreOptions& options, Sheet& sheet) {
  IPPLEDGE_ASSIGN_OR_RETURN(storage::Backup backup, storage::ReadBackup(options.from));
  ShowBackup(backup, sheet);
  const std::string programme = backup.manifest.programme;
  if (!options.programme.empty() && options.programme != programme) {
    return absl::InvalidArgumentError(
        absl::StrCat("the backup is of ", programme, ", not of ", options.programme));
  }
  IPPLEDGE_ASSIGN_OR_RETURN(std::vector<proof::VerifierKey> keys, ParseKeys(options.keys));
  IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<KnownNote> known, ReadKnownNotes(options.known));
  IPPLEDGE_ASSIGN_OR_RETURN(StoppedStore target, StoppedStore::OpenOrMake(store));
  Restoration restoration(std::move(target), std::move(backup));
  IPPLEDGE_RETURN_IF_ERROR(restoration.Run(known, std::move(keys), sheet));
  sheet.Add("next", absl::StrCat("put the keys of ", programme, " back, then start the server"));
  return absl::OkStatus();
}

}  // namespace ippledge::admin
