#include "client/statement/xlsx.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "client/statement/xlsx_styles.h"
#include "tests/client/statement/workbook.h"

namespace ippledge::client {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Cells = std::vector<std::string>;

// The rows, or one row 0 with the faults.
std::vector<SheetRow> Read(const std::string& bytes, absl::string_view sheet = "") {
  StatementFaults faults;
  std::vector<SheetRow> rows = ReadXlsx(bytes, sheet, faults);
  if (faults.empty()) return rows;
  EXPECT_THAT(rows, IsEmpty());
  SheetRow told;
  for (const StatementFault& fault : faults.faults()) {
    told.cells.push_back(absl::StrCat(NameOf(fault.kind), ": ", TextEn(fault)));
  }
  return {told};
}

// The text of one cell, "A1".
std::string ReadCell(absl::string_view cell, const WorkbookParts& with = {}) {
  WorkbookParts parts = with;
  parts.sheets = {
      {.rows = absl::StrCat("<row r=\"1\">", cell, "<c r=\"C1\" t=\"str\"><v>后</v></c></row>")}};
  const std::vector<SheetRow> rows = Read(WorkbookOf(parts));
  return rows.size() == 1 && !rows[0].cells.empty() ? rows[0].cells[0] : "?";
}

TEST(LooksLikeXlsx, ByContent) {
  const std::string workbook = WorkbookOfRows("");
  EXPECT_TRUE(LooksLikeXlsx(workbook));
  EXPECT_TRUE(LooksLikeXlsx(workbook.substr(0, workbook.size() - 40)));  // cut off: refused by name
  EXPECT_FALSE(LooksLikeXlsx(""));
  EXPECT_FALSE(LooksLikeXlsx("PK"));
  EXPECT_FALSE(LooksLikeXlsx(ZipOf({{"a.txt", "xl/workbook.xml"}})));
  EXPECT_FALSE(LooksLikeXlsx(ZipOf({{"[Content_Types].xml", "x"}, {"word/document.xml", "x"}})));
  EXPECT_FALSE(LooksLikeXlsx("[Content_Types].xml xl/workbook.xml"));
}

TEST(LooksLikeOldXls, BySignatureAndRefusedByName) {
  const std::string old = absl::StrCat("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", std::string(600, '\0'));
  EXPECT_TRUE(LooksLikeOldXls(old));
  EXPECT_FALSE(LooksLikeOldXls("\xD0\xCF"));
  EXPECT_FALSE(LooksLikeOldXls(WorkbookOfRows("")));
  EXPECT_THAT(Read(old)[0].cells,
              ElementsAre("NOT_RECOGNISED: no known form of statement, got \".xls (Excel "
                          "97-2003)\", want \".xlsx, .csv\""));
  std::string locked = old;
  for (const char c : std::string("EncryptedPackage")) locked.append({c, '\0'});
  EXPECT_THAT(Read(locked)[0].cells,
              ElementsAre("UNREADABLE: the file cannot be read, got \"EncryptedPackage\", want "
                          "\".xlsx without password\""));
}

TEST(ReadXlsx, RowsOfTheFundAccount) {
  const std::string bytes = WorkbookOf(
      {.sheets = {{.name = "交易明细",
                   .rows = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>"
                           "<row r=\"2\"/>"
                           "<row r=\"3\" spans=\"1:4\"><c r=\"A3\" t=\"s\"><v>1</v></c>"
                           "<c r=\"B3\" t=\"s\"><v>2</v></c><c r=\"D3\" t=\"s\"><v>3</v></c>"
                           "<c r=\"E3\" s=\"1\"/></row>"
                           "<row r=\"4\"><c r=\"A4\" s=\"1\"><v>45838</v></c>"
                           "<c r=\"B4\" s=\"2\"><v>1271.6600000000001</v></c>"
                           "<c r=\"D4\"><f>D3+B4</f><v>500001271.66000003</v></c></row>"}},
       .strings = "<si><t>内蒙古知识产权质押融资风险补偿资金专户</t></si><si><t>交易日期</t></si>"
                  "<si><r><t>收</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\">入 </t></r>"
                  "<rPh sb=\"0\" eb=\"1\"><t>shou</t></rPh></si><si><t>余额</t></si>",
       .styles = "<numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy/m/d;@\"/></numFmts>"
                 "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
                 "<cellXfs><xf/><xf numFmtId=\"164\"/><xf numFmtId=\"4\"/></cellXfs>"
                 "<dxfs><dxf><numFmt numFmtId=\"4\" formatCode=\"yyyy\"/></dxf></dxfs>"});
  EXPECT_THAT(Read(bytes), ElementsAre(SheetRow{1, {"内蒙古知识产权质押融资风险补偿资金专户"}},
                                       SheetRow{3, {"交易日期", "收入 ", "", "余额"}},
                                       SheetRow{4, {"2025-06-30", "1271.66", "", "500001271.66"}}));
}

TEST(ReadXlsx, KindsOfCells) {
  const WorkbookParts with = {.strings =
                                  "<si><t>一</t></si><si/><si><t>a_x000D_b_x005F_x_xZZZZ_"
                                  "_x0000__xD800_</t></si>",
                              .styles = "<cellXfs><xf/><xf numFmtId=\"22\"/></cellXfs>"};
  struct Case {
    std::string cell;
    std::string text;
  };
  const Case cases[] = {
      {"<c r=\"A1\"><v>100</v></c>", "100"},
      {"<c r=\"A1\" t=\"n\"><v> 1E+2\n</v></c>", "100"},
      {"<c r=\"A1\" t=\"s\"><v>0</v></c>", "一"},
      {"<c r=\"A1\" t=\"s\"><v>1</v></c>", ""},
      {"<c r=\"A1\" t=\"s\"><v>2</v></c>", "a\rb_x_xZZZZ__x0000__xD800_"},
      {"<c r=\"A1\" t=\"inlineStr\"><is><t>行内</t></is></c>", "行内"},
      {"<c r=\"A1\" "
       "t=\"inlineStr\"><is><r><t>多</t></r><r><t>段</t></r><rPh><t>x</t></rPh></is></c>",
       "多段"},
      {"<c r=\"A1\" t=\"str\"><f>A2&amp;\"x\"</f><v>收_x4E00_</v></c>", "收一"},
      {"<c r=\"A1\" t=\"str\"><f>\"\"</f><v></v></c>", ""},
      {"<c r=\"A1\"><f>B2-C2</f><v>0.30000000000000004</v></c>", "0.3"},
      {"<c r=\"A1\"><f>B2-C2</f></c>", "=B2-C2"},
      {"<c r=\"A1\"><f>B2-C2</f><v/></c>", "=B2-C2"},
      {"<c r=\"A1\"><f t=\"shared\" si=\"0\"/></c>", "="},
      {"<c r=\"A1\" t=\"b\"><v>1</v></c>", "TRUE"},
      {"<c r=\"A1\" t=\"b\"><v>0</v></c>", "FALSE"},
      {"<c r=\"A1\" t=\"e\"><f>A9</f><v>#REF!</v></c>", "#REF!"},
      {"<c r=\"A1\" t=\"d\"><v>2025-06-30T00:00:00</v></c>", "2025-06-30"},
      {"<c r=\"A1\" t=\"d\"><v>2025-06-30T14:05:09.000Z</v></c>", "2025-06-30 14:05:09"},
      {"<c r=\"A1\" t=\"d\"><v>2025-06-30</v></c>", "2025-06-30"},
      {"<c r=\"A1\" s=\"1\"><v>45838.5</v></c>", "2025-06-30 12:00:00"},
      {"<c r=\"A1\" s=\"1\" t=\"str\"><v>45838.5</v></c>", "45838.5"},
      {"<c r=\"A1\" s=\"9\"><v>45838.5</v></c>", "45838.5"},
      {"<c r=\"A1\"><v><![CDATA[7]]></v></c>", "7"},
      {"<c r=\"A1\"><v>1<!-- -->2</v></c>", "12"},
      {"<c r=\"A1\"><v>5</v><extLst><ext><v>6</v></ext></extLst></c>", "5"},
      {"<c><v>5</v></c>", "5"},
      {"", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(ReadCell(c.cell, with), c.text) << c.cell;
}

TEST(ReadXlsx, CellsThatCannotBeAreRefusedWhereTheyStand) {
  struct Case {
    std::string rows;
    std::string fault;
  };
  const Case cases[] = {
      {"<row r=\"7\"><c r=\"B7\"><v>12 元</v></c></row>",
       "MALFORMED: line 7, column 2, t=: not what its format says, got \"12 元\""},
      {"<row r=\"7\"><c r=\"B7\" t=\"s\"><v>0</v></c></row>",
       "MALFORMED: line 7, column 2, t=s: not what its format says, got \"0\""},
      {"<row r=\"7\"><c r=\"B7\" t=\"b\"><v>2</v></c></row>",
       "MALFORMED: line 7, column 2, t=b: not what its format says, got \"2\""},
      {"<row r=\"7\"><c r=\"B7\" t=\"q\"><v>2</v></c></row>",
       "MALFORMED: line 7, column 2, t=q: not what its format says, got \"2\""},
      {"<row r=\"7\"><c r=\"B7\"/><c r=\"B7\"/></row>",
       "MALFORMED: line 7, column 2, c: not what its format says, got \"B7\", want \"cells in "
       "order\""},
      {"<row r=\"7\"><c r=\"B8\"/></row>",
       "MALFORMED: line 7, c: not what its format says, got \"B8\", want \"cells in order\""},
      {"<row r=\"7\"><c r=\"7\"/></row>",
       "MALFORMED: line 7, c: not what its format says, got \"7\", want \"cells in order\""},
      {"<row r=\"7\"><c r=\"AAAA7\"/></row>",
       "MALFORMED: line 7, c: not what its format says, got \"AAAA7\", want \"cells in order\""},
      {"<row r=\"7\"/><row r=\"7\"/>",
       "MALFORMED: line 7, row: not what its format says, got \"7\", want \"> 7\""},
      {"<row r=\"x\"/>", "MALFORMED: row: not what its format says, got \"x\", want \"> 0\""},
      {"<row r=\"1048577\"/>",
       "TOO_LARGE: line 1048577, row: beyond the limit, got \"1048577\", want \"<= 1048576\""},
      {"<row r=\"1\"><c r=\"SS1\" t=\"str\"><v>x</v></c></row>",
       "TOO_DEEP: line 1, column 513, nested too deep, got \"x\", want \"<= 512\""},
  };
  for (const Case& c : cases) {
    EXPECT_THAT(Read(WorkbookOfRows(c.rows))[0].cells, ElementsAre(c.fault)) << c.rows;
  }
  // Without text the last column of a sheet is nothing to be refused.
  EXPECT_THAT(Read(WorkbookOfRows("<row><c t=\"str\"><v>x</v></c><c r=\"XFD1\" s=\"3\"/></row>")),
              ElementsAre(SheetRow{1, {"x"}}));
}

TEST(ReadXlsx, AllBadCellsAreTold) {
  std::string rows;
  for (int row = 1; row <= 30; ++row) {
    absl::StrAppend(&rows, "<row r=\"", row, "\"><c r=\"A", row, "\"><v>?</v></c></row>");
  }
  EXPECT_EQ(Read(WorkbookOfRows(rows))[0].cells.size(),
            static_cast<std::size_t>(kStatementFaultsMax));
}

TEST(ReadXlsx, SheetsByNameAndByText) {
  const auto one = [](absl::string_view text) {
    return absl::StrCat("<row><c t=\"str\"><v>", text, "</v></c></row>");
  };
  const std::string bytes =
      WorkbookOf({.sheets = {{"隐藏", one("h"), "hidden"},
                             {"更隐藏", one("v"), "veryHidden"},
                             {"空", "<row r=\"1\"><c r=\"A1\" s=\"1\"/></row>"},
                             {"明细", one("d"), "visible"},
                             {"Sheet2", ""},
                             {"说明", one("n")}}});
  EXPECT_THAT(Read(bytes), ElementsAre(SheetRow{1, {"d"}}));
  EXPECT_THAT(Read(bytes, "说明"), ElementsAre(SheetRow{1, {"n"}}));
  EXPECT_THAT(Read(bytes, "隐藏"), ElementsAre(SheetRow{1, {"h"}}));
  EXPECT_THAT(Read(bytes, "没有")[0].cells,
              ElementsAre("FIELD_MISSING: sheet: a required field is missing, got \"隐藏, 更隐藏, "
                          "空, 明细, Sheet2, 说明\", want \"没有\""));
  EXPECT_THAT(Read(bytes, "空")[0].cells,
              ElementsAre("FIELD_MISSING: sheet: a required field is missing, want \"空\""));
  StatementFaults faults;
  std::vector<std::string> left_out;
  ReadXlsx(bytes, "", faults, &left_out);
  EXPECT_THAT(left_out, ElementsAre("说明"));
  EXPECT_THAT(Read(WorkbookOf({.sheets = {{"隐藏", one("h"), "hidden"}}}))[0].cells,
              ElementsAre("FIELD_MISSING: sheet: a required field is missing"));
}

TEST(ReadXlsx, DaysOfTheSystemOf1904) {
  EXPECT_EQ(ReadCell("<c r=\"A1\" s=\"0\"><v>44376</v></c>",
                     {.styles = "<cellXfs><xf numFmtId=\"14\"/></cellXfs>",
                      .properties = "date1904=\"1\""}),
            "2025-06-30");
}

TEST(ReadXlsx, PartsElsewhereAndWithPrefixes) {
  const std::string types = "http://purl.oclc.org/ooxml/officeDocument/relationships";
  const std::string links =
      "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"";
  const std::string main = "xmlns:x=\"http://purl.oclc.org/ooxml/spreadsheetml/main\"";
  EXPECT_THAT(
      Read(ZipOf(
          {{"[Content_Types].xml", "<Types/>"},
           {"_rels/.rels",
            absl::StrCat("<Relationships ", links, "><Relationship Id=\"a\" Type=\"", types,
                         "/officeDocument\" Target=\"/book/wb.xml\"/>"
                         "</Relationships>")},
           {"book\\_rels\\wb.xml.rels",
            absl::StrCat("<Relationships ", links, "><Relationship Id=\"s\" Type=\"", types,
                         "/worksheet\" Target=\"../Tables/./One.xml\"/><Relationship Id=\"c\" "
                         "Type=\"",
                         types, "/chartsheet\" Target=\"c.xml\"/></Relationships>")},
           {"book/wb.xml",
            absl::StrCat("<x:workbook ", main, " xmlns:r=\"", types,
                         "\"><x:sheets><x:sheet "
                         "name=\"图\" r:id=\"c\"/><x:sheet name=\"表\" r:id=\"s\"/></x:sheets>"
                         "</x:workbook>")},
           {"tables/one.xml", absl::StrCat("<x:worksheet ", main,
                                           "><x:sheetData><x:row><x:c><x:v>5</x:v></x:c>"
                                           "</x:row></x:sheetData></x:worksheet>")}})),
      ElementsAre(SheetRow{1, {"5"}}));
}

TEST(XlsxFormatOfCode, FindsDates) {
  struct Case {
    std::string code;
    XlsxFormat format;
  };
  constexpr auto kNumber = XlsxFormat::kNumber;
  constexpr auto kDate = XlsxFormat::kDate;
  constexpr auto kTime = XlsxFormat::kTime;
  const Case cases[] = {
      {"yyyy-mm-dd", kDate},
      {"yyyy/m/d;@", kDate},
      {"yyyy\"年\"m\"月\"d\"日\";@", kDate},
      {"[$-804]yyyy年m月d日 hh:mm:ss", kDate},
      {"[DBNum1][$-804]m\"月\"d\"日\"", kDate},
      {"YYYY-MM-DD HH:MM:SS.000", kDate},
      {"mmm", kDate},
      {"[$-411]e.m.d", kDate},
      {"h:mm AM/PM", kTime},
      {"hh:mm:ss.00", kTime},
      {"mm:ss.0", kTime},
      {"[h]:mm:ss", kTime},
      {"[mm]", kTime},
      {"General", kNumber},
      {"GENERAL", kNumber},
      {"", kNumber},
      {"@", kNumber},
      {"0.00E+00", kNumber},
      {"#,##0.00_);[Red]\\(#,##0.00\\)", kNumber},
      {"0.00;[Red]-0.00;yyyy", kNumber},
      {"#,##0.00\"days\"", kNumber},
      {"\"yyyy\"0", kNumber},
      {"\\y\\m\\d", kNumber},
      {"_d*m@", kNumber},
      {"0.00 CNY", kNumber},
      {"[$¥-804]#,##0.00", kNumber},
      {"[Red]G/通用格式", kNumber},
      {"\"open yyyy", kNumber},
      {"[yyyy", kNumber},
      {"\\", kNumber},
  };
  for (const Case& c : cases) EXPECT_EQ(XlsxFormatOfCode(c.code), c.format) << c.code;
}

TEST(XlsxFormatOfId, KnowsThoseOfChina) {
  std::string dates;
  std::string times;
  for (int id = 0; id < 200; ++id) {
    if (XlsxFormatOfId(id) == XlsxFormat::kDate) absl::StrAppend(&dates, id, " ");
    if (XlsxFormatOfId(id) == XlsxFormat::kTime) absl::StrAppend(&times, id, " ");
  }
  EXPECT_EQ(dates, "14 15 16 17 22 27 28 29 30 31 36 50 51 52 53 54 57 58 ");
  EXPECT_EQ(times, "18 19 20 21 32 33 34 35 45 46 47 55 56 ");
}

}  // namespace
}  // namespace ippledge::client
