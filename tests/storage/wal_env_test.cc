#include "storage/wal_env.h"

#include <gtest/gtest.h>
#include <rocksdb/file_system.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "tests/testing/temp_folder.h"

namespace ippledge::storage {
namespace {

namespace fs = std::filesystem;

class WalEnvTest : public testing::Test {
 protected:
  std::unique_ptr<rocksdb::FSWritableFile> Create(const char* name) {
    std::unique_ptr<rocksdb::FSWritableFile> file;
    EXPECT_TRUE(Files().NewWritableFile(Path(name), {}, &file, nullptr).ok());
    return file;
  }
  static void Append(rocksdb::FSWritableFile& file, const std::string& bytes) {
    ASSERT_TRUE(file.Append(bytes, {}, nullptr).ok());
  }
  static void Sync(rocksdb::FSWritableFile& file) { ASSERT_TRUE(file.Sync({}, nullptr).ok()); }
  std::string Path(const char* name) const { return folder_.path() + "/" + name; }
  std::string OnDisk(const char* name) const {
    std::ifstream in(Path(name), std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  }
  // As the database hears it.
  std::uint64_t Told(const std::string& path) {
    std::uint64_t bytes = 0;
    EXPECT_TRUE(Files().GetFileSize(path, {}, &bytes, nullptr).ok());
    return bytes;
  }
  std::string Read(const char* name) {
    std::unique_ptr<rocksdb::FSSequentialFile> file;
    EXPECT_TRUE(Files().NewSequentialFile(Path(name), {}, &file, nullptr).ok());
    std::string all;
    for (char scratch[100];;) {
      rocksdb::Slice piece;
      EXPECT_TRUE(file->Read(sizeof(scratch), {}, &piece, scratch, nullptr).ok());
      if (piece.empty()) return all;
      all.append(piece.data(), piece.size());
    }
  }
  rocksdb::FileSystem& Files() { return *env_->GetFileSystem(); }

  TempFolder folder_;
  std::unique_ptr<rocksdb::Env> env_ = MakeWalEnv(folder_.path());
};

TEST_F(WalEnvTest, SmallWritesGoOverZeros) {
  const auto file = Create("000001.log");
  EXPECT_EQ(OnDisk("000001.log"), "");
  Append(*file, "one");
  Sync(*file);
  const std::string zeros(kWalZeroBytes, '\0');
  EXPECT_EQ(OnDisk("000001.log"), "one" + zeros);
  const std::string two(1000, '2');
  Append(*file, two);
  Append(*file, "three");
  Sync(*file);
  // The file has not grown.
  const std::string all = "one" + two + "three";
  EXPECT_EQ(OnDisk("000001.log"), all + std::string(3 + kWalZeroBytes - all.size(), '\0'));
  EXPECT_EQ(file->GetFileSize({}, nullptr), all.size());
  EXPECT_EQ(Told(Path("000001.log")), all.size());
  EXPECT_EQ(Told(folder_.path() + "//000001.log"), all.size());
  // What stands there when it is closed stays: a link may have been made of it.
  ASSERT_TRUE(file->Close({}, nullptr).ok());
  EXPECT_EQ(OnDisk("000001.log").size(), 3 + kWalZeroBytes);
}

TEST_F(WalEnvTest, WriteOverTheEndBringsZerosAgain) {
  const auto file = Create("000001.log");
  std::string all;
  for (int i = 0; i < 40; ++i) {
    const std::string bytes(9001, static_cast<char>('a' + i % 26));
    Append(*file, bytes);
    Sync(*file);
    all += bytes;
    const std::string disk = OnDisk("000001.log");
    ASSERT_GE(disk.size(), all.size());
    EXPECT_EQ(disk.substr(0, all.size()), all);
    EXPECT_EQ(disk.find_first_not_of('\0', all.size()), std::string::npos);
  }
  EXPECT_GT(OnDisk("000001.log").size(), 2 * kWalZeroBytes);
}

TEST_F(WalEnvTest, MuchBetweenTwoSyncsBringsNone) {
  const auto file = Create("000001.log");
  const std::string large(kWalSmallBytes, 'x');
  Append(*file, large);
  EXPECT_EQ(OnDisk("000001.log").size(), large.size() + kWalZeroBytes);
  Append(*file, std::string(kWalZeroBytes, 'y'));
  Append(*file, "z");
  EXPECT_EQ(OnDisk("000001.log"), large + std::string(kWalZeroBytes, 'y') + "z");
  Sync(*file);
  Append(*file, "small again");
  EXPECT_EQ(OnDisk("000001.log").size(), Told(Path("000001.log")) + kWalZeroBytes);
}

TEST_F(WalEnvTest, OtherFilesAreAsTheyAre) {
  const auto file = Create("000001.sst");
  Append(*file, "one");
  EXPECT_EQ(OnDisk("000001.sst"), "one");
  EXPECT_EQ(Told(Path("000001.sst")), 3u);
}

TEST_F(WalEnvTest, DeletedLogMayComeAgain) {
  const auto old = Create("000001.log");
  Append(*old, "one");
  ASSERT_TRUE(Files().DeleteFile(Path("000001.log"), {}, nullptr).ok());
  EXPECT_FALSE(fs::exists(Path("000001.log")));
  std::ofstream(Path("000001.log")) << "another";
  EXPECT_EQ(Told(Path("000001.log")), 7u);
}

TEST_F(WalEnvTest, TornRecordIsNotRead) {
  // A header that promises 1,000 bytes, and as many of them as its sector holds.
  const std::string header("\1\2\3\4\xe8\3\1", 7);
  const std::string torn = header + std::string(505, 'x');
  std::ofstream(Path("000001.log")) << torn << std::string(5000, '\0');
  std::ofstream(Path("000002.sst")) << torn;
  EXPECT_EQ(Read("000001.log"), "");
  EXPECT_EQ(Read("000002.sst"), torn);
}

TEST_F(WalEnvTest, LogThatIsBeingWrittenIsReadAsItIs) {
  const auto file = Create("000001.log");
  const std::string begun = std::string("\1\2\3\4\xe8\3\1", 7) + std::string(505, 'x');
  Append(*file, begun);
  EXPECT_EQ(Read("000001.log").substr(0, begun.size()), begun);
}

TEST_F(WalEnvTest, NoFolderIsToldAsAnError) {
  std::unique_ptr<rocksdb::FSWritableFile> file;
  const rocksdb::IOStatus status =
      Files().NewWritableFile(Path("no/000001.log"), {}, &file, nullptr);
  EXPECT_TRUE(status.IsIOError());
  EXPECT_EQ(file, nullptr);
}

}  // namespace
}  // namespace ippledge::storage
