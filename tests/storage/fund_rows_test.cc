#include "storage/fund_rows.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "ippledge/stored/v1/row.pb.h"
#include "storage/keys.h"
#include "tests/testing/memory_index.h"
#include "tests/testing/status_matchers.h"

namespace ippledge::storage {
namespace {

FundMovement Moving(const std::string& id, FundMovementKind kind, std::int64_t fen) {
  return {.movement_id = id,
          .kind = kind,
          .amount = Money::OfFen(fen),
          .date = Date::Of(2024, 1, 5),
          .counterparty = "qingcao",
          .bank_reference = "L-1",
          .memo = "备注"};
}

// 1000 in, 300 placed, the deposit taken back.
FundBook ABook() {
  FundBook book;
  book.Add({.movement = Moving("M1", FundMovementKind::kAppropriationIn, 1000), .entry = 4});
  book.Add({.movement = Moving("M2", FundMovementKind::kDepositPlaced, 300), .entry = 260});
  RecordedMovement reversal{.entry = 70'000, .reverses_entry = 260};
  reversal.movement.movement_id = "X1";
  reversal.movement.memo = "录入错误";
  book.Add(reversal);
  return book;
}

void Put(const FundBook& book, MemoryIndex& index) {
  for (std::size_t i = 0; i < book.size(); ++i) {
    index.Put(MovementRowKey(book, i), EncodeMovementRow(book, i));
  }
}

TEST(FundRows, AreReadBack) {
  const FundBook book = ABook();
  MemoryIndex index;
  Put(book, index);
  FundBook again;
  ASSERT_THAT(LoadMovements(index, again), IsOk());
  ASSERT_EQ(again.size(), book.size());
  for (std::size_t i = 0; i < book.size(); ++i) EXPECT_EQ(*again.at(i), *book.at(i));
  EXPECT_EQ(again.accounts(), book.accounts());
  EXPECT_EQ(again.totals(), book.totals());
  EXPECT_EQ(again.ReversedBy(260), 70'000);
  FundBook empty;
  ASSERT_THAT(LoadMovements(MemoryIndex(), empty), IsOk());
  EXPECT_EQ(empty.size(), 0u);
}

// A payment run reserves for many claims in one entry.
TEST(FundRows, AnEntryMayHaveManyMovements) {
  FundBook book = ABook();
  for (int i = 0; i < 300; ++i) {
    book.Add({.movement = Moving(absl::StrCat("#R-", i), FundMovementKind::kReservation, 1),
              .entry = 70'001});
  }
  book.Add({.movement = Moving("#U", FundMovementKind::kReservationReleased, 1), .entry = 70'002});
  EXPECT_EQ(MovementRowKey(book, 2), MovementKey(70'000));
  EXPECT_EQ(MovementRowKey(book, 3), MovementKey(70'001));
  EXPECT_EQ(MovementRowKey(book, 4), MovementKey(70'001, 1));
  EXPECT_EQ(MovementRowKey(book, 302), MovementKey(70'001, 299));
  MemoryIndex index;
  Put(book, index);
  FundBook again;
  ASSERT_THAT(LoadMovements(index, again), IsOk());
  ASSERT_EQ(again.size(), book.size());
  for (std::size_t i = 0; i < book.size(); ++i) EXPECT_EQ(*again.at(i), *book.at(i));
  EXPECT_EQ(again.accounts(), book.accounts());

  // One of them is missing.
  MemoryIndex with_gap;
  for (std::size_t i = 0; i < 10; ++i) {
    if (i != 4) with_gap.Put(MovementRowKey(book, i), EncodeMovementRow(book, i));
  }
  FundBook broken;
  EXPECT_TRUE(absl::IsDataLoss(LoadMovements(with_gap, broken)));
}

// `change` alters the row of the movement at `place`.
absl::Status AfterChange(std::size_t place, void (*change)(stored::v1::MovementRow&)) {
  const FundBook book = ABook();
  MemoryIndex index;
  Put(book, index);
  std::string bytes = EncodeMovementRow(book, place);
  stored::v1::MovementRow row;
  EXPECT_TRUE(row.ParseFromString(bytes.substr(1)));
  change(row);
  bytes.resize(1);
  row.AppendToString(&bytes);
  index.Put(MovementRowKey(book, place), bytes);
  FundBook again;
  return LoadMovements(index, again);
}

TEST(FundRows, WhatCannotBeIsDamage) {
  using Row = stored::v1::MovementRow;
  const absl::StatusCode lost = absl::StatusCode::kDataLoss;
  EXPECT_TRUE(AfterChange(0, [](Row&) {}).ok());
  EXPECT_EQ(AfterChange(0, [](Row& r) { r.set_entry(5); }).code(), lost);
  EXPECT_EQ(AfterChange(0, [](Row& r) { r.clear_recorded(); }).code(), lost);
  EXPECT_EQ(AfterChange(0, [](Row& r) { r.mutable_recorded()->set_kind(99); }).code(), lost);
  EXPECT_EQ(AfterChange(0, [](Row& r) { r.mutable_recorded()->set_kind(0); }).code(), lost);
  EXPECT_EQ(AfterChange(1, [](Row& r) { r.mutable_recorded()->set_amount_fen(7); }).code(), lost);
  EXPECT_EQ(AfterChange(0, [](Row& r) { r.mutable_recorded()->clear_after(); }).code(), lost);
  EXPECT_EQ(AfterChange(2, [](Row& r) { r.mutable_reversed()->set_reverses_entry(5); }).code(),
            lost);
  EXPECT_EQ(AfterChange(2, [](Row& r) { r.mutable_reversed()->set_reverses_entry(70'000); }).code(),
            lost);
  for (const std::string& bytes : {std::string(), std::string("\2"), std::string("\1\xff")}) {
    MemoryIndex index;
    index.Put(MovementKey(4), bytes);
    FundBook again;
    EXPECT_EQ(LoadMovements(index, again).code(), lost);
  }
}

}  // namespace
}  // namespace ippledge::storage
