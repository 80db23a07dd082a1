// client/statement/sheet_cell.h: what stands in one cell of a bank's table.
//
// Texts are valid UTF-8, as they stand in the file. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "client/statement/fault.h"
#include "client/statement/profile.h"
#include "ledger/date.h"

namespace ippledge::client {

inline constexpr int kFaultGotCharsMax = 80;

// At most kFaultGotCharsMax characters on one line, for a fault.
std::string ShortText(absl::string_view text);

// True for what banks print where nothing is: "", "-", "----", "—", "/", "null", "无".
bool IsBlankMark(absl::string_view text);

// True for a number made unreadable: "xx,yyyy.zz", "****.**".
bool IsMasked(absl::string_view text);

enum class CellReading : std::uint8_t { kBlank, kMasked, kRead, kFault };

// An amount in fen. `power` is that of the header's or label's unit; -1: the profile's. *fault is
// set on kFault: kAmountMalformed, kAmountNotWhole, kAmountRange.
CellReading ReadAmountCell(absl::string_view text, const StatementProfile& profile, int power,
                           std::int64_t* fen, StatementFaultKind* fault);

// A day; a time of day behind it is left out: "2025-08-22 17:57:17", "20250822175717",
// "2025-08-22-17.57.17.000". *fault: kDateMalformed, kDateUnreal.
CellReading ReadDateCell(absl::string_view text, const StatementProfile& profile, Date* date,
                         StatementFaultKind* fault);

// Seconds of the day of "17:57:17", "17:57", "175717", alone or behind a day; -1: none.
int ReadTimeCell(absl::string_view text);

// The text on one line, without white space at the ends; empty for a blank mark.
std::string ReadTextCell(absl::string_view text);

// The same without white space: account numbers.
std::string ReadAccountCell(absl::string_view text);

}  // namespace ippledge::client
