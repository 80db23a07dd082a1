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

// Texts of every length around a word of eight bytes, each byte in each place.
TEST(TextCheckText, JudgesEveryByteInEveryPlaceOfAscii) {
  for (std::size_t size = 1; size <= 18; ++size) {
    for (std::size_t place = 0; place < size; ++place) {
      for (int byte = 0; byte < 0x100; ++byte) {
        std::string text(size, 'a');
        text[place] = static_cast<char>(byte);
        const bool inside = place > 0 && place + 1 < size;
        const bool want = byte < 0x7F && byte >= (inside ? 0x20 : 0x21);
        ASSERT_EQ(CheckText(text, 1, 18).ok(), want) << size << " " << place << " " << byte;
        ASSERT_EQ(CheckText(text, 1, static_cast<int>(size) - 1).ok(), false) << text;
      }
    }
  }
}

// Every character from U+0800 to U+FFFF in the middle, at the beginning and at the end.
TEST(TextCheckText, JudgesEveryCharacterOfThreeBytes) {
  for (unsigned point = 0x800; point <= 0xFFFF; ++point) {
    const std::string character = {static_cast<char>(0xE0 | point >> 12),
                                   static_cast<char>(0x80 | (point >> 6 & 63)),
                                   static_cast<char>(0x80 | (point & 63))};
    const bool good = (point < 0xD800 || point > 0xDFFF) && point != 0x2028 && point != 0x2029;
    const bool space = point == 0x1680 || (point >= 0x2000 && point <= 0x200A) || point == 0x202F ||
                       point == 0x205F || point == 0x3000 || point == 0xFEFF;
    ASSERT_EQ(CheckText("质" + character + "押", 3, 3).ok(), good) << point;
    ASSERT_EQ(CheckText(character + "押", 1, 2).ok(), good && !space) << point;
    ASSERT_EQ(CheckText("质" + character, 1, 2).ok(), good && !space) << point;
    // Cut short, at the end and before ASCII.
    ASSERT_FALSE(CheckText("质" + character.substr(0, 2), 1, 9).ok()) << point;
    ASSERT_FALSE(CheckText(character.substr(0, 2) + "a", 1, 9).ok()) << point;
  }
}

TEST(TextCheckText, CountsCharactersNotBytes) {
  std::string text = "ab";
  for (int i = 0; i < 100; ++i) text += "质押";
  EXPECT_THAT(CheckText(text, 202, 202), IsOk());
  EXPECT_THAT(CheckText(text, 1, 201), ReasonIs(Reason::kFieldTooLong));
  EXPECT_THAT(CheckText(text, 203, 400), ReasonIs(Reason::kFieldMalformed));
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
      {"内蒙古自治区知识产权局", Reason::kFieldMalformed},
  };
  for (const Case& c : cases) EXPECT_EQ(ReasonOf(CheckSlug(c.slug)), c.want) << c.slug;
}

}  // namespace
}  // namespace ippledge
