#include "audit/signed_history.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "audit/admitted_keys.h"
#include "ledger/status_macros.h"
#include "proof/checkpoint.h"
#include "proof/cosignature.h"
#include "proof/hash.h"
#include "proof/signed_note.h"
#include "storage/evidence_keys.h"
#include "storage/journal.h"

namespace ippledge::audit {
namespace {

constexpr std::size_t kPageCheckpoints = 64;

// Names of the keys whose line is in the note and holds.
std::set<std::string> CosignersOf(const proof::SignedNote& note,
                                  const std::vector<proof::VerifierKey>& keys) {
  std::set<std::string> names;
  for (const proof::NoteSignature& line : note.signatures) {
    for (const proof::VerifierKey& key : keys) {
      if (line.IsOf(key) && proof::VerifyCosignature(key, note.text, line.bytes)) {
        names.insert(key.name());
      }
    }
  }
  return names;
}

}  // namespace

absl::StatusOr<LogSigners> SignersOf(const storage::Evidence& evidence) {
  LogSigners signers;
  IPPLEDGE_ASSIGN_OR_RETURN(signers.origin, evidence.Origin());
  IPPLEDGE_ASSIGN_OR_RETURN(signers.keys, storage::KeysOf(evidence));
  return signers;
}

absl::Status CheckPaymentNote(const CosignedCheckpoint& checkpoint, const LogSigners& signers,
                              const TrustBook& trust, std::int64_t entry,
                              const storage::CommitLog& log) {
  const auto wrong = [](absl::string_view what) {
    return absl::DataLossError(absl::StrCat("the checkpoint that the payment rests on ", what));
  };
  const absl::StatusOr<proof::SignedNote> note = proof::ParseNote(checkpoint.note);
  if (!note.ok()) return wrong(absl::StrCat("is no note: ", note.status().message()));
  const absl::StatusOr<proof::Checkpoint> shown = proof::ParseCheckpoint(note->text);
  if (!shown.ok()) return wrong(absl::StrCat("is none: ", shown.status().message()));
  if (static_cast<std::int64_t>(shown->size) != checkpoint.size) {
    return wrong(absl::StrCat("is of ", shown->size, " entries, not ", checkpoint.size));
  }
  if (shown->root != checkpoint.root) return wrong("has another root than the entry says");
  if (checkpoint.size < 1 || checkpoint.size >= entry) return wrong("covers entries after it");
  IPPLEDGE_ASSIGN_OR_RETURN(const proof::Hash root, storage::RootAt(log, checkpoint.size));
  if (shown->root != root) {
    return wrong(absl::StrCat("has another history: its root is ", proof::HexOf(shown->root),
                              ", that of the journal ", proof::HexOf(root)));
  }
  if (!signers.origin.empty() && shown->origin != signers.origin) {
    return wrong(absl::StrCat("is of ", shown->origin));
  }
  std::vector<proof::VerifierKey> log_keys = signers.keys;
  AddKeys(trust, {.purpose = KeyPurpose::kLog}, log_keys);
  if (!log_keys.empty()) {
    const absl::Status held = proof::VerifyCheckpoint(*note, log_keys).status();
    if (!held.ok()) return wrong(absl::StrCat("does not hold: ", held.message()));
  }
  // The edge looked at the keys a moment before the entry: one may have been retired since, and one
  // that was admitted since it did not know.
  std::vector<proof::VerifierKey> any;
  AddKeys(trust, {.purpose = KeyPurpose::kWitness}, any);
  const std::set<std::string> signed_by = CosignersOf(*note, any);
  for (const std::string& name : checkpoint.witnesses) {
    if (!signed_by.contains(name)) return wrong(absl::StrCat("was not cosigned by ", name));
  }
  std::vector<proof::VerifierKey> known;
  AddKeys(trust,
          {.purpose = KeyPurpose::kWitness, .standing_only = true, .through = checkpoint.size},
          known);
  const std::vector<std::string>& named = checkpoint.witnesses;
  for (const std::string& name : CosignersOf(*note, known)) {
    if (std::find(named.begin(), named.end(), name) == named.end()) {
      return wrong(absl::StrCat("was cosigned by ", name, " too, whom the entry does not name"));
    }
  }
  return absl::OkStatus();
}

SignedHistory::SignedHistory(const Sources* sources, const LogSigners* signers,
                             const TrustBook* trust, std::int64_t last)
    : sources_(*sources),
      signers_(*signers),
      trust_(*trust),
      last_(last),
      checkpoints_(sources->evidence) {
  AddKeys(trust_, {.purpose = KeyPurpose::kWitness}, witnesses_);
}

void SignedHistory::Tally::Note(std::int64_t size, std::string words) {
  if (wrong_size != 0 && wrong_size < size) return;
  wrong_size = size;
  wrong = std::move(words);
}

std::vector<storage::StoredCheckpoint> SignedHistory::Page() {
  absl::MutexLock lock(&mutex_);
  std::vector<storage::StoredCheckpoint> page;
  while (page.size() < kPageCheckpoints && unreadable_.ok() && beyond_ == 0) {
    absl::StatusOr<std::optional<storage::StoredCheckpoint>> next = checkpoints_.Next();
    if (!next.ok()) {
      unreadable_ = next.status();
    } else if (!*next) {
      break;
    } else if ((*next)->size > last_) {
      beyond_ = (*next)->size;
    } else {
      page.push_back(**std::move(next));
    }
  }
  return page;
}

void SignedHistory::Verify() {
  Tally tally;
  while (!sources_.stop()) {
    const std::vector<storage::StoredCheckpoint> page = Page();
    if (page.empty()) break;
    for (const storage::StoredCheckpoint& each : page) VerifyOne(each, witnesses_, tally);
  }
  absl::MutexLock lock(&mutex_);
  tally_.checkpoints += tally.checkpoints;
  tally_.cosignatures += tally.cosignatures;
  if (tally.wrong_size != 0) tally_.Note(tally.wrong_size, std::move(tally.wrong));
  const bool first = tally.strange_size != 0 &&
                     (tally_.strange_size == 0 || tally.strange_size < tally_.strange_size);
  if (!first) return;
  tally_.strange_size = tally.strange_size;
  tally_.strange = std::move(tally.strange);
}

void SignedHistory::VerifyOne(const storage::StoredCheckpoint& checkpoint,
                              const std::vector<proof::VerifierKey>& witnesses,
                              Tally& tally) const {
  const auto wrong = [&](absl::string_view what) {
    tally.Note(checkpoint.size, absl::StrCat("the checkpoint of ", checkpoint.size,
                                             " entries in the evidence ", what));
  };
  const absl::StatusOr<proof::OpenedCheckpoint> opened =
      proof::OpenCheckpoint(checkpoint.note, signers_.keys);
  if (!opened.ok()) return wrong(absl::StrCat("does not hold: ", opened.status().message()));
  if (opened->checkpoint.origin != signers_.origin) {
    return wrong(absl::StrCat("is of ", opened->checkpoint.origin, ", not of ", signers_.origin));
  }
  for (const proof::NoteSignature& line : opened->note.signatures) {
    const auto is_of = [&](const proof::VerifierKey& key) { return line.IsOf(key); };
    if (std::any_of(signers_.keys.begin(), signers_.keys.end(), is_of)) continue;
    const auto key = std::find_if(witnesses.begin(), witnesses.end(), is_of);
    if (key == witnesses.end()) {
      if (tally.strange_size == 0 || checkpoint.size < tally.strange_size) {
        tally.strange_size = checkpoint.size;
        tally.strange = line.name;
      }
      continue;
    }
    if (!proof::VerifyCosignature(*key, opened->note.text, line.bytes)) {
      return wrong(absl::StrCat("has a cosignature of ", line.name, " that does not hold"));
    }
    ++tally.cosignatures;
  }
  ++tally.checkpoints;
}

absl::Status SignedHistory::CheckLogKeys(Finding& finding) const {
  for (const RecordedKey& recorded : trust_.keys) {
    if (recorded.key.purpose != KeyPurpose::kLog || recorded.retired_entry != 0) continue;
    const bool signs =
        std::any_of(signers_.keys.begin(), signers_.keys.end(),
                    [&](const auto& key) { return key.Text() == recorded.key.text; });
    if (signs) continue;
    finding.entry = recorded.entry;
    return absl::DataLossError(absl::StrCat("it admits ", recorded.key.name,
                                            " as the log's key, but by the evidence this key "
                                            "signs nothing"));
  }
  return absl::OkStatus();
}

absl::Status SignedHistory::Finish(Report& report, Finding& finding) {
  absl::MutexLock lock(&mutex_);
  report.checkpoints = tally_.checkpoints;
  report.cosignatures = tally_.cosignatures;
  IPPLEDGE_RETURN_IF_ERROR(unreadable_);
  if (tally_.strange_size != 0) {
    // What is in use may have a cosignature of a key that was admitted after the last entry here.
    std::vector<proof::VerifierKey> later = witnesses_;
    if (sources_.through > 0) {
      IPPLEDGE_RETURN_IF_ERROR(AddWitnessesAfter(last_, *sources_.log, later));
    }
    KeptCheckpoints again(sources_.evidence);
    Tally tally;
    for (;;) {
      IPPLEDGE_ASSIGN_OR_RETURN(const auto next, again.Next());
      if (!next || next->size > last_ || tally.strange_size != 0) break;
      if (next->size >= tally_.strange_size) VerifyOne(*next, later, tally);
    }
    if (tally.strange_size != 0) {
      tally_.Note(tally.strange_size, absl::StrCat("the checkpoint of ", tally.strange_size,
                                                   " entries in the evidence is cosigned by ",
                                                   tally.strange, ", whose key no entry admits"));
    }
  }
  if (tally_.wrong_size != 0) {
    finding.entry = tally_.wrong_size;
    return absl::DataLossError(tally_.wrong);
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckLogKeys(finding));
  if (beyond_ == 0 || sources_.through > 0) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("the journal ends at entry ", last_,
                                          ", but the evidence has a checkpoint of ", beyond_,
                                          " entries"));
}

}  // namespace ippledge::audit
