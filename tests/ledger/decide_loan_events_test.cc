// Repayments, extensions, class changes, registrations and releases: every refusal in the order of
// the contract (decide.h).
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "ledger/limits.h"
#include "tests/testing/builders.h"
#include "tests/testing/ledger_books.h"

namespace ippledge {
namespace {

// Loan "HT-1" by entry 4; "HT-2" by entry 5, taken back by entry 6.
LedgerBooks WithLoans(NewLoan loan = ANewLoan()) {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  ledger.Record(Recording(std::move(loan)));
  ledger.Record(Recording(ANewLoan("HT-2")));
  CorrectLoan taken_back = Voiding(5);
  taken_back.loan = AnId("HT-2");
  ledger.Record(taken_back);
  return ledger;
}

TEST(DecideLoanEvents, Examples) {
  LedgerBooks ledger = WithLoans();
  EXPECT_EQ(ledger.Does(Recording(ARepayment())), "LOAN_REPAID");
  EXPECT_EQ(ledger.Does(Recording(AnExtension())), "LOAN_EXTENDED");
  EXPECT_EQ(ledger.Does(Recording(AClassChange())), "LOAN_CLASS_CHANGED");
  EXPECT_EQ(ledger.Does(Recording(ARegistration())), "PLEDGE_REGISTERED");
  EXPECT_EQ(ledger.Does(Recording(ARelease())), "PLEDGE_RELEASED");
  EXPECT_TRUE(ledger.CheckInvariants().ok()) << ledger.CheckInvariants();
}

// What is refused, and what is mended before the next try.
template <typename C>
struct Step {
  std::string want;
  std::function<void(C&)> mend;
};

// The refusals that every event of a loan begins with, and then `steps`.
template <typename C>
void ExpectInOrder(LedgerBooks& ledger, C command, const std::vector<Step<C>>& steps) {
  command.loan.contract_number = "HT-9";
  EXPECT_EQ(ledger.Says(CallerOf(Role::kOperator), command),
            "ROLE_NOT_ALLOWED role=operator allowed=bank_maker, bank_checker, fund_manager, "
            "ip_office, finance_bureau");
  EXPECT_EQ(ledger.Says(BankMaker("yunshan"), command), "NOT_YOUR_ROWS organisation=yunshan");
  EXPECT_EQ(ledger.Says(BankMaker("qingcao"), command),
            "LOAN_UNKNOWN loan.contract_number bank=qingcao contract_number=HT-9");
  command.loan.contract_number = "HT-1";
  for (const auto& [want, mend] : steps) {
    EXPECT_EQ(ledger.Says(BankMaker("qingcao"), command), want);
    if (mend) mend(command);
  }
}

// Every kind of event on a loan that was taken back.
TEST(DecideLoanEvents, NothingHappensToAVoidedLoan) {
  LedgerBooks ledger = WithLoans();
  const auto says = [&](auto command) {
    command.loan.contract_number = "HT-2";
    return ledger.Says(IpOffice(), command);
  };
  Repayment of_draw = ARepayment();
  of_draw.draw_number = "D1";
  Extension extension_of_draw = AnExtension();
  extension_of_draw.draw_number = "D1";
  for (const std::string& got :
       {says(Recording(ADraw())), says(Recording(ARepayment())), says(Recording(of_draw)),
        says(Recording(AnExtension())), says(Recording(extension_of_draw)),
        says(Recording(AClassChange())), says(Recording(ARegistration())),
        says(Recording(ARelease()))}) {
    EXPECT_EQ(got, "LOAN_VOIDED loan voided_by=6");
  }
}

TEST(DecideLoanEvents, AFullListTakesNoMore) {
  LedgerBooks ledger = WithLoans();
  Loan full = ledger.loan();
  const auto fill = [](auto& facts, auto value) {
    facts.assign(kFactsPerLoanMax, {.value = value, .entry = 4, .voided = true});
  };
  Repayment repayment = ARepayment("R0");
  fill(full.repayments, repayment);
  fill(full.extensions, Extension{"D1", Day("2024-05-02"), Day("2026-01-05")});
  fill(full.class_changes, ClassChange{Day("2024-04-02"), LoanClass::kLoss, 0});
  fill(full.registrations, PledgeRegistration{IpKind::kDataIp, "1", "2", Day("2024-01-10")});
  fill(full.releases, PledgeRelease{IpKind::kDataIp, "1", Day("2024-01-10")});
  ledger.books().LoadLoan(LoanKey(AnId()), std::make_shared<const Loan>(full));
  for (const Command& command :
       {Command(Recording(ARepayment())), Command(Recording(AnExtension())),
        Command(Recording(AClassChange())), Command(Recording(ARegistration())),
        Command(Recording(ARelease()))}) {
    EXPECT_EQ(ledger.Says(IpOffice(), command), "TOO_MANY_EVENTS limit=1000 used=1000");
  }
}

TEST(DecideRepayment, RefusesInTheOrderOfTheContract) {
  LedgerBooks ledger = WithLoans();
  ledger.Record(Recording(ADraw("D2")));
  ledger.Record(Recording(ARepayment("R1")));
  Repayment wrong = ARepayment("R1");
  wrong.draw_number = "D9";
  wrong.principal = Yuan(550'001);
  wrong.repayment_date = Day("2024-07-01");
  using C = RecordRepayment;
  ExpectInOrder<C>(
      ledger, Recording(wrong),
      {{"DRAW_UNKNOWN repayment.draw_number draw_number=D9",
        [](C& c) { c.repayment.draw_number = ""; }},
       {"EVENT_EXISTS repayment.repayment_number first_entry=8",
        [](C& c) { c.repayment.repayment_number = "R2"; }},
       {"REPAYMENT_EXCEEDS_OUTSTANDING repayment.principal_fen limit=60000000 used=5000000 "
        "asked=55000100 remaining=55000000",
        [](C& c) {
          c.repayment.draw_number = "D2";
          c.repayment.principal = Yuan(100'001);
        }},
       {"REPAYMENT_EXCEEDS_OUTSTANDING repayment.principal_fen limit=10000000 used=0 "
        "asked=10000100 remaining=10000000",
        [](C& c) { c.repayment.principal = Yuan(100'000); }},
       {"DATE_IN_FUTURE repayment.repayment_date got=2024-07-01 limit=2024-06-30",
        [](C& c) { c.repayment.repayment_date = Day("2024-01-04"); }},
       {"DATE_ORDER repayment.repayment_date got=2024-01-04 after=2024-01-05",
        [](C& c) { c.repayment.repayment_date = Day("2024-01-05"); }},
       {"LOAN_REPAID", nullptr}});
}

TEST(DecideRepayment, IsHeldToTheTighterOfLoanAndDraw) {
  LedgerBooks ledger = WithLoans();
  ledger.Record(Recording(ADraw("D2")));  // 500,000 + 100,000 drawn
  const auto repay = [&](absl::string_view number, absl::string_view draw, std::int64_t yuan) {
    Repayment repayment = ARepayment(number);
    repayment.draw_number = std::string(draw);
    repayment.principal = Yuan(yuan);
    return ledger.Does(Recording(repayment));
  };
  EXPECT_EQ(repay("R1", "D2", 60'000), "LOAN_REPAID");
  EXPECT_EQ(repay("R2", "", 520'000), "LOAN_REPAID");
  // 40,000 is open on D2, but only 20,000 on the loan.
  EXPECT_EQ(repay("R3", "D2", 20'001),
            "REPAYMENT_EXCEEDS_OUTSTANDING repayment.principal_fen limit=60000000 used=58000000 "
            "asked=2000100 remaining=2000000");
  EXPECT_EQ(repay("R3", "D2", 20'000), "LOAN_REPAID");
  EXPECT_EQ(StateOf(ledger.loan()), LoanState::kRepaid);
  EXPECT_EQ(repay("R4", "D1", 0), "LOAN_REPAID");  // interest alone
  EXPECT_EQ(repay("R5", "D1", 1),
            "REPAYMENT_EXCEEDS_OUTSTANDING repayment.principal_fen limit=60000000 used=60000000 "
            "asked=100 remaining=0");
}

// A bank sends its whole file again after it has corrected half of it.
TEST(DecideLoanEvents, TheOriginalContentIsAlreadyThereAfterCorrections) {
  LedgerBooks ledger = WithLoans();
  Repayment repayment = ARepayment();
  repayment.draw_number = "D2";
  Extension extension = AnExtension();
  extension.draw_number = "D2";
  const Command facts[] = {Recording(ADraw("D2")),     Recording(repayment),
                           Recording(extension),       Recording(AClassChange()),
                           Recording(ARegistration()), Recording(ARelease())};
  std::int64_t entry = 6;
  for (const Command& fact : facts) ASSERT_EQ(ledger.Record(fact), ++entry);
  const auto expect_all_there = [&](absl::string_view when) {
    std::int64_t first = 6;
    for (const Command& fact : facts) {
      EXPECT_EQ(ledger.Says(BankMaker("qingcao"), fact), absl::StrCat("already ", ++first)) << when;
    }
  };
  expect_all_there("as recorded");

  Repayment other_repayment = repayment;
  other_repayment.interest = Yuan(2'000);
  Extension other_extension = extension;
  other_extension.maturity_date = Day("2026-02-01");
  ClassChange other_change = AClassChange();
  other_change.loan_class = LoanClass::kSubstandard;
  PledgeRegistration other_registration = ARegistration();
  other_registration.registration_number = "Y2024980000002";
  PledgeRelease other_release = ARelease();
  other_release.release_date = Day("2024-06-02");
  ledger.Record(Correcting(8, other_repayment));
  ledger.Record(Correcting(9, other_extension));
  ledger.Record(Correcting(10, other_change));
  ledger.Record(Correcting(11, other_registration));
  ledger.Record(Correcting(12, other_release));
  expect_all_there("corrected");
  // So is what stands now.
  EXPECT_EQ(ledger.Does(Recording(other_repayment)), "already 8");
  EXPECT_EQ(ledger.Does(Recording(other_extension)), "already 9");
  EXPECT_EQ(ledger.Does(Recording(other_change)), "already 10");
  EXPECT_EQ(ledger.Does(Recording(other_registration)), "already 11");
  EXPECT_EQ(ledger.Does(Recording(other_release)), "already 12");

  // Taken back one after the other: the draw last, since others name it.
  for (const std::int64_t fact : {8, 9, 10, 11, 12, 7}) ledger.Record(Voiding(fact));
  expect_all_there("taken back");
  // Even when the right that they name was a mistake as well.
  NewLoan terms = ANewLoan();
  terms.rights = {APatent(2)};
  ledger.Record(Correcting(4, terms));
  expect_all_there("of another right");
  ledger.Record(Voiding(4));
  expect_all_there("of a loan that was taken back");
}

TEST(DecideExtension, RefusesInTheOrderOfTheContract) {
  LedgerBooks ledger = WithLoans();
  ledger.Record(Recording(ADraw("D2")));  // matures on 2025-02-01
  Extension first = AnExtension();
  first.draw_number = "D1";
  first.maturity_date = Day("2025-06-01");
  ledger.Record(Recording(first));
  Extension wrong = first;
  wrong.draw_number = "D9";
  using C = RecordExtension;
  ExpectInOrder<C>(ledger, Recording(wrong),
                   {{"DRAW_UNKNOWN extension.draw_number draw_number=D9",
                     [](C& c) {
                       c.extension.draw_number = "D1";
                       c.extension.maturity_date = Day("2025-06-02");
                     }},
                    {"EVENT_EXISTS extension.agreed_date first_entry=8",
                     [](C& c) { c.extension.agreed_date = Day("2024-07-01"); }},
                    {"DATE_IN_FUTURE extension.agreed_date got=2024-07-01 limit=2024-06-30",
                     [](C& c) { c.extension.agreed_date = Day("2024-01-04"); }},
                    {"DATE_ORDER extension.agreed_date got=2024-01-04 after=2024-01-05",
                     [](C& c) {
                       c.extension.agreed_date = Day("2024-05-02");
                       c.extension.maturity_date = Day("2025-06-01");
                     }},
                    {"DATE_ORDER extension.maturity_date got=2025-06-01 after=2025-06-01",
                     [](C& c) {
                       c.extension.draw_number = "D2";
                       c.extension.maturity_date = Day("2025-02-01");
                     }},
                    {"DATE_ORDER extension.maturity_date got=2025-02-01 after=2025-02-01",
                     [](C& c) {
                       c.extension.draw_number = "";
                       c.extension.maturity_date = Day("2025-05-31");
                     }},
                    // Of all draws: after the latest.
                    {"DATE_ORDER extension.maturity_date got=2025-05-31 after=2025-06-01",
                     [](C& c) { c.extension.maturity_date = Day("2025-06-02"); }},
                    {"LOAN_EXTENDED", nullptr}});
}

TEST(DecideExtension, OneADayAndDraw) {
  LedgerBooks ledger = WithLoans();
  ledger.Record(Recording(ADraw("D2")));
  Extension extension = AnExtension();
  extension.draw_number = "D1";
  EXPECT_EQ(ledger.Does(Recording(extension)), "LOAN_EXTENDED");
  extension.draw_number = "D2";
  EXPECT_EQ(ledger.Does(Recording(extension)), "LOAN_EXTENDED");
  extension.maturity_date = Day("2027-01-05");
  EXPECT_EQ(ledger.Does(Recording(extension)), "EVENT_EXISTS extension.agreed_date first_entry=9");
}

TEST(DecideClassChange, RefusesInTheOrderOfTheContract) {
  LedgerBooks ledger = WithLoans();
  ledger.Record(Recording(AClassChange()));
  ClassChange wrong = AClassChange();
  wrong.overdue_days = 36;
  using C = RecordClassChange;
  ExpectInOrder<C>(ledger, Recording(wrong),
                   {{"EVENT_EXISTS class_change.change_date first_entry=7",
                     [](C& c) { c.class_change.change_date = Day("2024-07-01"); }},
                    {"DATE_IN_FUTURE class_change.change_date got=2024-07-01 limit=2024-06-30",
                     [](C& c) { c.class_change.change_date = Day("2024-01-04"); }},
                    {"DATE_ORDER class_change.change_date got=2024-01-04 after=2024-01-05",
                     [](C& c) { c.class_change.change_date = Day("2024-01-05"); }},
                    {"LOAN_CLASS_CHANGED", nullptr}});
}

TEST(DecidePledgeRegistration, RefusesInTheOrderOfTheContract) {
  NewLoan loan = ANewLoan();
  loan.rights = {APatent(1), APatent(2)};
  loan.rights[1].registration_number = "Y2024980000009";
  loan.rights[1].registration_date = Day("2024-01-08");
  LedgerBooks ledger = WithLoans(loan);
  PledgeRegistration wrong = ARegistration();
  wrong.number = PatentNumber(3);
  wrong.registration_date = Day("2024-07-01");
  using C = RecordPledgeRegistration;
  ExpectInOrder<C>(
      ledger, Recording(wrong),
      {{"RIGHT_UNKNOWN pledge_registration.number kind=PATENT number=" + PatentNumber(3),
        [](C& c) { c.registration.number = PatentNumber(2); }},
       {"RIGHT_ALREADY_REGISTERED pledge_registration.number registration_number=Y2024980000009 "
        "first_entry=4",
        [](C& c) {
          c.registration.registration_number = "Y2024980000009";
          c.registration.registration_date = Day("2024-01-08");
        }},
       {"already 4",
        [](C& c) {
          c.registration.number = PatentNumber(1);
          c.registration.registration_date = Day("2024-07-01");
        }},
       {"DATE_IN_FUTURE pledge_registration.registration_date got=2024-07-01 limit=2024-06-30",
        [&](C& c) {
          c.registration.registration_date = Day("2024-06-30");
          ledger.books().programme.headline.registered_fen = Money::kFenMax;
        }},
       {"TOTAL_OUT_OF_RANGE measure=REGISTERED limit=10000000000000000 used=10000000000000000 "
        "asked=80000000",
        [&](C&) { ledger.books().programme.headline.registered_fen = 0; }},
       // The registry may have been quicker than the bank: no date is too early.
       {"PLEDGE_REGISTERED", [](C& c) { c.registration.registration_date = Day("2023-12-01"); }},
       {"PLEDGE_REGISTERED", nullptr}});
}

TEST(DecidePledgeRelease, RefusesInTheOrderOfTheContract) {
  NewLoan loan = ANewLoan();
  loan.rights = {APatent(1), APatent(2)};
  loan.rights[1].registration_date = Day("2024-02-08");
  LedgerBooks ledger = WithLoans(loan);
  ledger.Record(Recording(ARelease()));
  PledgeRelease wrong = ARelease();
  wrong.number = PatentNumber(3);
  wrong.release_date = Day("2024-07-01");
  using C = RecordPledgeRelease;
  ExpectInOrder<C>(
      ledger, Recording(wrong),
      {{"RIGHT_UNKNOWN pledge_release.number kind=PATENT number=" + PatentNumber(3),
        [](C& c) { c.release.number = PatentNumber(1).substr(2); }},
       {"RIGHT_ALREADY_RELEASED pledge_release.number release_date=2024-06-01 first_entry=7",
        [](C& c) { c.release.release_date = Day("2024-06-01"); }},
       // The same, spelt in another way.
       {"already 7",
        [](C& c) {
          c.release.number = PatentNumber(2);
          c.release.release_date = Day("2024-07-01");
        }},
       {"DATE_IN_FUTURE pledge_release.release_date got=2024-07-01 limit=2024-06-30",
        [](C& c) { c.release.release_date = Day("2024-02-07"); }},
       {"DATE_ORDER pledge_release.release_date got=2024-02-07 after=2024-02-08",
        [](C& c) { c.release.release_date = Day("2024-02-08"); }},
       {"PLEDGE_RELEASED", nullptr}});
}

TEST(DecidePledgeRelease, OfAnUnregisteredRightIsHeldToTheFirstDraw) {
  LedgerBooks ledger = WithLoans();
  PledgeRelease early = ARelease();
  early.release_date = Day("2024-01-04");
  EXPECT_EQ(ledger.Does(Recording(early)),
            "DATE_ORDER pledge_release.release_date got=2024-01-04 after=2024-01-05");
  early.release_date = Day("2024-01-05");
  EXPECT_EQ(ledger.Does(Recording(early)), "PLEDGE_RELEASED");
}

}  // namespace
}  // namespace ippledge
