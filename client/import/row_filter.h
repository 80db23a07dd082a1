// client/import/row_filter.h: which rows of a file are data.
#pragma once

#include "client/import/csv.h"
#include "client/import/expression.h"
#include "client/import/layout.h"

namespace ippledge::client {

enum class RowKind {
  kData,
  kBlank,    // nothing in it
  kTotal,    // 合计, 总计, Total, …: a sum of the rows above
  kSkipped,  // the mapping leaves it out
};

// `evaluator` has begun with `record`. A row is a total when its first text is such a word and it
// has no contract number of its own. A skip rule that cannot be evaluated does not hold.
RowKind Classify(const BoundLayout& layout, const CsvRecord& record, Evaluator* evaluator);

// True for a subtotal's word (小计), which sums only some of the rows above.
bool IsSubtotal(const CsvRecord& record);

}  // namespace ippledge::client
