// tools/export/tables.h: the tables of an export: loans, claims, movements of the fund and totals,
// as the books have them after the last entry.
//
// A pure function of the books: who folds the entries again gets the same bytes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ledger/loan.h"
#include "ledger/programme.h"

namespace ippledge::exported {

// Borrowed by what is made of it.
struct Books {
  const Programme* programme = nullptr;
  std::vector<const Loan*> loans;   // by bank and contract number
  std::int64_t commit_time_ms = 0;  // of the last entry
};
Books BooksOf(const Programme& programme, const absl::flat_hash_map<std::string, LoanRef>& loans,
              std::int64_t commit_time_ms);

// Gets each line with its end, the header first; its errors end the table.
using LineSink = absl::FunctionRef<absl::Status(absl::string_view line)>;

struct Table {
  absl::string_view path;  // "loans.csv"
  absl::Status (*write)(const Books& books, LineSink sink);
};
absl::Span<const Table> Tables();

}  // namespace ippledge::exported
