// tools/verify/export_check.h: whether an export folder is what a ledger signed, and all of it
// follows from its entries.
//
// In this order: the manifest; the newest checkpoint's signatures and quorum; the tiles of hashes
// against its root; each entry against its hash, and decided again by the rules (audit/refold.h);
// every other checkpoint against the tree; tables, policies, keys and quorum against what the
// entries say; no file besides; what holds of all loans together. Keeps all loans in memory, about
// 1.5 KB for each.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "tools/verify/sheet.h"
#include "tools/verify/trusted.h"

namespace ippledge::verify {

// Whose keys are believed: those given by hand, or, without any, those of the folder itself.
struct ExportTrust {
  Trusted trusted;
  bool by_folder = false;
};

// NOT_FOUND: no such folder. Other errors: what does not hold, naming file and entry; the sheet
// then says nothing.
absl::Status CheckExport(const std::string& folder, const ExportTrust& trust, Sheet& sheet);

}  // namespace ippledge::verify
