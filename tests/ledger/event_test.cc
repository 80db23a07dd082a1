#include "ledger/event.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

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
                             FundMovementReversed{{AReversal()}, 7, {1, 2, 3}}};
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
                                          "FUND_MOVEMENT_REVERSED"};
  ASSERT_EQ(AllKinds().size(), std::size(kKinds));
  ASSERT_EQ(std::variant_size_v<Event>, std::size(kKinds));
  for (std::size_t i = 0; i < std::size(kKinds); ++i) {
    EXPECT_EQ(AllKinds()[i].index(), i);
    EXPECT_EQ(KindOf(AllKinds()[i]), kKinds[i]);
  }
}

TEST(Event, OnlyLoanEventsAreAboutALoan) {
  for (const Event& event : AllKinds()) {
    const bool about_loan =
        KindOf(event).substr(0, 5) == "LOAN_" || KindOf(event).substr(0, 6) == "PLEDGE";
    const LoanId* id = LoanIdOf(event);
    ASSERT_EQ(id != nullptr, about_loan) << KindOf(event);
    if (about_loan) {
      EXPECT_EQ(*id, AnId()) << KindOf(event);
    }
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
