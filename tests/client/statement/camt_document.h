// tests/client/statement/camt_document.h: small documents of camt.053 for tests.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "client/statement/camt.h"

namespace ippledge::client {

inline constexpr absl::string_view kCamtSpace = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.";

inline std::string CamtDocument(absl::string_view statements, absl::string_view version = "02") {
  return absl::StrCat("<Document xmlns='", kCamtSpace, version, "'>\n<BkToCstmrStmt>\n", statements,
                      "</BkToCstmrStmt></Document>");
}

// Of account 622 in yuan; `inside` stands after the account.
inline std::string CamtStatement(absl::string_view inside, absl::string_view id = "S1") {
  return absl::StrCat("<Stmt><Id>", id,
                      "</Id><Acct><Id><Othr><Id>622</Id></Othr></Id><Ccy>CNY</Ccy>", "</Acct>\n",
                      inside, "</Stmt>\n");
}

inline std::string CamtBalance(absl::string_view type, absl::string_view amount,
                               absl::string_view day = "2025-03-01") {
  return absl::StrCat("<Bal><Tp><CdOrPrtry><Cd>", type, "</Cd></CdOrPrtry></Tp><Amt Ccy='CNY'>",
                      amount, "</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>", day,
                      "</Dt></Dt></Bal>\n");
}

// A booked one of 12 March; `rest` stands after the date.
inline std::string CamtEntry(absl::string_view amount, absl::string_view direction,
                             absl::string_view rest = "", absl::string_view status = "BOOK") {
  return absl::StrCat("<Ntry><Amt Ccy='CNY'>", amount, "</Amt><CdtDbtInd>", direction,
                      "</CdtDbtInd><Sts>", status, "</Sts><BookgDt><Dt>2025-03-12</Dt></BookgDt>",
                      rest, "</Ntry>\n");
}

struct CamtOutcome {
  std::vector<Statement> statements;
  std::string variant;
  std::string encoding;
  std::vector<std::string> remarks;
  std::vector<std::string> faults;  // in English
};

inline CamtOutcome ReadCamtText(absl::string_view bytes) {
  CamtOutcome outcome;
  StatementFaults faults;
  outcome.statements =
      ReadCamt(bytes, &outcome.variant, &outcome.encoding, &outcome.remarks, faults);
  for (const StatementFault& fault : faults.faults()) {
    outcome.faults.push_back(absl::StrCat(NameOf(fault.kind), " ", TextEn(fault)));
  }
  return outcome;
}

}  // namespace ippledge::client
