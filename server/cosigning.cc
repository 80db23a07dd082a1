#include "server/cosigning.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ippledge/v1/journal_service.pb.h"
#include "ledger/refusal.h"
#include "ledger/status_macros.h"
#include "proof/checkpoint.h"
#include "proof/cosignature.h"
#include "proof/note_signature.h"
#include "proof/signed_note.h"
#include "server/checkpoint_reads.h"

namespace ippledge::server {
namespace {

std::vector<proof::VerifierKey> WitnessKeysOf(const TrustBook& trust) {
  std::vector<proof::VerifierKey> keys;
  for (const RecordedKey& recorded : trust.keys) {
    if (recorded.retired_entry != 0 || recorded.key.purpose != KeyPurpose::kWitness) continue;
    absl::StatusOr<proof::VerifierKey> key = proof::VerifierKey::Parse(recorded.key.text);
    // What is no key of a cosigner verifies nothing.
    if (!key.ok() || key->type() != proof::KeyType::kCosignature) continue;
    keys.push_back(*std::move(key));
  }
  return keys;
}

std::vector<std::string> WitnessNames(absl::Span<const proof::VerifierKey> known,
                                      absl::Span<const proof::VerifiedSignature> verified) {
  std::set<std::string> names;
  for (const proof::VerifiedSignature& signature : verified) {
    const proof::VerifierKey& key = known[signature.key];
    if (key.type() == proof::KeyType::kCosignature) names.insert(key.name());
  }
  return std::vector<std::string>(names.begin(), names.end());
}

// The log's keys, then the standing witnesses'.
std::vector<proof::VerifierKey> AllKeys(const TrustBook& trust,
                                        const engine::Checkpoints& checkpoints) {
  std::vector<proof::VerifierKey> keys = checkpoints.keys();
  for (proof::VerifierKey& key : WitnessKeysOf(trust)) keys.push_back(std::move(key));
  return keys;
}

absl::Status CheckBytes(absl::string_view field, absl::string_view text) {
  if (text.size() <= static_cast<std::size_t>(kCheckpointNoteBytesMax)) return absl::OkStatus();
  return Refuse(
      Reason::kFieldTooLong, field,
      {{"limit", absl::StrCat(kCheckpointNoteBytesMax)}, {"got", absl::StrCat(text.size())}});
}

absl::Status Invalid(Reason reason, absl::string_view field, absl::string_view why) {
  return Refuse(reason, field, {{"why", std::string(why)}});
}

// Lines for one checkpoint of ours.
struct Lines {
  engine::KeptCheckpoint checkpoint;
  std::vector<proof::NoteSignature> signatures;
};

absl::StatusOr<engine::KeptCheckpoint> OurOwn(const engine::Checkpoints& checkpoints,
                                              std::int64_t size) {
  std::optional<engine::KeptCheckpoint> ours;
  if (size > 0) {
    IPPLEDGE_ASSIGN_OR_RETURN(ours, checkpoints.Covering(size));
  }
  if (ours && ours->head.size == size) return *std::move(ours);
  return NoCheckpoint("size", size, NewestSize(&checkpoints));
}

absl::StatusOr<Lines> LinesOfNote(const engine::Checkpoints& checkpoints, const std::string& text) {
  IPPLEDGE_RETURN_IF_ERROR(CheckBytes("note", text));
  absl::StatusOr<proof::SignedNote> note = proof::ParseNote(text);
  if (!note.ok()) return Invalid(Reason::kCosignatureInvalid, "note", note.status().message());
  const absl::StatusOr<proof::Checkpoint> shown = proof::ParseCheckpoint(note->text);
  if (!shown.ok()) return Invalid(Reason::kCosignatureInvalid, "note", shown.status().message());
  Lines lines;
  IPPLEDGE_ASSIGN_OR_RETURN(lines.checkpoint,
                            OurOwn(checkpoints, static_cast<std::int64_t>(shown->size)));
  if (shown->origin == checkpoints.origin() && shown->root == lines.checkpoint.head.root) {
    lines.signatures = std::move(note->signatures);
    return lines;
  }
  // Whoever holds such a note can prove it to anybody: it must not pass for a typing error.
  if (proof::VerifyCheckpoint(*note, checkpoints.keys()).ok()) {
    return Refuse(
        Reason::kHistoryForked, "note",
        {{"size", absl::StrCat(shown->size)},
         {"why", absl::StrCat("this ledger's key signed the root ", proof::HexOf(shown->root),
                              ", but its root is ", proof::HexOf(lines.checkpoint.head.root))}});
  }
  return Invalid(Reason::kCosignatureInvalid, "note", "it is not this ledger's checkpoint");
}

absl::StatusOr<Lines> LinesOfRequest(const engine::Checkpoints& checkpoints,
                                     const v1::AddCosignatureRequest& request) {
  if (!request.note().empty()) {
    if (request.size() != 0 || !request.cosignatures().empty()) {
      return Refuse(Reason::kFieldNotAllowed, "size",
                    {{"why", "the note has the size and the cosignatures"}});
    }
    return LinesOfNote(checkpoints, request.note());
  }
  if (request.cosignatures().empty()) return Refuse(Reason::kFieldRequired, "cosignatures");
  IPPLEDGE_RETURN_IF_ERROR(CheckBytes("cosignatures", request.cosignatures()));
  absl::StatusOr<std::vector<proof::NoteSignature>> signatures =
      proof::ParseSignatures(request.cosignatures());
  if (!signatures.ok()) {
    return Invalid(Reason::kCosignatureInvalid, "cosignatures", signatures.status().message());
  }
  Lines lines{.checkpoint = {}, .signatures = *std::move(signatures)};
  IPPLEDGE_ASSIGN_OR_RETURN(lines.checkpoint, OurOwn(checkpoints, request.size()));
  return lines;
}

// Of the lines those of standing witnesses, each verified.
absl::StatusOr<std::vector<proof::NoteSignature>> Verified(const Lines& lines,
                                                           const TrustBook& trust,
                                                           const engine::Checkpoints& checkpoints) {
  IPPLEDGE_ASSIGN_OR_RETURN(const proof::SignedNote ours, proof::ParseNote(lines.checkpoint.note));
  const std::vector<proof::VerifierKey> keys = WitnessKeysOf(trust);
  std::vector<proof::NoteSignature> held;
  std::string unknown;
  for (const proof::NoteSignature& line : lines.signatures) {
    const auto key =
        std::find_if(keys.begin(), keys.end(), [&](const auto& known) { return line.IsOf(known); });
    if (key == keys.end()) {
      if (unknown.empty() && line.name != checkpoints.origin()) unknown = line.name;
      continue;
    }
    if (!proof::VerifyCosignature(*key, ours.text, line.bytes)) {
      return Invalid(Reason::kCosignatureInvalid, "",
                     absl::StrCat("the line of ", line.name, " is not its signature of this"));
    }
    held.push_back(line);
  }
  if (held.empty()) return Refuse(Reason::kKeyUnknown, "", {{"name", unknown}});
  return held;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> WitnessesOf(const TrustBook& trust,
                                                     const engine::Checkpoints& checkpoints,
                                                     absl::string_view note) {
  const std::vector<proof::VerifierKey> keys = AllKeys(trust, checkpoints);
  IPPLEDGE_ASSIGN_OR_RETURN(const proof::OpenedCheckpoint opened,
                            proof::OpenCheckpoint(note, keys));
  return WitnessNames(keys, opened.verified);
}

absl::Status TakeCosignatures(engine::Engine& engine, const v1::AddCosignatureRequest& request,
                              v1::AddCosignatureResponse& response) {
  IPPLEDGE_ASSIGN_OR_RETURN(engine::Checkpoints* const checkpoints, CheckpointsOf(engine));
  IPPLEDGE_ASSIGN_OR_RETURN(const Lines lines, LinesOfRequest(*checkpoints, request));
  const engine::ReadView view = engine.View();
  IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<proof::NoteSignature> held,
                            Verified(lines, *view.programme().trust, *checkpoints));
  const absl::StatusOr<engine::KeptCheckpoint> kept =
      checkpoints->AddCosignatures(lines.checkpoint.head.size, held);
  if (absl::IsInvalidArgument(kept.status())) {
    return Invalid(Reason::kCosignatureInvalid, "", kept.status().message());
  }
  IPPLEDGE_RETURN_IF_ERROR(kept.status());
  FormatCheckpoint(*kept, *response.mutable_checkpoint());
  return absl::OkStatus();
}

absl::Status VerifyCosigned(const engine::Engine& engine, absl::string_view path,
                            CosignedCheckpoint& checkpoint) {
  const auto field = [&](absl::string_view name) { return absl::StrCat(path, ".", name); };
  Violations given;
  const std::vector<std::pair<std::string, std::string>> why = {
      {"why", "it is read from the note"}};
  if (checkpoint.size != 0) given.Add(Reason::kFieldNotAllowed, field("size"), why);
  if (checkpoint.root != decltype(checkpoint.root){}) {
    given.Add(Reason::kFieldNotAllowed, field("root"), why);
  }
  if (!checkpoint.witnesses.empty()) {
    given.Add(Reason::kFieldNotAllowed, field("witnesses"), why);
  }
  IPPLEDGE_RETURN_IF_ERROR(given.ToStatus());
  if (checkpoint.note.empty()) return Refuse(Reason::kFieldRequired, field("note"));
  IPPLEDGE_RETURN_IF_ERROR(CheckBytes(field("note"), checkpoint.note));

  const auto invalid = [&](absl::string_view what) {
    return Invalid(Reason::kCheckpointInvalid, field("note"), what);
  };
  const engine::Checkpoints* const checkpoints = engine.checkpoints();
  if (checkpoints == nullptr) return invalid("this ledger signs none");
  const engine::ReadView view = engine.View();
  const std::vector<proof::VerifierKey> keys = AllKeys(*view.programme().trust, *checkpoints);
  const absl::StatusOr<proof::OpenedCheckpoint> opened =
      proof::OpenCheckpoint(checkpoint.note, keys);
  if (!opened.ok()) return invalid(opened.status().message());
  const proof::Checkpoint& shown = opened->checkpoint;
  if (shown.origin != checkpoints->origin()) return invalid("it is another ledger's");
  const auto size = static_cast<std::int64_t>(shown.size);
  if (size < 1 || size > view.position()) {
    return invalid(absl::StrCat("it covers ", shown.size, " entries, there are ", view.position()));
  }
  IPPLEDGE_ASSIGN_OR_RETURN(const proof::Hash root, view.Tree().RootAt(size));
  if (shown.root != root) return invalid("its root is not that of this ledger's tree");
  checkpoint.size = size;
  checkpoint.root = shown.root;
  checkpoint.witnesses = WitnessNames(keys, opened->verified);
  return absl::OkStatus();
}

absl::Status VerifySignaturesIn(const engine::Engine& engine, Command& command) {
  auto* const payment = std::get_if<ConfirmPayment>(&command);
  if (payment == nullptr || !payment->checkpoint) return absl::OkStatus();
  return VerifyCosigned(engine, "checkpoint", *payment->checkpoint);
}

}  // namespace ippledge::server
