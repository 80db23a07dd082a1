// client/commands/follow.h: a server stream that goes on over cut lines.
#pragma once

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "client/session.h"

namespace google::protobuf {
class Message;
}  // namespace google::protobuf

namespace ippledge::client {

// Receives until `on_message` returns false or Ctrl-C (OK), or the server cannot be reached any
// more or refuses. After a cut line `request` is sent again as it then is: `on_message` may have
// changed it to say where to go on.
absl::Status FollowUntilStopped(Session& session, google::protobuf::Message& request,
                                google::protobuf::Message& response,
                                absl::FunctionRef<bool()> on_message);

}  // namespace ippledge::client
