// server/open_item_reads.h: what is not matched, why, and what may be wrong.
//
// Each: ROLE_NOT_ALLOWED, UNKNOWN_FIELD, PROGRAMME_UNKNOWN; faults of the request; then what it
// says.
#pragma once

#include "absl/status/status.h"
#include "ledger/caller.h"
#include "server/services.h"

namespace ippledge::v1 {
class ExplainLineRequest;
class ExplainLineResponse;
class ListExceptionsRequest;
class ListExceptionsResponse;
class ListOpenItemsRequest;
class ListOpenItemsResponse;
}  // namespace ippledge::v1

namespace ippledge::server {

// ACCOUNT_UNKNOWN, ENTRY_UNKNOWN.
absl::Status ReadOpenItems(const Backend& backend, const Caller& caller,
                           const v1::ListOpenItemsRequest& request,
                           v1::ListOpenItemsResponse& response);
// LINE_UNKNOWN.
absl::Status ReadExplanation(const Backend& backend, const Caller& caller,
                             const v1::ExplainLineRequest& request,
                             v1::ExplainLineResponse& response);
// ACCOUNT_UNKNOWN.
absl::Status ReadExceptions(const Backend& backend, const v1::ListExceptionsRequest& request,
                            v1::ListExceptionsResponse& response);

}  // namespace ippledge::server
