#include "server/totals_bytes.h"

#include <google/protobuf/io/coded_stream.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

#include "absl/strings/string_view.h"
#include "ippledge/v1/report_service.pb.h"
#include "ledger/slice_packing.h"
#include "server/totals_text.h"

namespace ippledge::server {
namespace {

using google::protobuf::io::CodedOutputStream;

// The byte before a field of fewer than 16: its number, and whether a length or a varint follows.
constexpr std::uint8_t LengthTag(int field) { return static_cast<std::uint8_t>(field << 3 | 2); }
constexpr std::uint8_t VarintTag(int field) { return static_cast<std::uint8_t>(field << 3); }

// A tag and a length, or a tag and a varint, at most.
constexpr std::size_t kTaggedBytesMax = 11;
// A figure with its tag and length.
constexpr std::size_t kFigureBytesMax = 2 + 2 * kTaggedBytesMax;

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
    const std::string bytes = message.SerializeAsString();
    std::uint8_t head[kTaggedBytesMax] = {LengthTag(v1::TotalsRow::kKeysFieldNumber)};
    std::uint8_t* const end =
        CodedOutputStream::WriteVarint32ToArray(static_cast<std::uint32_t>(bytes.size()), head + 1);
    return std::string(head, end) + bytes;
  }

  const Programme& programme_;
  const SlicePacking& packing_;
  const int part_;
  std::uint32_t first_ = ~std::uint32_t{0};
  std::vector<std::string> texts_;  // by value; empty until it is asked for
};

std::uint8_t* PutBytes(absl::string_view bytes, std::uint8_t* to) {
  std::memcpy(to, bytes.data(), bytes.size());
  return to + bytes.size();
}

std::uint8_t* PutVarintField(int field, std::uint64_t value, std::uint8_t* to) {
  if (value == 0) return to;
  *to++ = VarintTag(field);
  return CodedOutputStream::WriteVarint64ToArray(value, to);
}

// A figure as a field `figures` of a row.
std::uint8_t* PutFigure(Measure measure, std::int64_t value, std::uint8_t* to) {
  *to++ = LengthTag(v1::TotalsRow::kFiguresFieldNumber);
  std::uint8_t* const length = to++;
  to = PutVarintField(v1::Figure::kMeasureFieldNumber, static_cast<std::uint64_t>(measure), to);
  to = PutVarintField(v1::Figure::kValueFieldNumber, static_cast<std::uint64_t>(value), to);
  *length = static_cast<std::uint8_t>(to - length - 1);
  return to;
}

}  // namespace

std::string TotalsRowsBytes(const Programme& programme, const TotalsTable& table) {
  const SlicePacking packing(table.by);
  std::vector<KeyTexts> texts;
  for (int part = 0; part < packing.size(); ++part) {
    texts.emplace_back(programme, table, packing, part);
  }
  std::string out;
  std::vector<std::uint8_t> figures(table.measures.size() * kFigureBytesMax);
  std::vector<absl::string_view> keys(texts.size());
  for (std::size_t row = 0; row < table.size(); ++row) {
    std::uint8_t* end = figures.data();
    for (std::size_t i = 0; i < table.measures.size(); ++i) {
      end = PutFigure(table.measures[i], table.figures_of(row)[i], end);
    }
    const absl::string_view figure_bytes(reinterpret_cast<const char*>(figures.data()),
                                         static_cast<std::size_t>(end - figures.data()));
    std::size_t length = figure_bytes.size();
    for (std::size_t i = 0; i < texts.size(); ++i) {
      keys[i] = texts[i].Of(table.keys[row]);
      length += keys[i].size();
    }
    const std::size_t begin = out.size();
    // Rows are about as long as the first one.
    if (row == 0) out.reserve((length + kTaggedBytesMax) * table.size());
    out.resize(begin + kTaggedBytesMax + length);
    auto* const first = reinterpret_cast<std::uint8_t*>(out.data() + begin);
    std::uint8_t* to = first;
    *to++ = LengthTag(v1::GetTotalsResponse::kRowsFieldNumber);
    to = CodedOutputStream::WriteVarint32ToArray(static_cast<std::uint32_t>(length), to);
    for (const absl::string_view key : keys) to = PutBytes(key, to);
    to = PutBytes(figure_bytes, to);
    out.resize(begin + static_cast<std::size_t>(to - first));
  }
  return out;
}

}  // namespace ippledge::server
