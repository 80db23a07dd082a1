#include "storage/file_copy.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_folder.h"

namespace ippledge::storage {
namespace {

namespace fs = std::filesystem;
using absl::StatusCode;

class FileCopyTest : public testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& bytes) const {
    EXPECT_THAT(WriteNewFile(folder_ / name, bytes), IsOk());
    return folder_ / name;
  }
  static FileSum SumOf(const std::string& bytes) {
    return {.bytes = static_cast<std::int64_t>(bytes.size()), .sha256 = proof::Sha256(bytes)};
  }
  static bool Never() { return false; }
  static bool Always() { return true; }

  TempFolder folder_;
};

TEST_F(FileCopyTest, Examples) {
  // More than one piece.
  const std::string bytes(3'000'000, 'x');
  const std::string from = Write("from", bytes);
  EXPECT_THAT(SumFile(from, Never), IsOkAndHolds(SumOf(bytes)));
  EXPECT_THAT(CopyFile(from, folder_ / "to", Never), IsOkAndHolds(SumOf(bytes)));
  EXPECT_THAT(ReadSmallFile(folder_ / "to", bytes.size()), IsOkAndHolds(bytes));
  EXPECT_THAT(SumFile(Write("empty", ""), nullptr), IsOkAndHolds(SumOf("")));
  EXPECT_THAT(SyncFolder(folder_.path(), true), IsOk());
}

TEST_F(FileCopyTest, NothingIsWrittenOver) {
  const std::string from = Write("from", "new");
  Write("to", "old");
  EXPECT_THAT(CopyFile(from, folder_ / "to", nullptr), StatusIs(StatusCode::kInternal));
  EXPECT_THAT(WriteNewFile(folder_ / "to", "new"), StatusIs(StatusCode::kInternal));
  EXPECT_THAT(ReadSmallFile(folder_ / "to", 9), IsOkAndHolds("old"));
}

TEST_F(FileCopyTest, OnlyPlainFilesOfTheFolderAreCopied) {
  fs::create_directories(folder_ / "from/below");
  Write("from/CURRENT", "a");
  Write("from/000007.log", "b");
  Write("from/LOCK", "");
  Write("from/LOG", "c");
  Write("from/LOG.old.1", "d");
  Write("from/below/e", "e");
  ASSERT_THAT(CopyPlainFiles(folder_ / "from", folder_ / "to", nullptr), IsOk());
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder_ / "to")) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  EXPECT_EQ(names, (std::vector<std::string>{"000007.log", "CURRENT"}));
}

// What a backup lists are files, not ways to others.
TEST_F(FileCopyTest, LinksAreRefused) {
  fs::create_symlink(Write("file", "a"), folder_ / "link");
  EXPECT_THAT(SumFile(folder_ / "link", nullptr), StatusIs(StatusCode::kInternal));
  EXPECT_THAT(CopyFile(folder_ / "link", folder_ / "to", nullptr), StatusIs(StatusCode::kInternal));
}

TEST_F(FileCopyTest, Refusals) {
  EXPECT_THAT(SumFile(folder_ / "none", nullptr), StatusIs(StatusCode::kNotFound));
  EXPECT_THAT(CopyFile(folder_ / "none", folder_ / "to", nullptr), StatusIs(StatusCode::kNotFound));
  EXPECT_FALSE(fs::exists(folder_ / "to"));
  EXPECT_THAT(SumFile(folder_.path(), nullptr), StatusIs(StatusCode::kInternal));
  const std::string file = Write("file", "12345");
  EXPECT_THAT(ReadSmallFile(file, 4), StatusIs(StatusCode::kDataLoss));
  EXPECT_THAT(ReadSmallFile(file, 5), IsOkAndHolds("12345"));
  EXPECT_THAT(SumFile(file, Always), StatusIs(StatusCode::kCancelled));
  EXPECT_THAT(CopyFile(file, folder_ / "to", Always), StatusIs(StatusCode::kCancelled));
  EXPECT_THAT(CopyPlainFiles(folder_ / "none", folder_ / "x", nullptr),
              StatusIs(StatusCode::kNotFound));
  EXPECT_THAT(SyncFolder(folder_ / "none", false), StatusIs(StatusCode::kNotFound));
}

}  // namespace
}  // namespace ippledge::storage
