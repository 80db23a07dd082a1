// proto/wire/row_bytes.h: rows of loans read from the bytes of a request, without message objects.
//
// Nearly all rows are new loans, written by generated code: fields in rising order, each once, none
// unknown. To read such a row straight into its value takes a third of what a message and its
// strings take. Bytes of any other form are left to the messages and their parsers (parse.h), so
// what they mean, and what is wrong with them, is said in one place; here a row gives just the
// value that they would give, or none. A test compares. Any thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "ledger/loan.h"

namespace ippledge::wire {

// A v1::BatchRecordRequest or v1::StreamRecordRequest taken apart. Parsed as a message, `rest` is
// the request without `rows`. What cannot be followed as fields, and all after it, stays in `rest`:
// rows among it come after these.
struct RequestParts {
  std::vector<absl::string_view> rows;  // each a v1::LoanRow; they lie in the request's bytes
  std::string rest;
};
RequestParts TakeApart(absl::string_view request);

// The loan of a row that records one; null when the row must be parsed as a message. Neither shape
// nor text is judged here: CheckNewLoan() sees all of it, UTF-8 included.
std::shared_ptr<const NewLoan> ReadLoanRow(absl::string_view row);

}  // namespace ippledge::wire
