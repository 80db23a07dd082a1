#include "storage/book_rows.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "storage/keys.h"
#include "tests/testing/memory_index.h"
#include "tests/testing/reconciliation_samples.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/trust_samples.h"

namespace ippledge::storage {
namespace {

// An account, a statement of two parts that counts, a match that was undone, a month that was
// closed and opened again; a key that was admitted and retired, a quorum.
std::vector<Event> History() {
  std::vector<Event> samples = ReconciliationSamples();
  StatementLinesAdded& lines = std::get<StatementLinesAdded>(samples[2]);
  lines.what.first_line = 0;
  const Money net = Money::OfFen(-12'350);
  return {samples[0],
          samples[1],
          lines,
          StatementClosed{.what = {"S-2025-06"}, .line_count = 2, .net = net},
          MatchesMade{.what = {"special"},
                      .first_number = 1,
                      .matches = {{{{61, 0}}, {{40, 0}}, MatchReason::kBankReference}}},
          MatchRecorded{{"special", {{61, 1}}, {{41, 0}}, "见回单"}, 2},
          MatchUndone{{1, "勾错"}},
          samples[8],
          samples[9],
          samples[4],
          TrustSamples()[1],
          TrustSamples()[2],
          TrustSamples()[3]};
}

// From entry 60 on.
void PutAll(const std::vector<Event>& events, MemoryIndex& index) {
  std::int64_t entry = 60;
  for (const Event& event : events) {
    index.Put(BookRowKey(entry++), EncodeBookRow(event));
  }
}

TEST(BookRows, AreReadBack) {
  const std::vector<Event> history = History();
  MemoryIndex index;
  PutAll(history, index);
  Programme programme;
  ASSERT_THAT(LoadBooks(index, programme), IsOk());
  const ReconciliationBook& book = programme.reconciliation;
  EXPECT_EQ(book.accounts()[0].account, std::get<AccountRegistered>(history[0]).what.account);
  ASSERT_EQ(book.statements().size(), 1U);
  const RecordedStatement& statement = *book.statements().at(0);
  EXPECT_EQ(statement.opened_entry, 61);
  EXPECT_EQ(statement.closed_entry, 63);
  EXPECT_EQ(statement.withdrawn_entry, 69);
  EXPECT_EQ(statement.line(0), std::get<StatementLinesAdded>(history[2]).what.lines[0]);
  EXPECT_EQ(book.FindMatch(1)->undone_entry, 66);
  EXPECT_EQ(book.FindMatch(2)->text, "见回单");
  EXPECT_EQ(book.periods()[0].closed_entry, 67);
  EXPECT_EQ(book.periods()[0].reopened_entry, 68);
  EXPECT_TRUE(programme.trust->FindKey("icbc.example")->retired_entry == 71);
  EXPECT_EQ(programme.trust->quorum().parts.size(), 2U);
  Programme empty;
  EXPECT_THAT(LoadBooks(MemoryIndex(), empty), IsOk());
  EXPECT_TRUE(empty.reconciliation.empty());
}

TEST(BookRows, WhatCannotBeIsLost) {
  const std::string key = BookRowKey(60);
  const std::string good = EncodeBookRow(History()[0]);
  std::string newer = good;
  newer[0] = 9;
  std::string other_kind = good;
  other_kind[1] = 5;  // DAY_TURNED
  for (const std::string& value :
       {std::string("\1"), newer, other_kind, good + "x", good.substr(0, good.size() - 1)}) {
    MemoryIndex index;
    index.Put(key, value);
    Programme programme;
    EXPECT_TRUE(absl::IsDataLoss(LoadBooks(index, programme))) << value.size();
  }
  MemoryIndex short_key;
  short_key.Put(key.substr(0, 8), good);
  Programme programme;
  EXPECT_TRUE(absl::IsDataLoss(LoadBooks(short_key, programme)));
}

// A row that is missing leaves the next ones without sense.
TEST(BookRows, AMissingRowIsLoss) {
  std::vector<Event> history = History();
  history.erase(history.begin() + 2);
  MemoryIndex index;
  PutAll(history, index);
  Programme programme;
  EXPECT_TRUE(absl::IsDataLoss(LoadBooks(index, programme)));
}

TEST(BookRowsDeathTest, OnlyEventsOfBooks) {
  EXPECT_DEATH(EncodeBookRow(DayTurned{}), "");
}

}  // namespace
}  // namespace ippledge::storage
