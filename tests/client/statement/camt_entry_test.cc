#include "client/statement/camt_entry.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/client/statement/camt_document.h"

namespace ippledge::client {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string Payment(absl::string_view amount, absl::string_view more = "",
                    absl::string_view reference = "") {
  std::string text = "<TxDtls>";
  if (!reference.empty()) {
    absl::StrAppend(&text, "<Refs><AcctSvcrRef>", reference, "</AcctSvcrRef></Refs>");
  }
  if (!amount.empty()) absl::StrAppend(&text, "<Amt Ccy='CNY'>", amount, "</Amt>");
  return absl::StrCat(text, more, "</TxDtls>");
}

std::string Parties(absl::string_view debtor, absl::string_view creditor) {
  const auto party = [](absl::string_view tag, absl::string_view account) {
    return absl::StrCat("<", tag, "><Nm>N", account, "</Nm></", tag, "><", tag,
                        "Acct><Id><Othr><Id>", account, "</Id></Othr></Id></", tag, "Acct>");
  };
  std::string text = "<RltdPties>";
  if (!debtor.empty()) text += party("Dbtr", debtor);
  if (!creditor.empty()) text += party("Cdtr", creditor);
  return text + "</RltdPties>";
}

// Lines as "1.00 reference".
std::vector<std::string> Lines(const CamtOutcome& outcome) {
  EXPECT_THAT(outcome.faults, IsEmpty());
  std::vector<std::string> lines;
  for (const Statement& statement : outcome.statements) {
    for (const StatementLine& line : statement.lines) {
      lines.push_back(absl::StrCat(FormatYuan(line.amount), " ", line.bank_reference));
    }
  }
  return lines;
}

CamtOutcome ReadEntry(absl::string_view amount, absl::string_view direction,
                      absl::string_view rest) {
  return ReadCamtText(CamtDocument(CamtStatement(CamtEntry(amount, direction, rest))));
}

StatementLine LineOf(absl::string_view direction, absl::string_view rest) {
  const CamtOutcome outcome = ReadEntry("1.00", direction, rest);
  EXPECT_THAT(outcome.faults, IsEmpty());
  if (outcome.statements.size() != 1 || outcome.statements[0].lines.size() != 1) {
    ADD_FAILURE();
    return {};
  }
  return outcome.statements[0].lines[0];
}

TEST(CamtEntry, SplitsIntoPaymentsThatMakeItExactly) {
  const std::string reference = "<AcctSvcrRef>R</AcctSvcrRef>";
  struct Case {
    std::string details;
    std::vector<std::string> lines;
  };
  const Case cases[] = {
      {"<NtryDtls>" + Payment("1.00") + Payment("2.00") + "</NtryDtls>",
       {"-1.00 R/1", "-2.00 R/2"}},
      {"<NtryDtls>" + Payment("1", "", "A") + "</NtryDtls><NtryDtls>" + Payment("2", "", "B") +
           "</NtryDtls>",
       {"-1.00 A", "-2.00 B"}},
      {"<NtryDtls>" + Payment("1", "", "A") + Payment("2") + "</NtryDtls>", {"-1.00 A", "-2.00 R"}},
      {"<NtryDtls>" + Payment("1", "", "A") + Payment("2", "", "A") + "</NtryDtls>",
       {"-1.00 A/1", "-2.00 A/2"}},
      {"<NtryDtls>" + Payment("3.00") + Payment("0") + "</NtryDtls>", {"-3.00 R/1", "0.00 R/2"}},
      {"<NtryDtls>" + Payment("1.00", "<CdtDbtInd>DBIT</CdtDbtInd>") +
           Payment("", "<AmtDtls><TxAmt><Amt Ccy='CNY'>2.00</Amt></TxAmt></AmtDtls>") +
           "</NtryDtls>",
       {"-1.00 R/1", "-2.00 R/2"}},
      // Kept whole: one payment, other sums, other directions, other currencies, amounts that lack.
      {"<NtryDtls>" + Payment("3.00", "", "A") + "</NtryDtls>", {"-3.00 R"}},
      {"<NtryDtls>" + Payment("1.00") + Payment("1.99") + "</NtryDtls>", {"-3.00 R"}},
      {"<NtryDtls>" + Payment("1.00") + Payment("2.00001") + "</NtryDtls>", {"-3.00 R"}},
      {"<NtryDtls>" + Payment("4") + Payment("1", "<CdtDbtInd>CRDT</CdtDbtInd>") + "</NtryDtls>",
       {"-3.00 R"}},
      {"<NtryDtls>" + Payment("1.00") + "<TxDtls><Amt Ccy='USD'>2.00</Amt></TxDtls></NtryDtls>",
       {"-3.00 R"}},
      {"<NtryDtls>" + Payment("3.00") + Payment("") + "</NtryDtls>", {"-3.00 R"}},
      {"<NtryDtls>" + Payment("100000000000000") + Payment("100000000000000") + "</NtryDtls>",
       {"-3.00 R"}},
  };
  for (const Case& each : cases) {
    EXPECT_EQ(Lines(ReadEntry("3.00", "DBIT", reference + each.details)), each.lines)
        << each.details;
  }
}

TEST(CamtEntry, TellsWhatItSplitAndWhatDoesNotAddUp) {
  EXPECT_THAT(
      ReadEntry("3", "CRDT", "<NtryDtls>" + Payment("1") + Payment("2") + "</NtryDtls>").remarks,
      ElementsAre(HasSubstr("split into their payments: 1")));
  EXPECT_THAT(ReadEntry("3", "CRDT", "<NtryDtls>" + Payment("4") + "</NtryDtls>").remarks,
              ElementsAre(HasSubstr("do not add up to them: 1")));
}

TEST(CamtEntry, JoinsWhatThePaymentsOfAWholeEntrySay) {
  const auto refs = [](absl::string_view number) {
    return absl::StrCat("<Refs><AcctSvcrRef>B", number, "</AcctSvcrRef><EndToEndId>E", number,
                        "</EndToEndId></Refs><BkTxCd><Prtry><Cd>C", number,
                        "</Cd></Prtry></BkTxCd>");
  };
  const StatementLine line = LineOf(
      "DBIT", absl::StrCat("<NtryDtls><TxDtls>", refs("1"), Parties("622", "900"),
                           "<RmtInf><Ustrd>甲</Ustrd><Ustrd>乙</Ustrd></RmtInf></TxDtls><TxDtls>",
                           refs("2"), Parties("622", "901"),
                           "<RmtInf><Ustrd>甲</Ustrd></RmtInf><AddtlTxInf>丙</AddtlTxInf></TxDtls>"
                           "</NtryDtls><AddtlNtryInf>丁</AddtlNtryInf>"));
  EXPECT_EQ(line.bank_reference, "B1; B2");
  EXPECT_EQ(line.own_reference, "E1; E2");
  EXPECT_EQ(line.code, "C1");
  EXPECT_EQ(line.counterparty_name, "N900; N901");
  EXPECT_EQ(line.counterparty_account, "");  // they differ
  EXPECT_EQ(line.text, "甲 乙 丙 丁");
}

TEST(CamtEntry, TextsThatDoNotFitAreToldNotRefused) {
  std::string details = "<NtryDtls>";
  for (int i = 0; i < 200; ++i) {
    absl::StrAppend(&details, "<TxDtls><RmtInf><Ustrd>合同 HT-2023-", i,
                    "</Ustrd></RmtInf></TxDtls>");
  }
  const CamtOutcome outcome = ReadEntry("1", "CRDT", details + "</NtryDtls>");
  ASSERT_EQ(outcome.statements.size(), 1u);
  EXPECT_LE(outcome.statements[0].lines[0].text.size(),
            static_cast<std::size_t>(kStatementTextBytesMax));
  EXPECT_THAT(outcome.remarks, ElementsAre(HasSubstr("did not all fit: 1")));
}

TEST(CamtEntry, TheCounterpartyOfACreditIsTheDebtor) {
  const auto with = [](absl::string_view parties, bool reversal = false) {
    return absl::StrCat(reversal ? "<RvslInd>true</RvslInd>" : "", "<NtryDtls><TxDtls>", parties,
                        "</TxDtls></NtryDtls>");
  };
  EXPECT_EQ(LineOf("CRDT", with(Parties("900", "622"))).counterparty_account, "900");
  EXPECT_EQ(LineOf("DBIT", with(Parties("622", "900"))).counterparty_account, "900");
  EXPECT_EQ(LineOf("CRDT", with(Parties("", "900"))).counterparty_account, "");
  // A payment comes back: the parties may be those it had.
  EXPECT_EQ(LineOf("CRDT", with(Parties("622", "900"), true)).counterparty_account, "900");
  EXPECT_EQ(LineOf("CRDT", with(Parties("900", "622"), true)).counterparty_account, "900");
  EXPECT_EQ(LineOf("CRDT", with(Parties("", "900"), true)).counterparty_account, "900");
}

TEST(CamtEntry, ReversalsKeepTheDirectionTheyAreBookedIn) {
  for (const char* mark : {"true", "1", "false", "0"}) {
    const StatementLine line = LineOf("CRDT", absl::StrCat("<RvslInd>", mark, "</RvslInd>"));
    EXPECT_EQ(line.amount.fen(), 100);
    EXPECT_EQ(line.reversal, mark[0] == 't' || mark[0] == '1');
  }
  EXPECT_THAT(ReadEntry("1", "CRDT", "<RvslInd>yes</RvslInd>").faults,
              ElementsAre(HasSubstr("Ntry/RvslInd: not what its format says, got \"yes\"")));
}

TEST(CamtEntry, TheOwnReferenceIsTheOneThePayerGave) {
  const auto with = [](absl::string_view refs) {
    return absl::StrCat("<NtryDtls><Btch><PmtInfId>P</PmtInfId></Btch><TxDtls><Refs>", refs,
                        "</Refs></TxDtls></NtryDtls>");
  };
  const std::string all = "<InstrId>I</InstrId><EndToEndId>E</EndToEndId><TxId>T</TxId>";
  EXPECT_EQ(LineOf("DBIT", with(all)).own_reference, "E");
  EXPECT_EQ(
      LineOf("DBIT", with("<EndToEndId>NOTPROVIDED</EndToEndId><TxId>T</TxId>")).own_reference,
      "T");
  EXPECT_EQ(LineOf("DBIT", with("<EndToEndId/>")).own_reference, "P");
}

TEST(CamtEntry, OnlyBookedOnesCount) {
  for (const char* status : {"PDNG", "INFO", "FUTR"}) {
    const CamtOutcome outcome = ReadCamtText(CamtDocument(CamtStatement(
        CamtEntry("abc", "CRDT", "", status) +
        CamtEntry("1.00", "CRDT", "<NtryDtls>" + Payment("x") + "</NtryDtls>", status) +
        CamtEntry("2.00", "CRDT"))));
    EXPECT_THAT(Lines(outcome), ElementsAre("2.00 "));
    EXPECT_THAT(outcome.remarks,
                ElementsAre(HasSubstr(absl::StrCat("not booked, ", status, ": 2"))));
  }
  const CamtOutcome cancelled =
      ReadCamtText(CamtDocument(CamtStatement(CamtEntry("1.00", "CRDT", "", "CNCL"))));
  EXPECT_THAT(cancelled.faults, ElementsAre(HasSubstr("STATUS_NOT_BOOKED line 4, column ")));
}

TEST(CamtEntry, TheValueDateStandsForAMissingBookingDate) {
  const CamtOutcome outcome = ReadCamtText(CamtDocument(
      CamtStatement("<Ntry><Amt Ccy='CNY'>1</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>"
                    "<ValDt><Dt>2025-03-13</Dt></ValDt></Ntry>")));
  ASSERT_THAT(Lines(outcome), ElementsAre("1.00 "));
  EXPECT_EQ(outcome.statements[0].lines[0].booking_date, Date::Of(2025, 3, 13));
  EXPECT_THAT(outcome.remarks, ElementsAre(HasSubstr("value date stands: 1")));
}

TEST(CamtEntry, PaymentsOfOneEntryHaveALimit) {
  std::string details = "<NtryDtls>";
  for (int i = 0; i < kCamtDetailsPerEntryMax; ++i) details += "<TxDtls/>";
  EXPECT_THAT(Lines(ReadEntry("1", "CRDT", details + "</NtryDtls>")), ElementsAre("1.00 "));
  EXPECT_THAT(ReadEntry("1", "CRDT", details + "<TxDtls/></NtryDtls>").faults,
              ElementsAre(HasSubstr("TOO_LARGE")));
}

}  // namespace
}  // namespace ippledge::client
