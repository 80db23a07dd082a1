// The open work that follows from a loan, and the book of it by day.
#include "ledger/work.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "tests/testing/claim_life.h"

namespace ippledge {
namespace {

using Step = WorkStep;
using Decision = StepDecision;

WorkItem AnItem(const char* day, const char* loan, Step step = Step::kCompleteness) {
  return {.due_date = day[0] == '\0' ? Date() : Day(day), .loan_key = loan, .step = step};
}
std::string Text(const WorkItem& item) {
  return absl::StrCat(item.due_date == Date() ? "-" : item.due_date.ToString(), " ",
                      item.claim_number, item.claim_number.empty() ? "" : " ", item.recovery_number,
                      item.recovery_number.empty() ? "" : " ", NameOf(item.step),
                      item.acts ? " acts" : "");
}
// The loan's items, and the same from the programme's book.
std::string WorkOf(const ClaimLife& life) {
  std::vector<std::string> of_loan;
  for (const WorkItem& item : ippledge::WorkOf(life.loan())) of_loan.push_back(Text(item));
  std::vector<std::string> in_book;
  life.programme().work.Visit([&](const WorkItem& item) {
    in_book.push_back(Text(item));
    return true;
  });
  std::sort(in_book.begin(), in_book.end());
  std::vector<std::string> sorted = of_loan;
  std::sort(sorted.begin(), sorted.end());
  EXPECT_EQ(in_book, sorted);
  return absl::StrJoin(of_loan, "; ");
}

TEST(WorkOf, FollowsTheLoanToItsEnd) {
  Policy policy = LifePolicy();
  policy.life_cycle.recovery_until_years = 3;
  ClaimLife life(policy);
  life.Recorded();
  EXPECT_EQ(WorkOf(life), "");
  life.Must(BankMaker(kLifeBank), Applying());
  EXPECT_EQ(WorkOf(life), "2024-06-10 CONFIRM_COVER");
  life.Must(IpOffice(), Deciding(Decision::kReturn));
  EXPECT_EQ(WorkOf(life), "2024-06-17 RESUBMIT_COVER acts");
  life.Must(BankMaker(kLifeBank), Applying());
  life.Must(IpOffice(), Deciding(Decision::kAccept));
  EXPECT_EQ(WorkOf(life), "");
  life.Must(BankMaker(kLifeBank), Classing(LoanClass::kLoss));
  life.Must(BankMaker(kLifeBank), Reporting(RiskKind::kDefault));
  EXPECT_EQ(WorkOf(life), "2024-11-30 CLAIM_WINDOW acts");
  life.Must(BankChecker(), Filing());
  EXPECT_EQ(WorkOf(life), "2024-06-10 C1 COMPLETENESS");
  life.Must(IpOffice(), Taking(Step::kCompleteness, Decision::kReturn));
  EXPECT_EQ(WorkOf(life), "2024-06-17 C1 RESUBMIT_CLAIM acts");
  life.Must(BankChecker(), Taking(Step::kWithdrawal, Decision::kWithdraw));
  // The window is open again.
  EXPECT_EQ(WorkOf(life), "2024-11-30 CLAIM_WINDOW acts");
  life.Must(BankChecker(), Filing("C2"));
  for (const auto& [step, caller, want] : std::vector<std::tuple<Step, Caller, const char*>>{
           {Step::kCompleteness, IpOffice(), "2024-06-17 C2 FIRST_REVIEW"},
           {Step::kFirstReview, IpOffice(), "2024-06-17 C2 SECOND_REVIEW"},
           {Step::kSecondReview, FinanceBureau(), "2024-06-10 C2 NOTICE acts"}}) {
    life.Must(caller, Taking(step, Decision::kAccept, "HT-1", "C2"));
    EXPECT_EQ(WorkOf(life), want);
  }
  life.PassNotice();
  EXPECT_EQ(WorkOf(life), "2024-06-25 C2 PAYMENT");
  life.Run();
  EXPECT_EQ(WorkOf(life), "2024-06-18 C2 PAYMENT_CONFIRMED");
  life.Confirm("HT-1", "C2");
  EXPECT_EQ(WorkOf(life), "2027-06-11 C2 RECOVERY_END");
  RecordRecovery recovering = Recovering("R1", 1'000, life.programme().today);
  recovering.claim_number = "C2";
  life.Must(BankChecker(), recovering);
  EXPECT_EQ(WorkOf(life), "2027-06-11 C2 RECOVERY_END; 2024-06-25 C2 R1 REMITTANCE");
  CloseRecovery closing = Closing(RecoveryClosing::kEnded, life.programme().today);
  closing.claim_number = "C2";
  life.Must(IpOffice(), closing);
  EXPECT_EQ(WorkOf(life), "2024-06-25 C2 R1 REMITTANCE");
  DemandClawback demanding = Demanding();
  demanding.claim_number = "C2";
  life.Must(FinanceBureau(), demanding);
  EXPECT_EQ(WorkOf(life), "2024-07-02 C2 CLAWBACK_PAID; 2024-06-25 C2 R1 REMITTANCE");
}

TEST(WorkOf, QueuedAndLaterHaveNoDay) {
  ClaimLife queued(LifePolicy(), 0);
  queued.Cleared();
  EXPECT_EQ(WorkOf(queued), "- C1 PAYMENT");
  ClaimLife later(InstalmentPolicy());
  later.Paid();
  EXPECT_EQ(WorkOf(later), "- C1 LATER_INSTALMENT");
  later.Must(IpOffice(), Closing(RecoveryClosing::kEnded, later.programme().today));
  EXPECT_EQ(WorkOf(later), "2024-06-25 C1 PAYMENT");
  ClaimLife deferred(BrakePolicy(1));
  deferred.Computed();
  EXPECT_EQ(WorkOf(deferred), "2024-06-30 C1 DEFERRAL_TEST acts");
}

TEST(WorkBook, KeepsItemsByDay) {
  WorkBook book;
  for (const WorkItem& item : {AnItem("2024-06-05", "b"), AnItem("2024-06-04", "c"),
                               AnItem("", "a"), AnItem("2024-06-04", "a")}) {
    book.Add(item);
  }
  EXPECT_EQ(book.size(), 4U);
  std::vector<std::string> seen;
  const auto note = [&](const WorkItem& item) {
    seen.push_back(
        absl::StrCat(item.due_date == Date() ? "-" : item.due_date.ToString(), " ", item.loan_key));
    return seen.size() < 3;
  };
  book.Visit(note);
  EXPECT_EQ(absl::StrJoin(seen, ", "), "- a, 2024-06-04 a, 2024-06-04 c");
  seen.clear();
  book.VisitDueBefore(Day("2024-06-04"), note);
  EXPECT_TRUE(seen.empty());
  book.VisitDueBefore(Day("2024-06-05"), note);
  EXPECT_EQ(absl::StrJoin(seen, ", "), "2024-06-04 a, 2024-06-04 c");
  seen.clear();
  book.VisitDueBefore(Day("2024-06-06"), note);
  EXPECT_EQ(seen.size(), 3U);
}

TEST(WorkBook, ACopyStaysAsItWas) {
  WorkBook book;
  book.Add(AnItem("2024-06-04", "a"));
  const WorkBook copy = book;
  book.Add(AnItem("2024-06-04", "b"));
  book.Remove(AnItem("2024-06-04", "a"));
  const auto keys = [](const WorkBook& of) {
    std::string text;
    of.Visit([&](const WorkItem& item) {
      text += item.loan_key;
      return true;
    });
    return text;
  };
  EXPECT_EQ(keys(copy), "a");
  EXPECT_EQ(copy.size(), 1U);
  EXPECT_EQ(keys(book), "b");
  EXPECT_EQ(book.size(), 1U);
}

TEST(WorkBookDeathTest, AnItemIsThereOnce) {
  WorkBook book;
  book.Add(AnItem("2024-06-04", "a"));
  EXPECT_DEATH(book.Add(AnItem("2024-06-04", "a")), "broken promise");
  EXPECT_DEATH(book.Remove(AnItem("2024-06-05", "a")), "broken promise");
}

}  // namespace
}  // namespace ippledge
