// tests/fuzz/camt_fuzz.cc: arbitrary bytes as a camt.053 file, and as XML in small pieces.
#include <fstream>
#include <iterator>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "client/statement/camt.h"
#include "client/statement/xml.h"
#include "ledger/check.h"
#include "ledger/text.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace ippledge;          // NOLINT: a fuzzer is all about one thing
using namespace ippledge::client;  // NOLINT

// Elements must nest, whatever the bytes are.
class Nesting final : public XmlSink {
 public:
  bool Start(absl::string_view space, absl::string_view name,
             absl::Span<const XmlAttribute> attributes, XmlPlace place) override {
    IPPLEDGE_CHECK(++depth_ <= kXmlDepthMax);
    IPPLEDGE_CHECK(IsValidUtf8(space) && IsValidUtf8(name) && place.line > 0 && place.column > 0);
    for (const XmlAttribute& each : attributes) IPPLEDGE_CHECK(IsValidUtf8(each.value));
    return true;
  }
  bool Text(absl::string_view text, XmlPlace /*place*/) override {
    IPPLEDGE_CHECK(depth_ > 0 && !text.empty() && IsValidUtf8(text));
    return true;
  }
  bool End(XmlPlace /*place*/) override {
    IPPLEDGE_CHECK(depth_-- > 0);
    return true;
  }
  int depth() const { return depth_; }

 private:
  int depth_ = 0;
};

void CheckFaults(const StatementFaults& faults) {
  for (const StatementFault& fault : faults.faults()) {
    IPPLEDGE_CHECK(IsValidUtf8(TextZh(fault)) && IsValidUtf8(TextEn(fault)));
  }
}

void CheckOneLine(const std::string& text) {
  IPPLEDGE_CHECK(CheckText(text, 0, kStatementTextBytesMax).ok());
  IPPLEDGE_CHECK(text.size() <= kStatementTextBytesMax);
}

// What an accepted statement may never be.
void CheckStatement(const Statement& statement) {
  IPPLEDGE_CHECK(!statement.account.empty() && !statement.statement_number.empty());
  for (const std::string* text : {&statement.account, &statement.account_name, &statement.bank}) {
    CheckOneLine(*text);
  }
  for (const Balance& balance : statement.balances) {
    IPPLEDGE_CHECK(balance.kind != BalanceKind::kUnspecified && balance.source_line > 0);
  }
  for (const StatementLine& line : statement.lines) {
    IPPLEDGE_CHECK(line.source_line > 0 && statement.currency.size() == 3);
    for (const std::string* text :
         {&line.bank_reference, &line.own_reference, &line.text, &line.code,
          &line.counterparty_name, &line.counterparty_account, &line.counterparty_bank}) {
      CheckOneLine(*text);
    }
  }
}

}  // namespace

namespace ippledge {

std::vector<std::string> FuzzSeeds() {
  std::vector<std::string> seeds;
  for (const char* name : {"camt053-v02.xml", "camt053-v08.xml"}) {
    std::ifstream in(absl::StrCat("tests/client/statement/samples/", name), std::ios::binary);
    seeds.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    IPPLEDGE_CHECK(!seeds.back().empty());
  }
  const std::string body =
      "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.04'><BkToCstmrStmt><Stmt><Id>1"
      "</Id><Acct><Id><IBAN>2</IBAN></Id></Acct><Ntry><Amt Ccy='CNY'>3.00000</Amt><CdtDbtInd>CRDT"
      "</CdtDbtInd><RvslInd>true</RvslInd><Sts>BOOK</Sts><BookgDt><DtTm>2025-03-01T00:00:00Z</DtTm>"
      "</BookgDt><NtryDtls><TxDtls><Amt Ccy='CNY'>1</Amt></TxDtls><TxDtls><Amt Ccy='CNY'>2</Amt>"
      "</TxDtls></NtryDtls><AddtlNtryInf>\xBD\xE1\xCF\xA2</AddtlNtryInf></Ntry></Stmt>"
      "</BkToCstmrStmt></Document>";
  seeds.push_back("<?xml version='1.0' encoding='GBK'?>" + body);
  seeds.push_back("<?xml version='1.0' encoding='ISO-8859-1'?>" + body);
  std::string pairs = "\xFF\xFE";
  for (const char c : body) {
    if (c >= 0) pairs.append({c, '\0'});
  }
  seeds.push_back(pairs);
  seeds.push_back("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;<![CDATA[d]]><!-- e --><?f g?></a>");
  return seeds;
}

}  // namespace ippledge

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  LooksLikeCamt(bytes);
  std::string variant;
  std::string encoding;
  std::vector<std::string> remarks;
  StatementFaults faults;
  const std::vector<Statement> statements = ReadCamt(bytes, &variant, &encoding, &remarks, faults);
  CheckFaults(faults);
  IPPLEDGE_CHECK(IsValidUtf8(variant) && IsValidUtf8(encoding));
  for (const std::string& remark : remarks) IPPLEDGE_CHECK(IsValidUtf8(remark));
  IPPLEDGE_CHECK(faults.empty() != statements.empty());
  for (const Statement& statement : statements) CheckStatement(statement);

  Nesting nesting;
  StatementFaults told;
  XmlReader reader("", &nesting, &told);
  constexpr std::size_t kPiece = 7;
  std::size_t at = 0;
  while (at < size && reader.Feed(bytes.substr(at, kPiece))) at += kPiece;
  if (at >= size && reader.Finish()) IPPLEDGE_CHECK(nesting.depth() == 0);
  CheckFaults(told);
  return 0;
}
