#include "tools/verify/sheet.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "client/json.h"
#include "client/width.h"
#include "ledger/text.h"

namespace ippledge::verify {

void Sheet::Add(absl::string_view key, client::Bilingual label, absl::string_view value) {
  Add(key, label, std::string(value), std::string(value));
}

void Sheet::Add(absl::string_view key, client::Bilingual label, std::int64_t value) {
  const std::string text = absl::StrCat(value);
  rows_.push_back({std::string(key), label, text, text, text});
}

void Sheet::Add(absl::string_view key, client::Bilingual label, const std::string& en,
                const std::string& zh) {
  // Names come from whoever signed: nothing of them may move a terminal's cursor.
  rows_.push_back(
      {std::string(key), label, Printable(en), Printable(zh), client::JsonString(Printable(en))});
}

void Sheet::AddJson(absl::string_view key, absl::string_view json) {
  rows_.push_back({std::string(key), {}, "", "", std::string(json)});
}

std::string Sheet::ToText(client::Language language) const {
  int width = 0;
  for (const Row& row : rows_) {
    width = std::max(width, client::DisplayWidth(row.label.In(language)));
  }
  std::string text;
  for (const Row& row : rows_) {
    const absl::string_view label = row.label.In(language);
    if (label.empty()) continue;
    absl::StrAppend(&text, client::PadRight(label, width + 2),
                    language == client::Language::kChinese ? row.zh : row.en, "\n");
  }
  return text;
}

std::string Sheet::ToJson() const {
  std::string json = "{";
  for (std::size_t i = 0; i < rows_.size();) {
    std::size_t end = i + 1;
    while (end < rows_.size() && rows_[end].key == rows_[i].key) ++end;
    absl::StrAppend(&json, i > 0 ? "," : "", client::JsonString(rows_[i].key), ":");
    if (end - i > 1) json += "[";
    for (std::size_t at = i; at < end; ++at) {
      absl::StrAppend(&json, at > i ? "," : "", rows_[at].json);
    }
    if (end - i > 1) json += "]";
    i = end;
  }
  return json + "}\n";
}

}  // namespace ippledge::verify
