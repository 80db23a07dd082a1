// What the programme goes by: every refusal of policies, holidays and rates, in the order of the
// contract.
#include "ledger/decide_terms.h"

#include <gtest/gtest.h>

#include <string>

#include "ledger/limits.h"
#include "tests/testing/claim_life.h"

namespace ippledge {
namespace {

// Of another policy than the harness issues.
Policy Second(std::int64_t version = 1, Date effective = Day("2024-06-03")) {
  Policy policy = LifePolicy();
  policy.policy_id = "q";
  policy.version = version;
  policy.effective_date = effective;
  return policy;
}
Caller Alone() {
  Caller caller = FinanceBureau();
  caller.second_person = "";
  return caller;
}
EnterCalendar Entering(CalendarYear year) { return {std::move(year)}; }
RecordPortfolioFigure Figure(absl::string_view id, std::int64_t yuan, int year = 2024,
                             FigureKind kind = FigureKind::kFeesCollected,
                             absl::string_view bank = "") {
  return {{std::string(id), kind, std::string(bank), year, Yuan(yuan), "annual report"}};
}
EnterLendingRate Entering(Date date, std::int64_t ppm) { return {{date, ppm, ppm + 5'000, "PBC"}}; }

TEST(IssuePolicy, Examples) {
  ClaimLife life;
  EXPECT_EQ(life.programme().policies.size(), 1U);
  EXPECT_EQ(life.Does(TwoOfTheOffice(), Issuing(Second())), "POLICY_ISSUED");
  EXPECT_EQ(life.Does(FinanceBureau(), Issuing(Second(2))), "POLICY_ISSUED");
  EXPECT_EQ(life.programme().FindPolicy("q", 2)->entry, life.last_entry());
  EXPECT_EQ(life.programme().FindPolicy("q", 3), nullptr);
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(IssuePolicy, RefusesInTheOrderOfTheContract) {
  ClaimLife life;
  Policy known = LifePolicy();
  Policy differs = known;
  differs.title_en = "another";
  differs.currency_code = "USD";
  Policy dollars = Second(7, Day("2024-06-02"));
  dollars.currency_code = "USD";
  Policy timeless = Second();
  timeless.effective_date.reset();
  Policy skips = LifePolicy();
  skips.version = 3;
  skips.effective_date = Day("2024-06-01");
  Policy earlier = skips;
  earlier.version = 2;
  for (int r = 0; r < kRoleCount; ++r) {
    Caller caller = FinanceBureau();
    caller.role = static_cast<Role>(r);
    const bool may = caller.role == Role::kIpOffice || caller.role == Role::kFinanceBureau;
    EXPECT_EQ(life.Says(caller, Issuing(Second())),
              may ? "POLICY_ISSUED"
                  : absl::StrCat("ROLE_NOT_ALLOWED role=", NameOf(caller.role),
                                 " allowed=ip_office, finance_bureau"));
  }
  EXPECT_EQ(life.Says(Alone(), Issuing(differs)),
            "SECOND_PERSON_REQUIRED person=p-4 second_person=");
  EXPECT_EQ(life.Says(FinanceBureau(), Issuing(known)), "already 4");
  EXPECT_EQ(life.Says(FinanceBureau(), Issuing(differs)),
            "POLICY_EXISTS policy.version policy_id=p version=1 first_entry=4");
  EXPECT_EQ(life.Says(FinanceBureau(), Issuing(dollars)),
            "POLICY_CURRENCY policy.currency_code got=USD want=CNY");
  EXPECT_EQ(life.Says(FinanceBureau(), Issuing(timeless)), "FIELD_REQUIRED policy.effective_date");
  EXPECT_EQ(life.Says(FinanceBureau(), Issuing(skips)),
            "POLICY_VERSION_ORDER policy.version policy_id=p got=3 want=2 after=2024-06-03");
  EXPECT_EQ(life.Says(FinanceBureau(), Issuing(earlier)),
            "POLICY_VERSION_ORDER policy.version policy_id=p got=2 want=2 after=2024-06-03");
  // A day of the past; today is none.
  EXPECT_EQ(life.Says(FinanceBureau(), Issuing(Second(1, Day("2024-06-02")))),
            "POLICY_DATE_PAST policy.effective_date got=2024-06-02 limit=2024-06-03");
  EXPECT_EQ(life.Says(FinanceBureau(), Issuing(Second(1, Day("2024-06-03")))), "POLICY_ISSUED");
  // Of a policy's first version any number.
  EXPECT_EQ(life.Says(FinanceBureau(), Issuing(Second(3))), "POLICY_ISSUED");
  const IssuedPolicy filler = life.programme().policies[0];
  life.books().programme.policies.assign(kPoliciesMax, filler);
  EXPECT_EQ(life.Says(FinanceBureau(), Issuing(Second())),
            "TOO_MANY_ITEMS policy got=1001 limit=1000");
}

TEST(IssuePolicy, TheVersionInForceIsThatOfTheDay) {
  ClaimLife life;
  Policy next = LifePolicy();
  next.version = 2;
  next.effective_date = Day("2024-07-01");
  life.Must(FinanceBureau(), Issuing(next));
  const Programme& programme = life.programme();
  EXPECT_EQ(programme.PolicyInForce("p", Day("2024-06-02")), nullptr);
  EXPECT_EQ(programme.PolicyInForce("p", Day("2024-06-03"))->policy->version, 1);
  EXPECT_EQ(programme.PolicyInForce("p", Day("2024-06-30"))->policy->version, 1);
  EXPECT_EQ(programme.PolicyInForce("", Day("2024-07-01"))->policy->version, 2);
  EXPECT_EQ(programme.PolicyInForce("q", Day("2024-07-01")), nullptr);
  // Two versions of one day: the later one.
  next.version = 3;
  life.Must(FinanceBureau(), Issuing(next));
  EXPECT_EQ(life.programme().PolicyInForce("p", Day("2024-07-01"))->policy->version, 3);
  // With a second policy an application has to name one.
  life.Must(FinanceBureau(), Issuing(Second()));
  EXPECT_EQ(life.programme().PolicyInForce("", Day("2024-07-01")), nullptr);
}

TEST(EnterCalendar, ByOfficeOrBureauAndTheLatestStands) {
  ClaimLife life;
  const CalendarYear year{.year = 2024, .holidays = {Day("2024-06-10")}, .source = "a"};
  CalendarYear other = year;
  other.source = "b";
  EXPECT_EQ(life.Says(Trustee(), Entering(year)),
            "ROLE_NOT_ALLOWED role=fund_manager allowed=ip_office, finance_bureau");
  EXPECT_EQ(life.Does(IpOffice(), Entering(year)), "CALENDAR_ENTERED");
  EXPECT_EQ(life.Does(Alone(), Entering(year)), "already 6");
  EXPECT_EQ(life.Does(Alone(), Entering(other)), "CALENDAR_ENTERED");
  EXPECT_EQ(life.programme().calendar.years().at(2024).entry, 7);
  // The first one again is another change, and no deadline that runs moves.
  life.Enrolled();
  EXPECT_EQ(life.Does(IpOffice(), Entering(year)), "CALENDAR_ENTERED");
}

TEST(EnterCalendar, DeadlinesThatRunStay) {
  ClaimLife life;
  life.Filed();
  const Date due = life.claim().due.date;
  EXPECT_EQ(due, Day("2024-06-10"));
  life.Must(IpOffice(), Entering(CalendarYear{.year = 2024, .holidays = {Day("2024-06-10")}}));
  EXPECT_EQ(life.claim().due.date, due);
  life.Must(Trustee(), Taking(WorkStep::kCompleteness));
  EXPECT_EQ(life.claim().due.date, Day("2024-06-18"));
}

TEST(EnterLendingRate, TheLastBeforeADayIsInForce) {
  ClaimLife life;
  EXPECT_EQ(life.Says(BankChecker(), Entering(Day("2024-06-20"), 34'500)),
            "ROLE_NOT_ALLOWED role=bank_checker allowed=ip_office, finance_bureau");
  EXPECT_EQ(life.Does(IpOffice(), Entering(Day("2024-06-20"), 34'500)), "LENDING_RATE_ENTERED");
  EXPECT_EQ(life.Does(IpOffice(), Entering(Day("2024-02-20"), 35'000)), "LENDING_RATE_ENTERED");
  EXPECT_EQ(life.Does(IpOffice(), Entering(Day("2024-06-20"), 34'500)), "already 6");
  const auto on = [&](const char* day) {
    return life.programme().OneYearRateOn(Day(day)).value_or(-1);
  };
  EXPECT_EQ(on("2024-02-19"), -1);
  EXPECT_EQ(on("2024-02-20"), 35'000);
  EXPECT_EQ(on("2024-06-19"), 35'000);
  EXPECT_EQ(on("2024-06-20"), 34'500);
  // Of one day the one that was entered last.
  EXPECT_EQ(life.Does(IpOffice(), Entering(Day("2024-06-20"), 34'000)), "LENDING_RATE_ENTERED");
  EXPECT_EQ(on("2024-06-20"), 34'000);
  const EnteredRate filler = life.programme().lending_rates[0];
  life.books().programme.lending_rates.assign(kLendingRatesMax, filler);
  EXPECT_EQ(life.Says(IpOffice(), Entering(Day("2024-07-20"), 1)),
            "TOO_MANY_ITEMS rate got=2001 limit=2000");
}

TEST(RecordPortfolioFigure, RefusesInTheOrderOfTheContract) {
  ClaimLife life;
  for (int r = 0; r < kRoleCount; ++r) {
    Caller caller = Alone();
    caller.role = static_cast<Role>(r);
    const bool may = caller.role == Role::kFundManager || caller.role == Role::kIpOffice ||
                     caller.role == Role::kFinanceBureau;
    EXPECT_EQ(life.Says(caller, Figure("F1", 1)),
              may ? "PORTFOLIO_FIGURE_RECORDED"
                  : absl::StrCat("ROLE_NOT_ALLOWED role=", NameOf(caller.role),
                                 " allowed=fund_manager, ip_office, finance_bureau"));
  }
  EXPECT_EQ(life.Does(Trustee(), Figure("F1", 1)), "PORTFOLIO_FIGURE_RECORDED");
  EXPECT_EQ(life.Does(IpOffice(), Figure("F1", 1)), "already 6");
  EXPECT_EQ(life.Says(IpOffice(), Figure("F1", 2, 2025, FigureKind::kFeesCollected, "nobody")),
            "FIGURE_EXISTS figure.figure_id first_entry=6");
  EXPECT_EQ(life.Says(IpOffice(), Figure("F2", 2, 2025, FigureKind::kFeesCollected, "nobody")),
            "BANK_UNKNOWN figure.bank bank=nobody");
  EXPECT_EQ(life.Says(IpOffice(), Figure("F2", 2, 2025)),
            "VALUE_OUT_OF_RANGE figure.year got=2025 min=1990 max=2024");
  // Another figure of the same kind and year is a correction.
  EXPECT_EQ(life.Does(IpOffice(), Figure("F2", 2)), "PORTFOLIO_FIGURE_RECORDED");
  EXPECT_EQ(life.programme().figures.size(), 2U);
  EXPECT_TRUE(life.CheckInvariants().ok());
  const EnteredFigure filler = life.programme().figures[0];
  life.books().programme.figures.assign(kPortfolioFiguresMax, filler);
  EXPECT_EQ(life.Says(IpOffice(), Figure("F3", 3)),
            "TOO_MANY_ITEMS figure got=100001 limit=100000");
}

}  // namespace
}  // namespace ippledge
