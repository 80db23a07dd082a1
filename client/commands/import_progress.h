// client/commands/import_progress.h: how an import shows how far it has come.
#pragma once

#include <functional>
#include <ostream>
#include <string>

#include "client/import/report.h"
#include "client/texts.h"

namespace ippledge::client {

// `style` is "bar", "lines", "json", "none", or empty: a bar at a terminal, else lines. The
// function given back writes to `err`, which outlives it; call it with `done` once at the end.
std::function<void(const ImportProgress&, bool done)> MakeImportProgress(const std::string& style,
                                                                         Language language,
                                                                         std::ostream& err);

}  // namespace ippledge::client
