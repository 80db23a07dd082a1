// After payment: recoveries, their remittance and their end, money that is called back. Every
// refusal in the order of the contract.
#include "ledger/decide_recovery.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/ledger/after_payment.h"

namespace ippledge {
namespace {

TEST(RecordRecovery, Examples) {
  auto life = Paid();
  life->Must(BankMaker(kLifeBank), Recovering("R1", 100'000, kPaidDay));
  const Recovery& recovery = life->claim().recoveries[0];
  // 40 % of it, within ten working days of the money.
  EXPECT_EQ(recovery.fund_share, Yuan(40'000));
  EXPECT_EQ(recovery.due_date, Day("2024-06-25"));
  EXPECT_EQ(recovery.state(), RecoveryState::kAllocated);
  EXPECT_EQ(life->claim().borne[0].recovered, Yuan(40'000));
  EXPECT_EQ(life->claim().borne[1].recovered, Yuan(60'000));
  life->Must(FinanceBureau(), Remitting("R1", "Y1", 15'000, kPaidDay));
  EXPECT_EQ(life->last<RemittanceConfirmed>().after.cash_fen, 81'500'000);
  EXPECT_EQ(life->claim().recoveries[0].state(), RecoveryState::kAllocated);
  life->Must(FinanceBureau(), Remitting("R1", "Y2", 25'000, kPaidDay));
  EXPECT_EQ(life->claim().recoveries[0].state(), RecoveryState::kRemitted);
  EXPECT_TRUE(life->CheckInvariants().ok());
}

TEST(RecordRecovery, RefusesInTheOrderOfTheContract) {
  auto life = Paid();
  const RecordRecovery recovering = Recovering("R1", 100'000, kPaidDay);
  ExpectOnly(*life, {Role::kBankMaker, Role::kBankChecker}, recovering);
  RecordRecovery unknown = recovering;
  unknown.loan = AnId("HT-9");
  EXPECT_EQ(life->Says(BankMaker("yunshan"), unknown), "NOT_YOUR_ROWS organisation=yunshan");
  ExpectUnknown(*life, BankMaker(kLifeBank), recovering);
  life->Must(BankMaker(kLifeBank), recovering);
  EXPECT_EQ(life->Says(BankChecker(), recovering), absl::StrCat("already ", life->last_entry()));
  RecordRecovery other = recovering;
  other.recovery.gross = Yuan(1);
  EXPECT_EQ(life->Says(BankChecker(), other),
            absl::StrCat("RECOVERY_EXISTS recovery.recovery_number recovery_number=R1 first_entry=",
                         life->last_entry()));
  other = Recovering("R1", 1, kPaidDay + 1, "HT-2");
  EXPECT_EQ(life->Says(BankChecker(), other), "CLAIM_STATE claim_number state=COMPUTED want=PAID");
  EXPECT_EQ(life->Says(BankChecker(), Recovering("R2", 1, kPaidDay + 1)),
            "DATE_IN_FUTURE recovery.received_date got=2024-06-12 limit=2024-06-11");
}

TEST(RecordRecovery, AFullListIsFull) {
  auto life = Paid();
  for (int i = 0; i < kRecoveriesPerClaimMax; ++i) {
    life->Must(BankMaker(kLifeBank), Recovering(absl::StrCat("R", i), 1, kPaidDay));
  }
  EXPECT_EQ(life->Says(BankMaker(kLifeBank), Recovering("R", 1, kPaidDay + 1)),
            "TOO_MANY_EVENTS recovery limit=200 used=200");
}

TEST(RecordRecovery, NobodyGetsBackMoreThanWasBorne) {
  auto life = Paid();
  std::int64_t shares = 0;
  for (int i = 0; i < 8; ++i) {
    life->Must(BankMaker(kLifeBank), Recovering(absl::StrCat("R", i), 70'001, kPaidDay));
    const auto& recorded = life->last<RecoveryRecorded>();
    const StepVerdict& verdict = recorded.judgement.verdict;
    Money parts;
    for (const PartAmount& part : verdict.parts) {
      parts = Money::OfFen(parts.fen() + part.amount.fen());
    }
    EXPECT_EQ(parts.fen() + verdict.costs.fen() + verdict.surplus.fen(), 7'000'100);
    shares += recorded.fund_share.fen();
  }
  EXPECT_EQ(shares, 20'000'000);
  EXPECT_TRUE(life->CheckInvariants().ok());
}

TEST(RecordRecovery, TheFundMayKeepItsPartOfASurplus) {
  Policy policy = LifePolicy();
  policy.recovery.capped_at_payment = false;
  auto life = Paid(policy);
  life->Must(BankMaker(kLifeBank), Recovering("R1", 600'000, kPaidDay));
  EXPECT_EQ(life->claim().recoveries[0].fund_share, Yuan(240'000));
  EXPECT_TRUE(life->CheckInvariants().ok()) << life->CheckInvariants();
}

TEST(RecordRecovery, OfWhatWasPaidSoFar) {
  auto life = std::make_unique<ClaimLife>(InstalmentPolicy());
  life->Paid();
  // 150 of 500 parts: the later instalment is not paid yet.
  life->Must(BankMaker(kLifeBank), Recovering("R1", 100'000, life->programme().today));
  EXPECT_EQ(life->claim().recoveries[0].fund_share, Yuan(30'000));
  EXPECT_TRUE(life->CheckInvariants().ok());
}

TEST(ConfirmRemittance, RefusesInTheOrderOfTheContract) {
  auto life = Paid(WithInterest());
  life->Must(BankMaker(kLifeBank), Recovering("R1", 100'000, kPaidDay));
  const ConfirmRemittance remitting = Remitting("R1", "Y1", 40'000, kPaidDay);
  ExpectOnly(*life, {Role::kFinanceBureau}, remitting);
  ExpectUnknown(*life, OneOfTheBureau(), remitting);
  EXPECT_EQ(life->Says(OneOfTheBureau(), Remitting("R9", "M1", 40'000, kPaidDay)),
            "RECOVERY_UNKNOWN recovery_number recovery_number=R9");
  EXPECT_EQ(life->Says(OneOfTheBureau(), Remitting("R1", "M1", 40'001, kPaidDay)),
            "MOVEMENT_EXISTS movement_id first_entry=5");
  EXPECT_EQ(life->Says(OneOfTheBureau(), Remitting("R1", "Y1", 40'001, kPaidDay + 1)),
            "REMITTANCE_EXCEEDED amount_fen limit=4000000 used=0 asked=4000100 remaining=4000000");
  ConfirmRemittance interest = Remitting("R1", "Y1", 40'000, kPaidDay + 1);
  interest.late_interest = Fen(1);
  EXPECT_EQ(life->Says(OneOfTheBureau(), interest),
            "REMITTANCE_EXCEEDED late_interest_fen limit=0 used=0 asked=1 remaining=0");
  EXPECT_EQ(life->Says(OneOfTheBureau(), Remitting("R1", "Y1", 40'000, kPaidDay + 1)),
            "DATE_IN_FUTURE remittance_date got=2024-06-12 limit=2024-06-11");
  EXPECT_EQ(life->Says(OneOfTheBureau(), Remitting("R1", "Y1", 40'000, kPaidDay + -1)),
            "DATE_ORDER remittance_date got=2024-06-10 after=2024-06-11");
  life->Must(OneOfTheBureau(), remitting);
  const std::int64_t entry = life->last_entry();
  EXPECT_EQ(life->Says(OneOfTheBureau(), remitting), absl::StrCat("already ", entry));
  EXPECT_EQ(life->Says(OneOfTheBureau(), Remitting("R1", "Y1", 39'999, kPaidDay)),
            absl::StrCat("MOVEMENT_EXISTS movement_id first_entry=", entry));
  EXPECT_EQ(life->Says(OneOfTheBureau(), Remitting("R1", "Y2", 1, kPaidDay)),
            "REMITTANCE_EXCEEDED amount_fen limit=4000000 used=4000000 asked=100 remaining=0");
  EXPECT_TRUE(life->CheckInvariants().ok());
}

TEST(ConfirmRemittance, AVoucherIsOfItsOwnClaim) {
  ClaimLife life;
  life.Paid("HT-1");
  life.Paid("HT-2");
  const Date today = life.programme().today;
  for (const char* contract : {"HT-1", "HT-2"}) {
    life.Must(BankMaker(kLifeBank), Recovering("R1", 100'000, today, contract));
  }
  life.Must(FinanceBureau(), Remitting("R1", "Y1", 40'000, today, "HT-1"));
  EXPECT_EQ(life.Says(FinanceBureau(), Remitting("R1", "Y1", 40'000, today, "HT-2")),
            absl::StrCat("MOVEMENT_EXISTS movement_id first_entry=", life.last_entry()));
}

TEST(ConfirmRemittance, LateInterestOnWhatIsLate) {
  auto life = Paid(WithInterest());
  life->Must(BankMaker(kLifeBank), Recovering("R1", 100'000, kPaidDay));
  life->TurnTo(Day("2024-07-05"));
  // 40,000.00 ten days late at 3.65 % a year: 40.00.
  ConfirmRemittance late = Remitting("R1", "Y1", 40'000, Day("2024-07-05"));
  late.late_interest = Yuan(41);
  EXPECT_EQ(life->Says(FinanceBureau(), late),
            "REMITTANCE_EXCEEDED late_interest_fen limit=4000 used=0 asked=4100 remaining=4000");
  late.late_interest = Yuan(15);
  life->Must(FinanceBureau(), late);
  const auto& confirmed = life->last<RemittanceConfirmed>();
  EXPECT_EQ(confirmed.days_late, 10);
  EXPECT_EQ(confirmed.rate_ppm, 36'500);
  EXPECT_EQ(confirmed.late_interest_due, Yuan(40));
  EXPECT_EQ(confirmed.after.cash_fen, 80'000'000 + 4'000'000 + 1'500);
  EXPECT_EQ(life->claim().recoveries[0].state(), RecoveryState::kAllocated);
  EXPECT_EQ(life->Says(FinanceBureau(), late), absl::StrCat("already ", life->last_entry()));
  // Without the interest it is another remittance.
  ConfirmRemittance without = late;
  without.late_interest = Money();
  EXPECT_EQ(life->Says(FinanceBureau(), without),
            absl::StrCat("MOVEMENT_EXISTS movement_id first_entry=", life->last_entry()));
  // The interest of one voucher has an id of its own.
  ConfirmRemittance rest = Remitting("R1", "Y1-interest", 0, Day("2024-07-05"));
  rest.late_interest = Yuan(25);
  EXPECT_EQ(life->Says(FinanceBureau(), rest),
            absl::StrCat("MOVEMENT_EXISTS movement_id first_entry=", life->last_entry()));
  rest.movement_id = "Y2";
  life->Must(FinanceBureau(), rest);
  EXPECT_EQ(life->claim().recoveries[0].state(), RecoveryState::kRemitted);
  EXPECT_EQ(life->programme().fund.accounts().balance_fen(FundAccount::kLateInterest), 4'000);
  EXPECT_TRUE(life->CheckInvariants().ok());
}

TEST(ConfirmRemittance, TheRateIsThatOfTheDueDay) {
  Policy policy = LifePolicy();
  policy.recovery.late_interest = {.mode = RateMode::kLprPlus, .plus_ppm = 1'500};
  auto life = Paid(policy);
  life->Must(IpOffice(), EnterLendingRate{{Day("2024-06-01"), 35'000, 40'000, ""}});
  life->Must(IpOffice(), EnterLendingRate{{Day("2024-06-26"), 100'000, 110'000, ""}});
  life->Must(BankMaker(kLifeBank), Recovering("R1", 100'000, kPaidDay));
  life->TurnTo(Day("2024-07-05"));
  ConfirmRemittance late = Remitting("R1", "Y1", 40'000, Day("2024-07-05"));
  late.late_interest = Yuan(40);
  life->Must(FinanceBureau(), late);
  EXPECT_EQ(life->last<RemittanceConfirmed>().rate_ppm, 36'500);
}

TEST(CloseRecovery, RefusesInTheOrderOfTheContract) {
  Policy policy = LifePolicy();
  policy.life_cycle.write_off_conditions = {"bankruptcy", "enforcement-ended"};
  auto life = Paid(policy);
  const CloseRecovery ending = Closing(RecoveryClosing::kEnded, kPaidDay);
  const CloseRecovery writing = Closing(RecoveryClosing::kWrittenOff, kPaidDay, "bankruptcy 7");
  ExpectOnly(*life, {Role::kIpOffice, Role::kFinanceBureau}, ending);
  ExpectOnly(*life, {Role::kFinanceBureau}, writing);
  CloseRecovery unknown = writing;
  unknown.loan = AnId("HT-9");
  EXPECT_EQ(life->Says(OneOfTheBureau(), unknown),
            "SECOND_PERSON_REQUIRED person=p-4 second_person=");
  ExpectUnknown(*life, OneOfTheBureau(), ending);
  CloseRecovery unpaid = ending;
  unpaid.loan = AnId("HT-2");
  EXPECT_EQ(life->Says(IpOffice(), unpaid), "CLAIM_STATE claim_number state=COMPUTED want=PAID");
  EXPECT_EQ(life->Says(FinanceBureau(), writing),
            "CLAIM_STATE claim_number state=PAID want=recovery that has ended");
  EXPECT_EQ(life->Says(IpOffice(), Closing(RecoveryClosing::kEnded, kPaidDay + 1)),
            "DATE_IN_FUTURE closing_date got=2024-06-12 limit=2024-06-11");
  life->Must(IpOffice(), ending);
  EXPECT_EQ(life->cover().state, CoverState::kSettled);
  EXPECT_EQ(life->Says(IpOffice(), Closing(RecoveryClosing::kEnded, kPaidDay + -1)),
            "RECOVERY_CLOSED closing state=ENDED");
  EXPECT_EQ(life->Says(FinanceBureau(),
                       Closing(RecoveryClosing::kWrittenOff, kPaidDay + 1, "no bankruptcy")),
            "EVIDENCE_MISSING evidence want=bankruptcy, enforcement-ended");
  life->Must(FinanceBureau(), writing);
  EXPECT_EQ(life->cover().state, CoverState::kWrittenOff);
  EXPECT_EQ(life->Says(FinanceBureau(),
                       Closing(RecoveryClosing::kWrittenOff, kPaidDay + -1, "bankruptcy")),
            "RECOVERY_CLOSED closing state=WRITTEN_OFF");
  EXPECT_TRUE(life->CheckInvariants().ok());
  // Money that comes afterwards is recorded as before.
  EXPECT_EQ(life->Does(BankMaker(kLifeBank), Recovering("R1", 1'000, kPaidDay)),
            "RECOVERY_RECORDED");
  life->Must(FinanceBureau(), Remitting("R1", "Y1", 400, kPaidDay));
  EXPECT_EQ(life->cover().state, CoverState::kWrittenOff);
  EXPECT_TRUE(life->CheckInvariants().ok());
}

TEST(CloseRecovery, NotWhileAPaymentIsOrdered) {
  ClaimLife life(InstalmentPolicy());
  life.Paid();
  life.Must(IpOffice(), Closing(RecoveryClosing::kEnded, life.programme().today));
  life.Run();
  EXPECT_EQ(
      life.Says(FinanceBureau(), Closing(RecoveryClosing::kWrittenOff, life.programme().today)),
      "CLAIM_STATE claim_number state=ORDERED want=PAID, PART_PAID");
}

TEST(CloseRecovery, TheYearsOfRecoveryAreShown) {
  Policy policy = LifePolicy();
  policy.life_cycle.recovery_until_years = 3;
  auto life = Paid(policy);
  EXPECT_EQ(life->claim().due, (Deadline{Day("2027-06-11"), OnSilence::kEscalate}));
  life->TurnTo(Day("2027-07-01"));
  EXPECT_EQ(life->state(), ClaimState::kPaid);
  life->Must(IpOffice(), Closing(RecoveryClosing::kEnded, Day("2027-06-30")));
  EXPECT_FALSE(life->claim().due.is_set());
  EXPECT_TRUE(life->CheckInvariants().ok());
}

}  // namespace
}  // namespace ippledge
