// tests/testing/status_matchers.h: what tests say about an absl::Status or an absl::StatusOr.
//
//   EXPECT_THAT(Check(code), IsOk());
//   EXPECT_THAT(Date::Parse("2024-02-30"), ReasonIs(Reason::kDateMalformed));
//   EXPECT_THAT(Date::Parse("2024-02-29"), IsOkAndHolds(Date::Of(2024, 2, 29)));
#pragma once

#include <gmock/gmock.h>

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/reason.h"
#include "ledger/refusal.h"

namespace ippledge {

inline const absl::Status& StatusOf(const absl::Status& status) { return status; }
template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& value) {
  return value.status();
}

// The name of a refusal's reason; empty for a status without violations.
inline absl::string_view ReasonNameOf(const absl::Status& status) {
  const Reason reason = ReasonOf(status);
  return reason == Reason::kNone ? absl::string_view() : RowOf(reason).name;
}

MATCHER(IsOk, negation ? "is not OK" : "is OK") {
  *result_listener << StatusOf(arg);
  return StatusOf(arg).ok();
}

MATCHER_P(StatusIs, code, absl::StatusCodeToString(code).insert(0, negation ? "is not " : "is ")) {
  *result_listener << StatusOf(arg);
  return StatusOf(arg).code() == code;
}

// The first violation's reason.
MATCHER_P(ReasonIs, reason,
          std::string(RowOf(reason).name)
              .insert(0, negation ? "is not refused for " : "is refused for ")) {
  *result_listener << StatusOf(arg) << " " << std::string(ReasonNameOf(StatusOf(arg)));
  return ReasonOf(StatusOf(arg)) == reason;
}

// The value of a StatusOr matches `matcher`, which may be a plain value.
MATCHER_P(IsOkAndHolds, matcher, "is OK and holds what was wanted") {
  if (!arg.ok()) {
    *result_listener << arg.status();
    return false;
  }
  return ::testing::ExplainMatchResult(matcher, *arg, result_listener);
}

}  // namespace ippledge
