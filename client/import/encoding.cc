#include "client/import/encoding.h"

#include <cstdint>
#include <cstring>

#include "absl/strings/match.h"

namespace ippledge::client {
namespace {

// From so many well-formed characters for each byte that fits nowhere, a text is damaged UTF-8.
constexpr std::int64_t kCharactersAStray = 8;

unsigned char At(absl::string_view bytes, std::size_t i) {
  return static_cast<unsigned char>(bytes[i]);
}

// Length that the first byte of a character announces; 0 for a byte that cannot be first.
std::size_t LengthFrom(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return 2;
  if (first >= 0xE0 && first <= 0xEF) return 3;
  if (first >= 0xF0 && first <= 0xF4) return 4;
  return 0;
}

// Whether `second` may follow `first`: this is where overlong forms, surrogates and numbers above
// U+10FFFF show.
bool SecondFits(unsigned char first, unsigned char second) {
  if (first == 0xE0) return second >= 0xA0 && second <= 0xBF;
  if (first == 0xED) return second >= 0x80 && second <= 0x9F;
  if (first == 0xF0) return second >= 0x90 && second <= 0xBF;
  if (first == 0xF4) return second >= 0x80 && second <= 0x8F;
  return second >= 0x80 && second <= 0xBF;
}

}  // namespace

absl::string_view NameOf(Encoding encoding) {
  switch (encoding) {
    case Encoding::kAscii:
      return "ASCII";
    case Encoding::kUtf8:
      return "UTF-8";
    case Encoding::kUtf16Le:
      return "UTF-16LE";
    case Encoding::kUtf16Be:
      return "UTF-16BE";
    case Encoding::kGb18030:
      return "GB18030";
  }
  return "";
}

Encoding EncodingOfMark(absl::string_view bytes, std::size_t* mark_bytes) {
  *mark_bytes = 0;
  if (absl::StartsWith(bytes, "\xEF\xBB\xBF")) {
    *mark_bytes = 3;
    return Encoding::kUtf8;
  }
  if (absl::StartsWith(bytes, "\x84\x31\x95\x33")) {
    *mark_bytes = 4;
    return Encoding::kGb18030;
  }
  if (absl::StartsWith(bytes, "\xFF\xFE")) {
    *mark_bytes = 2;
    return Encoding::kUtf16Le;
  }
  if (absl::StartsWith(bytes, "\xFE\xFF")) {
    *mark_bytes = 2;
    return Encoding::kUtf16Be;
  }
  return Encoding::kAscii;
}

std::size_t AsciiPrefix(absl::string_view bytes) {
  std::size_t at = 0;
  while (at + 8 <= bytes.size()) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, sizeof(word));
    if ((word & 0x8080808080808080u) != 0) break;
    at += 8;
  }
  while (at < bytes.size() && At(bytes, at) < 0x80) ++at;
  return at;
}

std::size_t ValidUtf8Prefix(absl::string_view bytes) {
  std::size_t at = 0;
  while (true) {
    at += AsciiPrefix(bytes.substr(at));
    // Runs of Chinese have no ASCII between: stay in this loop through them.
    while (at < bytes.size() && At(bytes, at) >= 0x80) {
      const unsigned char first = At(bytes, at);
      const std::size_t length = LengthFrom(first);
      if (length == 0 || at + length > bytes.size()) return at;
      if (!SecondFits(first, At(bytes, at + 1))) return at;
      for (std::size_t i = 2; i < length; ++i) {
        if ((At(bytes, at + i) & 0xC0) != 0x80) return at;
      }
      at += length;
    }
    if (at == bytes.size()) return at;
  }
}

bool IsUtf8Start(absl::string_view bytes) {
  if (bytes.empty()) return true;
  const std::size_t length = LengthFrom(At(bytes, 0));
  if (length <= bytes.size()) return false;
  if (bytes.size() >= 2 && !SecondFits(At(bytes, 0), At(bytes, 1))) return false;
  return bytes.size() < 3 || (At(bytes, 2) & 0xC0) == 0x80;
}

Encoding EncodingOfText(absl::string_view bytes, bool more_follows) {
  std::int64_t characters = 0;
  std::int64_t strays = 0;
  while (!bytes.empty()) {
    const std::size_t valid = ValidUtf8Prefix(bytes);
    for (const char c : bytes.substr(0, valid)) {
      if (LengthFrom(static_cast<unsigned char>(c)) > 1) ++characters;
    }
    bytes.remove_prefix(valid);
    if (bytes.empty() || (more_follows && IsUtf8Start(bytes))) break;
    ++strays;
    bytes.remove_prefix(1);
  }
  // GB18030 hardly ever looks like UTF-8 for long: a few stray bytes in much UTF-8 are damage,
  // which the reader then refuses instead of reading all of it as something else.
  return characters >= kCharactersAStray * strays ? Encoding::kUtf8 : Encoding::kGb18030;
}

}  // namespace ippledge::client
