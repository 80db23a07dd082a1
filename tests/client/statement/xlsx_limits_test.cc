// What a workbook may not be: damaged, locked, or made to hurt.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/statement/xlsx.h"
#include "client/statement/xlsx_archive.h"
#include "client/statement/xlsx_sheet.h"
#include "client/statement/xlsx_styles.h"
#include "tests/client/statement/workbook.h"

namespace ippledge::client {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

// The first fault; "" when there is none.
std::string FaultOf(const std::string& bytes) {
  StatementFaults faults;
  const std::vector<SheetRow> rows = ReadXlsx(bytes, "", faults);
  if (faults.empty()) return "";
  EXPECT_THAT(rows, IsEmpty());
  const StatementFault& fault = faults.faults()[0];
  return absl::StrCat(NameOf(fault.kind), ": ", TextEn(fault));
}

const WorkbookParts& Good() {
  static const WorkbookParts good = {
      .sheets = {{.rows = "<row><c t=\"s\"><v>0</v></c><c s=\"0\"><v>1</v></c></row>"}},
      .strings = "<si><t>余额</t></si>",
      .styles = "<cellXfs><xf numFmtId=\"14\"/></cellXfs>"};
  return good;
}

// The good workbook with one part changed, or left out when `bytes` is empty.
std::string With(absl::string_view name, const std::string& bytes) {
  std::vector<ZipPart> parts = PartsOf(Good());
  for (ZipPart& part : parts) {
    if (part.name == name) part.bytes = bytes;
  }
  parts.erase(std::remove_if(parts.begin(), parts.end(),
                             [](const ZipPart& part) { return part.bytes.empty(); }),
              parts.end());
  return ZipOf(parts);
}

constexpr absl::string_view kSheet = "xl/worksheets/sheet1.xml";

TEST(XlsxLimits, TheGoodWorkbookIsRead) { EXPECT_EQ(FaultOf(WorkbookOf(Good())), ""); }

TEST(XlsxLimits, DamagedArchives) {
  const std::string good = WorkbookOf(Good());
  EXPECT_THAT(FaultOf(""), StartsWith("MALFORMED: zip"));
  EXPECT_THAT(FaultOf("PK\x03\x04"), StartsWith("MALFORMED: zip"));
  EXPECT_THAT(FaultOf(good.substr(0, good.size() / 2)), StartsWith("MALFORMED: zip"));
  EXPECT_THAT(FaultOf(good.substr(0, good.size() - 1)), StartsWith("MALFORMED: zip"));
  // One bit of a stored part: the checksum tells.
  std::string flipped = ZipOf(PartsOf(Good()), true);
  flipped[flipped.find("<v>1</v>") + 3] = '3';
  EXPECT_THAT(FaultOf(flipped), AllOf(StartsWith("MALFORMED: xl/worksheets"), HasSubstr("CRC")));
  for (std::size_t size = 0; size < good.size(); ++size) {
    EXPECT_NE(FaultOf(good.substr(0, size)), "") << size;
  }
}

TEST(XlsxLimits, MissingParts) {
  EXPECT_EQ(FaultOf(With("_rels/.rels", "")), "");  // the usual place does
  EXPECT_THAT(FaultOf(With("xl/workbook.xml", "")), StartsWith("FIELD_MISSING: xl/workbook.xml"));
  EXPECT_THAT(FaultOf(With("xl/_rels/workbook.xml.rels", "")),
              StartsWith("FIELD_MISSING: xl/_rels/workbook.xml.rels"));
  EXPECT_THAT(FaultOf(With(kSheet, "")), StartsWith("MALFORMED: xl/workbook.xml"));
  EXPECT_THAT(FaultOf(With("xl/sharedStrings.xml", "")),
              StartsWith("MALFORMED: line 1, column 1, t=s"));
  EXPECT_EQ(FaultOf(With("xl/styles.xml", "")), "");
  EXPECT_THAT(FaultOf(ZipOf({{"[Content_Types].xml", "<Types/>"}})),
              StartsWith("FIELD_MISSING: xl/_rels/workbook.xml.rels"));
}

TEST(XlsxLimits, BinaryWorkbooksAreNamed) {
  std::vector<ZipPart> parts = PartsOf(Good());
  for (ZipPart& part : parts) {
    const std::size_t at = part.bytes.find("workbook.xml");
    if (part.name == "_rels/.rels") part.bytes.replace(at, 12, "workbook.bin");
    if (part.name == "xl/workbook.xml") part.name = "xl/workbook.bin";
  }
  EXPECT_THAT(FaultOf(ZipOf(parts)), StartsWith("NOT_RECOGNISED: xl/workbook.bin"));
}

TEST(XlsxLimits, EncryptedEntries) {
  std::vector<ZipPart> parts = PartsOf(Good());
  for (ZipPart& part : parts) part.encrypted = part.name == kSheet;
  EXPECT_EQ(
      FaultOf(ZipOf(parts)),
      "UNREADABLE: xl/worksheets/sheet1.xml: the file cannot be read, got \"encrypted\", want "
      "\"no password\"");
}

TEST(XlsxLimits, TwoEntriesOfOneName) {
  std::vector<ZipPart> parts = PartsOf(Good());
  parts.push_back({"XL\\worksheets\\Sheet1.xml", "<worksheet/>"});
  EXPECT_THAT(FaultOf(ZipOf(parts)), AllOf(StartsWith("MALFORMED: zip"), HasSubstr("Sheet1.xml")));
}

TEST(XlsxLimits, Entries) {
  std::vector<ZipPart> parts = PartsOf(Good());
  while (parts.size() < static_cast<std::size_t>(kXlsxEntriesMax)) {
    parts.push_back({absl::StrCat("media/", parts.size()), "x"});
  }
  EXPECT_EQ(FaultOf(ZipOf(parts)), "");
  parts.push_back({"media/last", "x"});
  EXPECT_THAT(FaultOf(ZipOf(parts)), StartsWith("TOO_LARGE: zip"));
}

void AppendLittleEndian(std::uint64_t number, int bytes, std::string* to) {
  for (int i = 0; i < bytes; ++i) to->push_back(static_cast<char>(number >> (8 * i)));
}

TEST(XlsxLimits, EntriesThatAreOnlyClaimed) {
  std::string bytes = WorkbookOf(Good());
  bytes.resize(bytes.size() - 22);
  const std::size_t end = bytes.size();
  const std::size_t directory = bytes.find("PK\x01\x02");
  bytes.append("PK\x06\x06");
  AppendLittleEndian(44, 8, &bytes);
  AppendLittleEndian(0x2D'002D, 4, &bytes);
  AppendLittleEndian(0, 8, &bytes);
  AppendLittleEndian(std::uint64_t{1} << 32, 8, &bytes);
  AppendLittleEndian(std::uint64_t{1} << 32, 8, &bytes);
  AppendLittleEndian(end - directory, 8, &bytes);
  AppendLittleEndian(directory, 8, &bytes);
  bytes.append("PK\x06\x07");
  AppendLittleEndian(0, 4, &bytes);
  AppendLittleEndian(end, 8, &bytes);
  AppendLittleEndian(1, 4, &bytes);
  bytes.append("PK\x05\x06");
  AppendLittleEndian(0, 4, &bytes);
  for (const int size : {2, 2, 4, 4}) AppendLittleEndian(~std::uint64_t{0}, size, &bytes);
  AppendLittleEndian(0, 2, &bytes);
  EXPECT_THAT(FaultOf(bytes), StartsWith("TOO_LARGE: zip"));
}

TEST(XlsxLimits, Bombs) {
  std::string rows;
  while (rows.size() < 64 * 1024 * 1024) rows += "<row/>";
  const std::string bomb = With(kSheet, absl::StrCat("<worksheet>", rows, "</worksheet>"));
  EXPECT_LT(bomb.size(), 100'000u);
  EXPECT_THAT(FaultOf(bomb), AllOf(StartsWith("TOO_LARGE: xl/worksheets/sheet1.xml"),
                                   HasSubstr(absl::StrCat(kXlsxRatioMax))));
}

TEST(XlsxLimits, Xml) {
  EXPECT_THAT(FaultOf(With(kSheet, "<!DOCTYPE a [<!ENTITY b \"c\">]><worksheet>&b;</worksheet>")),
              StartsWith("FORBIDDEN_XML: xl/worksheets/sheet1.xml"));
  EXPECT_THAT(FaultOf(With("xl/sharedStrings.xml", "<!DOCTYPE sst><sst/>")),
              StartsWith("FORBIDDEN_XML: xl/sharedStrings.xml"));
  EXPECT_THAT(FaultOf(With(kSheet, "<worksheet><sheetData></worksheet>")),
              StartsWith("MALFORMED: xl/worksheets/sheet1.xml"));
  EXPECT_THAT(FaultOf(With(kSheet, "<worksheet>")), StartsWith("MALFORMED: xl/worksheets"));
  EXPECT_THAT(FaultOf(With(kSheet, "\xFF\xFE\xFD")), HasSubstr("xl/worksheets/sheet1.xml"));
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += "<a>";
  EXPECT_THAT(FaultOf(With("xl/styles.xml", deep)), StartsWith("TOO_DEEP: xl/styles.xml"));
}

TEST(XlsxLimits, TextOfACell) {
  const auto sheet = [](std::size_t size) {
    return With(kSheet,
                absl::StrCat("<worksheet><sheetData><row><c/><c t=\"str\"><v>",
                             std::string(size, 'x'), "</v></c></row></sheetData></worksheet>"));
  };
  EXPECT_EQ(FaultOf(sheet(kXlsxCellBytesMax)), "");
  EXPECT_THAT(FaultOf(sheet(kXlsxCellBytesMax + 1)),
              StartsWith("FIELD_TOO_LONG: line 1, column 2"));
  EXPECT_THAT(FaultOf(With("xl/sharedStrings.xml",
                           absl::StrCat("<sst><si/><si><t>", std::string(kXlsxCellBytesMax, 'x'),
                                        "</t><r><t>x</t></r></si></sst>"))),
              AllOf(StartsWith("FIELD_TOO_LONG: xl/sharedStrings.xml"), HasSubstr("si 2")));
}

TEST(XlsxLimits, Rows) {
  std::string rows;
  for (std::size_t i = 0; i < kXlsxRowsMax; ++i)
    absl::StrAppend(&rows, "<row><c><v>1</v></c></row>");
  const auto sheet = [&rows](absl::string_view more) {
    std::vector<ZipPart> parts = PartsOf({.sheets = {{.rows = absl::StrCat(rows, more)}}});
    return ZipOf(parts, true);
  };
  EXPECT_EQ(FaultOf(sheet("<row/><row><c s=\"1\"/></row>")), "");
  EXPECT_THAT(FaultOf(sheet("<row><c><v>1</v></c></row>")), StartsWith("TOO_LARGE: line 1001001"));
}

TEST(XlsxLimits, Styles) {
  std::string styles = "<styleSheet><cellXfs>";
  for (std::size_t i = 0; i <= kXlsxStylesMax; ++i) styles += "<xf/>";
  EXPECT_THAT(FaultOf(With("xl/styles.xml", styles + "</cellXfs></styleSheet>")),
              StartsWith("TOO_LARGE: xl/styles.xml"));
  EXPECT_THAT(FaultOf(With("xl/styles.xml",
                           "<styleSheet><cellXfs><xf numFmtId=\"x\"/></cellXfs></styleSheet>")),
              StartsWith("MALFORMED: xl/styles.xml"));
}

TEST(XlsxLimits, NamesAndLinks) {
  WorkbookParts parts = Good();
  parts.sheets[0].name = std::string(300, 'n');
  EXPECT_THAT(FaultOf(WorkbookOf(parts)), StartsWith("FIELD_TOO_LONG: xl/workbook.xml"));
  EXPECT_THAT(FaultOf(With("xl/_rels/workbook.xml.rels",
                           absl::StrCat("<Relationships><Relationship Id=\"rId1\" Target=\"",
                                        std::string(300, 't'), "\"/></Relationships>"))),
              StartsWith("FIELD_TOO_LONG: xl/_rels/workbook.xml.rels"));
  // What is linked from outside is not there.
  EXPECT_THAT(FaultOf(With("xl/_rels/workbook.xml.rels",
                           "<Relationships><Relationship Id=\"rId1\" Type=\"a/worksheet\" "
                           "TargetMode=\"External\" Target=\"worksheets/sheet1.xml\"/>"
                           "</Relationships>")),
              StartsWith("MALFORMED: xl/workbook.xml"));
}

}  // namespace
}  // namespace ippledge::client
