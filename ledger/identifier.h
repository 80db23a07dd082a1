// ledger/identifier.h: codes with their check digits.
//
// Each Check* returns OK, or a violation without a field: FIELD_MALFORMED (got, want) when the form
// is wrong, CHECK_DIGIT_WRONG (got, want) when the check digit is; want then shows the right
// character in its place, and stars around it. Input is taken as it stands: trimming and
// upper-casing are the importer's business. Sources: GB 32100-2015 and GB 11714 (credit code),
// ISO 7064 MOD 11,10 (CNAPS), GB/T 2260, GB/T 4754-2017, the numbering rules of CNIPA.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "ledger/vocabulary.h"

namespace ippledge {

inline constexpr int kFreeTextCodeCharsMax = 64;

// Unified social credit code (统一社会信用代码): 18 characters, own check and the organisation
// code's.
absl::Status CheckUnifiedSocialCreditCode(absl::string_view code);
// CNAPS bank code (联行号): 12 digits.
absl::Status CheckCnapsCode(absl::string_view code);
// GB/T 2260 division code: 6 digits, province 11..82, no check digit.
absl::Status CheckDivisionCode(absl::string_view code);
// GB/T 4754 section letter A..T alone, or letter + 2, 3 or 4 digits, or 2, 3 or 4 digits.
absl::Status CheckIndustryCode(absl::string_view code);
// Section letter of an industry code that CheckIndustryCode accepts; from the digits' division when
// it has no letter. Empty for an empty code.
absl::string_view IndustrySectionOf(absl::string_view code);
// Number of a right at the office that granted it, by kind: patents with their check digit
// ("ZL201710601862.3"; "ZL" or "CN" optional, the dot optional); trademarks of up to 8 digits, or G
// and digits, with an optional letter of a part split off and an optional "/class" or "-class" of
// 1..45; software ("2014SR001852", "软著登字第0671096号") and works copyright
// ("国作登字-2021-L-00268255"); the others by length.
absl::Status CheckIpRightNumber(IpKind kind, absl::string_view number);
// One spelling of a number for comparing: upper case, without spaces, "ZL"/"CN" prefix or dots.
std::string NormalIpRightNumber(IpKind kind, absl::string_view number);
// The same, appended to `out`.
void AppendNormalIpRightNumber(IpKind kind, absl::string_view number, std::string& out);

}  // namespace ippledge
