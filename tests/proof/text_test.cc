#include "proof/text.h"

#include <gtest/gtest.h>

#include <string>

#include "proof/base64.h"
#include "tests/testing/status_matchers.h"

namespace ippledge::proof {
namespace {

TEST(TextBase64, HasOneFormForSomeBytes) {
  for (const std::string& bytes :
       {std::string(), std::string("f"), std::string("fo"), std::string("foo"),
        std::string("\0\xff\xfe", 3), std::string(1'000, 'x')}) {
    EXPECT_EQ(BytesOfBase64(Base64Of(bytes)), bytes);
  }
  EXPECT_EQ(Base64Of("fooba"), "Zm9vYmE=");
  for (const char* wrong : {"Zm9vYmE", "Zm9vYmE==", "Zm9vYmF=", "Zm9v YmE=", " Zm9v", "Zm9v\n",
                            "Zm9v.", "-_-_", "=", "====", "Z", "Zm9vYmE=Zm9v", "Zm9vYmE\xc3"}) {
    EXPECT_EQ(BytesOfBase64(wrong), std::nullopt) << wrong;
  }
  EXPECT_EQ(HashOfBase64(Base64Of(std::string(32, 'h'))), HashOfBytes(std::string(32, 'h')));
  EXPECT_EQ(HashOfBase64(Base64Of(std::string(31, 'h'))), std::nullopt);
  EXPECT_EQ(HashOfBase64(Base64Of(std::string(33, 'h'))), std::nullopt);
  EXPECT_EQ(HashOfBase64(""), std::nullopt);
}

TEST(HexText, OfAHashIsCanonical) {
  const std::string hex = HexOf(Sha256("h"));
  EXPECT_EQ(HashOfHex(hex), Sha256("h"));
  for (const std::string& text :
       {std::string(), hex.substr(2), hex.substr(1), hex + "00", "0x" + hex.substr(2),
        "g" + hex.substr(1), " " + hex.substr(1), std::string(64, 'A')}) {
    EXPECT_EQ(HashOfHex(text), std::nullopt) << text;
  }
}

TEST(TextTakeLine, TakesWhatANewlineEnds) {
  absl::string_view text = "one\n\nthree";
  EXPECT_EQ(TakeLine(text), "one");
  EXPECT_EQ(TakeLine(text), "");
  EXPECT_EQ(TakeLine(text), std::nullopt);
  EXPECT_EQ(text, "three");
}

TEST(TextParseDecimal, TakesOneFormOfANumber) {
  EXPECT_EQ(ParseDecimal("0"), 0u);
  EXPECT_EQ(ParseDecimal("10"), 10u);
  EXPECT_EQ(ParseDecimal("9223372036854775807"), (std::uint64_t{1} << 63) - 1);
  for (const char* wrong :
       {"", "00", "01", "+1", "-1", " 1", "1 ", "1.0", "0x1", "1e3", "１", "9223372036854775808",
        "18446744073709551616", "99999999999999999999999999"}) {
    EXPECT_EQ(ParseDecimal(wrong), std::nullopt) << wrong;
  }
}

TEST(TextCheckNoteText, WantsUtf8WithoutControlCharacters) {
  for (const char* good : {"", "a\nb\n\n", "张三 — è\n", "\x7f", "\xc2\x80", "\xed\x9f\xbf",
                           "\xee\x80\x80", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_THAT(CheckNoteText(good), IsOk()) << good;
  }
  for (const char* bad :
       {"\t", "\r\n", "\x01", "\x1f", "\x80", "\xc1\xbf", "\xc0\x80", "\xe0\x9f\xbf", "\xc3",
        "\xe2\x80", "\xf0\x9f\x98", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xc3\x28", "\xe2\x28\xa1"}) {
    EXPECT_THAT(CheckNoteText(bad), StatusIs(absl::StatusCode::kInvalidArgument)) << bad;
  }
  EXPECT_THAT(CheckNoteText(absl::string_view("a\0b", 3)),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(CheckNoteText("ab\tc").message(), "the note must not contain U+0009, which is byte 3");
}

TEST(TextCheckKeyName, WantsNoSpacesAndNoPlus) {
  for (const char* good : {"a", "ledger.example/nm", "财政局", "a-b_c:d", "\xc2\x84"}) {
    EXPECT_THAT(CheckKeyName(good), IsOk()) << good;
  }
  for (const char* bad : {"", "a b", "a+b", "+", "a\n", "a\t", "a\xc2\x85", "a\xc2\xa0",
                          "\xe1\x9a\x80", "\xe2\x80\x80", "\xe2\x80\x8a", "\xe2\x80\xa8",
                          "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80", "\xff"}) {
    EXPECT_THAT(CheckKeyName(bad), StatusIs(absl::StatusCode::kInvalidArgument)) << bad;
  }
}

}  // namespace
}  // namespace ippledge::proof
