// client/import/encoding.h: which encoding a text is in.
//
// A byte order mark decides; without one, the bytes from the first that is not ASCII on: what is
// well-formed UTF-8 but for a few stray bytes is UTF-8, all else is GB18030. Pure; any thread.
#pragma once

#include <cstddef>

#include "absl/strings/string_view.h"

namespace ippledge::client {

enum class Encoding { kAscii, kUtf8, kUtf16Le, kUtf16Be, kGb18030 };

// "UTF-8", "UTF-16LE", "GB18030", …
absl::string_view NameOf(Encoding encoding);

// What a byte order mark at the beginning of `bytes` says, and its length; kAscii and 0 for none.
Encoding EncodingOfMark(absl::string_view bytes, std::size_t* mark_bytes);

// Bytes at the front of `bytes` that are whole, well-formed UTF-8 characters.
std::size_t ValidUtf8Prefix(absl::string_view bytes);

// Bytes at the front of `bytes` that are ASCII.
std::size_t AsciiPrefix(absl::string_view bytes);

// Whether `bytes`, which begin with one that is not ASCII, are UTF-8 or GB18030. A character cut
// off at the end is no stray when `more_follows`.
Encoding EncodingOfText(absl::string_view bytes, bool more_follows);

// True when `bytes` (1 to 3) may be the beginning of one UTF-8 character.
bool IsUtf8Start(absl::string_view bytes);

}  // namespace ippledge::client
