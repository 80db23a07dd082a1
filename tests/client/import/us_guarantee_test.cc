#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "client/import/mapping.h"
#include "tests/client/import/import_text.h"
#include "tests/client/import/rows.h"

namespace ippledge::client {
namespace {

using ::testing::ElementsAre;

constexpr char kMapping[] = "programmes/mappings/us-guarantee.textproto";

const char kHeader[] =
    "LoanNr_ChkDgt,Name,City,State,Zip,Bank,BankState,NAICS,ApprovalDate,ApprovalFY,Term,NoEmp,"
    "NewExist,CreateJob,RetainedJob,FranchiseCode,UrbanRural,RevLineCr,LowDoc,ChgOffDate,"
    "DisbursementDate,DisbursementGross,BalanceGross,MIS_Status,ChgOffPrinGr,GrAppv,SBA_Appv\n";

// Rows made up in the form of the programme's files.
const char kRows[] =
    "1000000001,ALPHA TOYS,SPRINGFIELD,IN,47711,FIRST BANK OF "
    "SPRINGFIELD,OH,451120,28-Feb-97,1997,84,"
    "4,2,0,0,1,0,N,Y,,28-Feb-99,\"$60,000.00 \",$0.00 ,P I F,$0.00 ,\"$60,000.00 \",\"$48,000.00 "
    "\"\n"
    "1000000002,\"BETA DDS, A B\",SHELBYVILLE,IN,47401,\"SECOND BANK, "
    "N.A.\",IN,0,7-Feb-66,1966,0,7,1,0,"
    "0,1,0,N,N,,31-Dec-66,\"$287,000.00 \",$0.00 ,P I F,$0.00 ,\"$200,000.00 \",\"$215,250.00 \"\n"
    "1000000003,GAMMA,OGDENVILLE,,0,,,722410,2/28/1997,1997,60,2,2,0,0,1,0,N,Y,,5/31/"
    "1997,40000,0,CHGOFF,"
    "$5.00,50000,32000\n"
    "1000000004,DELTA,NORTH HAVERBROOK,OH,0,X BANK,OH,722410,28-Feb-97,1997,60,2,2,0,0,1,0,N,Y,,,"
    "\"$40,000.00 \",$0.00 ,P I F,$0.00 ,\"$40,000.00 \",\"$32,000.00 \"\n";

TEST(UsGuaranteeTest, TheFileIsReadThroughItsMapping) {
  const absl::StatusOr<CompiledMapping> mapping = LoadMapping(kMapping, Target::kLoans);
  ASSERT_TRUE(mapping.ok()) << mapping.status();
  const ReadText read = ReadRows(*mapping, absl::StrCat(kHeader, kRows));
  ASSERT_EQ(read.rows.size(), 3u) << read.error << absl::StrJoin(ShortTexts(read.problems), "; ");
  const v1::NewLoan& first = read.rows[0].loan();
  EXPECT_EQ(first.bank(), "first-bank-of-springfield");
  EXPECT_EQ(read.facts[0].bank_name, "FIRST BANK OF SPRINGFIELD");
  EXPECT_EQ(first.contract_number(), "1000000001");
  EXPECT_EQ(first.borrower().name(), "ALPHA TOYS");
  EXPECT_EQ(first.borrower().division_code(), "IN");
  EXPECT_EQ(first.borrower().industry_code(), "45");
  EXPECT_EQ(first.contract_amount_fen(), 6'000'000);
  EXPECT_EQ(first.draw().draw_number(), "1");
  EXPECT_EQ(first.draw().disbursement_date(), "1999-02-28");
  EXPECT_EQ(first.draw().maturity_date(), "2006-02-28");
  EXPECT_EQ(first.draw().principal_fen(), 6'000'000);
  EXPECT_EQ(first.rights_size(), 1);
  EXPECT_EQ(first.rights(0).secured_fen(), 6'000'000);
  const v1::NewLoan& second = read.rows[1].loan();
  EXPECT_EQ(second.bank().substr(0, 16), "second-bank-n-a-");
  EXPECT_EQ(second.borrower().name(), "BETA DDS, A B");
  EXPECT_EQ(second.borrower().industry_code(), "");
  // More was paid out than approved: the contract is the larger.
  EXPECT_EQ(second.contract_amount_fen(), 28'700'000);
  EXPECT_EQ(second.draw().disbursement_date(), "1966-12-31");
  EXPECT_EQ(second.draw().maturity_date(), "1967-01-31");
  const v1::NewLoan& third = read.rows[2].loan();
  EXPECT_EQ(third.bank(), "unknown-lender");
  EXPECT_EQ(third.borrower().division_code(), "unknown");
  EXPECT_EQ(third.draw().disbursement_date(), "1997-05-31");
  EXPECT_EQ(third.draw().principal_fen(), 4'000'000);
  EXPECT_EQ(third.contract_amount_fen(), 5'000'000);
  // Nothing was paid out on the fourth: it is told, not guessed.
  EXPECT_THAT(ShortTexts(read.problems),
              ElementsAre("5 DisbursementDate FIELD_REQUIRED", "5 maturity_date FIELD_REQUIRED"));
}

TEST(UsGuaranteeTest, OtherDelimitersAndFewerColumnsWorkToo) {
  const absl::StatusOr<CompiledMapping> mapping = LoadMapping(kMapping, Target::kLoans);
  ASSERT_TRUE(mapping.ok()) << mapping.status();
  const ReadText read = ReadRows(
      *mapping,
      "LoanNr_ChkDgt;Name;State;Bank;NAICS;Term;DisbursementDate;DisbursementGross;GrAppv;\n"
      "1000000001;ALPHA TOYS;IN;FIRST BANK;451120;84;15074;60000;60000;\n");
  ASSERT_EQ(read.rows.size(), 1u) << read.error << absl::StrJoin(ShortTexts(read.problems), "; ");
  EXPECT_EQ(read.rows[0].loan().draw().disbursement_date(), "2001-04-09");
}

TEST(UsGuaranteeTest, BanksAreRegisteredAndSumsAreExact) {
  MemoryLedger ledger;
  ImportOptions options = OptionsFor(Target::kLoans);
  options.mapping = *LoadMapping(kMapping, Target::kLoans);
  const ImportReport report = ImportText(absl::StrCat(kHeader, kRows), &ledger, std::move(options));
  ASSERT_TRUE(report.status.ok()) << report.status;
  EXPECT_EQ(report.fresh, 3);
  EXPECT_EQ(report.refused, 1);
  EXPECT_EQ(ledger.DisbursedFen(), 6'000'000 + 28'700'000 + 4'000'000);
  EXPECT_EQ(report.banks_registered.size(), 3u);
  EXPECT_EQ(ledger.registered["unknown-lender"], "Unknown lender");
}

}  // namespace
}  // namespace ippledge::client
