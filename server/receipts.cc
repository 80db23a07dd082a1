#include "server/receipts.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ippledge/v1/journal_service.pb.h"
#include "ledger/refusal.h"
#include "ledger/status_macros.h"
#include "proof/receipt.h"
#include "server/checkpoint_reads.h"
#include "server/shown_entry.h"

namespace ippledge::server {

absl::Status ReadReceipt(const engine::Engine& engine, const Caller& caller,
                         const v1::GetReceiptRequest& request, v1::GetReceiptResponse& response) {
  const engine::ReadView view = engine.View();
  IPPLEDGE_RETURN_IF_ERROR(CheckEntry(view, request.entry()));
  IPPLEDGE_ASSIGN_OR_RETURN(std::vector<engine::StoredEntry> entries,
                            view.Entries(request.entry(), 1));
  engine::StoredEntry& stored = entries.at(0);
  const ShownEntry shown = ShownTo(caller, stored);
  if (shown == ShownEntry::kLeaf) {
    return Refuse(Reason::kNotYourRows, "", {{"organisation", caller.organisation}});
  }
  IPPLEDGE_ASSIGN_OR_RETURN(const engine::KeptCheckpoint checkpoint,
                            CheckpointCovering(engine, request.entry(), request.witnessed()));
  // The checkpoint may be newer than the view.
  engine::TreeReader tree = engine.View().Tree();
  IPPLEDGE_ASSIGN_OR_RETURN(
      proof::LeafProof proved,
      tree.ProveInclusion(request.entry(), checkpoint.head.size, checkpoint.head.root));
  if (proved.leaf != proof::LeafHash(stored.bytes)) {
    return absl::DataLossError(
        absl::StrCat("entry ", request.entry(), " is not the one that was hashed"));
  }
  proof::Receipt receipt{.index = static_cast<std::uint64_t>(request.entry() - 1),
                         .proof = std::move(proved.proof)};
  IPPLEDGE_ASSIGN_OR_RETURN(receipt.checkpoint, proof::ParseNote(checkpoint.note));
  if (shown == ShownEntry::kWhole) receipt.entry = std::move(stored.bytes);
  response.set_receipt(proof::FormatReceipt(receipt));
  response.set_size(checkpoint.head.size);
  response.set_leaf_hash(proved.leaf.data(), proved.leaf.size());
  return absl::OkStatus();
}

}  // namespace ippledge::server
