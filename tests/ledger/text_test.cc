#include "ledger/text.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/string_view.h"
#include "ledger/reason.h"
#include "ledger/refusal.h"
#include "tests/testing/status_matchers.h"

namespace ippledge {
namespace {

TEST(Text, Examples) {
  EXPECT_EQ(CountCharacters("质押 loan"), 7);
  EXPECT_TRUE(IsValidUtf8("质押"));
  EXPECT_THAT(CheckText("包头市某某科技有限公司", 1, 100), IsOk());
  EXPECT_THAT(CheckText("", 1, 100), ReasonIs(Reason::kFieldRequired));
  EXPECT_THAT(CheckSlug("inner-mongolia-2021"), IsOk());
}

TEST(TextIsValidUtf8, TakesShortestFormsOnly) {
  struct Case {
    absl::string_view name;
    std::string bytes;
    bool want;
  };
  const Case cases[] = {
      {"empty", "", true},
      {"ASCII", "abcdefgh ijkl", true},
      {"zero byte", std::string("a\0b", 3), true},
      {"two bytes, first", "\xC2\x80", true},
      {"two bytes, last", "\xDF\xBF", true},
      {"three bytes, first", "\xE0\xA0\x80", true},
      {"before the surrogates", "\xED\x9F\xBF", true},
      {"after the surrogates", "\xEE\x80\x80", true},
      {"three bytes, last", "\xEF\xBF\xBF", true},
      {"four bytes, first", "\xF0\x90\x80\x80", true},
      {"U+10FFFF", "\xF4\x8F\xBF\xBF", true},
      {"bare continuation", "\x80", false},
      {"bare continuation after eight", "abcdefgh\xBF", false},
      {"overlong slash", "\xC0\xAF", false},
      {"overlong, C1", "\xC1\xBF", false},
      {"overlong, three bytes", "\xE0\x9F\xBF", false},
      {"overlong, four bytes", "\xF0\x8F\xBF\xBF", false},
      {"first surrogate", "\xED\xA0\x80", false},
      {"last surrogate", "\xED\xBF\xBF", false},
      {"above U+10FFFF", "\xF4\x90\x80\x80", false},
      {"F5", "\xF5\x80\x80\x80", false},
      {"FE", "\xFE", false},
      {"FF", "\xFF", false},
      {"cut in two bytes", "a\xC3", false},
      {"cut in three bytes", "a\xE8\xB4", false},
      {"cut in four bytes", "a\xF0\x90\x80", false},
      {"ASCII in the middle", "\xE8x\xA8", false},
      {"GB 18030", "\xD6\xCA\xD1\xBA", false},
  };
  for (const Case& c : cases) EXPECT_EQ(IsValidUtf8(c.bytes), c.want) << c.name;
}

// Every code point, encoded by the rule's text, is valid exactly when it is no surrogate.
TEST(TextIsValidUtf8, TakesEveryCodePoint) {
  for (unsigned point = 0; point <= 0x10FFFF; ++point) {
    std::string bytes;
    const auto put = [&](unsigned byte) { bytes.push_back(static_cast<char>(byte)); };
    if (point < 0x80) {
      put(point);
    } else if (point < 0x800) {
      put(0xC0 | point >> 6);
      put(0x80 | (point & 63));
    } else if (point < 0x10000) {
      put(0xE0 | point >> 12);
      put(0x80 | (point >> 6 & 63));
      put(0x80 | (point & 63));
    } else {
      put(0xF0 | point >> 18);
      put(0x80 | (point >> 12 & 63));
      put(0x80 | (point >> 6 & 63));
      put(0x80 | (point & 63));
    }
    ASSERT_EQ(IsValidUtf8(bytes), point < 0xD800 || point > 0xDFFF) << point;
    ASSERT_EQ(CountCharacters(bytes), 1) << point;
    if (point > 0x7F) {
      ASSERT_FALSE(IsValidUtf8(absl::string_view(bytes).substr(0, bytes.size() - 1)));
    }
  }
}

TEST(TextCutToBytes, CutsNoCharacter) {
  EXPECT_EQ(CutToBytes("abc", 3), "abc");
  EXPECT_EQ(CutToBytes("abc", 2), "ab");
  EXPECT_EQ(CutToBytes("质押", 6), "质押");
  EXPECT_EQ(CutToBytes("质押", 5), "质");
  EXPECT_EQ(CutToBytes("质押", 4), "质");
  EXPECT_EQ(CutToBytes("质押", 3), "质");
  EXPECT_EQ(CutToBytes("质押", 2), "");
  EXPECT_EQ(CutToBytes("abc", 0), "");
  EXPECT_EQ(CutToBytes("abc", -1), "");
}

TEST(TextPrintable, ReplacesWhatCannotBeShown) {
  EXPECT_EQ(Printable("质押 ok"), "质押 ok");
  EXPECT_EQ(Printable("a\nb\tc\x7F"), "a?b?c?");
  EXPECT_EQ(Printable("a\xFF\xE8\xB4"), "a???");
  EXPECT_EQ(Printable("\xC2\x85z"), "?z");
}

TEST(TextCheckText, RefusesInTheOrderOfTheContract) {
  struct Case {
    absl::string_view name;
    std::string text;
    int min_chars;
    int max_chars;
    Reason want;
  };
  const Case cases[] = {
      {"empty, optional", "", 0, 5, Reason::kNone},
      {"shortest", "a", 1, 5, Reason::kNone},
      {"longest", "质押贷款户", 1, 5, Reason::kNone},
      {"inner space", "a b", 1, 5, Reason::kNone},
      {"empty, required", "", 1, 5, Reason::kFieldRequired},
      {"too long", "abcdef", 1, 5, Reason::kFieldTooLong},
      {"too long before malformed", "abcde\n", 1, 5, Reason::kFieldTooLong},
      {"not UTF-8", "\xFF", 1, 5, Reason::kFieldMalformed},
      {"line feed", "a\nb", 1, 5, Reason::kFieldMalformed},
      {"tab", "a\tb", 1, 5, Reason::kFieldMalformed},
      {"zero byte", std::string("a\0b", 3), 1, 5, Reason::kFieldMalformed},
      {"delete", "a\x7F", 1, 5, Reason::kFieldMalformed},
      {"C1 control", "a\xC2\x85z", 1, 5, Reason::kFieldMalformed},
      {"line separator", "a\u2028b", 1, 5, Reason::kFieldMalformed},
      {"leading space", " a", 1, 5, Reason::kFieldMalformed},
      {"trailing space", "a ", 1, 5, Reason::kFieldMalformed},
      {"trailing ideographic space", "a\u3000", 1, 5, Reason::kFieldMalformed},
      {"leading no-break space", "\u00A0a", 1, 5, Reason::kFieldMalformed},
      {"leading byte order mark", "\uFEFFa", 1, 5, Reason::kFieldMalformed},
      {"only a space", " ", 1, 5, Reason::kFieldMalformed},
      {"too short", "ab", 3, 5, Reason::kFieldMalformed},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(ReasonOf(CheckText(c.text, c.min_chars, c.max_chars)), c.want) << c.name;
  }
  const std::vector<Violation> want = {{Reason::kFieldTooLong, "", {{"limit", "3"}, {"got", "4"}}}};
  EXPECT_EQ(ViolationsOf(CheckText("知识产权", 1, 3)), want);
}

TEST(TextCheckSlug, TakesKeysOnly) {
  struct Case {
    absl::string_view slug;
    Reason want;
  };
  const Case cases[] = {
      {"a", Reason::kNone},
      {"0", Reason::kNone},
      {"nm-2021", Reason::kNone},
      {"a--b", Reason::kNone},
      {"abcdefghijklmnopqrstuvwxyz012345", Reason::kNone},
      {"", Reason::kFieldRequired},
      {"abcdefghijklmnopqrstuvwxyz0123456", Reason::kFieldTooLong},
      {"-a", Reason::kFieldMalformed},
      {"a-", Reason::kFieldMalformed},
      {"-", Reason::kFieldMalformed},
      {"A", Reason::kFieldMalformed},
      {"a_b", Reason::kFieldMalformed},
      {"a.b", Reason::kFieldMalformed},
      {"a/b", Reason::kFieldMalformed},
      {"a b", Reason::kFieldMalformed},
      {"内蒙古", Reason::kFieldMalformed},
  };
  for (const Case& c : cases) EXPECT_EQ(ReasonOf(CheckSlug(c.slug)), c.want) << c.slug;
}

}  // namespace
}  // namespace ippledge
