#include "tools/admin/log_prefix.h"

#include "ledger/status_macros.h"

namespace ippledge::admin {

absl::StatusOr<std::vector<storage::Block>> LogPrefix::Read(std::int64_t first_entry,
                                                            std::size_t bytes_max) const {
  IPPLEDGE_ASSIGN_OR_RETURN(std::vector<storage::Block> blocks, log_.Read(first_entry, bytes_max));
  while (!blocks.empty() && blocks.back().last_entry > last_entry_) blocks.pop_back();
  return blocks;
}

}  // namespace ippledge::admin
