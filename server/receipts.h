// server/receipts.h: the file that proves an entry without server or network (proof/receipt.h).
#pragma once

#include "absl/status/status.h"
#include "engine/engine.h"
#include "ledger/caller.h"

namespace ippledge::v1 {
class GetReceiptRequest;
class GetReceiptResponse;
}  // namespace ippledge::v1

namespace ippledge::server {

// For those who see something of the entry (shown_entry.h); its bytes are in it for those who see
// them all. ENTRY_UNKNOWN, NOT_YOUR_ROWS, CHECKPOINT_UNKNOWN, QUORUM_MISSING.
absl::Status ReadReceipt(const engine::Engine& engine, const Caller& caller,
                         const v1::GetReceiptRequest& request, v1::GetReceiptResponse& response);

}  // namespace ippledge::server
