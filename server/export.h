// server/export.h: the streams of ReportService.
#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "server/out_stream.h"
#include "server/services.h"

namespace ippledge::server {

// Each reads caller and request, and refuses as the unary reads do.
absl::StatusOr<std::unique_ptr<Producer>> MakeTotalsWatch(
    const Backend& backend, const grpc::CallbackServerContext& context,
    const grpc::ByteBuffer& request);
absl::StatusOr<std::unique_ptr<Producer>> MakeTotalsExport(
    const Backend& backend, const grpc::CallbackServerContext& context,
    const grpc::ByteBuffer& request);
absl::StatusOr<std::unique_ptr<Producer>> MakeLoansExport(
    const Backend& backend, const grpc::CallbackServerContext& context,
    const grpc::ByteBuffer& request);

}  // namespace ippledge::server
