// tools/bench/identity.h: who the benchmark is.
#pragma once

#include <grpcpp/client_context.h>

namespace ippledge::bench {

// On a plain-text line it travels as metadata. Without an organisation nothing does: over TLS the
// certificate says it.
struct Who {
  const char* organisation = "ip-office";  // a body that may record for every bank
  const char* role = "ip_office";
  const char* person = nullptr;
  const char* second_person = nullptr;
};
inline constexpr Who kByCertificate{.organisation = nullptr, .role = nullptr};

inline void Identify(grpc::ClientContext& context, const Who& who = {}) {
  if (who.organisation == nullptr) return;
  context.AddMetadata("ippledge-organisation", who.organisation);
  context.AddMetadata("ippledge-role", who.role);
  if (who.person != nullptr) context.AddMetadata("ippledge-person", who.person);
  if (who.second_person == nullptr) return;
  context.AddMetadata("ippledge-second-person", who.second_person);
}

}  // namespace ippledge::bench
