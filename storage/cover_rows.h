// storage/cover_rows.h: rows of the index for covered loans: sums by key, and the open work.
//
//   sums  twelve varints, zigzag, in the order of CoverSum; no row when all are 0
//   work  one row an item: its key says all but whether silence does something; its value is "2"
//         when it does, else "1"
// Bytes are not trusted (rows.h): whatever is impossible is DATA_LOSS.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ledger/cover_sums.h"
#include "ledger/work.h"
#include "storage/index.h"

namespace ippledge::storage {

// Of a CoverSumsKey().
std::string CoverSumsRowKey(absl::string_view key);
// Empty for zeros: an index deletes such a row.
std::string EncodeCoverSums(const CoverSums& sums);
absl::StatusOr<CoverSums> DecodeCoverSums(absl::string_view bytes);

// Values of rows of work.
inline constexpr absl::string_view kWorkRow = "1";
inline constexpr absl::string_view kActingWorkRow = "2";
inline absl::string_view WorkRow(const WorkItem& item) {
  return item.acts ? kActingWorkRow : kWorkRow;
}
// Precondition (checked): it has a step, and a loan key made by LoanKey().
std::string WorkRowKey(const WorkItem& item);
// Without WorkItem::acts, which is the value's.
absl::StatusOr<WorkItem> ParseWorkRowKey(absl::string_view key);
// Adds all work that the index holds to `work`, which is empty.
absl::Status LoadWork(const Index& index, WorkBook& work);

}  // namespace ippledge::storage
