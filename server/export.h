// server/export.h: the streams of ReportService.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "ippledge/v1/report_service.pb.h"
#include "server/out_stream.h"
#include "server/stream_call.h"

namespace ippledge::server {

// Each refuses as the unary reads do.
absl::StatusOr<std::unique_ptr<Producer>> MakeTotalsWatch(
    const StreamCall<v1::WatchTotalsRequest>& call);
absl::StatusOr<std::unique_ptr<Producer>> MakeTotalsExport(
    const StreamCall<v1::ExportTotalsRequest>& call);
absl::StatusOr<std::unique_ptr<Producer>> MakeLoansExport(
    const StreamCall<v1::ExportLoansRequest>& call);

}  // namespace ippledge::server
