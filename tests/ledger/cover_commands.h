// tests/ledger/cover_commands.h: a command of each kind of terms, cover, claims and recoveries.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ledger/command.h"

namespace ippledge {

// By the name of their kind. Frozen: their bytes are in command_golden.txt. Add to the end; never
// change one.
std::vector<std::pair<std::string, Command>> CoverCommands();

}  // namespace ippledge
