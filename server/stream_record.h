// server/stream_record.h: LoanService.StreamRecord: rows or batches in, cumulative answers out.
#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include "server/services.h"

namespace ippledge::server {

// Messages of one stream being decided or committed; more are not read until some are answered.
inline constexpr int kStreamMessagesInFlightMax = 1024;
inline constexpr int kStreamRowsInFlightMax = 8192;

// A reactor that owns itself.
grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* MakeStreamRecord(
    const Backend& backend, grpc::CallbackServerContext* context);

}  // namespace ippledge::server
