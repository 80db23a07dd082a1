// tools/bench/identity.h: who the benchmark is: a body that may record for every bank.
#pragma once

#include <grpcpp/client_context.h>

namespace ippledge::bench {

inline void Identify(grpc::ClientContext& context) {
  context.AddMetadata("ippledge-organisation", "ip-office");
  context.AddMetadata("ippledge-role", "ip_office");
}

}  // namespace ippledge::bench
