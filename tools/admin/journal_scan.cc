#include "tools/admin/journal_scan.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/status_macros.h"

namespace ippledge::admin {

absl::Status ScanBlocks(
    const storage::CommitLog& log, std::int64_t first_entry,
    const std::function<bool(const storage::BlockView& view, std::size_t bytes)>& visit) {
  constexpr std::size_t kReadBytes = 4 << 20;
  for (std::int64_t next = first_entry;;) {
    IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<storage::Block> blocks, log.Read(next, kReadBytes));
    if (blocks.empty()) return absl::OkStatus();
    if (blocks.front().first_entry > next) {
      return absl::DataLossError(
          absl::StrCat("entries ", next, " to ", blocks.front().first_entry - 1, " are missing"));
    }
    for (const storage::Block& block : blocks) {
      IPPLEDGE_ASSIGN_OR_RETURN(const storage::BlockView view,
                                storage::BlockView::Parse(block.first_entry, block.bytes));
      if (!visit(view, block.bytes.size())) return absl::OkStatus();
    }
    next = blocks.back().last_entry + 1;
  }
}

}  // namespace ippledge::admin
