// client/commands/import_summary.h: what an import did, as a document and as talk.
#pragma once

#include <map>
#include <ostream>
#include <string>

#include "client/document.h"
#include "client/import/report.h"
#include "client/session.h"

namespace ippledge::client {

// Counts, then one row a bank. `names`: of banks, by id.
Document ImportSummary(const ImportReport& report, const std::string& file,
                       const std::map<std::string, std::string>& names, const Session& session);

// The problems and notes, one a line: row, column, what is wrong.
void PrintImportProblems(const ImportReport& report, Language language, std::ostream& err);

}  // namespace ippledge::client
