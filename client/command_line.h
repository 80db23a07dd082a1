// client/command_line.h: the program `ippledge` as a function, so that tests can run it.
#pragma once

#include <ostream>

#include "client/session.h"

namespace ippledge::client {

// Parses, runs the command, gives the exit code (exit_code.h). Data goes to `out`, talk to `err`.
// Options that are not given come from the environment: IPPLEDGE_SERVER, IPPLEDGE_PROGRAMME,
// IPPLEDGE_ROLE, IPPLEDGE_ORGANISATION, IPPLEDGE_PERSON, IPPLEDGE_SECOND_PERSON, IPPLEDGE_CA,
// IPPLEDGE_CERT, IPPLEDGE_KEY, IPPLEDGE_SERVER_NAME, and LANG.
int RunCommandLine(int argc, const char* const* argv, std::ostream& out, std::ostream& err,
                   const Connector& connector = Connect);

}  // namespace ippledge::client
