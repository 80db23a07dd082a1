#include "ledger/text.h"

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "ledger/reason.h"
#include "ledger/refusal.h"

namespace ippledge {
namespace {

constexpr std::uint32_t kNotACharacter = 0xFFFFFFFF;

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// The code point at bytes[at] and its length in `length`; kNotACharacter (length 1) when there is
// none.
std::uint32_t DecodeAt(absl::string_view bytes, std::size_t at, std::size_t& length) {
  const auto byte = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + i]));
  };
  length = 1;
  const std::uint32_t first = byte(0);
  if (first < 0x80) return first;
  // C0 and C1 could only begin a form that is too long, F5 and above a number that is too large.
  if (first < 0xC2 || first > 0xF4) return kNotACharacter;
  const std::size_t want = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (bytes.size() - at < want) return kNotACharacter;
  std::uint32_t point = first & (0x7Fu >> want);
  for (std::size_t i = 1; i < want; ++i) {
    if (!IsContinuation(bytes[at + i])) return kNotACharacter;
    point = point << 6 | (byte(i) & 0x3F);
  }
  if (want == 3 && (point < 0x800 || (point >= 0xD800 && point <= 0xDFFF))) return kNotACharacter;
  if (want == 4 && (point < 0x10000 || point > 0x10FFFF)) return kNotACharacter;
  length = want;
  return point;
}

// C0, DEL, C1 and the two separators that break a line.
bool IsControl(std::uint32_t point) {
  return point < 0x20 || (point >= 0x7F && point <= 0x9F) || point == 0x2028 || point == 0x2029;
}

// Unicode white space, and the byte order mark that spreadsheets leave at the beginning of a file.
bool IsSpace(std::uint32_t point) {
  return point == 0x20 || (point >= 0x09 && point <= 0x0D) || point == 0x85 || point == 0xA0 ||
         point == 0x1680 || (point >= 0x2000 && point <= 0x200A) || point == 0x2028 ||
         point == 0x2029 || point == 0x202F || point == 0x205F || point == 0x3000 ||
         point == 0xFEFF;
}

// True when the eight bytes at `at` are all ASCII: most text is, and needs no decoding.
bool EightAscii(absl::string_view bytes, std::size_t at) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes.data() + at, sizeof(word));
  return (word & 0x8080808080808080u) == 0;
}

absl::Status Malformed(absl::string_view got, absl::string_view want) {
  return Refuse(Reason::kFieldMalformed, "",
                {{"got", std::string(got)}, {"want", std::string(want)}});
}

absl::Status TooLong(int limit, int got) {
  return Refuse(Reason::kFieldTooLong, "",
                {{"limit", absl::StrCat(limit)}, {"got", absl::StrCat(got)}});
}

}  // namespace

int CountCharacters(absl::string_view utf8) {
  int count = 0;
  for (const char c : utf8) count += IsContinuation(c) ? 0 : 1;
  return count;
}

bool IsValidUtf8(absl::string_view bytes) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    if (bytes.size() - at >= 8 && EightAscii(bytes, at)) {
      at += 8;
      continue;
    }
    std::size_t length = 0;
    if (DecodeAt(bytes, at, length) == kNotACharacter) return false;
    at += length;
  }
  return true;
}

absl::string_view CutToBytes(absl::string_view utf8, int bytes_max) {
  std::size_t end = bytes_max < 0 ? 0 : static_cast<std::size_t>(bytes_max);
  if (utf8.size() <= end) return utf8;
  while (end > 0 && IsContinuation(utf8[end])) --end;
  return utf8.substr(0, end);
}

std::string Printable(absl::string_view bytes) {
  std::string printable;
  printable.reserve(bytes.size());
  std::size_t at = 0;
  while (at < bytes.size()) {
    std::size_t length = 0;
    const std::uint32_t point = DecodeAt(bytes, at, length);
    if (point == kNotACharacter || IsControl(point)) {
      printable.push_back('?');
    } else {
      printable.append(bytes.data() + at, length);
    }
    at += length;
  }
  return printable;
}

absl::Status CheckText(absl::string_view text, int min_chars, int max_chars) {
  if (text.empty()) return min_chars > 0 ? Refuse(Reason::kFieldRequired) : absl::OkStatus();
  const int count = CountCharacters(text);
  if (count > max_chars) return TooLong(max_chars, count);

  std::uint32_t last = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t length = 0;
    const std::uint32_t point = DecodeAt(text, at, length);
    if (point == kNotACharacter) return Malformed(text, "UTF-8");
    if (IsControl(point)) return Malformed(text, "text without control characters");
    if (at == 0 && IsSpace(point)) return Malformed(text, "text without outer white space");
    last = point;
    at += length;
  }
  if (IsSpace(last)) return Malformed(text, "text without outer white space");
  if (count < min_chars)
    return Malformed(text, absl::StrCat("at least ", min_chars, " characters"));
  return absl::OkStatus();
}

absl::Status CheckSlug(absl::string_view slug) {
  if (slug.empty()) return Refuse(Reason::kFieldRequired);
  if (const int count = CountCharacters(slug); count > kSlugCharsMax) {
    return TooLong(kSlugCharsMax, count);
  }
  bool good = slug.front() != '-' && slug.back() != '-';
  for (const char c : slug) {
    good = good && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
  }
  return good ? absl::OkStatus() : Malformed(slug, "a-z 0-9 -");
}

}  // namespace ippledge
