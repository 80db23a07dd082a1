// storage/book_rows.h: the books of reconciliation and of trust in the index: one row for each
// event that they are the fold of.
//
// Key: 0x16 and the entry, 8 bytes big-endian. Value: a version byte, the number of the kind of
// event (a byte), then the event's fields (ledger/reconciliation_fields.h, trust_fields.h). Bytes
// are not trusted (rows.h).
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "ledger/event.h"
#include "ledger/programme.h"
#include "storage/index.h"

namespace ippledge::storage {

std::string BookRowKey(std::int64_t entry);
// Precondition (checked): ConcernsBook(event).
std::string EncodeBookRow(const Event& event);

// Folds all rows that the index holds into `programme`, whose books are empty. DATA_LOSS for a row
// that cannot be.
absl::Status LoadBooks(const Index& index, Programme& programme);

}  // namespace ippledge::storage
