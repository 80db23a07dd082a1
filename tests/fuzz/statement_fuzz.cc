// tests/fuzz/statement_fuzz.cc: arbitrary bytes as a bank's file, through recognition, every reader
// and the check.
#include "client/statement/read.h"
#include "ledger/check.h"
#include "ledger/text.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace ippledge;          // NOLINT: a fuzzer is all about one thing
using namespace ippledge::client;  // NOLINT

const std::vector<StatementProfile>& Profiles() {
  static const auto* const profiles =
      new std::vector<StatementProfile>(LoadStatementProfiles("programmes/statements").value());
  return *profiles;
}

void CheckText(const std::string& text) {
  IPPLEDGE_CHECK(IsValidUtf8(text));
  IPPLEDGE_CHECK(text.size() <= static_cast<std::size_t>(kStatementTextBytesMax));
  IPPLEDGE_CHECK(text.find('\n') == text.npos);
}

// What an accepted statement may never be.
void CheckStatement(const Statement& statement) {
  const Balance* const opening = FindBalance(statement, BalanceKind::kOpening);
  const Balance* const closing = FindBalance(statement, BalanceKind::kClosing);
  IPPLEDGE_CHECK(opening != nullptr && closing != nullptr);
  IPPLEDGE_CHECK(statement.currency.size() == 3);
  CheckText(statement.account);
  CheckText(statement.account_name);
  // Few enough lines that their sum cannot leave 64 bits by more than it wraps back.
  std::uint64_t sum = static_cast<std::uint64_t>(opening->amount.fen());
  for (const StatementLine& line : statement.lines) {
    sum += static_cast<std::uint64_t>(line.amount.fen());
    IPPLEDGE_CHECK(line.source_line > 0);
    CheckText(line.text);
    CheckText(line.bank_reference);
    CheckText(line.counterparty_name);
  }
  IPPLEDGE_CHECK(sum == static_cast<std::uint64_t>(closing->amount.fen()));
}

}  // namespace

namespace ippledge {

std::vector<std::string> FuzzSeeds() {
  return {
      "账号：1500 户名：专户\n起止日期：2025-01-01 至 2025-03-31\n交易日期,收入,支出,余额,摘要\n"
      "2025-01-10,\"1,000.00\",,\"1,000.00\",拨款\n2025-01-20,,１.５０,998.50,代偿\n"
      "合计,\"1,000.00\",1.50\n期末余额：998.50,合计笔数：2笔\n",
      "对账单\n交易日期\t借方\t贷方\t余额\n=\"20250120\"\t\t5.00\t105.00\n20250110\t-\t1\t100\n",
      "日期;金额;借贷标志;余额;账号\n2025/1/10;5;贷;5;1500\n2025/1/11;1;借;4;1500\n"
      "2025/1/11;7;贷;7;1600\n",
      "期初余额：1.00\n日期,金额\n2025-01-10,2\n期末余额：3.00\n\n"
      "期初余额：3.00\n日期,金额\n2025-02-10,2\n期末余额：5.00\n",
      "\xD5\xCB\xBA\xC5:1\n\xC8\xD5\xC6\xDA|\xBD\xF0\xB6\xEE|\xD3\xE0\xB6\xEE\n20250110|5|5\n",
      ":20:REF\n:25:1500\n:28C:1/1\n:60F:C250109CNY100,00\n"
      ":61:2501100110C5,00NTRFNONREF//A1\n:86:x\n:62F:C250110CNY105,00\n-\n",
      "<?xml version=\"1.0\"?><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\">"
      "<BkToCstmrStmt><GrpHdr><MsgId>M</MsgId><CreDtTm>2025-01-11T00:00:00</CreDtTm></GrpHdr>"
      "<Stmt><Id>S</Id><CreDtTm>2025-01-11T00:00:00</CreDtTm><Acct><Id><Othr><Id>1500</Id></Othr>"
      "</Id><Ccy>CNY</Ccy></Acct><Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp>"
      "<Amt Ccy=\"CNY\">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2025-01-10</Dt></Dt></Bal>"
      "<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"CNY\">6.00</Amt>"
      "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2025-01-10</Dt></Dt></Bal><Ntry><Amt Ccy=\"CNY\">5.00"
      "</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2025-01-10</Dt></BookgDt>"
      "<BkTxCd><Prtry><Cd>IN</Cd></Prtry></BkTxCd></Ntry></Stmt></BkToCstmrStmt></Document>",
      "id: \"a\" column { is: \"date\" name: \"交易日期\" } column { is: \"amount\" name: \"收入\" "
      "} "
      "label { is: \"account\" name: \"账号\" } reading { date: \"%Y-%m-%d\" } skip_row: \"合计\"",
      "PK\x03\x04[Content_Types].xml xl/workbook.xml",
  };
}

}  // namespace ippledge

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  StatementFaults faults;
  const auto file = ReadStatementFile(bytes, Profiles(), {}, faults);
  IPPLEDGE_CHECK(file.has_value() == faults.empty());
  for (const StatementFault& fault : faults.faults()) {
    IPPLEDGE_CHECK(IsValidUtf8(TextZh(fault)) && IsValidUtf8(TextEn(fault)));
  }
  if (file.has_value()) {
    for (const Statement& statement : file->statements) CheckStatement(statement);
    for (const std::string& remark : file->remarks) IPPLEDGE_CHECK(IsValidUtf8(remark));
  }
  // As a profile, the same bytes must be refused or give one that reads without a crash.
  if (const auto profile = ParseStatementProfile(bytes, "fuzz"); profile.ok()) {
    StatementFaults others;
    (void)ReadStatementFile(FuzzSeeds().front(), {*profile}, {}, others);
  }
  return 0;
}
