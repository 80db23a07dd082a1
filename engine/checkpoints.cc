#include "engine/checkpoints.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "ledger/status_macros.h"
#include "proof/checkpoint.h"
#include "proof/cosignature.h"
#include "proof/signed_note.h"
#include "storage/journal.h"

namespace ippledge::engine {
namespace {

storage::Head HeadOf(const proof::Checkpoint& checkpoint) {
  return {.size = static_cast<std::int64_t>(checkpoint.size), .root = checkpoint.root};
}

// What is kept was verified before it was.
absl::StatusOr<KeptCheckpoint> Kept(storage::StoredCheckpoint stored) {
  IPPLEDGE_ASSIGN_OR_RETURN(const proof::SignedNote note, proof::ParseNote(stored.note));
  IPPLEDGE_ASSIGN_OR_RETURN(const proof::Checkpoint checkpoint, proof::ParseCheckpoint(note.text));
  return KeptCheckpoint{.head = HeadOf(checkpoint), .note = std::move(stored.note)};
}

// True when `note` has a line of the same key that is newer.
bool HasNewer(const proof::SignedNote& note, const proof::NoteSignature& cosignature) {
  const auto time = proof::CosignatureTime(cosignature.bytes);
  return std::any_of(
      note.signatures.begin(), note.signatures.end(), [&](const proof::NoteSignature& known) {
        return known.name == cosignature.name && known.key_id == cosignature.key_id &&
               proof::CosignatureTime(known.bytes) > time;
      });
}

}  // namespace

absl::StatusOr<std::unique_ptr<Checkpoints>> Checkpoints::Open(
    std::unique_ptr<storage::Evidence> evidence, LogIdentity identity) {
  if (identity.keys.empty()) return absl::InvalidArgumentError("no key signs checkpoints");
  std::unique_ptr<Checkpoints> opened(new Checkpoints(std::move(evidence), std::move(identity)));
  IPPLEDGE_RETURN_IF_ERROR(opened->Pin());
  IPPLEDGE_RETURN_IF_ERROR(opened->LoadNewest());
  return opened;
}

absl::Status Checkpoints::Pin() {
  IPPLEDGE_ASSIGN_OR_RETURN(const std::string pinned, evidence_->Origin());
  if (!pinned.empty() && pinned != origin()) {
    return absl::FailedPreconditionError(absl::StrCat("its checkpoints name the origin ", pinned,
                                                      ", so they cannot name ", origin(),
                                                      " from now on: set the origin back"));
  }
  IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<std::string> texts, evidence_->KeyTexts());
  for (const std::string& text : texts) {
    const absl::StatusOr<proof::VerifierKey> key = proof::VerifierKey::Parse(text);
    if (!key.ok()) {
      return absl::DataLossError(
          absl::StrCat("a key in the evidence is none: ", key.status().message()));
    }
    keys_.push_back(*key);
  }
  for (const proof::SigningKey& signing : identity_.keys) {
    const proof::VerifierKey& own = signing.verifier();
    const auto last = std::find_if(keys_.rbegin(), keys_.rend(),
                                   [&](const auto& key) { return key.type() == own.type(); });
    if (last == keys_.rend()) {
      IPPLEDGE_RETURN_IF_ERROR(evidence_->AddKeyText(own.Text()));
      keys_.push_back(own);
    } else if (*last != own) {
      return absl::FailedPreconditionError(
          absl::StrCat("its checkpoints are signed by ", last->Text(), ", not by ", own.Text(),
                       ": put the key file back, or see ippledge-admin keys replace"));
    }
  }
  return pinned.empty() ? evidence_->PinOrigin(origin()) : absl::OkStatus();
}

absl::Status Checkpoints::LoadNewest() {
  IPPLEDGE_ASSIGN_OR_RETURN(std::optional<storage::StoredCheckpoint> stored, evidence_->Newest());
  if (!stored) return absl::OkStatus();
  const absl::StatusOr<proof::OpenedCheckpoint> opened = proof::OpenCheckpoint(stored->note, keys_);
  // Lines of other keys are passed over, so cosignatures do not matter here.
  if (!opened.ok() || HeadOf(opened->checkpoint).size != stored->size ||
      opened->checkpoint.origin != origin()) {
    return absl::DataLossError(
        absl::StrCat("the checkpoint of ", stored->size, " entries in the evidence does not hold",
                     opened.ok() ? "" : absl::StrCat(": ", opened.status().message())));
  }
  absl::MutexLock lock(&mutex_);
  newest_ = {.head = HeadOf(opened->checkpoint), .note = std::move(stored->note)};
  return absl::OkStatus();
}

absl::Status Checkpoints::CheckJournal(const storage::CommitLog& log) const {
  const std::optional<KeptCheckpoint> newest = Newest();
  if (!newest) return absl::OkStatus();
  const absl::StatusOr<proof::Hash> root = storage::RootAt(log, newest->head.size);
  if (absl::IsOutOfRange(root.status())) {
    return absl::DataLossError(
        absl::StrCat("the journal is shorter than what was signed: ", root.status().message(),
                     ", but a checkpoint covers ", newest->head.size, " entries"));
  }
  IPPLEDGE_RETURN_IF_ERROR(root.status());
  if (*root == newest->head.root) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("the journal has another history than what was signed: "
                   "after ",
                   newest->head.size, " entries its root is ", proof::HexOf(*root),
                   ", that of the checkpoint ", proof::HexOf(newest->head.root)));
}

absl::Status Checkpoints::Sign(const storage::Head& head) {
  IPPLEDGE_RETURN_IF_ERROR(SignAndKeep(head));
  Wake();
  return absl::OkStatus();
}

absl::Status Checkpoints::SignAndKeep(const storage::Head& head) {
  absl::MutexLock writing(&writing_);
  const std::optional<KeptCheckpoint> newest = Newest();
  if (newest && newest->head.size >= head.size) return absl::OkStatus();
  std::vector<const proof::SigningKey*> keys;
  for (const proof::SigningKey& key : identity_.keys) keys.push_back(&key);
  IPPLEDGE_ASSIGN_OR_RETURN(
      const proof::SignedNote note,
      proof::SignCheckpoint(
          {.origin = origin(), .size = static_cast<std::uint64_t>(head.size), .root = head.root},
          keys));
  return Keep({.head = head, .note = proof::FormatNote(note)});
}

absl::Status Checkpoints::Keep(KeptCheckpoint checkpoint) {
  IPPLEDGE_RETURN_IF_ERROR(evidence_->Put({.size = checkpoint.head.size, .note = checkpoint.note}));
  absl::MutexLock lock(&mutex_);
  if (!newest_ || newest_->head.size <= checkpoint.head.size) newest_ = std::move(checkpoint);
  return absl::OkStatus();
}

std::optional<KeptCheckpoint> Checkpoints::Newest() const {
  absl::MutexLock lock(&mutex_);
  return newest_;
}

absl::StatusOr<std::optional<KeptCheckpoint>> Checkpoints::Covering(std::int64_t entry) const {
  IPPLEDGE_ASSIGN_OR_RETURN(std::optional<storage::StoredCheckpoint> stored,
                            evidence_->AtLeast(entry));
  if (!stored) return std::nullopt;
  IPPLEDGE_ASSIGN_OR_RETURN(KeptCheckpoint kept, Kept(*std::move(stored)));
  return kept;
}

absl::StatusOr<std::vector<KeptCheckpoint>> Checkpoints::List(std::int64_t size,
                                                              std::size_t count) const {
  IPPLEDGE_ASSIGN_OR_RETURN(std::vector<storage::StoredCheckpoint> stored,
                            evidence_->List(size, count));
  std::vector<KeptCheckpoint> list;
  for (storage::StoredCheckpoint& each : stored) {
    IPPLEDGE_ASSIGN_OR_RETURN(list.emplace_back(), Kept(std::move(each)));
  }
  return list;
}

absl::StatusOr<KeptCheckpoint> Checkpoints::AddCosignatures(
    std::int64_t size, absl::Span<const proof::NoteSignature> cosignatures) {
  absl::MutexLock writing(&writing_);
  IPPLEDGE_ASSIGN_OR_RETURN(std::optional<KeptCheckpoint> kept, Covering(size));
  if (!kept || kept->head.size != size) {
    return absl::NotFoundError(absl::StrCat("no checkpoint covers just ", size, " entries"));
  }
  IPPLEDGE_ASSIGN_OR_RETURN(proof::SignedNote note, proof::ParseNote(kept->note));
  std::vector<proof::NoteSignature> news;
  for (const proof::NoteSignature& cosignature : cosignatures) {
    if (!HasNewer(note, cosignature)) news.push_back(cosignature);
  }
  IPPLEDGE_RETURN_IF_ERROR(proof::AddSignatures(news, note));
  std::string text = proof::FormatNote(note);
  if (text == kept->note) return *std::move(kept);
  kept->note = std::move(text);
  IPPLEDGE_RETURN_IF_ERROR(Keep(*kept));
  return *std::move(kept);
}

std::uint64_t Checkpoints::NotifyBeyond(std::int64_t size, std::function<void()> wake) {
  {
    absl::MutexLock lock(&mutex_);
    if ((!newest_ || newest_->head.size <= size) && !ended_) {
      waiters_.emplace(++last_waiter_, std::pair(size, std::move(wake)));
      return last_waiter_;
    }
  }
  wake();
  return 0;
}

void Checkpoints::Forget(std::uint64_t waiter) {
  absl::MutexLock lock(&mutex_);
  waiters_.erase(waiter);
}

void Checkpoints::End() {
  {
    absl::MutexLock lock(&mutex_);
    ended_ = true;
  }
  Wake();
}

void Checkpoints::Wake() {
  std::vector<std::function<void()>> woken;
  {
    absl::MutexLock lock(&mutex_);
    for (auto waiter = waiters_.begin(); waiter != waiters_.end();) {
      auto& [size, wake] = waiter->second;
      if (!ended_ && newest_->head.size <= size) {
        ++waiter;
        continue;
      }
      woken.push_back(std::move(wake));
      waiter = waiters_.erase(waiter);
    }
  }
  for (const std::function<void()>& wake : woken) wake();
}

}  // namespace ippledge::engine
