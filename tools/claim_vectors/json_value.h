// tools/claim_vectors/json_value.h: JSON as a tree, with the order of keys and exact numbers.
//
// A number keeps its text, since amounts are whole fen that a double would bend. Regular values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ippledge::vectors {

struct Json {
  enum class Kind { kNull, kBool, kNumber, kString, kArray, kObject };
  Kind kind = Kind::kNull;
  bool truth = false;
  std::string text;  // of a string or number
  std::vector<Json> items;
  std::vector<std::pair<std::string, Json>> members;
  int line = 0;

  bool IsObject() const { return kind == Kind::kObject; }
  bool IsArray() const { return kind == Kind::kArray; }
  bool IsString() const { return kind == Kind::kString; }
  bool IsBool() const { return kind == Kind::kBool; }
  // The member called `key`; nullptr when there is none.
  const Json* Find(absl::string_view key) const;
  // A whole number within int64.
  std::optional<std::int64_t> Whole() const;
  // A decimal times 1,000,000, when that is whole: 1.5 is 1,500,000.
  std::optional<std::int64_t> Millionths() const;
  // For messages: 12, "text", true, null, [...], {...}.
  std::string Brief() const;
};

// INVALID_ARGUMENT with "line 12: ..." for anything that is not one JSON value; a key given twice
// is a fault too. At most 100 levels deep.
absl::StatusOr<Json> ParseJson(absl::string_view text);

}  // namespace ippledge::vectors
