// client/import/mapping.h: a mapping file, checked and compiled; and the built-in layouts.
//
// A mapping is text of ippledge.mapping.v1.Mapping (docs/import.md). What is wrong with it is told
// with line and column, all of it at once, up to kMappingErrorsMax. Compiled mappings are values;
// any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/import/encoding.h"
#include "client/import/expression.h"
#include "client/import/target.h"

namespace ippledge::client {

inline constexpr int kMappingBytesMax = 1024 * 1024;
inline constexpr int kMappingErrorsMax = 20;
inline constexpr int kMappingDepthMax = 16;
inline constexpr int kRightsPerRowMax = 100;

// A field that the mapping fills.
struct MappedField {
  FieldId field;
  int group = 0;  // of a right, from 0
  Expression expression;
};

// A row for which all that is given holds is left out.
struct SkipRule {
  Expression value;
  std::vector<std::string> equals;
  std::vector<std::string> unless;
  bool empty = false;
};

// A mapping that is not yet bound to the columns of a file.
struct CompiledMapping {
  Target target = Target::kLoans;
  std::string title;
  std::optional<Encoding> encoding;
  char delimiter = '\0';          // '\0': found out
  std::optional<int> header_row;  // 0: none; unset: looked for
  std::vector<MappedField> fields;
  std::vector<SkipRule> skips;
  std::vector<std::string> separators;  // of rights in one cell
  bool numbered_rights = false;
  bool register_unknown_banks = false;
  bool built_in_defaults = false;
};

// What is found under the built-in headers of `target`.
CompiledMapping BuiltInMapping(Target target);

// `name` stands before each line and column. INVALID_ARGUMENT: not a mapping, one for another
// target than `wanted`, or too large.
absl::StatusOr<CompiledMapping> ParseMapping(absl::string_view text, absl::string_view name,
                                             Target wanted);
// The same from a file; what opening it says.
absl::StatusOr<CompiledMapping> LoadMapping(const std::string& path, Target wanted);

}  // namespace ippledge::client
