// ledger/text.h: text as callers send it: UTF-8, counted in characters (code points).
//
// Violations come without a field: the caller knows its name. Nothing is allocated when the text is
// good. Pure; any thread.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace ippledge {

inline constexpr int kSlugCharsMax = 32;

// Number of code points of valid UTF-8; of other bytes, the number that do not continue a
// character.
int CountCharacters(absl::string_view utf8);

// True for well-formed UTF-8: shortest forms only, no surrogates, nothing above U+10FFFF.
bool IsValidUtf8(absl::string_view bytes);

// Longest beginning of `utf8` of at most `bytes_max` bytes that cuts no character in two.
absl::string_view CutToBytes(absl::string_view utf8, int bytes_max);

// `bytes` with '?' for every control character and every byte that is not part of valid UTF-8.
std::string Printable(absl::string_view bytes);

// One line of text of min_chars to max_chars characters. Errors in this order: FIELD_REQUIRED when
// it is empty though min_chars is above 0; FIELD_TOO_LONG (limit, got); FIELD_MALFORMED (got, want)
// for bytes that are not UTF-8, control characters or line separators, white space at either end,
// and a text that is too short.
absl::Status CheckText(absl::string_view text, int min_chars, int max_chars);

// A name for keys and folders: 1 to kSlugCharsMax of a-z, 0-9 and "-", no "-" at either end.
// Errors: FIELD_REQUIRED, FIELD_TOO_LONG, FIELD_MALFORMED.
absl::Status CheckSlug(absl::string_view slug);

}  // namespace ippledge
