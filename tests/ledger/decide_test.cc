#include "ledger/decide.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/limits.h"
#include "tests/testing/builders.h"
#include "tests/testing/ledger_books.h"

namespace ippledge {
namespace {

TEST(Decide, Examples) {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  EXPECT_EQ(ledger.Does(Recording(ANewLoan())), "LOAN_RECORDED");
  EXPECT_EQ(ledger.last_entry(), 4);
  EXPECT_EQ(ledger.Does(Recording(ANewLoan())), "already 4");
  NewLoan other = ANewLoan();
  other.annual_rate_ppm = 1;
  EXPECT_EQ(ledger.Does(Recording(other)),
            "LOAN_EXISTS loan.contract_number first_entry=4 contract_number=HT-1");
  EXPECT_EQ(ledger.last_entry(), 4);
}

struct Case {
  Caller caller;
  Command command;
  absl::string_view want;
};

TEST(DecideFoundProgramme, IsDoneOnce) {
  const FoundProgramme found{"inner-mongolia", AConstitution(), Day("2024-06-30")};
  FoundProgramme other = found;
  other.constitution.target += 1;
  FoundProgramme later = found;
  later.today = Day("2024-07-01");
  LedgerBooks ledger;
  const Case cases[] = {
      {BankMaker("qingcao"), found,
       "ROLE_NOT_ALLOWED role=bank_maker allowed=ip_office, finance_bureau"},
      {IpOffice(), found, "already 1"},
      {CallerOf(Role::kFinanceBureau), later, "already 1"},
      {IpOffice(), other, "PROGRAMME_EXISTS programme programme=inner-mongolia"},
  };
  for (const Case& c : cases) EXPECT_EQ(ledger.Says(c.caller, c.command), c.want);
  const absl::StatusOr<Decision> first = Decide(Books(), IpOffice(), found);
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(KindOf(first->events.at(0)), "PROGRAMME_FOUNDED");
}

TEST(DecideRegisterBody, IsAlreadyThereWithWhatWasRegisteredAndWhatStands) {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  Body amended = ABank("qingcao");
  amended.standing = Standing::kWarned;
  ledger.Record(FinanceBureau(), AmendBody{amended, "warned"});
  Body other = amended;
  other.name_zh = "别的";
  const Case cases[] = {
      {BankMaker("qingcao"), RegisterBody{ABank("qingcao")},
       "ROLE_NOT_ALLOWED role=bank_maker allowed=ip_office, finance_bureau"},
      {IpOffice(), RegisterBody{ABank("qingcao")}, "already 2"},
      {IpOffice(), RegisterBody{amended}, "already 2"},
      {IpOffice(), RegisterBody{other}, "BODY_EXISTS body.body_id first_entry=2"},
      {IpOffice(), RegisterBody{ABody("bao-an", BodyKind::kInsurer)}, "BODY_REGISTERED"},
  };
  for (const Case& c : cases) EXPECT_EQ(ledger.Says(c.caller, c.command), c.want);
}

TEST(DecideRegisterBody, BoundsTheirNumber) {
  LedgerBooks ledger;
  ledger.books().programme.bodies.resize(kBodiesMax);
  EXPECT_EQ(ledger.Does(RegisterBody{ABank("qingcao")}),
            "TOO_MANY_ITEMS body got=100001 limit=100000");
}

TEST(DecideAmendBody, ChangesAllButTheKind) {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  Body amended = ABank("qingcao");
  amended.branch_codes.clear();
  Body insurer = amended;
  insurer.kind = BodyKind::kInsurer;
  const Caller two = FinanceBureau();
  const Case cases[] = {
      {CallerOf(Role::kFundManager), AmendBody{amended, "x"},
       "ROLE_NOT_ALLOWED role=fund_manager allowed=ip_office, finance_bureau"},
      {IpOffice(), AmendBody{ABank("nobody"), "x"},
       "SECOND_PERSON_REQUIRED person=p-2 second_person="},
      {two, AmendBody{ABank("nobody"), "x"}, "BODY_UNKNOWN body.body_id body_id=nobody"},
      {two, AmendBody{ABank("qingcao"), "x"}, "already 2"},
      {two, AmendBody{insurer, "x"}, "BODY_KIND_FIXED body.kind want=PARTNER_BANK"},
  };
  for (const Case& c : cases) EXPECT_EQ(ledger.Says(c.caller, c.command), c.want);
  EXPECT_EQ(ledger.Does(two, AmendBody{amended, "branches closed"}), "BODY_AMENDED");
  EXPECT_EQ(ledger.Does(two, AmendBody{amended, "again"}), "already 4");
  EXPECT_EQ(ledger.Does(two, AmendBody{ABank("qingcao"), "reopened"}), "BODY_AMENDED");
}

// What the first rules let one person do stays decided as it was.
TEST(DecideAmendBody, NeededOnePersonByTheFirstRules) {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  Body amended = ABank("qingcao");
  amended.standing = Standing::kWarned;
  ledger.books().rules_version = 1;
  EXPECT_EQ(ledger.Says(IpOffice(), AmendBody{amended, "warned"}), "BODY_AMENDED");
  ledger.books().rules_version = 2;
  EXPECT_TRUE(
      ledger.Says(IpOffice(), AmendBody{amended, "warned"}).starts_with("SECOND_PERSON_REQUIRED"));
}

TEST(DecideOpeningFigure, RefusesInTheOrderOfTheContract) {
  LedgerBooks ledger;
  OpeningFigure of_unit = AnOpeningFigure("unit");
  of_unit.reporting_unit = "150100";
  ASSERT_EQ(ledger.Does(RecordOpeningFigure{of_unit}), "OPENING_FIGURE_RECORDED");
  OpeningFigure unknown_unit = of_unit;
  unknown_unit.reporting_unit = "150105";
  OpeningFigure other = of_unit;
  other.source = "another source";
  OpeningFigure future = AnOpeningFigure("future");
  future.through_date = Day("2024-07-01");
  OpeningFigure today = AnOpeningFigure("today");
  today.through_date = Day("2024-06-30");
  OpeningFigure large = AnOpeningFigure("large");
  large.value = Money::kFenMax;
  OpeningFigure large_other_measure = large;
  large_other_measure.measure = Measure::kContract;
  OpeningFigure just_fits = large;
  just_fits.value = Money::kFenMax - of_unit.value;
  const Case cases[] = {
      {CallerOf(Role::kAuditor), RecordOpeningFigure{unknown_unit},
       "ROLE_NOT_ALLOWED role=auditor allowed=ip_office, finance_bureau"},
      {IpOffice(), RecordOpeningFigure{unknown_unit},
       "UNIT_UNKNOWN figure.reporting_unit got=150105"},
      {IpOffice(), RecordOpeningFigure{of_unit}, "already 2"},
      {IpOffice(), RecordOpeningFigure{other}, "OPENING_EXISTS figure.opening_id first_entry=2"},
      {IpOffice(), RecordOpeningFigure{future},
       "DATE_IN_FUTURE figure.through_date got=2024-07-01 limit=2024-06-30"},
      {IpOffice(), RecordOpeningFigure{today}, "OPENING_FIGURE_RECORDED"},
      {IpOffice(), RecordOpeningFigure{large},
       "TOTAL_OUT_OF_RANGE figure.value limit=10000000000000000 used=50000000000 "
       "asked=10000000000000000"},
      {IpOffice(), RecordOpeningFigure{large_other_measure}, "OPENING_FIGURE_RECORDED"},
      {IpOffice(), RecordOpeningFigure{just_fits}, "OPENING_FIGURE_RECORDED"},
  };
  for (const Case& c : cases) EXPECT_EQ(ledger.Says(c.caller, c.command), c.want);
  ledger.books().programme.openings.resize(kOpeningFiguresMax, {AnOpeningFigure("x"), 9});
  EXPECT_EQ(ledger.Does(RecordOpeningFigure{today}), "TOO_MANY_ITEMS figure got=1001 limit=1000");
}

TEST(DecideTurnDay, OneDayAfterTheOther) {
  LedgerBooks ledger;
  const Caller system = CallerOf(Role::kSystem);
  const Case cases[] = {
      {IpOffice(), TurnDay{Day("2024-07-01")}, "ROLE_NOT_ALLOWED role=ip_office allowed=system"},
      {system, TurnDay{Day("2024-06-30")}, "DAY_NOT_TURNED date got=2024-06-30 today=2024-06-30"},
      {system, TurnDay{Day("2024-07-02")}, "DAY_NOT_TURNED date got=2024-07-02 today=2024-06-30"},
      {system, TurnDay{Day("2024-07-01")}, "DAY_TURNED"},
  };
  for (const Case& c : cases) EXPECT_EQ(ledger.Says(c.caller, c.command), c.want);
  ledger.Do(system, TurnDay{Day("2024-07-01")}).IgnoreError();
  EXPECT_EQ(ledger.programme().today, Day("2024-07-01"));
}

TEST(DecideRecordTotals, TakesTheHeadlineAsItStands) {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  ledger.Record(Recording(ANewLoan()));
  EXPECT_EQ(ledger.Says(IpOffice(), RecordTotals()),
            "ROLE_NOT_ALLOWED role=ip_office allowed=system");
  const absl::StatusOr<Decision> decision =
      ledger.Decide(CallerOf(Role::kSystem), RecordTotals{.state_hash = {7}});
  ASSERT_TRUE(decision.ok());
  const auto& event = std::get<TotalsRecorded>(decision->events.at(0));
  EXPECT_EQ(event.headline, ledger.programme().headline);
  EXPECT_EQ(event.what.state_hash[0], 7);
}

TEST(DecidePublishReport, OnlyOfMonthsThatAreOver) {
  LedgerBooks ledger(AConstitution(), Day("2024-06-30"));
  const int june = *ParseMonth("2024-06");
  const Case cases[] = {
      {CallerOf(Role::kReporter), PublishReport{.month = june - 1, .at = 1, .figures = {}},
       "ROLE_NOT_ALLOWED role=reporter allowed=ip_office, finance_bureau"},
      // On the month's last day it is not over.
      {IpOffice(), PublishReport{.month = june, .at = 1, .figures = {}},
       "MONTH_NOT_OVER month got=2024-06 today=2024-06-30"},
      {IpOffice(), PublishReport{.month = june - 1, .at = 1, .figures = {}}, "REPORT_PUBLISHED"},
  };
  for (const Case& c : cases) EXPECT_EQ(ledger.Says(c.caller, c.command), c.want);
  ledger.TurnTo(Day("2024-07-01"));
  const PublishReport of_june{.month = june, .at = 2, .figures = {1}};
  EXPECT_EQ(ledger.Does(of_june), "REPORT_PUBLISHED");
  // A month may be published again, after corrections: both figures stay.
  EXPECT_EQ(ledger.Does(of_june), "REPORT_PUBLISHED");
  EXPECT_EQ(ledger.programme().reports.size(), 2u);
  ledger.books().programme.reports.resize(kPublishedReportsMax);
  EXPECT_EQ(ledger.Does(of_june), "TOO_MANY_ITEMS month got=1201 limit=1200");
}

TEST(DecideCutTail, OnlyTheLedgerItself) {
  LedgerBooks ledger;
  EXPECT_EQ(ledger.Says(CallerOf(Role::kOperator), CutTail{7, "power cut"}),
            "ROLE_NOT_ALLOWED role=operator allowed=system");
  EXPECT_EQ(ledger.Says(CallerOf(Role::kSystem), CutTail{7, "power cut"}), "TAIL_CUT");
}

TEST(LoanKeysOf, NamesTheLoanAndTheOneItRenews) {
  using Keys = std::vector<std::string>;
  const std::string key = LoanKey(AnId());
  NewLoan renewal = ANewLoan();
  renewal.renews_contract_number = "HT-0";
  const Programme programme;
  const auto keys_of = [&](const Command& command) { return LoanKeysOf(command, programme); };
  const Keys both = {key, LoanKey(AnId("HT-0"))};
  EXPECT_EQ(keys_of(TurnDay{}), Keys());
  EXPECT_EQ(keys_of(Recording(ANewLoan())), Keys{key});
  EXPECT_EQ(keys_of(Recording(renewal)), both);
  EXPECT_EQ(keys_of(Recording(ADraw())), Keys{key});
  EXPECT_EQ(keys_of(Correcting(4, ADraw())), Keys{key});
  EXPECT_EQ(keys_of(Correcting(4, renewal)), both);
}

TEST(RightKeysOf, NamesTheRightsThatMayChange) {
  using Keys = std::vector<std::string>;
  LedgerBooks ledger = LedgerBooks::WithBanks(AFreeTextConstitution());
  const auto keys_of = [&](const Command& command) {
    ledger.Decide(IpOffice(), command).IgnoreError();  // loads
    return RightKeysOf(command, ledger.books());
  };
  NewLoan loan = ANewLoan();
  loan.rights.push_back(ATrademark(1));
  loan.rights.push_back(ATrademark(2));
  loan.rights[2].number = "";  // has no key
  const std::string patent = RightKey(IpKind::kPatent, PatentNumber(1));
  const std::string trademark = RightKey(IpKind::kTrademark, TrademarkNumber(1));
  EXPECT_EQ(keys_of(Recording(loan)), (Keys{patent, trademark}));
  // Of a loan that is not there nothing can change.
  EXPECT_EQ(keys_of(Recording(ARelease())), Keys());
  EXPECT_EQ(keys_of(Voiding(4)), Keys());
  ledger.Record(Recording(loan));
  EXPECT_EQ(keys_of(Recording(ADraw())), Keys());
  EXPECT_EQ(keys_of(Recording(ARegistration())), Keys());
  EXPECT_EQ(keys_of(Recording(ARelease())), (Keys{patent, trademark}));
  EXPECT_EQ(keys_of(Voiding(4)), (Keys{patent, trademark}));
  NewLoan corrected = ANewLoan();
  corrected.rights = {APatent(2)};
  EXPECT_EQ(keys_of(Correcting(4, corrected)),
            (Keys{patent, trademark, RightKey(IpKind::kPatent, PatentNumber(2))}));
}

}  // namespace
}  // namespace ippledge
