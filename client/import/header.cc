#include "client/import/header.h"

#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "client/import/amount.h"
#include "client/import/cell.h"

namespace ippledge::client {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// What stands in brackets or behind a sign: "(万元)", "/万元", "单位:万元", or bare "fen".
absl::string_view Unwrapped(absl::string_view rest) {
  if (rest.size() >= 2 && ((rest.front() == '(' && rest.back() == ')') ||
                           (rest.front() == '[' && rest.back() == ']'))) {
    rest = rest.substr(1, rest.size() - 2);
  } else if (!absl::ConsumePrefix(&rest, "/")) {
    absl::ConsumePrefix(&rest, ":");
  }
  if (!absl::ConsumePrefix(&rest, "单位:")) absl::ConsumePrefix(&rest, "单位");
  absl::ConsumePrefix(&rest, "unit:");
  return rest;
}

// Takes the digits at the end of `rest`; 0 when there are none, -1 when they make no number of a
// right.
int TakeNumber(absl::string_view* rest) {
  std::size_t digits = 0;
  while (digits < rest->size() && IsDigit((*rest)[rest->size() - 1 - digits])) ++digits;
  if (digits == 0) return 0;
  if (digits > 3) return -1;
  int number = 0;
  for (const char c : rest->substr(rest->size() - digits)) number = number * 10 + (c - '0');
  rest->remove_suffix(digits);
  return number > 0 ? number : -1;
}

// Remarks behind names of columns that have no unit.
bool IsRemark(absl::string_view text) {
  for (const absl::string_view remark : {"必填", "选填", "可选", "required", "optional", "yyyymmdd",
                                         "yyyy/mm/dd", "天", "days", "日"}) {
    if (text == remark) return true;
  }
  return false;
}

// Reads what stands behind a name; nothing when the header means something else.
std::optional<ColumnMatch> ReadRest(absl::string_view rest, FieldType type, bool numbered) {
  ColumnMatch match;
  if (numbered) {
    match.number = TakeNumber(&rest);
    if (match.number < 0) return std::nullopt;
    // "知识产权号2" and "担保金额(元)2", but "担保金额2(元)" too.
    const std::size_t bracket = rest.find('(');
    if (match.number == 0 && bracket != rest.npos) {
      absl::string_view before = rest.substr(0, bracket);
      match.number = TakeNumber(&before);
      if (match.number < 0 || !before.empty()) return std::nullopt;
      rest = rest.substr(bracket);
    }
  }
  if (rest.empty()) return match;
  const absl::string_view unit = Unwrapped(rest);
  if (type == FieldType::kAmount) {
    match.amount_power = AmountPowerOf(unit);
    if (match.amount_power < 0) return std::nullopt;
  } else if (type == FieldType::kRate) {
    match.rate_power = RatePowerOf(unit);
    if (match.rate_power < 0) return std::nullopt;
  } else if (!IsRemark(unit)) {
    return std::nullopt;
  }
  return match;
}

}  // namespace

Header HeaderOf(absl::Span<const CsvCell> cells) {
  Header header;
  std::string scratch;
  for (const CsvCell& cell : cells) {
    header.columns.push_back(
        {std::string(CleanCell(cell.text, &scratch)), NormalHeader(cell.text)});
  }
  return header;
}

std::vector<ColumnMatch> FindColumns(const Header& header, absl::string_view name, FieldType type,
                                     bool numbered) {
  std::vector<ColumnMatch> equal;
  std::vector<ColumnMatch> similar;
  const std::string normal = NormalHeader(name);
  for (std::size_t i = 0; i < header.columns.size(); ++i) {
    const Header::Column& column = header.columns[i];
    if (!absl::StartsWith(column.normal, normal) || normal.empty()) continue;
    absl::string_view rest = absl::string_view(column.normal).substr(normal.size());
    if (column.text == name) {
      // The unit is then part of the name itself.
      const std::size_t bracket = normal.rfind('(');
      rest = bracket == normal.npos ? "" : absl::string_view(normal).substr(bracket);
    }
    std::optional<ColumnMatch> match = ReadRest(rest, type, numbered);
    if (!match.has_value() && column.text == name) match = ColumnMatch();
    if (!match.has_value()) continue;
    match->column = static_cast<int>(i);
    (column.text == name ? equal : similar).push_back(*match);
  }
  if (equal.empty() || numbered) equal.insert(equal.end(), similar.begin(), similar.end());
  return equal;
}

int AmountPowerOfTitle(absl::string_view text) {
  const std::string normal = NormalHeader(text);
  const std::size_t at = normal.find("单位");
  if (at == normal.npos) return -1;
  absl::string_view unit = absl::string_view(normal).substr(at + absl::string_view("单位").size());
  absl::ConsumePrefix(&unit, ":");
  absl::ConsumeSuffix(&unit, ")");
  return AmountPowerOf(unit);
}

int OwnColumns(const Header& header) {
  const auto count = static_cast<int>(header.columns.size());
  if (count < 2) return count;
  const auto last = static_cast<std::size_t>(count - 1);
  const bool added = header.columns[last].text == kProblemColumnEn &&
                     header.columns[last - 1].text == kProblemColumnZh;
  return added ? count - 2 : count;
}

}  // namespace ippledge::client
