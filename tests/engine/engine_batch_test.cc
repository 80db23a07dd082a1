// Batches: one id, one group, one block, one answer.
#include <gmock/gmock.h>

#include "ledger/limits.h"
#include "storage/block.h"
#include "tests/testing/engine_store.h"
#include "tests/testing/refolded.h"
#include "tests/testing/refusal_text.h"
#include "tests/testing/same_answer.h"

namespace ippledge::engine {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

absl::StatusOr<Command> RefusedRow(absl::string_view field) {
  return Refuse(Reason::kDateMalformed, field, {{"got", "2024-02-30"}});
}

std::string TextOf(const RowVerdict& verdict) {
  if (verdict.already_recorded_entry > 0) {
    return absl::StrCat(verdict.row, ": already ", verdict.already_recorded_entry);
  }
  return absl::StrCat(verdict.row, ": ",
                      RefusalText(Refuse(verdict.violations, verdict.violations_more)));
}
std::vector<std::string> TextsOf(const Outcome& outcome) {
  std::vector<std::string> texts;
  for (const RowVerdict& verdict : outcome.verdicts) texts.push_back(TextOf(verdict));
  return texts;
}

class EngineBatchTest : public testing::Test {
 protected:
  EngineBatchTest() { store_.Found(); }  // entries 1 to 4

  // The block that holds an entry, read past the engine.
  storage::Block BlockOf(std::int64_t entry) {
    store_.Close();
    const auto log = *storage::LocalLog::Open(store_.journal(), {});
    return log->Read(entry, 1)->front();
  }

  EngineStore store_;
};

TEST_F(EngineBatchTest, Examples) {
  store_.Do(Single(RecordingLoan(2)));  // entry 5
  SubmittedRows rows = LoanRows(1, 3);
  rows.emplace_back(RefusedRow("rows[3].loan.draw"));
  rows.emplace_back(Repaying(1, "R1", 100));
  rows.emplace_back(Repaying(99, "R1", 100));
  const Outcome outcome = store_.Do(Batch(rows, 10));
  EXPECT_EQ(outcome.first_entry, 6);
  EXPECT_EQ(outcome.recorded_rows, 3);  // entries 6 to 8
  EXPECT_EQ(outcome.entry, 9);          // the closing one
  EXPECT_EQ(outcome.commit_time_ms, FakeClock::kStartMs);
  EXPECT_EQ(outcome.counted_total, 1'500'000);
  EXPECT_THAT(
      TextsOf(outcome),
      ElementsAre("1: already 5", "3: DATE_MALFORMED rows[3].loan.draw got=2024-02-30",
                  "5: LOAN_UNKNOWN loan.contract_number bank=bank-1 contract_number=HT-99"));
  ExpectSameAnswer(outcome, store_.Do(Batch(rows, 10)));

  const Refolded refolded(store_->View());
  EXPECT_THAT(refolded.EntriesOf("BATCH_RECORDED"), ElementsAre(9));
  EXPECT_TRUE(refolded.entry(9).has_request_id);
}

TEST_F(EngineBatchTest, RowsSeeTheRowsBeforeThem) {
  SubmittedRows rows;
  rows.emplace_back(Repaying(1, "R1", 5));
  rows.emplace_back(RecordingLoan(1));
  rows.emplace_back(Repaying(1, "R1", 5));
  rows.emplace_back(RecordingLoan(1));
  const Outcome outcome = store_.Do(Batch(rows, 10));
  EXPECT_EQ(outcome.recorded_rows, 2);
  EXPECT_THAT(TextsOf(outcome), ElementsAre(HasSubstr("0: LOAN_UNKNOWN"), "3: already 5"));
}

TEST_F(EngineBatchTest, WithoutAnAcceptedRowNothingIsLeft) {
  store_.Do(Single(RecordingLoan(1)));
  SubmittedRows rows = LoanRows(1, 1);
  rows.emplace_back(Repaying(7, "R1", 5));
  const Outcome outcome = store_.Do(Batch(rows, 10));
  EXPECT_EQ(outcome.entry, 0);
  EXPECT_EQ(outcome.recorded_rows, 0);
  EXPECT_EQ(outcome.commit_time_ms, 0);
  EXPECT_EQ(outcome.verdicts.size(), 2u);
  EXPECT_EQ(store_->View().position(), 5);
  // So it may be sent again, and is decided anew.
  store_.Do(Single(RecordingLoan(7)));
  EXPECT_EQ(store_.Do(Batch(rows, 10)).recorded_rows, 1);
}

TEST_F(EngineBatchTest, AllOrNothing) {
  SubmittedRows rows = LoanRows(1, 4);
  rows.emplace_back(RefusedRow("rows[4].loan.draw"));
  rows.emplace_back(RefusedRow("rows[5].loan.draw"));
  const auto refused = store_->Execute(AllOrNothing(Batch(rows, 10)));
  EXPECT_EQ(RefusalText(refused.status),
            "BATCH_ROW_REFUSED rows[4] row=4; DATE_MALFORMED rows[4].loan.draw got=2024-02-30");
  EXPECT_EQ(refused.recorded_rows, 0);
  EXPECT_TRUE(refused.verdicts.empty());
  EXPECT_EQ(store_->View().position(), 4);
  EXPECT_EQ(store_->View().picture().headline, Headline());
  // Mended, under the same id; "already recorded" is no refusal.
  store_.Do(Single(RecordingLoan(2)));
  const Outcome mended = store_.Do(AllOrNothing(Batch(LoanRows(1, 4), 10)));
  EXPECT_EQ(mended.recorded_rows, 3);
  EXPECT_THAT(TextsOf(mended), ElementsAre("1: already 5"));
  // The same rows without all-or-nothing are another request.
  EXPECT_THAT(store_->Execute(Batch(LoanRows(1, 4), 10)).status,
              ReasonIs(Reason::kRequestIdReused));
}

// What a refused batch did to the books on the way is undone: amounts, rights, units.
TEST_F(EngineBatchTest, RefusedBatchIsUndoneEntirely) {
  store_.Do(Single(RecordingLoan(1)));
  SubmittedRows rows;
  rows.emplace_back(Repaying(1, "R1", 400'000));
  for (int n = 2; n <= 9; ++n) rows.emplace_back(RecordingLoan(n));
  rows.emplace_back(RefusedRow("rows[9].loan"));
  EXPECT_FALSE(store_->Execute(AllOrNothing(Batch(rows))).status.ok());
  EXPECT_EQ(store_.Do(DryRun(Batch(rows))).recorded_rows, 9);
  // The repayment does not count, right R1 of loan 8 is not pledged, units have their old numbers.
  store_.Do(Single(Repaying(1, "R2", 500'000)));
  EXPECT_THAT(store_.Do(Single(RecordingLoan(15))).rights_pledged_before, ElementsAre(0, 1));
  EXPECT_EQ(store_->View().programme().units.size(), 2u);
  ExpectAsRefolded(store_->View(), Refolded(store_->View()));
  store_.Open();
  ExpectAsRefolded(store_->View(), Refolded(store_->View()));
}

TEST_F(EngineBatchTest, ThousandRowsWithLongNamesAreOneBlock) {
  std::string name;
  for (int i = 0; i < 60; ++i) name += "某";
  SubmittedRows rows;
  for (int n = 1; n <= kBatchRowsMax; ++n) {
    NewLoan loan = LoanNumbered(n);
    loan.borrower.name = absl::StrCat(name, n);
    loan.id.contract_number = absl::StrCat("a contract number of some length ", n);
    rows.emplace_back(Recording(std::move(loan)));
  }
  const Outcome outcome = store_.Do(Batch(rows, 10));
  EXPECT_EQ(outcome.recorded_rows, kBatchRowsMax);
  ExpectSameAnswer(outcome, store_.Do(Batch(rows, 10)));
  const storage::Block block = BlockOf(outcome.first_entry);
  EXPECT_EQ(block.first_entry, outcome.first_entry);
  EXPECT_GE(block.last_entry, outcome.entry);
  EXPECT_LE(block.bytes.size(), storage::kBatchBlockBytesMax);
  store_.Open();
  ExpectSameAnswer(outcome, store_.Do(Batch(rows, 10)));
}

TEST_F(EngineBatchTest, ThousandRefusedRowsAreAnsweredFromTheClosingEntry) {
  SubmittedRows rows = LoanRows(1, 1);
  for (int row = 1; row < kBatchRowsMax; ++row) {
    rows.emplace_back(RefusedRow(absl::StrCat("rows[", row, "].loan.draw.disbursement_date")));
  }
  const Outcome outcome = store_.Do(Batch(rows, 10));
  EXPECT_EQ(outcome.verdicts.size(), static_cast<std::size_t>(kBatchRowsMax - 1));
  // The first answer shows no more than the closing entry could keep.
  ExpectSameAnswer(outcome, store_.Do(Batch(rows, 10)));
  store_.Open();
  ExpectSameAnswer(outcome, store_.Do(Batch(rows, 10)));
}

TEST_F(EngineBatchTest, TooLargeForOneBlockIsRefused) {
  NewLoan loan = LoanNumbered(1);
  loan.rights.assign(100, loan.rights[0]);
  for (int i = 0; i < 100; ++i) {
    loan.rights[static_cast<std::size_t>(i)].number = absl::StrCat(std::string(200, 'r'), i);
  }
  SubmittedRows rows;
  for (int n = 1; n <= 60; ++n) {
    loan.id.contract_number = absl::StrCat("HT-", n);
    rows.emplace_back(Recording(loan));
  }
  const Outcome outcome = store_->Execute(Batch(rows, 10));
  EXPECT_THAT(outcome.status, ReasonIs(Reason::kBatchTooLarge));
  EXPECT_THAT(RefusalText(outcome.status), HasSubstr("limit=1048576"));
  EXPECT_EQ(store_->View().position(), 4);
  rows.resize(30);
  EXPECT_EQ(store_.Do(Batch(rows, 10)).recorded_rows, 30);
}

TEST_F(EngineBatchTest, EmptyBatch) {
  const Outcome outcome = store_.Do(Batch({}, 10));
  EXPECT_EQ(outcome.entry, 0);
  EXPECT_TRUE(outcome.verdicts.empty());
  EXPECT_EQ(store_->View().position(), 4);
}

}  // namespace
}  // namespace ippledge::engine
