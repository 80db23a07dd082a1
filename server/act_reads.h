// server/act_reads.h: kept acts as AdminService.ListKeptActs shows them.
#pragma once

#include "absl/status/status.h"
#include "server/services.h"

namespace ippledge::v1 {
class ListKeptActsRequest;
class ListKeptActsResponse;
}  // namespace ippledge::v1

namespace ippledge::server {

// Newest first; also what was refused just before. Shape, PROGRAMME_UNKNOWN, VALUE_OUT_OF_RANGE,
// PAGE_TOKEN_INVALID.
absl::Status ReadKeptActs(const Backend& backend, const v1::ListKeptActsRequest& request,
                          v1::ListKeptActsResponse& response);

}  // namespace ippledge::server
