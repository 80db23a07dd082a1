// client/failure.h: a failure in three lines: what, why with the numbers, what to do.
#pragma once

#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "client/texts.h"

namespace ippledge::client {

struct Failure {
  std::string what;        // "the loan was not recorded"
  absl::Status status;     // not OK
  std::string request_id;  // of a write whose outcome may be unknown; else empty
};

// More lines only when the server found more violations, or when `verbose`: then reason, code,
// field, request id and every number.
void PrintFailure(const Failure& failure, Language language, bool verbose, std::ostream& err);

// The same form for what the program itself finds.
void PrintProblem(absl::string_view what, absl::string_view why, absl::string_view to_do,
                  Language language, std::ostream& err);

}  // namespace ippledge::client
