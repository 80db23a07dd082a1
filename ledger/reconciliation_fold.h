// ledger/reconciliation_fold.h: the book of reconciliation after one more event.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "ledger/event.h"
#include "ledger/reconciliation_book.h"

namespace ippledge {

// DATA_LOSS when the book does not allow it: an event that no rule yields after those before, or
// that is not of reconciliation. The book is then as it was.
absl::Status FoldReconciliation(const Event& event, std::int64_t entry, ReconciliationBook& book);

}  // namespace ippledge
