#include "client/statement/camt.h"

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/client/statement/camt_document.h"

namespace ippledge::client {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string Sample(const std::string& name) {
  std::ifstream in("tests/client/statement/samples/" + name, std::ios::binary);
  EXPECT_TRUE(in.good()) << name;
  return std::string(std::istreambuf_iterator<char>(in), {});
}

std::string Utf16Le(absl::string_view ascii) {
  std::string bytes = "\xFF\xFE";
  for (const char c : ascii) bytes.append({c, '\0'});
  return bytes;
}

TEST(LooksLikeCamt, GoesByContent) {
  EXPECT_TRUE(LooksLikeCamt(Sample("camt053-v02.xml")));
  const std::string document = CamtDocument("", "08");
  EXPECT_TRUE(LooksLikeCamt(document));
  EXPECT_TRUE(LooksLikeCamt("\xEF\xBB\xBF \r\n" + document));
  EXPECT_TRUE(LooksLikeCamt(Utf16Le(document)));
  EXPECT_TRUE(LooksLikeCamt("<?xml version='1.0' encoding='GBK'?><!-- 对账单 -->" + document));
  EXPECT_TRUE(LooksLikeCamt("<d:Document xmlns:d='urn:camt.053.001.02'>"));
  EXPECT_TRUE(LooksLikeCamt("<Envelope><BkToCstmrStmt>"));
  EXPECT_TRUE(LooksLikeCamt("<!DOCTYPE x><Document xmlns='urn:camt.054.001.02'>"));
  for (const char* other :
       {"", "<", "<html><body>camt.053</body></html>", "camt.053.001.02", "<!-- camt.053 --><a/>",
        "<!-- camt.053", "{\"BkToCstmrStmt\": 1}", ":20:camt.053\n",
        "<Document xmlns='urn:pain.001'/>", "日期,摘要,借方,贷方\n"}) {
    EXPECT_FALSE(LooksLikeCamt(other)) << other;
  }
}

TEST(Camt, ReadsVersion02) {
  const CamtOutcome outcome = ReadCamtText(Sample("camt053-v02.xml"));
  ASSERT_THAT(outcome.faults, IsEmpty());
  EXPECT_EQ(outcome.variant, "camt.053.001.02");
  EXPECT_EQ(outcome.encoding, "UTF-8");
  EXPECT_THAT(outcome.remarks, ElementsAre(HasSubstr("not booked, PDNG: 1")));
  ASSERT_THAT(outcome.statements, SizeIs(1));
  const Statement& statement = outcome.statements[0];
  EXPECT_EQ(statement.account, "6222001122334455");
  EXPECT_EQ(statement.account_name, "某市知识产权质押融资风险补偿资金专户");
  EXPECT_EQ(statement.bank, "PCBCCNBJXXX");
  EXPECT_EQ(statement.statement_number, "2025-03");
  EXPECT_EQ(statement.currency, "CNY");
  EXPECT_EQ(statement.from_date, Date::Of(2025, 3, 1));
  EXPECT_EQ(statement.to_date, Date::Of(2025, 3, 31));
  EXPECT_EQ(statement.source_line, 8);
  EXPECT_THAT(
      statement.balances,
      ElementsAre(
          Balance{BalanceKind::kOpening, Date::Of(2025, 3, 1), Money::OfFen(1'000'000'000), 32},
          Balance{BalanceKind::kClosing, Date::Of(2025, 3, 31), Money::OfFen(951'234'567), 44}));
  StatementLine paid;
  paid.source_line = 56;
  paid.booking_date = Date::Of(2025, 3, 12);
  paid.value_date = Date::Of(2025, 3, 13);
  paid.amount = Money::OfFen(-50'000'000);
  paid.bank_reference = "JH0312000017";
  paid.own_reference = "BC-2025-0007";
  paid.text = "风险补偿款 合同 HT-2023-118 第 7 号拨付单 网银转账";
  paid.code = "PMNT/ICDT/DMCT";
  paid.counterparty_name = "某银行股份有限公司城东支行";
  paid.counterparty_account = "913000000001";
  paid.counterparty_bank = "102100099996";
  StatementLine interest;
  interest.source_line = 123;
  interest.booking_date = Date::Of(2025, 3, 21);
  interest.amount = Money::OfFen(1'234'567);
  interest.code = "结息";
  EXPECT_THAT(statement.lines, ElementsAre(paid, interest));
}

TEST(Camt, ReadsVersion08) {
  const CamtOutcome outcome = ReadCamtText(Sample("camt053-v08.xml"));
  ASSERT_THAT(outcome.faults, IsEmpty());
  EXPECT_EQ(outcome.variant, "camt.053.001.08");
  ASSERT_THAT(outcome.statements, SizeIs(1));
  const Statement& statement = outcome.statements[0];
  EXPECT_EQ(statement.account_name, "风险补偿资金专户");
  EXPECT_EQ(statement.bank, "中国工商银行某市分行");
  EXPECT_EQ(statement.statement_number, "2025-04");  // the only page
  EXPECT_EQ(statement.from_date, std::nullopt);
  const Balance* available = FindBalance(statement, BalanceKind::kClosingAvailable);
  ASSERT_NE(available, nullptr);
  EXPECT_EQ(available->amount.fen(), -3'765'433);
  ASSERT_THAT(statement.lines, SizeIs(2));
  EXPECT_EQ(statement.lines[0].bank_reference, "GS0409-88/1");
  EXPECT_EQ(statement.lines[0].own_reference, "追偿-2025-04");
  EXPECT_EQ(statement.lines[0].counterparty_name, "甲科技有限公司");
  EXPECT_EQ(statement.lines[0].counterparty_bank, "ABOCCNBJXXX");
  EXPECT_EQ(statement.lines[0].text, "追偿回款 HT-2022-031");
  EXPECT_EQ(statement.lines[1].amount.fen(), 5'000'000);
  EXPECT_EQ(statement.lines[1].own_reference, "ZC-31");
  EXPECT_EQ(statement.lines[1].counterparty_name, "某银行城西支行");
  EXPECT_EQ(statement.lines[1].text, "RF18539007547034");
}

TEST(Camt, ReadsAllBalancesOfItsTypes) {
  std::string balances;
  for (const char* type : {"OPBD", "CLBD", "PRCD", "OPAV", "CLAV", "FWAV", "ITBD", "ITAV", "INFO",
                           "XPCD", "OTHR", "OTHR"}) {
    balances += CamtBalance(type, "1.00000");
  }
  const CamtOutcome outcome = ReadCamtText(CamtDocument(CamtStatement(balances)));
  ASSERT_THAT(outcome.statements, SizeIs(1));
  std::vector<int> kinds;
  for (const Balance& each : outcome.statements[0].balances) {
    EXPECT_EQ(each.amount.fen(), 100);
    kinds.push_back(static_cast<int>(each.kind));
  }
  EXPECT_THAT(kinds, ElementsAre(1, 2, 3, 4, 5, 6, 7, 7, 8, 8));
  EXPECT_THAT(outcome.remarks, ElementsAre(HasSubstr("of type OTHR: 2")));
}

TEST(Camt, KnowsVersionsByTheirNamespace) {
  const std::string statement = CamtStatement(CamtBalance("OPBD", "1"));
  for (const char* version : {"02", "03", "04", "06", "08"}) {
    const CamtOutcome outcome = ReadCamtText(CamtDocument(statement, version));
    EXPECT_THAT(outcome.statements, SizeIs(1)) << version;
    EXPECT_THAT(outcome.remarks, IsEmpty()) << version;
    EXPECT_EQ(outcome.variant, absl::StrCat("camt.053.001.", version));
  }
  for (const char* version : {"05", "07", "09", "10", "11"}) {
    const CamtOutcome outcome = ReadCamtText(CamtDocument(statement, version));
    EXPECT_THAT(outcome.statements, SizeIs(1)) << version;
    EXPECT_THAT(outcome.remarks, ElementsAre(HasSubstr(absl::StrCat("camt.053.001.", version))));
  }
  for (const char* version : {"01", "12", "13", "081", "8", ""}) {
    const CamtOutcome outcome = ReadCamtText(CamtDocument(statement, version));
    EXPECT_THAT(outcome.statements, IsEmpty()) << version;
    EXPECT_THAT(outcome.faults, ElementsAre(HasSubstr("NOT_RECOGNISED line 2, column 1")))
        << version;
  }
  const CamtOutcome none = ReadCamtText(absl::StrReplaceAll(
      CamtDocument(statement), {{absl::StrCat(" xmlns='", kCamtSpace, "02'"), ""}}));
  EXPECT_THAT(none.statements, SizeIs(1));
  EXPECT_EQ(none.variant, "camt.053");
  EXPECT_THAT(none.remarks, ElementsAre(HasSubstr("does not say which version")));
}

TEST(Camt, NamesOtherMessages) {
  EXPECT_THAT(ReadCamtText("<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.052.001.02'>"
                           "<BkToCstmrAcctRpt/></Document>")
                  .faults,
              ElementsAre(HasSubstr("got \"camt.052.001.02\", want \"camt.053.001.02, .03")));
  EXPECT_THAT(ReadCamtText("<Document><BkToCstmrDbtCdtNtfctn/></Document>").faults,
              ElementsAre(HasSubstr("NOT_RECOGNISED line 1, column 1, Document")));
}

TEST(Camt, FindsTheMessageInAnEnvelopeWithPrefixes) {
  const CamtOutcome outcome = ReadCamtText(absl::StrCat(
      "<e:Envelope xmlns:e='urn:e'><AppHdr xmlns='urn:head.001.001.01'><Stmt/></AppHdr>"
      "<c:Document xmlns:c='",
      kCamtSpace,
      "04' xmlns='urn:other'><c:BkToCstmrStmt><c:Stmt><c:Id>7</c:Id>"
      "<c:Acct><c:Id><c:IBAN>DE00 11</c:IBAN></c:Id></c:Acct>"
      "<c:Ntry><Amt Ccy='USD'>5</Amt><c:Amt Ccy='CNY'>1</c:Amt><c:CdtDbtInd>CRDT</c:CdtDbtInd>"
      "<c:Sts>BOOK</c:Sts><c:BookgDt><c:Dt>2025-03-01</c:Dt></c:BookgDt></c:Ntry>"
      "</c:Stmt></c:BkToCstmrStmt></c:Document></e:Envelope>"));
  ASSERT_THAT(outcome.faults, IsEmpty());
  ASSERT_THAT(outcome.statements, SizeIs(1));
  EXPECT_EQ(outcome.statements[0].account, "DE0011");
  EXPECT_EQ(outcome.statements[0].currency, "CNY");  // of its amounts
  EXPECT_THAT(outcome.statements[0].lines, SizeIs(1));
}

TEST(Camt, TakesManyStatementsAndNoEntries) {
  const std::string page = "<StmtPgntn><PgNb>2</PgNb><LastPgInd>true</LastPgInd></StmtPgntn>";
  const CamtOutcome outcome = ReadCamtText(
      CamtDocument(CamtStatement("", "1") + CamtStatement("", "2") + CamtStatement(page, "1")));
  ASSERT_THAT(outcome.faults, IsEmpty());
  ASSERT_THAT(outcome.statements, SizeIs(3));
  EXPECT_EQ(outcome.statements[2].statement_number, "1/2");
  EXPECT_THAT(outcome.statements[0].lines, IsEmpty());
}

TEST(Camt, ReadsChineseEncodings) {
  const std::string entry = CamtEntry("1", "CRDT", "<AddtlNtryInf>\xBD\xE1\xCF\xA2</AddtlNtryInf>");
  for (const char* name : {"GBK", "gb2312", "GB18030"}) {
    const CamtOutcome outcome = ReadCamtText(absl::StrCat(
        "<?xml version=\"1.0\" encoding=\"", name, "\"?>\n", CamtDocument(CamtStatement(entry))));
    EXPECT_EQ(outcome.encoding, "GB18030");
    ASSERT_THAT(outcome.statements, SizeIs(1));
    EXPECT_EQ(outcome.statements[0].lines[0].text, "结息");
  }
  EXPECT_THAT(ReadCamtText(CamtDocument(CamtStatement(entry))).faults,
              ElementsAre(HasSubstr("UNREADABLE line 4")));
  EXPECT_EQ(ReadCamtText(Utf16Le(CamtDocument(CamtStatement("")))).encoding, "UTF-16LE");
}

TEST(Camt, NegativeZeroIsTakenAndTold) {
  const CamtOutcome outcome = ReadCamtText(
      CamtDocument(CamtStatement(CamtEntry("-0.00", "DBIT") + CamtBalance("OPBD", "-0"))));
  ASSERT_THAT(outcome.statements, SizeIs(1));
  EXPECT_EQ(outcome.statements[0].lines[0].amount, Money());
  EXPECT_THAT(outcome.remarks, ElementsAre(HasSubstr("negative zero, read as zero: 2")));
}

TEST(Camt, RefusesByNameAndPlace) {
  const std::string good = CamtEntry("1.00", "CRDT");
  const std::string balance = CamtBalance("OPBD", "1.00");
  const auto changed = [](const std::string& text, absl::string_view from, absl::string_view to) {
    EXPECT_THAT(text, HasSubstr(std::string(from)));
    return absl::StrReplaceAll(text, {{from, to}});
  };
  const std::string long_text(kStatementTextBytesMax + 1, 'x');
  struct Case {
    std::string inside;
    std::string fault;
  };
  const Case cases[] = {
      {changed(good, "<Amt Ccy='CNY'>1.00</Amt>", ""), "FIELD_MISSING line 4, column 1, Ntry/Amt:"},
      {changed(good, " Ccy='CNY'", ""), "FIELD_MISSING line 4, column 12, Ntry/Amt/@Ccy:"},
      {changed(good, "<CdtDbtInd>CRDT</CdtDbtInd>", ""),
       "FIELD_MISSING line 4, column 1, Ntry/CdtDbtInd"},
      {changed(good, "<Sts>BOOK</Sts>", ""), "FIELD_MISSING line 4, column 1, Ntry/Sts:"},
      {changed(good, "<BookgDt><Dt>2025-03-12</Dt></BookgDt>", ""),
       "FIELD_MISSING line 4, column 1, Ntry/BookgDt"},
      {changed(good, "1.00", "1,00"),
       "AMOUNT_MALFORMED line 4, column 22, Ntry/Amt: not an amount, got \"1,00\""},
      {changed(good, "1.00", "100.00100"), "AMOUNT_NOT_WHOLE line 4, column 22, Ntry/Amt:"},
      {changed(good, "1.00", "-1.00"), "AMOUNT_NEGATIVE line 4, column 22, Ntry/Amt:"},
      {changed(good, "1.00", "100000000000000.01"), "AMOUNT_RANGE line 4"},
      {changed(good, "CNY", "USD"),
       "CURRENCY line 4, column 22, Ntry/Amt/@Ccy: another currency, got \"USD\", want \"CNY\""},
      {changed(good, "CNY", "cny"),
       "CURRENCY line 4, column 22, Ntry/Amt/@Ccy: another currency, got \"cny\", want \"ISO "
       "4217\""},
      {changed(good, "CRDT", "C"),
       "MALFORMED line 4, column 43, Ntry/CdtDbtInd: not what its format says, got \"C\", want "
       "\"CRDT, DBIT\""},
      {changed(good, "<Sts>BOOK</Sts>", "<Sts><Cd>XXXX</Cd></Sts>"),
       "STATUS_NOT_BOOKED line 4, column 68, Ntry/Sts/Cd:"},
      {changed(good, "2025-03-12", "2025-02-30"),
       "DATE_UNREAL line 4, column 87, Ntry/BookgDt/Dt: there is no such day, got \"2025-02-30\""},
      {changed(good, "2025-03-12", "12.03.2025"), "DATE_MALFORMED line 4"},
      {CamtEntry("1", "CRDT", "<ValDt><DtTm>2025-03-31T99:00:00</DtTm></ValDt>"),
       "DATE_MALFORMED line 4, column 122, Ntry/ValDt/DtTm:"},
      {CamtEntry("1", "CRDT", "<Amt Ccy='CNY'>2</Amt>"),
       "MALFORMED line 4, column 124, Ntry/Amt: not what its format says, got \"2\", want \"1\""},
      {CamtEntry("1", "CRDT", "<Sts><Cd>PDNG</Cd></Sts>"), "MALFORMED line 4"},
      {CamtEntry("1", "CRDT", "<AddtlNtryInf>" + long_text + "</AddtlNtryInf>"),
       "FIELD_TOO_LONG line 4, column 123, Ntry/AddtlNtryInf:"},
      {CamtEntry("1", "CRDT", "<NtryDtls><TxDtls><Amt Ccy='CNY'>-1</Amt></TxDtls></NtryDtls>"),
       "AMOUNT_NEGATIVE line 4, column 142, Ntry/NtryDtls/TxDtls/Amt:"},
      {changed(balance, "<Cd>OPBD</Cd>", ""),
       "FIELD_MISSING line 4, column 1, Bal/Tp/CdOrPrtry/Cd:"},
      {changed(balance, "<Dt><Dt>2025-03-01</Dt></Dt>", ""),
       "FIELD_MISSING line 4, column 1, Bal/Dt:"},
      {changed(balance, "1.00", "1.001"), "AMOUNT_NOT_WHOLE line 4, column 66, Bal/Amt:"},
      {changed(balance, "CNY", "JPY"), "CURRENCY line 4, column 66, Bal/Amt/@Ccy:"},
      {"<FrToDt><FrDtTm>2025-04-31T00:00:00</FrDtTm></FrToDt>",
       "DATE_UNREAL line 4, column 17, Stmt/FrToDt/FrDtTm:"},
      {"<Acct><Id><IBAN>DE2</IBAN></Id></Acct>",
       "MALFORMED line 4, column 17, Stmt/Acct/Id/IBAN: not what its format says, got \"DE2\", "
       "want \"622\""},
  };
  for (const Case& each : cases) {
    const CamtOutcome outcome = ReadCamtText(CamtDocument(CamtStatement(each.inside)));
    EXPECT_THAT(outcome.faults, Contains(HasSubstr(each.fault))) << each.inside.substr(0, 300);
    EXPECT_THAT(outcome.statements, IsEmpty()) << each.inside.substr(0, 300);
  }
}

TEST(Camt, RefusesDocumentsThatLackTheirParts) {
  const std::string entries = CamtEntry("1", "CRDT");
  struct Case {
    std::string document;
    std::string fault;
  };
  const Case cases[] = {
      {CamtDocument(""), "FIELD_MISSING line 1, column 1, BkToCstmrStmt/Stmt:"},
      {absl::StrCat("<Document xmlns='", kCamtSpace, "02'/>"),
       "FIELD_MISSING line 1, column 1, BkToCstmrStmt:"},
      {CamtDocument("<Stmt><Acct><Id><IBAN>1</IBAN></Id></Acct></Stmt>"),
       "FIELD_MISSING line 3, column 1, Stmt/Id:"},
      {CamtDocument("<Stmt><Id>1</Id></Stmt>"), "FIELD_MISSING line 3, column 1, Stmt/Acct/Id:"},
      {CamtDocument("<Stmt><Id>1</Id><Ntry/></Stmt>"),
       "FIELD_MISSING line 3, column 17, Ntry/Sts:"},
      {CamtDocument(CamtStatement(entries) + CamtStatement("")),
       "DUPLICATE_STATEMENT line 6, column 11, Stmt/Id: the same statement twice, got \"S1\""},
      {absl::StrReplaceAll(CamtDocument(CamtStatement("")), {{"<Ccy>CNY", "<Ccy>yuan"}}),
       "CURRENCY line 3, column 63, Stmt/Acct/Ccy:"},
      {"<!DOCTYPE Document [<!ENTITY e 'x'>]>" + CamtDocument(CamtStatement(entries)),
       "FORBIDDEN_XML line 1"},
      {CamtDocument(CamtStatement(entries)).substr(0, 200), "MALFORMED line 4"},
      {absl::StrCat("<D>", CamtDocument(CamtStatement("")),
                    CamtDocument(CamtStatement("", "2"), "08"), "</D>"),
       "MALFORMED line 6, column 1, BkToCstmrStmt:"},
  };
  for (const Case& each : cases) {
    const CamtOutcome outcome = ReadCamtText(each.document);
    EXPECT_THAT(outcome.faults, Contains(HasSubstr(each.fault))) << each.document;
    EXPECT_THAT(outcome.statements, IsEmpty()) << each.document;
  }
}

TEST(Camt, StatementsHaveALimit) {
  std::string statements;
  for (int i = 0; i < kStatementsPerFileMax; ++i) statements += CamtStatement("", absl::StrCat(i));
  EXPECT_THAT(ReadCamtText(CamtDocument(statements)).statements, SizeIs(kStatementsPerFileMax));
  EXPECT_THAT(ReadCamtText(CamtDocument(statements + CamtStatement("", "x"))).faults,
              ElementsAre(HasSubstr("TOO_LARGE")));
}

TEST(Camt, TellsManyFaultsAndCountsTheRest) {
  std::string entries;
  for (int i = 0; i < kStatementFaultsMax + 5; ++i) entries += CamtEntry("x", "CRDT");
  StatementFaults faults;
  std::string variant;
  std::string encoding;
  std::vector<std::string> remarks;
  EXPECT_THAT(ReadCamt(CamtDocument(CamtStatement(entries)), &variant, &encoding, &remarks, faults),
              IsEmpty());
  EXPECT_TRUE(faults.full());
  EXPECT_EQ(faults.more(), 5);
}

}  // namespace
}  // namespace ippledge::client
