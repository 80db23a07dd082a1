// proof/text.h: what the text formats of this folder share: lines, numbers, characters. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace ippledge::proof {

// Of the keys we make and read: the longest that C2SP's binary formats hold.
inline constexpr std::size_t kKeyNameBytesMax = 255;

// Takes the first line off `text` and gives it without its newline; nothing, and `text` as it was,
// when no newline is left.
std::optional<absl::string_view> TakeLine(absl::string_view& text);

// A decimal number up to 2^63 - 1: digits only, no leading zeros but in "0". Nothing otherwise.
std::optional<std::uint64_t> ParseDecimal(absl::string_view digits);

// Whether `text` may stand in a signed note: UTF-8 without control characters but newlines.
// Errors: INVALID_ARGUMENT, which says at what byte.
absl::Status CheckNoteText(absl::string_view text);

// Whether `name` may name a key: not empty, UTF-8 without control characters, Unicode spaces and
// plus signs. Its length is not looked at. Errors: INVALID_ARGUMENT.
absl::Status CheckKeyName(absl::string_view name);

}  // namespace ippledge::proof
