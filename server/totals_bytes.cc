#include "server/totals_bytes.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "ippledge/v1/report_service.pb.h"
#include "ledger/fields.h"
#include "ledger/slice_packing.h"
#include "ledger/wire_bytes.h"
#include "server/totals_text.h"

namespace ippledge::server {
namespace {

// The values of one dimension of a table, each as a field `keys` of a row.
class KeyTexts {
 public:
  KeyTexts(const Programme& programme, const TotalsTable& table, const SlicePacking& packing,
           int part)
      : programme_(programme), packing_(packing), part_(part) {
    std::uint32_t last = 0;
    for (const std::uint64_t key : table.keys) {
      const std::uint32_t value = packing.PackedValue(key, part);
      first_ = std::min(first_, value);
      last = std::max(last, value);
    }
    texts_.resize(table.keys.empty() ? 0 : last - first_ + 1);
  }

  // Of the value in `key`, which is one of the table's.
  absl::string_view Of(std::uint64_t key) {
    std::string& text = texts_[packing_.PackedValue(key, part_) - first_];
    if (text.empty()) text = Make(key);
    return text;
  }

 private:
  std::string Make(std::uint64_t key) const {
    v1::SliceKey message;
    FormatSliceKey(programme_, packing_.dimension(part_), packing_.Value(key, part_), message);
    std::string field;
    WireBytes(field).Part(v1::TotalsRow::kKeysFieldNumber, message.SerializeAsString());
    return field;
  }

  const Programme& programme_;
  const SlicePacking& packing_;
  const int part_;
  std::uint32_t first_ = ~std::uint32_t{0};
  std::vector<std::string> texts_;  // by value; empty until it is asked for
};

// Appends a figure as a field `figures` of a row. As in messages, zeros are left out.
void AppendFigure(Measure measure, std::int64_t value, WireBytes& wire) {
  const std::size_t begin = wire.Begin(v1::TotalsRow::kFiguresFieldNumber);
  const auto number = [&wire](int field, auto of) {
    if (WireCodeOf(of) != 0) wire.Number(field, WireCodeOf(of));
  };
  number(v1::Figure::kMeasureFieldNumber, measure);
  number(v1::Figure::kValueFieldNumber, value);
  wire.End(begin);
}

}  // namespace

std::string TotalsRowsBytes(const Programme& programme, const TotalsTable& table) {
  const SlicePacking packing(table.by);
  std::vector<KeyTexts> texts;
  for (int part = 0; part < packing.size(); ++part) {
    texts.emplace_back(programme, table, packing, part);
  }
  std::string out;
  WireBytes wire(out);
  for (std::size_t row = 0; row < table.size(); ++row) {
    const std::size_t begin = wire.Begin(v1::GetTotalsResponse::kRowsFieldNumber);
    for (KeyTexts& of : texts) absl::StrAppend(&out, of.Of(table.keys[row]));
    for (std::size_t i = 0; i < table.measures.size(); ++i) {
      AppendFigure(table.measures[i], table.figures_of(row)[i], wire);
    }
    wire.End(begin);
    // Rows are about as long as the first one.
    if (row == 0) out.reserve(out.size() * table.size());
  }
  return out;
}

}  // namespace ippledge::server
