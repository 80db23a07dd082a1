// What silence does, and what it does not: DecideDeadline() and PassedDeadlines().
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/decide_claim.h"
#include "tests/testing/claim_life.h"

namespace ippledge {
namespace {

using Step = WorkStep;
using Decision = StepDecision;

constexpr auto kAll = static_cast<std::size_t>(-1);

PassDeadline Passing(Step step, Date due, const std::string& claim = "C1") {
  return {.loan = AnId("HT-1"), .claim_number = claim, .step = step, .due_date = due};
}
// Turns the day alone; what it makes due stays.
void TurnOnly(ClaimLife& life, Date today) {
  while (life.programme().today < today) life.Happen(DayTurned{{life.programme().today + 1}});
}

TEST(DecideDeadline, OnlyByTheLedgerAndOnlyWhatIsDue) {
  ClaimLife life;
  life.Approved();
  const Date due = Day("2024-06-10");
  for (int r = 0; r < kRoleCount; ++r) {
    const auto role = static_cast<Role>(r);
    if (role == Role::kSystem) continue;
    EXPECT_EQ(life.Says(CallerOf(role), Passing(Step::kNotice, due)),
              absl::StrCat("ROLE_NOT_ALLOWED role=", NameOf(role), " allowed=system"));
  }
  constexpr absl::string_view kNot = "DEADLINE_NOT_PASSED step step=NOTICE";
  EXPECT_EQ(life.Says(TheLedger(), Passing(Step::kNotice, due)), kNot);
  TurnOnly(life, due);
  EXPECT_EQ(life.Says(TheLedger(), Passing(Step::kNotice, due)), kNot);
  EXPECT_TRUE(PassedDeadlines(life.programme(), kAll).empty());
  TurnOnly(life, due + 1);
  // Not another day, another claim, another step.
  EXPECT_EQ(life.Says(TheLedger(), Passing(Step::kNotice, due + -1)), kNot);
  EXPECT_EQ(life.Says(TheLedger(), Passing(Step::kNotice, due, "C2")), kNot);
  EXPECT_EQ(life.Says(TheLedger(), Passing(Step::kNotice, due, "")), kNot);
  EXPECT_EQ(life.Says(TheLedger(), Passing(Step::kPayment, due)),
            "DEADLINE_NOT_PASSED step step=PAYMENT");
  PassDeadline unknown = Passing(Step::kNotice, due);
  unknown.loan = AnId("HT-9");
  EXPECT_TRUE(life.Says(TheLedger(), unknown).starts_with("LOAN_UNKNOWN"));
  const std::vector<PassDeadline> passed = PassedDeadlines(life.programme(), kAll);
  ASSERT_EQ(passed.size(), 1U);
  EXPECT_EQ(passed[0].loan, AnId("HT-1"));
  EXPECT_EQ(passed[0].step, Step::kNotice);
  EXPECT_EQ(life.Does(TheLedger(), passed[0]), "DEADLINE_PASSED");
  EXPECT_EQ(life.state(), ClaimState::kCleared);
  EXPECT_EQ(life.Says(TheLedger(), passed[0]), kNot);
  EXPECT_TRUE(PassedDeadlines(life.programme(), kAll).empty());
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(DecideDeadline, ALoanWithoutCoverHasNone) {
  ClaimLife life;
  life.Recorded();
  EXPECT_EQ(life.Says(TheLedger(), Passing(Step::kClaimWindow, Day("2024-06-01"), "")),
            "DEADLINE_NOT_PASSED step step=CLAIM_WINDOW");
}

TEST(DecideDeadline, AnOfficesSilenceOnlyShows) {
  struct Case {
    const char* what;
    void (*bring)(ClaimLife&);
  };
  for (const Case& c : std::vector<Case>{
           {"completeness", [](ClaimLife& life) { life.Filed(); }},
           {"first review", [](ClaimLife& life) { life.Computed(); }},
           {"second review", [](ClaimLife& life) { life.Reviewed(); }},
           {"payment", [](ClaimLife& life) { life.Cleared(); }},
           {"payment confirmed",
            [](ClaimLife& life) {
              life.Cleared();
              life.Run();
            }},
           {"objection",
            [](ClaimLife& life) {
              life.Approved();
              life.Must(IpOffice(), Taking(Step::kNotice, Decision::kObject));
            }},
           {"repair answer",
            [](ClaimLife& life) {
              life.Computed();
              life.Must(IpOffice(), Taking(Step::kFirstReview, Decision::kRepair));
            }},
           {"clawback",
            [](ClaimLife& life) {
              life.Paid();
              life.Must(FinanceBureau(), Demanding());
            }},
           {"remittance",
            [](ClaimLife& life) {
              life.Paid();
              life.Must(BankMaker(kLifeBank), Recovering("R1", 1'000, life.programme().today));
            }},
       }) {
    SCOPED_TRACE(c.what);
    ClaimLife life;
    c.bring(life);
    const ClaimState before = life.state();
    life.TurnTo(life.programme().today + 400);
    EXPECT_EQ(life.state(), before);
    std::size_t overdue = 0;
    life.programme().work.VisitDueBefore(life.programme().today, [&](const WorkItem& item) {
      EXPECT_FALSE(item.acts);
      ++overdue;
      return true;
    });
    EXPECT_EQ(overdue, 1U);
    EXPECT_TRUE(life.CheckInvariants().ok());
  }
}

TEST(DecideDeadline, TheBanksSilenceLapsesAndItMayFileAnew) {
  ClaimLife life;
  life.Filed();
  life.Must(Trustee(), Taking(Step::kCompleteness, Decision::kReturn));
  life.TurnTo(Day("2024-06-17"));
  EXPECT_EQ(life.state(), ClaimState::kReturned);
  life.TurnTo(Day("2024-06-18"));
  EXPECT_EQ(life.state(), ClaimState::kLapsed);
  EXPECT_FALSE(life.claim().due.is_set());
  EXPECT_EQ(life.Says(BankChecker(), Filing("C2")), "CLAIM_FILED");
  // The same number was used.
  FileClaim again = Filing("C1");
  again.filing.claimed = Yuan(1);
  EXPECT_TRUE(life.Says(BankChecker(), again).starts_with("CLAIM_EXISTS"));
  // Inside the window.
  life.TurnTo(Day("2024-12-01"));
  EXPECT_EQ(life.Says(BankChecker(), Filing("C2")),
            "COVER_STATE loan state=UNCOVERED want=DEFAULTED");
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(DecideDeadline, TheWindowEndsCover) {
  ClaimLife life;
  life.Defaulted();
  life.TurnTo(Day("2024-11-30"));
  EXPECT_EQ(life.cover().state, CoverState::kDefaulted);
  life.TurnTo(Day("2024-12-01"));
  EXPECT_EQ(life.cover().state, CoverState::kUncovered);
  EXPECT_FALSE(life.cover().due.is_set());
  EXPECT_EQ(life.programme().work.size(), 0U);
  EXPECT_EQ(life.programme().cover.sums[CoverSum::kCoveredBalance], 0);
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(DecideDeadline, AnOpenClaimHoldsTheWindow) {
  ClaimLife life;
  life.Computed();
  life.TurnTo(Day("2025-01-10"));
  EXPECT_EQ(life.cover().state, CoverState::kDefaulted);
  // Its end lets the window be over, at the next turn of the day.
  life.Must(IpOffice(), Taking(Step::kFirstReview, Decision::kRefuse));
  EXPECT_EQ(life.cover().state, CoverState::kDefaulted);
  EXPECT_TRUE(
      life.Says(BankChecker(), Filing("C2")).starts_with("POLICY_REFUSES filing rule=claim_close"));
  life.TurnTo(Day("2025-01-11"));
  EXPECT_EQ(life.cover().state, CoverState::kUncovered);
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(DecideDeadline, ALateDefaultHasNoWindow) {
  ClaimLife life;
  life.Enrolled();
  life.Must(BankMaker(kLifeBank), Classing(LoanClass::kSubstandard));
  life.TurnTo(Day("2025-03-03"));
  life.Must(BankMaker(kLifeBank), Reporting(RiskKind::kDefault, "HT-1", Day("2024-06-03")));
  EXPECT_TRUE(
      life.Says(BankChecker(), Filing()).starts_with("POLICY_REFUSES filing rule=claim_close"));
  life.TurnTo(Day("2025-03-04"));
  EXPECT_EQ(life.cover().state, CoverState::kUncovered);
}

TEST(DecideDeadline, AQueuedClaimIsClearedOfItsNotice) {
  ClaimLife life(LifePolicy(), 0);
  life.Approved();
  EXPECT_EQ(life.state(), ClaimState::kApproved);
  life.PassNotice();
  EXPECT_EQ(life.state(), ClaimState::kQueued);
  EXPECT_FALSE(life.claim().due.is_set());
}

TEST(DecideDeadline, ADeferralThatIsRefusedWhenTested) {
  ClaimLife life(BrakePolicy(1));
  life.Computed();
  ASSERT_EQ(life.state(), ClaimState::kDeferred);
  life.TurnTo(Day("2024-06-20"));
  life.Must(BankMaker(kLifeBank), Classing(LoanClass::kNormal, "HT-1", Day("2024-06-20")));
  life.TurnTo(Day("2024-07-01"));
  EXPECT_EQ(life.state(), ClaimState::kRefused);
  EXPECT_EQ(life.claim().resumes, ClaimState::kUnspecified);
  EXPECT_FALSE(life.claim().due.is_set());
  EXPECT_TRUE(life.CheckInvariants().ok());
}

TEST(PassedDeadlines, AtMostSoManyInOrder) {
  ClaimLife life;
  for (const char* contract : {"HT-3", "HT-1", "HT-2"}) life.Approved(contract);
  TurnOnly(life, Day("2024-06-20"));
  const auto contracts = [&](std::size_t limit) {
    std::string text;
    for (const PassDeadline& passed : PassedDeadlines(life.programme(), limit)) {
      absl::StrAppend(&text, passed.loan.contract_number, " ");
    }
    return text;
  };
  EXPECT_EQ(contracts(2), "HT-1 HT-2 ");
  EXPECT_EQ(contracts(kAll), "HT-1 HT-2 HT-3 ");
}

}  // namespace
}  // namespace ippledge
