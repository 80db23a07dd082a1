// server/loan_reads.h: loans as they are read: one, a page, or all of them for an export.
#pragma once

#include <google/protobuf/repeated_field.h>

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "engine/read_view.h"
#include "ledger/caller.h"
#include "server/services.h"

namespace ippledge::v1 {
class GetLoanRequest;
class GetLoanResponse;
class ListLoansRequest;
class ListLoansResponse;
class Loan;
}  // namespace ippledge::v1

namespace ippledge::server {

// PROGRAMME_UNKNOWN, shape, ENTRY_UNKNOWN, LOAN_UNKNOWN.
absl::Status ReadLoan(const Backend& backend, const v1::GetLoanRequest& request,
                      v1::GetLoanResponse& response);
// PROGRAMME_UNKNOWN, NOT_YOUR_ROWS, VALUE_OUT_OF_RANGE, PAGE_TOKEN_INVALID, ENTRY_UNKNOWN.
absl::Status ReadLoans(const Backend& backend, const Caller& caller,
                       const v1::ListLoansRequest& request, v1::ListLoansResponse& response);

// Keys that a caller may list: all of a bank, or all. `bank` as asked for, may be empty.
// NOT_YOUR_ROWS.
struct KeyRange {
  std::string from;
  std::string end;  // empty: no end
};
absl::StatusOr<KeyRange> RangeFor(const Caller& caller, const std::string& bank);

// Appends loans of `range` as of point.position, at most `loans_max` or about kAnswerBytesMax of
// them, and moves point.last_key to the last one. True when more follow.
absl::StatusOr<bool> FormatLoans(const engine::ReadView& view, const KeyRange& range,
                                 PagePoint& point, int loans_max,
                                 google::protobuf::RepeatedPtrField<v1::Loan>& loans);

}  // namespace ippledge::server
