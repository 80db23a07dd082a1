// server/grpc_log.h: what gRPC has to say goes into our log, so much a minute and no more.
//
// It speaks of each handshake that fails: without a bound, whoever reaches the port could fill the
// disk with it.
#pragma once

namespace ippledge::server {

inline constexpr int kGrpcLinesPerMinute = 30;

// For the whole process, before anything of gRPC. Warnings and errors only; how many lines were
// left out is told with the next one.
void BoundGrpcLog();

}  // namespace ippledge::server
