#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "ledger/limits.h"
#include "ledger/loan.h"
#include "tests/testing/builders.h"
#include "tests/testing/refusal_text.h"

namespace ippledge {
namespace {

std::string Check(const NewLoan& loan, const CodeSchemes& schemes = {},
                  absl::string_view path = "loan") {
  Violations violations;
  CheckNewLoan(loan, schemes, path, violations);
  return RefusalText(violations);
}

TEST(LoanCheck, Examples) {
  EXPECT_EQ(Check(ANewLoan()), "ok");
  NewLoan loan = ANewLoan();
  loan.ip_part = Yuan(1'000'001);
  loan.draw.principal = Money();
  EXPECT_EQ(Check(loan),
            "IP_PART_ABOVE_LOAN loan.ip_part_fen asked=100000100 limit=100000000; "
            "AMOUNT_NOT_POSITIVE loan.draw.principal_fen got=0");
}

struct Case {
  std::function<void(NewLoan&)> change;
  absl::string_view want;
};

constexpr absl::string_view kPatentWant = "[ZL]yyyytnnnnnnn[.]c / [ZL]yytnnnnn[.]c";

TEST(LoanCheck, RefusesInTheOrderOfTheFields) {
  using L = NewLoan;
  const Case cases[] = {
      {[](L& l) { l.id.bank = ""; }, "FIELD_REQUIRED loan.bank"},
      {[](L& l) { l.id.bank = "Bank"; }, "FIELD_MALFORMED loan.bank got=Bank want=a-z 0-9 -"},
      {[](L& l) { l.id.contract_number = ""; }, "FIELD_REQUIRED loan.contract_number"},
      {[](L& l) { l.id.contract_number = std::string(65, 'x'); },
       "FIELD_TOO_LONG loan.contract_number limit=64 got=65"},
      {[](L& l) { l.id.contract_number = "a\tb"; },
       "FIELD_MALFORMED loan.contract_number got=a?b want=text without control characters"},
      {[](L& l) { l.id.contract_number = "\xff"; },
       "FIELD_MALFORMED loan.contract_number got=? want=UTF-8"},
      {[](L& l) { l.branch_code = "313651027012"; }, "ok"},
      {[](L& l) { l.branch_code = "313651027013"; },
       "CHECK_DIGIT_WRONG loan.branch_code got=313651027013 want=***********2"},
      {[](L& l) { l.borrower.name = ""; }, "FIELD_REQUIRED loan.borrower.name"},
      {[](L& l) { l.borrower.name = std::string(201, 'x'); },
       "FIELD_TOO_LONG loan.borrower.name limit=200 got=201"},
      {[](L& l) { l.borrower.unified_social_credit_code = ""; }, "ok"},
      {[](L& l) { l.borrower.unified_social_credit_code = "91150700561228427C"; },
       "CHECK_DIGIT_WRONG loan.borrower.unified_social_credit_code got=91150700561228427C "
       "want=*****************B"},
      {[](L& l) { l.borrower.division_code = ""; }, "FIELD_REQUIRED loan.borrower.division_code"},
      {[](L& l) { l.borrower.division_code = "15010"; },
       "FIELD_MALFORMED loan.borrower.division_code got=15010 want=[0-9]{6}, 110000 - 829999"},
      {[](L& l) { l.borrower.industry_code = ""; }, "ok"},
      {[](L& l) { l.borrower.industry_code = "U1"; },
       "FIELD_MALFORMED loan.borrower.industry_code got=U1 want=GB/T 4754-2017: A-T, "
       "[A-T]nn[n][n], nn[n][n]"},
      {[](L& l) { l.contract_amount = Fen(-1); },
       "AMOUNT_NOT_POSITIVE loan.contract_amount_fen got=-1"},
      {[](L& l) { l.contract_amount = Fen(kLoanFenMax + 1); },
       "AMOUNT_OUT_OF_RANGE loan.contract_amount_fen got=100000000000001 limit=100000000000000"},
      {[](L& l) { l.ip_part = Money(); }, "AMOUNT_NOT_POSITIVE loan.ip_part_fen got=0"},
      {[](L& l) { l.ip_part = l.contract_amount; }, "ok"},
      {[](L& l) { l.ip_part = Yuan(1'000'001); },
       "IP_PART_ABOVE_LOAN loan.ip_part_fen asked=100000100 limit=100000000"},
      {[](L& l) { l.annual_rate_ppm = -1; },
       "VALUE_OUT_OF_RANGE loan.annual_rate_ppm got=-1 min=0 max=1000000"},
      {[](L& l) { l.annual_rate_ppm = 1'000'001; },
       "VALUE_OUT_OF_RANGE loan.annual_rate_ppm got=1000001 min=0 max=1000000"},
      {[](L& l) { l.rights.clear(); }, "FIELD_REQUIRED loan.rights"},
      {[](L& l) { l.rights[0].number = ""; },
       "FIELD_MALFORMED loan.rights[0].number got= want=[ZL]yyyytnnnnnnn[.]c / [ZL]yytnnnnn[.]c"},
      {[](L& l) { l.rights[0].number.back() = l.rights[0].number.back() == '0' ? '1' : '0'; },
       "CHECK_DIGIT_WRONG loan.rights[0].number"},
      {[](L& l) { l.rights[0].form = GeographicalIndicationForm::kProduct; },
       "FIELD_NOT_ALLOWED loan.rights[0].geographical_indication_form "
       "why=only geographical indications have a form"},
      {[](L& l) { l.rights[0].kind = IpKind::kGeographicalIndication; },
       "FIELD_REQUIRED loan.rights[0].geographical_indication_form"},
      {[](L& l) { l.rights[0].secured = Money(); },
       "AMOUNT_NOT_POSITIVE loan.rights[0].secured_fen got=0"},
      {[](L& l) { l.rights[0].secured = Fen(kLoanFenMax + 1); },
       "AMOUNT_OUT_OF_RANGE loan.rights[0].secured_fen got=100000000000001 "
       "limit=100000000000000"},
      {[](L& l) { l.rights[0].registration_number = std::string(65, 'x'); },
       "FIELD_TOO_LONG loan.rights[0].registration_number limit=64 got=65; "
       "FIELD_REQUIRED loan.rights[0].registration_date"},
      {[](L& l) { l.rights[0].registration_date = Day("2024-01-05"); }, "ok"},
      {[](L& l) { l.rights[0].registration_number = "Y1"; },
       "FIELD_REQUIRED loan.rights[0].registration_date"},
      {[](L& l) {
         l.rights = {APatent(1), ATrademark(1), APatent(2)};
       },
       "ok"},
      {[](L& l) { l.draw.draw_number = ""; }, "FIELD_REQUIRED loan.draw.draw_number"},
      {[](L& l) { l.draw.maturity_date = l.draw.disbursement_date; },
       "DATE_ORDER loan.draw.maturity_date got=2024-01-05 after=2024-01-05"},
      {[](L& l) { l.draw.maturity_date = Day("2074-02-11"); }, "ok"},
      {[](L& l) { l.draw.maturity_date = Day("2074-02-12"); },
       "VALUE_OUT_OF_RANGE loan.draw.maturity_date got=2074-02-12 min=2024-01-05 max=2074-02-11"},
      {[](L& l) { l.draw.principal = Money(); },
       "AMOUNT_NOT_POSITIVE loan.draw.principal_fen got=0"},
      {[](L& l) { l.draw.principal = l.contract_amount; }, "ok"},
      {[](L& l) { l.draw.principal = Yuan(1'000'001); },
       "CONTRACT_AMOUNT_EXCEEDED loan.draw.principal_fen limit=100000000 used=0 asked=100000100 "
       "remaining=100000000"},
      {[](L& l) { l.renews_contract_number = "HT-0"; }, "ok"},
      {[](L& l) { l.renews_contract_number = "HT-1"; },
       "FIELD_NOT_ALLOWED loan.renews_contract_number why=a loan cannot renew itself"},
  };
  for (const auto& [change, want] : cases) {
    NewLoan loan = ANewLoan();
    change(loan);
    const std::string got = Check(loan);
    // Of a wrong check digit of our own number only the beginning is given.
    EXPECT_EQ(got.substr(0, want == "ok" ? 2 : want.size()), want);
    if (want == "ok") {
      EXPECT_EQ(got, want);
    }
  }
}

TEST(LoanCheck, NumbersOfRightsAreCheckedByKind) {
  struct RightCase {
    IpKind kind;
    absl::string_view number;
    bool good;
  };
  for (const auto& [kind, number, good] :
       {RightCase{IpKind::kPatent, "ZL201710601862.3", true},
        RightCase{IpKind::kPatent, "201710601862.4", false},
        RightCase{IpKind::kTrademark, "1234567/9", true},
        RightCase{IpKind::kTrademark, "ZL201710601862.3", false},
        RightCase{IpKind::kCopyright, "软著登字第0671096号", true},
        RightCase{IpKind::kCopyright, "0671096", false},
        RightCase{IpKind::kPlantVariety, "CNA20101234.5", true},
        RightCase{IpKind::kTradeSecret, "配方 7", true}, RightCase{IpKind::kDataIp, "", false}}) {
    NewLoan loan = ANewLoan();
    loan.rights[0].kind = kind;
    loan.rights[0].number = std::string(number);
    EXPECT_EQ(Check(loan) == "ok", good) << number;
  }
}

TEST(LoanCheck, ARightIsGivenOnceHoweverItIsSpelt) {
  NewLoan loan = ANewLoan();
  loan.rights = {APatent(1), APatent(2), APatent(1)};
  std::string other_spelling = PatentNumber(1).substr(2);
  loan.rights[2].number = other_spelling;
  EXPECT_EQ(Check(loan), "DUPLICATE_ITEM loan.rights[2].number got=" + other_spelling);
  // The same number of another kind is another right.
  loan.rights[2].kind = IpKind::kTradeSecret;
  EXPECT_EQ(Check(loan), "ok");
}

TEST(LoanCheck, FreeTextIsHeldOnlyToLengths) {
  const CodeSchemes free = AFreeTextConstitution().schemes;
  NewLoan loan = ANewLoan();
  loan.branch_code = "Branch 7";
  loan.borrower.unified_social_credit_code = "EIN 12-3456789";
  loan.borrower.division_code = "NY / Albany";
  loan.borrower.industry_code = "311811";
  loan.rights[0].number = "";
  EXPECT_EQ(Check(loan, free), "ok");
  // Rights without a number are not told apart; a geographical indication needs no form.
  loan.rights.push_back(loan.rights[0]);
  loan.rights[1].kind = IpKind::kGeographicalIndication;
  EXPECT_EQ(Check(loan, free), "ok");
  loan.branch_code = std::string(33, 'x');
  loan.borrower.unified_social_credit_code = std::string(65, 'x');
  loan.borrower.division_code = std::string(33, 'x');
  loan.borrower.industry_code = std::string(33, 'x');
  loan.rights[1].number = std::string(65, 'x');
  EXPECT_EQ(Check(loan, free, ""),
            "FIELD_TOO_LONG branch_code limit=32 got=33; "
            "FIELD_TOO_LONG borrower.unified_social_credit_code limit=64 got=65; "
            "FIELD_TOO_LONG borrower.division_code limit=32 got=33; "
            "FIELD_TOO_LONG borrower.industry_code limit=32 got=33; "
            "FIELD_TOO_LONG rights[1].number limit=64 got=65");
}

TEST(LoanCheck, BoundsRightsAndCountsViolationsBeyondTheLimit) {
  NewLoan loan = ANewLoan();
  for (int i = 0; i < kRightsPerLoanMax; ++i) loan.rights.push_back(APatent(2 + i));
  EXPECT_EQ(Check(loan), "TOO_MANY_ITEMS loan.rights got=101 limit=100");
  for (IpRight& right : loan.rights) right.secured = Money();
  Violations violations;
  CheckNewLoan(loan, CodeSchemes(), "loan", violations);
  EXPECT_EQ(violations.list().size(), std::size_t{kViolationsMax});
  EXPECT_EQ(violations.more(), 102 - kViolationsMax);
}

template <typename T>
std::string CheckFact(void (*check)(const T&, absl::string_view, Violations&), const T& fact) {
  Violations violations;
  check(fact, "x", violations);
  return RefusalText(violations);
}

TEST(LoanCheck, RefusesFactsInTheOrderOfTheirFields) {
  EXPECT_EQ(CheckFact(CheckDraw, ADraw()), "ok");
  EXPECT_EQ(CheckFact(CheckDraw, {.draw_number = "",
                                  .disbursement_date = Day("2024-02-01"),
                                  .maturity_date = Day("2024-01-31"),
                                  .principal = Money()}),
            "FIELD_REQUIRED x.draw_number; "
            "DATE_ORDER x.maturity_date got=2024-01-31 after=2024-02-01; "
            "AMOUNT_NOT_POSITIVE x.principal_fen got=0");

  EXPECT_EQ(CheckFact(CheckRepayment, ARepayment()), "ok");
  Repayment repayment = ARepayment("");
  repayment.draw_number = std::string(65, 'x');
  repayment.principal = repayment.interest = Money();
  EXPECT_EQ(CheckFact(CheckRepayment, repayment),
            "FIELD_REQUIRED x.repayment_number; "
            "FIELD_TOO_LONG x.draw_number limit=64 got=65; "
            "AMOUNT_NOT_POSITIVE x.principal_fen got=0");
  repayment = ARepayment();
  repayment.principal = Fen(-1);
  repayment.interest = Fen(kLoanFenMax + 1);
  EXPECT_EQ(CheckFact(CheckRepayment, repayment),
            "VALUE_OUT_OF_RANGE x.principal_fen got=-1 min=0 max=100000000000000; "
            "VALUE_OUT_OF_RANGE x.interest_fen got=100000000000001 min=0 max=100000000000000");
  repayment.principal = Money();
  repayment.interest = Fen(1);
  EXPECT_EQ(CheckFact(CheckRepayment, repayment), "ok");

  EXPECT_EQ(CheckFact(CheckExtension, AnExtension()), "ok");
  EXPECT_EQ(CheckFact(CheckExtension, {.draw_number = std::string(65, 'x'),
                                       .agreed_date = Day("2024-05-01"),
                                       .maturity_date = Day("2024-05-01")}),
            "FIELD_TOO_LONG x.draw_number limit=64 got=65; "
            "DATE_ORDER x.maturity_date got=2024-05-01 after=2024-05-01");

  EXPECT_EQ(CheckFact(CheckClassChange, AClassChange()), "ok");
  ClassChange change = AClassChange();
  change.overdue_days = kOverdueDaysMax + 1;
  EXPECT_EQ(CheckFact(CheckClassChange, change),
            "VALUE_OUT_OF_RANGE x.overdue_days got=20001 min=0 max=20000");

  EXPECT_EQ(CheckFact(CheckPledgeRegistration, ARegistration()), "ok");
  PledgeRegistration registration = ARegistration();
  registration.number = registration.registration_number = "";
  EXPECT_EQ(CheckFact(CheckPledgeRegistration, registration),
            "FIELD_REQUIRED x.number; FIELD_REQUIRED x.registration_number");

  EXPECT_EQ(CheckFact(CheckPledgeRelease, ARelease()), "ok");
  PledgeRelease release = ARelease();
  release.number = "";
  EXPECT_EQ(CheckFact(CheckPledgeRelease, release), "FIELD_REQUIRED x.number");
}

}  // namespace
}  // namespace ippledge
