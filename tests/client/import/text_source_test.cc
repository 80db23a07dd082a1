#include "client/import/text_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unicode/ucnv.h>

#include <optional>

#include "absl/strings/str_cat.h"

namespace ippledge::client {
namespace {

using ::testing::HasSubstr;

// UTF-8 text in another encoding, by ICU.
std::string Encoded(const std::string& utf8, const char* encoding) {
  std::string out(utf8.size() * 4 + 16, '\0');
  UErrorCode error = U_ZERO_ERROR;
  const std::int32_t size =
      ucnv_convert(encoding, "UTF-8", out.data(), static_cast<std::int32_t>(out.size()),
                   utf8.data(), static_cast<std::int32_t>(utf8.size()), &error);
  EXPECT_TRUE(U_SUCCESS(error));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

struct Whole {
  std::string text;
  Encoding encoding = Encoding::kAscii;
  std::string error;
};

Whole ReadWhole(std::string bytes, std::size_t piece = 1000,
                std::optional<Encoding> encoding = std::nullopt) {
  TextSource source(FromBytes(std::move(bytes), piece), encoding);
  Whole whole;
  while (true) {
    const absl::StatusOr<absl::string_view> text = source.Next();
    if (!text.ok()) {
      whole.error = std::string(text.status().message());
      break;
    }
    if (text->empty()) break;
    absl::StrAppend(&whole.text, *text);
  }
  whole.encoding = source.encoding();
  return whole;
}

const char kText[] = "银行,合同编号\r\n内蒙古银行,HT-1\r\n𠮷,ＡＢ\r\n";

TEST(TextSourceTest, FindsTheEncodingOut) {
  const struct {
    std::string bytes;
    Encoding encoding;
  } cases[] = {
      {kText, Encoding::kUtf8},
      {absl::StrCat("\xEF\xBB\xBF", kText), Encoding::kUtf8},
      {Encoded(kText, "gb18030"), Encoding::kGb18030},
      {absl::StrCat("\xFF\xFE", Encoded(kText, "UTF-16LE")), Encoding::kUtf16Le},
      {absl::StrCat("\xFE\xFF", Encoded(kText, "UTF-16BE")), Encoding::kUtf16Be},
  };
  for (const auto& each : cases) {
    // Pieces of one byte cut every character in two.
    for (const std::size_t piece : {1u, 2u, 3u, 7u, 100000u}) {
      const Whole whole = ReadWhole(each.bytes, piece);
      EXPECT_EQ(whole.error, "") << NameOf(each.encoding) << " " << piece;
      EXPECT_EQ(whole.text, kText) << NameOf(each.encoding) << " " << piece;
      EXPECT_EQ(whole.encoding, each.encoding);
    }
  }
}

TEST(TextSourceTest, AsciiNeedsNoEncodingAndEmptyFilesAreEmpty) {
  EXPECT_EQ(ReadWhole("a,b\n").encoding, Encoding::kAscii);
  EXPECT_EQ(ReadWhole("a,b\n").text, "a,b\n");
  EXPECT_EQ(ReadWhole("").text, "");
  EXPECT_EQ(ReadWhole("\xEF\xBB\xBF").text, "");
}

TEST(TextSourceTest, ChineseMayComeLate) {
  const std::string ascii(3 * kTextChunkBytes + 11, 'x');
  const Whole whole = ReadWhole(absl::StrCat(ascii, Encoded("乙", "gb18030")), 65536);
  EXPECT_EQ(whole.text, absl::StrCat(ascii, "乙"));
  EXPECT_EQ(whole.encoding, Encoding::kGb18030);
}

TEST(TextSourceTest, FourByteCharactersOfGb18030) {
  const std::string text = "㐀𠀀é€";
  EXPECT_EQ(ReadWhole(Encoded(absl::StrCat("甲乙丙丁", text), "gb18030"), 3).text,
            absl::StrCat("甲乙丙丁", text));
}

TEST(TextSourceTest, IllegalBytesAreRefusedWithLineAndColumn) {
  // Eight characters and one stray byte: damaged UTF-8, not GB18030.
  EXPECT_THAT(ReadWhole("甲,乙\n一二三四五六七八\xFF,x\n").error,
              HasSubstr("line 2, column 9: byte ff is not UTF-8"));
  EXPECT_THAT(ReadWhole("a\n甲\xE4\xB8", 1000, Encoding::kUtf8).error,
              HasSubstr("line 2, column 2"));
  EXPECT_THAT(ReadWhole(absl::StrCat(Encoded("甲乙丙\n丁", "gb18030"), "\xFF\xFF")).error,
              HasSubstr("line 2, column 2: bytes ff are not GB18030"));
  EXPECT_THAT(
      ReadWhole(absl::StrCat("\xFF\xFE", Encoded("a\nb", "UTF-16LE"), std::string("\x00\xD8", 2)))
          .error,
      HasSubstr("line 2, column 2"));
}

TEST(TextSourceTest, OverlongFormsAndSurrogatesAreNotUtf8) {
  for (const char* bytes :
       {"\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80"}) {
    EXPECT_NE(ReadWhole(bytes, 1000, Encoding::kUtf8).error, "");
  }
}

TEST(TextSourceTest, NulsAreRefused) {
  EXPECT_THAT(ReadWhole(std::string("a\nb\0c", 5)).error,
              HasSubstr("line 2, column 2: a NUL byte"));
}

TEST(TextSourceTest, TheUserMayNameTheEncoding) {
  // These bytes are both: "小" in GB18030 is a Cyrillic letter in UTF-8.
  const std::string both = Encoded("小", "gb18030");
  EXPECT_EQ(ReadWhole(both).encoding, Encoding::kUtf8);
  EXPECT_EQ(ReadWhole(both, 1000, Encoding::kGb18030).text, "小");
  EXPECT_EQ(
      ReadWhole(absl::StrCat("\xFE\xFF", Encoded("a", "UTF-16BE")), 1000, Encoding::kUtf16Le).text,
      "a");
}

TEST(TextSourceTest, MissingFilesAndFolders) {
  EXPECT_EQ(OpenFile("/nowhere/at/all.csv").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(OpenFile("/").status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace ippledge::client
