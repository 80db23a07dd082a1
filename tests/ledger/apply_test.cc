// Apply(): what each event changes, and that the same journal always gives the same books.
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "absl/strings/escaping.h"
#include "ledger/decide.h"
#include "tests/testing/builders.h"
#include "tests/testing/ledger_books.h"

namespace ippledge {
namespace {

TEST(Apply, Examples) {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  ledger.Happen(LoanRecorded{Recording(ANewLoan()), {}});
  const Headline& headline = ledger.programme().headline;
  EXPECT_EQ(headline.loans, 1);
  EXPECT_EQ(headline.disbursed_fen, 50'000'000);
  EXPECT_EQ(headline.disbursed_ip_part_fen, 40'000'000);
  EXPECT_EQ(ledger.last_entry(), 4);
}

TEST(Apply, FoundingMakesTheProgramme) {
  const LedgerBooks ledger;
  const Programme& programme = ledger.programme();
  EXPECT_EQ(programme.id, "inner-mongolia");
  EXPECT_EQ(programme.constitution, AConstitution());
  EXPECT_EQ(programme.today, Day("2024-06-30"));
  EXPECT_EQ(programme.units, AConstitution().reporting_units);
  EXPECT_EQ(programme.unit_numbers.Find("152501"), 13u);
  EXPECT_EQ(programme.headline, Headline());
}

TEST(Apply, BodiesKeepWhatTheyWereRegisteredAs) {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  Body second = ABank("yunshan"), third = second;
  second.standing = Standing::kWarned;
  third.standing = Standing::kExited;
  ledger.Happen(BodyAmended{{second, "warned"}});
  ledger.Happen(BodyAmended{{third, "left"}});
  const RegisteredBody& body = *ledger.programme().FindBody("yunshan");
  EXPECT_EQ(body.body, third);
  EXPECT_EQ(body.recorded_as, ABank("yunshan"));
  EXPECT_EQ(body.first_entry, 3);
  EXPECT_EQ(body.last_entry, 5);
  EXPECT_EQ(ledger.programme().body_numbers.Find("yunshan"), 1u);
}

TEST(Apply, ProgrammeEventsChangeNoSum) {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  ledger.Record(Recording(ANewLoan()));
  const Headline before = ledger.programme().headline;
  ledger.Happen(OpeningFigureRecorded{{AnOpeningFigure()}});
  ledger.Happen(DayTurned{{Day("2024-07-01")}});
  ledger.Happen(TotalsRecorded{{}, before});
  ledger.Happen(TailWasCut{});
  ledger.Happen(BatchRecorded{});
  Apply(ReportPublished{{.month = 653, .at = 9, .figures = {1, 2}}}, 10, 1'234, ledger.books());
  EXPECT_EQ(ledger.programme().headline, before);
  EXPECT_EQ(ledger.programme().last_entry, 10);
  EXPECT_EQ(ledger.programme().today, Day("2024-07-01"));
  ASSERT_EQ(ledger.programme().openings.size(), 1u);
  EXPECT_EQ(ledger.programme().openings[0].entry, 5);
  ASSERT_EQ(ledger.programme().reports.size(), 1u);
  const PublishedReport& report = ledger.programme().reports[0];
  EXPECT_EQ(report.entry, 10);
  EXPECT_EQ(report.at, 9);
  EXPECT_EQ(report.commit_time_ms, 1'234);
  EXPECT_EQ(report.figures, (std::vector<std::int64_t>{1, 2}));
}

TEST(Apply, NotesWhenTheProgrammeChanges) {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  ledger.StopCollecting();
  ledger.books().TakeChanges();
  const auto changed_by = [&](const Event& event) {
    ledger.Happen(event);
    return ledger.books().TakeChanges().programme_changed;
  };
  EXPECT_TRUE(changed_by(LoanRecorded{Recording(ANewLoan()), {}}));  // brings its industry along
  EXPECT_FALSE(changed_by(LoanRecorded{Recording(ANewLoan("HT-2")), {}}));
  EXPECT_FALSE(changed_by(LoanDrawn{Recording(ADraw())}));
  EXPECT_FALSE(changed_by(TotalsRecorded{}));
  EXPECT_TRUE(changed_by(DayTurned{{Day("2024-07-01")}}));
  EXPECT_TRUE(changed_by(BodyAmended{{ABank("qingcao"), "x"}}));
  EXPECT_TRUE(changed_by(OpeningFigureRecorded{{AnOpeningFigure()}}));
  EXPECT_TRUE(changed_by(ReportPublished{}));
}

TEST(Apply, AnEntryMayHoldSeveralEvents) {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  ledger.Happen(LoanRecorded{Recording(ANewLoan()), {}});
  Apply(LoanDrawn{Recording(ADraw())}, 4, 0, ledger.books());
  EXPECT_EQ(ledger.last_entry(), 4);
  EXPECT_EQ(ledger.loan().entries, (std::vector<std::int64_t>{4, 4}));
}

// Loans are values: who holds the old one still sees it.
TEST(Apply, ALoanHeldElsewhereDoesNotChange) {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  ledger.Record(Recording(ANewLoan()));
  const LoanRef held = ledger.books().loan(LoanKey(AnId()));
  ledger.Record(Recording(ADraw()));
  EXPECT_TRUE(held->further_draws.empty());
  EXPECT_EQ(ledger.loan().further_draws.size(), 1u);
}

TEST(Apply, RightsCountTheLoansThatPledgeThem) {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  ledger.Record(Recording(ANewLoan()));
  const std::string key = RightKey(IpKind::kPatent, PatentNumber(1));
  EXPECT_EQ(ledger.books().pledges(key), 1);
  ledger.Record(Recording(ANewLoan("HT-2")));
  EXPECT_EQ(ledger.books().pledges(key), 2);
  ledger.Record(Recording(ARelease()));
  EXPECT_EQ(ledger.books().pledges(key), 1);
  ledger.Record(Voiding(6));
  EXPECT_EQ(ledger.books().pledges(key), 2);
  // The first is taken back, and revived.
  ledger.Record(Voiding(4));
  EXPECT_EQ(ledger.books().pledges(key), 1);
  ledger.Record(Correcting(4, ANewLoan()));
  EXPECT_EQ(ledger.books().pledges(key), 2);
}

TEST(ApplyDeathTest, CrashesOnAContradiction) {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  ledger.Record(Recording(ANewLoan()));
  Books& books = ledger.books();
  EXPECT_DEATH(Apply(DayTurned{}, 3, 0, books), "broken promise");
  EXPECT_DEATH(Apply(DayTurned{}, 6, 0, books), "broken promise");
  EXPECT_DEATH(Apply(LoanRecorded{Recording(ANewLoan()), {}}, 5, 0, books), "broken promise");
  EXPECT_DEATH(Apply(BodyRegistered{{ABank("qingcao")}}, 5, 0, books), "broken promise");
  EXPECT_DEATH(Apply(BodyAmended{{ABank("nobody"), ""}}, 5, 0, books), "broken promise");
  NewLoan elsewhere = ANewLoan("HT-2");
  elsewhere.borrower.division_code = "110101";
  books.LoadLoan(LoanKey(elsewhere.id), nullptr);
  EXPECT_DEATH(Apply(LoanRecorded{Recording(elsewhere), {}}, 5, 0, books), "broken promise");
}

// A programme whose fund has moved states its accounts too.
TEST(ControlTotals, BytesWithAFundAreFrozen) {
  FundTotals fund;
  fund.movements = 7;
  fund.net_fen = {5, -5, 0x0102030405060708};
  std::string want = "ippledge/control-totals/2\n" + std::string(11 * 8, '\0');
  want += std::string(7, '\0') + "\7";
  want += std::string(7, '\0') + "\5";
  want += std::string(7, '\xff') + "\xfb";
  want += "\1\2\3\4\5\6\7\x8" + std::string(12 * 8, '\0');
  EXPECT_EQ(absl::BytesToHexString(CanonicalControlTotals(Headline(), fund, std::nullopt)),
            absl::BytesToHexString(want));
}

TEST(ControlTotals, CoverAndItsAccountsComeInAThirdForm) {
  FundTotals fund{.movements = 7, .net_fen = {}};
  CoverTotals cover;
  cover.sums[CoverSum::kPaid] = 2;
  cover.covers[3] = 1;
  std::string want = "ippledge/control-totals/3\n" + std::string(11 * 8, '\0');
  want += std::string(7, '\0') + "\7";
  want += std::string((16 + 8) * 8, '\0');
  want += std::string(7, '\0') + "\2";
  want += std::string((3 + 3) * 8, '\0');
  want += std::string(7, '\0') + "\1";
  want += std::string((9 + 19 + 3) * 8, '\0');
  EXPECT_EQ(absl::BytesToHexString(CanonicalControlTotals(Headline(), fund, cover)),
            absl::BytesToHexString(want));
  // The account of what a bank took is enough.
  fund.net_fen[15] = 1;
  EXPECT_EQ(CanonicalControlTotals(Headline(), fund, std::nullopt).substr(0, 25),
            "ippledge/control-totals/3");
}

// The bytes that the state hash is made of: never to change.
TEST(ControlTotals, BytesAreFrozen) {
  const Headline headline{-1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0x0102030405060708};
  EXPECT_EQ(absl::BytesToHexString(CanonicalControlTotals(headline, std::nullopt, std::nullopt)),
            absl::BytesToHexString("ippledge/control-totals/1\n") +
                "ffffffffffffffff"
                "0000000000000002"
                "0000000000000003"
                "0000000000000004"
                "0000000000000005"
                "0000000000000006"
                "0000000000000007"
                "0000000000000008"
                "0000000000000009"
                "000000000000000a"
                "0102030405060708");
}

}  // namespace
}  // namespace ippledge
