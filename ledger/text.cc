#include "ledger/text.h"

#include <algorithm>
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

// A word with `byte` in each of its eight bytes.
constexpr std::uint64_t Eight(std::uint8_t byte) { return 0x0101010101010101u * byte; }
constexpr std::uint64_t kHighBits = Eight(0x80);

std::uint64_t WordAt(const char* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof(word));
  return word;
}

// True when the eight bytes at `at` are all ASCII: most text is, and needs no decoding.
bool EightAscii(absl::string_view bytes, std::size_t at) {
  return (WordAt(bytes.data() + at) & kHighBits) == 0;
}

// True when all eight bytes are from ' ' to '~'. Their high bit tells: a byte below ' ' gets it
// from the subtraction, 0x7F from the addition; what these carry into other bytes comes from one
// that is found itself.
bool EightPrintable(std::uint64_t word) {
  return ((word | (word - Eight(' ')) | (word + Eight(1))) & kHighBits) == 0;
}

// Objects, not functions: so algorithms put them into their loops.
constexpr auto IsPrintable = [](char c) { return c >= ' ' && c <= '~'; };
constexpr auto IsOfSlug = [](char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
};

// True for ASCII without control characters and without a space at either end: most fields, which
// need no decoding and no counting. Precondition: not empty.
bool IsPlainAscii(absl::string_view text) {
  if (text.front() == ' ' || text.back() == ' ') return false;
  const char* at = text.data();
  const char* const end = at + text.size();
  if (text.size() < sizeof(std::uint64_t)) return std::all_of(at, end, IsPrintable);
  for (; end - at > 8; at += 8) {
    if (!EightPrintable(WordAt(at))) return false;
  }
  return EightPrintable(WordAt(end - 8));
}

// True for a character from U+4000 to U+9FFF at text[at]: most of Chinese, without a control
// character or a space among them.
bool HanAt(absl::string_view text, std::size_t at) {
  return text.size() - at >= 3 && text[at] >= '\xE4' && text[at] <= '\xE9' &&
         IsContinuation(text[at + 1]) && IsContinuation(text[at + 2]);
}

// What a line of text should be and is not; empty when nothing is wrong. Counts its `characters`
// when nothing is. Precondition: not empty.
absl::string_view FaultOf(absl::string_view text, int& characters) {
  constexpr absl::string_view kOuterSpace = "text without outer white space";
  std::uint32_t last = 0;
  for (std::size_t at = 0; at < text.size(); ++characters) {
    std::size_t length = 3;
    last = 0;  // as good as any that is no space
    if (!HanAt(text, at)) {
      last = DecodeAt(text, at, length);
      if (last == kNotACharacter) return "UTF-8";
      if (IsControl(last)) return "text without control characters";
      if (at == 0 && IsSpace(last)) return kOuterSpace;
    }
    at += length;
  }
  return IsSpace(last) ? kOuterSpace : "";
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
  int count = 0;
  absl::string_view want;
  if (text.size() <= static_cast<std::size_t>(max_chars) && IsPlainAscii(text)) {
    count = static_cast<int>(text.size());
  } else {
    want = FaultOf(text, count);
    if (!want.empty()) count = CountCharacters(text);
    if (count > max_chars) return TooLong(max_chars, count);
  }
  if (!want.empty()) return Malformed(text, want);
  if (count < min_chars) {
    return Malformed(text, absl::StrCat("at least ", min_chars, " characters"));
  }
  return absl::OkStatus();
}

absl::Status CheckSlug(absl::string_view slug) {
  if (slug.empty()) return Refuse(Reason::kFieldRequired);
  if (slug.size() > static_cast<std::size_t>(kSlugCharsMax)) {
    const int count = CountCharacters(slug);
    if (count > kSlugCharsMax) return TooLong(kSlugCharsMax, count);
  }
  const bool good =
      slug.front() != '-' && slug.back() != '-' && std::all_of(slug.begin(), slug.end(), IsOfSlug);
  return good ? absl::OkStatus() : Malformed(slug, "a-z 0-9 -");
}

}  // namespace ippledge
