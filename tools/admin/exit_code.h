// tools/admin/exit_code.h: what a script can branch on. Numbers are frozen; docs/admin.md lists
// them.
#pragma once

#include "absl/status/status.h"

namespace ippledge::admin {

enum ExitCode : int {
  kExitOk = 0,
  kExitDifference = 1,  // something is not as it should be, or could not be read or written
  kExitUsage = 2,       // the command line, or the store it names, cannot be used
  kExitBusy = 7,        // a server, or another of these programs, has the store
};

// NOT_FOUND, INVALID_ARGUMENT and FAILED_PRECONDITION (a newer format) are kExitUsage, UNAVAILABLE
// is kExitBusy, other errors kExitDifference.
ExitCode ExitCodeOf(const absl::Status& status);

}  // namespace ippledge::admin
