#include "client/statement/mt940_tag.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "ledger/text.h"

namespace ippledge::client {
namespace {

constexpr int kGotCharsMax = 80;

struct Known {
  absl::string_view name;
  Mt940Tag tag;
};

constexpr Known kKnown[] = {
    {"61", Mt940Tag::kEntry},           {"86", Mt940Tag::kText},
    {"20", Mt940Tag::kReference},       {"25", Mt940Tag::kAccount},
    {"25P", Mt940Tag::kAccountAndBank}, {"28", Mt940Tag::kNumber},
    {"28C", Mt940Tag::kNumber},         {"60F", Mt940Tag::kOpening},
    {"60M", Mt940Tag::kOpeningPage},    {"62F", Mt940Tag::kClosing},
    {"62M", Mt940Tag::kClosingPage},    {"64", Mt940Tag::kAvailable},
    {"65", Mt940Tag::kForward},         {"NS", Mt940Tag::kNotes},
    {"13", Mt940Tag::kPassedOver},      {"13D", Mt940Tag::kPassedOver},
    {"21", Mt940Tag::kPassedOver},      {"34F", Mt940Tag::kPassedOver},
    {"90C", Mt940Tag::kPassedOver},     {"90D", Mt940Tag::kPassedOver},
    {"940", Mt940Tag::kPassedOver},
};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

Mt940Tag TagOf(absl::string_view name) {
  for (const Known& known : kKnown) {
    if (name == known.name) return known.tag;
  }
  if (name.size() < 2 || name.size() > 3 || !IsDigit(name[0]) || !IsDigit(name[1])) {
    return Mt940Tag::kNone;
  }
  if (name.size() == 3 && !absl::ascii_isupper(static_cast<unsigned char>(name[2]))) {
    return Mt940Tag::kNone;
  }
  const bool is_money = name[0] == '6' && name[1] >= '0' && name[1] <= '2';
  return is_money ? Mt940Tag::kRefused : Mt940Tag::kUnknown;
}

bool IsBlank(char c) { return (c >= 0 && c <= ' ') || c == 0x7F; }

// Bytes of the white space or control character at `at`; 0 when there is none.
std::size_t SpaceAt(absl::string_view text, std::size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  if (first <= 0x20 || first == 0x7F) return 1;
  if (first < 0xC2) return 0;
  const absl::string_view rest = text.substr(at);
  if (first == 0xC2) return rest.size() > 1 && static_cast<unsigned char>(rest[1]) <= 0xA0 ? 2 : 0;
  if (first != 0xE1 && first != 0xE2 && first != 0xE3 && first != 0xEF) return 0;
  if (absl::StartsWith(rest, "\xE2\x80") && rest.size() > 2) {
    const auto third = static_cast<unsigned char>(rest[2]);
    return third <= 0x8B || third == 0xA8 || third == 0xA9 || third == 0xAF ? 3 : 0;
  }
  for (const absl::string_view space :
       {"\xE1\x9A\x80", "\xE2\x81\x9F", "\xE3\x80\x80", "\xEF\xBB\xBF"}) {
    if (absl::StartsWith(rest, space)) return 3;
  }
  return 0;
}

}  // namespace

bool NextMt940Line(absl::string_view* text, Mt940Line* line) {
  if (text->empty()) return false;
  const std::size_t end = text->find_first_of("\r\n");
  ++line->number;
  line->text = text->substr(0, end);
  if (end == text->npos) {
    text->remove_prefix(text->size());
    return true;
  }
  const bool both = (*text)[end] == '\r' && end + 1 < text->size() && (*text)[end + 1] == '\n';
  text->remove_prefix(end + (both ? 2 : 1));
  return true;
}

absl::string_view TrimMt940(absl::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

std::string CleanMt940(absl::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  bool space = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t skip = SpaceAt(text, at);
    if (skip > 0) {
      space = true;
      at += skip;
      continue;
    }
    if (space && !clean.empty()) clean.push_back(' ');
    space = false;
    clean.push_back(text[at++]);
  }
  return clean;
}

bool FillsMt940(absl::string_view text, int columns) {
  int width = 0;
  int characters = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) == 0x80) continue;
    width += byte >= 0xE0 ? 2 : 1;
    ++characters;
  }
  return width >= columns || (width == columns - 1 && width != characters);
}

Mt940Field FieldOfMt940(absl::string_view line) {
  std::size_t at = 0;
  while (at < line.size() && IsBlank(line[at])) ++at;
  Mt940Field field;
  if (at == line.size() || line[at] != ':') return field;
  // No name is longer than three characters.
  const std::size_t colon = line.substr(0, at + 5).find(':', at + 1);
  if (colon == line.npos) return field;
  field.tag = TagOf(line.substr(at + 1, colon - at - 1));
  field.name = line.substr(at, colon + 1 - at);
  field.value_at = colon + 1;
  field.value = line.substr(field.value_at);
  return field;
}

bool IsMt940TimeBroken(absl::string_view before, absl::string_view line) {
  before = TrimMt940(before);
  if (before.size() < 2 || line.size() < 6) return false;
  const char* const hour = before.data() + before.size() - 2;
  if (!IsDigit(hour[0]) || !IsDigit(hour[1]) || hour[0] > '2') return false;
  return line[0] == ':' && line[1] >= '0' && line[1] <= '5' && IsDigit(line[2]) && line[3] == ':' &&
         line[4] >= '0' && line[4] <= '5' && IsDigit(line[5]) &&
         (line.size() == 6 || !IsDigit(line[6]));
}

void AddMt940Fault(const Mt940Line& line, std::size_t at, StatementFaultKind kind,
                   absl::string_view field, absl::string_view got, absl::string_view want,
                   StatementFaults& faults) {
  StatementFault fault;
  fault.kind = kind;
  fault.line = line.number;
  fault.column = CountCharacters(line.text.substr(0, std::min(at, line.text.size()))) + 1;
  fault.field = std::string(field);
  // Four bytes are the longest character.
  absl::string_view shown = CutToBytes(got, 4 * kGotCharsMax);
  int characters = 0;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    if ((shown[i] & 0xC0) != 0x80 && characters++ == kGotCharsMax) shown = shown.substr(0, i);
  }
  fault.got = Printable(shown);
  fault.want = std::string(want);
  faults.Add(std::move(fault));
}

}  // namespace ippledge::client
