// client/line_fault.h: what a line that could not be made means, in words that help.
#pragma once

#include "absl/status/status.h"
#include "client/connection.h"

namespace ippledge::client {

// `status` is one that the server did not give a reason with. A server that is not the one meant
// becomes UNAUTHENTICATED, which no retry mends; a line that was closed says why it may have been;
// everything else stays as it is.
absl::Status ExplainLine(absl::Status status, const ConnectionOptions& options);

}  // namespace ippledge::client
