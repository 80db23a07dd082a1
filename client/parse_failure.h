// client/parse_failure.h: what is said when a command line cannot be understood.
#pragma once

#include <ostream>

#include "client/texts.h"

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace ippledge::client {

// Three lines; an unknown command is answered with the one that is most like it. `root` is as
// parsing left it.
void PrintParseFailure(const CLI::App& root, const CLI::ParseError& error, Language language,
                       std::ostream& err);

}  // namespace ippledge::client
