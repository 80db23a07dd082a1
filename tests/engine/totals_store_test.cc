#include "engine/totals_store.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "ledger/roll_up.h"
#include "storage/keys.h"
#include "tests/testing/memory_index.h"
#include "tests/testing/naive_totals.h"
#include "tests/testing/status_matchers.h"

namespace ippledge {

void PrintTo(const TotalsAnswer& answer, std::ostream* out) {
  const auto print = [&](const std::vector<std::int64_t>& numbers) {
    for (const std::int64_t number : numbers) *out << " " << number;
  };
  *out << "at " << answer.position << " total";
  print(answer.total);
  for (const TotalsSlice& row : answer.rows) {
    *out << "\n ";
    print(row.keys);
    *out << ":";
    print(row.figures);
  }
}

namespace engine {
namespace {

// Small enough that a few hundred rows make many runs and roll-ups.
constexpr TotalsOptions kSmall{
    .snapshot_rows_min = 40, .snapshot_rows_per_cell = 0, .run_rows = 16};

// The same with scans of a few runs on three threads.
constexpr TotalsOptions kSplit{.snapshot_rows_min = 40,
                               .snapshot_rows_per_cell = 0,
                               .run_rows = 16,
                               .scan_positions = 7,
                               .scan_threads = 3};

std::unique_ptr<TotalsStore> OpenTotals(const storage::Index& index,
                                        const TotalsOptions& options = kSmall) {
  auto totals = TotalsStore::Open(&index, options);
  EXPECT_THAT(totals, IsOk());
  return *std::move(totals);
}

// Writes one round; false leaves it unwritten, as after a failed write.
void WriteRound(TotalsStore& totals, storage::Index& index, const ContributionRows& rows,
                std::int64_t through, bool succeeds = true) {
  std::vector<storage::Index::Row> index_rows;
  totals.AppendRound(rows, through, index_rows);
  if (!succeeds) return;
  ASSERT_THAT(storage::WriteRows(index, index_rows, through), IsOk());
  totals.CommitRound();
}

// The rows above `position`, in two runs.
std::vector<absl::Span<const ContributionRow>> TailOf(const ContributionRows& rows,
                                                      std::int64_t position) {
  const auto first = std::find_if(rows.begin(), rows.end(), [&](const ContributionRow& row) {
    return row.position > position;
  });
  const auto tail =
      absl::MakeConstSpan(rows).subspan(static_cast<std::size_t>(first - rows.begin()));
  const std::size_t half = tail.size() / 2;
  return {tail.first(half), tail.subspan(half)};
}

void ExpectAsNaive(const TotalsStore& totals, const TotalsQuery& query,
                   const ContributionRows& rows, std::int64_t tail_from) {
  const auto answer = totals.Query(query, TailOf(rows, tail_from));
  ASSERT_THAT(answer, IsOk());
  std::string by;
  for (const Dimension dimension : query.by) absl::StrAppend(&by, NameOf(dimension), " ");
  EXPECT_EQ(*answer, NaiveTotals(query).Answer(rows))
      << "by " << by << " as of " << (query.as_of ? query.as_of->ToString() : "-") << " from "
      << (query.from ? query.from->ToString() : "-") << " filters " << query.filters.size();
}

TEST(TotalsStore, Examples) {
  storage::MemoryIndex index;
  const auto totals = OpenTotals(index);
  const Slice patent{.date = Date::Of(2024, 5, 20), .bank = 2, .kind = IpKind::kPatent, .firm = 7};
  Slice trademark = patent;
  trademark.kind = IpKind::kTrademark;
  const ContributionRows rows = {
      {1, {patent, {.contract_fen = 600, .loans = 1, .kind_loans = 1}}},
      {1, {trademark, {.contract_fen = 400, .kind_loans = 1}}},
  };
  WriteRound(*totals, index, rows, 1);
  EXPECT_EQ(totals->position(), 1);
  const TotalsQuery query{.measures = {Measure::kContract, Measure::kLoans, Measure::kFirms},
                          .by = {Dimension::kYear, Dimension::kIpKind},
                          .at = 1};
  const TotalsAnswer want{.measures = query.measures,
                          .rows = {{{2024, 1}, {600, 1, 1}}, {{2024, 2}, {400, 1, 1}}},
                          .total = {1000, 1, 1},
                          .not_additive = {Measure::kLoans, Measure::kFirms},
                          .position = 1};
  EXPECT_THAT(totals->Query(query, {}), IsOkAndHolds(want));
}

TEST(TotalsStore, EmptyStoreAnswersZero) {
  storage::MemoryIndex index;
  const auto totals = OpenTotals(index);
  const auto answer = totals->Query({.by = {Dimension::kUnit}, .at = 5}, {});
  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->rows.size(), 0u);
  EXPECT_EQ(answer->total, std::vector<std::int64_t>(kMeasureCount - 1));
}

// Rounds of all sizes, failed writes and reopens in between; after each, questions at any position.
TEST(TotalsStore, AnswersAsOnePassOverAllRowsDoes) {
  for (std::uint32_t seed = 1; seed <= 6; ++seed) {
    SCOPED_TRACE(seed);
    RandomContributions random(seed);
    storage::MemoryIndex index;
    const TotalsOptions& options = seed % 2 == 0 ? kSplit : kSmall;
    auto totals = OpenTotals(index, options);
    ContributionRows rows;
    for (int round = 0; round < 25; ++round) {
      const std::size_t first = rows.size();
      const ContributionRows next = random.Next(round % 5 == 0 ? 60 : 1 + random.Below(10));
      rows.insert(rows.end(), next.begin(), next.end());
      const bool fails = random.Below(4) == 0;
      WriteRound(*totals, index, next, random.position(), !fails);
      if (fails) {
        for (int i = 0; i < 10; ++i) {
          const auto at = std::max<std::int64_t>(1, random.position() - random.Below(10));
          ExpectAsNaive(*totals, RandomQuery(random, at), rows, totals->position());
        }
        WriteRound(*totals, index, next, random.position());
      }
      ASSERT_EQ(totals->position(), random.position());
      if (random.Below(5) == 0) totals = OpenTotals(index, options);
      for (int i = 0; i < 40; ++i) {
        const bool now = random.Below(2) == 0;
        const auto at =
            now ? random.position() : 1 + random.Below(static_cast<int>(random.position()));
        // A tail from before the round is a superset.
        const std::int64_t tail_from = first == 0 ? 0 : rows[first - 1].position;
        ExpectAsNaive(*totals, RandomQuery(random, at), rows, tail_from);
      }
    }
    EXPECT_GT(index.RowsOfKind(storage::kRollUpsKind).size(), 5u);
  }
}

TEST(TotalsStore, EveryPairOfDimensionsAsNaive) {
  RandomContributions random(7);
  storage::MemoryIndex index;
  const auto totals = OpenTotals(index);
  ContributionRows rows = random.Next(400);
  WriteRound(*totals, index, rows, random.position());
  const ContributionRows tail = random.Next(100);
  rows.insert(rows.end(), tail.begin(), tail.end());
  const std::vector<std::optional<Date>> days = {std::nullopt, Date::Of(2024, 3, 31),
                                                 Date::Of(2024, 3, 30)};
  for (int first = 1; first < kDimensionCount; ++first) {
    for (int second = 1; second < kDimensionCount; ++second) {
      for (const auto& as_of : days) {
        TotalsQuery query{.as_of = as_of};
        query.by = {static_cast<Dimension>(first)};
        if (second != first) query.by.push_back(static_cast<Dimension>(second));
        for (const std::int64_t at : {std::int64_t{100}, totals->position(), random.position()}) {
          query.at = at;
          ExpectAsNaive(*totals, query, rows, totals->position());
        }
      }
    }
  }
}

// Whatever is answered, no run of the index is longer than said, and many small rounds leave few.
TEST(TotalsStore, SmallRoundsLeaveFewRuns) {
  RandomContributions random(3);
  storage::MemoryIndex index;
  const TotalsOptions options{.snapshot_rows_min = 100'000, .run_rows = 256};
  auto totals = OpenTotals(index, options);
  ContributionRows rows;
  for (int round = 0; round < 2000; ++round) {
    const ContributionRows next = random.Next(1);
    rows.insert(rows.end(), next.begin(), next.end());
    WriteRound(*totals, index, next, random.position());
  }
  const auto runs = index.RowsOfKind(storage::kColumnsKind);
  EXPECT_LT(runs.size(), rows.size() / 128 + 10);
  std::size_t total = 0;
  for (const auto& [key, value] : runs) {
    ContributionColumns columns;
    ASSERT_THAT(storage::DecodeColumnsHead(value, columns), IsOk());
    EXPECT_EQ(key, storage::ColumnsKey(columns.first_position));
    EXPECT_LE(columns.size, options.run_rows);
    total += columns.size;
  }
  EXPECT_EQ(total, rows.size());
}

TEST(TotalsStore, EntryLongerThanARunIsNotParted) {
  storage::MemoryIndex index;
  const auto totals = OpenTotals(index);
  ContributionRows rows;
  for (int i = 0; i < 100; ++i) {
    rows.push_back({i < 3 ? 1 : 2, {{.date = Date::Of(2024, 1, 1) + i}, {.contract_fen = 1}}});
  }
  WriteRound(*totals, index, rows, 2);
  EXPECT_EQ(index.RowsOfKind(storage::kColumnsKind).size(), 2u);
  for (const std::int64_t at : {1, 2}) {
    ExpectAsNaive(*totals, {.by = {Dimension::kDay}, .at = at}, rows, 2);
  }
}

TEST(TotalsStore, TooManySlicesAreRefused) {
  storage::MemoryIndex index;
  const auto totals = OpenTotals(index, {});
  ContributionRows rows;
  std::int64_t position = 0;
  for (int bank = 0; bank <= kSlicesMax / 100; ++bank) {
    for (int day = 0; day < 100; ++day) {
      Slice slice{.date = Date::Of(2024, 1, 1) + day};
      slice.bank = static_cast<std::uint32_t>(bank);
      rows.push_back({++position, {slice, {.contract_fen = 1}}});
    }
  }
  const TotalsQuery query{.measures = {Measure::kContract},
                          .by = {Dimension::kBank, Dimension::kDay},
                          .at = kSlicesMax};
  EXPECT_THAT(totals->Query(query, {rows}), IsOk());
  TotalsQuery one_more = query;
  ++one_more.at;
  EXPECT_THAT(totals->Query(one_more, {rows}), ReasonIs(Reason::kTooManySlices));
  WriteRound(*totals, index, rows, position);
  EXPECT_THAT(totals->Query(one_more, {}), ReasonIs(Reason::kTooManySlices));
  EXPECT_THAT(totals->Query(query, {}), IsOk());
}

TEST(TotalsStore, DamagedRowsAreDataLoss) {
  RandomContributions random(5);
  storage::MemoryIndex index;
  const auto totals = OpenTotals(index);
  const ContributionRows rows = random.Next(100);
  WriteRound(*totals, index, rows, random.position());
  const auto runs = index.RowsOfKind(storage::kColumnsKind);
  index.Put(runs[1].first, "\x01 nonsense");
  const TotalsQuery scan{.by = {Dimension::kDay, Dimension::kBank}, .at = random.position()};
  EXPECT_THAT(totals->Query(scan, {}), StatusIs(absl::StatusCode::kDataLoss));
  const TotalsQuery firms{.measures = {Measure::kFirms}, .at = random.position()};
  EXPECT_THAT(totals->Query(firms, {}), StatusIs(absl::StatusCode::kDataLoss));
  index.Put(runs[1].first, runs[1].second);
  EXPECT_THAT(totals->Query(firms, {}), IsOk());
  const auto stored = index.RowsOfKind(storage::kRollUpsKind);
  ASSERT_EQ(stored.size(), 1u);
  index.Put(stored[0].first, stored[0].second.substr(1));
  EXPECT_THAT(TotalsStore::Open(&index, kSmall), StatusIs(absl::StatusCode::kDataLoss));
}

// Readers ask while rounds are written: each gets the figures of its own position.
TEST(TotalsStore, ReadersSeeOnePictureWhileRoundsAreWritten) {
  RandomContributions random(11);
  storage::MemoryIndex index;
  const auto totals = OpenTotals(index, kSplit);
  const ContributionRows rows = random.Next(600);
  std::atomic<bool> done = false;
  std::vector<std::thread> readers;
  for (std::uint32_t reader = 0; reader < 2; ++reader) {
    readers.emplace_back([&, reader] {
      RandomContributions questions(reader);
      for (int i = 0; !done || i < 20; ++i) {
        const std::int64_t tail_from = totals->position();
        const std::int64_t at = 1 + questions.Below(600);
        ExpectAsNaive(*totals, RandomQuery(questions, at), rows, tail_from);
      }
    });
  }
  for (std::size_t begin = 0; begin < rows.size();) {
    std::size_t end = std::min(rows.size(), begin + 7);
    while (end < rows.size() && rows[end].position == rows[end - 1].position) ++end;
    WriteRound(*totals, index,
               ContributionRows(rows.begin() + static_cast<std::ptrdiff_t>(begin),
                                rows.begin() + static_cast<std::ptrdiff_t>(end)),
               rows[end - 1].position);
    begin = end;
  }
  done = true;
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace engine
}  // namespace ippledge
