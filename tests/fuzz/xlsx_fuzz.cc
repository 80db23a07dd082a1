// tests/fuzz/xlsx_fuzz.cc: arbitrary bytes as a workbook, or as one part of a good one.
//
// The first byte chooses which: bytes of an archive rarely get past its checksums.
#include "absl/strings/str_cat.h"
#include "client/statement/xlsx.h"
#include "client/statement/xlsx_number.h"
#include "client/statement/xlsx_sheet.h"
#include "client/statement/xlsx_styles.h"
#include "ledger/check.h"
#include "ledger/text.h"
#include "tests/client/statement/workbook.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace ippledge;          // NOLINT: a fuzzer is all about one thing
using namespace ippledge::client;  // NOLINT

const std::vector<ZipPart>& GoodParts() {
  static const std::vector<ZipPart> parts = PartsOf(
      {.sheets = {{.name = "明细",
                   .rows = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" t=\"s\"><v>1"
                           "</v></c></row><row r=\"3\"><c r=\"A3\" s=\"1\"><v>45838.5</v></c>"
                           "<c r=\"B3\" s=\"2\"><v>1271.6600000000001</v></c><c r=\"C3\"><f>B3</f>"
                           "</c><c r=\"D3\" t=\"inlineStr\"><is><r><t>a_x000A_</t></r></is></c>"
                           "<c r=\"E3\" t=\"b\"><v>1</v></c><c t=\"d\"><v>2025-06-30T00:00:00</v>"
                           "</c></row>"},
                  {.name = "b", .rows = "<row><c><v>1E+2</v></c></row>", .state = "hidden"}},
       .strings =
           "<si><t>日期</t></si><si><r><t>金</t></r><r><t>额</t></r><rPh><t>x</t></rPh></si>",
       .styles = "<numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy/m/d;@\"/></numFmts>"
                 "<cellXfs><xf/><xf numFmtId=\"164\"/><xf numFmtId=\"4\"/></cellXfs>",
       .properties = "date1904=\"0\""});
  return parts;
}

void CheckRows(const std::vector<SheetRow>& rows, const StatementFaults& faults) {
  IPPLEDGE_CHECK(rows.empty() != faults.empty());
  std::int64_t before = 0;
  for (const SheetRow& row : rows) {
    IPPLEDGE_CHECK(row.row > before && row.row <= kXlsxRowNumberMax);
    before = row.row;
    IPPLEDGE_CHECK(!row.cells.empty() && !row.cells.back().empty());
    IPPLEDGE_CHECK(row.cells.size() <= static_cast<std::size_t>(kXlsxColumnsMax));
    for (const std::string& cell : row.cells) IPPLEDGE_CHECK(IsValidUtf8(cell));
  }
  for (const StatementFault& fault : faults.faults()) {
    IPPLEDGE_CHECK(IsValidUtf8(TextZh(fault)) && IsValidUtf8(TextEn(fault)));
  }
}

void ReadAll(const std::string& bytes) {
  LooksLikeXlsx(bytes);
  for (const char* sheet : {"", "b"}) {
    StatementFaults faults;
    std::vector<std::string> left_out;
    CheckRows(ReadXlsx(bytes, sheet, faults, &left_out), faults);
  }
}

void ReadNumber(absl::string_view text) {
  XlsxFormatOfCode(text);
  const std::optional<std::string> number = XlsxNumberText(text);
  // What it gives, it gives again.
  if (number.has_value()) IPPLEDGE_CHECK(XlsxNumberText(*number) == number);
  for (const bool system_1904 : {false, true}) {
    const auto date = XlsxDateText(text, XlsxFormat::kDate, system_1904);
    IPPLEDGE_CHECK(date.has_value() == number.has_value());
  }
}

}  // namespace

namespace ippledge {

std::vector<std::string> FuzzSeeds() {
  const std::vector<ZipPart>& parts = GoodParts();
  std::vector<std::string> seeds;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    seeds.push_back(static_cast<char>(i) + parts[i].bytes);
  }
  seeds.push_back('\xFE' + ZipOf(parts));
  seeds.push_back('\xFE' + ZipOf(parts, true));
  for (const char* text : {"1271.6600000000001", "6.2220212345678902E+18", "45838.58690972222",
                           "-1E-12", "yyyy\"年\"m\"月\";[Red]0.00", "[h]:mm:ss.00_)"}) {
    seeds.push_back(absl::StrCat("\xFF", text));
  }
  return seeds;
}

}  // namespace ippledge

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] == 0xFF) {
    ReadNumber(bytes);
  } else if (data[0] >= 0x80) {
    ReadAll(bytes);
  } else {
    std::vector<ZipPart> parts = GoodParts();
    parts[data[0] % parts.size()].bytes = bytes;
    ReadAll(ZipOf(parts, true));
  }
  return 0;
}
