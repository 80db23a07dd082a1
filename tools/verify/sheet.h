// tools/verify/sheet.h: what was found, line by line: for people in two languages, for programs as
// JSON.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "client/texts.h"

namespace ippledge::verify {

class Sheet {
 public:
  // `key` is JSON's name. Equal keys one after the other make a list.
  void Add(absl::string_view key, client::Bilingual label, absl::string_view value);
  void Add(absl::string_view key, client::Bilingual label, std::int64_t value);
  // The value in both languages; JSON has the English one.
  void Add(absl::string_view key, client::Bilingual label, const std::string& en,
           const std::string& zh);
  // For programs only: a value that is JSON already.
  void AddJson(absl::string_view key, absl::string_view json);

  std::string ToText(client::Language language) const;
  std::string ToJson() const;

 private:
  struct Row {
    std::string key;
    client::Bilingual label;
    std::string en;
    std::string zh;
    std::string json;
  };
  std::vector<Row> rows_;
};

}  // namespace ippledge::verify
