#include "server/page_token.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "ledger/reason.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/test_server.h"

namespace ippledge::server {
namespace {

const PageTokens& Tokens() {
  static const auto* const kTokens = new PageTokens(std::string(32, 'k'));
  return *kTokens;
}

TEST(PageTokenTest, ATokenOpensToWhatItSealed) {
  for (const std::string& key :
       {std::string(), std::string("icbc-nm\0HT-1", 12), std::string(600, 'x')}) {
    const std::string token =
        Tokens().Seal("list", {.position = 1'234'567'890'123, .last_key = key});
    const absl::StatusOr<PagePoint> point = Tokens().Open("list", token);
    ASSERT_THAT(point, IsOk());
    EXPECT_EQ(point->position, 1'234'567'890'123);
    EXPECT_EQ(point->last_key, key);
  }
}

TEST(PageTokenTest, IsGoodForItsListOnly) {
  const std::string token = Tokens().Seal("list", {.position = 5, .last_key = "k"});
  EXPECT_THAT(Tokens().Open("lists", token), ReasonIs(Reason::kPageTokenInvalid));
  EXPECT_THAT(Tokens().Open("", token), ReasonIs(Reason::kPageTokenInvalid));
  EXPECT_THAT(PageTokens(std::string(32, 'm')).Open("list", token),
              ReasonIs(Reason::kPageTokenInvalid));
}

TEST(PageTokenTest, ScopeAndContentDoNotRunIntoEachOther) {
  const std::string token = Tokens().Seal("li", {.position = 5, .last_key = "st"});
  EXPECT_THAT(Tokens().Open("list", token), ReasonIs(Reason::kPageTokenInvalid));
}

TEST(PageTokenTest, EveryAlteredCharacterIsNoticed) {
  const std::string token = Tokens().Seal("list", {.position = 5, .last_key = "key"});
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string altered = token;
    altered[i] = altered[i] == 'A' ? 'B' : 'A';
    const absl::StatusOr<PagePoint> point = Tokens().Open("list", altered);
    // Base64 has unused bits in its last character: it may say the same.
    if (point.ok()) {
      EXPECT_EQ(point->last_key, "key") << i;
    }
    EXPECT_TRUE(!point.ok() || i + 1 == token.size()) << i;
  }
  EXPECT_THAT(Tokens().Open("list", token.substr(0, token.size() - 4)),
              ReasonIs(Reason::kPageTokenInvalid));
}

TEST(PageTokenTest, WhatIsNoTokenIsRefused) {
  for (const std::string& token : {std::string("x"), std::string("not base64!"),
                                   std::string(5000, 'A'), std::string("\xff\xfe")}) {
    EXPECT_THAT(Tokens().Open("list", token), ReasonIs(Reason::kPageTokenInvalid)) << token;
  }
}

TEST(PageTokenTest, TheKeyStaysWithTheStore) {
  const TestFolder folder;
  const std::string path = absl::StrCat(folder.path(), "/key");
  const absl::StatusOr<PageTokens> first = PageTokens::Load(path);
  ASSERT_THAT(first, IsOk());
  const absl::StatusOr<PageTokens> again = PageTokens::Load(path);
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(again->Open("list", first->Seal("list", {})), IsOk());
  struct stat file;
  ASSERT_EQ(stat(path.c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600u);
  EXPECT_EQ(file.st_size, 32);
  // Nothing else is left behind.
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(PageTokenTest, AKeyThatWasCutShortIsNotUsed) {
  const TestFolder folder;
  const std::string path = absl::StrCat(folder.path(), "/key");
  std::ofstream(path) << "short";
  EXPECT_THAT(PageTokens::Load(path), StatusIs(absl::StatusCode::kDataLoss));
}

TEST(PageTokenTest, AFolderThatIsNotThereIsUnavailable) {
  EXPECT_THAT(PageTokens::Load("/nonexistent/key"), StatusIs(absl::StatusCode::kUnavailable));
}

TEST(PageSizeTest, IsCoercedButNeverNegative) {
  EXPECT_THAT(PageSizeOf(0), IsOkAndHolds(50));
  EXPECT_THAT(PageSizeOf(1), IsOkAndHolds(1));
  EXPECT_THAT(PageSizeOf(1000), IsOkAndHolds(1000));
  EXPECT_THAT(PageSizeOf(1001), IsOkAndHolds(1000));
  EXPECT_THAT(PageSizeOf(-1), ReasonIs(Reason::kValueOutOfRange));
}

}  // namespace
}  // namespace ippledge::server
