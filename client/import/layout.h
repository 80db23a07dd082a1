// client/import/layout.h: a mapping bound to the header of one file.
//
// Immutable once made; any thread.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "client/import/header.h"
#include "client/import/mapping.h"

namespace ippledge::client {

using RightFields = std::array<Expression, kRightFieldCount>;

struct BoundLayout {
  Target target = Target::kLoans;
  std::array<Expression, kFirstRightField> fields;
  std::vector<RightFields> rights;  // 1 to kRightsPerRowMax
  std::vector<SkipRule> skips;
  std::vector<std::string> separators;
  bool register_unknown_banks = false;

  char delimiter = ',';
  int header_row = 0;                // 0: none
  std::vector<std::string> headers;  // texts of the header's columns; empty without a header
  int own_columns = 0;               // without those added to refused rows
  std::string header_raw;            // the header's text up to its own columns
  std::string titles;                // the rows above it: one may tell the unit of all amounts
  std::vector<std::string> understood;  // "合同金额(万元) → contract_amount, 万元", for the dry run

  const Expression& of(FieldId field) const { return fields[static_cast<std::size_t>(field)]; }
};

inline const Expression& FieldOf(const RightFields& right, FieldId field) {
  return right[static_cast<std::size_t>(static_cast<int>(field) - kFirstRightField)];
}

// Finds delimiter and header in the first text of a file, and binds. `has_default_bank`: rows may
// lack a bank. INVALID_ARGUMENT: no header is found, a column that is needed is missing or named
// twice, or nothing fills a required field; the text says which, and what the file has instead.
absl::StatusOr<BoundLayout> FindLayout(const CompiledMapping& mapping, absl::string_view sample,
                                       bool sample_is_whole, bool has_default_bank);

}  // namespace ippledge::client
