#include "client/import/transform.h"

#include <gtest/gtest.h>

#include "client/import/stable_hash.h"

namespace ippledge::client {
namespace {

Transform Make(Transform::Step step, const char* text = "", int from = 0, int length = 0) {
  Transform transform;
  transform.step = step;
  transform.text = text;
  transform.from = from;
  transform.length = length;
  return transform;
}

TEST(TransformTest, EachStep) {
  using Step = Transform::Step;
  EXPECT_EQ(Apply(Make(Step::kTrim), "  a   b "), "a b");
  EXPECT_EQ(Apply(Make(Step::kUpper), "aB甲"), "AB甲");
  EXPECT_EQ(Apply(Make(Step::kLower), "aB甲"), "ab甲");
  EXPECT_EQ(Apply(Make(Step::kPrefix, "X-"), "1"), "X-1");
  EXPECT_EQ(Apply(Make(Step::kPrefix, "X-"), ""), "");
  EXPECT_EQ(Apply(Make(Step::kSuffix, "-X"), "1"), "1-X");
  EXPECT_EQ(Apply(Make(Step::kSubstring, "", 1, 2), "451120"), "45");
  EXPECT_EQ(Apply(Make(Step::kSubstring, "", -4, 0), "451120"), "1120");
  EXPECT_EQ(Apply(Make(Step::kSubstring, "", 2, 2), "甲乙丙丁"), "乙丙");
  EXPECT_EQ(Apply(Make(Step::kSubstring, "", 9, 2), "甲"), "");
  EXPECT_EQ(Apply(Make(Step::kSplit, "/", 2), "a / b / c"), "b");
  EXPECT_EQ(Apply(Make(Step::kSplit, "/", -1), "a/b/c"), "c");
  EXPECT_EQ(Apply(Make(Step::kSplit, "/", 4), "a/b/c"), "");
  EXPECT_EQ(Apply(Make(Step::kRemove, "-号 "), "第 1-2 号"), "第12");
  Transform replace = Make(Step::kReplace, "CORP");
  replace.other = "CO";
  EXPECT_EQ(Apply(replace, "A CORP"), "A CO");
}

TEST(SlugTest, PlainNamesStayReadable) {
  EXPECT_EQ(SlugOf("BANK OF AMERICA", 32), "bank-of-america");
  EXPECT_EQ(SlugOf("Bank of America", 32), "bank-of-america");
  EXPECT_EQ(SlugOf(" 1ST SOURCE BANK ", 32), "1st-source-bank");
  EXPECT_EQ(SlugOf("", 32), "");
}

TEST(SlugTest, NamesThatCouldMeetGetAHash) {
  const std::string comma = SlugOf("CITIBANK, N.A.", 32);
  const std::string spaces = SlugOf("CITIBANK N A", 32);
  EXPECT_EQ(spaces, "citibank-n-a");
  EXPECT_EQ(comma.substr(0, 13), "citibank-n-a-");
  EXPECT_EQ(comma.size(), 19u);
  EXPECT_NE(SlugOf("A-B", 32), SlugOf("A B", 32));
  EXPECT_NE(SlugOf("A  B", 32), SlugOf("A B", 32));
}

TEST(SlugTest, LongNamesAreCutToTheLimit) {
  const std::string one = SlugOf("NORTHWEST PIEDMONT DEVELOPMENT CORPORATION", 32);
  const std::string other = SlugOf("NORTHWEST PIEDMONT DEVELOPMENT COMPANY", 32);
  EXPECT_LE(one.size(), 32u);
  EXPECT_NE(one, other);
  EXPECT_LE(SlugOf("NORTHWEST PIEDMONT DEVELOPMENT CORPORATION", 16).size(), 16u);
  EXPECT_EQ(SlugOf("内蒙古银行", 32).substr(0, 2), "b-");
  EXPECT_EQ(SlugOf("内蒙古银行", 32).size(), 8u);
  for (const char c : SlugOf("--x  é--", 32)) {
    EXPECT_TRUE((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
  }
}

TEST(StableHashTest, IsFrozen) {
  EXPECT_EQ(HexOf(StableHash(""), 16), "b98b148f3731bb98");
  EXPECT_EQ(HexOf(StableHash("CITIBANK, N.A."), 16), "c36815bd595da641");
  EXPECT_EQ(SlugOf("CITIBANK, N.A.", 32), "citibank-n-a-c36815");
}

TEST(StableHashTest, ChainsTellWhereATextEnds) {
  EXPECT_NE(StableHash("ab", StableHash("")), StableHash("b", StableHash("a")));
  EXPECT_NE(StableHash("a"), StableHash(absl::string_view("a\0", 2)));
  EXPECT_NE(StableHash(1, StableHash(2, 0)), StableHash(2, StableHash(1, 0)));
}

TEST(ValueTableTest, UnknownTexts) {
  ValueTable table;
  table.values["A"] = "1";
  std::string scratch;
  EXPECT_EQ(*Find(table, "A", &scratch), "1");
  EXPECT_EQ(Find(table, "B", &scratch), nullptr);
  EXPECT_EQ(*Find(table, "", &scratch), "");
  table.keep_unknown = true;
  EXPECT_EQ(*Find(table, "B", &scratch), "B");
  table.keep_unknown = false;
  table.has_default = true;
  table.otherwise = "9";
  EXPECT_EQ(*Find(table, "B", &scratch), "9");
}

}  // namespace
}  // namespace ippledge::client
