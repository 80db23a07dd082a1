#include "storage/backup.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "ledger/check.h"
#include "ledger/status_macros.h"
#include "proof/checkpoint.h"
#include "proof/signed_note.h"
#include "storage/evidence.h"
#include "storage/evidence_keys.h"
#include "storage/folders.h"
#include "storage/journal.h"
#include "storage/keys.h"
#include "storage/wal_tail.h"

namespace ippledge::storage {
namespace {

namespace fs = std::filesystem;

// No names of backups: those begin with a digit.
constexpr char kUnfinished[] = ".unfinished";
constexpr char kRemoved[] = ".removed";
constexpr char kCheckpointName[] = "checkpoint";
constexpr char kFormatName[] = "FORMAT";
constexpr std::size_t kSmallBytesMax = 128 << 10;

fs::path ProgrammePath(const std::string& programme) { return fs::path("programmes") / programme; }

std::string NameOf(const BackupManifest& manifest) {
  return absl::StrCat(absl::FormatTime("%Y%m%dT%H%M%E3SZ", absl::FromUnixMillis(manifest.made_ms),
                                       absl::UTCTimeZone()),
                      "-", manifest.position);
}

absl::StatusOr<std::vector<BackedUpFile>> SumAll(const fs::path& folder, const StopAsked& stop) {
  std::vector<std::string> paths;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder, error)) {
    if (entry.is_regular_file()) paths.push_back(fs::relative(entry.path(), folder).string());
  }
  if (error) return FolderError("read", folder, error);
  std::sort(paths.begin(), paths.end());
  std::vector<BackedUpFile> files;
  for (std::string& path : paths) {
    IPPLEDGE_ASSIGN_OR_RETURN(const FileSum sum, SumFile((folder / path).string(), stop));
    files.push_back({std::move(path), sum});
  }
  return files;
}

// Makes all of it at `path`, durable but for the name.
absl::StatusOr<Backup> WriteAt(const BackupPlan& plan, const fs::path& path) {
  const fs::path programme = path / ProgrammePath(plan.programme);
  IPPLEDGE_RETURN_IF_ERROR(MakeFolders(programme));
  std::error_code error;
  fs::permissions(path, fs::perms::owner_all, error);
  if (error) return FolderError("protect", path, error);
  IPPLEDGE_RETURN_IF_ERROR(plan.copy(programme.string()));
  IPPLEDGE_ASSIGN_OR_RETURN(ProgrammeCopy copy, ReadProgrammeCopy(programme.string()));
  IPPLEDGE_RETURN_IF_ERROR(WriteNewFile((path / kCheckpointName).string(), copy.checkpoint));
  IPPLEDGE_RETURN_IF_ERROR(
      WriteNewFile((path / kFormatName).string(), absl::StrCat(kFormatVersion, "\n")));
  Backup backup{.checkpoint = std::move(copy.checkpoint)};
  backup.manifest = {.programme = plan.programme,
                     .origin = std::move(copy.origin),
                     .made_ms = plan.made_ms,
                     .position = copy.position,
                     .root = copy.root,
                     .last_entry = copy.last_entry};
  IPPLEDGE_ASSIGN_OR_RETURN(backup.manifest.files, SumAll(path, plan.stop));
  IPPLEDGE_RETURN_IF_ERROR(
      WriteNewFile((path / kBackupManifestName).string(), FormatBackupManifest(backup.manifest)));
  IPPLEDGE_RETURN_IF_ERROR(SyncFolder(path.string(), /*below=*/true));
  return backup;
}

// A name that NameOf() could have made.
bool IsName(absl::string_view name) {
  constexpr absl::string_view kForm = "00000000T000000.000Z-";
  if (name.size() <= kForm.size()) return false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char form = i < kForm.size() ? kForm[i] : '0';
    const bool is_digit = absl::ascii_isdigit(static_cast<unsigned char>(name[i]));
    if (form == '0' ? !is_digit : name[i] != form) return false;
  }
  return true;
}

// A file of the backup's own folder, as it was written.
absl::StatusOr<std::string> ReadListed(const fs::path& folder, const BackupManifest& manifest,
                                       const std::string& name) {
  const auto listed = std::find_if(manifest.files.begin(), manifest.files.end(),
                                   [&](const BackedUpFile& file) { return file.path == name; });
  absl::StatusOr<std::string> bytes = ReadSmallFile((folder / name).string(), kSmallBytesMax);
  if (listed == manifest.files.end() || absl::IsNotFound(bytes.status())) {
    return absl::DataLossError(absl::StrCat("the backup is damaged: ", name, " is missing"));
  }
  IPPLEDGE_RETURN_IF_ERROR(bytes.status());
  if (proof::Sha256(*bytes) != listed->sum.sha256) {
    return absl::DataLossError(
        absl::StrCat("the backup is damaged: ", name, " is not as it was written"));
  }
  return bytes;
}

}  // namespace

absl::StatusOr<Backup> WriteBackup(const BackupPlan& plan) {
  const fs::path parent = fs::path(plan.folder) / plan.programme;
  const fs::path unfinished = parent / kUnfinished;
  IPPLEDGE_RETURN_IF_ERROR(MakeFolders(parent));
  IPPLEDGE_RETURN_IF_ERROR(RemoveAll(unfinished));  // of one that a power cut ended
  absl::StatusOr<Backup> backup = WriteAt(plan, unfinished);
  absl::Status status = backup.status();
  if (status.ok()) {
    const fs::path path = parent / NameOf(backup->manifest);
    backup->folder = path.string();
    std::error_code error;
    status = fs::exists(path, error)
                 ? absl::AlreadyExistsError(absl::StrCat(path.string(), " is there already"))
                 : Rename(unfinished, path);
    if (status.ok()) status = SyncFolder(parent.string(), /*below=*/false);
  }
  if (status.ok()) return backup;
  RemoveAll(unfinished).IgnoreError();
  return status;
}

absl::StatusOr<std::vector<std::string>> ListBackups(const std::string& folder,
                                                     const std::string& programme) {
  const fs::path parent = fs::path(folder) / programme;
  std::vector<std::string> backups;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(parent, error)) {
    const bool whole =
        IsName(entry.path().filename().string()) && fs::exists(entry.path() / kBackupManifestName);
    if (whole) backups.push_back(entry.path().string());
  }
  if (error && error != std::errc::no_such_file_or_directory)
    return FolderError("read", parent, error);
  std::sort(backups.begin(), backups.end());
  return backups;
}

absl::Status RemoveOldBackups(const std::string& folder, const std::string& programme, int keep) {
  IPPLEDGE_CHECK(keep >= 1);
  const fs::path removed = fs::path(folder) / programme / kRemoved;
  IPPLEDGE_RETURN_IF_ERROR(RemoveAll(removed));
  IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<std::string> backups, ListBackups(folder, programme));
  for (std::size_t i = 0; i + static_cast<std::size_t>(keep) < backups.size(); ++i) {
    // So that none is ever seen that is half there.
    IPPLEDGE_RETURN_IF_ERROR(Rename(backups[i], removed));
    IPPLEDGE_RETURN_IF_ERROR(RemoveAll(removed));
  }
  return absl::OkStatus();
}

absl::StatusOr<Backup> ReadBackup(const std::string& folder) {
  const fs::path path(folder);
  absl::StatusOr<std::string> text =
      ReadSmallFile((path / kBackupManifestName).string(), kBackupManifestBytesMax);
  if (absl::IsNotFound(text.status())) {
    return absl::NotFoundError(
        absl::StrCat(folder, " is no backup: it has no file ", kBackupManifestName));
  }
  IPPLEDGE_RETURN_IF_ERROR(text.status());
  Backup backup{.folder = folder};
  IPPLEDGE_ASSIGN_OR_RETURN(backup.manifest, ParseBackupManifest(*text));
  IPPLEDGE_ASSIGN_OR_RETURN(backup.checkpoint, ReadListed(path, backup.manifest, kCheckpointName));
  IPPLEDGE_ASSIGN_OR_RETURN(const std::string format,
                            ReadListed(path, backup.manifest, kFormatName));
  int version = 0;
  if (!absl::SimpleAtoi(format, &version) || version < 1) {
    return absl::DataLossError("the backup is damaged: it names no format");
  }
  if (version <= kFormatVersion) return backup;
  return absl::FailedPreconditionError(absl::StrCat("the store has format ", version,
                                                    "; this program knows up to ", kFormatVersion));
}

absl::Status CopyOutOfBackup(const Backup& backup, const std::string& programme_folder,
                             const StopAsked& stop) {
  const fs::path to(programme_folder);
  IPPLEDGE_RETURN_IF_ERROR(MakeFolders(to));
  const std::string inside = absl::StrCat(ProgrammePath(backup.manifest.programme).string(), "/");
  for (const BackedUpFile& file : backup.manifest.files) {
    absl::string_view name = file.path;
    if (!absl::ConsumePrefix(&name, inside)) continue;
    const fs::path copy = to / std::string(name);
    IPPLEDGE_RETURN_IF_ERROR(MakeFolders(copy.parent_path()));
    const absl::StatusOr<FileSum> sum =
        CopyFile((fs::path(backup.folder) / file.path).string(), copy.string(), stop);
    if (absl::IsNotFound(sum.status())) {
      return absl::DataLossError(absl::StrCat("the backup is damaged: ", file.path, " is missing"));
    }
    IPPLEDGE_RETURN_IF_ERROR(sum.status());
    if (*sum == file.sum) continue;
    return absl::DataLossError(absl::StrCat("the backup is damaged: ", file.path, " has ",
                                            sum->bytes, " bytes, of which not all are as they ",
                                            "were written; then it had ", file.sum.bytes));
  }
  return SyncFolder(programme_folder, /*below=*/true);
}

absl::StatusOr<ProgrammeCopy> ReadProgrammeCopy(const std::string& programme_folder) {
  const std::string journal = (fs::path(programme_folder) / "journal").string();
  const std::string checkpoints =
      (fs::path(programme_folder) / "evidence" / "checkpoints").string();
  IPPLEDGE_RETURN_IF_ERROR(CheckWal(journal));
  IPPLEDGE_RETURN_IF_ERROR(CheckWal(checkpoints));
  const absl::Status unsigned_yet = absl::FailedPreconditionError(
      "nothing was signed yet: a server that has run on it for a second has signed");
  ProgrammeCopy copy;
  const auto evidence = Evidence::Open(checkpoints, {.read_only = true});
  if (absl::IsNotFound(evidence.status())) return unsigned_yet;
  IPPLEDGE_RETURN_IF_ERROR(evidence.status());
  IPPLEDGE_ASSIGN_OR_RETURN(copy.origin, (*evidence)->Origin());
  IPPLEDGE_ASSIGN_OR_RETURN(copy.keys, KeysOf(**evidence));
  IPPLEDGE_ASSIGN_OR_RETURN(std::optional<StoredCheckpoint> newest, (*evidence)->Newest());
  if (!newest) return unsigned_yet;
  const auto opened = proof::OpenCheckpoint(newest->note, copy.keys);
  if (!opened.ok() || opened->checkpoint.origin != copy.origin ||
      opened->checkpoint.size != static_cast<std::uint64_t>(newest->size)) {
    return absl::DataLossError(
        absl::StrCat("the checkpoint of ", newest->size, " entries in the evidence does not hold"));
  }
  copy.checkpoint = std::move(newest->note);
  copy.position = newest->size;
  copy.root = opened->checkpoint.root;

  IPPLEDGE_ASSIGN_OR_RETURN(const auto log,
                            LocalLog::Open(journal, {.create = false,
                                                     .read_only = true,
                                                     .block_cache_bytes = std::size_t{1} << 20}));
  IPPLEDGE_ASSIGN_OR_RETURN(const Block last, log->LastBlock());
  copy.last_entry = last.last_entry;
  if (copy.last_entry < copy.position) {
    return absl::DataLossError(absl::StrCat("the journal ends at entry ", copy.last_entry,
                                            ", but its checkpoint covers ", copy.position));
  }
  IPPLEDGE_ASSIGN_OR_RETURN(const proof::Hash root, RootAt(*log, copy.position));
  if (root == copy.root) return copy;
  return absl::DataLossError(
      absl::StrCat("after ", copy.position, " entries the journal has another root than its ",
                   "checkpoint: ", proof::HexOf(root), ", not ", proof::HexOf(copy.root)));
}

}  // namespace ippledge::storage
