#include "client/statement/read.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unicode/ucnv.h>

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/client/statement/told.h"
#include "tests/client/statement/workbook.h"

namespace ippledge::client {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr absl::string_view kSheet =
    "账号：1500\n交易日期,收入,支出,余额\n2025-01-10,5.00,,105.00\n2025-01-11,,1.00,104.00\n";

constexpr absl::string_view kCamt =
    R"(<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2025-01-11T00:00:00</CreDtTm></GrpHdr>
<Stmt><Id>S1</Id><CreDtTm>2025-01-11T00:00:00</CreDtTm>
<Acct><Id><Othr><Id>1500</Id></Othr></Id><Ccy>CNY</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">100.00</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2025-01-10</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">105.00</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2025-01-10</Dt></Dt></Bal>
<Ntry><Amt Ccy="CNY">5.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2025-01-10</Dt></BookgDt><AcctSvcrRef>A1</AcctSvcrRef>
<BkTxCd><Prtry><Cd>IN</Cd></Prtry></BkTxCd></Ntry>
</Stmt></BkToCstmrStmt></Document>)";

constexpr absl::string_view kMt940 =
    ":20:REF\n:25:1500\n:28C:1/1\n:60F:C250109CNY100,00\n:61:2501100110C5,00NTRFNONREF//A1\n"
    ":86:拨款\n:62F:C250110CNY105,00\n-\n";

const std::vector<StatementProfile>& Profiles() {
  static const auto* const profiles = [] {
    auto loaded = LoadStatementProfiles("programmes/statements");
    EXPECT_TRUE(loaded.ok()) << loaded.status();
    return new std::vector<StatementProfile>(*std::move(loaded));
  }();
  return *profiles;
}

struct Result {
  std::optional<StatementFile> file;
  std::vector<std::string> faults;
};

Result Read(absl::string_view bytes, const ReadOptions& options = {}) {
  StatementFaults faults;
  Result result;
  result.file = ReadStatementFile(std::string(bytes), Profiles(), options, faults);
  EXPECT_EQ(result.file.has_value(), faults.empty());
  result.faults = Told(faults);
  return result;
}

std::string Gb18030(absl::string_view utf8) {
  UErrorCode error = U_ZERO_ERROR;
  std::string out(utf8.size() * 4, '\0');
  const std::int32_t size =
      ucnv_convert("gb18030", "UTF-8", out.data(), static_cast<std::int32_t>(out.size()),
                   utf8.data(), static_cast<std::int32_t>(utf8.size()), &error);
  EXPECT_TRUE(U_SUCCESS(error));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

TEST(ReadStatementFile, TablesInTheirEncodings) {
  for (const auto& [bytes, encoding] : std::vector<std::pair<std::string, std::string>>{
           {std::string(kSheet), "UTF-8"},
           {absl::StrCat("\xEF\xBB\xBF", kSheet), "UTF-8"},
           {Gb18030(kSheet), "GB18030"}}) {
    const Result result = Read(bytes);
    ASSERT_THAT(result.faults, IsEmpty());
    EXPECT_EQ(result.file->format, StatementFormat::kSheet);
    EXPECT_EQ(result.file->variant, "generic-cn");
    EXPECT_EQ(result.file->encoding, encoding);
    EXPECT_EQ(result.file->bytes, static_cast<std::int64_t>(bytes.size()));
    ASSERT_EQ(result.file->statements.size(), 1u);
    EXPECT_EQ(ToldBalances(result.file->statements[0]), "opening 100.00, closing 104.00");
  }
}

TEST(ReadStatementFile, Sha256IsOfTheBytes) {
  const Result result = Read(kCamt);
  ASSERT_THAT(result.faults, IsEmpty());
  const auto& hash = result.file->sha256;
  EXPECT_NE(hash, Read(absl::StrCat(kCamt, "\n")).file->sha256);
  const Result sheet = Read("日期,金额,余额\n2025-01-10,1,1\n");
  const auto& known = sheet.file->sha256;
  EXPECT_EQ(absl::BytesToHexString(
                absl::string_view(reinterpret_cast<const char*>(known.data()), known.size())),
            "c643b8fe30f81d1aa1a479d082328ffc55d7bdfac34f11a4c09a51ff7bed5be5");
}

TEST(ReadStatementFile, CamtAndMt940) {
  const Result camt = Read(kCamt);
  ASSERT_THAT(camt.faults, IsEmpty());
  EXPECT_EQ(camt.file->format, StatementFormat::kCamt053);
  EXPECT_EQ(camt.file->variant, "camt.053.001.08");
  EXPECT_THAT(ToldLines(camt.file->statements[0]), ElementsAre(HasSubstr("2025-01-10 5.00")));
  for (const std::string& bytes : {std::string(kMt940), Gb18030(kMt940)}) {
    const Result mt940 = Read(bytes);
    ASSERT_THAT(mt940.faults, IsEmpty());
    EXPECT_EQ(mt940.file->format, StatementFormat::kMt940);
    EXPECT_THAT(ToldLines(mt940.file->statements[0]), ElementsAre("5: 2025-01-10 5.00"));
  }
}

TEST(ReadStatementFile, ThePreviousClosingOpensWhereNothingElseDoes) {
  const std::string previous = absl::StrReplaceAll(
      kCamt,
      {{"OPBD", "PRCD"},
       {"<Dt><Dt>2025-01-10</Dt></Dt></Bal>\n<Bal>", "<Dt><Dt>2025-01-09</Dt></Dt></Bal>\n<Bal>"}});
  ASSERT_THAT(previous, HasSubstr("2025-01-09"));
  const Result result = Read(previous);
  ASSERT_THAT(result.faults, IsEmpty());
  EXPECT_EQ(ToldBalances(result.file->statements[0]), "closing 105.00, opening 100.00");
  EXPECT_THAT(Read(absl::StrReplaceAll(previous, {{"100.00", "100.01"}})).faults,
              ElementsAre(HasSubstr("SUM_MISMATCH")));
  // Beside an opening balance it must be the same.
  const std::string both = absl::StrReplaceAll(
      kCamt, {{"<Bal><Tp><CdOrPrtry><Cd>CLBD",
               "<Bal><Tp><CdOrPrtry><Cd>PRCD</Cd></CdOrPrtry></Tp><Amt Ccy=\"CNY\">99.00</Amt>"
               "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2025-01-09</Dt></Dt></Bal>"
               "<Bal><Tp><CdOrPrtry><Cd>CLBD"}});
  EXPECT_THAT(Read(both).faults, ElementsAre(HasSubstr("BALANCE_CONTRADICTS")));
}

TEST(ReadStatementFile, APeriodThatBeginsWithAWorkingDay) {
  const std::string narrow = absl::StrReplaceAll(
      kCamt, {{"<Acct>",
               "<FrToDt><FrDtTm>2025-01-11T00:00:00</FrDtTm><ToDtTm>2025-01-12T00:00:00</ToDtTm>"
               "</FrToDt><Acct>"},
              {"</Amt>\n<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2025-01-10</Dt></Dt></Bal>\n<Bal>",
               "</Amt>\n<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2025-01-09</Dt></Dt></Bal>\n<Bal>"}});
  ASSERT_THAT(narrow, HasSubstr("2025-01-09"));
  const Result result = Read(narrow);
  ASSERT_THAT(result.faults, IsEmpty());
  EXPECT_EQ(result.file->statements[0].from_date, Date::Of(2025, 1, 10));
  EXPECT_EQ(result.file->statements[0].to_date, Date::Of(2025, 1, 12));
  EXPECT_THAT(result.file->remarks, ElementsAre(HasSubstr("the period was made to hold them")));
  // The opening balance is of the line's own day: either may be wrong.
  EXPECT_THAT(Read(absl::StrReplaceAll(narrow, {{"2025-01-09", "2025-01-10"}})).faults,
              ElementsAre(HasSubstr("DATE_OUTSIDE")));
}

TEST(ReadStatementFile, TheLongestTextsOfTheFormats) {
  // AddtlNtryInf has up to 500 characters, :86: up to 6 lines of 65.
  std::string longest;
  for (int i = 0; i < 500; ++i) longest += "款";
  const Result camt = Read(absl::StrReplaceAll(
      kCamt, {{"</Ntry>", absl::StrCat("<AddtlNtryInf>", longest, "</AddtlNtryInf></Ntry>")}}));
  ASSERT_THAT(camt.faults, IsEmpty());
  EXPECT_EQ(camt.file->statements[0].lines[0].text, longest);
  std::string lines;
  std::string joined;
  for (int line = 0; line < 6; ++line) {
    absl::StrAppend(&lines, line > 0 ? "\n" : "", longest.substr(0, 65 * 3));
    joined += longest.substr(0, 65 * 3);
  }
  const Result mt940 = Read(absl::StrReplaceAll(kMt940, {{"拨款", lines}}));
  ASSERT_THAT(mt940.faults, IsEmpty());
  EXPECT_THAT(mt940.file->remarks, IsEmpty());
  EXPECT_EQ(mt940.file->statements[0].lines[0].text, joined);
}

TEST(ReadStatementFile, Workbooks) {
  const std::string bytes = WorkbookOfRows(
      "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>交易日期</v></c><c r=\"B1\" t=\"str\"><v>金额</v></c>"
      "<c r=\"C1\" t=\"str\"><v>余额</v></c></row>"
      "<row r=\"3\"><c r=\"A3\" t=\"str\"><v>2025-01-10</v></c><c r=\"B3\"><v>-5.1</v></c>"
      "<c r=\"C3\"><v>94.900000000000006</v></c></row>");
  const Result result = Read(bytes);
  ASSERT_THAT(result.faults, IsEmpty());
  EXPECT_EQ(result.file->variant, "generic-cn");
  EXPECT_THAT(ToldLines(result.file->statements[0]), ElementsAre("3: 2025-01-10 -5.10 = 94.90"));
  EXPECT_THAT(Read(bytes, {.sheet = "none"}).faults, ElementsAre(HasSubstr("FIELD_MISSING")));
}

TEST(ReadStatementFile, OptionsChooseAndGive) {
  const absl::string_view bare = "交易日期,收入,支出\n2025-01-10,5.00,\n";
  EXPECT_THAT(Read(bare).faults, ElementsAre(HasSubstr("BALANCE_MISSING")));
  ReadOptions given;
  given.check = {.opening = Money::OfFen(10000), .closing = Money::OfFen(10500)};
  EXPECT_THAT(Read(bare, given).faults, IsEmpty());
  EXPECT_EQ(Read(kSheet, {.profile = "generic-cn"}).file->variant, "generic-cn");
  EXPECT_THAT(Read(kSheet, {.profile = "boc-debit"}).faults,
              ElementsAre(HasSubstr("NOT_RECOGNISED")));
  EXPECT_THAT(Read(kSheet, {.profile = "x"}).faults,
              ElementsAre("NOT_RECOGNISED: no known form of statement, got \"x\", want \"id of a "
                          "profile\""));
}

TEST(ReadRefusal, OtherFormsAreNamed) {
  const std::pair<std::string, std::string> cases[] = {
      {"%PDF-1.7\n", "PDF"},
      {"PK\x03\x04 none", "ZIP"},
      {"Rar!\x1a", "RAR"},
      {"\x1f\x8b\x08", "gzip"},
      {"\x89PNG\r\n", "image"},
      {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", ".xls"},
      {" <HTML><body><table>", "HTML"},
      {"<div><table><tr>", "HTML"},
      {"MIME-Version: 1.0\n", "MHTML"},
      {"<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">", "XML"},
      {"OFXHEADER:100\n", "OFX"},
      {"{\"a\":1}", "JSON"},
  };
  for (const auto& [bytes, form] : cases) {
    EXPECT_THAT(Read(bytes).faults, ElementsAre(HasSubstr(absl::StrCat("got \"", form)))) << form;
  }
  for (const char* bytes : {"", "\n\n", "hello", ",,,,"}) {
    EXPECT_THAT(Read(bytes).faults, ElementsAre(HasSubstr("NOT_RECOGNISED"))) << bytes;
  }
}

TEST(ReadRefusal, BytesThatAreNoText) {
  EXPECT_THAT(
      Read(absl::string_view("a,b\nc\0d\n", 8)).faults,
      ElementsAre(HasSubstr("UNREADABLE: line 2, column 2, the file cannot be read, got \"a "
                            "NUL byte")));
  EXPECT_THAT(Read(absl::StrCat(kSheet, "\xFF\xFF")).faults, ElementsAre(HasSubstr("UNREADABLE")));
}

TEST(ReadRefusal, WhatDoesNotAddUpIsNotReturned) {
  EXPECT_THAT(Read("日期,金额,余额\n2025-01-10,1,1\n2025-01-11,1,3\n").faults,
              ElementsAre(HasSubstr("BALANCE_MISMATCH: line 3")));
  EXPECT_THAT(Read("日期,金额,余额\n2025-01-10,1,1\n2025-02-30,1,2\n").faults,
              ElementsAre(HasSubstr("DATE_UNREAL: line 3, column 1")));
}

}  // namespace
}  // namespace ippledge::client
