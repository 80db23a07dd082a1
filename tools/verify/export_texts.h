// tools/verify/export_texts.h: tables and texts of an export against the books that its entries
// give.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "proof/verifier_key.h"
#include "tools/export/tables.h"
#include "tools/verify/export_files.h"
#include "tools/verify/sheet.h"

namespace ippledge::verify {

// DATA_LOSS, with file and line: a table, a policy, keys.txt, policy.txt or programme.textproto is
// not what `books` give. Of keys.txt the ledger's own keys are what it says; they come back in
// `log_keys`.
absl::Status CheckTexts(const ExportFiles& files, const exported::Books& books,
                        std::vector<proof::VerifierKey>& log_keys, Sheet& sheet);

// DATA_LOSS: a file that no export has. Says in the sheet whether README.md, proto/ and rules/,
// for which nothing signed vouches, are those that this program writes.
absl::Status CheckNoOtherFiles(const ExportFiles& files, const exported::Books& books,
                               const std::string& readme, Sheet& sheet);

}  // namespace ippledge::verify
