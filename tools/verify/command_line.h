// tools/verify/command_line.h: ippledge-verify: proofs checked by who does not trust the ledger.
//
// Reads files and nothing else: no server, no network, no database.
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace ippledge::verify {

// Frozen; docs/cli.md lists them.
enum ExitCode : int {
  kExitOk = 0,
  kExitUsage = 2,  // the command line, or a key or policy that it names, cannot be used
  kExitDoesNotHold = 9,
};

// `arguments` are those of main() without the program's name. The exit code.
int Run(std::vector<std::string> arguments, std::ostream& out, std::ostream& err);

}  // namespace ippledge::verify
