#include "ledger/event.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "tests/testing/builders.h"

namespace ippledge {
namespace {

// One event of each kind, in the order of the variant.
const std::vector<Event>& AllKinds() {
  static const auto* const kEvents =
      new std::vector<Event>{ProgrammeFounded{{"p", AConstitution(), Day("2024-01-01")}},
                             BodyRegistered{{ABank("qingcao")}},
                             BodyAmended{{ABank("qingcao"), "new branch"}},
                             OpeningFigureRecorded{{AnOpeningFigure()}},
                             DayTurned{{Day("2024-01-02")}},
                             TotalsRecorded{},
                             ReportPublished{{.month = 600, .at = 7, .figures = {1, 2}}},
                             TailWasCut{{.bytes = 9, .operator_word = "power cut"}},
                             LoanRecorded{Recording(ANewLoan()), {0}},
                             LoanDrawn{Recording(ADraw())},
                             LoanRepaid{Recording(ARepayment())},
                             LoanExtended{Recording(AnExtension())},
                             LoanClassChanged{Recording(AClassChange())},
                             PledgeRegistered{Recording(ARegistration())},
                             PledgeReleased{Recording(ARelease())},
                             LoanCorrected{Voiding(7)},
                             BatchRecorded{},
                             FundMovementRecorded{{AMovement()}, {1, 2, 3}},
                             FundMovementReversed{{AReversal()}, 7, {1, 2, 3}},
                             PolicyIssued{},
                             CalendarEntered{},
                             LendingRateEntered{},
                             CoverApplied{{.loan = AnId()}},
                             CoverDecided{{.loan = AnId()}},
                             RiskReported{.what = {.loan = AnId()}, .after = {1, 2, 3}},
                             ClaimFiled{{.loan = AnId()}},
                             ClaimStepTaken{.what = {.loan = AnId()}, .after = {1, 2, 3}},
                             PaymentsOrdered{.after = {1, 2, 3}},
                             PaymentConfirmed{.what = {.loan = AnId()}, .after = {1, 2, 3}},
                             RecoveryRecorded{{.loan = AnId()}},
                             RemittanceConfirmed{.what = {.loan = AnId()}, .after = {1, 2, 3}},
                             RecoveryClosed{{.loan = AnId()}},
                             ClawbackDemanded{.what = {.loan = AnId()}, .after = {1, 2, 3}},
                             ClawbackReceived{.what = {.loan = AnId()}, .after = {1, 2, 3}},
                             DeadlinePassed{.what = {.loan = AnId()}, .after = {1, 2, 3}},
                             PortfolioFigureRecorded{},
                             AccountRegistered{},
                             StatementOpened{},
                             StatementLinesAdded{},
                             StatementClosed{},
                             StatementWithdrawn{},
                             MatchesMade{},
                             MatchRecorded{},
                             MatchUndone{},
                             PeriodClosed{},
                             PeriodReopened{},
                             MembersAmended{},
                             KeyAdmitted{},
                             KeyRetired{},
                             QuorumSet{},
                             AuditRecorded{},
                             SubjectErased{}};
  return *kEvents;
}

TEST(Event, Examples) {
  const Event event = LoanDrawn{Recording(ADraw())};
  EXPECT_EQ(KindOf(event), "LOAN_DRAWN");
  EXPECT_EQ(*LoanIdOf(event), AnId());
  EXPECT_EQ(std::get<RecordDraw>(CommandOf(event)).draw, ADraw());
}

TEST(Event, KindsAndPlacesAreFrozen) {
  constexpr absl::string_view kKinds[] = {"PROGRAMME_FOUNDED",
                                          "BODY_REGISTERED",
                                          "BODY_AMENDED",
                                          "OPENING_FIGURE_RECORDED",
                                          "DAY_TURNED",
                                          "TOTALS_RECORDED",
                                          "REPORT_PUBLISHED",
                                          "TAIL_CUT",
                                          "LOAN_RECORDED",
                                          "LOAN_DRAWN",
                                          "LOAN_REPAID",
                                          "LOAN_EXTENDED",
                                          "LOAN_CLASS_CHANGED",
                                          "PLEDGE_REGISTERED",
                                          "PLEDGE_RELEASED",
                                          "LOAN_CORRECTED",
                                          "BATCH_RECORDED",
                                          "FUND_MOVEMENT_RECORDED",
                                          "FUND_MOVEMENT_REVERSED",
                                          "POLICY_ISSUED",
                                          "CALENDAR_ENTERED",
                                          "LENDING_RATE_ENTERED",
                                          "COVER_APPLIED",
                                          "COVER_DECIDED",
                                          "RISK_REPORTED",
                                          "CLAIM_FILED",
                                          "CLAIM_STEP_TAKEN",
                                          "PAYMENTS_ORDERED",
                                          "PAYMENT_CONFIRMED",
                                          "RECOVERY_RECORDED",
                                          "REMITTANCE_CONFIRMED",
                                          "RECOVERY_CLOSED",
                                          "CLAWBACK_DEMANDED",
                                          "CLAWBACK_RECEIVED",
                                          "DEADLINE_PASSED",
                                          "PORTFOLIO_FIGURE_RECORDED",
                                          "ACCOUNT_REGISTERED",
                                          "STATEMENT_OPENED",
                                          "STATEMENT_LINES_ADDED",
                                          "STATEMENT_CLOSED",
                                          "STATEMENT_WITHDRAWN",
                                          "MATCHES_MADE",
                                          "MATCH_RECORDED",
                                          "MATCH_UNDONE",
                                          "PERIOD_CLOSED",
                                          "PERIOD_REOPENED",
                                          "MEMBERS_AMENDED",
                                          "KEY_ADMITTED",
                                          "KEY_RETIRED",
                                          "QUORUM_SET",
                                          "AUDIT_RECORDED",
                                          "SUBJECT_ERASED"};
  ASSERT_EQ(AllKinds().size(), std::size(kKinds));
  ASSERT_EQ(std::variant_size_v<Event>, std::size(kKinds));
  for (std::size_t i = 0; i < std::size(kKinds); ++i) {
    EXPECT_EQ(AllKinds()[i].index(), i);
    EXPECT_EQ(KindOf(AllKinds()[i]), kKinds[i]);
  }
}

// "LOAN_DRAWN" is of a loan, "POLICY_ISSUED" of none.
bool IsAboutALoan(absl::string_view kind) {
  for (const absl::string_view of_none :
       {"PROGRAMME_", "BODY_",      "OPENING_", "DAY_",       "TOTALS_",   "REPORT_",
        "TAIL_",      "BATCH_",     "FUND_",    "POLICY_",    "CALENDAR_", "LENDING_",
        "PAYMENTS_",  "PORTFOLIO_", "ACCOUNT_", "STATEMENT_", "MATCH",     "PERIOD_",
        "MEMBERS_",   "KEY_",       "QUORUM_",  "AUDIT_",     "SUBJECT_"}) {
    if (absl::StartsWith(kind, of_none)) return false;
  }
  return true;
}

TEST(Event, OnlyLoanEventsAreAboutALoan) {
  for (const Event& event : AllKinds()) {
    const LoanId* id = LoanIdOf(event);
    ASSERT_EQ(id != nullptr, IsAboutALoan(KindOf(event))) << KindOf(event);
    if (id != nullptr) {
      EXPECT_EQ(*id, AnId()) << KindOf(event);
    }
  }
}

TEST(Event, SomeSayWhatTheFundHasAfterThem) {
  for (const Event& event : AllKinds()) {
    const std::optional<FundFigures> after = FundAfter(event);
    if (after) {
      EXPECT_EQ(*after, (FundFigures{1, 2, 3})) << KindOf(event);
    }
    EXPECT_EQ(after.has_value(), std::visit(
                                     [](const auto& e) {
                                       return requires { e.after; };
                                     },
                                     event));
  }
}

// Events are complete: the command that Decide() saw comes back, byte for byte in its canonical
// form.
TEST(Event, GivesBackItsCommand) {
  for (const Event& event : AllKinds()) {
    if (std::holds_alternative<BatchRecorded>(event)) continue;
    const Command command = CommandOf(event);
    // No command asks for a batch's closing entry.
    const std::size_t batch = Event(BatchRecorded{}).index();
    EXPECT_EQ(command.index(), event.index() - (event.index() > batch ? 1 : 0));
    std::string of_event, of_member;
    AppendCanonical(command, of_event);
    std::visit(
        [&](const auto& e) {
          if constexpr (requires { e.what; }) AppendCanonical(e.what, of_member);
        },
        event);
    EXPECT_EQ(of_event, of_member) << KindOf(event);
  }
  const Event published = ReportPublished{{.month = 600, .at = 7, .figures = {1, 2}}};
  EXPECT_EQ(std::get<PublishReport>(CommandOf(published)).figures,
            (std::vector<std::int64_t>{1, 2}));
}

TEST(EventDeathTest, NoCommandAsksForABatchsEnd) {
  EXPECT_DEATH(CommandOf(BatchRecorded{}), "no command asks for BatchRecorded");
}

}  // namespace
}  // namespace ippledge
