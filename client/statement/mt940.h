// client/statement/mt940.h: MT940 customer statements, as SWIFT has them and as banks write them.
//
// The text is the whole file as UTF-8; decoding and the limit of its size are the caller's. A file
// is refused whole. Amounts are in fen as statement.h has them. Pure; any thread.
//
// Taken: SWIFT envelopes or none, several messages, CRLF, LF or CR, blank lines and padded ones, a
// few lines of a bank's own before :20:; :25: with bank code, IBAN, currency or BIC; :28: and :28C:
// of any length; the decimal comma, a decimal point, no decimals, leading zeros; references longer
// than 16 characters; :62:, :64: and :65: without currency; :86: of several lines, several times
// and in the dialects of mt940_text.h; :NS:. Intermediate pages (:62M: and then :60M: of the same
// account and number) are made one statement; a page that stands alone is one by itself. A line
// without entry date is booked on its value date; the year of an entry date is the one nearest to
// the value date. Years below 80 are 20yy. RC is below 0 and RD above, both are reversals.
// Passed over by name: :13:, :13D:, :21:, :34F:, :90C:, :90D:, and :86: that is not of a line.
// Other tags are passed over with a remark.
//
// Refused, all with line and column. kNotRecognised: no message. kFieldMissing: :20:, :25:, :28C:,
// :60F: or :62F:, also of MT942, which has no balances; the type of a line. kMalformed: tags twice
// or out of order, other kinds of 60, 61 and 62, text where none can be, other messages in the
// envelope. kDateMalformed, kDateUnreal: also 30 February of banks that count with 30 days.
// kAmountMalformed: also three digits behind a decimal point, which may be thousands; no C or D.
// kAmountNotWhole, kAmountRange, kAmountNegative: any minus sign. kCurrency: not three capital
// letters, without two decimals, or not that of the opening balance. kStatusNotBooked: EC and ED.
// kBalanceContradicts: two different opening or closing balances in one message.
// kStatementsMismatch: the closing balance of a page is not the opening one of the next.
// kFieldTooLong: beyond kStatementTextBytesMax, but for the text of a line, which is cut with a
// remark, and the limits below. kTooLarge: statements and lines beyond statement.h, balances.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/statement/fault.h"
#include "client/statement/statement.h"

namespace ippledge::client {

inline constexpr int kMt940SampleBytes = 4 * 1024;  // that tell whether it is one
inline constexpr int kMt940LineBytesMax = 4 * 1024;
inline constexpr int kMt940FieldBytesMax = 8 * 1024;  // of all lines of one field
inline constexpr int kMt940BalancesMax = 1'000;       // of one message
inline constexpr int kMt940PreambleLinesMax = 10;     // that are no fields, before each :20:

// True when a tag or an envelope of MT940 stands within the first kMt940SampleBytes of `text`, with
// no more than kMt940PreambleLinesMax other lines before it.
bool LooksLikeMt940(absl::string_view text);

// The statements of a file in their order; empty when there are faults. They are not added up:
// check.h does that. `remarks` may be null.
std::vector<Statement> ReadMt940(absl::string_view text, StatementFaults& faults,
                                 std::vector<std::string>* remarks = nullptr);

}  // namespace ippledge::client
