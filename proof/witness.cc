#include "proof/witness.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "proof/base64.h"
#include "proof/text.h"

namespace ippledge::proof {
namespace {

absl::Status Refuse(absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("the request's ", why));
}

// Every tree continues the empty one, which needs no proof and is given none.
absl::Status VerifyContinues(const WitnessedLog& log, const Checkpoint& next,
                             absl::Span<const Hash> proof) {
  if (log.size > 0) return VerifyConsistency(log.size, next.size, log.root, next.root, proof);
  if (!proof.empty()) {
    return absl::InvalidArgumentError("nothing is to be proved from the empty tree");
  }
  if (next.size == 0 && next.root != EmptyRoot()) {
    return absl::DataLossError("a tree without leaves has another root");
  }
  return absl::OkStatus();
}

}  // namespace

std::string FormatAddCheckpoint(const AddCheckpointRequest& request) {
  std::string body = absl::StrCat("old ", request.old_size, "\n");
  for (const Hash& hash : request.proof) absl::StrAppend(&body, Base64Of(BytesOf(hash)), "\n");
  absl::StrAppend(&body, "\n", FormatNote(request.note));
  return body;
}

absl::StatusOr<AddCheckpointRequest> ParseAddCheckpoint(absl::string_view body) {
  if (body.size() > kAddCheckpointBytesMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("the request has ", body.size(), " bytes, at most ", kAddCheckpointBytesMax));
  }
  std::optional<absl::string_view> line = TakeLine(body);
  if (!line || !absl::ConsumePrefix(&*line, "old ")) return Refuse("old size line is missing");
  const std::optional<std::uint64_t> old_size = ParseDecimal(*line);
  if (!old_size) return Refuse("old size must be decimal digits without leading zeros, below 2^63");
  AddCheckpointRequest request = {.old_size = *old_size};
  for (line = TakeLine(body); line && !line->empty(); line = TakeLine(body)) {
    const std::optional<Hash> hash = HashOfBase64(*line);
    const std::size_t number = request.proof.size() + 1;
    if (!hash) return Refuse(absl::StrCat("hash ", number, " is not 32 bytes in base64"));
    if (number > kConsistencyProofMax) {
      return Refuse(absl::StrCat("proof has more than ", kConsistencyProofMax, " hashes"));
    }
    request.proof.push_back(*hash);
  }
  if (!line) return Refuse("proof is not followed by a blank line");
  absl::StatusOr<SignedNote> note = ParseNote(body);
  if (!note.ok()) return std::move(note).status();
  absl::StatusOr<Checkpoint> checkpoint = ParseCheckpoint(note->text);
  if (!checkpoint.ok()) return std::move(checkpoint).status();
  request.note = *std::move(note);
  return request;
}

absl::StatusOr<WitnessDecision> DecideCosigning(const WitnessedLog* log,
                                                const AddCheckpointRequest& request) {
  absl::StatusOr<Checkpoint> checkpoint = ParseCheckpoint(request.note.text);
  if (!checkpoint.ok()) return std::move(checkpoint).status();
  WitnessDecision decision = {.checkpoint = *std::move(checkpoint)};
  const Checkpoint& next = decision.checkpoint;
  const auto refuse = [&decision](WitnessOutcome outcome, std::string why) {
    decision.outcome = outcome;
    decision.why = std::move(why);
    return decision;
  };

  if (log == nullptr || log->origin != next.origin) {
    return refuse(WitnessOutcome::kUnknownOrigin,
                  absl::StrCat("the log ", next.origin, " is not known here"));
  }
  decision.known_size = log->size;
  absl::Status trusted = VerifyCheckpoint(request.note, log->keys).status();
  if (!trusted.ok()) {
    return refuse(WitnessOutcome::kBadSignature, std::string(trusted.message()));
  }
  if (next.size < request.old_size) {
    return refuse(WitnessOutcome::kSmallerThanOld,
                  absl::StrCat("the checkpoint has ", next.size, " leaves, fewer than the old ",
                               request.old_size));
  }
  // Before the sizes are compared: who asks with another old size shows the same two signed roots.
  // The empty root was signed by nobody.
  if (log->size > 0 && next.size == log->size && next.root != log->root) {
    return refuse(
        WitnessOutcome::kFork,
        absl::StrCat("the log ", next.origin, " has signed two roots of ", next.size, " leaves"));
  }
  if (request.old_size != log->size) {
    return refuse(WitnessOutcome::kOldSizeDiffers,
                  absl::StrCat("the proof leads from ", request.old_size,
                               " leaves, the last that were cosigned are ", log->size));
  }
  absl::Status continues = VerifyContinues(*log, next, request.proof);
  if (!continues.ok()) {
    return refuse(WitnessOutcome::kProofDoesNotHold, std::string(continues.message()));
  }
  decision.outcome = WitnessOutcome::kCosign;
  return decision;
}

}  // namespace ippledge::proof
