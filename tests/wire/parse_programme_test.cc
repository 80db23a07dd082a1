#include <gtest/gtest.h>

#include <functional>
#include <variant>

#include "proto/wire/format.h"
#include "proto/wire/parse.h"
#include "tests/wire/requests.h"

namespace ippledge::wire {
namespace {

constexpr char kHead[] = R"(
  programme: "nm" request_id: "6fa459ea-ee8a-4ca4-894e-db77e160355e" )";

template <typename Message>
struct Case {
  const char* what;
  std::function<void(Message&)> spoil;
  Faults want;
};

TEST(ParseConstitution, TellsEveryFault) {
  using C = v1::Constitution;
  const Case<C> cases[] = {
      {"nothing", [](C&) {}, {"OK"}},
      {"optional fields empty",
       [](C& c) {
         c.clear_title_en();
         c.clear_milestones();
         c.clear_reporting_units();
         c.clear_fund_fen();
       },
       {"OK"}},
      {"no title", [](C& c) { c.clear_title_zh(); }, {"FIELD_REQUIRED constitution.title_zh"}},
      {"long title",
       [](C& c) { c.set_title_zh(Characters(201)); },
       {"FIELD_TOO_LONG constitution.title_zh"}},
      {"long English title",
       [](C& c) { c.set_title_en(Characters(201)); },
       {"FIELD_TOO_LONG constitution.title_en"}},
      {"no currency",
       [](C& c) { c.clear_currency_code(); },
       {"FIELD_REQUIRED constitution.currency_code"}},
      {"small currency",
       [](C& c) { c.set_currency_code("cny"); },
       {"FIELD_MALFORMED constitution.currency_code"}},
      {"no zone", [](C& c) { c.clear_time_zone(); }, {"FIELD_REQUIRED constitution.time_zone"}},
      {"no measure",
       [](C& c) { c.clear_counted_measure(); },
       {"FIELD_REQUIRED constitution.counted_measure"}},
      {"unknown measure",
       [](C& c) { c.set_counted_measure(static_cast<v1::Measure>(9)); },
       {"ENUM_UNKNOWN constitution.counted_measure"}},
      {"firms",
       [](C& c) { c.set_counted_measure(v1::MEASURE_FIRMS); },
       {"FIELD_NOT_ALLOWED constitution.counted_measure"}},
      {"no date of a milestone",
       [](C& c) { c.mutable_milestones(1)->clear_milestone_date(); },
       {"FIELD_REQUIRED constitution.milestones[1].milestone_date"}},
      {"no such date",
       [](C& c) { c.mutable_milestones(2)->set_milestone_date("2025-02-29"); },
       {"DATE_MALFORMED constitution.milestones[2].milestone_date"}},
      {"dates fall",
       [](C& c) { c.mutable_milestones(1)->set_milestone_date("2020-12-31"); },
       {"DATE_ORDER constitution.milestones[1].milestone_date"}},
      {"unknown field of a milestone",
       [](C& c) { AddUnknownField(*c.mutable_milestones(0)); },
       {"UNKNOWN_FIELD constitution.milestones[0]"}},
      {"no code of a unit",
       [](C& c) { c.mutable_reporting_units(0)->set_code("15"); },
       {"FIELD_MALFORMED constitution.reporting_units[0].code",
        "FIELD_MALFORMED constitution.reporting_units[1].parent_code"}},
      {"a unit twice",
       [](C& c) { c.mutable_reporting_units(1)->set_code("150700"); },
       {"DUPLICATE_ITEM constitution.reporting_units[1].code",
        "FIELD_MALFORMED constitution.reporting_units[1].parent_code"}},
      {"unknown field of a unit",
       [](C& c) { AddUnknownField(*c.mutable_reporting_units(1)); },
       {"UNKNOWN_FIELD constitution.reporting_units[1]"}},
      {"no schemes", [](C& c) { c.clear_schemes(); }, {"FIELD_REQUIRED constitution.schemes"}},
      {"empty schemes",
       [](C& c) { c.mutable_schemes()->Clear(); },
       {"FIELD_REQUIRED constitution.schemes.borrower",
        "FIELD_REQUIRED constitution.schemes.branch",
        "FIELD_REQUIRED constitution.schemes.division",
        "FIELD_REQUIRED constitution.schemes.ip_right",
        "FIELD_REQUIRED constitution.schemes.industry"}},
      {"unknown scheme",
       [](C& c) { c.mutable_schemes()->set_industry(static_cast<v1::CodeScheme>(3)); },
       {"ENUM_UNKNOWN constitution.schemes.industry"}},
      {"negative fund",
       [](C& c) { c.set_fund_fen(-1); },
       {"AMOUNT_OUT_OF_RANGE constitution.fund_fen"}},
      {"unknown field", [](C& c) { AddUnknownField(c); }, {"UNKNOWN_FIELD constitution"}},
  };
  for (const auto& c : cases) {
    auto request = Of<v1::FoundProgrammeRequest>(kHead);
    *request.mutable_constitution() = GoodConstitution();
    c.spoil(*request.mutable_constitution());
    EXPECT_EQ(Found(ParseWrite(request).status()), c.want) << c.what;
  }
}

TEST(ParseConstitution, TurnsBackIntoTheSameMessage) {
  Violations violations;
  const auto constitution = ParseConstitution(GoodConstitution(), "constitution", violations);
  ASSERT_TRUE(constitution.has_value());
  v1::Constitution message;
  FormatConstitution(*constitution, message);
  EXPECT_EQ(message.SerializeAsString(), GoodConstitution().SerializeAsString());
}

TEST(ParseFoundProgramme, TellsFaultsOfTheId) {
  auto request = Of<v1::FoundProgrammeRequest>(kHead);
  *request.mutable_constitution() = GoodConstitution();
  const auto write = ParseWrite(request);
  ASSERT_TRUE(write.ok()) << write.status();
  EXPECT_EQ(std::get<FoundProgramme>(write->command).programme, "nm");
  for (const auto& [id, want] : std::vector<std::pair<std::string, std::string>>{
           {"", "FIELD_REQUIRED programme"},
           {"NM", "FIELD_MALFORMED programme"},
           {"a/b", "FIELD_MALFORMED programme"},
           {std::string(33, 'n'), "FIELD_TOO_LONG programme"}}) {
    request.set_programme(id);
    EXPECT_EQ(Found(ParseWrite(request).status()), Faults{want});
  }
  request.set_programme("nm");
  request.clear_constitution();
  EXPECT_EQ(Found(ParseWrite(request).status()), Faults{"FIELD_REQUIRED constitution"});
}

TEST(ParseBody, TellsEveryFault) {
  using B = v1::Body;
  const Case<B> cases[] = {
      {"nothing", [](B&) {}, {"OK"}},
      {"optional fields empty",
       [](B& b) {
         b.clear_name_en();
         b.clear_branch_codes();
         b.clear_agreement_date();
         b.clear_standing();
       },
       {"OK"}},
      {"no id", [](B& b) { b.clear_body_id(); }, {"FIELD_REQUIRED body.body_id"}},
      {"capital id", [](B& b) { b.set_body_id("ICBC"); }, {"FIELD_MALFORMED body.body_id"}},
      {"no kind", [](B& b) { b.clear_kind(); }, {"FIELD_REQUIRED body.kind"}},
      {"unknown kind",
       [](B& b) { b.set_kind(static_cast<v1::BodyKind>(8)); },
       {"ENUM_UNKNOWN body.kind"}},
      {"no name", [](B& b) { b.clear_name_zh(); }, {"FIELD_REQUIRED body.name_zh"}},
      {"long English name",
       [](B& b) { b.set_name_en(Characters(201)); },
       {"FIELD_TOO_LONG body.name_en"}},
      {"branch's check digit",
       [](B& b) { b.set_branch_codes(1, "313651027013"); },
       {"CHECK_DIGIT_WRONG body.branch_codes[1]"}},
      {"a branch twice",
       [](B& b) { b.set_branch_codes(1, "313651027012"); },
       {"DUPLICATE_ITEM body.branch_codes[1]"}},
      {"no such date",
       [](B& b) { b.set_agreement_date("2021-08-32"); },
       {"DATE_MALFORMED body.agreement_date"}},
      {"unknown standing",
       [](B& b) { b.set_standing(static_cast<v1::Standing>(7)); },
       {"ENUM_UNKNOWN body.standing"}},
      {"unknown field", [](B& b) { AddUnknownField(b); }, {"UNKNOWN_FIELD body"}},
  };
  for (const auto& c : cases) {
    auto request = Of<v1::RegisterBodyRequest>(kHead);
    *request.mutable_body() = GoodBody();
    c.spoil(*request.mutable_body());
    EXPECT_EQ(Found(ParseWrite(request, CodeSchemes()).status()), c.want) << c.what;
  }
  EXPECT_EQ(Found(ParseWrite(Of<v1::RegisterBodyRequest>(kHead), CodeSchemes()).status()),
            Faults{"FIELD_REQUIRED body"});
}

TEST(ParseBody, TurnsBackIntoTheSameMessage) {
  Violations violations;
  const auto body = ParseBody(GoodBody(), CodeSchemes(), "body", violations);
  ASSERT_TRUE(body.has_value());
  v1::Body message;
  FormatBody(*body, message);
  EXPECT_EQ(message.SerializeAsString(), GoodBody().SerializeAsString());
}

TEST(ParseBody, IsActiveUnlessItSays) {
  v1::Body message = GoodBody();
  message.clear_standing();
  Violations violations;
  EXPECT_EQ(ParseBody(message, CodeSchemes(), "body", violations)->standing, Standing::kActive);
}

TEST(ParseAmendBody, NeedsReasonAndStanding) {
  auto request = Of<v1::AmendBodyRequest>(kHead);
  EXPECT_EQ(Found(ParseWrite(request, CodeSchemes()).status()),
            (Faults{"FIELD_REQUIRED reason", "FIELD_REQUIRED body"}));
  *request.mutable_body() = GoodBody();
  request.set_reason("名称变更");
  const auto write = ParseWrite(request, CodeSchemes());
  ASSERT_TRUE(write.ok()) << write.status();
  EXPECT_EQ(std::get<AmendBody>(write->command).reason, "名称变更");

  request.mutable_body()->clear_standing();
  EXPECT_EQ(Found(ParseWrite(request, CodeSchemes()).status()),
            Faults{"FIELD_REQUIRED body.standing"});
  request.mutable_body()->set_standing(static_cast<v1::Standing>(7));
  request.set_reason(Characters(501));
  EXPECT_EQ(Found(ParseWrite(request, CodeSchemes()).status()),
            (Faults{"FIELD_TOO_LONG reason", "ENUM_UNKNOWN body.standing"}));
}

TEST(ParseOpeningFigure, TellsEveryFault) {
  const auto found = [](const std::string& figure) {
    const auto request =
        Of<v1::RecordOpeningFigureRequest>(std::string(kHead) + "figure {" + figure + "}");
    return Found(ParseWrite(request, CodeSchemes()).status());
  };
  EXPECT_EQ(found("opening_id: 'o-2020' measure: MEASURE_DISBURSED value: 158 through_date: "
                  "'2020-12-31' reporting_unit: '150700' source: '年报'"),
            Faults{"OK"});
  EXPECT_EQ(found(""),
            (Faults{"FIELD_REQUIRED figure.measure", "FIELD_REQUIRED figure.through_date",
                    "FIELD_REQUIRED figure.opening_id", "AMOUNT_NOT_POSITIVE figure.value",
                    "FIELD_REQUIRED figure.source"}));
  EXPECT_EQ(found("opening_id: 'O' measure: 9 value: -1 through_date: '2020' reporting_unit: ' ' "
                  "source: ' '"),
            (Faults{"ENUM_UNKNOWN figure.measure", "DATE_MALFORMED figure.through_date",
                    "FIELD_MALFORMED figure.opening_id", "AMOUNT_NOT_POSITIVE figure.value",
                    "FIELD_MALFORMED figure.reporting_unit", "FIELD_MALFORMED figure.source"}));
  EXPECT_EQ(found("opening_id: 'o' measure: MEASURE_FIRMS value: 10000000000000001 through_date: "
                  "'2020-12-31' source: 's'"),
            (Faults{"FIELD_NOT_ALLOWED figure.measure", "AMOUNT_OUT_OF_RANGE figure.value"}));
  EXPECT_EQ(Found(ParseWrite(Of<v1::RecordOpeningFigureRequest>(kHead), CodeSchemes()).status()),
            Faults{"FIELD_REQUIRED figure"});
}

TEST(ParsePublishReport, TellsEveryFault) {
  auto request = Of<v1::PublishReportRequest>(kHead);
  EXPECT_EQ(Found(ParseWrite(request, CodeSchemes()).status()), Faults{"FIELD_REQUIRED month"});
  for (const char* month : {"2025", "2025-13", "2025-6", "2025-06-30"}) {
    request.set_month(month);
    EXPECT_EQ(Found(ParseWrite(request, CodeSchemes()).status()), Faults{"DATE_MALFORMED month"});
  }
  request.set_month("2025-06");
  const auto write = ParseWrite(request, CodeSchemes());
  ASSERT_TRUE(write.ok()) << write.status();
  EXPECT_EQ(FormatMonth(std::get<PublishReport>(write->command).month), "2025-06");
}

TEST(ParseOptionalDate, TellsEveryFault) {
  Violations violations;
  EXPECT_EQ(ParseOptionalDate("", "query.as_of_date", violations), std::nullopt);
  EXPECT_EQ(ParseOptionalDate("2025-06-30", "query.as_of_date", violations), Date::Of(2025, 6, 30));
  EXPECT_TRUE(violations.empty());
  EXPECT_EQ(ParseOptionalDate("2025-06-31", "query.as_of_date", violations), std::nullopt);
  EXPECT_EQ(Found(violations), Faults{"DATE_MALFORMED query.as_of_date"});
}

}  // namespace
}  // namespace ippledge::wire
