// tools/bench/null_server.h: the same service with handlers that do nothing: what gRPC alone costs.
#pragma once

namespace ippledge::bench {

// Listens on any loopback port, prints "listening on 127.0.0.1:PORT" and serves until killed.
int RunNullServer();

}  // namespace ippledge::bench
