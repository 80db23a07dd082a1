#include "client/statement/fault.h"

#include <set>
#include <string>

#include "gtest/gtest.h"

namespace ippledge::client {
namespace {

TEST(StatementFault, NamesArePairwiseDifferent) {
  std::set<std::string> names;
  for (int i = 0; i < kStatementFaultKindCount; ++i) {
    const auto kind = static_cast<StatementFaultKind>(i);
    EXPECT_FALSE(NameOf(kind).empty());
    EXPECT_TRUE(names.insert(std::string(NameOf(kind))).second) << NameOf(kind);
  }
}

TEST(StatementFault, TextsSayWhereWhatAndWhy) {
  const StatementFault fault{.kind = StatementFaultKind::kDateUnreal,
                             .line = 7,
                             .column = 3,
                             .field = "交易日",
                             .got = "2025-02-30",
                             .want = "YYYY-MM-DD"};
  EXPECT_EQ(TextZh(fault),
            "第 7 行，第 3 列，交易日：没有这一天，实为“2025-02-30”，应为“YYYY-MM-DD”");
  EXPECT_EQ(
      TextEn(fault),
      "line 7, column 3, 交易日: there is no such day, got \"2025-02-30\", want \"YYYY-MM-DD\"");
  EXPECT_EQ(TextEn({.kind = StatementFaultKind::kBalanceMissing}),
            "neither opening and closing nor running balances");
}

TEST(StatementFaults, CountsWhatIsBeyondTheLimit) {
  StatementFaults faults;
  EXPECT_TRUE(faults.empty());
  for (int i = 0; i < kStatementFaultsMax + 3; ++i) faults.Add({.line = i + 1});
  EXPECT_EQ(faults.faults().size(), static_cast<std::size_t>(kStatementFaultsMax));
  EXPECT_EQ(faults.more(), 3);
  EXPECT_EQ(faults.faults().back().line, kStatementFaultsMax);
}

}  // namespace
}  // namespace ippledge::client
