// client/commands/awaited_quorum.h: the checkpoint that a payment needs where the programme asks
// for witnesses: waited for, and verified here before it is sent.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "client/session.h"
#include "ippledge/v1/claim_service.pb.h"

namespace ippledge::client {

// The note of the first checkpoint that covers the claim's order and has the cosignatures of the
// programme's quorum; empty when no witness is wanted for it: no quorum, a smaller amount, or an
// order that is not open, which the ledger then says.
//
// Waits up to `within` for it. The keys are those that the ledger lists; the signatures and the
// quorum are verified with them. Errors: the server's, QUORUM_MISSING with who is missing when the
// time is over; DATA_LOSS for a note that does not hold; CANCELLED after Ctrl-C.
absl::StatusOr<std::string> AwaitQuorum(Session& session, const v1::ConfirmPaymentRequest& payment,
                                        absl::Duration within);

}  // namespace ippledge::client
