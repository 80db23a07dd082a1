#include "tools/admin/dump.h"

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "ledger/status_macros.h"
#include "proof/hash.h"
#include "storage/codec.h"
#include "storage/journal.h"
#include "tools/admin/journal_scan.h"
#include "tools/admin/sheet.h"

namespace ippledge::admin {

absl::Status Dump(const ProgrammeFolder& folder, std::int64_t from, std::int64_t to,
                  std::ostream& out) {
  IPPLEDGE_ASSIGN_OR_RETURN(
      const std::unique_ptr<storage::LocalLog> log,
      storage::LocalLog::Open(folder.journal(), {.create = false, .read_only = true}));
  std::int64_t next = std::max<std::int64_t>(from, 1);
  absl::Status status;
  IPPLEDGE_RETURN_IF_ERROR(ScanBlocks(*log, next, [&](const storage::BlockView& view, std::size_t) {
    const std::int64_t last = to == 0 ? view.last_entry() : std::min(to, view.last_entry());
    for (; next <= last; ++next) {
      const absl::string_view bytes = view.entry(next);
      const std::string json = storage::EntryJson(bytes);
      if (json.empty()) {
        status = absl::DataLossError(absl::StrCat("entry ", next, " is no message"));
        return false;
      }
      Sheet line;
      line.Add("programme", folder.id);
      line.Add("number", next);
      line.Add("leaf_hash", proof::HexOf(proof::LeafHash(bytes)));
      line.AddJson("entry", json);
      out << line.ToJson();
    }
    return out.good() && (to == 0 || next <= to);
  }));
  if (status.ok() && !out.good()) return absl::InternalError("cannot write the lines");
  return status;
}

}  // namespace ippledge::admin
