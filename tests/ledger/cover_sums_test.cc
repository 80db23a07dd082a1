// Sums over covered loans: what a loan adds where, from application to clawback.
#include "ledger/cover_sums.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "tests/testing/claim_life.h"

namespace ippledge {
namespace {

using Step = WorkStep;
using Decision = StepDecision;

constexpr absl::string_view kUnit = "150100";

// "enrolled 500000 loans 1 …", in yuan, without zeros.
std::string Text(const CoverSums& sums) {
  static constexpr absl::string_view kNames[kCoverSumCount] = {
      "enrolled",  "loans",     "covered", "balance",   "npl",         "losses",
      "committed", "guarantor", "paid",    "recovered", "clawed back", "reserved"};
  std::string text;
  for (std::size_t i = 0; i < kCoverSumCount; ++i) {
    const auto sum = static_cast<CoverSum>(i);
    if (sums[sum] == 0) continue;
    const std::int64_t unit = sum == CoverSum::kLoans ? 1 : 100;
    absl::StrAppend(&text, text.empty() ? "" : " ", kNames[i], " ", sums[sum] / unit);
  }
  return text;
}
std::string Row(const ClaimLife& life, CoverScope scope, absl::string_view name, int year) {
  for (const auto& [key, sums] : SumsOfCover(life.loan(), kUnit)) {
    if (key == CoverSumsKey(scope, name, year)) return Text(sums);
  }
  return "";
}
std::string Always(const ClaimLife& life) { return Row(life, CoverScope::kFund, "", 0); }
std::string ThisYear(const ClaimLife& life) {
  return Row(life, CoverScope::kBank, kLifeBank, 2024);
}

TEST(CoverSumsKey, SaysScopeNameAndYear) {
  using std::string_literals::operator""s;
  EXPECT_EQ(CoverSumsKey(CoverScope::kBank, "qingcao", 2024), "bqingcao\0002024"s);
  EXPECT_EQ(CoverSumsKey(CoverScope::kFund, "", 0), "f\0000000"s);
}

TEST(CoverSums, FromApplicationToTheEnd) {
  Policy policy = LifePolicy();
  ClaimLife life(policy);
  life.Recorded();
  EXPECT_TRUE(SumsOfCover(life.loan(), kUnit).empty());
  life.Must(BankMaker(kLifeBank), Applying());
  EXPECT_TRUE(SumsOfCover(life.loan(), kUnit).empty());
  life.Must(IpOffice(), Deciding(Decision::kAccept));
  EXPECT_EQ(Always(life), "enrolled 500000 loans 1 covered 500000 balance 500000");
  EXPECT_EQ(ThisYear(life), "enrolled 500000 loans 1");
  life.Must(BankMaker(kLifeBank), Recording(ARepayment()));
  EXPECT_EQ(Always(life), "enrolled 500000 loans 1 covered 450000 balance 450000");
  life.Must(BankMaker(kLifeBank), Classing(LoanClass::kSpecialMention, "HT-1", Day("2024-06-01")));
  EXPECT_EQ(Always(life), "enrolled 500000 loans 1 covered 450000 balance 450000");
  life.Must(BankMaker(kLifeBank), Classing(LoanClass::kSubstandard));
  life.Must(BankMaker(kLifeBank), Reporting(RiskKind::kDefault));
  EXPECT_EQ(Always(life), "enrolled 500000 loans 1 covered 450000 balance 450000 npl 450000");
  life.Must(BankChecker(), Filing());
  EXPECT_EQ(ThisYear(life), "enrolled 500000 loans 1");
  life.Must(IpOffice(), Taking(Step::kCompleteness));
  EXPECT_EQ(ThisYear(life), "enrolled 500000 loans 1 losses 450000 committed 180000");
  life.Must(IpOffice(), Taking(Step::kFirstReview));
  life.Approve();
  EXPECT_EQ(ThisYear(life),
            "enrolled 500000 loans 1 losses 450000 committed 180000 reserved 180000");
  life.PassNotice();
  life.Run();
  life.Confirm();
  EXPECT_EQ(Always(life),
            "enrolled 500000 loans 1 balance 450000 npl 450000 losses 450000 committed 180000 "
            "paid 180000");
  const Date today = life.programme().today;
  life.Must(BankMaker(kLifeBank), Recovering("R1", 50'000, today));
  life.Must(FinanceBureau(), Remitting("R1", "Y1", 20'000, today));
  EXPECT_EQ(ThisYear(life),
            "enrolled 500000 loans 1 losses 450000 committed 180000 paid 180000 recovered 20000");
  life.Must(FinanceBureau(), Demanding());
  life.Must(FinanceBureau(), Returning("Z1", 160'000, today));
  EXPECT_EQ(ThisYear(life),
            "enrolled 500000 loans 1 losses 450000 committed 180000 paid 180000 recovered 20000 "
            "clawed back 160000");
  EXPECT_TRUE(life.CheckInvariants().ok());
  EXPECT_EQ(Text(life.programme().cover.sums), Always(life));
}

TEST(CoverSums, AClaimThatEndedUnpaidAddsNothing) {
  ClaimLife life;
  life.Cleared();
  life.Must(BankMaker(kLifeBank), Reporting(RiskKind::kCured));
  EXPECT_EQ(ThisYear(life), "enrolled 500000 loans 1");
}

TEST(CoverSums, OfEveryNameThatALoanHas) {
  Policy policy = LifePolicy();
  policy.modes[0].parties = {{"city", PartyRole::kFund, 400'000},
                             {"guarantor", PartyRole::kGuarantor, 100'000},
                             {"bank", PartyRole::kBank, 500'000}};
  ClaimLife life(policy);
  NewLoan loan = LifeLoan();
  loan.branch_code = ABank(kLifeBank).branch_codes[0];
  life.Must(IpOffice(), Recording(loan));
  ApplyForCover applying = Applying();
  applying.application.group = "steppe";
  life.Must(BankMaker(kLifeBank), applying);
  life.Must(IpOffice(), Deciding(Decision::kAccept));
  life.Must(BankMaker(kLifeBank), Classing(LoanClass::kSubstandard));
  life.Must(BankMaker(kLifeBank), Reporting(RiskKind::kDefault));
  life.Must(BankChecker(), Filing());
  life.Must(IpOffice(), Taking(Step::kCompleteness));
  const std::string year = "enrolled 500000 loans 1 losses 500000 committed 200000 guarantor 50000";
  EXPECT_EQ(Row(life, CoverScope::kFund, "", 2024), year);
  EXPECT_EQ(Row(life, CoverScope::kBank, kLifeBank, 2024), year);
  EXPECT_EQ(Row(life, CoverScope::kBranch, loan.branch_code, 2024), year);
  EXPECT_EQ(Row(life, CoverScope::kUnit, kUnit, 2024), year);
  EXPECT_EQ(Row(life, CoverScope::kFirm, CreditCode(1), 2024), year);
  EXPECT_EQ(Row(life, CoverScope::kGroup, "steppe", 2024), year);
  EXPECT_EQ(Row(life, CoverScope::kMode, "default", 2024), year);
  EXPECT_EQ(Row(life, CoverScope::kParty, "city", 2024), "committed 200000");
  EXPECT_EQ(Row(life, CoverScope::kParty, "guarantor", 0), "committed 50000");
  EXPECT_EQ(Row(life, CoverScope::kParty, "bank", 0), "");
  EXPECT_TRUE(life.CheckInvariants().ok());
  // Another firm in another unit: what it adds moves along.
  NewLoan moved = loan;
  moved.borrower.unified_social_credit_code = CreditCode(2);
  moved.borrower.division_code = "150203";
  CorrectLoan correct = Correcting(life.loan().first_entry(), moved);
  life.Must(IpOffice(), correct);
  EXPECT_TRUE(life.CheckInvariants().ok());
  EXPECT_EQ(Row(life, CoverScope::kFirm, CreditCode(1), 2024), "");
  EXPECT_EQ(Row(life, CoverScope::kFirm, CreditCode(2), 2024), year);
}

TEST(CoverSums, AYearIsThatOfTheFact) {
  ClaimLife life;
  life.TurnTo(Day("2024-12-20"));
  life.Enrolled();
  life.TurnTo(Day("2025-02-03"));
  life.Must(BankMaker(kLifeBank), Classing(LoanClass::kSubstandard, "HT-1", Day("2025-02-03")));
  life.Must(BankMaker(kLifeBank), Reporting(RiskKind::kDefault, "HT-1", Day("2025-02-03")));
  life.Must(BankChecker(), Filing());
  life.Must(IpOffice(), Taking(Step::kCompleteness));
  life.Must(IpOffice(), Taking(Step::kFirstReview));
  life.Approve();
  life.TurnTo(Day("2026-01-05"));
  life.Run();
  life.Confirm();
  life.Must(BankMaker(kLifeBank), Recovering("R1", 50'000, Day("2026-01-05")));
  life.Must(FinanceBureau(), Remitting("R1", "Y1", 20'000, Day("2026-01-05")));
  EXPECT_EQ(Row(life, CoverScope::kFund, "", 2024), "enrolled 500000 loans 1");
  EXPECT_EQ(Row(life, CoverScope::kFund, "", 2025), "losses 500000 committed 200000 paid 200000");
  EXPECT_EQ(Row(life, CoverScope::kFund, "", 2026), "recovered 20000");
  EXPECT_TRUE(life.CheckInvariants().ok());
}

// What is written off stays enrolled, as its loss stays a loss: else each write-off would tighten
// the brakes.
TEST(CoverSums, AWriteOffEndsTheBalanceNotTheEnrolment) {
  ClaimLife life;
  life.Paid();
  life.Must(IpOffice(), Closing(RecoveryClosing::kEnded, life.programme().today));
  life.Must(FinanceBureau(), Closing(RecoveryClosing::kWrittenOff, life.programme().today));
  ASSERT_EQ(life.cover().state, CoverState::kWrittenOff);
  EXPECT_EQ(Row(life, CoverScope::kBank, kLifeBank, 2024),
            "enrolled 500000 loans 1 losses 500000 committed 200000 paid 200000");
  EXPECT_EQ(Row(life, CoverScope::kBank, kLifeBank, 0),
            "enrolled 500000 loans 1 losses 500000 committed 200000 paid 200000");
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(CoverSums, FirmsWithoutACodeAreKnownByName) {
  Borrower borrower{.name = "示例"};
  EXPECT_EQ(FirmNameOf(borrower), "示例");
  borrower.unified_social_credit_code = CreditCode(1);
  EXPECT_EQ(FirmNameOf(borrower), CreditCode(1));
}

TEST(CoverSumsKeysOf, HoldsEveryRowThatTheLoanAddsTo) {
  ClaimLife life;
  life.Paid();
  const std::vector<std::string> keys = CoverSumsKeysOf(life.loan(), kUnit, 2030);
  const std::set<std::string> held(keys.begin(), keys.end());
  EXPECT_EQ(held.size(), keys.size());
  for (const auto& [key, sums] : SumsOfCover(life.loan(), kUnit)) {
    EXPECT_TRUE(held.contains(key)) << key;
  }
  EXPECT_TRUE(held.contains(CoverSumsKey(CoverScope::kFirm, CreditCode(1), 2030)));
  EXPECT_TRUE(held.contains(CoverSumsKey(CoverScope::kFund, "", 2023)));
}

TEST(CoverTotals, CountStates) {
  ClaimLife life;
  life.Paid("HT-1");
  life.Computed("HT-2");
  life.Must(BankMaker(kLifeBank), Recovering("R1", 1'000, life.programme().today));
  const CoverTotals& totals = life.programme().cover;
  const auto covers = [&](CoverState state) {
    return totals.covers[static_cast<std::size_t>(state)];
  };
  EXPECT_EQ(covers(CoverState::kCompensated), 1);
  EXPECT_EQ(covers(CoverState::kDefaulted), 1);
  EXPECT_EQ(totals.claims[static_cast<std::size_t>(ClaimState::kPaid)], 1);
  EXPECT_EQ(totals.claims[static_cast<std::size_t>(ClaimState::kComputed)], 1);
  EXPECT_EQ(totals.recoveries[static_cast<std::size_t>(RecoveryState::kAllocated)], 1);
  CoverTotals sum;
  for (const char* contract : {"HT-1", "HT-2"}) {
    AddTo(sum, CoverTotalsOf(life.loan(contract)), +1);
  }
  EXPECT_EQ(sum, totals);
  for (const char* contract : {"HT-1", "HT-2"}) {
    AddTo(sum, CoverTotalsOf(life.loan(contract)), -1);
  }
  EXPECT_TRUE(sum.IsZero());
}

}  // namespace
}  // namespace ippledge
