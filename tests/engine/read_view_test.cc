#include "engine/read_view.h"

#include <gmock/gmock.h>

#include "storage/codec.h"
#include "tests/testing/engine_store.h"
#include "tests/testing/refusal_text.h"

namespace ippledge::engine {
namespace {

using testing::ElementsAre;

std::vector<std::string> ContractsOf(const ReadView& view, absl::string_view from,
                                     absl::string_view end, std::int64_t at) {
  std::vector<std::string> contracts;
  EXPECT_THAT(view.VisitLoans(from, end, at,
                              [&](const std::string&, const LoanRef& loan) {
                                contracts.push_back(loan->terms->id.contract_number);
                                return true;
                              }),
              IsOk());
  return contracts;
}

class ReadViewTest : public testing::Test {
 protected:
  ReadViewTest() { store_.Found(); }
  EngineStore store_{kNoRounds};
};

TEST_F(ReadViewTest, Examples) {
  store_.Do(Single(RecordingLoan(1)));            // entry 5
  store_.Do(Single(Repaying(1, "R1", 100'000)));  // entry 6
  const ReadView view = store_->View();
  EXPECT_EQ(view.position(), 6);
  EXPECT_EQ(view.programme().id, "programme-1");
  EXPECT_EQ(view.picture().headline.repaid_fen, 100'000);
  const LoanRef now = *view.LoanAt(KeyOfLoan(1), 6);
  EXPECT_EQ(FiguresOf(*now).outstanding, Fen(400'000));
  const LoanRef then = *view.LoanAt(KeyOfLoan(1), 5);
  EXPECT_EQ(FiguresOf(*then).outstanding, Fen(500'000));
  EXPECT_EQ(*view.LoanAt(KeyOfLoan(1), 4), nullptr);
  EXPECT_THAT(ContractsOf(view, "", "", 6), ElementsAre("HT-1"));
  EXPECT_EQ(view.Totals({.measures = {Measure::kDisbursed}})->total[0], 500'000);
}

TEST_F(ReadViewTest, PositionOf) {
  const ReadView view = store_->View();  // 4 entries
  EXPECT_THAT(view.PositionOf(0), IsOkAndHolds(4));
  EXPECT_THAT(view.PositionOf(1), IsOkAndHolds(1));
  EXPECT_THAT(view.PositionOf(4), IsOkAndHolds(4));
  EXPECT_EQ(RefusalText(view.PositionOf(5).status()), "ENTRY_UNKNOWN at got=5 limit=4");
  EXPECT_EQ(RefusalText(view.PositionOf(-1).status()), "ENTRY_UNKNOWN at got=-1 limit=4");
  EXPECT_EQ(RefusalText(view.Totals({.at = 5}).status()), "ENTRY_UNKNOWN at got=5 limit=4");
}

// A view does not change, whatever is written and indexed after it was taken.
TEST_F(ReadViewTest, StaysWhatItWas) {
  store_.Do(Single(RecordingLoan(1)));
  const ReadView before = store_->View();
  const TotalsAnswer totals = *before.Totals({});
  for (int phase = 0; phase < 2; ++phase) {
    store_.Do(Single(Repaying(1, absl::StrCat("R", phase), 5)));
    store_.Do(Single(RecordingLoan(2 + phase)));
    EXPECT_EQ(before.position(), 5);
    EXPECT_EQ(before.picture().headline.loans, 1);
    EXPECT_THAT(before.Totals({}), IsOkAndHolds(totals));
    EXPECT_THAT(ContractsOf(before, "", "", 5), ElementsAre("HT-1"));
    EXPECT_EQ((*before.LoanAt(KeyOfLoan(1), 5))->last_entry(), 5);
    EXPECT_EQ(before.Entries(1, 100)->size(), 5u);
    store_->CatchUpIndex();
  }
}

TEST_F(ReadViewTest, LoansInOrderOfBankAndContract) {
  for (const int n : {3, 1, 2}) store_.Do(Single(RecordingLoan(n)));
  store_->CatchUpIndex();
  store_.Do(Single(BankMaker(kOtherBank), Recording(LoanNumbered(9, kOtherBank))));
  store_.Do(Single(RecordingLoan(20)));
  store_.Do(Single(Repaying(2, "R1", 5)));
  const ReadView view = store_->View();
  const std::int64_t now = view.position();
  EXPECT_THAT(ContractsOf(view, "", "", now), ElementsAre("HT-1", "HT-2", "HT-20", "HT-3", "HT-9"));
  EXPECT_THAT(ContractsOf(view, "", "", now - 3), ElementsAre("HT-1", "HT-2", "HT-3"));
  EXPECT_THAT(ContractsOf(view, KeyOfLoan(2), KeyOfLoan(3), now), ElementsAre("HT-2", "HT-20"));
  EXPECT_THAT(ContractsOf(view, LoanKey({kOtherBank, ""}), "", now), ElementsAre("HT-9"));
  EXPECT_THAT(ContractsOf(view, "", "", 4), ElementsAre());
}

TEST_F(ReadViewTest, EntriesByRange) {
  store_.Do(Batch(LoanRows(1, 100), 10));
  const ReadView view = store_->View();  // 4 + 101
  struct Case {
    std::int64_t first, count;
    std::size_t want;
  };
  const Case cases[] = {{1, 1, 1},   {1, 105, 105}, {1, 1'000, 105}, {50, 10, 10},
                        {105, 5, 1}, {106, 5, 0},   {4, 3, 3},       {100, 0, 0}};
  for (const Case& c : cases) {
    const auto entries = view.Entries(c.first, c.count);
    ASSERT_THAT(entries, IsOk());
    ASSERT_EQ(entries->size(), c.want) << c.first << " " << c.count;
    for (std::size_t i = 0; i < c.want; ++i) {
      EXPECT_EQ((*entries)[i].entry.number, c.first + static_cast<std::int64_t>(i));
      EXPECT_EQ(storage::DecodeEntry((*entries)[i].bytes)->number, (*entries)[i].entry.number);
    }
  }
}

// As known now, wherever it is kept.
TEST_F(ReadViewTest, AlsoPledged) {
  const auto also = [&](int n) {
    const ReadView view = store_->View();
    return view.AlsoPledged({*view.LoanAt(KeyOfLoan(n), view.position())}, view.position())->at(0);
  };
  for (int indexed = 0; indexed < 2; ++indexed) {
    const int n = 1 + 2 * indexed;  // it shares its patent with loan n + 7
    const std::string right = absl::StrCat("R", n);
    store_.Do(Single(RecordingLoan(n)));
    EXPECT_THAT(also(n), ElementsAre(false, false));
    if (indexed == 1) store_->CatchUpIndex();
    store_.Do(Single(RecordingLoan(n + 7)));
    EXPECT_THAT(also(n), ElementsAre(true, false));
    EXPECT_THAT(also(n + 7), ElementsAre(true));
    if (indexed == 1) store_->CatchUpIndex();
    const RecordPledgeRelease release{LoanNumbered(n).id, {IpKind::kPatent, right, kFirstDay}};
    const RecordPledgeRelease other{LoanNumbered(n + 7).id, {IpKind::kPatent, right, kFirstDay}};
    store_.Do(Single(release));
    EXPECT_THAT(also(n + 7), ElementsAre(false));
    EXPECT_THAT(also(n), ElementsAre(true, false));
    store_.Do(Single(other));
    EXPECT_THAT(also(n), ElementsAre(false, false));
  }
}

// A loan as it was, with what is known of its rights now.
TEST_F(ReadViewTest, AlsoPledgedOfAnEarlierPosition) {
  store_.Do(Single(RecordingLoan(1)));  // shares its patent with loan 8
  const std::int64_t entry = store_.Do(Single(RecordingLoan(8))).entry;
  store_.Do(Single(RecordPledgeRelease{LoanNumbered(1).id, {IpKind::kPatent, "R1", kFirstDay}}));
  const ReadView view = store_->View();
  const auto also = view.AlsoPledged(
      {*view.LoanAt(KeyOfLoan(1), entry), *view.LoanAt(KeyOfLoan(8), entry)}, entry);
  ASSERT_THAT(also, IsOk());
  EXPECT_THAT(*also, ElementsAre(ElementsAre(true, false), ElementsAre(false)));
}

TEST_F(ReadViewTest, OutcomeOfAnyEntry) {
  const Outcome loan = store_.Do(Single(RecordingLoan(1), 10));
  const Outcome repayment = store_.Do(Single(Repaying(1, "R1", 5), 11));
  for (int phase = 0; phase < 2; ++phase) {
    const ReadView view = store_->View();
    const auto again = view.OutcomeOf(loan.entry);
    ASSERT_THAT(again, IsOk());
    EXPECT_TRUE(again->replayed);
    EXPECT_TRUE(SameLoan(*again->loan, *loan.loan));
    EXPECT_TRUE(SameLoan(*view.OutcomeOf(repayment.entry)->loan, *repayment.loan));
    EXPECT_EQ(view.OutcomeOf(3)->loan, nullptr);
    EXPECT_THAT(view.OutcomeOf(view.position() + 1), StatusIs(absl::StatusCode::kOutOfRange));
    store_->CatchUpIndex();
  }
}

TEST(ReadViewDeathTest, NoProgrammeBeforeEntryOne) {
  EngineStore store;
  store.Open();
  EXPECT_EQ(store->View().position(), 0);
  EXPECT_EQ(store->View().picture().root, proof::EmptyRoot());
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(static_cast<void>(store->View().programme()), "");
}

}  // namespace
}  // namespace ippledge::engine
