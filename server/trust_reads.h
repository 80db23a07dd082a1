// server/trust_reads.h: members, keys, quorums and audits as they are read.
#pragma once

#include "absl/status/status.h"
#include "ledger/caller.h"
#include "server/services.h"

namespace ippledge::v1 {
class GetQuorumRequest;
class GetQuorumResponse;
class ListAuditsRequest;
class ListAuditsResponse;
class ListKeysRequest;
class ListKeysResponse;
class ListMembersRequest;
class ListMembersResponse;
}  // namespace ippledge::v1

namespace ippledge::server {

// Each: shape, PROGRAMME_UNKNOWN, then VALUE_OUT_OF_RANGE, PAGE_TOKEN_INVALID, ENTRY_UNKNOWN where
// there are pages or positions.
absl::Status ReadMembers(const Backend& backend, const Caller& caller,
                         const v1::ListMembersRequest& request, v1::ListMembersResponse& response);
absl::Status ReadKeys(const Backend& backend, const v1::ListKeysRequest& request,
                      v1::ListKeysResponse& response);
absl::Status ReadQuorum(const Backend& backend, const v1::GetQuorumRequest& request,
                        v1::GetQuorumResponse& response);
absl::Status ReadAudits(const Backend& backend, const v1::ListAuditsRequest& request,
                        v1::ListAuditsResponse& response);

}  // namespace ippledge::server
