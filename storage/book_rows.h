// storage/reconciliation_rows.h: statements, matches and periods in the index: one row for each
// event of reconciliation, of which the book is the fold.
//
// Key: 0x16 and the entry, 8 bytes big-endian. Value: a version byte, the number of the kind of
// event (a byte), then the event's fields (ledger/reconciliation_fields.h). Bytes are not trusted
// (rows.h).
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "ledger/event.h"
#include "ledger/reconciliation_book.h"
#include "storage/index.h"

namespace ippledge::storage {

std::string ReconciliationRowKey(std::int64_t entry);
// Precondition (checked): ConcernsReconciliation(event).
std::string EncodeReconciliationRow(const Event& event);

// Folds all rows that the index holds into `book`, which is empty. DATA_LOSS for a row that cannot
// be.
absl::Status LoadReconciliation(const Index& index, ReconciliationBook& book);

}  // namespace ippledge::storage
