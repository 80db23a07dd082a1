#include "client/witness/witness.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "ledger/check.h"
#include "ledger/status_macros.h"
#include "proof/cosignature.h"
#include "proof/signed_note.h"

namespace ippledge::client {
namespace {

// The time of the key's own line, if there is one that holds.
std::optional<std::int64_t> OwnTime(const proof::VerifierKey& own, const proof::SignedNote& note) {
  for (const proof::NoteSignature& line : note.signatures) {
    if (!line.IsOf(own)) continue;
    if (const auto time = proof::VerifyCosignature(own, note.text, line.bytes)) return time;
  }
  return std::nullopt;
}

ShownCheckpoint Parsed(const std::string& note) {
  // Notes are read when they are kept.
  return {.checkpoint = proof::ParseCheckpoint(proof::ParseNote(note)->text).value(), .note = note};
}

}  // namespace

absl::StatusOr<ShownCheckpoint> OpenShown(const std::string& note,
                                          absl::Span<const proof::VerifierKey> log_keys) {
  absl::StatusOr<proof::OpenedCheckpoint> opened = proof::OpenCheckpoint(note, log_keys);
  if (!opened.ok()) return absl::DataLossError(opened.status().message());
  return ShownCheckpoint{.checkpoint = std::move(opened->checkpoint), .note = note};
}

Witness::Witness(StateFolder state, proof::SigningKey key, std::vector<proof::VerifierKey> log_keys)
    : key_(std::move(key)), log_keys_(std::move(log_keys)), state_(std::move(state)) {}

absl::StatusOr<std::unique_ptr<Witness>> Witness::Open(const std::string& folder,
                                                       proof::SigningKey key,
                                                       std::vector<proof::VerifierKey> log_keys) {
  IPPLEDGE_CHECK(key.type() == proof::KeyType::kCosignature);
  IPPLEDGE_CHECK(!log_keys.empty());
  for (const proof::VerifierKey& log : log_keys) {
    IPPLEDGE_CHECK(log.name() == log_keys.front().name());
  }
  IPPLEDGE_ASSIGN_OR_RETURN(StateFolder state, StateFolder::Open(folder));
  if (!state.files().forks.empty()) {
    return absl::FailedPreconditionError(absl::StrCat(
        folder, " holds evidence of a fork: ", absl::StrJoin(state.files().forks, ", "),
        "; nothing is cosigned with it"));
  }
  std::unique_ptr<Witness> witness(
      new Witness(std::move(state), std::move(key), std::move(log_keys)));
  IPPLEDGE_RETURN_IF_ERROR(witness->CheckKept());
  return witness;
}

absl::Status Witness::CheckKept() {
  const auto check = [this](const std::string& text) -> absl::Status {
    IPPLEDGE_RETURN_IF_ERROR(OpenShown(text, log_keys_).status());
    const std::optional<std::int64_t> time = OwnTime(key_.verifier(), *proof::ParseNote(text));
    if (!time) {
      return absl::DataLossError(absl::StrCat(key_.name(),
                                              " has not cosigned it: a state belongs "
                                              "to one key, another key needs a new folder"));
    }
    last_seconds_ = std::max(last_seconds_, *time);
    return absl::OkStatus();
  };
  const auto damaged = [this](std::uint64_t size, const absl::Status& why) {
    return absl::DataLossError(absl::StrCat(state_.path(), " cannot be used: the note of ", size,
                                            " entries: ", why.message()));
  };
  const StateFiles& files = state_.files();
  if (files.latest) {
    const absl::Status good = check(files.latest->note);
    if (!good.ok()) return damaged(files.latest->checkpoint.size, good);
  }
  for (const auto& [size, note] : files.cosigned) {
    const absl::Status good = check(note);
    if (!good.ok()) return damaged(size, good);
  }
  return absl::OkStatus();
}

std::optional<ShownCheckpoint> Witness::Latest() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return state_.files().latest;
}

std::optional<ShownCheckpoint> Witness::FindLocked(std::uint64_t size) const {
  const auto found = state_.files().cosigned.find(size);
  if (found == state_.files().cosigned.end()) return std::nullopt;
  return Parsed(found->second);
}

std::optional<ShownCheckpoint> Witness::Find(std::uint64_t size) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return FindLocked(size);
}

std::vector<ShownCheckpoint> Witness::List(std::uint64_t first_size, std::size_t count) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::vector<ShownCheckpoint> list;
  const std::map<std::uint64_t, std::string>& all = state_.files().cosigned;
  for (auto at = all.lower_bound(first_size); at != all.end() && list.size() < count; ++at) {
    list.push_back(Parsed(at->second));
  }
  return list;
}

absl::StatusOr<Witness::Taken> Witness::Take(const proof::AddCheckpointRequest& request,
                                             std::int64_t now_seconds) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (caught_) return absl::FailedPreconditionError("a fork was caught: nothing is cosigned");
  proof::WitnessedLog log = {.origin = origin(), .keys = log_keys_};
  const std::optional<ShownCheckpoint>& latest = state_.files().latest;
  if (latest) {
    log.size = latest->checkpoint.size;
    log.root = latest->checkpoint.root;
  }
  Taken taken;
  IPPLEDGE_ASSIGN_OR_RETURN(taken.decision, proof::DecideCosigning(&log, request));
  if (taken.decision.outcome != proof::WitnessOutcome::kCosign) return taken;
  proof::Checkpoint& next = taken.decision.checkpoint;
  if (latest && next.size == log.size) {
    taken.note = latest->note;
    return taken;
  }
  if (OwnTime(key_.verifier(), request.note)) {
    return absl::DataLossError(
        absl::StrCat(key_.name(), " has cosigned ", next.size, " entries already, ", state_.path(),
                     " knows only of ", log.size, ": it is an old copy, or the key is used twice"));
  }
  // Lines of others say nothing here, and would fill the folder.
  proof::SignedNote note = {.text = request.note.text};
  for (const proof::NoteSignature& line : request.note.signatures) {
    const bool of_log = std::any_of(log_keys_.begin(), log_keys_.end(),
                                    [&line](const auto& key) { return line.IsOf(key); });
    if (of_log) note.signatures.push_back(line);
  }
  const std::int64_t seconds = std::max(now_seconds, last_seconds_);
  IPPLEDGE_RETURN_IF_ERROR(proof::AddSignatures({proof::Cosign(key_, note.text, seconds)}, note));
  taken.note = proof::FormatNote(note);
  IPPLEDGE_RETURN_IF_ERROR(state_.Put({.checkpoint = next, .note = taken.note}));
  last_seconds_ = seconds;
  return taken;
}

absl::StatusOr<std::string> Witness::Catch(const ForkEvidence& evidence) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (caught_) return state_.files().forks.front();
  caught_ = evidence;
  return state_.PutFork(evidence);
}

std::optional<ForkEvidence> Witness::Caught() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return caught_;
}

}  // namespace ippledge::client
