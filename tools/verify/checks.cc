#include "tools/verify/checks.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "ledger/status_macros.h"
#include "proof/base64.h"
#include "proof/checkpoint.h"
#include "proof/fork.h"
#include "proof/merkle.h"
#include "proof/receipt.h"
#include "proof/text.h"
#include "storage/codec.h"
#include "tools/verify/decision.h"

namespace ippledge::verify {
namespace {

// Whatever a file has wrong in its form: it proves nothing.
absl::Status Proves(absl::string_view what, const absl::Status& status) {
  return absl::DataLossError(absl::StrCat(what, ": ", status.message()));
}

std::string TimeText(std::int64_t seconds) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixSeconds(seconds),
                          absl::UTCTimeZone());
}

// Nothing for an empty text; INVALID_ARGUMENT for one that is no hash.
absl::StatusOr<std::optional<proof::Hash>> LeafOf(const std::string& digits) {
  if (digits.empty()) return std::nullopt;
  const std::optional<proof::Hash> leaf = proof::HashOfHex(digits);
  if (leaf) return leaf;
  return absl::InvalidArgumentError("--leaf: a hash has 64 digits, 0 to 9 and a to f");
}

void AddCheckpoint(const proof::Checkpoint& checkpoint, Sheet& sheet) {
  sheet.Add("origin", {"ledger", "账簿"}, checkpoint.origin);
  sheet.Add("size", {"entries", "条目数"}, static_cast<std::int64_t>(checkpoint.size));
  sheet.Add("root", {"root", "根哈希"}, proof::HexOf(checkpoint.root));
}

void AddSigner(const proof::VerifierKey& key, std::optional<std::int64_t> time, Sheet& sheet) {
  if (key.type() == proof::KeyType::kCosignature) {
    const std::string when = time ? absl::StrCat(" ", TimeText(*time)) : "";
    sheet.Add("cosigned_by", {"cosigned by", "见证"}, absl::StrCat(key.name(), when));
  } else {
    sheet.Add("signed_by", {"signed by", "签名"},
              absl::StrCat(key.Text(), " (", proof::NameOf(key.type()), ")"));
  }
}

void AddVerdict(const std::optional<proof::PolicyVerdict>& verdict, Sheet& sheet) {
  if (!verdict) return;
  sheet.Add("quorum", {"quorum of witnesses", "见证法定数"}, "reached", "已达到");
}

absl::StatusOr<proof::OpenedCheckpoint> Opened(absl::string_view what, const std::string& note,
                                               const Trusted& trusted) {
  absl::StatusOr<proof::OpenedCheckpoint> opened = proof::OpenCheckpoint(note, trusted.Keys());
  if (!opened.ok()) return Proves(what, opened.status());
  return opened;
}

// Whether the quorum of the policy holds, if there is one.
absl::Status CheckQuorum(const proof::OpenedCheckpoint& opened, const Trusted& trusted,
                         Sheet& sheet) {
  if (!trusted.policy) return absl::OkStatus();
  const proof::PolicyVerdict verdict =
      proof::Judge(*trusted.policy, trusted.Keys(), opened.verified);
  if (!verdict.satisfied) {
    return absl::DataLossError(
        absl::StrCat("the quorum of witnesses does not hold: ", proof::TextOf(verdict.shortfalls)));
  }
  AddVerdict(verdict, sheet);
  return absl::OkStatus();
}

void AddSigners(const proof::OpenedCheckpoint& opened, const Trusted& trusted, Sheet& sheet) {
  const std::vector<proof::VerifierKey> keys = trusted.Keys();
  // Equal keys of a sheet make a list only one after the other.
  for (const bool cosigners : {false, true}) {
    for (const proof::VerifiedSignature& signature : opened.verified) {
      const proof::VerifierKey& key = keys[signature.key];
      if ((key.type() == proof::KeyType::kCosignature) != cosigners) continue;
      AddSigner(key, signature.time_seconds, sheet);
    }
  }
}

// Of the entry that was proved; what it says of itself must fit.
absl::Status AddEntry(const std::string& bytes, std::int64_t number, Sheet& sheet) {
  const absl::StatusOr<Entry> entry = storage::DecodeEntry(bytes);
  if (!entry.ok()) return Proves("the entry cannot be read by this version", entry.status());
  if (entry->number != number) {
    return absl::DataLossError(
        absl::StrCat("the entry calls itself ", entry->number, ", its place is ", number));
  }
  AddDecision(*entry, sheet);
  sheet.AddJson("content", storage::EntryJson(bytes));
  return absl::OkStatus();
}

absl::StatusOr<std::vector<proof::Hash>> ParseProof(absl::string_view text) {
  std::vector<proof::Hash> hashes;
  while (!text.empty()) {
    const std::optional<absl::string_view> line = proof::TakeLine(text);
    const std::optional<proof::Hash> hash =
        line ? proof::HashOfBase64(*line) : std::optional<proof::Hash>();
    if (!hash) {
      return absl::DataLossError(
          absl::StrCat("the proof: line ", hashes.size() + 1, " is not a hash in base64"));
    }
    hashes.push_back(*hash);
  }
  return hashes;
}

}  // namespace

absl::Status CheckReceipt(const std::string& text, const std::string& leaf, const Trusted& trusted,
                          Sheet& sheet) {
  IPPLEDGE_ASSIGN_OR_RETURN(const std::optional<proof::Hash> given, LeafOf(leaf));
  const absl::StatusOr<proof::Receipt> receipt = proof::ParseReceipt(text);
  if (!receipt.ok()) return Proves("this is no receipt", receipt.status());
  if (receipt->entry && given && proof::LeafHash(*receipt->entry) != *given) {
    return absl::DataLossError("the receipt carries an entry with another hash");
  }
  if (!receipt->entry && !given) {
    return absl::InvalidArgumentError(
        "the receipt does not carry the entry: --leaf HASH says which it is of");
  }
  const proof::Hash proved = receipt->entry ? proof::LeafHash(*receipt->entry) : *given;
  const absl::StatusOr<proof::ReceiptFacts> facts =
      proof::VerifyReceiptOfLeaf(*receipt, proved, trusted.log_keys, trusted.policy_or_null());
  if (!facts.ok()) return absl::DataLossError(facts.status().message());

  const auto number = static_cast<std::int64_t>(receipt->index) + 1;
  sheet.Add("entry", {"entry", "条目"}, number);
  sheet.Add("leaf_hash", {"leaf hash", "叶哈希"}, proof::HexOf(proved));
  if (receipt->entry) IPPLEDGE_RETURN_IF_ERROR(AddEntry(*receipt->entry, number, sheet));
  AddCheckpoint(facts->checkpoint, sheet);
  // The same note again, for the times of the cosignatures.
  IPPLEDGE_ASSIGN_OR_RETURN(
      const proof::OpenedCheckpoint opened,
      Opened("the checkpoint", proof::FormatNote(receipt->checkpoint), trusted));
  AddSigners(opened, trusted, sheet);
  AddVerdict(facts->verdict, sheet);
  return absl::OkStatus();
}

absl::Status CheckCheckpoint(const std::string& note, const Trusted& trusted, Sheet& sheet) {
  IPPLEDGE_ASSIGN_OR_RETURN(const proof::OpenedCheckpoint opened,
                            Opened("the checkpoint", note, trusted));
  AddCheckpoint(opened.checkpoint, sheet);
  AddSigners(opened, trusted, sheet);
  return CheckQuorum(opened, trusted, sheet);
}

absl::Status CheckConsistency(const std::string& old_note, const std::string& new_note,
                              const std::string& proof, const Trusted& trusted, Sheet& sheet) {
  IPPLEDGE_ASSIGN_OR_RETURN(const proof::OpenedCheckpoint old,
                            Opened("the old checkpoint", old_note, trusted));
  IPPLEDGE_ASSIGN_OR_RETURN(const proof::OpenedCheckpoint fresh,
                            Opened("the new checkpoint", new_note, trusted));
  if (old.checkpoint.origin != fresh.checkpoint.origin) {
    return absl::DataLossError(
        absl::StrCat("two ledgers: ", old.checkpoint.origin, " and ", fresh.checkpoint.origin));
  }
  IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<proof::Hash> hashes, ParseProof(proof));
  const absl::Status consistent =
      proof::VerifyConsistency(old.checkpoint.size, fresh.checkpoint.size, old.checkpoint.root,
                               fresh.checkpoint.root, hashes);
  if (!consistent.ok()) {
    // Two roots of one size need no proof: these files are the evidence of a fork.
    const bool fork = old.checkpoint.size == fresh.checkpoint.size &&
                      old.checkpoint.root != fresh.checkpoint.root;
    return Proves(fork ? "the ledger has signed two histories, keep both files"
                       : "the new checkpoint is not shown to continue the old one",
                  consistent);
  }
  sheet.Add("old_size", {"old checkpoint, entries", "旧检查点条目数"},
            static_cast<std::int64_t>(old.checkpoint.size));
  AddCheckpoint(fresh.checkpoint, sheet);
  AddSigners(fresh, trusted, sheet);
  return CheckQuorum(fresh, trusted, sheet);
}

absl::Status CheckFork(const std::string& a, const std::string& b, const std::string& beginning,
                       const Trusted& trusted, Sheet& sheet) {
  std::optional<proof::Beginning> shown;
  if (!beginning.empty()) {
    absl::StatusOr<proof::Beginning> parsed = proof::ParseBeginning(beginning);
    if (!parsed.ok()) return Proves("the proof", parsed.status());
    shown = *std::move(parsed);
  }
  const absl::StatusOr<proof::Fork> fork =
      proof::ProveFork(a, b, shown ? &*shown : nullptr, trusted.Keys());
  if (!fork.ok()) return Proves("no fork is proved", fork.status());
  sheet.Add("origin", {"ledger", "账簿"}, fork->origin);
  sheet.Add("size", {"entries with two histories", "存在两份历史的条目数"},
            static_cast<std::int64_t>(fork->size));
  for (const proof::Hash& root : fork->roots) {
    sheet.Add("root", {"root", "根哈希"}, proof::HexOf(root));
  }
  return absl::OkStatus();
}

}  // namespace ippledge::verify
