#include <gtest/gtest.h>

#include <functional>

#include "proto/wire/format.h"
#include "proto/wire/parse.h"
#include "tests/wire/requests.h"

namespace ippledge::wire {
namespace {

TEST(ParseNewLoan, Examples) {
  Violations violations;
  const auto loan = ParseNewLoan(GoodLoan(), CodeSchemes(), "loan", violations);
  ASSERT_EQ(Found(violations), Faults{"OK"});
  ASSERT_NE(loan, nullptr);
  EXPECT_EQ(loan->id, (LoanId{"icbc-nm", "HT-2024-001"}));
  EXPECT_EQ(loan->branch_code, "313651027012");
  EXPECT_EQ(loan->borrower, (Borrower{"内蒙古某科技有限公司", "91150700561228427B", "150781",
                                      FirmSize::kSmall, "C3921"}));
  EXPECT_EQ(loan->contract_amount, Money::OfFen(500'000'000));
  EXPECT_EQ(loan->ip_part, Money::OfFen(300'000'000));
  EXPECT_EQ(loan->annual_rate_ppm, 43'500);
  ASSERT_EQ(loan->rights.size(), 3u);
  EXPECT_EQ(loan->rights[0],
            (IpRight{IpKind::kPatent, "ZL201710601862.3", GeographicalIndicationForm::kUnspecified,
                     Money::OfFen(200'000'000), "Y2024150000001", Date::Of(2024, 5, 31)}));
  EXPECT_EQ(loan->rights[1], (IpRight{IpKind::kGeographicalIndication, "GI-7",
                                      GeographicalIndicationForm::kFarmProduct,
                                      Money::OfFen(60'000'000), "", std::nullopt}));
  EXPECT_EQ(loan->draw,
            (Draw{"JJ-1", Date::Of(2024, 6, 3), Date::Of(2025, 6, 3), Money::OfFen(250'000'000)}));
  EXPECT_EQ(loan->renews_contract_number, "HT-2023-001");
}

// The fields in the order of the contract, each with what can be wrong with it.
struct Case {
  const char* what;
  std::function<void(v1::NewLoan&)> spoil;
  Faults want;
};

v1::IpRight& Right(v1::NewLoan& loan) { return *loan.mutable_rights(2); }
v1::Borrower& Firm(v1::NewLoan& loan) { return *loan.mutable_borrower(); }
v1::Draw& DrawOf(v1::NewLoan& loan) { return *loan.mutable_draw(); }

const Case kCases[] = {
    {"nothing", [](auto&) {}, {"OK"}},
    {"optional fields empty",
     [](auto& l) {
       l.clear_branch_code();
       Firm(l).clear_unified_social_credit_code();
       Firm(l).clear_firm_size();
       Firm(l).clear_industry_code();
       l.clear_annual_rate_ppm();
       l.clear_renews_contract_number();
     },
     {"OK"}},

    {"no bank", [](auto& l) { l.clear_bank(); }, {"FIELD_REQUIRED loan.bank"}},
    {"long bank", [](auto& l) { l.set_bank(std::string(33, 'b')); }, {"FIELD_TOO_LONG loan.bank"}},
    {"capital bank", [](auto& l) { l.set_bank("ICBC"); }, {"FIELD_MALFORMED loan.bank"}},

    {"no contract number",
     [](auto& l) { l.clear_contract_number(); },
     {"FIELD_REQUIRED loan.contract_number"}},
    {"64 characters", [](auto& l) { l.set_contract_number(Characters(64)); }, {"OK"}},
    {"65 characters",
     [](auto& l) { l.set_contract_number(Characters(65)); },
     {"FIELD_TOO_LONG loan.contract_number"}},
    {"control character",
     [](auto& l) { l.set_contract_number("a\tb"); },
     {"FIELD_MALFORMED loan.contract_number"}},

    {"branch of 11 digits",
     [](auto& l) { l.set_branch_code("31365102701"); },
     {"FIELD_MALFORMED loan.branch_code"}},
    {"branch's check digit",
     [](auto& l) { l.set_branch_code("313651027013"); },
     {"CHECK_DIGIT_WRONG loan.branch_code"}},

    {"no borrower", [](auto& l) { l.clear_borrower(); }, {"FIELD_REQUIRED loan.borrower"}},
    {"empty borrower",
     [](auto& l) { Firm(l).Clear(); },
     {"FIELD_REQUIRED loan.borrower.name", "FIELD_REQUIRED loan.borrower.division_code"}},
    {"long name",
     [](auto& l) { Firm(l).set_name(Characters(201)); },
     {"FIELD_TOO_LONG loan.borrower.name"}},
    {"credit code's check digit",
     [](auto& l) { Firm(l).set_unified_social_credit_code("91150700561228427C"); },
     {"CHECK_DIGIT_WRONG loan.borrower.unified_social_credit_code"}},
    {"credit code's form",
     [](auto& l) { Firm(l).set_unified_social_credit_code("9115070056122842"); },
     {"FIELD_MALFORMED loan.borrower.unified_social_credit_code"}},
    {"no division",
     [](auto& l) { Firm(l).clear_division_code(); },
     {"FIELD_REQUIRED loan.borrower.division_code"}},
    {"division of letters",
     [](auto& l) { Firm(l).set_division_code("15070X"); },
     {"FIELD_MALFORMED loan.borrower.division_code"}},
    {"firm size of another list",
     [](auto& l) { Firm(l).set_firm_size(static_cast<v1::FirmSize>(5)); },
     {"ENUM_UNKNOWN loan.borrower.firm_size"}},
    {"negative firm size",
     [](auto& l) { Firm(l).set_firm_size(static_cast<v1::FirmSize>(-1)); },
     {"ENUM_UNKNOWN loan.borrower.firm_size"}},
    {"industry section U",
     [](auto& l) { Firm(l).set_industry_code("U"); },
     {"FIELD_MALFORMED loan.borrower.industry_code"}},
    {"unknown field of borrower",
     [](auto& l) { AddUnknownField(Firm(l)); },
     {"UNKNOWN_FIELD loan.borrower"}},

    {"no contract amount",
     [](auto& l) { l.clear_contract_amount_fen(); },
     {"AMOUNT_NOT_POSITIVE loan.contract_amount_fen"}},
    {"contract amount above a loan's limit",
     [](auto& l) { l.set_contract_amount_fen(100'000'000'000'001); },
     {"AMOUNT_OUT_OF_RANGE loan.contract_amount_fen"}},
    {"contract amount beyond money",
     [](auto& l) { l.set_contract_amount_fen(INT64_MAX); },
     {"AMOUNT_OUT_OF_RANGE loan.contract_amount_fen"}},
    {"contract amount far below 0",
     [](auto& l) { l.set_contract_amount_fen(INT64_MIN); },
     {"AMOUNT_NOT_POSITIVE loan.contract_amount_fen"}},
    {"contract amount of 1",
     [](auto& l) { l.set_contract_amount_fen(1); },
     {"IP_PART_ABOVE_LOAN loan.ip_part_fen", "CONTRACT_AMOUNT_EXCEEDED loan.draw.principal_fen"}},

    {"no IP part",
     [](auto& l) { l.clear_ip_part_fen(); },
     {"AMOUNT_NOT_POSITIVE loan.ip_part_fen"}},
    {"IP part beyond money: told once",
     [](auto& l) { l.set_ip_part_fen(INT64_MAX); },
     {"AMOUNT_OUT_OF_RANGE loan.ip_part_fen"}},
    {"IP part above a loan's limit: told once",
     [](auto& l) { l.set_ip_part_fen(100'000'000'000'001); },
     {"AMOUNT_OUT_OF_RANGE loan.ip_part_fen"}},

    {"negative rate",
     [](auto& l) { l.set_annual_rate_ppm(-1); },
     {"VALUE_OUT_OF_RANGE loan.annual_rate_ppm"}},
    {"rate above 100 %",
     [](auto& l) { l.set_annual_rate_ppm(1'000'001); },
     {"VALUE_OUT_OF_RANGE loan.annual_rate_ppm"}},

    {"no rights", [](auto& l) { l.clear_rights(); }, {"FIELD_REQUIRED loan.rights"}},
    {"101 rights",
     [](auto& l) {
       l.clear_rights();
       for (int i = 0; i < 101; ++i) {
         v1::IpRight& right = *l.add_rights();
         right.set_kind(v1::IP_KIND_TRADEMARK);
         right.set_number(std::to_string(10'000'000 + i));
         right.set_secured_fen(1);
       }
     },
     {"TOO_MANY_ITEMS loan.rights"}},
    {"no kind", [](auto& l) { Right(l).clear_kind(); }, {"FIELD_REQUIRED loan.rights[2].kind"}},
    {"unknown kind",
     [](auto& l) { Right(l).set_kind(static_cast<v1::IpKind>(9)); },
     {"ENUM_UNKNOWN loan.rights[2].kind"}},
    {"unknown kind with a form",
     [](auto& l) { l.mutable_rights(1)->set_kind(static_cast<v1::IpKind>(9)); },
     {"ENUM_UNKNOWN loan.rights[1].kind"}},
    {"no number",
     [](auto& l) { Right(l).clear_number(); },
     {"FIELD_REQUIRED loan.rights[2].number"}},
    {"trademark of letters",
     [](auto& l) { Right(l).set_number("no number"); },
     {"FIELD_MALFORMED loan.rights[2].number"}},
    {"patent's check digit",
     [](auto& l) { l.mutable_rights(0)->set_number("ZL201710601862.4"); },
     {"CHECK_DIGIT_WRONG loan.rights[0].number"}},
    {"the same right twice",
     [](auto& l) {
       Right(l).set_kind(v1::IP_KIND_PATENT);
       Right(l).set_number("2017106018623");
     },
     {"DUPLICATE_ITEM loan.rights[2].number"}},
    {"no form",
     [](auto& l) { l.mutable_rights(1)->clear_geographical_indication_form(); },
     {"FIELD_REQUIRED loan.rights[1].geographical_indication_form"}},
    {"form of a trademark",
     [](auto& l) {
       Right(l).set_geographical_indication_form(v1::GEOGRAPHICAL_INDICATION_FORM_PRODUCT);
     },
     {"FIELD_NOT_ALLOWED loan.rights[2].geographical_indication_form"}},
    {"unknown form",
     [](auto& l) {
       l.mutable_rights(1)->set_geographical_indication_form(
           static_cast<v1::GeographicalIndicationForm>(4));
     },
     {"ENUM_UNKNOWN loan.rights[1].geographical_indication_form"}},
    {"nothing secured",
     [](auto& l) { Right(l).clear_secured_fen(); },
     {"AMOUNT_NOT_POSITIVE loan.rights[2].secured_fen"}},
    {"secured beyond money",
     [](auto& l) { Right(l).set_secured_fen(INT64_MAX); },
     {"AMOUNT_OUT_OF_RANGE loan.rights[2].secured_fen"}},
    {"long registration number",
     [](auto& l) { l.mutable_rights(0)->set_registration_number(Characters(65)); },
     {"FIELD_TOO_LONG loan.rights[0].registration_number"}},
    {"registered without a date",
     [](auto& l) { l.mutable_rights(0)->clear_registration_date(); },
     {"FIELD_REQUIRED loan.rights[0].registration_date"}},
    {"registered on no date",
     [](auto& l) { l.mutable_rights(0)->set_registration_date("2024-02-30"); },
     {"DATE_MALFORMED loan.rights[0].registration_date"}},
    {"unknown field of a right",
     [](auto& l) { AddUnknownField(Right(l)); },
     {"UNKNOWN_FIELD loan.rights[2]"}},

    {"no draw", [](auto& l) { l.clear_draw(); }, {"FIELD_REQUIRED loan.draw"}},
    {"empty draw",
     [](auto& l) { DrawOf(l).Clear(); },
     {"FIELD_REQUIRED loan.draw.disbursement_date", "FIELD_REQUIRED loan.draw.maturity_date",
      "FIELD_REQUIRED loan.draw.draw_number", "AMOUNT_NOT_POSITIVE loan.draw.principal_fen"}},
    {"only the disbursement is no date",
     [](auto& l) { DrawOf(l).set_disbursement_date("3.6.2024"); },
     {"DATE_MALFORMED loan.draw.disbursement_date"}},
    {"only the maturity is no date",
     [](auto& l) { DrawOf(l).set_maturity_date("2025-6-3"); },
     {"DATE_MALFORMED loan.draw.maturity_date"}},
    {"matures on the day",
     [](auto& l) { DrawOf(l).set_maturity_date("2024-06-03"); },
     {"DATE_ORDER loan.draw.maturity_date"}},
    {"matures after a lifetime",
     [](auto& l) { DrawOf(l).set_maturity_date("2099-06-03"); },
     {"VALUE_OUT_OF_RANGE loan.draw.maturity_date"}},
    {"draws more than the contract",
     [](auto& l) { DrawOf(l).set_principal_fen(500'000'001); },
     {"CONTRACT_AMOUNT_EXCEEDED loan.draw.principal_fen"}},
    {"unknown field of the draw",
     [](auto& l) { AddUnknownField(DrawOf(l)); },
     {"UNKNOWN_FIELD loan.draw"}},

    {"long renewed number",
     [](auto& l) { l.set_renews_contract_number(Characters(65)); },
     {"FIELD_TOO_LONG loan.renews_contract_number"}},
    {"renews itself",
     [](auto& l) { l.set_renews_contract_number("HT-2024-001"); },
     {"FIELD_NOT_ALLOWED loan.renews_contract_number"}},
    {"unknown field", [](auto& l) { AddUnknownField(l); }, {"UNKNOWN_FIELD loan"}},
    {"an unknown field hides no fault",
     [](auto& l) {
       AddUnknownField(l);
       l.clear_bank();
     },
     {"UNKNOWN_FIELD loan", "FIELD_REQUIRED loan.bank"}},
    {"everything",
     [](auto& l) { l.Clear(); },
     {"FIELD_REQUIRED loan.borrower", "FIELD_REQUIRED loan.draw", "FIELD_REQUIRED loan.bank",
      "FIELD_REQUIRED loan.contract_number", "AMOUNT_NOT_POSITIVE loan.contract_amount_fen",
      "AMOUNT_NOT_POSITIVE loan.ip_part_fen", "FIELD_REQUIRED loan.rights"}},
};

TEST(ParseNewLoan, TellsEveryFault) {
  for (const Case& c : kCases) {
    v1::NewLoan message = GoodLoan();
    c.spoil(message);
    Violations violations;
    const auto loan = ParseNewLoan(message, CodeSchemes(), "loan", violations);
    EXPECT_EQ(Found(violations), c.want) << c.what;
    EXPECT_EQ(loan != nullptr, violations.empty()) << c.what;
  }
}

TEST(ParseNewLoan, TakesFreeTextWhereTheProgrammeDoes) {
  const CodeSchemes free = {CodeScheme::kFreeText, CodeScheme::kFreeText, CodeScheme::kFreeText,
                            CodeScheme::kFreeText, CodeScheme::kFreeText};
  v1::NewLoan message = GoodLoan();
  message.set_branch_code("Hauptstelle");
  Firm(message).set_unified_social_credit_code("DE 123");
  Firm(message).set_division_code("Bayern");
  Firm(message).set_industry_code("Software");
  Right(message).set_number("any");
  message.mutable_rights(0)->clear_number();
  Violations violations;
  EXPECT_NE(ParseNewLoan(message, free, "loan", violations), nullptr);
  EXPECT_EQ(Found(violations), Faults{"OK"});

  message.set_branch_code(Characters(33));
  EXPECT_EQ(ParseNewLoan(message, free, "", violations), nullptr);
  EXPECT_EQ(Found(violations), Faults{"FIELD_TOO_LONG branch_code"});
}

TEST(ParseNewLoan, TellsTheNumbers) {
  v1::NewLoan message = GoodLoan();
  Right(message).set_kind(static_cast<v1::IpKind>(77));
  AddUnknownField(DrawOf(message));
  message.set_ip_part_fen(INT64_MAX);
  Violations violations;
  ParseNewLoan(message, CodeSchemes(), "loan", violations);
  const std::vector<Violation> want = {
      {Reason::kAmountOutOfRange,
       "loan.ip_part_fen",
       {{"got", "9223372036854775807"}, {"limit", "100000000000000"}}},
      {Reason::kEnumUnknown, "loan.rights[2].kind", {{"got", "77"}}},
      {Reason::kUnknownField, "loan.draw", {{"message", "ippledge.v1.Draw"}, {"number", "1000"}}}};
  EXPECT_EQ(violations.list(), want);
}

TEST(ParseNewLoan, KeepsTwentyFaultsAndCountsTheRest) {
  v1::NewLoan message = GoodLoan();
  message.clear_rights();
  for (int i = 0; i < 30; ++i) message.add_rights()->set_secured_fen(1);
  Violations violations;
  ParseNewLoan(message, CodeSchemes(), "loan", violations);
  EXPECT_EQ(violations.list().size(), 20u);
  EXPECT_GE(violations.more(), 40);  // 30 kinds and 30 numbers are missing
  EXPECT_EQ(Found(violations)[1], "FIELD_REQUIRED loan.rights[0].number");
}

}  // namespace
}  // namespace ippledge::wire
