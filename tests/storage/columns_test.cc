#include "storage/columns.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "storage/sum_columns.h"
#include "tests/testing/columns_of.h"
#include "tests/testing/naive_totals.h"
#include "tests/testing/status_matchers.h"

namespace ippledge::storage {
namespace {

constexpr auto kDataLoss = absl::StatusCode::kDataLoss;

// All that `wanted` asks for is as in `want`, the rest is empty.
void ExpectColumns(const ContributionColumns& got, const ContributionColumns& want,
                   ColumnSet wanted) {
  EXPECT_EQ(got.size, want.size);
  EXPECT_EQ(got.first_position, want.first_position);
  EXPECT_EQ(got.last_position, want.last_position);
  EXPECT_EQ(got.day_min, want.day_min);
  EXPECT_EQ(got.day_max, want.day_max);
  const auto expect = [&](Column column, const auto& got_values, const auto& want_values) {
    SCOPED_TRACE(static_cast<int>(column));
    if (wanted.Has(column)) {
      EXPECT_EQ(got_values, want_values);
    } else {
      EXPECT_TRUE(got_values.empty());
    }
  };
  expect(Column::kPosition, got.positions, want.positions);
  expect(Column::kDay, got.days, want.days);
  expect(Column::kBank, got.banks, want.banks);
  expect(Column::kUnit, got.units, want.units);
  expect(Column::kIndustry, got.industries, want.industries);
  expect(Column::kFirmSize, got.firm_sizes, want.firm_sizes);
  expect(Column::kIpKind, got.kinds, want.kinds);
  expect(Column::kFirm, got.firms, want.firms);
  for (std::size_t place = 0; place < kSumCount; ++place) {
    expect(SumColumnAt(place), got.sums[place], want.sums[place]);
  }
}

void ExpectRoundTrip(const ContributionRows& rows, ColumnSet wanted = ColumnSet::All()) {
  ContributionColumns columns;
  ASSERT_THAT(DecodeColumns(EncodeColumns(rows), wanted, columns), IsOk());
  ExpectColumns(columns, ColumnsOf(rows), wanted);
}

TEST(Columns, Examples) {
  const Slice slice{.date = Date::Of(2024, 5, 20), .bank = 2, .kind = IpKind::kPatent, .firm = 7};
  const ContributionRows rows = {{41, {slice, {.contract_fen = 500'000'000, .loans = 1}}},
                                 {43, {slice, {.contract_fen = -1, .loans = -1}}}};
  ContributionColumns columns;
  ASSERT_THAT(DecodeColumns(EncodeColumns(rows), ColumnSet().With(Column::kContract), columns),
              IsOk());
  EXPECT_EQ(columns.size, 2u);
  EXPECT_EQ(columns.first_position, 41);
  EXPECT_EQ(columns.last_position, 43);
  EXPECT_EQ(columns.sums[0], (std::vector<std::int64_t>{500'000'000, -1}));
  EXPECT_TRUE(columns.banks.empty());
}

// The bytes of format version 1. Other bytes need another version.
TEST(Columns, Golden) {
  const Slice slice{.date = Date::Of(2024, 5, 20),
                    .bank = 2,
                    .unit = 3,
                    .industry = 4,
                    .kind = IpKind::kPatent,
                    .firm_size = FirmSize::kSmall,
                    .firm = 0x0123456789abcdef};
  Slice registered = slice;
  registered.date = Date::Of(2024, 5, 23);
  const ContributionRows rows = {
      {7,
       {slice,
        {.contract_fen = 500'000'000,
         .disbursed_fen = 200'000'001,
         .ip_part_fen = 500'000'000,
         .disbursed_ip_part_fen = 200'000'001,
         .loans = 1,
         .kind_loans = 1}}},
      {7, {registered, {.registered_fen = 500'000'000, .registrations = 2}}},
      {9, {registered, {.registered_fen = -500'000'000, .registrations = -2}}}};
  EXPECT_EQ(absl::BytesToHexString(EncodeColumns(rows)),
            "01030702f6e20203030100050200010301000102000202000302000402000309"
            "00efcdab89674523010200010302003c070301000100d00f0a0301000100fb97"
            "9abc04080301000602ce0f020502000000000502000000000603010001000205"
            "02000000000703010006010301");
}

TEST(Columns, EveryColumnAloneAndAll) {
  RandomContributions random(1);
  const ContributionRows rows = random.Next(500);
  ExpectRoundTrip(rows);
  ExpectRoundTrip(rows, ColumnSet());
  for (int i = 0; i < kColumnCount; ++i) {
    ExpectRoundTrip(rows, ColumnSet().With(static_cast<Column>(i)));
  }
}

TEST(Columns, BuffersAreReused) {
  RandomContributions random(2);
  ContributionColumns columns;
  for (const int entries : {300, 2, 100}) {
    const ContributionRows rows = random.Next(entries);
    ASSERT_THAT(DecodeColumns(EncodeColumns(rows), ColumnSet::All(), columns), IsOk());
    ExpectColumns(columns, ColumnsOf(rows), ColumnSet::All());
  }
}

TEST(Columns, ExtremeValues) {
  Slice slice{.date = Date::Of(1900, 1, 1),
              .bank = (1 << 18) - 1,
              .unit = (1 << 14) - 1,
              .industry = (1 << 14) - 1,
              .kind = IpKind::kDataIp,
              .firm_size = FirmSize::kMicro,
              .firm = ~std::uint64_t{0}};
  Sums most;
  Sums least;
  for (const auto field : kSumFields) {
    most.*field = kSumMax;
    least.*field = -kSumMax;
  }
  Sums mixed = most;
  mixed.contract_fen = -kSumMax;
  ContributionRows rows = {{1, {slice, most}}};
  ExpectRoundTrip(rows);
  slice.date = Date::Of(2199, 12, 31);
  rows.push_back({(std::int64_t{1} << 62), {slice, least}});
  ExpectRoundTrip(rows);
  rows.push_back({(std::int64_t{1} << 62), {Slice{}, mixed}});
  rows.push_back({(std::int64_t{1} << 62), {Slice{}, {}}});
  ExpectRoundTrip(rows);
}

TEST(Columns, FewFirmsAreNumbered) {
  ContributionRows few;
  ContributionRows many;
  for (int i = 0; i < 1000; ++i) {
    const auto number = static_cast<std::uint64_t>(i);
    few.push_back({i + 1, {Slice{.firm = number % 10 * 0x9e3779b97f4a7c15u}, {.loans = 1}}});
    many.push_back({i + 1, {Slice{.firm = number * 0x9e3779b97f4a7c15u}, {.loans = 1}}});
  }
  ExpectRoundTrip(few);
  ExpectRoundTrip(many);
  EXPECT_LT(EncodeColumns(few).size(), 1000u);
  EXPECT_GT(EncodeColumns(many).size(), 8000u);
}

TEST(Columns, ALoanTakesFewBytes) {
  RandomContributions random(3);
  const ContributionRows rows = random.Next(10'000);
  EXPECT_LT(EncodeColumns(rows).size(), rows.size() * 14);
}

TEST(Columns, HeadAlone) {
  RandomContributions random(4);
  const ContributionRows rows = random.Next(100);
  ContributionColumns columns;
  ASSERT_THAT(DecodeColumnsHead(EncodeColumns(rows), columns), IsOk());
  ExpectColumns(columns, ColumnsOf(rows), ColumnSet());
}

// Cut anywhere it is refused; changed anywhere it is refused or says something possible.
TEST(Columns, DamageNeverCrashes) {
  RandomContributions random(5);
  const std::string bytes = EncodeColumns(random.Next(40));
  ContributionColumns columns;
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_THAT(DecodeColumns(bytes.substr(0, size), ColumnSet::All(), columns),
                StatusIs(kDataLoss));
  }
  EXPECT_THAT(DecodeColumns(bytes + "x", ColumnSet::All(), columns), StatusIs(kDataLoss));
  int refused = 0;
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string damaged = bytes;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ 1 << (bit % 8));
    const absl::Status status = DecodeColumns(damaged, ColumnSet::All(), columns);
    if (!status.ok()) {
      EXPECT_THAT(status, StatusIs(kDataLoss));
      ++refused;
      continue;
    }
    EXPECT_LE(columns.size, kColumnRowsMax);
    EXPECT_TRUE(std::is_sorted(columns.positions.begin(), columns.positions.end()));
    for (const std::int32_t day : columns.days) {
      EXPECT_TRUE(columns.day_min <= day && day <= columns.day_max);
    }
    for (const std::uint32_t kind : columns.kinds) EXPECT_LT(kind, 9u);
  }
  EXPECT_GT(refused, 100);
}

TEST(ColumnsDeathTest, WhatNoEntrySays) {
  EXPECT_DEATH(EncodeColumns({}), "broken promise");
  EXPECT_DEATH(EncodeColumns({{{2, {}}, {1, {}}}}), "broken promise");
  EXPECT_DEATH(EncodeColumns({{{1, {Slice{.unit = 1 << 14}, {}}}}}), "broken promise");
  EXPECT_DEATH(EncodeColumns({{{1, {{}, {.contract_fen = kSumMax + 1}}}}}), "broken promise");
}

RollUps SomeRollUps() {
  RandomContributions random(6);
  RollUpFold fold;
  for (const auto& row : random.Next(200)) fold.Fold(row.contribution);
  return fold.Take();
}

TEST(RollUpColumns, RoundTrip) {
  const RollUps roll_ups = SomeRollUps();
  const std::string bytes = EncodeRollUps(roll_ups);
  EXPECT_THAT(DecodeRollUps(bytes), IsOkAndHolds(roll_ups));
  for (int i = 0; i < kRollUpCount; ++i) {
    EXPECT_THAT(DecodeRollUp(bytes, i), IsOkAndHolds(roll_ups.cells[static_cast<std::size_t>(i)]));
  }
  EXPECT_THAT(DecodeRollUps(EncodeRollUps(RollUps())), IsOkAndHolds(RollUps()));
}

TEST(RollUpColumns, SumsThatAreNotWantedAreZero) {
  const RollUps roll_ups = SomeRollUps();
  RollUpCells want = roll_ups.cells[2];
  for (Sums& sums : want.sums) {
    sums = {.disbursed_ip_part_fen = sums.disbursed_ip_part_fen, .loans = sums.loans};
  }
  const ColumnSet wanted = ColumnSet().With(Column::kDisbursedIpPart).With(Column::kLoans);
  EXPECT_THAT(DecodeRollUp(EncodeRollUps(roll_ups), 2, wanted), IsOkAndHolds(want));
}

TEST(RollUpColumns, DamageNeverCrashes) {
  const std::string bytes = EncodeRollUps(SomeRollUps());
  for (std::size_t size = 0; size < bytes.size(); size += 7) {
    EXPECT_THAT(DecodeRollUps(bytes.substr(0, size)), StatusIs(kDataLoss));
  }
  EXPECT_THAT(DecodeRollUps(bytes + "x"), StatusIs(kDataLoss));
  for (std::size_t bit = 0; bit < bytes.size() * 8; bit += 41) {
    std::string damaged = bytes;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ 1 << (bit % 8));
    const auto roll_ups = DecodeRollUps(damaged);
    if (!roll_ups.ok()) {
      EXPECT_THAT(roll_ups, StatusIs(kDataLoss));
      continue;
    }
    for (const RollUpCells& cells : roll_ups->cells) {
      EXPECT_TRUE(std::is_sorted(cells.keys.begin(), cells.keys.end()));
      EXPECT_EQ(cells.keys.size(), cells.sums.size());
    }
  }
}

}  // namespace
}  // namespace ippledge::storage
