// client/statement/mt940_text.h: what :86: and :NS: say of a line, in the dialects of banks.
//
// - Subfields of two digits behind "?" (or ">", "<", "^", "~"), as German, Polish and French banks
//   have them: ?00 kind of booking, ?20 to ?29 and ?60 to ?69 purpose, ?30 and ?31 bank and
//   account, ?32 and ?33 name, ?38 IBAN. ?10 (journal) and ?34 (key) are left out; others join the
//   text.
// - "EREF+", "KREF+", "SVWZ+", "IBAN+", "BIC+", "NAME+" within a purpose or a plain text. MREF,
// CRED,
//   DEBT, COAM, OAMT, ABWA, ABWE, PURP and RREF are known and left out.
// - "/NAME/", "/REMI/", "/EREF/", "/IBAN/", "/CNTP/", "/TRTP/" and others, as Dutch banks have
// them.
// - :NS:, lines that begin with two digits: 01 to 14 purpose, 15 and 16 name, 17 kind of booking,
// 33
//   and 34 bank and account; 22 before the first line the account's name. Others are left out.
// - Anything else, Chinese for instance, is the text as it stands.
// Lines and subfields of full width are joined without a space: banks break words. Time grows with
// the length. Pure; any thread.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace ippledge::client {

inline constexpr int kMt940LineChars = 65;      // of a line of :86:; a Chinese character has two
inline constexpr int kMt940SubfieldChars = 27;  // of ?20

// All texts are clean, and empty when not told.
struct Mt940Info {
  std::string text;
  std::string end_to_end;  // EREF
  std::string own;         // KREF
  std::string name;
  std::string account;
  std::string bank;
};

// Lines without their ends, the first without its tag.
Mt940Info ReadMt940Text(absl::Span<const absl::string_view> lines);
Mt940Info ReadMt940Notes(absl::Span<const absl::string_view> lines);
// Of the :NS: before the first line.
std::string Mt940AccountName(absl::Span<const absl::string_view> lines);

// Lines that follow :61:, the supplementary details: an IBAN alone is the account, else they join
// the text. A first line of "//" and a reference is left to the caller.
void AddMt940Details(absl::Span<const absl::string_view> lines, Mt940Info* info);

}  // namespace ippledge::client
