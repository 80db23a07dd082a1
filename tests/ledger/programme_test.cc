#include "ledger/programme.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "ledger/limits.h"
#include "ledger/money.h"
#include "tests/testing/builders.h"
#include "tests/testing/ledger_books.h"
#include "tests/testing/refusal_text.h"

namespace ippledge {
namespace {

TEST(Programme, Examples) {
  const LedgerBooks ledger = LedgerBooks::WithBanks();
  const Programme& programme = ledger.programme();
  EXPECT_EQ(programme.FindBody("qingcao")->first_entry, 2);
  EXPECT_EQ(programme.FindBody("nobody"), nullptr);
  // A banner of Hohhot counts for Hohhot; Manzhouli reports for itself.
  EXPECT_EQ(UnitCodeOf(programme, "150105"), "150100");
  EXPECT_EQ(UnitCodeOf(programme, "150781"), "150781");
  EXPECT_EQ(UnitCodeOf(programme, "110101"), "");
  EXPECT_EQ(IndustryOf(programme, "C3921"), "C");
  Headline headline;
  headline.disbursed_fen = 7;
  EXPECT_EQ(SumOf(headline, Measure::kDisbursed), 7);
}

TEST(Programme, UnitAndIndustryAreTheTextItselfUnderFreeText) {
  const LedgerBooks ledger(AFreeTextConstitution());
  EXPECT_EQ(UnitCodeOf(ledger.programme(), "Upstate / 3"), "Upstate / 3");
  EXPECT_EQ(IndustryOf(ledger.programme(), "311811"), "311811");
  EXPECT_EQ(IndustryOf(ledger.programme(), ""), "");
}

TEST(Programme, UnitOfADivisionUnderTheNationalCodes) {
  struct Case {
    absl::string_view division, unit;
  };
  const LedgerBooks ledger;
  for (const auto& [division, unit] :
       {Case{"150100", "150100"}, Case{"150199", "150100"}, Case{"150700", "150700"},
        Case{"150782", "150700"}, Case{"152501", "152501"}, Case{"152502", "152500"},
        Case{"151000", ""}, Case{"150000", ""}, Case{"1501", ""}, Case{"", ""},
        Case{"1501050", ""}}) {
    EXPECT_EQ(UnitCodeOf(ledger.programme(), division), unit) << division;
  }
}

TEST(Headline, SumsAreFoundByMeasure) {
  Headline h;
  h.contract_fen = 1;
  h.disbursed_fen = 2;
  h.registered_fen = 3;
  h.ip_part_fen = 4;
  h.disbursed_ip_part_fen = 5;
  h.loans = 6;
  h.registrations = 7;
  for (int measure = 1; measure <= 7; ++measure) {
    EXPECT_EQ(SumOf(h, static_cast<Measure>(measure)), measure);
  }
}

TEST(HeadlineDeathTest, HasNoSumOfFirms) {
  EXPECT_DEATH(SumOf(Headline(), Measure::kFirms), "broken promise");
  EXPECT_DEATH(SumOf(Headline(), Measure::kUnspecified), "broken promise");
}

TEST(Interner, GivesDenseNumbersInOrderOfFirstUse) {
  Interner interner;
  EXPECT_EQ(interner.Intern("b"), 0u);
  EXPECT_EQ(interner.Intern(""), 1u);
  EXPECT_EQ(interner.Intern("a"), 2u);
  EXPECT_EQ(interner.Intern("b"), 0u);
  EXPECT_EQ(interner.size(), 3u);
  EXPECT_EQ(interner.text(2), "a");
  EXPECT_EQ(interner.Find("a"), 2u);
  EXPECT_EQ(interner.Find("c"), std::nullopt);
  interner.Truncate(1);
  EXPECT_EQ(interner.size(), 1u);
  EXPECT_EQ(interner.Find("a"), std::nullopt);
  EXPECT_EQ(interner.Intern("a"), 1u);
  interner.Truncate(5);
  EXPECT_EQ(interner.size(), 2u);
}

template <typename T>
struct Case {
  std::function<void(T&)> change;
  absl::string_view want;
};

TEST(CheckConstitution, RefusesInTheOrderOfItsFields) {
  const std::string long_name(static_cast<std::size_t>(kNameCharsMax) + 1, 'x');
  using C = Constitution;
  const Case<C> cases[] = {
      {[](C&) {}, "ok"},
      {[](C& c) { c = AFreeTextConstitution(); }, "ok"},
      {[](C& c) { c.milestones.clear(), c.reporting_units.clear(); }, "ok"},
      {[](C& c) { c.title_zh = ""; }, "FIELD_REQUIRED p.title_zh"},
      {[&](C& c) { c.title_zh = long_name; }, "FIELD_TOO_LONG p.title_zh limit=200 got=201"},
      {[](C& c) { c.title_en = " a"; },
       "FIELD_MALFORMED p.title_en got= a want=text without outer white space"},
      {[](C& c) { c.currency_code = ""; }, "FIELD_REQUIRED p.currency_code"},
      {[](C& c) { c.currency_code = "cny"; },
       "FIELD_MALFORMED p.currency_code got=cny want=three letters of ISO 4217, as CNY"},
      {[](C& c) { c.currency_code = "CNYX"; },
       "FIELD_MALFORMED p.currency_code got=CNYX want=three letters of ISO 4217, as CNY"},
      {[](C& c) { c.time_zone = ""; }, "FIELD_REQUIRED p.time_zone"},
      {[](C& c) { c.target = 0, c.milestones.clear(); }, "AMOUNT_NOT_POSITIVE p.target got=0"},
      {[](C& c) { c.target = Money::kFenMax + 1; },
       "AMOUNT_OUT_OF_RANGE p.target got=10000000000000001 limit=10000000000000000"},
      {[](C& c) { c.counted_measure = Measure::kFirms; },
       "FIELD_NOT_ALLOWED p.counted_measure why=firms are not additive"},
      {[](C& c) { c.fund_fen = -1; },
       "AMOUNT_OUT_OF_RANGE p.fund_fen got=-1 limit=10000000000000000"},
      {[](C& c) { c.milestones[0].target = 0; },
       "AMOUNT_NOT_POSITIVE p.milestones[0].target got=0"},
      {[](C& c) { c.milestones[4].target = c.target + 1; },
       "AMOUNT_OUT_OF_RANGE p.milestones[4].target got=1000000000001 limit=1000000000000"},
      {[](C& c) { c.milestones[1].date = c.milestones[0].date; },
       "DATE_ORDER p.milestones[1].milestone_date got=2021-12-31 after=2021-12-31"},
      {[](C& c) { c.milestones[1].target = 157'999'999'999; },
       "VALUE_OUT_OF_RANGE p.milestones[1].target got=157999999999 min=158000000000 "
       "max=1000000000000"},
      {[](C& c) { c.reporting_units[0].code = "990100"; },
       "FIELD_MALFORMED p.reporting_units[0].code got=990100 want=[0-9]{6}, 110000 - 829999"},
      {[](C& c) { c.reporting_units[2].code = "150100"; },
       "DUPLICATE_ITEM p.reporting_units[2].code got=150100"},
      {[&](C& c) { c.reporting_units[0].name_zh = long_name; },
       "FIELD_TOO_LONG p.reporting_units[0].name_zh limit=200 got=201"},
      {[](C& c) { c.reporting_units[0].name_en = "a\n"; },
       "FIELD_MALFORMED p.reporting_units[0].name_en got=a? want=text without control characters"},
      {[](C& c) { c.reporting_units[12].parent_code = "150799"; },
       "FIELD_MALFORMED p.reporting_units[12].parent_code got=150799 want=the code of another "
       "unit"},
      {[](C& c) { c.reporting_units[12].parent_code = "150781"; },
       "FIELD_MALFORMED p.reporting_units[12].parent_code got=150781 want=the code of another "
       "unit"},
      {[](C& c) { c.title_zh = "", c.target = 0, c.milestones.clear(); },
       "FIELD_REQUIRED p.title_zh; AMOUNT_NOT_POSITIVE p.target got=0"},
  };
  for (const auto& [change, want] : cases) {
    Constitution constitution = AConstitution();
    change(constitution);
    Violations violations;
    CheckConstitution(constitution, "p", violations);
    EXPECT_EQ(RefusalText(violations), want);
  }
}

TEST(CheckConstitution, BoundsItsLists) {
  Constitution constitution = AFreeTextConstitution();
  for (int i = 0; i <= kReportingUnitsMax; ++i) {
    constitution.reporting_units.push_back({absl::StrCat("unit-", i), "", "", ""});
  }
  for (int i = 0; i <= kMilestonesMax; ++i) {
    constitution.milestones.push_back({Day("2020-01-01") + i, i + 1});
  }
  Violations violations;
  CheckConstitution(constitution, "constitution", violations);
  EXPECT_EQ(RefusalText(violations),
            "TOO_MANY_ITEMS constitution.milestones got=101 limit=100; "
            "TOO_MANY_ITEMS constitution.reporting_units got=4097 limit=4096");
}

TEST(CheckBody, RefusesInTheOrderOfItsFields) {
  const Case<Body> cases[] = {
      {[](Body&) {}, "ok"},
      {[](Body& b) { b.branch_codes.clear(), b.agreement_date.reset(); }, "ok"},
      {[](Body& b) { b.body_id = ""; }, "FIELD_REQUIRED body.body_id"},
      {[](Body& b) { b.body_id = "Qing Cao"; },
       "FIELD_MALFORMED body.body_id got=Qing Cao want=a-z 0-9 -"},
      {[](Body& b) { b.body_id = std::string(33, 'a'); },
       "FIELD_TOO_LONG body.body_id limit=32 got=33"},
      {[](Body& b) { b.name_zh = ""; }, "FIELD_REQUIRED body.name_zh"},
      {[](Body& b) { b.name_en = std::string(201, 'a'); },
       "FIELD_TOO_LONG body.name_en limit=200 got=201"},
      {[](Body& b) { b.branch_codes = {"12345678901"}; },
       "FIELD_MALFORMED body.branch_codes[0] got=12345678901 want=[0-9]{12}"},
      {[](Body& b) {
         b.branch_codes = {"313651027012", "313651027013"};
       },
       "CHECK_DIGIT_WRONG body.branch_codes[1] got=313651027013 want=***********2"},
      {[](Body& b) {
         b.branch_codes = {"313651027012", "313651027012"};
       },
       "DUPLICATE_ITEM body.branch_codes[1] got=313651027012"},
  };
  for (const auto& [change, want] : cases) {
    Body body = ABank("qingcao");
    change(body);
    Violations violations;
    CheckBody(body, CodeSchemes(), "body", violations);
    EXPECT_EQ(RefusalText(violations), want);
  }
  // Branches as free text, and too many of them.
  Body body = ABank("qingcao");
  body.branch_codes.clear();
  for (int i = 0; i <= kBranchesPerBodyMax; ++i) {
    body.branch_codes.push_back(absl::StrCat("Branch ", i));
  }
  Violations violations;
  CheckBody(body, AFreeTextConstitution().schemes, "body", violations);
  EXPECT_EQ(RefusalText(violations), "TOO_MANY_ITEMS body.branch_codes got=2001 limit=2000");
}

TEST(CheckOpeningFigure, RefusesInTheOrderOfItsFields) {
  using F = OpeningFigure;
  const Case<F> cases[] = {
      {[](F&) {}, "ok"},
      {[](F& f) { f.reporting_unit = "150100"; }, "ok"},
      {[](F& f) { f.opening_id = "Before"; },
       "FIELD_MALFORMED f.opening_id got=Before want=a-z 0-9 -"},
      {[](F& f) { f.measure = Measure::kFirms; },
       "FIELD_NOT_ALLOWED f.measure why=firms are not additive"},
      {[](F& f) { f.value = 0; }, "AMOUNT_NOT_POSITIVE f.value got=0"},
      {[](F& f) { f.value = Money::kFenMax + 1; },
       "AMOUNT_OUT_OF_RANGE f.value got=10000000000000001 limit=10000000000000000"},
      {[](F& f) { f.reporting_unit = std::string(33, '1'); },
       "FIELD_TOO_LONG f.reporting_unit limit=32 got=33"},
      {[](F& f) { f.source = ""; }, "FIELD_REQUIRED f.source"},
      {[](F& f) { f.source = std::string(501, 'x'); }, "FIELD_TOO_LONG f.source limit=500 got=501"},
  };
  for (const auto& [change, want] : cases) {
    OpeningFigure figure = AnOpeningFigure();
    change(figure);
    Violations violations;
    CheckOpeningFigure(figure, "f", violations);
    EXPECT_EQ(RefusalText(violations), want);
  }
}

}  // namespace
}  // namespace ippledge
