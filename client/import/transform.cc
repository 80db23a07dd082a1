#include "client/import/transform.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "client/import/cell.h"
#include "client/import/stable_hash.h"

namespace ippledge::client {
namespace {

constexpr int kSlugHashDigits = 6;

std::string Trimmed(absl::string_view text) {
  std::string out;
  for (const char c : TrimCell(text)) {
    if (c == ' ' && !out.empty() && out.back() == ' ') continue;
    out.push_back(c);
  }
  return out;
}

// Characters (not bytes) from `from` on.
absl::string_view Substring(absl::string_view text, int from, int length) {
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((text[i] & 0xC0) != 0x80) starts.push_back(i);
  }
  const auto count = static_cast<std::int64_t>(starts.size());
  std::int64_t first = from > 0 ? from - 1 : count + from;
  if (first < 0) first = 0;
  if (first >= count) return "";
  const std::int64_t last = length > 0 && first + length < count ? first + length : count;
  const std::size_t begin = starts[static_cast<std::size_t>(first)];
  const std::size_t end = last == count ? text.size() : starts[static_cast<std::size_t>(last)];
  return text.substr(begin, end - begin);
}

std::string Split(absl::string_view text, const std::string& separator, int part) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, separator);
  const auto count = static_cast<std::int64_t>(parts.size());
  const std::int64_t index = part > 0 ? part - 1 : count + part;
  if (index < 0 || index >= count) return "";
  return std::string(TrimCell(parts[static_cast<std::size_t>(index)]));
}

// Leaves out every character of `text` that `characters` holds.
std::string Remove(absl::string_view text, absl::string_view characters) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t length = 1;
    while (i + length < text.size() && (text[i + length] & 0xC0) == 0x80) ++length;
    const absl::string_view character = text.substr(i, length);
    if (characters.find(character) == characters.npos) absl::StrAppend(&out, character);
    i += length;
  }
  return out;
}

}  // namespace

std::string SlugOf(absl::string_view name, int max) {
  name = TrimCell(name);
  if (name.empty()) return "";
  std::string slug;
  bool plain = true;
  bool gap = false;
  for (const char c : name) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c))) {
      if (gap && !slug.empty()) slug.push_back('-');
      gap = false;
      slug.push_back(absl::ascii_tolower(static_cast<unsigned char>(c)));
      continue;
    }
    if (c != ' ' || gap) plain = false;
    gap = true;
  }
  const auto limit = static_cast<std::size_t>(max);
  if (plain && slug.size() <= limit) return slug;
  const std::string hash = HexOf(StableHash(absl::AsciiStrToUpper(name)), kSlugHashDigits);
  if (slug.size() > limit - hash.size() - 1) slug.resize(limit - hash.size() - 1);
  while (!slug.empty() && slug.back() == '-') slug.pop_back();
  return absl::StrCat(slug.empty() ? "b" : slug, "-", hash);
}

std::string Apply(const Transform& transform, absl::string_view text) {
  switch (transform.step) {
    case Transform::Step::kTrim:
      return Trimmed(text);
    case Transform::Step::kUpper:
      return absl::AsciiStrToUpper(text);
    case Transform::Step::kLower:
      return absl::AsciiStrToLower(text);
    case Transform::Step::kPrefix:
      return text.empty() ? "" : absl::StrCat(transform.text, text);
    case Transform::Step::kSuffix:
      return text.empty() ? "" : absl::StrCat(text, transform.text);
    case Transform::Step::kSubstring:
      return std::string(Substring(text, transform.from, transform.length));
    case Transform::Step::kSplit:
      return Split(text, transform.text, transform.from);
    case Transform::Step::kReplace:
      return absl::StrReplaceAll(text, {{transform.text, transform.other}});
    case Transform::Step::kRemove:
      return Remove(text, transform.text);
    case Transform::Step::kSlug:
      return SlugOf(text, transform.length);
  }
  return std::string(text);
}

const std::string* Find(const ValueTable& table, absl::string_view text, std::string* scratch) {
  const auto found = table.values.find(text);
  if (found != table.values.end()) return &found->second;
  if (text.empty() || table.keep_unknown) {
    *scratch = std::string(text);
    return scratch;
  }
  return table.has_default ? &table.otherwise : nullptr;
}

}  // namespace ippledge::client
