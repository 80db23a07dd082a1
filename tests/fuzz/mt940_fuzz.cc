// tests/fuzz/mt940_fuzz.cc: arbitrary text as an MT940 file, through all its dialects.
//
// What is accepted must be what statement.h says of statements, and must not depend on line ends.
#include <algorithm>
#include <cstddef>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "client/statement/mt940.h"
#include "ledger/check.h"
#include "ledger/text.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace ippledge;          // NOLINT: a fuzzer is all about one thing
using namespace ippledge::client;  // NOLINT

void CheckText(const std::string& text) {
  IPPLEDGE_CHECK(ippledge::CheckText(text, 0, kStatementTextBytesMax).ok());
  IPPLEDGE_CHECK(text.size() <= static_cast<std::size_t>(kStatementTextBytesMax));
}

void CheckStatement(const Statement& statement, std::int64_t lines) {
  for (const std::string* text : {&statement.account, &statement.account_name, &statement.bank,
                                  &statement.statement_number}) {
    CheckText(*text);
  }
  IPPLEDGE_CHECK(!statement.account.empty() && statement.currency.size() == 3);
  IPPLEDGE_CHECK(FindBalance(statement, BalanceKind::kOpening) != nullptr);
  IPPLEDGE_CHECK(FindBalance(statement, BalanceKind::kClosing) != nullptr);
  std::int64_t before = statement.source_line;
  for (const StatementLine& line : statement.lines) {
    IPPLEDGE_CHECK(line.source_line > before && line.source_line <= lines);
    before = line.source_line;
    IPPLEDGE_CHECK(line.value_date.has_value() && !line.code.empty());
    for (const std::string* text :
         {&line.bank_reference, &line.own_reference, &line.text, &line.code,
          &line.counterparty_name, &line.counterparty_account, &line.counterparty_bank}) {
      CheckText(*text);
    }
  }
}

}  // namespace

namespace ippledge {

std::vector<std::string> FuzzSeeds() {
  const std::string head = ":20:S1\n:25:ABOCCNBJ/1502CNY\n:28C:1/1\n:60F:C250228CNY100,00\n";
  const std::string tail = ":62F:C250331CNY120,00\n:64:C250331CNY120,00\n-\n";
  std::vector<std::string> seeds;
  for (const char* lines : {
           ":61:2503030303C20,00NTRFR1//B1\n:86:补偿资金\n",
           ":61:250303RDY20,NTRFNONREF\n//B1\n:86:166?00收款?20EREF+E1?21SVWZ+a?32甲?38DE1\n",
           ":61:250303C20.5NTRFKREF+\n:86:EREF+E1 SVWZ+text\nat 16\n:26:37\n- more\n",
           ":61:250303D000020,00N060NONREF          JIA\n:86:/EREF/E1/CNTP/A/B/C/REMI/USTD//x/\n",
           ":61:250303D1,S051\n:NS:01one\n15Jia\n17FEE\n:26:unknown\n:86:\n",
           ":61:250303D1,S051\nNL71RABO0123456789\n:86:000>20one>21two\n",
       }) {
    seeds.push_back(head + lines + tail);
  }
  seeds.push_back("{1:F01A}{2:I940BN}{4:\n" + head + ":62M:C250331CNY5,\n-}{5:}{1:F01A}{4:\n" +
                  ":20:S2\n:25:ABOCCNBJ/1502CNY\n:28C:1/2\n:60M:C250331CNY5,\n" + tail);
  seeds.push_back("ABNANL2A\r\n940\r\n" + head + "\r\n" + tail + "\x1A");
  seeds.push_back(
      ":20:S1\n:NS:22name\n:25P:1502\nABOCCNBJ\n:28:7\n:60F:D991231USD1\n:62F:D0001011\n");
  return seeds;
}

}  // namespace ippledge

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  // Decoding makes sure of that.
  if (!IsValidUtf8(text)) return 0;
  LooksLikeMt940(text);
  StatementFaults faults;
  std::vector<std::string> remarks;
  const std::vector<Statement> statements = ReadMt940(text, faults, &remarks);
  IPPLEDGE_CHECK(statements.empty() != faults.empty());
  for (const StatementFault& fault : faults.faults()) {
    IPPLEDGE_CHECK(IsValidUtf8(TextZh(fault)) && IsValidUtf8(TextEn(fault)));
    IPPLEDGE_CHECK(CountCharacters(fault.got) <= 80);
  }
  const std::int64_t lines =
      1 + std::count_if(text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; });
  for (const Statement& statement : statements) CheckStatement(statement, lines);

  if (text.find('\r') != text.npos) return 0;
  StatementFaults again_faults;
  const std::vector<Statement> again =
      ReadMt940(absl::StrReplaceAll(text, {{"\n", "\r\n"}}), again_faults);
  IPPLEDGE_CHECK(again.size() == statements.size());
  IPPLEDGE_CHECK(again_faults.faults().size() == faults.faults().size());
  for (std::size_t i = 0; i < again.size(); ++i) {
    IPPLEDGE_CHECK(again[i].lines == statements[i].lines);
    IPPLEDGE_CHECK(again[i].balances == statements[i].balances);
  }
  return 0;
}
