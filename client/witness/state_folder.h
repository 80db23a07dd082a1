// client/witness/state_folder.h: what a witness must never forget, in a folder.
//
//   latest            the newest note that it cosigned
//   cosigned/SIZE     notes that it cosigned, by size in 19 digits, so that others can compare
//   fork-SIZE-SIZE/   evidence of a fork: known.note, shown.note, proof (where there is one), why
//   lock              held while a process cosigns with this folder
//
// A note is in `latest`, on disk, before its cosignature leaves the process; a stop at any point
// leaves the folder good. Nothing is verified here but that the files fit together: who opens a
// folder verifies signatures (witness.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/witness/durable_file.h"
#include "proof/checkpoint.h"
#include "proof/fork.h"

namespace ippledge::client {

// Beyond it every second one of the older half goes: what is old is kept ever more thinly.
inline constexpr std::size_t kCosignedKeptMax = 4'096;

// A checkpoint and the note that says it.
struct ShownCheckpoint {
  proof::Checkpoint checkpoint;
  std::string note;
};

// Why a ledger is said to have two histories.
struct ForkEvidence {
  ShownCheckpoint known;
  ShownCheckpoint shown;
  std::optional<proof::Beginning> beginning;  // where the two notes alone prove nothing
  // Notes and beginning prove it to anyone (proof/fork.h); else the ledger could not, or would not,
  // show that one continues the other.
  bool proved = false;
  std::string why;
};

struct StateFiles {
  std::optional<ShownCheckpoint> latest;
  std::map<std::uint64_t, std::string> cosigned;  // notes by size, up to the latest
  std::vector<std::string> forks;                 // names of the folders of evidence
};

// Takes no lock and changes nothing. Errors: NOT_FOUND when there is no such folder; DATA_LOSS for
// one that is damaged: a file of another name, a note that is none or of another size than its
// name, a kept note but no latest one, or a kept one that is larger.
absl::StatusOr<StateFiles> ReadStateFiles(const std::string& folder);

// One process and one thread at a time.
class StateFolder {
 public:
  // Makes it when it is missing, takes the lock, and puts right what a stop has left unfinished.
  // Errors: ABORTED when another process has the lock, those of ReadStateFiles(),
  // UNAVAILABLE for what the system refuses.
  static absl::StatusOr<StateFolder> Open(std::string path);

  const StateFiles& files() const { return files_; }
  const std::string& path() const { return path_; }

  // Durable when it returns. Precondition (checked): larger than the latest.
  absl::Status Put(ShownCheckpoint next);
  // The folder's name.
  absl::StatusOr<std::string> PutFork(const ForkEvidence& evidence);

 private:
  StateFolder(std::string path, Descriptor lock) : path_(std::move(path)), lock_(std::move(lock)) {}
  absl::Status KeepLatest();

  std::string path_;
  Descriptor lock_;
  StateFiles files_;
};

}  // namespace ippledge::client
