// What a keyring makes of its folder: modes, owners, power cuts, damage, a full disk.
#include "storage/keyring_file.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "ledger/bank_statement.h"
#include "storage/crc32c.h"
#include "storage/keyring.h"
#include "tests/storage/keyring_folder.h"
#include "tests/testing/status_matchers.h"

namespace ippledge::storage {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr std::size_t kRecordBytes = 128;
const auto kDamaged = StatusIs(absl::StatusCode::kDataLoss);
const auto kRefused = StatusIs(absl::StatusCode::kFailedPrecondition);
const auto kUnavailable = StatusIs(absl::StatusCode::kUnavailable);

// A folder with the keys of three subjects, closed.
class KeyringFileTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto keyring = folder_.Open();
    for (const char* subject : {"zhang", "li", "wang"}) {
      texts_.push_back(*keyring->Seal(subject, subject));
    }
    bytes_ = folder_.Read();
    ASSERT_EQ(bytes_.size(), 4 * kRecordBytes);
  }

  absl::Status Opened() const { return Keyring::Open(folder_.path()).status(); }
  absl::Status OpenedWith(absl::string_view bytes) const {
    folder_.Write(bytes);
    return Opened();
  }
  // The first `count` keys are there and no other, and a new one finds its place.
  void ExpectKeys(std::size_t count) const {
    auto keyring = folder_.Open();
    EXPECT_EQ(keyring->keys(), count);
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      EXPECT_EQ(keyring->Open(texts_[i]).ok(), i < count) << i;
    }
    const ProtectedText text = *keyring->Seal("new", "new");
    keyring.reset();
    EXPECT_EQ(folder_.Read().size(), (2 + count) * kRecordBytes);
    EXPECT_THAT(folder_.Open()->Open(text), IsOkAndHolds("new"));
  }

  KeyringFolder folder_;
  std::vector<ProtectedText> texts_;
  std::string bytes_;
};

TEST_F(KeyringFileTest, MakesWhatIsMissingForItsUserAlone) {
  EXPECT_EQ(KeyringFolder::Mode(folder_.path()), 0700u);
  EXPECT_EQ(KeyringFolder::Mode(std::filesystem::path(folder_.path()).parent_path()), 0700u);
  EXPECT_EQ(KeyringFolder::Mode(folder_.file()), 0600u);
}

TEST_F(KeyringFileTest, RefusesAFolderThatOthersMayUse) {
  for (const mode_t mode : {0750u, 0740u, 0705u, 0701u, 0720u, 01777u}) {
    ASSERT_EQ(chmod(folder_.path().c_str(), mode), 0);
    const absl::Status refused = Opened();
    EXPECT_THAT(refused, kRefused) << mode;
    EXPECT_THAT(std::string(refused.message()),
                AllOf(HasSubstr(folder_.path() + " has"), HasSubstr(absl::StrFormat("%04o", mode)),
                      HasSubstr("0700")));
  }
  ASSERT_EQ(chmod(folder_.path().c_str(), 0700), 0);
  EXPECT_THAT(Opened(), IsOk());
}

TEST_F(KeyringFileTest, RefusesAFileThatOthersMayUse) {
  for (const mode_t mode : {0640u, 0604u, 0620u, 0602u, 0660u, 0644u}) {
    ASSERT_EQ(chmod(folder_.file().c_str(), mode), 0);
    const absl::Status refused = Opened();
    EXPECT_THAT(refused, kRefused) << mode;
    EXPECT_THAT(std::string(refused.message()),
                AllOf(HasSubstr(folder_.file() + " has"), HasSubstr(absl::StrFormat("%04o", mode)),
                      HasSubstr("0600")));
  }
  ASSERT_EQ(chmod(folder_.file().c_str(), 0600), 0);
  EXPECT_THAT(Opened(), IsOk());
}

TEST_F(KeyringFileTest, RefusesWhatIsSomebodyElses) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  constexpr uid_t kSomebody = 12'345;
  for (const std::string& path : {folder_.path(), folder_.file()}) {
    ASSERT_EQ(chown(path.c_str(), kSomebody, static_cast<gid_t>(-1)), 0);
    const absl::Status refused = Opened();
    EXPECT_THAT(refused, kRefused) << path;
    EXPECT_THAT(std::string(refused.message()), HasSubstr(path + " belongs to user 12345"));
    ASSERT_EQ(chown(path.c_str(), 0, static_cast<gid_t>(-1)), 0);
  }
  EXPECT_THAT(Opened(), IsOk());
}

TEST_F(KeyringFileTest, RefusesWhatIsNoFile) {
  const std::string moved = folder_.file() + "-moved";
  std::filesystem::rename(folder_.file(), moved);
  std::filesystem::create_symlink(moved, folder_.file());
  EXPECT_THAT(Opened(), kRefused);
  std::filesystem::remove(folder_.file());
  ASSERT_EQ(mkfifo(folder_.file().c_str(), 0600), 0);
  EXPECT_THAT(Opened(), kRefused);
  std::filesystem::remove(folder_.file());
  std::filesystem::rename(moved, folder_.file());
  ExpectKeys(3);
}

TEST_F(KeyringFileTest, CutsWhatAPowerCutLeft) {
  for (std::size_t left = 1; left < kRecordBytes; ++left) {
    ASSERT_THAT(OpenedWith(bytes_.substr(0, 3 * kRecordBytes + left)), IsOk()) << left;
    ASSERT_EQ(folder_.Read(), bytes_.substr(0, 3 * kRecordBytes)) << left;
  }
  ExpectKeys(2);
}

TEST_F(KeyringFileTest, CutsARecordThatTheFileGrewByAndNoMore) {
  const std::string zeros(kRecordBytes, '\0');
  folder_.Write(bytes_ + zeros);
  ExpectKeys(3);
  folder_.Write(bytes_ + zeros);
  EXPECT_THAT(Opened(), IsOk());
  EXPECT_EQ(folder_.Read(), bytes_);
  // No power cut leaves that.
  EXPECT_THAT(OpenedWith(bytes_ + zeros + zeros), kDamaged);
  EXPECT_THAT(OpenedWith(bytes_ + zeros + "x"), kDamaged);
  EXPECT_THAT(OpenedWith(bytes_.substr(0, kRecordBytes) + zeros + bytes_.substr(2 * kRecordBytes)),
              kDamaged);
}

TEST_F(KeyringFileTest, TellsDamageFromAPowerCut) {
  for (std::size_t at = 0; at < bytes_.size(); ++at) {
    std::string changed = bytes_;
    changed[at] = static_cast<char>(changed[at] ^ (1 << at % 8));
    const absl::Status refused = OpenedWith(changed);
    ASSERT_THAT(refused, kDamaged) << at;
    ASSERT_THAT(std::string(refused.message()), HasSubstr(folder_.file())) << at;
    ASSERT_EQ(folder_.Read(), changed) << at;  // nothing is mended
  }
  folder_.Write(bytes_);
  ExpectKeys(3);
}

TEST_F(KeyringFileTest, TellsRecordsThatAreLostOrMovedOrTwice) {
  const std::string header = bytes_.substr(0, kRecordBytes);
  const std::string first = bytes_.substr(kRecordBytes, kRecordBytes);
  const std::string second = bytes_.substr(2 * kRecordBytes, kRecordBytes);
  const std::string third = bytes_.substr(3 * kRecordBytes);
  EXPECT_THAT(OpenedWith(header + second + third), kDamaged);
  EXPECT_THAT(OpenedWith(header + second + first + third), kDamaged);
  EXPECT_THAT(OpenedWith(header + first + first + third), kDamaged);
  EXPECT_THAT(OpenedWith(first + second + third), kDamaged);
  EXPECT_THAT(OpenedWith(""), kDamaged);
  EXPECT_THAT(OpenedWith(header.substr(1)), kDamaged);
  EXPECT_THAT(OpenedWith(std::string(kRecordBytes, '\0')), kDamaged);
  folder_.Write(header);
  ExpectKeys(0);
}

TEST_F(KeyringFileTest, RefusesANewerFormat) {
  std::string newer = bytes_;
  newer[4] = 2;
  const std::string summed(8, '\0');  // the place of the header
  const std::uint32_t sum = MaskCrc32c(
      ExtendCrc32c(ExtendCrc32c(0, summed), absl::string_view(newer).substr(0, kRecordBytes - 4)));
  for (std::size_t i = 0; i < 4; ++i) {
    newer[kRecordBytes - 4 + i] = static_cast<char>(sum >> 8 * i);
  }
  EXPECT_THAT(OpenedWith(newer), kRefused);
}

TEST_F(KeyringFileTest, RefusesMoreKeysThanItMayHave) {
  EXPECT_THAT(Keyring::Open(folder_.path(), {.keys_max = 1}), kDamaged);
  EXPECT_THAT(Keyring::Open(folder_.path(), {.keys_max = 3}), IsOk());
}

TEST_F(KeyringFileTest, PassesOverAFileThatNeverTookItsPlace) {
  {
    std::ofstream out(folder_.left_over(), std::ios::binary);
    out << bytes_.substr(0, 2 * kRecordBytes);
  }
  ExpectKeys(3);
  EXPECT_FALSE(std::filesystem::exists(folder_.left_over()));
}

TEST_F(KeyringFileTest, IsMadeAnewWhereOnlyALeftOverIs) {
  std::filesystem::rename(folder_.file(), folder_.left_over());
  ExpectKeys(0);
}

TEST_F(KeyringFileTest, KeepsAKeyThatItCannotErase) {
  const auto keyring = folder_.Open();
  // In the way of the new file, and not to be removed as one.
  std::filesystem::create_directory(folder_.left_over());
  EXPECT_THAT(keyring->Erase({texts_[1].key_id}), kUnavailable);
  EXPECT_EQ(folder_.Read(), bytes_);
  EXPECT_THAT(keyring->Open(texts_[1]), IsOkAndHolds("li"));
  EXPECT_EQ(*keyring->Seal("li", "li"), texts_[1]);
  std::filesystem::remove(folder_.left_over());
  EXPECT_THAT(keyring->Erase({texts_[1].key_id}), IsOkAndHolds(1));
  EXPECT_THAT(keyring->Open(texts_[1]), StatusIs(absl::StatusCode::kNotFound));
}

// While it lives, no file grows beyond `bytes`.
class FullDisk {
 public:
  explicit FullDisk(std::size_t bytes) {
    before_ = signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &limit_);
    const rlimit full{.rlim_cur = bytes, .rlim_max = limit_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &full);
  }
  ~FullDisk() {
    setrlimit(RLIMIT_FSIZE, &limit_);
    signal(SIGXFSZ, before_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit limit_ = {};
  void (*before_)(int) = nullptr;
};

TEST_F(KeyringFileTest, GoesOnWhenAFullDiskHasRoomAgain) {
  const auto keyring = folder_.Open();
  absl::Status sealed;
  absl::Status erased;
  {
    const FullDisk full(bytes_.size() + 50);
    sealed = keyring->Seal("new", "new").status();
  }
  {
    const FullDisk full(2 * kRecordBytes);
    erased = keyring->Erase({texts_[1].key_id}).status();
  }
  EXPECT_THAT(sealed, kUnavailable);
  EXPECT_THAT(erased, kUnavailable);
  EXPECT_EQ(keyring->keys(), 3u);
  EXPECT_EQ(folder_.Read(), bytes_);
  EXPECT_FALSE(std::filesystem::exists(folder_.left_over()));
  EXPECT_EQ(*keyring->Seal("li", "li"), texts_[1]);
  EXPECT_THAT(keyring->Seal("new", "new"), IsOk());
  EXPECT_THAT(keyring->Erase({texts_[1].key_id}), IsOkAndHolds(1));
  EXPECT_EQ(keyring->keys(), 3u);
}

TEST_F(KeyringFileTest, SaysWhyAFolderCannotBeMade) {
  const std::string below = folder_.file() + "/below";
  const auto refused = Keyring::Open(below);
  EXPECT_THAT(refused, kUnavailable);
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr(below));
  EXPECT_THAT(Keyring::Open(""), kUnavailable);
}

TEST_F(KeyringFileTest, TakesAFolderWithASlashAtItsEnd) {
  EXPECT_THAT(Keyring::Open(folder_.path() + "/"), IsOk());
  EXPECT_EQ((*Keyring::Open(folder_.path() + "/"))->keys(), 3u);
}

}  // namespace
}  // namespace ippledge::storage
