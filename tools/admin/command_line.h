// tools/admin/command_line.h: ippledge-admin, as a function.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "engine/clock.h"

namespace ippledge::admin {

// Does what `arguments` (without the program's name) say: data to `out`, talk to `err`. Returns the
// exit code (exit_code.h); of several programmes the greatest.
int Run(std::vector<std::string> arguments, const engine::Clock& clock, std::ostream& out,
        std::ostream& err);

}  // namespace ippledge::admin
