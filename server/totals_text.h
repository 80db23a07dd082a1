// server/totals_text.h: totals queries and answers between texts and dense numbers.
#pragma once

#include <google/protobuf/repeated_ptr_field.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "engine/read_view.h"
#include "ledger/caller.h"
#include "ledger/programme.h"
#include "ledger/totals_query.h"

namespace ippledge::v1 {
class Figure;
class SliceKey;
class TotalsQuery;
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

// Figures of a row: one value for each measure.
void FormatFigures(const std::vector<Measure>& measures, absl::Span<const std::int64_t> values,
                   google::protobuf::RepeatedPtrField<v1::Figure>& figures);

}  // namespace ippledge::server
