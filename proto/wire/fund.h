// proto/wire/fund.h: the fund's messages into commands, and its values into messages. See parse.h
// and format.h for what holds of all of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "ledger/fund_book.h"
#include "proto/wire/parse.h"

namespace ippledge::v1 {
class FundFigures;
class FundMovement;
class FundReversal;
class GetFundResponse;
class MovementQuery;
class RecordedMovement;
class RecordMovementRequest;
class ReverseMovementRequest;
}  // namespace ippledge::v1

namespace ippledge::wire {

absl::StatusOr<Write> ParseWrite(const v1::RecordMovementRequest& request);
absl::StatusOr<Write> ParseWrite(const v1::ReverseMovementRequest& request);

// Which movements a list shows; `at` as it was asked.
struct MovementFilter {
  std::int64_t at = 0;
  FundMovementKind kind = FundMovementKind::kUnspecified;
  std::string counterparty;
  std::optional<Date> from;
  std::optional<Date> through;

  bool Matches(const FundMovement& movement) const;
};
// With paths below "query".
absl::StatusOr<MovementFilter> ParseMovementQuery(const v1::MovementQuery& message);

void FormatFundMovement(const FundMovement& movement, v1::FundMovement& message);
void FormatFundReversal(const FundReversal& reversal, v1::FundReversal& message);
void FormatFundFigures(const FundFigures& figures, v1::FundFigures& message);
// Figures, accounts and kinds.
void FormatFundAccounts(const FundAccounts& accounts, v1::GetFundResponse& message);
// The movement at `place`, as known at `position`.
void FormatRecordedMovement(const FundBook& fund, std::size_t place, std::int64_t position,
                            v1::RecordedMovement& message);

}  // namespace ippledge::wire
