#include "client/statement/xlsx_sheet.h"

#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "client/statement/xlsx_part.h"
#include "ledger/text.h"

namespace ippledge::client {
namespace {

using Kind = StatementFaultKind;

constexpr int kShownBytesMax = 80;      // of a value in a fault, and of a formula
constexpr int kColumnLettersMax = 3;    // "XFD"
constexpr std::size_t kDateChars = 10;  // "2025-06-30"

enum : int {
  kWorksheet = kXlsxDocument + 1,
  kSheetData,
  kRow,
  kCell,
  kValue,
  kFormula,
  kInline,
  kText,
  kRun,
  kRunText
};
// Those that come most often first.
constexpr XlsxElement kElements[] = {
    {kCell, "v", kValue},
    {kCell, "f", kFormula},
    {kCell, "is", kInline},
    {kInline, "t", kText},
    {kInline, "r", kRun},
    {kRun, "t", kRunText},
    {kRow, "c", kCell},
    {kSheetData, "row", kRow},
    {kWorksheet, "sheetData", kSheetData},
    {kXlsxDocument, "worksheet", kWorksheet},
};

// Column and row of "AB12"; false when it is none.
bool ParseReference(absl::string_view text, std::int64_t* column, std::int64_t* row) {
  *column = 0;
  std::size_t letters = 0;
  while (letters < text.size() && absl::ascii_isalpha(static_cast<unsigned char>(text[letters]))) {
    if (letters == kColumnLettersMax) return false;
    const char letter = absl::ascii_toupper(static_cast<unsigned char>(text[letters++]));
    *column = *column * 26 + (letter - 'A' + 1);
  }
  return letters > 0 && absl::SimpleAtoi(text.substr(letters), row);
}

// "2025-06-30 14:05:09" out of "2025-06-30T14:05:09.000Z"; what looks otherwise stays as it is.
std::string IsoText(absl::string_view text) {
  if (text.size() <= kDateChars || text[kDateChars] != 'T') return std::string(text);
  absl::string_view time = text.substr(kDateChars + 1);
  time = time.substr(0, time.find_first_of(".Z"));
  const absl::string_view date = text.substr(0, kDateChars);
  return time == "00:00:00" ? std::string(date) : absl::StrCat(date, " ", time);
}

class Sheet final : public XlsxPart {
 public:
  Sheet(const XlsxCellContext& context, std::size_t rows_wanted, std::vector<SheetRow>* rows,
        StatementFaults* faults)
      : XlsxPart(kElements),
        context_(context),
        rows_wanted_(rows_wanted),
        rows_(rows),
        faults_(faults) {}

  void Begin(int element, const XlsxAttributes& attributes) override {
    if (element == kRow) BeginRow(attributes.Get("r"));
    if (element == kCell) BeginCell(attributes);
    if (element == kFormula) has_formula_ = true;
  }

  void Text(int element, absl::string_view text) override {
    if (element == kFormula) {
      absl::StrAppend(&formula_, CutToBytes(text, kShownBytesMax));
    } else if (element == kValue || element == kText || element == kRunText) {
      if (value_.size() + text.size() > kXlsxCellBytesMax) {
        too_long_ = true;
      } else {
        value_.append(text.data(), text.size());
      }
    }
  }

  void End(int element) override {
    if (element == kCell) EndCell();
    if (element == kRow) EndRow();
  }

  bool refused() const { return refused_; }

 private:
  void BeginRow(absl::string_view written) {
    std::int64_t number = row_.row + 1;
    if (!written.empty() && (!absl::SimpleAtoi(written, &number) || number <= row_.row)) {
      Refuse(Kind::kMalformed, "row", written, absl::StrCat("> ", row_.row));
      return Stop();
    }
    row_.row = number;
    column_ = 0;
    if (number > kXlsxRowNumberMax) {
      Refuse(Kind::kTooLarge, "row", written, absl::StrCat("<= ", kXlsxRowNumberMax));
      Stop();
    }
  }

  void BeginCell(const XlsxAttributes& attributes) {
    const absl::string_view reference = attributes.Get("r");
    std::int64_t column = column_ + 1;
    std::int64_t row = row_.row;
    if (!reference.empty() &&
        (!ParseReference(reference, &column, &row) || row != row_.row || column <= column_)) {
      Refuse(Kind::kMalformed, "c", reference, "cells in order");
      return Stop();
    }
    column_ = column;
    type_ = std::string(attributes.Get("t"));
    style_ = 0;
    if (const absl::string_view style = attributes.Get("s");
        !style.empty() && !absl::SimpleAtoi(style, &style_)) {
      Refuse(Kind::kMalformed, "s", style, "");
    }
    value_.clear();
    formula_.clear();
    has_formula_ = false;
    too_long_ = false;
  }

  void EndCell() {
    if (too_long_) {
      return Refuse(Kind::kFieldTooLong, "", value_, absl::StrCat("<= ", kXlsxCellBytesMax));
    }
    std::optional<std::string> text = CellText();
    if (!text.has_value()) return Refuse(Kind::kMalformed, absl::StrCat("t=", type_), value_, "");
    if (text->empty()) return;
    if (column_ > kXlsxColumnsMax) {
      return Refuse(Kind::kTooDeep, "", *text, absl::StrCat("<= ", kXlsxColumnsMax));
    }
    const std::size_t before = row_.cells.size();
    row_.cells.resize(static_cast<std::size_t>(column_ - 1));
    row_.cells.push_back(*std::move(text));
    cells_ += static_cast<std::int64_t>(row_.cells.size() - before);
    bytes_ += static_cast<std::int64_t>(row_.cells.back().size());
    if (cells_ > kXlsxCellsMax) return RefuseLarge("cells", kXlsxCellsMax);
    if (bytes_ > kXlsxTextBytesMax) return RefuseLarge("text", kXlsxTextBytesMax);
  }

  void EndRow() {
    if (row_.cells.empty()) return;
    if (rows_->size() == kXlsxRowsMax) {
      return RefuseLarge("row", static_cast<std::int64_t>(kXlsxRowsMax));
    }
    // Exactly as large as need be: there may be a million of them.
    rows_->push_back(
        {row_.row,
         {std::make_move_iterator(row_.cells.begin()), std::make_move_iterator(row_.cells.end())}});
    row_.cells.clear();
    if (rows_->size() >= rows_wanted_) Stop();
  }

  // nullopt: there is no such value.
  std::optional<std::string> CellText() const {
    if (type_ == "inlineStr" || type_ == "str") return UnescapeXlsxText(value_);
    const absl::string_view value = absl::StripAsciiWhitespace(value_);
    if (value.empty()) {
      // No result: a spreadsheet computes one when it opens the file, we do not.
      const bool counted = type_.empty() || type_ == "n";
      return has_formula_ && counted ? absl::StrCat("=", CutToBytes(formula_, kShownBytesMax)) : "";
    }
    if (type_.empty() || type_ == "n") return NumberText(value);
    if (type_ == "s") {
      std::uint32_t index = 0;
      if (!absl::SimpleAtoi(value, &index) || index >= context_.strings->size()) {
        return std::nullopt;
      }
      return std::string((*context_.strings)[index]);
    }
    if (type_ == "b") {
      if (value == "1" || value == "true") return "TRUE";
      if (value == "0" || value == "false") return "FALSE";
      return std::nullopt;
    }
    if (type_ == "e") return std::string(value);
    if (type_ == "d") return IsoText(value);
    return std::nullopt;
  }

  std::optional<std::string> NumberText(absl::string_view value) const {
    const XlsxFormat format =
        style_ < context_.formats->size() ? (*context_.formats)[style_] : XlsxFormat::kNumber;
    if (format == XlsxFormat::kNumber) return XlsxNumberText(value);
    return XlsxDateText(value, format, context_.system_1904);
  }

  void Refuse(Kind kind, absl::string_view field, absl::string_view got, absl::string_view want) {
    faults_->Add({.kind = kind,
                  .line = row_.row,
                  .column = column_,
                  .field = Printable(CutToBytes(field, kShownBytesMax)),
                  .got = Printable(CutToBytes(got, kShownBytesMax)),
                  .want = std::string(want)});
    refused_ = true;
    // Nobody reads more of them.
    if (faults_->full()) Stop();
  }

  void RefuseLarge(absl::string_view field, std::int64_t limit) {
    Refuse(Kind::kTooLarge, field, "", absl::StrCat("<= ", limit));
    Stop();
  }

  const XlsxCellContext& context_;
  const std::size_t rows_wanted_;
  std::vector<SheetRow>* const rows_;
  StatementFaults* const faults_;
  SheetRow row_;  // the present one
  std::int64_t column_ = 0;
  std::string type_;
  std::uint32_t style_ = 0;
  std::string value_;
  std::string formula_;  // its beginning
  bool has_formula_ = false;
  bool too_long_ = false;
  std::int64_t cells_ = 0;
  std::int64_t bytes_ = 0;
  bool refused_ = false;
};

}  // namespace

bool ReadXlsxSheet(XlsxArchive& archive, absl::string_view part, const XlsxCellContext& context,
                   std::vector<SheetRow>& rows, StatementFaults& faults, std::size_t rows_wanted) {
  Sheet sheet(context, rows_wanted, &rows, &faults);
  return ReadXlsxPart(archive, part, sheet, faults) && !sheet.refused();
}

}  // namespace ippledge::client
