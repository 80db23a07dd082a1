// storage/fund_rows.h: the fund's movements in the index: one row each, by entry and by place
// within it.
//
// Value: a version byte, then stored.v1.MovementRow. Bytes are not trusted (rows.h).
#pragma once

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "ledger/fund_book.h"
#include "storage/index.h"

namespace ippledge::storage {

// Key and value of the row of the movement at `place`.
std::string MovementRowKey(const FundBook& fund, std::size_t place);
std::string EncodeMovementRow(const FundBook& fund, std::size_t place);

// Adds all movements that the index holds to `fund`, which is empty. DATA_LOSS for a row that
// cannot be, or that states other figures than those it leads to.
absl::Status LoadMovements(const Index& index, FundBook& fund);

}  // namespace ippledge::storage
