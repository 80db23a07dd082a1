#include "proof/text.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace ippledge::proof {
namespace {

constexpr std::uint64_t kNumberMax = (std::uint64_t{1} << 63) - 1;

struct Character {
  char32_t code;
  std::size_t bytes;
};

// The first character of `text`, which is not empty; nothing when it is not well-formed UTF-8:
// too short, too long a form, a surrogate, or beyond U+10FFFF.
std::optional<Character> FirstCharacter(absl::string_view text) {
  const auto byte = [&text](std::size_t i) {
    return static_cast<char32_t>(static_cast<unsigned char>(text[i]));
  };
  const char32_t lead = byte(0);
  if (lead < 0x80) return Character{lead, 1};
  const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < bytes) return std::nullopt;
  char32_t code = lead & (0xFFu >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return std::nullopt;
    code = code << 6 | (byte(i) & 0x3F);
  }
  constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (code < kLeast[bytes] || code > 0x10FFFF || surrogate) return std::nullopt;
  return Character{code, bytes};
}

// The property White_Space of Unicode.
bool IsSpace(char32_t code) {
  return (code >= 0x09 && code <= 0x0D) || code == 0x20 || code == 0x85 || code == 0xA0 ||
         code == 0x1680 || (code >= 0x2000 && code <= 0x200A) || code == 0x2028 || code == 0x2029 ||
         code == 0x202F || code == 0x205F || code == 0x3000;
}

// OK when all of `text` is characters that `allowed` allows.
template <typename Allowed>
absl::Status CheckCharacters(absl::string_view what, absl::string_view text, Allowed allowed) {
  for (std::size_t at = 0; at < text.size();) {
    const std::optional<Character> character = FirstCharacter(text.substr(at));
    if (!character) {
      return absl::InvalidArgumentError(absl::StrCat(what, " is not UTF-8 at byte ", at + 1));
    }
    if (!allowed(character->code)) {
      return absl::InvalidArgumentError(absl::StrCat(what, " must not contain U+",
                                                     absl::Hex(character->code, absl::kZeroPad4),
                                                     ", which is ", "byte ", at + 1));
    }
    at += character->bytes;
  }
  return absl::OkStatus();
}

}  // namespace

std::optional<absl::string_view> TakeLine(absl::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == text.npos) return std::nullopt;
  const absl::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

std::optional<std::uint64_t> ParseDecimal(absl::string_view digits) {
  if (digits.empty() || digits.find_first_not_of("0123456789") != digits.npos) return std::nullopt;
  if (digits.size() > 1 && digits.front() == '0') return std::nullopt;
  std::uint64_t number = 0;
  if (!absl::SimpleAtoi(digits, &number) || number > kNumberMax) return std::nullopt;
  return number;
}

absl::Status CheckNoteText(absl::string_view text) {
  return CheckCharacters("the note", text,
                         [](char32_t code) { return code >= 0x20 || code == '\n'; });
}

absl::Status CheckKeyName(absl::string_view name) {
  if (name.empty()) return absl::InvalidArgumentError("the key's name is empty");
  return CheckCharacters("the key's name", name, [](char32_t code) {
    return code >= 0x20 && code != '+' && !IsSpace(code);
  });
}

}  // namespace ippledge::proof
