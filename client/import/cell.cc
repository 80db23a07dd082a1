#include "client/import/cell.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"

namespace ippledge::client {
namespace {

bool IsControl(char c) { return (c >= 0 && c < 0x20) || c == 0x7f; }

// Bytes of the white space at the beginning of `text`; 0 when there is none.
std::size_t SpaceAtStart(absl::string_view text) {
  const char c = text.front();
  if (c > ' ' && c != 0x7f) return 0;
  if (c == ' ' || IsControl(c)) return 1;
  for (absl::string_view space : {"\xC2\xA0", "\xE3\x80\x80", "\xEF\xBB\xBF", "\xE2\x80\x8B"}) {
    if (absl::StartsWith(text, space)) return space.size();
  }
  return 0;
}

std::size_t SpaceAtEnd(absl::string_view text) {
  const char c = text.back();
  if (c > ' ' && c != 0x7f) return 0;
  if (c == ' ' || IsControl(c)) return 1;
  for (absl::string_view space : {"\xC2\xA0", "\xE3\x80\x80", "\xEF\xBB\xBF", "\xE2\x80\x8B"}) {
    if (absl::EndsWith(text, space)) return space.size();
  }
  return 0;
}

// The ASCII character of a full-width form at the beginning of `text` (U+FF01..U+FF5E), else 0.
char NarrowAtStart(absl::string_view text) {
  if (text.size() < 3 || text[0] != '\xEF') return 0;
  const auto second = static_cast<unsigned char>(text[1]);
  const auto third = static_cast<unsigned char>(text[2]);
  if (second == 0xBC && third >= 0x81) return static_cast<char>(third - 0x81 + 0x21);
  if (second == 0xBD && third <= 0x9E) return static_cast<char>(third - 0x80 + 0x60);
  return 0;
}

// Rewrites `text` with `narrow(c)` telling which narrow characters may replace their wide form.
template <typename Allowed>
absl::string_view Narrow(absl::string_view text, std::string* scratch, Allowed allowed) {
  if (text.find('\xEF') == text.npos && text.find('\xE3') == text.npos) return text;
  std::string out;
  while (!text.empty()) {
    const char narrow = NarrowAtStart(text);
    if (narrow != 0 && allowed(narrow)) {
      out.push_back(narrow);
      text.remove_prefix(3);
    } else if (allowed(' ') && absl::StartsWith(text, "\xE3\x80\x80")) {
      out.push_back(' ');
      text.remove_prefix(3);
    } else {
      out.push_back(text.front());
      text.remove_prefix(1);
    }
  }
  *scratch = std::move(out);
  return *scratch;
}

}  // namespace

absl::string_view TrimCell(absl::string_view cell) {
  while (!cell.empty()) {
    const std::size_t space = SpaceAtStart(cell);
    if (space == 0) break;
    cell.remove_prefix(space);
  }
  while (!cell.empty()) {
    const std::size_t space = SpaceAtEnd(cell);
    if (space == 0) break;
    cell.remove_suffix(space);
  }
  return cell;
}

absl::string_view CleanCell(absl::string_view cell, std::string* scratch) {
  absl::string_view text = TrimCell(cell);
  if (text.size() >= 3 && text[0] == '=' && text[1] == '"' && text.back() == '"') {
    text = text.substr(2, text.size() - 3);
    if (text.find("\"\"") != text.npos) {
      *scratch = absl::StrReplaceAll(text, {{"\"\"", "\""}});
      text = *scratch;
    }
    text = TrimCell(text);
  } else if (text.size() >= 2 && text.front() == '\'') {
    text = TrimCell(text.substr(1));
  }
  return text;
}

void MakeOneLine(std::string* text) {
  for (char& c : *text) {
    if (IsControl(c)) c = ' ';
  }
}

absl::string_view NarrowLetters(absl::string_view text, std::string* scratch) {
  return Narrow(text, scratch,
                [](char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)); });
}

absl::string_view NarrowAll(absl::string_view text, std::string* scratch) {
  return Narrow(text, scratch, [](char) { return true; });
}

bool LooksScientific(absl::string_view text) {
  // Nearly every text ends the question at its first character.
  if (text.empty() || text.front() > '9' || text.front() < '+') return false;
  std::size_t e = 1;
  while (e < text.size() && text[e] != 'e' && text[e] != 'E') ++e;
  if (e >= text.size()) return false;
  absl::string_view mantissa = text.substr(0, e);
  absl::string_view exponent = text.substr(e + 1);
  bool certain = false;
  if (mantissa.front() == '-' || mantissa.front() == '+') mantissa.remove_prefix(1);
  if (!exponent.empty() && (exponent.front() == '+' || exponent.front() == '-')) {
    // "12E4" may be a bank's own code, "12E+4" is not.
    certain = true;
    exponent.remove_prefix(1);
  }
  if (mantissa.empty() || exponent.empty()) return false;
  for (const char c : exponent) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return false;
  }
  int points = 0;
  for (const char c : mantissa) {
    if (c == '.') {
      ++points;
    } else if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) {
      return false;
    }
  }
  return points <= 1 && (certain || points == 1);
}

std::string NormalHeader(absl::string_view header) {
  std::string cleaned;
  std::string narrowed;
  std::string out;
  for (const char c : NarrowAll(CleanCell(header, &cleaned), &narrowed)) {
    if (c == ' ' || c == '_' || c == '-' || c == '*') continue;
    out.push_back(absl::ascii_tolower(static_cast<unsigned char>(c)));
  }
  return out;
}

}  // namespace ippledge::client
