// ledger/book_event.h: the books that the index keeps as their events: reconciliation and trust.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "ledger/event.h"
#include "ledger/programme.h"

namespace ippledge {

// The programme's book after one more event of it. DATA_LOSS when the book does not allow it, or
// the event is of none; the programme is then as it was.
absl::Status FoldBookEvent(const Event& event, std::int64_t entry, Programme& programme);

}  // namespace ippledge
