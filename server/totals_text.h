// server/totals_text.h: totals queries and answers between texts and dense numbers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/read_view.h"
#include "ledger/caller.h"
#include "ledger/programme.h"
#include "ledger/totals_query.h"

namespace ippledge::v1 {
class SliceKey;
class TotalsQuery;
class TotalsRow;
}  // namespace ippledge::v1

namespace ippledge::server {

// A query as asked for. FIELD_REQUIRED, ENUM_UNKNOWN, TOO_MANY_ITEMS, DUPLICATE_ITEM,
// DATE_MALFORMED, VALUE_OUT_OF_RANGE; NOT_YOUR_ROWS when a bank filters for another. What a bank
// slices, filters or begins on a day is of its own loans; without any of these it is of the whole
// programme. A filter value that the programme does not know keeps nothing.
absl::StatusOr<TotalsQuery> ParseTotalsQuery(const v1::TotalsQuery& message,
                                             const Programme& programme, const Caller& caller);

// The text of a dimension's value, with its names.
void FormatSliceKey(const Programme& programme, Dimension dimension, std::int64_t value,
                    v1::SliceKey& message);

// A slice of an answer to `query`; `by` gives its dimensions.
void FormatTotalsRow(const Programme& programme, const std::vector<Dimension>& by,
                     const std::vector<Measure>& measures, const TotalsSlice& slice,
                     v1::TotalsRow& message);

}  // namespace ippledge::server
