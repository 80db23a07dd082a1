// client/import/transform.h: what a mapping does to a text between the cell and the field.
//
// Pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

namespace ippledge::client {

inline constexpr int kSlugBytesMax = 32;
inline constexpr int kSlugBytesMin = 16;

// One step of work on a text; mapping.proto tells what each does.
struct Transform {
  enum class Step : std::uint8_t {
    kTrim,
    kUpper,
    kLower,
    kPrefix,
    kSuffix,
    kSubstring,
    kSplit,
    kReplace,
    kRemove,
    kSlug,
  };
  Step step = Step::kTrim;
  std::string text;   // prefix, suffix, separator, what is replaced, characters to remove
  std::string other;  // replacement
  int from = 0;       // substring, from 1 or -1; part of a split
  int length = 0;     // substring; longest slug
};

std::string Apply(const Transform& transform, absl::string_view text);

// A body id for `name`: letters and digits in lower case, "-" for runs of other characters, at most
// `max` bytes. When the name is cut, or holds more than ASCII letters, digits and single spaces,
// the id ends in "-" and six hexadecimal digits of the hash of the name in upper case. "b-..." when
// nothing else is left; empty for an empty name.
std::string SlugOf(absl::string_view name, int max);

// Texts and what they stand for.
struct ValueTable {
  absl::flat_hash_map<std::string, std::string> values;
  bool has_default = false;
  std::string otherwise;
  bool keep_unknown = false;
};

// The value of `text`; nullptr when the table refuses it. Empty texts without a line stay empty.
const std::string* Find(const ValueTable& table, absl::string_view text, std::string* scratch);

}  // namespace ippledge::client
