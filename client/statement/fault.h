// client/statement/fault.h: why a file is refused, for the person who asks the bank for a better
// one.
//
// A file is refused as a whole: nothing of it is imported. Up to kStatementFaultsMax faults are
// told. Plain values; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace ippledge::client {

inline constexpr int kStatementFaultsMax = 20;

// Frozen names: "AMOUNT_MALFORMED" and so on.
enum class StatementFaultKind : std::uint8_t {
  kUnreadable,          // cannot be opened or decoded
  kNotRecognised,       // no format, or no profile, fits
  kTooLarge,            // beyond a limit of statement.h
  kTooDeep,             // XML nested or cells spread beyond what a statement needs
  kForbiddenXml,        // document type, entities, external references
  kMalformed,           // not what its format says: XML, tags, archive
  kFieldMissing,        // a field that the format demands
  kFieldTooLong,        // beyond kStatementTextBytesMax
  kDateMalformed,       // not a date
  kDateUnreal,          // 30 February
  kAmountMalformed,     // not a decimal number; no sign where one is needed, or two
  kAmountNotWhole,      // finer than a fen
  kAmountRange,         // beyond 10^16 fen
  kAmountNegative,      // where the sign stands apart
  kCurrency,            // not that of the account, or of the programme
  kSumMismatch,         // opening + lines is not closing
  kBalanceMismatch,     // a running balance does not follow from the line before
  kBalanceMissing,      // neither opening and closing nor running balances
  kBalanceContradicts,  // two balances of one kind differ
  kStatementsMismatch,  // a closing balance is not the next opening
  kDateOutside,         // a line's day lies outside of the statement's
  kDuplicateLine,       // the same bank reference twice
  kDuplicateStatement,  // the same statement twice in one file
  kStatusNotBooked,     // pending or information entries where only booked ones count
};
inline constexpr int kStatementFaultKindCount = 24;
absl::string_view NameOf(StatementFaultKind kind);

struct StatementFault {
  StatementFaultKind kind = StatementFaultKind::kMalformed;
  std::int64_t line = 0;    // of the file, from 1; of a workbook its row; 0: the file
  std::int64_t column = 0;  // from 1, in characters; of a workbook its column; 0: not known
  std::string field;        // as the file calls it: ":61:", "Ntry/Amt", "发生额"
  std::string got;          // the text, shortened to 80 characters
  std::string want;         // limit, sum, layout; or empty
};

// "第 7 行，第 3 列，发生额：…" and "line 7, column 3, 发生额: …".
std::string TextZh(const StatementFault& fault);
std::string TextEn(const StatementFault& fault);

// Collects faults; what is beyond the limit is counted only.
class StatementFaults {
 public:
  void Add(StatementFault fault);
  bool empty() const { return faults_.empty(); }
  bool full() const { return faults_.size() >= static_cast<std::size_t>(kStatementFaultsMax); }
  const std::vector<StatementFault>& faults() const { return faults_; }
  std::int64_t more() const { return more_; }

 private:
  std::vector<StatementFault> faults_;
  std::int64_t more_ = 0;
};

}  // namespace ippledge::client
