#include "storage/cover_rows.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/loan.h"
#include "storage/keys.h"
#include "tests/storage/random_values.h"
#include "tests/testing/memory_index.h"
#include "tests/testing/status_matchers.h"

namespace ippledge::storage {
namespace {

using std::string_literals::operator""s;

TEST(CoverSumsRow, Examples) {
  EXPECT_EQ(CoverSumsRowKey("bqingcao\0"
                            "2024"s),
            "\x14"
            "bqingcao\0"
            "2024"s);
  EXPECT_EQ(EncodeCoverSums(CoverSums()), "");
  CoverSums sums;
  sums[CoverSum::kEnrolled] = 64;
  sums[CoverSum::kReserved] = -1;
  EXPECT_EQ(EncodeCoverSums(sums), "\x80\x01\0\0\0\0\0\0\0\0\0\0\x01"s);
}

TEST(CoverSumsRow, RoundTrips) {
  RandomValues random(1);
  for (int i = 0; i < 300; ++i) {
    const CoverSums sums = random.AnyCoverSums();
    EXPECT_EQ(DecodeCoverSums(EncodeCoverSums(sums)).value(), sums);
  }
}

TEST(CoverSumsRow, RefusesWhatCannotBe) {
  for (const std::string& bytes :
       {""s, "\x02"s, std::string(12, '\0'), std::string(11, '\x02'), std::string(13, '\x02'),
        std::string(11, '\x02') + "\x80", std::string(11, '\x02') + "\x82\0"s,
        std::string(11, '\x02') + "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"}) {
    EXPECT_TRUE(absl::IsDataLoss(DecodeCoverSums(bytes).status()));
  }
}

WorkItem AnItem() {
  return {Date::OfDays(258), LoanKey({"qingcao", "HT-1"}), WorkStep::kFirstReview, "C-1", ""};
}

TEST(WorkRow, Examples) {
  EXPECT_EQ(WorkRowKey(AnItem()),
            "\x15\x80\0\x01\x02"
            "qingcao\0HT-1\0C-1\0\0\x06"s);
  WorkItem cover{Date(), LoanKey({"b", "c"}), WorkStep::kConfirmCover, "", ""};
  EXPECT_EQ(WorkRowKey(cover), "\x15\x80\0\0\0b\0c\0\0\0\x01"s);
}

TEST(WorkRow, KeysRoundTripAndRiseByDay) {
  RandomValues random(2);
  WorkItem before = random.AnyWorkItem();
  for (int i = 0; i < 500; ++i) {
    const WorkItem item = random.AnyWorkItem();
    ASSERT_THAT(ParseWorkRowKey(WorkRowKey(item)), IsOkAndHolds(item));
    if (item.due_date != before.due_date) {
      EXPECT_EQ(item.due_date < before.due_date, WorkRowKey(item) < WorkRowKey(before));
    }
    before = item;
  }
}

TEST(WorkRow, RefusesWhatCannotBe) {
  for (const std::string& key : {
           ""s, "\x15"s, "\x15\x80\0\0\0"s,
           "\x14\x80\0\0\0b\0c\0\0\0\x01"s,      // another kind
           "\x15\x80\x10\0\0b\0c\0\0\0\x01"s,    // no such day
           "\x15\0\0\0\0b\0c\0\0\0\x01"s,        // no such day
           "\x15\x80\0\0\0\0c\0\0\0\x01"s,       // no bank
           "\x15\x80\0\0\0b\0\0\0\0\x01"s,       // no contract number
           "\x15\x80\0\0\0b\0c\0\0\x01"s,        // a part too few
           "\x15\x80\0\0\0b\0c\0\0\0\0\x01"s,    // one too many
           "\x15\x80\0\0\0b\0c\0\0\0"s,          // no step
           "\x15\x80\0\0\0b\0c\0\0\0\x13"s,      // an unknown one
           "\x15\x80\0\0\0b\0c\0\0\0\x01\x01"s,  // two
       }) {
    EXPECT_TRUE(absl::IsDataLoss(ParseWorkRowKey(key).status())) << key.size();
  }
}

TEST(WorkRow, AreLoaded) {
  RandomValues random(3);
  MemoryIndex index;
  WorkBook book;
  for (int i = 0; i < 200; ++i) {
    const WorkItem item = random.AnyWorkItem();
    index.Put(WorkRowKey(item), std::string(kWorkRow));
    book.Add(item);
  }
  index.Put(CoverSumsRowKey("f"), "x");  // of another kind
  WorkBook again;
  ASSERT_THAT(LoadWork(index, again), IsOk());
  const auto items_of = [](const WorkBook& work) {
    std::vector<WorkItem> items;
    work.Visit([&](const WorkItem& item) {
      items.push_back(item);
      return true;
    });
    return items;
  };
  EXPECT_EQ(items_of(again), items_of(book));
  EXPECT_EQ(again.size(), 200u);
}

TEST(WorkRow, DamageIsToldWhenLoaded) {
  for (const auto& [key, value] : std::vector<std::pair<std::string, std::string>>{
           {WorkRowKey(AnItem()), "3"}, {"\x15\x80"s, "1"}}) {
    MemoryIndex index;
    index.Put(key, value);
    WorkBook work;
    EXPECT_TRUE(absl::IsDataLoss(LoadWork(index, work)));
  }
}

}  // namespace
}  // namespace ippledge::storage
