// RecordLoan and RecordDraw: every refusal in the order of the contract (decide.h).
#include "ledger/decide_loan.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "ledger/limits.h"
#include "tests/testing/builders.h"
#include "tests/testing/ledger_books.h"

namespace ippledge {
namespace {

TEST(DecideLoan, Examples) {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  EXPECT_EQ(ledger.Does(BankMaker("qingcao"), Recording(ANewLoan())), "LOAN_RECORDED");
  EXPECT_EQ(ledger.Does(BankMaker("qingcao"), Recording(ADraw())), "LOAN_DRAWN");
  EXPECT_EQ(FiguresOf(ledger.loan()).undrawn, Yuan(400'000));
  Draw too_much = ADraw("D3");
  too_much.principal = Yuan(400'001);
  EXPECT_EQ(ledger.Does(BankMaker("qingcao"), Recording(too_much)),
            "CONTRACT_AMOUNT_EXCEEDED draw.principal_fen limit=100000000 used=60000000 "
            "asked=40000100 remaining=40000000");
}

// What is refused, and what is mended before the next try: so the first match wins.
template <typename T>
struct Step {
  std::string want;
  std::function<void(T&, Caller&, LedgerBooks&)> mend;
};

TEST(DecideRecordLoan, RefusesInTheOrderOfTheContract) {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  ledger.Record(RegisterBody{ABody("bao-an", BodyKind::kInsurer)});
  Body left = ABank("hetao");
  left.standing = Standing::kExited;
  ledger.Record(RegisterBody{left});

  // Everything is wrong with it.
  Caller caller = CallerOf(Role::kAuditor);
  NewLoan loan = ANewLoan();
  loan.id.bank = "nobody";
  loan.branch_code = CnapsCode(99'999);
  loan.borrower.division_code = "110101";
  loan.renews_contract_number = "HT-0";
  loan.draw.disbursement_date = Day("2024-07-01");
  loan.rights[0].registration_date = Day("2024-07-02");
  const Step<NewLoan> steps[] = {
      {"ROLE_NOT_ALLOWED role=auditor allowed=bank_maker, bank_checker, fund_manager, ip_office, "
       "finance_bureau",
       [](NewLoan&, Caller& c, LedgerBooks&) { c = BankMaker("qingcao"); }},
      {"NOT_YOUR_ROWS organisation=qingcao",
       [](NewLoan&, Caller& c, LedgerBooks&) { c = IpOffice(); }},
      {"BANK_UNKNOWN bank bank=nobody",
       [](NewLoan& l, Caller&, LedgerBooks&) { l.id.bank = "hetao"; }},
      {"BRANCH_UNKNOWN loan.branch_code got=971190999999",
       [](NewLoan& l, Caller&, LedgerBooks&) { l.branch_code = ABank("hetao").branch_codes[1]; }},
      {"DIVISION_UNKNOWN loan.borrower.division_code got=110101",
       [](NewLoan& l, Caller&, LedgerBooks&) { l.borrower.division_code = "150105"; }},
      {"RENEWED_LOAN_UNKNOWN loan.renews_contract_number contract_number=HT-0",
       [](NewLoan& l, Caller&, LedgerBooks&) {
         l.renews_contract_number = "";
         l.branch_code = "";
         l.id.bank = "bao-an";
       }},
      {"NOT_A_PARTNER_BANK loan.bank bank=bao-an kind=INSURER",
       [](NewLoan& l, Caller&, LedgerBooks&) { l.id.bank = "hetao"; }},
      {"BANK_STANDING loan.bank standing=EXITED",
       [](NewLoan& l, Caller&, LedgerBooks&) { l.id.bank = "qingcao"; }},
      {"DATE_IN_FUTURE loan.draw.disbursement_date got=2024-07-01 limit=2024-06-30; "
       "DATE_IN_FUTURE loan.rights[0].registration_date got=2024-07-02 limit=2024-06-30",
       [](NewLoan& l, Caller&, LedgerBooks& ledger_books) {
         l.draw.disbursement_date = Day("2024-06-30");
         l.rights[0].registration_date = Day("2024-06-30");
         ledger_books.books().programme.headline.registered_fen = Money::kFenMax - 1;
       }},
      {"TOTAL_OUT_OF_RANGE measure=REGISTERED limit=10000000000000000 used=9999999999999999 "
       "asked=80000000",
       [](NewLoan&, Caller&, LedgerBooks& ledger_books) {
         ledger_books.books().programme.headline.registered_fen = Money::kFenMax - 80'000'000;
       }},
      {"LOAN_RECORDED", [](NewLoan&, Caller&, LedgerBooks&) {}},
  };
  for (const auto& [want, mend] : steps) {
    const std::string got = ledger.Says(caller, Recording(loan));
    const bool prefix_only = want.substr(0, 14) == "BRANCH_UNKNOWN";
    EXPECT_EQ(prefix_only ? got.substr(0, 31) : got, prefix_only ? want.substr(0, 31) : want);
    mend(loan, caller, ledger);
  }
}

TEST(DecideRecordLoan, OnlyExpelledAndExitedBanksMayNotLend) {
  for (int i = 1; i < kStandingCount; ++i) {
    Body bank = ABank("hetao");
    bank.standing = static_cast<Standing>(i);
    LedgerBooks ledger;
    ledger.Record(RegisterBody{bank});
    NewLoan loan = ANewLoan();
    loan.id.bank = "hetao";
    const bool may = bank.standing != Standing::kExpelled && bank.standing != Standing::kExited;
    EXPECT_EQ(ledger.Says(BankMaker("hetao"), Recording(loan)),
              may ? "LOAN_RECORDED"
                  : absl::StrCat("BANK_STANDING loan.bank standing=", NameOf(bank.standing)));
  }
}

// What a bank recorded before it left is still known, and stays correct.
TEST(DecideRecordLoan, EqualityIsJudgedBeforeAnythingElseOfTheLoan) {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  NewLoan loan = ANewLoan();
  loan.branch_code = ABank("qingcao").branch_codes[0];
  ledger.Record(Recording(loan));
  Body left = ABank("qingcao");
  left.branch_codes = {ABank("qingcao").branch_codes[1]};
  left.standing = Standing::kExited;
  ledger.Record(FinanceBureau(), AmendBody{left, "left the programme"});
  EXPECT_EQ(ledger.Does(Recording(loan)), "already 4");
  loan.draw.disbursement_date = Day("2030-01-01");
  EXPECT_EQ(ledger.Does(Recording(loan)),
            "LOAN_EXISTS loan.contract_number first_entry=4 contract_number=HT-1");
}

TEST(DecideRecordLoan, TheSameTermsMayComeWithAnyOfItsDraws) {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  NewLoan with_second = ANewLoan();
  with_second.draw = ADraw("D2");
  ledger.Record(Recording(ANewLoan()));
  EXPECT_EQ(ledger.Does(Recording(with_second)),
            "LOAN_EXISTS loan.contract_number first_entry=4 contract_number=HT-1");
  ledger.Record(Recording(ADraw("D2")));
  EXPECT_EQ(ledger.Does(Recording(with_second)), "already 5");
  EXPECT_EQ(ledger.Does(Recording(ANewLoan())), "already 4");
  // Corrected or taken back since, they are the same file as before.
  Draw corrected = ADraw("D2");
  corrected.principal = Yuan(90'000);
  ledger.Record(Correcting(5, corrected));
  EXPECT_EQ(ledger.Does(Recording(with_second)), "already 5");
  ledger.Record(Voiding(5));
  EXPECT_EQ(ledger.Does(Recording(with_second)), "already 5");
  NewLoan terms = ANewLoan();
  terms.annual_rate_ppm = 1;
  ledger.Record(Correcting(4, terms));
  EXPECT_EQ(ledger.Does(Recording(with_second)), "already 5");
  EXPECT_EQ(ledger.Does(Recording(ANewLoan())), "already 4");
  EXPECT_EQ(ledger.Does(Recording(terms)), "already 4");
  terms.annual_rate_ppm = 2;
  EXPECT_EQ(ledger.Does(Recording(terms)),
            "LOAN_EXISTS loan.contract_number first_entry=4 contract_number=HT-1");
}

TEST(DecideRecordLoan, AContractNumberBelongsToItsBank) {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  ledger.Record(Recording(ANewLoan()));
  NewLoan of_other_bank = ANewLoan();
  of_other_bank.id.bank = "yunshan";
  EXPECT_EQ(ledger.Does(BankMaker("yunshan"), Recording(of_other_bank)), "LOAN_RECORDED");
  // The renewed loan must be of the same bank.
  ledger.Record(Recording(ANewLoan("HT-0")));
  of_other_bank.id.contract_number = "HT-2";
  of_other_bank.renews_contract_number = "HT-0";
  EXPECT_EQ(ledger.Does(Recording(of_other_bank)),
            "RENEWED_LOAN_UNKNOWN loan.renews_contract_number contract_number=HT-0");
  of_other_bank.id.bank = "qingcao";
  EXPECT_EQ(ledger.Does(Recording(of_other_bank)), "LOAN_RECORDED");
}

TEST(DecideRecordLoan, ABankThatNamesNoBranchesTakesAny) {
  Body bank = ABank("hetao");
  bank.branch_codes.clear();
  LedgerBooks ledger;
  ledger.Record(RegisterBody{bank});
  NewLoan loan = ANewLoan();
  loan.id.bank = "hetao";
  loan.branch_code = CnapsCode(77'777);
  EXPECT_EQ(ledger.Does(Recording(loan)), "LOAN_RECORDED");
}

std::string PledgedBefore(LedgerBooks& ledger, const NewLoan& loan) {
  const absl::StatusOr<Decision> decision = ledger.Do(IpOffice(), Recording(loan));
  if (!decision.ok()) return RefusalText(decision.status());
  std::string text;
  for (const int i : std::get<LoanRecorded>(decision->events.at(0)).rights_pledged_before) {
    absl::StrAppend(&text, i, " ");
  }
  return text;
}

TEST(DecideRecordLoan, FlagsRightsThatAnotherLoanHolds) {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  NewLoan first = ANewLoan("HT-1");
  first.rights = {APatent(1), ATrademark(1)};
  EXPECT_EQ(PledgedBefore(ledger, first), "");
  // Another bank, another spelling; the second right is its own.
  NewLoan second = ANewLoan("HT-2");
  second.id.bank = "yunshan";
  second.rights = {APatent(2), APatent(1)};
  second.rights[1].number = PatentNumber(1).substr(2);
  EXPECT_EQ(PledgedBefore(ledger, second), "1 ");
  NewLoan third = ANewLoan("HT-3");
  third.rights = {ATrademark(1), APatent(2), APatent(1), APatent(3)};
  EXPECT_EQ(PledgedBefore(ledger, third), "0 1 2 ");
  // The same number of another kind is another right.
  NewLoan fourth = ANewLoan("HT-4");
  fourth.rights[0].kind = IpKind::kTradeSecret;
  EXPECT_EQ(PledgedBefore(ledger, fourth), "");
}

TEST(DecideRecordLoan, ReleasedRightsAndThoseOfVoidedLoansAreFree) {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  ledger.Record(Recording(ANewLoan("HT-1")));
  ledger.Record(Recording(ARelease()));
  EXPECT_EQ(PledgedBefore(ledger, ANewLoan("HT-2")), "");
  CorrectLoan taken_back = Voiding(6);
  taken_back.loan = AnId("HT-2");
  ledger.Record(taken_back);
  EXPECT_EQ(PledgedBefore(ledger, ANewLoan("HT-3")), "");
  // The release itself is taken back: held again, by the first and the third.
  ledger.Record(Voiding(5));
  EXPECT_EQ(PledgedBefore(ledger, ANewLoan("HT-4")), "0 ");
}

TEST(DecideRecordLoan, FreeTextBringsUnitsAndIndustriesAlong) {
  LedgerBooks ledger = LedgerBooks::WithBanks(AFreeTextConstitution());
  NewLoan loan = ANewLoan();
  loan.borrower.division_code = "NY / Albany";
  loan.borrower.industry_code = "311811";
  loan.rights[0].number = "";
  ledger.Record(Recording(loan));
  EXPECT_EQ(ledger.programme().units.back().code, "NY / Albany");
  EXPECT_EQ(ledger.programme().industries.text(0), "311811");
  // Rights without a number are never held twice.
  loan.id.contract_number = "HT-2";
  EXPECT_EQ(PledgedBefore(ledger, loan), "");
}

TEST(DecideRecordLoan, BoundsUnitsAndIndustriesOfFreeText) {
  LedgerBooks ledger = LedgerBooks::WithBanks(AFreeTextConstitution());
  Programme& programme = ledger.books().programme;
  for (int i = 0; i < kReportingUnitsMax; ++i) programme.unit_numbers.Intern(absl::StrCat("u", i));
  for (int i = 0; i < kIndustriesMax; ++i) programme.industries.Intern(absl::StrCat("i", i));
  NewLoan loan = ANewLoan();
  EXPECT_EQ(ledger.Does(Recording(loan)), "TOO_MANY_UNITS loan.borrower.division_code limit=4096");
  loan.borrower.division_code = "u7";
  EXPECT_EQ(ledger.Does(Recording(loan)), "TOO_MANY_UNITS loan.borrower.industry_code limit=4096");
  loan.borrower.industry_code = "i7";
  EXPECT_EQ(ledger.Says(IpOffice(), Recording(loan)), "LOAN_RECORDED");
}

TEST(DecideRecordDraw, RefusesInTheOrderOfTheContract) {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  ledger.Record(Recording(ANewLoan()));
  ledger.Record(Recording(ADraw("D2")));
  ledger.Record(Recording(ANewLoan("HT-2")));
  CorrectLoan taken_back = Voiding(6);
  taken_back.loan = AnId("HT-2");
  ledger.Record(taken_back);

  Caller caller = CallerOf(Role::kReporter);
  RecordDraw command = Recording(ADraw("D1"));
  command.loan.contract_number = "HT-9";
  command.draw.principal = Yuan(400'001);
  command.draw.disbursement_date = Day("2024-07-01");
  using S = Step<RecordDraw>;
  const S steps[] = {
      {"ROLE_NOT_ALLOWED role=reporter allowed=bank_maker, bank_checker, fund_manager, ip_office, "
       "finance_bureau",
       [](RecordDraw&, Caller& c, LedgerBooks&) { c = BankMaker("yunshan"); }},
      {"NOT_YOUR_ROWS organisation=yunshan",
       [](RecordDraw&, Caller& c, LedgerBooks&) { c = BankMaker("qingcao"); }},
      {"LOAN_UNKNOWN loan.contract_number bank=qingcao contract_number=HT-9",
       [](RecordDraw& d, Caller&, LedgerBooks&) { d.loan.contract_number = "HT-2"; }},
      {"LOAN_VOIDED loan voided_by=7",
       [](RecordDraw& d, Caller&, LedgerBooks&) { d.loan.contract_number = "HT-1"; }},
      {"DRAW_EXISTS draw.draw_number first_entry=4",
       [](RecordDraw& d, Caller&, LedgerBooks&) { d.draw.draw_number = "D2"; }},
      {"DRAW_EXISTS draw.draw_number first_entry=5",
       [](RecordDraw& d, Caller&, LedgerBooks&) { d.draw.draw_number = "D3"; }},
      {"CONTRACT_AMOUNT_EXCEEDED draw.principal_fen limit=100000000 used=60000000 asked=40000100 "
       "remaining=40000000",
       [](RecordDraw& d, Caller&, LedgerBooks&) { d.draw.principal = Yuan(400'000); }},
      {"DATE_IN_FUTURE draw.disbursement_date got=2024-07-01 limit=2024-06-30",
       [](RecordDraw& d, Caller&, LedgerBooks& l) {
         d.draw.disbursement_date = Day("2024-06-30");
         l.books().programme.headline.disbursed_ip_part_fen = Money::kFenMax;
       }},
      // Of 400,000.00 the IP part is 320,000.00.
      {"TOTAL_OUT_OF_RANGE measure=DISBURSED_IP_PART limit=10000000000000000 "
       "used=10000000000000000 asked=32000000",
       [](RecordDraw&, Caller&, LedgerBooks& l) {
         l.books().programme.headline.disbursed_ip_part_fen = 0;
       }},
      {"LOAN_DRAWN", [](RecordDraw&, Caller&, LedgerBooks&) {}},
  };
  for (const auto& [want, mend] : steps) {
    EXPECT_EQ(ledger.Says(caller, command), want);
    mend(command, caller, ledger);
  }
}

TEST(DecideRecordDraw, IsAlreadyThereHoweverItCame) {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  ledger.Record(Recording(ANewLoan()));
  ledger.Record(Recording(ADraw("D2")));
  EXPECT_EQ(ledger.Does(Recording(ANewLoan().draw)), "already 4");
  EXPECT_EQ(ledger.Does(Recording(ADraw("D2"))), "already 5");
  NewLoan terms = ANewLoan();
  terms.draw.principal = Yuan(400'000);
  ledger.Record(Correcting(4, terms));
  EXPECT_EQ(ledger.Does(Recording(ANewLoan().draw)), "already 4");
  EXPECT_EQ(ledger.Does(Recording(terms.draw)), "already 4");
  ledger.Record(Voiding(5));
  EXPECT_EQ(ledger.Does(Recording(ADraw("D2"))), "already 5");
  // The number of a draw that was taken back is free for another one.
  Draw another = ADraw("D2");
  another.principal = Yuan(1);
  EXPECT_EQ(ledger.Does(Recording(another)), "LOAN_DRAWN");
}

TEST(DecideRecordDraw, MayBeEarlierThanTheFirst) {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  ledger.Record(Recording(ANewLoan()));
  Draw earlier = ADraw("D0");
  earlier.disbursement_date = Day("2023-11-01");
  EXPECT_EQ(ledger.Does(Recording(earlier)), "LOAN_DRAWN");
  EXPECT_EQ(StartDateOf(ledger.loan()), Day("2023-11-01"));
  EXPECT_TRUE(ledger.CheckInvariants().ok()) << ledger.CheckInvariants();
}

TEST(DecideRecordDraw, BoundsTheNumberOfFacts) {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  ledger.Record(Recording(ANewLoan()));
  Draw draw = ADraw();
  draw.principal = Fen(1);
  for (int i = 0; i < kFactsPerLoanMax; ++i) {
    draw.draw_number = absl::StrCat("X", i);
    ledger.Record(Recording(draw));
  }
  draw.draw_number = "Y";
  EXPECT_EQ(ledger.Does(Recording(draw)), "TOO_MANY_EVENTS limit=1000 used=1000");
  // Other facts have room of their own.
  EXPECT_EQ(ledger.Does(Recording(ARepayment())), "LOAN_REPAID");
}

}  // namespace
}  // namespace ippledge
