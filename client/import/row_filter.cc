#include "client/import/row_filter.h"

#include <algorithm>
#include <string>

#include "absl/strings/match.h"
#include "client/import/cell.h"

namespace ippledge::client {
namespace {

// The first text of a row; empty when it has none.
absl::string_view FirstText(const CsvRecord& record) {
  for (const CsvCell& cell : record.cells) {
    const absl::string_view text = TrimCell(cell.text);
    if (!text.empty()) return text;
  }
  return "";
}

bool IsTotalWord(absl::string_view text) {
  // Hardly any first cell begins like one of the words: look before normalising.
  if (text.size() > 32) return false;
  std::string normal = NormalHeader(text);
  while (!normal.empty() && normal.back() == ':') normal.pop_back();
  for (const absl::string_view word : {"合计", "总计", "小计", "总和", "本页合计", "本页小计",
                                       "total", "grandtotal", "subtotal", "sum"}) {
    if (normal == word) return true;
  }
  return false;
}

bool Holds(const SkipRule& rule, Evaluator* evaluator) {
  absl::string_view text;
  if (!evaluator->Text(rule.value, &text)) return false;
  if (rule.empty && !text.empty()) return false;
  const auto is = [text](const std::string& word) { return text == word; };
  if (!rule.equals.empty() && std::none_of(rule.equals.begin(), rule.equals.end(), is)) {
    return false;
  }
  return std::none_of(rule.unless.begin(), rule.unless.end(), is);
}

}  // namespace

bool IsSubtotal(const CsvRecord& record) {
  const std::string normal = NormalHeader(FirstText(record));
  return absl::StrContains(normal, "小计") || absl::StrContains(normal, "本页") ||
         absl::StartsWith(normal, "sub");
}

RowKind Classify(const BoundLayout& layout, const CsvRecord& record, Evaluator* evaluator) {
  const absl::string_view first = FirstText(record);
  if (first.empty()) return RowKind::kBlank;
  if (IsTotalWord(first)) {
    absl::string_view contract;
    const bool read = evaluator->SourceText(layout.of(FieldId::kContractNumber), &contract);
    if (!read || contract.empty() || contract == first) return RowKind::kTotal;
  }
  for (const SkipRule& rule : layout.skips) {
    if (Holds(rule, evaluator)) return RowKind::kSkipped;
  }
  return RowKind::kData;
}

}  // namespace ippledge::client
