#include "ledger/books.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/testing/builders.h"
#include "tests/testing/ledger_books.h"

namespace ippledge {
namespace {

LoanRef ALoanOf(std::int64_t entry) {
  Loan loan;
  loan.terms = std::make_shared<const NewLoan>(ANewLoan());
  loan.entries = {entry};
  return std::make_shared<const Loan>(loan);
}

TEST(Books, Examples) {
  Books books;
  books.LoadLoan("known", ALoanOf(7));
  books.LoadLoan("absent", nullptr);
  EXPECT_EQ(books.loan("known")->first_entry(), 7);
  EXPECT_EQ(books.loan("absent"), nullptr);
  EXPECT_TRUE(books.knows_loan("absent"));
  EXPECT_FALSE(books.knows_loan("unknown"));
  books.LoadRight("right", 2);
  EXPECT_EQ(books.pledges("right"), 2);
  EXPECT_EQ(books.loaded_count(), 3u);
}

TEST(BooksDeathTest, ReadingWhatWasNotLoadedCrashes) {
  const Books books;
  EXPECT_DEATH(books.loan("unknown"), "broken promise");
  EXPECT_DEATH(books.pledges("unknown"), "broken promise");
}

TEST(Books, ForgetsKeys) {
  Books books;
  books.LoadLoan("a", ALoanOf(7));
  books.LoadRight("b", 0);
  books.ForgetLoan("a", 6);  // changed since
  EXPECT_TRUE(books.knows_loan("a"));
  books.ForgetLoan("a", 7);
  books.ForgetRight("b", 0);
  books.ForgetLoan("never known", 7);
  EXPECT_FALSE(books.knows_loan("a"));
  EXPECT_FALSE(books.knows_right("b"));
  EXPECT_EQ(books.loaded_count(), 0u);
  // Loaded again it may say something else.
  books.LoadLoan("a", nullptr);
  EXPECT_EQ(books.loan("a"), nullptr);
}

TEST(Books, KeepsSumsWhileTheyAreFew) {
  Books books;
  books.LoadCoverSums("a", {});
  books.LoadCoverSums("b", {});
  books.programme.last_entry = 9;
  books.PutCoverSums("b", {});
  EXPECT_EQ(books.cover_sums_changed_by("a"), 0);
  EXPECT_EQ(books.cover_sums_changed_by("b"), 9);
  EXPECT_EQ(books.cover_sums_changed_by("unknown"), 0);
  books.LoadRight("right", 1);
  books.ForgetAll(2);
  EXPECT_FALSE(books.knows_right("right"));
  EXPECT_TRUE(books.knows_cover_sums("a"));
  books.ForgetAll(1);
  EXPECT_EQ(books.loaded_count(), 0u);
}

TEST(Books, TellsWhichEntryChangedARight) {
  Books books;
  books.LoadRight("right", 1);
  EXPECT_EQ(books.right_changed_by("right"), 0);
  EXPECT_EQ(books.right_changed_by("unknown"), 0);
  books.programme.last_entry = 9;
  books.PutRight("right", 2);
  EXPECT_EQ(books.right_changed_by("right"), 9);
  // Loading replaces, and nobody has changed it since.
  books.LoadRight("right", 0);
  EXPECT_EQ(books.right_changed_by("right"), 0);
}

TEST(Books, ChangesAreTakenOnceInOrder) {
  Books books;
  books.programme.last_entry = 5;
  books.PutLoan("b", ALoanOf(4));
  books.PutLoan("a", ALoanOf(5));
  books.PutLoan("b", ALoanOf(6));
  books.PutRight("right", 1);
  books.AddContributions(5, {{}, {}});
  books.NoteProgrammeChanged();
  const Changes changes = books.TakeChanges();
  ASSERT_EQ(changes.loans.size(), 3u);
  EXPECT_EQ(changes.loans[0].key, "b");
  EXPECT_EQ(changes.loans[1].key, "a");
  EXPECT_EQ(changes.loans[2].loan->first_entry(), 6);
  ASSERT_EQ(changes.rights.size(), 1u);
  EXPECT_EQ(changes.rights[0].position, 5);
  ASSERT_EQ(changes.contributions.size(), 2u);
  EXPECT_EQ(changes.contributions[1].position, 5);
  EXPECT_TRUE(changes.programme_changed);

  const Changes none = books.TakeChanges();
  EXPECT_TRUE(none.loans.empty() && none.rights.empty() && none.contributions.empty());
  EXPECT_FALSE(none.programme_changed);
}

// What a caller can see of the books: all of it must be as it was after an undone trial.
struct Picture {
  Headline headline;
  std::int64_t last_entry;
  std::size_t units;
  std::uint32_t unit_numbers, industries;
  LoanRef loan;
  std::int64_t pledges;
  std::int64_t right_changed_by;

  friend bool operator==(const Picture&, const Picture&) = default;
};
Picture PictureOf(const Books& books) {
  const std::string right = RightKey(IpKind::kPatent, PatentNumber(1));
  const std::string loan = LoanKey(AnId());
  return {books.programme.headline,
          books.programme.last_entry,
          books.programme.units.size(),
          books.programme.unit_numbers.size(),
          books.programme.industries.size(),
          books.knows_loan(loan) ? books.loan(loan) : nullptr,
          books.knows_right(right) ? books.pledges(right) : 0,
          books.right_changed_by(right)};
}

TEST(BooksTrial, UndoRestoresEverything) {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  ledger.Record(Recording(ANewLoan()));
  ledger.StopCollecting();
  Books& books = ledger.books();
  books.PutLoan("before the trial", ALoanOf(4));
  const Picture before = PictureOf(books);

  books.BeginTrial();
  // The same loan twice, a right given up and taken again, a new industry.
  NewLoan terms = ANewLoan();
  terms.rights = {APatent(2)};
  terms.borrower.industry_code = "A01";
  for (const Command& command :
       {Command(Recording(ADraw())), Command(Correcting(4, terms)),
        Command(Recording(ANewLoan("HT-2"))), Command(Correcting(4, ANewLoan()))}) {
    ledger.Record(command);
  }
  EXPECT_FALSE(PictureOf(books) == before);
  EXPECT_TRUE(books.programme.industries.Find("A").has_value());
  books.UndoTrial();

  EXPECT_TRUE(PictureOf(books) == before);
  EXPECT_FALSE(books.programme.industries.Find("A").has_value());
  EXPECT_EQ(books.loan(LoanKey(AnId("HT-2"))), nullptr);
  EXPECT_EQ(books.pledges(RightKey(IpKind::kPatent, PatentNumber(2))), 0);
  const Changes changes = books.TakeChanges();
  ASSERT_EQ(changes.loans.size(), 1u);
  EXPECT_EQ(changes.loans[0].key, "before the trial");
  EXPECT_TRUE(changes.rights.empty() && changes.contributions.empty());
  EXPECT_FALSE(changes.programme_changed);
}

TEST(BooksTrial, UndoForgetsUnitsOfFreeText) {
  LedgerBooks ledger = LedgerBooks::WithBanks(AFreeTextConstitution());
  ledger.StopCollecting();
  Books& books = ledger.books();
  books.BeginTrial();
  ledger.Record(Recording(ANewLoan()));
  EXPECT_EQ(books.programme.units.size(), 1u);
  books.UndoTrial();
  EXPECT_TRUE(books.programme.units.empty());
  EXPECT_EQ(books.programme.unit_numbers.size(), 0u);
  EXPECT_EQ(books.programme.unit_numbers.Find("150105"), std::nullopt);
}

TEST(BooksTrial, KeptChangesStay) {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  ledger.StopCollecting();
  Books& books = ledger.books();
  books.BeginTrial();
  ledger.Record(Recording(ANewLoan()));
  books.KeepTrial();
  EXPECT_EQ(books.programme.headline.loans, 1);
  EXPECT_EQ(books.TakeChanges().loans.size(), 1u);
}

TEST(BooksTrialDeathTest, TrialsAreNotNestedAndNothingIsTakenMeanwhile) {
  Books books;
  EXPECT_DEATH(books.UndoTrial(), "broken promise");
  EXPECT_DEATH(books.KeepTrial(), "broken promise");
  books.BeginTrial();
  EXPECT_DEATH(books.BeginTrial(), "broken promise");
  EXPECT_DEATH(books.TakeChanges(), "broken promise");
}

}  // namespace
}  // namespace ippledge
