// server/reports.h: the reads of ReportService that answer with one message.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "engine/read_view.h"
#include "ledger/caller.h"
#include "server/services.h"

namespace ippledge::v1 {
class DiffTotalsRequest;
class DiffTotalsResponse;
class GetTotalsRequest;
class GetTotalsResponse;
class GetTrajectoryRequest;
class GetTrajectoryResponse;
class ListPledgedPatentsRequest;
class ListPledgedPatentsResponse;
}  // namespace ippledge::v1

namespace ippledge::server {

// Each: PROGRAMME_UNKNOWN, shape, rights, ENTRY_UNKNOWN, then errors of TotalsStore::Query.
// The field `rows` of the response is left to the bytes `rows` (totals_bytes.h).
absl::Status ReadTotals(const Backend& backend, const Caller& caller,
                        const v1::GetTotalsRequest& request, v1::GetTotalsResponse& response,
                        std::string& rows);
absl::Status ReadTrajectory(const Backend& backend, const v1::GetTrajectoryRequest& request,
                            v1::GetTrajectoryResponse& response);
absl::Status ReadDiff(const Backend& backend, const Caller& caller,
                      const v1::DiffTotalsRequest& request, v1::DiffTotalsResponse& response);
absl::Status ReadPledgedPatents(const Backend& backend, const Caller& caller,
                                const v1::ListPledgedPatentsRequest& request,
                                v1::ListPledgedPatentsResponse& response);

// Opening figures of a measure entered by `position`.
std::int64_t OpeningOf(const Programme& programme, Measure measure, std::int64_t position);

}  // namespace ippledge::server
