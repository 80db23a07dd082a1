#include "proof/receipt.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "proof/base64.h"
#include "proof/merkle.h"
#include "proof/text.h"

namespace ippledge::proof {
namespace {

constexpr absl::string_view kFirstLine = "c2sp.org/tlog-proof@v1";

absl::Status Refuse(absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("the receipt's ", why));
}

// A malformed note stays so; all else is a receipt that does not hold.
absl::Status DoesNotHold(absl::string_view part, const absl::Status& status) {
  if (status.code() == absl::StatusCode::kInvalidArgument) return status;
  return absl::DataLossError(absl::StrCat(part, " does not hold: ", status.message()));
}

}  // namespace

std::string FormatReceipt(const Receipt& receipt) {
  std::string text = absl::StrCat(kFirstLine, "\n");
  if (receipt.entry) absl::StrAppend(&text, "extra ", Base64Of(*receipt.entry), "\n");
  absl::StrAppend(&text, "index ", receipt.index, "\n");
  for (const Hash& hash : receipt.proof) absl::StrAppend(&text, Base64Of(BytesOf(hash)), "\n");
  absl::StrAppend(&text, "\n", FormatNote(receipt.checkpoint));
  return text;
}

absl::StatusOr<Receipt> ParseReceipt(absl::string_view text) {
  if (text.size() > kReceiptBytesMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("the receipt has ", text.size(), " bytes, at most ", kReceiptBytesMax));
  }
  if (TakeLine(text) != kFirstLine) return Refuse(absl::StrCat("first line is not ", kFirstLine));
  Receipt receipt;
  std::optional<absl::string_view> line = TakeLine(text);
  if (line && absl::ConsumePrefix(&*line, "extra ")) {
    receipt.entry = BytesOfBase64(*line);
    if (!receipt.entry || receipt.entry->empty()) return Refuse("extra line is not base64");
    line = TakeLine(text);
  }
  if (!line || !absl::ConsumePrefix(&*line, "index ")) return Refuse("index line is missing");
  const std::optional<std::uint64_t> index = ParseDecimal(*line);
  if (!index) return Refuse("index must be decimal digits without leading zeros, below 2^63");
  receipt.index = *index;
  for (line = TakeLine(text); line && !line->empty(); line = TakeLine(text)) {
    const std::optional<Hash> hash = HashOfBase64(*line);
    const std::size_t number = receipt.proof.size() + 1;
    if (!hash) return Refuse(absl::StrCat("hash ", number, " is not 32 bytes in base64"));
    if (number > kReceiptProofMax) {
      return Refuse(absl::StrCat("proof has more than ", kReceiptProofMax, " hashes"));
    }
    receipt.proof.push_back(*hash);
  }
  if (!line) return Refuse("proof is not followed by a blank line");
  absl::StatusOr<SignedNote> note = ParseNote(text);
  if (!note.ok()) return std::move(note).status();
  absl::StatusOr<Checkpoint> checkpoint = ParseCheckpoint(note->text);
  if (!checkpoint.ok()) return std::move(checkpoint).status();
  receipt.checkpoint = *std::move(note);
  return receipt;
}

absl::StatusOr<ReceiptFacts> VerifyReceiptOfLeaf(const Receipt& receipt, const Hash& leaf,
                                                 absl::Span<const VerifierKey> log_keys,
                                                 const WitnessPolicy* policy) {
  std::vector<VerifierKey> known(log_keys.begin(), log_keys.end());
  if (policy != nullptr) {
    for (VerifierKey& key : KeysOf(*policy)) known.push_back(std::move(key));
  }
  absl::StatusOr<VerifiedCheckpoint> verified = VerifyCheckpoint(receipt.checkpoint, known);
  if (!verified.ok()) return DoesNotHold("the checkpoint", verified.status());

  ReceiptFacts facts = {.checkpoint = verified->checkpoint};
  absl::Status included = VerifyInclusion(receipt.index, facts.checkpoint.size, leaf, receipt.proof,
                                          facts.checkpoint.root);
  if (!included.ok()) {
    return absl::DataLossError(
        absl::StrCat("the proof of inclusion does not hold: ", included.message()));
  }
  for (const VerifiedSignature& signature : verified->verified) {
    facts.signers.push_back(known[signature.key]);
  }
  if (policy == nullptr) return facts;
  facts.verdict = Judge(*policy, known, verified->verified);
  if (facts.verdict->satisfied) return facts;
  return absl::DataLossError(
      absl::StrCat("the quorum of witnesses does not hold: ", TextOf(facts.verdict->shortfalls)));
}

absl::StatusOr<ReceiptFacts> VerifyReceipt(const Receipt& receipt,
                                           absl::Span<const VerifierKey> log_keys,
                                           const WitnessPolicy* policy) {
  if (!receipt.entry) return absl::InvalidArgumentError("the receipt carries no entry");
  return VerifyReceiptOfLeaf(receipt, LeafHash(*receipt.entry), log_keys, policy);
}

}  // namespace ippledge::proof
