#include "server/log_keys.h"

#include <sys/stat.h>

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/test_server.h"

namespace ippledge::server {
namespace {

namespace fs = std::filesystem;
using proof::KeyType;
using ::testing::HasSubstr;

class LogKeysTest : public ::testing::Test {
 protected:
  std::string keys() const { return folder_.path() + "/keys"; }
  absl::StatusOr<engine::LogIdentity> IdentityOf(const LogKeySettings& settings,
                                                 const std::vector<std::string>& known = {}) {
    return NotaryOf(settings).identity_of("nm", known);
  }
  static std::vector<std::string> TextsOf(const engine::LogIdentity& identity) {
    std::vector<std::string> texts;
    for (const proof::SigningKey& key : identity.keys) texts.push_back(key.verifier().Text());
    return texts;
  }

  TestFolder folder_;
};

TEST_F(LogKeysTest, KeysAreMadeOnceAndThenRead) {
  const LogKeySettings both = {.folder = keys(), .algorithms = {KeyType::kEd25519, KeyType::kSm2}};
  const auto first = IdentityOf(both);
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->origin, "ippledge.local/nm");
  ASSERT_EQ(first->keys.size(), 2u);
  EXPECT_EQ(first->keys[0].name(), first->origin);
  EXPECT_TRUE(fs::exists(keys() + "/nm/checkpoint-ed25519"));
  EXPECT_TRUE(fs::exists(keys() + "/nm/checkpoint-sm2"));
  const auto again = IdentityOf(both, TextsOf(*first));
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(TextsOf(*again), TextsOf(*first));
  // Another programme has keys of its own.
  EXPECT_NE(TextsOf(*NotaryOf(both).identity_of("other", {})), TextsOf(*first));
}

TEST_F(LogKeysTest, ALostKeyIsNotReplacedWithoutAWord) {
  const LogKeySettings settings = {.folder = keys()};
  const auto first = IdentityOf(settings);
  ASSERT_THAT(first, IsOk());
  fs::remove(keys() + "/nm/checkpoint-ed25519");
  const auto lost = IdentityOf(settings, TextsOf(*first));
  EXPECT_THAT(lost, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(std::string(lost.status().message()), HasSubstr("put the file back"));
  EXPECT_FALSE(fs::exists(keys() + "/nm/checkpoint-ed25519"));
  // Before anything was signed there is nothing to lose.
  EXPECT_THAT(IdentityOf(settings), IsOk());
}

TEST_F(LogKeysTest, TheOriginStaysWhatItWas) {
  const auto first = IdentityOf({.folder = keys(), .origin = "ledger.example"});
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->origin, "ledger.example/nm");
  const auto other = IdentityOf({.folder = keys(), .origin = "other.example"}, TextsOf(*first));
  EXPECT_THAT(other, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(std::string(other.status().message()), HasSubstr("ledger.example/nm"));
}

TEST_F(LogKeysTest, WhatIsOpenToOthersIsRefused) {
  ASSERT_THAT(IdentityOf({.folder = keys()}), IsOk());
  chmod((keys() + "/nm/checkpoint-ed25519").c_str(), 0644);
  EXPECT_THAT(IdentityOf({.folder = keys()}), StatusIs(absl::StatusCode::kFailedPrecondition));
}

}  // namespace
}  // namespace ippledge::server
