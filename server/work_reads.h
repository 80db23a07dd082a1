// server/work_reads.h: the queue of what somebody has to do next.
#pragma once

#include "absl/status/status.h"
#include "ledger/caller.h"
#include "ledger/claim_steps.h"
#include "server/services.h"

namespace ippledge::v1 {
class ListWorkRequest;
class ListWorkResponse;
}  // namespace ippledge::v1

namespace ippledge::server {

// Who may take a step under a policy; 0 when nobody does it by hand.
RoleSet RolesOfStep(WorkStep step, const Policy& policy);

// PROGRAMME_UNKNOWN, NOT_YOUR_ROWS, shape, VALUE_OUT_OF_RANGE, PAGE_TOKEN_INVALID.
absl::Status ReadWork(const Backend& backend, const Caller& caller,
                      const v1::ListWorkRequest& request, v1::ListWorkResponse& response);

}  // namespace ippledge::server
