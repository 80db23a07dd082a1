#include "client/commands/follow.h"

#include "client/interrupt.h"

namespace ippledge::client {

absl::Status FollowUntilStopped(Session& session, google::protobuf::Message& request,
                                google::protobuf::Message& response,
                                absl::FunctionRef<bool()> on_message) {
  for (;;) {
    bool answered = false;
    bool stopped = false;
    const absl::Status status = session.connection().Receive(request, response, [&] {
      answered = true;
      stopped = !on_message();
      return !stopped;
    });
    if (stopped || Interrupted()) return absl::OkStatus();
    // A server that shuts down ends its streams in order; Receive() has tried to reach it again.
    if (!answered || !(status.ok() || IsWorthRetrying(status))) return status;
  }
}

}  // namespace ippledge::client
