#include "server/totals_bytes.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <set>

#include "absl/strings/str_cat.h"
#include "ippledge/v1/report_service.pb.h"
#include "ledger/slice_packing.h"
#include "server/totals_text.h"

namespace ippledge::server {
namespace {

constexpr std::uint32_t kNumbers = 40;

// Bodies, units and industries with names of all lengths, empty ones too.
Programme SomeProgramme() {
  Programme programme;
  for (std::uint32_t i = 0; i < kNumbers; ++i) {
    RegisteredBody& body = programme.bodies.emplace_back();
    body.body.body_id = absl::StrCat("bank-", i);
    body.body.name_zh = std::string(i * 10, 'z');
    ReportingUnit& unit = programme.units.emplace_back();
    unit.code = absl::StrCat(150'000 + i);
    unit.name_en = std::string(i % 3, 'e');
    programme.industries.Intern(absl::StrCat("C", i));
  }
  return programme;
}

// What the bytes stand for, made of messages.
std::string AsMessages(const Programme& programme, const TotalsTable& table) {
  v1::GetTotalsResponse response;
  const SlicePacking packing(table.by);
  for (std::size_t row = 0; row < table.size(); ++row) {
    v1::TotalsRow& message = *response.add_rows();
    for (int i = 0; i < packing.size(); ++i) {
      FormatSliceKey(programme, packing.dimension(i), packing.Value(table.keys[row], i),
                     *message.add_keys());
    }
    FormatFigures(table.measures, table.figures_of(row), *message.mutable_figures());
  }
  return response.SerializeAsString();
}

TEST(TotalsBytes, AsMessagesOfTheRowsWouldBe) {
  const Programme programme = SomeProgramme();
  std::mt19937_64 random(1);
  const auto below = [&](std::uint64_t limit) { return random() % limit; };
  for (int first = 1; first < kDimensionCount; ++first) {
    for (int second = first; second < kDimensionCount; ++second) {
      TotalsTable table{.by = {static_cast<Dimension>(first)}};
      if (second != first) table.by.push_back(static_cast<Dimension>(second));
      for (std::uint64_t i = 1 + below(kMeasureCount - 1); i > 0; --i) {
        table.measures.push_back(static_cast<Measure>(i));
      }
      const SlicePacking packing(table.by);
      std::set<std::uint64_t> keys;
      for (int i = 0; i < 50; ++i) {
        keys.insert(packing.Pack({.date = Date::Of(1990, 1, 1) + static_cast<int>(below(30'000)),
                                  .bank = static_cast<std::uint32_t>(below(kNumbers)),
                                  .unit = static_cast<std::uint32_t>(below(kNumbers)),
                                  .industry = static_cast<std::uint32_t>(below(kNumbers)),
                                  .kind = static_cast<IpKind>(below(kIpKindCount)),
                                  .firm_size = static_cast<FirmSize>(below(kFirmSizeCount))}));
      }
      table.keys.assign(keys.begin(), keys.end());
      for (std::size_t i = 0; i < table.keys.size() * table.measures.size(); ++i) {
        const auto figure = static_cast<std::int64_t>(random() >> below(64));
        table.figures.push_back(below(5) == 0 ? 0 : figure);
      }
      ASSERT_EQ(TotalsRowsBytes(programme, table), AsMessages(programme, table));
    }
  }
}

TEST(TotalsBytes, GreatestFigures) {
  const TotalsTable table{.measures = {Measure::kContract, Measure::kFirms},
                          .by = {Dimension::kYear},
                          .keys = {100, 101},
                          .figures = {std::numeric_limits<std::int64_t>::min(), -1,
                                      std::numeric_limits<std::int64_t>::max(), 0}};
  EXPECT_EQ(TotalsRowsBytes({}, table), AsMessages({}, table));
}

TEST(TotalsBytes, EmptyWithoutRows) {
  EXPECT_EQ(TotalsRowsBytes({}, {.measures = {Measure::kFirms}, .total = {0}}), "");
  EXPECT_EQ(TotalsRowsBytes({}, {.measures = {Measure::kFirms}, .by = {Dimension::kBank}}), "");
}

}  // namespace
}  // namespace ippledge::server
