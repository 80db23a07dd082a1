#include "client/import/verdicts.h"

#include <optional>
#include <string>

#include "absl/strings/numbers.h"
#include "client/import/target.h"

namespace ippledge::client {
namespace {

// Index of the right in "loan.rights[2].secured_fen"; 0 when the path has none.
std::size_t RightOf(absl::string_view path) {
  const std::size_t open = path.find("rights[");
  if (open == path.npos) return 0;
  absl::string_view digits = path.substr(open + 7);
  digits = digits.substr(0, digits.find(']'));
  std::uint32_t index = 0;
  return absl::SimpleAtoi(digits, &index) ? index : 0;
}

std::string ColumnOf(absl::string_view path, const BoundLayout& layout) {
  const std::optional<FieldId> field = FieldOfApiPath(path);
  if (!field.has_value()) return std::string(path);
  if (!IsOfRight(*field)) return layout.of(*field).header;
  const std::size_t right = RightOf(path);
  // Several rights may stand in one cell: then the only group is theirs.
  const RightFields& fields = layout.rights[right < layout.rights.size() ? right : 0];
  return FieldOf(fields, *field).header;
}

}  // namespace

std::vector<Problem> ProblemsOf(const google::protobuf::RepeatedPtrField<v1::Violation>& violations,
                                std::int64_t row, const BoundLayout& layout) {
  std::vector<Problem> problems;
  for (const v1::Violation& violation : violations) {
    Problem& problem = problems.emplace_back();
    problem.row = row;
    problem.column = ColumnOf(violation.field(), layout);
    problem.reason = violation.reason();
    problem.english = violation.message();
    problem.chinese = violation.message_zh();
  }
  if (problems.empty()) {
    problems.push_back({row, "", "REFUSED", "the server refused the row without a reason",
                        "服务器拒绝了本行但未说明原因"});
  }
  return problems;
}

Reason FirstReason(const google::protobuf::RepeatedPtrField<v1::Violation>& violations) {
  return violations.empty() ? Reason::kNone : ReasonNamed(violations[0].reason());
}

}  // namespace ippledge::client
