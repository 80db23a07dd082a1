// client/exit_code.h: what a script can branch on. Numbers are frozen; docs/cli.md lists them.
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace ippledge::client {

enum ExitCode : int {
  kExitOk = 0,
  kExitUsage = 2,        // the command line, or a file it names, cannot be used
  kExitNotFound = 3,     // no such programme, loan, entry, …
  kExitDenied = 4,       // the caller may not do this
  kExitConflict = 5,     // recorded already with other content
  kExitRefused = 6,      // a rule or a cap says no; also a value with a wrong form or check digit
  kExitUnavailable = 7,  // no answer, or none now: the outcome of a write is unknown, run it again
  kExitRowsRefused = 8,  // an import went through, but not with all rows
  kExitProofFails = 9,   // a proof does not verify
  kExitInterrupted = 130,
};

// A fault of the command line, of a file that it names or of the place where data should go.
absl::Status UsageError(absl::string_view message);

// kExitUsage for a UsageError, else what the server's answer means.
ExitCode ExitCodeOf(const absl::Status& status);

}  // namespace ippledge::client
