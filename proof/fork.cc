#include "proof/fork.h"

#include <cstdlib>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "proof/base64.h"
#include "proof/merkle.h"
#include "proof/text.h"
#include "proof/witness.h"

namespace ippledge::proof {
namespace {

absl::Status Refuse(absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("the shown beginning: ", why));
}

}  // namespace

std::string FormatBeginning(const Beginning& beginning) {
  std::string text = absl::StrCat("root ", Base64Of(BytesOf(beginning.root)), "\n");
  for (const Hash& hash : beginning.proof) absl::StrAppend(&text, Base64Of(BytesOf(hash)), "\n");
  return text;
}

absl::StatusOr<Beginning> ParseBeginning(absl::string_view text) {
  std::optional<absl::string_view> line = TakeLine(text);
  if (!line || !absl::ConsumePrefix(&*line, "root ")) return Refuse("its root line is missing");
  const std::optional<Hash> root = HashOfBase64(*line);
  if (!root) return Refuse("the root is not 32 bytes in base64");
  Beginning beginning = {.root = *root};
  while (!text.empty()) {
    line = TakeLine(text);
    if (!line) return Refuse("its last line has no newline");
    const std::optional<Hash> hash = HashOfBase64(*line);
    const std::size_t number = beginning.proof.size() + 1;
    if (!hash) return Refuse(absl::StrCat("hash ", number, " is not 32 bytes in base64"));
    if (number > kConsistencyProofMax) {
      return Refuse(absl::StrCat("it has more than ", kConsistencyProofMax, " hashes"));
    }
    beginning.proof.push_back(*hash);
  }
  return beginning;
}

Continuity ContinuityOf(const Checkpoint& small, const Checkpoint& large,
                        const Beginning& beginning) {
  if (small.size > large.size) std::abort();
  if (small.size == large.size) {
    return small.root == large.root ? Continuity::kContinued : Continuity::kForked;
  }
  // Only a beginning of the signed larger tree says anything.
  if (!VerifyConsistency(small.size, large.size, beginning.root, large.root, beginning.proof)
           .ok()) {
    return Continuity::kUnproven;
  }
  return beginning.root == small.root ? Continuity::kContinued : Continuity::kForked;
}

absl::StatusOr<Fork> ProveFork(absl::string_view a, absl::string_view b, const Beginning* beginning,
                               absl::Span<const VerifierKey> log_keys) {
  absl::StatusOr<OpenedCheckpoint> one = OpenCheckpoint(a, log_keys);
  if (!one.ok()) return std::move(one).status();
  absl::StatusOr<OpenedCheckpoint> other = OpenCheckpoint(b, log_keys);
  if (!other.ok()) return std::move(other).status();
  const bool in_order = one->checkpoint.size <= other->checkpoint.size;
  const Checkpoint& small = in_order ? one->checkpoint : other->checkpoint;
  const Checkpoint& large = in_order ? other->checkpoint : one->checkpoint;
  if (small.origin != large.origin) {
    return absl::FailedPreconditionError("the notes are of different logs");
  }
  Fork fork = {.origin = small.origin, .size = small.size};
  if (small.size == large.size) {
    if (small.root == large.root) {
      return absl::FailedPreconditionError("the notes have one root: that is no fork");
    }
    fork.roots[0] = small.root;
    fork.roots[1] = large.root;
    return fork;
  }
  if (beginning == nullptr) {
    return absl::FailedPreconditionError(
        "the notes are of different sizes: a proof has to say how the larger tree begins");
  }
  switch (ContinuityOf(small, large, *beginning)) {
    case Continuity::kContinued:
      return absl::FailedPreconditionError(
          "the larger tree continues the smaller: that is no fork");
    case Continuity::kUnproven:
      return absl::DataLossError("the proof does not lead to the root of the larger tree");
    case Continuity::kForked:
      break;
  }
  fork.roots[0] = small.root;
  fork.roots[1] = beginning->root;
  return fork;
}

}  // namespace ippledge::proof
