// Cover in batches, in the index, and as it is read.
#include <gmock/gmock.h>

#include <map>

#include "storage/index.h"
#include "storage/keys.h"
#include "tests/engine/covered.h"
#include "tests/testing/same_answer.h"

namespace ippledge::engine {
namespace {

class EngineCoverRowsTest : public EngineCoverTest {};

TEST_F(EngineCoverRowsTest, BatchOfApplications) {
  for (int n = 1; n <= 6; ++n) Do(BankMaker(kBank), RecordingLoan(n));
  SubmittedRows rows;
  for (int n = 1; n <= 5; ++n) rows.emplace_back(Applying(n));
  rows.emplace_back(Applying(99));
  const Outcome dry = store_.Do(DryRun(Batch(rows)));
  EXPECT_EQ(dry.recorded_rows, 5);
  EXPECT_EQ(Loan(1)->cover, nullptr);
  EXPECT_THAT(store_->Execute(AllOrNothing(Batch(rows, next_request_++))).status,
              ReasonIs(Reason::kBatchRowRefused));
  EXPECT_EQ(Loan(1)->cover, nullptr);
  const Submission batch = Batch(rows, next_request_++);
  const Outcome outcome = store_.Do(batch);
  EXPECT_EQ(outcome.recorded_rows, 5);
  ASSERT_EQ(outcome.verdicts.size(), 1u);
  EXPECT_EQ(outcome.verdicts[0].row, 5);
  EXPECT_EQ(outcome.event, nullptr);
  EXPECT_EQ(Loan(5)->cover->state, CoverState::kSubmitted);
  ExpectSameAnswer(outcome, store_.Do(batch));
  EXPECT_EQ(Loan(6)->cover, nullptr);
  ExpectAsFolded();
}

// All rows and their verdicts share a block: too many of them leave nothing behind.
TEST_F(EngineCoverRowsTest, BatchLargerThanABlock) {
  constexpr int kLoans = 1'000;
  store_.Do(Batch(LoanRows(1, kLoans), next_request_++));
  SubmittedRows rows;
  for (int n = 1; n <= kLoans; ++n) {
    ApplyForCover apply = Applying(n);
    apply.application.tags.assign(1, std::string(60, 't'));
    for (int tag = 1; tag < kTagsMax; ++tag) {
      apply.application.tags.push_back(absl::StrCat(std::string(55, 't'), tag));
    }
    rows.emplace_back(std::move(apply));
  }
  const std::int64_t position = store_->View().position();
  const Outcome outcome = store_->Execute(Batch(rows, next_request_++));
  EXPECT_THAT(outcome.status, ReasonIs(Reason::kBatchTooLarge));
  EXPECT_EQ(store_->View().position(), position);
  EXPECT_EQ(Loan(1)->cover, nullptr);
  rows.resize(100);
  EXPECT_EQ(store_.Do(Batch(rows, next_request_++)).recorded_rows, 100);
  const ReadView view = store_->View();
  ExpectAsRefolded(view, Refolded(view), view.position());
}

// Rows of the index by key; but for the hashes of keys, which tell of rounds.
std::map<std::string, std::string> RowsOfIndex(const std::string& folder) {
  const auto index = storage::Index::Open(folder, 1 << 20);
  std::map<std::string, std::string> rows;
  EXPECT_THAT(
      (*index)->Scan(std::string(1, storage::kLoanKind), std::string(1, storage::kColumnsKind),
                     [&](absl::string_view key, absl::string_view value) {
                       rows.emplace(key, value);
                       return true;
                     }),
      IsOk());
  return rows;
}

TEST_F(EngineCoverRowsTest, IndexMadeAnewIsTheSame) {
  Do(FinanceBureau(), Funding(1'000'000));
  for (const int n : {1, 2, 3}) {
    Do(Enrolling(n));
    if (n < 3) Do(Claiming(n));
  }
  PayAndRecover(1, [] {});
  store_->CatchUpIndex();
  store_.Close();
  const auto kept = RowsOfIndex(store_.index());
  store_.DeleteIndex();
  store_.options = kNoRounds;
  store_.Open();
  store_->CatchUpIndex();
  store_.Close();
  const auto anew = RowsOfIndex(store_.index());
  EXPECT_EQ(kept.size(), anew.size());
  EXPECT_TRUE(kept == anew);
  for (const char kind : {storage::kCoverSumsKind, storage::kWorkKind, storage::kMovementKind}) {
    const auto first = anew.lower_bound(std::string(1, kind));
    ASSERT_NE(first, anew.end());
    EXPECT_EQ(first->first[0], kind);
  }
  store_.Open();
  ExpectAsFolded();
}

TEST_F(EngineCoverRowsTest, TermsOfTheProgramme) {
  Policy second = CoverPolicy();
  second.version = 2;
  second.effective_date = kFirstDay + 30;
  const Outcome issued = Do(FinanceBureau(), Issuing(second));
  ASSERT_NE(issued.event, nullptr);
  EXPECT_EQ(std::get<PolicyIssued>(*issued.event).what.policy->version, 2);
  Do(IpOffice(), EnterCalendar{{.year = 2024, .holidays = {Date::Of(2024, 6, 10)}, .source = "s"}});
  Do(IpOffice(), EnterLendingRate{{.date = kFirstDay, .one_year_ppm = 34'500, .source = "s"}});
  for (int phase = 0; phase < 3; ++phase) {
    const ReadView view = store_->View();
    const Programme& programme = view.programme();
    EXPECT_EQ(programme.policies.size(), 2u);
    EXPECT_EQ(programme.PolicyInForce("", kFirstDay + 29)->policy->version, 1);
    EXPECT_EQ(programme.PolicyInForce("cover", kFirstDay + 30)->policy->version, 2);
    EXPECT_FALSE(programme.calendar.IsWorkingDay(Date::Of(2024, 6, 10)));
    EXPECT_EQ(programme.OneYearRateOn(kFirstDay + 1), 34'500);
    if (phase == 0) store_->CatchUpIndex();
    store_.Close();
    if (phase == 1) store_.DeleteIndex();
    store_.Open();
  }
}

// Sums at the newest position, wherever they lie.
TEST_F(EngineCoverRowsTest, SumsAreRead) {
  Do(Enrolling(1));
  Do(Enrolling(2));
  const std::vector<std::string> keys = {CoverSumsKey(CoverScope::kBank, kBank, 0),
                                         CoverSumsKey(CoverScope::kBank, kOtherBank, 0)};
  for (const bool in_index : {false, true}) {
    if (in_index) store_->CatchUpIndex();
    const auto sums = store_->View().CoverSumsOf(keys);
    ASSERT_THAT(sums, IsOk());
    EXPECT_EQ((*sums)[0][CoverSum::kLoans], 2);
    EXPECT_EQ((*sums)[0][CoverSum::kEnrolled], 1'000'000);
    EXPECT_TRUE((*sums)[1].IsZero());
  }
  EXPECT_THAT(store_->View().CoverSumsOf({}), IsOkAndHolds(testing::IsEmpty()));
}

}  // namespace
}  // namespace ippledge::engine
