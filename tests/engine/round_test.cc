#include "engine/round.h"

#include <gmock/gmock.h>

#include <map>

#include "storage/cover_rows.h"
#include "storage/fund_rows.h"
#include "storage/keys.h"
#include "storage/rows.h"
#include "tests/testing/memory_index.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/submissions.h"

namespace ippledge::engine {
namespace {

std::shared_ptr<Programme> ProgrammeCalled(const std::string& id) {
  auto programme = std::make_shared<Programme>();
  programme->id = id;
  programme->constitution = Founding().constitution;
  programme->today = kFirstDay;
  return programme;
}

LoanRef LoanWith(int n, std::vector<std::int64_t> entries) {
  auto loan = std::make_shared<Loan>();
  loan->terms = RecordingLoan(n).loan;
  loan->entries = std::move(entries);
  return loan;
}

std::string KeyOfRequest(std::int64_t number) {
  return absl::StrCat(std::string(1, storage::kRequestKind), "request ", number);
}

// A group that changes one loan with its right, and was asked for under a request id.
Group GroupAt(std::int64_t number, int loan, std::vector<std::int64_t> entries) {
  Group group;
  StagedEntry& staged = group.entries.emplace_back();
  staged.entry.number = number;
  staged.headline.loans = number;
  auto rows = std::make_shared<ChangedRows>();
  rows->Add(storage::LoanRowKey(KeyOfLoan(loan)),
            storage::EncodeLoanRow(*LoanWith(loan, std::move(entries))), number);
  rows->Add(storage::RightRowKey("right"), storage::EncodePledges(number), number);
  rows->Add(KeyOfRequest(number), storage::RequestRow(number), number);
  group.changed_rows = std::move(rows);
  Changes changes;
  changes.contributions.push_back({number, {.sums = {.contract_fen = number}}});
  group.changes = std::make_shared<const Changes>(std::move(changes));
  return group;
}

class RoundTest : public testing::Test {
 protected:
  RoundTest() : totals_(*TotalsStore::Open(&index_)) {
    round_.programme = ProgrammeCalled("as founded");
  }
  // As the index would hold them: of equal keys the last.
  std::map<std::string, std::string> Rows() {
    std::map<std::string, std::string> rows;
    const std::vector<storage::Index::Row> made = RowsOf(round_, *totals_);
    for (const auto& [key, value] : AllRowsOf(round_, made)) {
      rows[std::string(key)] = std::string(value);
    }
    return rows;
  }

  storage::MemoryIndex index_;
  std::unique_ptr<TotalsStore> totals_;
  Round round_;
};

TEST_F(RoundTest, Examples) {
  round_.Add(GroupAt(5, 1, {5}));
  EXPECT_EQ(round_.through, 5);
  EXPECT_EQ(round_.entries, 1);
  const auto rows = Rows();
  EXPECT_EQ((*storage::DecodeLoanRow(rows.at(storage::LoanRowKey(KeyOfLoan(1)))))->last_entry(), 5);
  EXPECT_EQ(storage::EntryOfRequestRow(rows.at(KeyOfRequest(5))), 5);
  const Programme programme = *storage::DecodeProgrammeRow(rows.at(storage::ProgrammeKey()));
  EXPECT_EQ(programme.last_entry, 5);
  EXPECT_EQ(programme.headline.loans, 5);
  EXPECT_TRUE(rows.contains(storage::ColumnsKey(5)));
}

TEST_F(RoundTest, LastStateOfAKeyCounts) {
  round_.Add(GroupAt(5, 1, {5}));
  round_.Add(GroupAt(6, 2, {6}));
  round_.Add(GroupAt(7, 1, {5, 7}));
  const auto rows = Rows();
  EXPECT_EQ((*storage::DecodeLoanRow(rows.at(storage::LoanRowKey(KeyOfLoan(1)))))->last_entry(), 7);
  EXPECT_EQ(*storage::DecodePledges(rows.at(storage::RightRowKey("right"))), 7);
  EXPECT_EQ(round_.entries, 3);
}

TEST_F(RoundTest, ProgrammeIsThatOfTheLastChange) {
  Group group = GroupAt(5, 1, {5});
  group.programme = ProgrammeCalled("changed");
  round_.Add(std::move(group));
  round_.Add(GroupAt(6, 2, {6}));
  const Programme programme = *storage::DecodeProgrammeRow(Rows().at(storage::ProgrammeKey()));
  EXPECT_EQ(programme.id, "changed");
  EXPECT_EQ(programme.last_entry, 6);
}

TEST_F(RoundTest, SumsAndWorkOfCover) {
  const WorkItem stays{.due_date = kFirstDay,
                       .loan_key = KeyOfLoan(1),
                       .step = WorkStep::kConfirmCover,
                       .claim_number = "",
                       .recovery_number = ""};
  WorkItem goes = stays;
  goes.due_date = kFirstDay + 1;
  CoverSums some;
  some[CoverSum::kEnrolled] = 500;
  const auto add = [&](const char* some_of, const char* none_of, bool comes, std::int64_t entry) {
    Group group = GroupAt(entry, 1, {entry});
    ChangedRows changed = *group.changed_rows;
    changed.Add(storage::CoverSumsRowKey(some_of), storage::EncodeCoverSums(some), entry);
    changed.Add(storage::CoverSumsRowKey(none_of), storage::EncodeCoverSums(CoverSums()), entry);
    group.changed_rows = std::make_shared<const ChangedRows>(std::move(changed));
    Changes changes;
    changes.work = {{goes, comes}, {stays, !comes}};
    group.changes = std::make_shared<const Changes>(std::move(changes));
    round_.Add(std::move(group));
  };
  add("ended", "grows", true, 5);
  add("grows", "ended", false, 6);
  const auto rows = Rows();
  EXPECT_EQ(storage::DecodeCoverSums(rows.at(storage::CoverSumsRowKey("grows")))->fen, some.fen);
  EXPECT_EQ(rows.at(storage::CoverSumsRowKey("ended")), "");
  EXPECT_NE(rows.at(storage::WorkRowKey(stays)), "");
  EXPECT_EQ(rows.at(storage::WorkRowKey(goes)), "");
}

TEST_F(RoundTest, MovementsOfOneEntry) {
  auto programme = ProgrammeCalled("funded");
  Changes changes;
  for (int i = 0; i < 3; ++i) {
    const std::int64_t entry = i < 2 ? 5 : 6;
    FundMovement movement = AMovement(absl::StrCat("M", i));
    programme->fund.Add({.movement = movement, .entry = entry});
    changes.movements.push_back(programme->fund.at(programme->fund.size() - 1));
  }
  Group group = GroupAt(6, 1, {6});
  group.changes = std::make_shared<const Changes>(changes);
  group.programme = programme;
  round_.Add(std::move(group));
  ASSERT_THAT(storage::WriteRows(index_, RowsOf(round_, *totals_), round_.through), IsOk());
  FundBook again;
  ASSERT_THAT(storage::LoadMovements(index_, again), IsOk());
  ASSERT_EQ(again.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_TRUE(*again.at(i) == *programme->fund.at(i)) << i;
}

TEST_F(RoundTest, GroupWithoutEntriesChangesNothing) {
  round_.Add(GroupAt(5, 1, {5}));
  round_.Add(Group());
  EXPECT_EQ(round_.through, 5);
  EXPECT_EQ(round_.entries, 1);
}

}  // namespace
}  // namespace ippledge::engine
