// server/reconciliation_reads.h: reading accounts, statements, matches, sheets and periods.
//
// Each: ROLE_NOT_ALLOWED, UNKNOWN_FIELD, PROGRAMME_UNKNOWN; faults of the request; then what it
// says, and ENTRY_UNKNOWN.
#pragma once

#include "absl/status/status.h"
#include "ledger/caller.h"
#include "server/services.h"

namespace ippledge::v1 {
class GetSheetRequest;
class GetSheetResponse;
class GetStatementRequest;
class GetStatementResponse;
class ListAccountsRequest;
class ListAccountsResponse;
class ListMatchesRequest;
class ListMatchesResponse;
class ListPeriodsRequest;
class ListPeriodsResponse;
class ListStatementsRequest;
class ListStatementsResponse;
}  // namespace ippledge::v1

namespace ippledge::server {

// Items of a sheet, and bytes, of which a client of gRPC takes 4 MiB; with more only its sums are
// shown.
inline constexpr std::int64_t kSheetItemsMax = 20'000;
inline constexpr std::int64_t kSheetBytesMax = 4'000'000;

absl::Status ReadAccounts(const Backend& backend, const v1::ListAccountsRequest& request,
                          v1::ListAccountsResponse& response);
// ACCOUNT_UNKNOWN.
absl::Status ReadStatements(const Backend& backend, const v1::ListStatementsRequest& request,
                            v1::ListStatementsResponse& response);
// STATEMENT_UNKNOWN.
absl::Status ReadStatement(const Backend& backend, const Caller& caller,
                           const v1::GetStatementRequest& request,
                           v1::GetStatementResponse& response);
// ACCOUNT_UNKNOWN.
absl::Status ReadMatches(const Backend& backend, const v1::ListMatchesRequest& request,
                         v1::ListMatchesResponse& response);
// ACCOUNT_UNKNOWN, TOO_MANY_ITEMS.
absl::Status ReadSheet(const Backend& backend, const v1::GetSheetRequest& request,
                       v1::GetSheetResponse& response);
// ACCOUNT_UNKNOWN.
absl::Status ReadPeriods(const Backend& backend, const v1::ListPeriodsRequest& request,
                         v1::ListPeriodsResponse& response);

}  // namespace ippledge::server
