#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/testing/builders.h"
#include "tests/testing/ledger_books.h"

namespace ippledge {
namespace {

// Loan "HT-1" with a fact of each kind: entry 4 the loan, 5 a draw, 6 a repayment, 7 an extension,
// 8 a class change, 9 a registration, 10 a release.
LedgerBooks WithFacts() {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  for (const Command& command :
       {Command(Recording(ANewLoan())), Command(Recording(ADraw("D2"))),
        Command(Recording(ARepayment("R1"))), Command(Recording(AnExtension())),
        Command(Recording(AClassChange())), Command(Recording(ARegistration())),
        Command(Recording(ARelease()))}) {
    ledger.Record(command);
  }
  return ledger;
}

NewLoan WithRate(std::int32_t ppm) {
  NewLoan terms = ANewLoan();
  terms.annual_rate_ppm = ppm;
  return terms;
}

Draw ADrawOf(std::int64_t yuan) {
  Draw draw = ADraw("D2");
  draw.principal = Yuan(yuan);
  return draw;
}

Repayment ARepaymentOf(std::int64_t yuan) {
  Repayment repayment = ARepayment("R1");
  repayment.principal = Yuan(yuan);
  return repayment;
}

TEST(DecideCorrection, Examples) {
  LedgerBooks ledger = WithFacts();
  EXPECT_EQ(ledger.Does(BankMaker("qingcao"), Correcting(5, ADrawOf(90'000))), "LOAN_CORRECTED");
  EXPECT_EQ(FiguresOf(ledger.loan()).disbursed, Yuan(590'000));
  EXPECT_EQ(ledger.Does(BankMaker("qingcao"), Voiding(6)), "LOAN_CORRECTED");
  EXPECT_EQ(FiguresOf(ledger.loan()).repaid, Money());
  EXPECT_EQ(ledger.Does(BankMaker("qingcao"), Voiding(6)), "already 12");
  EXPECT_TRUE(ledger.CheckInvariants().ok()) << ledger.CheckInvariants();
}

struct Case {
  std::string name;
  CorrectLoan command;
  std::string want;
};

// First what the correction is about, before anything of the replacement.
TEST(DecideCorrection, IsFirstMatchedWithWhatItCorrects) {
  LedgerBooks ledger = WithFacts();
  NewLoan of_other_contract = ANewLoan("HT-2");
  CorrectLoan of_other_loan = Voiding(5);
  of_other_loan.loan.contract_number = "HT-9";
  const std::string not_of_loan = "CORRECTION_NOT_OF_LOAN correction.corrects_entry entry=";
  EXPECT_EQ(ledger.Says(CallerOf(Role::kAuditor), of_other_loan),
            "ROLE_NOT_ALLOWED role=auditor allowed=bank_maker, bank_checker, fund_manager, "
            "ip_office, finance_bureau");
  EXPECT_EQ(ledger.Says(BankMaker("yunshan"), of_other_loan), "NOT_YOUR_ROWS organisation=yunshan");
  const Case cases[] = {
      {"no such loan", of_other_loan,
       "LOAN_UNKNOWN loan.contract_number bank=qingcao contract_number=HT-9"},
      {"no such entry", Voiding(99), not_of_loan + "99"},
      {"entry of a bank", Voiding(2), not_of_loan + "2"},
      {"entry 0", Voiding(0), not_of_loan + "0"},
      {"another kind", Correcting(5, ARepayment()),
       "CORRECTION_KIND_DIFFERS correction.replacement entry=5 want=draw"},
      {"loan for a fact", Correcting(6, ANewLoan()),
       "CORRECTION_KIND_DIFFERS correction.replacement entry=6 want=repayment"},
      {"draw for a loan", Correcting(4, ADraw()),
       "CORRECTION_KIND_DIFFERS correction.replacement entry=4 want=loan"},
      {"void with facts standing", Voiding(4), "LOAN_HAS_EVENTS correction.void count=6"},
      {"another contract", Correcting(4, of_other_contract),
       "FIELD_NOT_ALLOWED correction.loan.contract_number why=bank and contract number stay"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(ledger.Says(BankMaker("qingcao"), c.command), c.want) << c.name;
  }
  // A correction is not a fact: correct the entry that recorded it again.
  ledger.Record(Correcting(5, ADrawOf(90'000)));
  EXPECT_EQ(ledger.Says(IpOffice(), Voiding(11)), not_of_loan + "11");
}

TEST(DecideCorrection, NamesAndKindsAreToldForEveryKindOfFact) {
  LedgerBooks ledger = WithFacts();
  const Replacement replacements[] = {
      std::make_shared<const NewLoan>(WithRate(1)),
      ADrawOf(90'000),
      ARepaymentOf(40'000),
      Extension{"", Day("2024-05-01"), Day("2026-02-05")},
      ClassChange{Day("2024-04-02"), LoanClass::kLoss, 9},
      PledgeRegistration{IpKind::kPatent, PatentNumber(1), "Y2", Day("2024-01-11")},
      PledgeRelease{IpKind::kPatent, PatentNumber(1), Day("2024-06-02")}};
  const std::string kinds[] = {"loan",          "draw",         "repayment",
                               "extension",     "class_change", "pledge_registration",
                               "pledge_release"};
  for (std::int64_t fact = 0; fact < 7; ++fact) {
    for (std::int64_t with = 0; with < 7; ++with) {
      const std::string want =
          fact == with
              ? "LOAN_CORRECTED"
              : absl::StrCat("CORRECTION_KIND_DIFFERS correction.replacement entry=", 4 + fact,
                             " want=", kinds[fact]);
      EXPECT_EQ(ledger.Says(IpOffice(), Correcting(4 + fact, replacements[with])), want);
    }
  }
}

// The replacement must fit the books and the loan, in the order of the contract.
TEST(DecideCorrection, RefusesReplacementsInTheOrderOfTheContract) {
  LedgerBooks ledger = WithFacts();
  ledger.Record(Recording(ADraw("D3")));       // 11: 100,000.00
  ledger.Record(Recording(ARepayment("R2")));  // 12
  ledger.Record(Recording(Extension{"D2", Day("2024-05-02"), Day("2026-02-01")}));  // 13
  ledger.Record(Recording(ClassChange{Day("2024-04-02"), LoanClass::kNormal, 0}));  // 14
  const auto terms = [](auto change) {
    NewLoan loan = ANewLoan();
    change(loan);
    return Correcting(4, loan);
  };
  const auto draw = [](auto change) {
    Draw changed = ADraw("D2");
    change(changed);
    return Correcting(5, changed);
  };
  const auto repayment = [](auto change) {
    Repayment changed = ARepayment("R1");
    change(changed);
    return Correcting(6, changed);
  };
  const std::string future = " got=2024-07-01 limit=2024-06-30";
  const Case cases[] = {
      // NOT_FOUND
      {"branch", terms([](NewLoan& l) {
         l.branch_code = CnapsCode(12'345);
         l.borrower.division_code = "110101";
       }),
       "BRANCH_UNKNOWN loan.branch_code got=" + CnapsCode(12'345)},
      {"division", terms([](NewLoan& l) { l.borrower.division_code = "110101"; }),
       "DIVISION_UNKNOWN loan.borrower.division_code got=110101"},
      {"renewed", terms([](NewLoan& l) { l.renews_contract_number = "HT-0"; }),
       "RENEWED_LOAN_UNKNOWN loan.renews_contract_number contract_number=HT-0"},
      {"draw unknown", repayment([](Repayment& r) {
         r.draw_number = "D9";
         r.repayment_number = "R2";
       }),
       "DRAW_UNKNOWN draw_number draw_number=D9"},
      {"draw that an extension names", draw([](Draw& d) { d.draw_number = "D7"; }),
       "DRAW_UNKNOWN draw_number draw_number=D2"},
      {"taken back under an extension", Voiding(5), "DRAW_UNKNOWN draw_number draw_number=D2"},
      {"right that facts name", terms([](NewLoan& l) { l.rights = {APatent(2)}; }),
       "RIGHT_UNKNOWN number kind=PATENT number=" + PatentNumber(1)},
      // ALREADY_EXISTS
      {"number of another draw", terms([](NewLoan& l) {
         l.draw.draw_number = "D2";
         l.draw.principal = Yuan(900'000);
       }),
       "DRAW_EXISTS draw_number first_entry=5"},
      {"number of another repayment", repayment([](Repayment& r) {
         r.repayment_number = "R2";
         r.principal = Yuan(900'000);
       }),
       "EVENT_EXISTS repayment_number first_entry=12"},
      {"day of another extension",
       Correcting(7, Extension{"D2", Day("2024-05-02"), Day("2026-03-01")}),
       "EVENT_EXISTS agreed_date first_entry=13"},
      {"day of another class change",
       Correcting(8, ClassChange{Day("2024-04-02"), LoanClass::kLoss, 1}),
       "EVENT_EXISTS change_date first_entry=14"},
      // FAILED_PRECONDITION
      {"contract below its draws", terms([](NewLoan& l) {
         l.contract_amount = l.ip_part = Yuan(699'999);
         l.draw.disbursement_date = Day("2024-07-01");
       }),
       "CONTRACT_AMOUNT_EXCEEDED limit=69999900 used=70000000 asked=0 remaining=-100"},
      {"draw above the contract", draw([](Draw& d) {
         d.principal = Yuan(400'001);
         d.disbursement_date = Day("2024-07-01");
       }),
       "CONTRACT_AMOUNT_EXCEEDED limit=100000000 used=100000100 asked=0 remaining=-100"},
      {"repaid above what was drawn", repayment([](Repayment& r) {
         r.principal = Yuan(650'001);
         r.repayment_date = Day("2024-07-01");
       }),
       "REPAYMENT_EXCEEDS_OUTSTANDING limit=70000000 used=70000100 asked=0 remaining=-100"},
      {"repaid above the draw", repayment([](Repayment& r) {
         r.draw_number = "D2";
         r.principal = Yuan(100'001);
       }),
       "REPAYMENT_EXCEEDS_OUTSTANDING limit=10000000 used=10000100 asked=0 remaining=-100"},
      // INVALID_ARGUMENT: in the future, then out of order
      {"draw in the future", draw([](Draw& d) { d.disbursement_date = Day("2024-07-01"); }),
       "DATE_IN_FUTURE correction.draw.disbursement_date" + future},
      {"loan in the future",
       terms([](NewLoan& l) { l.draw.disbursement_date = Day("2024-07-01"); }),
       "DATE_IN_FUTURE loan.draw.disbursement_date" + future},
      {"repayment in the future",
       repayment([](Repayment& r) { r.repayment_date = Day("2024-07-01"); }),
       "DATE_IN_FUTURE correction.repayment.repayment_date" + future},
      {"extension in the future",
       Correcting(7, Extension{"", Day("2024-07-01"), Day("2026-03-01")}),
       "DATE_IN_FUTURE correction.extension.agreed_date" + future},
      {"class change in the future",
       Correcting(8, ClassChange{Day("2024-07-01"), LoanClass::kLoss, 1}),
       "DATE_IN_FUTURE correction.class_change.change_date" + future},
      {"registration in the future",
       Correcting(9, PledgeRegistration{IpKind::kPatent, PatentNumber(1), "Y", Day("2024-07-01")}),
       "DATE_IN_FUTURE correction.pledge_registration.registration_date" + future},
      {"release in the future",
       Correcting(10, PledgeRelease{IpKind::kPatent, PatentNumber(1), Day("2024-07-01")}),
       "DATE_IN_FUTURE correction.pledge_release.release_date" + future},
      {"repayment before the first draw",
       repayment([](Repayment& r) { r.repayment_date = Day("2024-01-04"); }),
       "DATE_ORDER repayment_date got=2024-01-04 after=2024-01-05"},
      {"first draw a day later",
       terms([](NewLoan& l) { l.draw.disbursement_date = Day("2024-01-06"); }), "LOAN_CORRECTED"},
      {"extension before the first draw",
       Correcting(7, Extension{"", Day("2024-01-04"), Day("2026-03-01")}),
       "DATE_ORDER agreed_date got=2024-01-04 after=2024-01-05"},
      {"class change before the first draw",
       Correcting(8, ClassChange{Day("2024-01-04"), LoanClass::kLoss, 1}),
       "DATE_ORDER change_date got=2024-01-04 after=2024-01-05"},
  };
  for (const Case& c : cases) EXPECT_EQ(ledger.Says(IpOffice(), c.command), c.want) << c.name;
  // OUT_OF_RANGE
  ledger.books().programme.headline.disbursed_fen = Money::kFenMax - 1;
  EXPECT_EQ(ledger.Says(IpOffice(), Correcting(5, ADrawOf(100'001))),
            "TOTAL_OUT_OF_RANGE measure=DISBURSED limit=10000000000000000 used=9999999999999999 "
            "asked=100");
  EXPECT_EQ(ledger.Says(IpOffice(), Correcting(5, ADrawOf(99'999))), "LOAN_CORRECTED");
}

// The dates of all facts hold the first draw, also when it is the draw that moves.
TEST(DecideCorrection, TheFirstDrawStaysBeforeItsEvents) {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  ledger.Record(Recording(ANewLoan()));
  Draw earlier = ADraw("D0");
  earlier.disbursement_date = Day("2023-12-01");
  ledger.Record(Recording(earlier));                                                // 5
  ledger.Record(Recording(ClassChange{Day("2023-12-15"), LoanClass::kNormal, 0}));  // 6
  EXPECT_EQ(ledger.Does(Voiding(5)), "DATE_ORDER change_date got=2023-12-15 after=2024-01-05");
  ledger.Record(Voiding(6));
  EXPECT_EQ(ledger.Does(Voiding(5)), "LOAN_CORRECTED");
}

TEST(DecideCorrection, IsAlreadyThereWhenTheFactSaysSo) {
  LedgerBooks ledger = WithFacts();
  const Draw ninety = ADrawOf(90'000);
  ledger.Record(Correcting(5, ninety));  // 11
  EXPECT_EQ(ledger.Does(Correcting(5, ninety)), "already 11");
  ledger.Record(Correcting(5, ADrawOf(80'000)));  // 12
  // Corrected back: that is a correction again.
  EXPECT_EQ(ledger.Does(Correcting(5, ninety)), "LOAN_CORRECTED");  // 13
  EXPECT_EQ(ledger.Does(Correcting(5, ninety)), "already 13");
  EXPECT_EQ(ledger.Does(Voiding(5)), "LOAN_CORRECTED");  // 14
  EXPECT_EQ(ledger.Does(Voiding(5)), "already 14");
  EXPECT_EQ(ledger.Does(Correcting(5, ninety)), "LOAN_CORRECTED");  // 15: revived
  EXPECT_EQ(ledger.Does(Correcting(4, WithRate(1))), "LOAN_CORRECTED");
  EXPECT_EQ(ledger.Does(Correcting(4, WithRate(1))), "already 16");
  EXPECT_TRUE(ledger.CheckInvariants().ok()) << ledger.CheckInvariants();
}

TEST(DecideCorrection, ALoanIsTakenBackWhenNothingStandsOnItAndRevivedAgain) {
  LedgerBooks ledger = WithFacts();
  const Headline without = LedgerBooks::WithBanks().programme().headline;
  for (std::int64_t fact = 5; fact <= 10; ++fact) {
    EXPECT_EQ(ledger.Does(Voiding(4)),
              absl::StrCat("LOAN_HAS_EVENTS correction.void count=", 11 - fact));
    ledger.Record(Voiding(fact));
  }
  EXPECT_EQ(ledger.Does(Voiding(4)), "LOAN_CORRECTED");  // 17
  EXPECT_EQ(ledger.Does(Voiding(4)), "already 17");
  EXPECT_EQ(StateOf(ledger.loan()), LoanState::kVoided);
  Headline voided = without;
  voided.loans_voided = 1;
  EXPECT_EQ(ledger.programme().headline, voided);
  // Nothing of it can be corrected but the loan itself.
  EXPECT_EQ(ledger.Does(Correcting(5, ADraw("D2"))), "LOAN_VOIDED loan voided_by=17");
  EXPECT_EQ(ledger.Does(Voiding(5)), "already 11");
  EXPECT_EQ(ledger.Does(Recording(ANewLoan())), "already 4");
  EXPECT_EQ(ledger.Does(Recording(WithRate(1))),
            "LOAN_EXISTS loan.contract_number first_entry=4 contract_number=HT-1");
  EXPECT_EQ(ledger.Does(Correcting(4, ANewLoan())), "LOAN_CORRECTED");  // 18
  EXPECT_EQ(StateOf(ledger.loan()), LoanState::kOpen);
  EXPECT_EQ(ledger.Does(Correcting(5, ADraw("D2"))), "LOAN_CORRECTED");
  EXPECT_EQ(FiguresOf(ledger.loan()).disbursed, Yuan(600'000));
  EXPECT_TRUE(ledger.CheckInvariants().ok()) << ledger.CheckInvariants();
}

// The place of a fact that was taken back may be taken by another: then it cannot come back.
TEST(DecideCorrection, ReviveIsRefusedWhenThePlaceIsTaken) {
  LedgerBooks ledger = WithFacts();
  for (std::int64_t fact = 5; fact <= 10; ++fact) ledger.Record(Voiding(fact));
  ledger.Record(Recording(ADrawOf(1)));                                           // 17, "D2" again
  ledger.Record(Recording(ARepaymentOf(1)));                                      // 18, "R1" again
  ledger.Record(Recording(Extension{"", Day("2024-05-01"), Day("2027-01-05")}));  // 19
  ledger.Record(Recording(ClassChange{Day("2024-04-01"), LoanClass::kLoss, 1}));  // 20
  ledger.Record(Recording(
      PledgeRegistration{IpKind::kPatent, PatentNumber(1), "Y7", Day("2024-01-12")}));  // 21
  ledger.Record(
      Recording(PledgeRelease{IpKind::kPatent, PatentNumber(1), Day("2024-06-03")}));  // 22
  const Case cases[] = {
      {"draw", Correcting(5, ADraw("D2")), "DRAW_EXISTS draw_number first_entry=17"},
      {"repayment", Correcting(6, ARepayment("R1")),
       "EVENT_EXISTS repayment_number first_entry=18"},
      {"extension", Correcting(7, AnExtension()), "EVENT_EXISTS agreed_date first_entry=19"},
      {"class change", Correcting(8, AClassChange()), "EVENT_EXISTS change_date first_entry=20"},
      {"registration", Correcting(9, ARegistration()),
       "RIGHT_ALREADY_REGISTERED number registration_number=Y7 first_entry=21"},
      {"release", Correcting(10, ARelease()),
       "RIGHT_ALREADY_RELEASED number release_date=2024-06-03 first_entry=22"},
  };
  for (const Case& c : cases) EXPECT_EQ(ledger.Says(IpOffice(), c.command), c.want) << c.name;
}

TEST(DecideCorrection, RightsFollowTheTerms) {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  ledger.Record(Recording(ANewLoan()));
  NewLoan terms = ANewLoan();
  terms.rights = {APatent(2), ATrademark(1)};
  ledger.Record(Correcting(4, terms));
  const auto pledges = [&](IpKind kind, const std::string& number) {
    return ledger.books().pledges(RightKey(kind, number));
  };
  EXPECT_EQ(pledges(IpKind::kPatent, PatentNumber(1)), 0);
  EXPECT_EQ(pledges(IpKind::kPatent, PatentNumber(2)), 1);
  EXPECT_EQ(pledges(IpKind::kTrademark, TrademarkNumber(1)), 1);
  ledger.Record(Voiding(4));
  EXPECT_EQ(pledges(IpKind::kPatent, PatentNumber(2)), 0);
  EXPECT_TRUE(ledger.CheckInvariants().ok()) << ledger.CheckInvariants();
}

}  // namespace
}  // namespace ippledge
