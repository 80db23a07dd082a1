#include "audit/admitted_keys.h"

#include <utility>
#include <variant>

#include "ledger/event.h"
#include "ledger/status_macros.h"
#include "storage/block.h"
#include "storage/codec.h"

namespace ippledge::audit {
namespace {

void Add(const VerifierKey& admitted, std::vector<proof::VerifierKey>& keys) {
  absl::StatusOr<proof::VerifierKey> key = proof::VerifierKey::Parse(admitted.text);
  if (!key.ok()) return;
  const bool cosigns = key->type() == proof::KeyType::kCosignature;
  if (cosigns == (admitted.purpose == KeyPurpose::kWitness)) keys.push_back(*std::move(key));
}

}  // namespace

void AddKeys(const TrustBook& trust, const WantedKeys& wanted,
             std::vector<proof::VerifierKey>& keys) {
  for (const RecordedKey& recorded : trust.keys) {
    if (recorded.key.purpose != wanted.purpose || recorded.entry > wanted.through) continue;
    if (wanted.standing_only && recorded.retired_entry != 0) continue;
    Add(recorded.key, keys);
  }
}

absl::Status AddWitnessesAfter(std::int64_t last, const storage::CommitLog& log,
                               std::vector<proof::VerifierKey>& keys) {
  constexpr std::size_t kReadBytes = 1 << 20;
  storage::EntryDecoder decoder;
  Entry entry;
  for (;;) {
    IPPLEDGE_ASSIGN_OR_RETURN(const auto blocks, log.Read(last + 1, kReadBytes));
    if (blocks.empty()) return absl::OkStatus();
    for (const storage::Block& block : blocks) {
      IPPLEDGE_ASSIGN_OR_RETURN(const storage::BlockView view,
                                storage::BlockView::Parse(block.first_entry, block.bytes));
      for (std::int64_t number = view.first_entry(); number <= view.last_entry(); ++number) {
        IPPLEDGE_RETURN_IF_ERROR(decoder.Decode(view.entry(number), entry));
        const auto* admitted = std::get_if<KeyAdmitted>(&entry.events.front());
        if (admitted == nullptr || admitted->what.key.purpose != KeyPurpose::kWitness) continue;
        Add(admitted->what.key, keys);
      }
      last = view.last_entry();
    }
  }
}

}  // namespace ippledge::audit
