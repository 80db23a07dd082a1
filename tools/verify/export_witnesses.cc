#include "tools/verify/export_witnesses.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "audit/admitted_keys.h"
#include "ledger/status_macros.h"
#include "proof/checkpoint.h"
#include "proof/signed_note.h"
#include "proof/tile_tree.h"

namespace ippledge::verify {

std::vector<proof::VerifierKey> WitnessKeysOf(const TrustBook& trust) {
  std::vector<proof::VerifierKey> keys;
  audit::AddKeys(trust, {.purpose = KeyPurpose::kWitness, .standing_only = true}, keys);
  return keys;
}

absl::StatusOr<std::vector<std::string>> CosignersOf(
    absl::string_view note, absl::Span<const proof::VerifierKey> log_keys,
    absl::Span<const proof::VerifierKey> witnesses) {
  std::vector<proof::VerifierKey> keys(log_keys.begin(), log_keys.end());
  keys.insert(keys.end(), witnesses.begin(), witnesses.end());
  std::vector<std::string> names;
  const absl::StatusOr<proof::OpenedNote> opened = proof::OpenNote(note, keys);
  if (absl::IsNotFound(opened.status())) return names;
  if (!opened.ok()) return absl::DataLossError(opened.status().message());
  std::set<std::string> sorted;
  for (const proof::VerifiedSignature& signature : opened->verified) {
    if (signature.key >= log_keys.size()) sorted.insert(keys[signature.key].name());
  }
  names.assign(sorted.begin(), sorted.end());
  return names;
}

absl::Status CheckPaymentCheckpoint(const CosignedCheckpoint& checkpoint, const TrustBook& trust,
                                    absl::Span<const proof::VerifierKey> log_keys,
                                    std::uint64_t tree_size, proof::TileReader read) {
  const auto wrong = [](absl::string_view what) {
    return absl::DataLossError(absl::StrCat("the checkpoint that the payment rests on: ", what));
  };
  const auto size = static_cast<std::uint64_t>(checkpoint.size);
  const absl::StatusOr<proof::SignedNote> note = proof::ParseNote(checkpoint.note);
  if (!note.ok()) return wrong(note.status().message());
  const absl::StatusOr<proof::Checkpoint> signed_head = proof::ParseCheckpoint(note->text);
  if (!signed_head.ok()) return wrong(signed_head.status().message());
  if (signed_head->size != size || signed_head->root != checkpoint.root) {
    return wrong("its note is of another tree");
  }
  if (size > tree_size) return wrong("it covers entries that are not there");
  IPPLEDGE_ASSIGN_OR_RETURN(const proof::Hash root, proof::RootFromTiles(size, tree_size, read));
  if (root != signed_head->root) return wrong("its root is not that of the entries before it");
  const auto cosigners = CosignersOf(checkpoint.note, log_keys, WitnessKeysOf(trust));
  if (!cosigners.ok()) return wrong(cosigners.status().message());
  for (const std::string& name : checkpoint.witnesses) {
    if (!std::binary_search(cosigners->begin(), cosigners->end(), name)) {
      return wrong(absl::StrCat("no cosignature of ", name, " holds"));
    }
  }
  return absl::OkStatus();
}

}  // namespace ippledge::verify
