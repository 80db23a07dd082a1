// server/cover_reads.h: reading covers and claims.
#pragma once

#include "absl/status/status.h"
#include "ledger/caller.h"
#include "server/services.h"

namespace ippledge::v1 {
class GetClaimRequest;
class GetClaimResponse;
class GetCoverRequest;
class GetCoverResponse;
class ListCoversRequest;
class ListCoversResponse;
}  // namespace ippledge::v1

namespace ippledge::server {

// Loans that one page looks at.
inline constexpr int kCoverPageLoans = 100'000;

// PROGRAMME_UNKNOWN, NOT_YOUR_ROWS, shape, ENTRY_UNKNOWN, LOAN_UNKNOWN, COVER_UNKNOWN.
absl::Status ReadCover(const Backend& backend, const Caller& caller,
                       const v1::GetCoverRequest& request, v1::GetCoverResponse& response);
// PROGRAMME_UNKNOWN, NOT_YOUR_ROWS, ENUM_UNKNOWN, VALUE_OUT_OF_RANGE, PAGE_TOKEN_INVALID,
// ENTRY_UNKNOWN.
absl::Status ReadCovers(const Backend& backend, const Caller& caller,
                        const v1::ListCoversRequest& request, v1::ListCoversResponse& response);
// As for a cover, and CLAIM_UNKNOWN.
absl::Status ReadClaim(const Backend& backend, const Caller& caller,
                       const v1::GetClaimRequest& request, v1::GetClaimResponse& response);

}  // namespace ippledge::server
