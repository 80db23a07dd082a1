#include "ledger/refusal.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "ledger/text.h"
#include "tests/testing/status_matchers.h"

namespace ippledge {
namespace {

TEST(Refusal, Examples) {
  const absl::Status status = Refuse(
      Reason::kContractAmountExceeded, "draw.amount_fen",
      {{"limit", "5000000"}, {"used", "4000000"}, {"asked", "1000001"}, {"remaining", "1000000"}});
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(status, ReasonIs(Reason::kContractAmountExceeded));
  EXPECT_EQ(status.message(),
            "drawing 1000001 fen exceeds the contract: limit 5000000 fen, used 4000000 fen, "
            "remaining 1000000 fen");
  const std::vector<Violation> violations = ViolationsOf(status);
  ASSERT_EQ(violations.size(), 1u);
  EXPECT_EQ(violations[0].field, "draw.amount_fen");
  EXPECT_EQ(ChineseText(violations[0]),
            "本次发放 1000001 分超过合同金额：上限 5000000 分，已用 4000000 分，剩余 1000000 分");
}

TEST(RefusalTexts, FillInFieldAndMetadata) {
  const Violation violation = {
      Reason::kValueOutOfRange, "rate_ppm", {{"got", "-1"}, {"min", "0"}, {"max", "1000000"}}};
  EXPECT_EQ(EnglishText(violation), "rate_ppm: -1 is outside 0 to 1000000");
  EXPECT_EQ(ChineseText(violation), "rate_ppm：-1 不在 0 至 1000000 之间");
}

TEST(RefusalTexts, SayTheRequestWithoutAFieldAndAskForWhatIsMissing) {
  const Violation violation = {Reason::kFieldMalformed, "", {{"got", "x"}}};
  EXPECT_EQ(EnglishText(violation), "request: \"x\" has the wrong form, expected ?");
  EXPECT_EQ(ChineseText(violation), "请求：“x”格式不符，应为 ?");
}

TEST(RefusalTexts, FillValuesInOnlyOnce) {
  const Violation violation = {Reason::kFieldMalformed, "a", {{"got", "{want}"}, {"want", "b"}}};
  EXPECT_EQ(EnglishText(violation), "a: \"{want}\" has the wrong form, expected b");
}

TEST(RefusalRefuse, GivesEveryReasonItsCode) {
  for (const ReasonRow& row : Reasons()) {
    const absl::Status status = Refuse(row.reason, "field");
    EXPECT_THAT(status, StatusIs(row.code)) << row.name;
    EXPECT_THAT(status, ReasonIs(row.reason));
    EXPECT_EQ(ViolationsMoreOf(status), 0);
  }
}

TEST(RefusalRefuse, KeepsViolationsAsTheyAre) {
  const std::vector<Violation> violations = {
      {Reason::kDateOrder, "draws[0].date", {{"got", "2024-01-02"}, {"after", "2024-01-03"}}},
      {Reason::kFieldRequired, "", {}},
      {Reason::kFieldNotAllowed, "a:b;c", {{"why", "12:3;"}, {"", ""}, {"x", "质押"}}},
  };
  const absl::Status status = Refuse(violations, 7);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(ViolationsOf(status), violations);
  EXPECT_EQ(ViolationsMoreOf(status), 7);
  EXPECT_EQ(status.message(),
            "draws[0].date: 2024-01-02 must not be before 2024-01-03 (and 9 more)");
}

TEST(RefusalRefuse, TakesTheCodeOfTheFirst) {
  EXPECT_THAT(Refuse({{Reason::kLoanUnknown, "", {}}, {Reason::kFieldRequired, "", {}}}, 0),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST(RefusalRefuse, CutsListsAtTheirLimit) {
  std::vector<Violation> violations;
  for (int i = 0; i < kViolationsMax + 3; ++i) {
    violations.push_back({Reason::kFieldRequired, absl::StrCat("rows[", i, "]"), {}});
  }
  const absl::Status status = Refuse(violations, 2);
  ASSERT_EQ(ViolationsOf(status).size(), static_cast<std::size_t>(kViolationsMax));
  EXPECT_EQ(ViolationsOf(status).back().field, absl::StrCat("rows[", kViolationsMax - 1, "]"));
  EXPECT_EQ(ViolationsMoreOf(status), 5);
}

TEST(RefusalRefuse, CutsValuesAtACharacter) {
  struct Case {
    std::string value;
    std::string want;
  };
  std::string han;
  for (int i = 0; i < 50; ++i) han += "质";
  const Case cases[] = {
      {std::string(120, 'x'), std::string(120, 'x')},
      {std::string(121, 'x'), std::string(120, 'x')},
      {han, han.substr(0, 120)},
      {"x" + han, "x" + han.substr(0, 117)},
      {"xx" + han, "xx" + han.substr(0, 117)},
      {"a\nb\xFFz", "a?b?z"},
  };
  for (const Case& c : cases) {
    const std::vector<Violation> violations =
        ViolationsOf(Refuse(Reason::kDuplicateItem, "f", {{"got", c.value}}));
    ASSERT_EQ(violations.size(), 1u);
    EXPECT_EQ(violations[0].metadata[0].second, c.want);
    EXPECT_TRUE(IsValidUtf8(violations[0].metadata[0].second));
  }
}

TEST(RefusalDeathTest, CrashesOnBrokenPromises) {
  EXPECT_DEATH(Refuse(std::vector<Violation>{}, 0), "broken promise");
  EXPECT_DEATH(Refuse(Reason::kNone), "broken promise");
}

TEST(Violations, CollectsUpToTheLimitAndCountsTheRest) {
  Violations violations;
  EXPECT_TRUE(violations.empty());
  EXPECT_THAT(violations.ToStatus(), IsOk());
  violations.Add(Reason::kDateMalformed, "maturity_date", {{"got", "soon"}});
  EXPECT_FALSE(violations.empty());
  for (int i = 0; i < kViolationsMax + 4; ++i) violations.Add(Reason::kFieldRequired, "x");
  EXPECT_EQ(violations.list().size(), static_cast<std::size_t>(kViolationsMax));
  EXPECT_EQ(violations.more(), 5);
  const absl::Status status = violations.ToStatus();
  EXPECT_THAT(status, ReasonIs(Reason::kDateMalformed));
  EXPECT_EQ(ViolationsOf(status), violations.list());
  EXPECT_EQ(ViolationsMoreOf(status), 5);
}

TEST(RefusalViolationsOf, IsEmptyForOtherStatuses) {
  absl::Status foreign = absl::InternalError("disk");
  EXPECT_TRUE(ViolationsOf(absl::OkStatus()).empty());
  EXPECT_TRUE(ViolationsOf(foreign).empty());
  EXPECT_EQ(ReasonOf(foreign), Reason::kNone);
  EXPECT_EQ(ViolationsMoreOf(foreign), 0);
  for (const char* const bytes : {"", "0;", "0;1;", "0;1;3;", "0;1;3;5:ab", "0;1;3;1:ab;", "x;1;",
                                  "0;1;3;0:1;1:a9:b", "-1;0;", "0;1;3;-1:0;"}) {
    foreign.SetPayload("ippledge/violations", absl::Cord(bytes));
    EXPECT_TRUE(ViolationsOf(foreign).empty()) << bytes;
  }
}

}  // namespace
}  // namespace ippledge
