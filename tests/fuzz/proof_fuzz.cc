// tests/fuzz/proof_fuzz.cc: arbitrary bytes as each text of proof/. The first byte chooses which.
//
// What is accepted is given back by its Format to the byte, and verifying it never crashes.
#include <iterator>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "ledger/check.h"
#include "proof/checkpoint.h"
#include "proof/cosignature.h"
#include "proof/fork.h"
#include "proof/receipt.h"
#include "proof/signed_note.h"
#include "proof/signing_key.h"
#include "proof/tile.h"
#include "proof/witness.h"
#include "proof/witness_policy.h"
#include "tests/fuzz/fuzz.h"

namespace ippledge::proof {
namespace {

constexpr char kLogKey[] =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
constexpr char kWitnessKey[] =
    "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2";

const SigningKey& Log() {
  static const SigningKey key = SigningKey::Parse(kLogKey).value();
  return key;
}

const std::vector<VerifierKey>& Known() {
  static const std::vector<VerifierKey> keys = {Log().verifier(),
                                                VerifierKey::Parse(kWitnessKey).value()};
  return keys;
}

Checkpoint OneLeaf() { return {.origin = Log().name(), .size = 1, .root = LeafHash("entry")}; }

SignedNote OneLeafNote() { return SignCheckpoint(OneLeaf(), {&Log()}).value(); }

// A refusal says why, and is one of malformed text.
template <typename T>
bool Accepted(const absl::StatusOr<T>& parsed) {
  if (parsed.ok()) return true;
  IPPLEDGE_CHECK(parsed.status().code() == absl::StatusCode::kInvalidArgument);
  IPPLEDGE_CHECK(!parsed.status().message().empty());
  return false;
}

void FuzzNote(absl::string_view text) {
  const absl::StatusOr<SignedNote> note = ParseNote(text);
  if (!Accepted(note)) return;
  IPPLEDGE_CHECK(FormatNote(*note) == text);
  const bool verified = VerifyNote(*note, Known()).ok();
  // Nobody but the seeds was ever given a signature, and they have one text.
  IPPLEDGE_CHECK(!verified || note->text == OneLeafNote().text);
}

void FuzzCheckpoint(absl::string_view text) {
  const absl::StatusOr<Checkpoint> checkpoint = ParseCheckpoint(text);
  if (Accepted(checkpoint)) IPPLEDGE_CHECK(FormatCheckpoint(*checkpoint) == text);
}

void FuzzKey(absl::string_view text) {
  const absl::StatusOr<VerifierKey> key = VerifierKey::Parse(text);
  if (!Accepted(key)) return;
  IPPLEDGE_CHECK(key->Text() == text);
  IPPLEDGE_CHECK(!key->Verifies("message", std::string(kSignatureBytes, 's')));
}

void FuzzSecretKey(absl::string_view text) {
  const absl::StatusOr<SigningKey> key = SigningKey::Parse(text);
  if (!Accepted(key)) return;
  IPPLEDGE_CHECK(key->SecretText() == text);
  IPPLEDGE_CHECK(key->verifier().Verifies("message", key->Sign("message")));
}

void FuzzPolicy(absl::string_view text) {
  const absl::StatusOr<WitnessPolicy> policy = ParsePolicy(text);
  if (!Accepted(policy)) return;
  const std::string again = FormatPolicy(*policy);
  IPPLEDGE_CHECK(FormatPolicy(ParsePolicy(again).value()) == again);
  const PolicyVerdict verdict = Judge(*policy, KeysOf(*policy), {});
  IPPLEDGE_CHECK(verdict.satisfied == (policy->quorum == "none"));
  IPPLEDGE_CHECK(verdict.satisfied == TextOf(verdict.shortfalls).empty());
}

void FuzzReceipt(absl::string_view text) {
  const absl::StatusOr<Receipt> receipt = ParseReceipt(text);
  if (!Accepted(receipt)) return;
  IPPLEDGE_CHECK(FormatReceipt(*receipt) == text);
  const bool holds = VerifyReceipt(*receipt, Known(), nullptr).ok();
  IPPLEDGE_CHECK(!holds || (receipt->index == 0 && receipt->entry == "entry"));
}

void FuzzTilePath(absl::string_view text) {
  const absl::StatusOr<TilePath> path = ParseTilePath(text);
  if (!Accepted(path)) return;
  IPPLEDGE_CHECK(FormatTilePath(*path) == text);
  IPPLEDGE_CHECK(path->width > 0 && path->width <= kTileWidth);
}

void FuzzAddCheckpoint(absl::string_view text) {
  const absl::StatusOr<AddCheckpointRequest> request = ParseAddCheckpoint(text);
  if (!Accepted(request)) return;
  IPPLEDGE_CHECK(FormatAddCheckpoint(*request) == text);
  const WitnessedLog log = {.origin = Log().name(), .keys = Known()};
  const WitnessDecision decision = DecideCosigning(&log, *request).value();
  IPPLEDGE_CHECK(decision.outcome != WitnessOutcome::kCosign || decision.checkpoint == OneLeaf());
}

void FuzzBundle(absl::string_view bytes) {
  if (bytes.empty()) return;
  const TilePath path = {.entries = true, .width = 1u + static_cast<unsigned char>(bytes.front())};
  const absl::StatusOr<std::vector<absl::string_view>> entries = ParseBundle(path, bytes.substr(1));
  if (!entries.ok()) return;
  std::string again;
  for (const absl::string_view entry : *entries) AppendToBundle(entry, again);
  IPPLEDGE_CHECK(entries->size() == path.width && again == bytes.substr(1));
}

void FuzzBeginning(absl::string_view text) {
  const absl::StatusOr<Beginning> beginning = ParseBeginning(text);
  if (!Accepted(beginning)) return;
  IPPLEDGE_CHECK(FormatBeginning(*beginning) == text);
  // Nothing that anybody can write makes a fork of one signed note.
  const std::string note = FormatNote(OneLeafNote());
  IPPLEDGE_CHECK(!ProveFork(note, note, &*beginning, Known()).ok());
}

constexpr void (*kTargets[])(absl::string_view) = {
    FuzzNote,    FuzzCheckpoint, FuzzKey,           FuzzSecretKey, FuzzPolicy,
    FuzzReceipt, FuzzTilePath,   FuzzAddCheckpoint, FuzzBundle,    FuzzBeginning,
};

std::string PolicySeed() {
  return absl::StrCat("# 银行\nlog ", Known()[0].Text(), " https://l\nwitness w ", kWitnessKey,
                      "\ngroup g all w\nquorum g\n");
}

// One for each of kTargets.
std::vector<std::string> Seeds() {
  const Receipt receipt = {.entry = "entry", .checkpoint = OneLeafNote()};
  return {
      FormatNote(OneLeafNote()),
      FormatCheckpoint(OneLeaf()),
      kWitnessKey,
      kLogKey,
      PolicySeed(),
      FormatReceipt(receipt),
      "tile/2/x001/x234/067.p/17",
      FormatAddCheckpoint({.note = OneLeafNote()}),
      std::string("\x01\0\0\0\x02xy", 7),
      FormatBeginning({.root = OneLeaf().root, .proof = {OneLeaf().root}}),
  };
}

}  // namespace
}  // namespace ippledge::proof

namespace ippledge {

std::vector<std::string> FuzzSeeds() {
  std::vector<std::string> seeds = proof::Seeds();
  IPPLEDGE_CHECK(seeds.size() == std::size(proof::kTargets));
  for (std::size_t i = 0; i < seeds.size(); ++i) seeds[i].insert(0, 1, static_cast<char>(i));
  return seeds;
}

}  // namespace ippledge

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const absl::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  ippledge::proof::kTargets[data[0] % std::size(ippledge::proof::kTargets)](text);
  return 0;
}
