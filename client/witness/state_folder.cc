#include "client/witness/state_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "ledger/check.h"
#include "ledger/status_macros.h"
#include "proof/signed_note.h"

namespace ippledge::client {
namespace {

namespace fs = std::filesystem;

constexpr char kLatest[] = "latest";
constexpr char kCosigned[] = "cosigned";
constexpr char kLock[] = "lock";
constexpr char kForkHead[] = "fork-";

std::string NameOfSize(std::uint64_t size) { return absl::StrFormat("%019d", size); }

absl::Status Damaged(const std::string& path, absl::string_view why) {
  return absl::DataLossError(absl::StrCat(path, " is damaged: ", why));
}

absl::StatusOr<ShownCheckpoint> ReadNote(const std::string& path) {
  const absl::StatusOr<std::string> bytes = ReadSmallFile(path, proof::kNoteBytesMax);
  if (absl::IsInvalidArgument(bytes.status())) return Damaged(path, bytes.status().message());
  if (!bytes.ok()) return bytes.status();
  const absl::StatusOr<proof::SignedNote> note = proof::ParseNote(*bytes);
  if (!note.ok()) return Damaged(path, note.status().message());
  absl::StatusOr<proof::Checkpoint> checkpoint = proof::ParseCheckpoint(note->text);
  if (!checkpoint.ok()) return Damaged(path, checkpoint.status().message());
  return ShownCheckpoint{.checkpoint = *std::move(checkpoint), .note = *bytes};
}

// Names in a folder, sorted; without what a stop has left unfinished.
absl::StatusOr<std::vector<std::string>> NamesIn(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    std::string name = at->path().filename().string();
    if (!absl::EndsWith(name, kUnfinishedEnding)) names.push_back(std::move(name));
  }
  if (error == std::errc::no_such_file_or_directory) {
    return absl::NotFoundError(absl::StrCat(folder, " does not exist"));
  }
  if (error) return absl::UnavailableError(absl::StrCat(folder, ": ", error.message()));
  std::sort(names.begin(), names.end());
  return names;
}

absl::Status ReadCosigned(const std::string& folder, StateFiles& files) {
  const absl::StatusOr<std::vector<std::string>> names = NamesIn(folder);
  if (absl::IsNotFound(names.status())) return absl::OkStatus();
  IPPLEDGE_RETURN_IF_ERROR(names.status());
  for (const std::string& name : *names) {
    const std::string path = absl::StrCat(folder, "/", name);
    absl::StatusOr<ShownCheckpoint> kept = ReadNote(path);
    // A witness at work has thinned its notes meanwhile.
    if (absl::IsNotFound(kept.status())) continue;
    IPPLEDGE_RETURN_IF_ERROR(kept.status());
    const std::uint64_t size = kept->checkpoint.size;
    if (name != NameOfSize(size)) {
      return Damaged(path, absl::StrCat("the note in it is of ", size, " entries"));
    }
    files.cosigned.emplace(size, std::move(kept->note));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<StateFiles> ReadStateFiles(const std::string& folder) {
  StateFiles files;
  IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<std::string> names, NamesIn(folder));
  for (const std::string& name : names) {
    if (absl::StartsWith(name, kForkHead)) {
      files.forks.push_back(name);
    } else if (name != kLatest && name != kCosigned && name != kLock) {
      return Damaged(folder, absl::StrCat("it holds ", name, ", which no witness wrote"));
    }
  }
  IPPLEDGE_RETURN_IF_ERROR(ReadCosigned(absl::StrCat(folder, "/", kCosigned), files));
  absl::StatusOr<ShownCheckpoint> latest = ReadNote(absl::StrCat(folder, "/", kLatest));
  if (latest.ok()) {
    files.latest = *std::move(latest);
  } else if (!absl::IsNotFound(latest.status())) {
    return std::move(latest).status();
  }
  if (files.cosigned.empty()) return files;
  const std::uint64_t largest = files.cosigned.rbegin()->first;
  if (!files.latest) return Damaged(folder, "there are cosigned notes, but no latest one");
  if (largest > files.latest->checkpoint.size) {
    return Damaged(folder, absl::StrCat("the latest note is of ", files.latest->checkpoint.size,
                                        " entries, a kept one of ", largest));
  }
  return files;
}

absl::StatusOr<StateFolder> StateFolder::Open(std::string path) {
  IPPLEDGE_RETURN_IF_ERROR(MakePrivateFolder(path));
  const std::string lock_path = absl::StrCat(path, "/", kLock);
  Descriptor lock(open(lock_path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!lock.is_open()) {
    return absl::UnavailableError(absl::StrCat("cannot open ", lock_path));
  }
  if (flock(lock.fd(), LOCK_EX | LOCK_NB) != 0) {
    return absl::AbortedError(
        absl::StrCat("another process cosigns with ", path, ": two would be two witnesses"));
  }
  StateFolder state(std::move(path), std::move(lock));
  IPPLEDGE_ASSIGN_OR_RETURN(state.files_, ReadStateFiles(state.path_));
  IPPLEDGE_RETURN_IF_ERROR(MakePrivateFolder(absl::StrCat(state.path_, "/", kCosigned)));
  // Stopped between the two writes of Put().
  if (state.files_.latest) IPPLEDGE_RETURN_IF_ERROR(state.KeepLatest());
  return state;
}

absl::Status StateFolder::Put(ShownCheckpoint next) {
  IPPLEDGE_CHECK(!files_.latest || files_.latest->checkpoint.size < next.checkpoint.size);
  IPPLEDGE_RETURN_IF_ERROR(PutDurably(absl::StrCat(path_, "/", kLatest), next.note));
  files_.latest = std::move(next);
  return KeepLatest();
}

absl::Status StateFolder::KeepLatest() {
  const std::uint64_t size = files_.latest->checkpoint.size;
  if (!files_.cosigned.emplace(size, files_.latest->note).second) return absl::OkStatus();
  const std::string folder = absl::StrCat(path_, "/", kCosigned);
  IPPLEDGE_RETURN_IF_ERROR(
      PutDurably(absl::StrCat(folder, "/", NameOfSize(size)), files_.latest->note));
  if (files_.cosigned.size() <= kCosignedKeptMax) return absl::OkStatus();
  auto at = files_.cosigned.begin();
  for (std::size_t i = 0; i < kCosignedKeptMax / 4; ++i) {
    const auto gone = ++at;
    ++at;
    unlink(absl::StrCat(folder, "/", NameOfSize(gone->first)).c_str());
    files_.cosigned.erase(gone);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> StateFolder::PutFork(const ForkEvidence& evidence) {
  const std::uint64_t sizes[] = {evidence.known.checkpoint.size, evidence.shown.checkpoint.size};
  const std::string name =
      absl::StrCat(kForkHead, std::min(sizes[0], sizes[1]), "-", std::max(sizes[0], sizes[1]));
  // Whatever happens after the folder is there, no process cosigns with this state any more.
  const std::string folder = absl::StrCat(path_, "/", name);
  IPPLEDGE_RETURN_IF_ERROR(MakePrivateFolder(folder));
  IPPLEDGE_RETURN_IF_ERROR(PutDurably(folder + "/known.note", evidence.known.note));
  IPPLEDGE_RETURN_IF_ERROR(PutDurably(folder + "/shown.note", evidence.shown.note));
  if (evidence.beginning) {
    IPPLEDGE_RETURN_IF_ERROR(
        PutDurably(folder + "/proof", proof::FormatBeginning(*evidence.beginning)));
  }
  IPPLEDGE_RETURN_IF_ERROR(PutDurably(folder + "/why", evidence.why + "\n"));
  files_.forks.push_back(name);
  return name;
}

}  // namespace ippledge::client
