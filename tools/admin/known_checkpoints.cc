#include "tools/admin/known_checkpoints.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/status_macros.h"
#include "proof/checkpoint.h"
#include "proof/hash.h"
#include "proof/signed_note.h"
#include "storage/file_copy.h"
#include "storage/journal.h"

namespace ippledge::admin {
namespace {

namespace fs = std::filesystem;

bool IsCheckpoint(absl::string_view bytes) {
  const absl::StatusOr<proof::SignedNote> note = proof::ParseNote(bytes);
  return note.ok() && proof::ParseCheckpoint(note->text).ok();
}

bool IsAWitnesses(const fs::path& path) {
  return path.filename() == "latest" || path.parent_path().filename() == "cosigned";
}

absl::StatusOr<std::vector<KnownNote>> NotesIn(const fs::path& folder) {
  std::vector<KnownNote> notes;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder, error)) {
    if (!entry.is_regular_file() || entry.file_size() > proof::kNoteBytesMax) continue;
    IPPLEDGE_ASSIGN_OR_RETURN(std::string bytes,
                              storage::ReadSmallFile(entry.path().string(), proof::kNoteBytesMax));
    const bool is_note = IsCheckpoint(bytes);
    // What a witness goes by must not be passed over for being damaged.
    if (!is_note && IsAWitnesses(entry.path())) {
      return absl::InvalidArgumentError(
          absl::StrCat(entry.path().string(), " is damaged: it is no checkpoint"));
    }
    if (is_note) notes.push_back({entry.path().string(), std::move(bytes)});
  }
  if (error) {
    return absl::InternalError(absl::StrCat("read ", folder.string(), ": ", error.message()));
  }
  if (notes.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(folder.string(), " has no checkpoint in it"));
  }
  std::sort(notes.begin(), notes.end(),
            [](const KnownNote& a, const KnownNote& b) { return a.path < b.path; });
  return notes;
}

absl::Status Compare(const KnownNote& known, absl::Span<const proof::VerifierKey> keys,
                     const std::string& origin, const storage::CommitLog& log,
                     std::int64_t last_entry, JournalCompared& compared) {
  const auto refused = [&](absl::string_view what) {
    return absl::DataLossError(absl::StrCat(known.path, ": ", what));
  };
  const auto opened = proof::OpenCheckpoint(known.note, keys);
  if (!opened.ok()) {
    return refused(absl::StrCat("it does not hold by the keys: ", opened.status().message()));
  }
  const proof::Checkpoint& checkpoint = opened->checkpoint;
  if (checkpoint.origin != origin) {
    return refused(absl::StrCat("it is of the log ", checkpoint.origin, ", not of ", origin));
  }
  const auto size = static_cast<std::int64_t>(checkpoint.size);
  compared.newest = std::max(compared.newest, size);
  if (size > last_entry) {
    compared.lost_from = last_entry + 1;
    compared.lost_to = std::max(compared.lost_to, size);
    return refused(absl::StrCat("it covers ", size, " entries, but the backup ends at entry ",
                                last_entry, ": entries ", last_entry + 1, " to ", size,
                                " would be lost"));
  }
  IPPLEDGE_ASSIGN_OR_RETURN(const proof::Hash root, storage::RootAt(log, size));
  if (root == checkpoint.root) return absl::OkStatus();
  return refused(absl::StrCat("the backup has another history: after ", size,
                              " entries its root is ", proof::HexOf(root),
                              ", that of the checkpoint ", proof::HexOf(checkpoint.root)));
}

}  // namespace

absl::StatusOr<std::vector<KnownNote>> ReadKnownNotes(absl::Span<const std::string> paths) {
  std::vector<KnownNote> notes;
  for (const std::string& path : paths) {
    std::error_code error;
    if (fs::is_directory(path, error)) {
      IPPLEDGE_ASSIGN_OR_RETURN(std::vector<KnownNote> found, NotesIn(path));
      std::move(found.begin(), found.end(), std::back_inserter(notes));
      continue;
    }
    IPPLEDGE_ASSIGN_OR_RETURN(std::string bytes,
                              storage::ReadSmallFile(path, proof::kNoteBytesMax));
    if (!IsCheckpoint(bytes)) {
      return absl::InvalidArgumentError(absl::StrCat(path, " is no checkpoint: a signed note"));
    }
    notes.push_back({path, std::move(bytes)});
  }
  return notes;
}

absl::Status CompareWithKnown(absl::Span<const KnownNote> notes,
                              absl::Span<const proof::VerifierKey> keys, const std::string& origin,
                              const storage::CommitLog& log, std::int64_t last_entry,
                              JournalCompared& compared) {
  absl::Status first;
  // All of them, so that what would be lost is said to its end.
  for (const KnownNote& note : notes) {
    const absl::Status status = Compare(note, keys, origin, log, last_entry, compared);
    if (first.ok()) first = status;
  }
  return first;
}

}  // namespace ippledge::admin
