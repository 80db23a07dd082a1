#include "storage/log_key_file.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/storage/keyring_folder.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_folder.h"

namespace ippledge::storage {
namespace {

namespace fs = std::filesystem;
using absl::StatusCode;
using proof::KeyType;
using testing::HasSubstr;

constexpr char kName[] = "ledger.test/nm";

class LogKeyFileTest : public testing::Test {
 protected:
  std::string path() const { return folder_ / "keys/nm"; }
  std::string file(KeyType type = KeyType::kEd25519) const {
    return (fs::path(path()) / LogKeyFileName(type)).string();
  }
  absl::Status Read(absl::string_view name = kName) const {
    return ReadLogKey(path(), KeyType::kEd25519, name).status();
  }

  TempFolder folder_;
};

TEST_F(LogKeyFileTest, Examples) {
  for (const KeyType type : {KeyType::kEd25519, KeyType::kSm2}) {
    SCOPED_TRACE(proof::NameOf(type));
    const auto none = ReadLogKey(path(), type, kName);
    ASSERT_THAT(none, IsOk());
    EXPECT_FALSE(none->has_value());
    const auto made = MakeLogKey(path(), type, kName);
    ASSERT_THAT(made, IsOk());
    EXPECT_EQ(made->name(), kName);
    EXPECT_EQ(KeyringFolder::Mode(file(type)), mode_t{0600});
    EXPECT_EQ(KeyringFolder::Mode(path()), mode_t{0700});
    const auto read = ReadLogKey(path(), type, kName);
    ASSERT_THAT(read, IsOk());
    EXPECT_EQ((*read)->verifier(), made->verifier());
    EXPECT_THAT(MakeLogKey(path(), type, kName), StatusIs(StatusCode::kAlreadyExists));
    EXPECT_EQ((*ReadLogKey(path(), type, kName))->verifier(), made->verifier());
  }
  EXPECT_EQ(fs::path(file()).filename(), "checkpoint-ed25519");
  EXPECT_EQ(fs::path(file(KeyType::kSm2)).filename(), "checkpoint-sm2");
}

TEST_F(LogKeyFileTest, WhatIsOpenToOthersIsRefused) {
  ASSERT_THAT(MakeLogKey(path(), KeyType::kEd25519, kName), IsOk());
  chmod(file().c_str(), 0640);
  EXPECT_THAT(Read(), StatusIs(StatusCode::kFailedPrecondition));
  EXPECT_THAT(Read().message(), HasSubstr("mode 0640"));
  chmod(file().c_str(), 0600);
  chmod(path().c_str(), 0755);
  EXPECT_THAT(Read(), StatusIs(StatusCode::kFailedPrecondition));
  chmod(path().c_str(), 0700);
  EXPECT_THAT(Read(), IsOk());
  fs::rename(file(), folder_ / "elsewhere");
  fs::create_symlink(folder_ / "elsewhere", file());
  EXPECT_THAT(Read(), StatusIs(StatusCode::kFailedPrecondition));
  EXPECT_THAT(Read().message(), HasSubstr("symbolic link"));
}

TEST_F(LogKeyFileTest, WhatIsNoKeyIsDamage) {
  ASSERT_THAT(MakeLogKey(path(), KeyType::kEd25519, kName), IsOk());
  const std::string good = KeyringFolder::ReadOf(file());
  const auto with = [&](const std::string& text) {
    std::ofstream(file(), std::ios::binary | std::ios::trunc) << text;
    return Read();
  };
  for (const std::string& text : {std::string(), std::string("\n"), good.substr(0, good.size() - 1),
                                  good.substr(0, good.size() - 9) + "\n", good + "\n", good + good,
                                  std::string(5'000, 'x')}) {
    const absl::Status status = with(text);
    EXPECT_THAT(status, StatusIs(StatusCode::kDataLoss)) << text.size();
    // What is told never has the secret in it.
    EXPECT_THAT(std::string(status.message()),
                testing::Not(HasSubstr(good.substr(good.size() - 20, 12))));
  }
  EXPECT_THAT(with(good), IsOk());
  EXPECT_THAT(Read("ledger.test/other"), StatusIs(StatusCode::kDataLoss));
  fs::copy_file(file(), file(KeyType::kSm2));
  chmod(file(KeyType::kSm2).c_str(), 0600);
  EXPECT_THAT(ReadLogKey(path(), KeyType::kSm2, kName), StatusIs(StatusCode::kDataLoss));
}

// A stop in the midst of making leaves a file beside it, which the next try takes away.
TEST_F(LogKeyFileTest, HalfMadeKeyIsMadeAnew) {
  fs::create_directories(path());
  chmod(path().c_str(), 0700);
  std::ofstream(file() + ".new") << "half";
  ASSERT_THAT(MakeLogKey(path(), KeyType::kEd25519, kName), IsOk());
  EXPECT_THAT(Read(), IsOk());
  EXPECT_FALSE(fs::exists(file() + ".new"));
}

TEST_F(LogKeyFileTest, PutAside) {
  EXPECT_THAT(PutLogKeyAside(path(), KeyType::kEd25519, kName), IsOk());
  const auto old = MakeLogKey(path(), KeyType::kEd25519, kName);
  ASSERT_THAT(old, IsOk());
  ASSERT_THAT(PutLogKeyAside(path(), KeyType::kEd25519, kName), IsOk());
  EXPECT_FALSE(fs::exists(file()));
  const std::string aside =
      absl::StrCat(file(), ".", absl::Hex(old->verifier().id(), absl::kZeroPad8));
  EXPECT_EQ(KeyringFolder::ReadOf(aside), old->SecretText() + "\n");
  ASSERT_THAT(MakeLogKey(path(), KeyType::kEd25519, kName), IsOk());
  EXPECT_NE((*ReadLogKey(path(), KeyType::kEd25519, kName))->verifier(), old->verifier());
}

}  // namespace
}  // namespace ippledge::storage
