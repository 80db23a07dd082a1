// tests/testing/refusal_text.h: a refusal as one line, so that tests can be read.
//
//   EXPECT_EQ(RefusalText(status), "LOAN_EXISTS loan.contract_number first_entry=7");
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "ledger/refusal.h"

namespace ippledge {

// "REASON field key=value key=value", one after the other with "; " in between; "ok" when there is
// none, the message of a status that carries no violations.
inline std::string RefusalText(const absl::Status& status) {
  if (status.ok()) return "ok";
  std::string text;
  for (const Violation& violation : ViolationsOf(status)) {
    absl::StrAppend(&text, text.empty() ? "" : "; ", RowOf(violation.reason).name);
    if (!violation.field.empty()) absl::StrAppend(&text, " ", violation.field);
    for (const auto& [key, value] : violation.metadata) {
      absl::StrAppend(&text, " ", key, "=", value);
    }
  }
  return text.empty() ? std::string(status.message()) : text;
}
inline std::string RefusalText(const Violations& violations) {
  return RefusalText(violations.ToStatus());
}

}  // namespace ippledge
