#include "tools/admin/command_line.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/str_split.h"
#include "tests/tools/sample_store.h"

namespace ippledge::admin {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::StartsWith;

class CommandLineTest : public StoreTest {};

TEST_F(CommandLineTest, Usage) {
  RecordEverything();
  EXPECT_EQ(Admin({"--help"}), 0);
  EXPECT_THAT(out(), HasSubstr("rebuild"));
  for (const std::vector<std::string>& wrong : {std::vector<std::string>{},
                                                {"repair"},
                                                {"verify", "--all"},
                                                {"verify", "-o", "xml"},
                                                {"dump", "--from", "0"},
                                                {"inspect", "x"},
                                                {"tail", "--cut"},
                                                {"tail", "--word", "w"}}) {
    EXPECT_EQ(Admin(wrong), 2);
    EXPECT_EQ(out(), "");
    EXPECT_NE(err(), "");
  }
  EXPECT_EQ(Admin({"verify", "--programme", "none"}), 2);
  EXPECT_THAT(err(), HasSubstr("there is no programme none"));
}

TEST_F(CommandLineTest, NoStore) {
  EXPECT_EQ(Admin({"verify"}), 2);
  EXPECT_THAT(err(), HasSubstr("is no store"));
  EXPECT_FALSE(fs::exists(Folder())) << "nothing is made";
}

TEST_F(CommandLineTest, NewerStore) {
  RecordEverything();
  std::ofstream(fs::path(Folder()) / "FORMAT") << "2\n";
  for (const char* command : {"verify", "rebuild", "dump", "inspect", "tail"}) {
    EXPECT_EQ(Admin({command}), 2);
    EXPECT_THAT(err(), HasSubstr("the store has format 2; this program knows up to 1"));
  }
}

TEST_F(CommandLineTest, StoreInUse) {
  RecordEverything();
  const std::unique_ptr<Session> server = Open();
  EXPECT_EQ(Admin({"verify"}), 7);
  EXPECT_THAT(err(), HasSubstr("is held"));
}

TEST_F(CommandLineTest, Dump) {
  RecordEverything();
  ASSERT_EQ(Admin({"dump", "--from", "7", "--to", "8"}), 0);
  const std::vector<std::string> lines = absl::StrSplit(out(), '\n', absl::SkipEmpty());
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_THAT(lines[0], StartsWith(R"({"programme":"inner-mongolia","number":7,"leaf_hash":")"));
  EXPECT_THAT(lines[0], HasSubstr("entry"));
  ASSERT_EQ(Admin({"verify", "-o", "json"}), 0);
  const std::string entries = Value("entries");
  ASSERT_EQ(Admin({"dump"}), 0);
  EXPECT_EQ(std::to_string(std::count(out().begin(), out().end(), '\n')), entries);
  EXPECT_EQ(Admin({"dump", "--from", "1000000"}), 0);
  EXPECT_EQ(out(), "");
}

TEST_F(CommandLineTest, Inspect) {
  RecordEverything();
  ASSERT_EQ(Admin({"inspect", "-o", "json"}), 0) << out();
  EXPECT_EQ(Value("entries_LOAN_RECORDED"), "6");
  EXPECT_EQ(Value("entries_BATCH_RECORDED"), "1");
  EXPECT_EQ(Value("index_lag"), "0");
  EXPECT_EQ(Value("first_commit_time"), "2024-05-20T04:00:02.000Z");
  const std::string root = Value("root");
  ASSERT_EQ(Admin({"verify", "-o", "json"}), 0);
  EXPECT_EQ(Value("root"), root);
  ASSERT_EQ(Admin({"inspect", "--programme", kProgramme}), 0);
  EXPECT_THAT(out(), HasSubstr("entries LOAN RECORDED  "));
}

TEST_F(CommandLineTest, InspectEntry) {
  RecordEverything();
  const std::int64_t number = EntriesOf("LOAN_DRAWN").front();
  ASSERT_EQ(Admin({"inspect", std::to_string(number), "-o", "json"}), 0) << out();
  EXPECT_EQ(Value("entry"), std::to_string(number));
  EXPECT_EQ(Value("leaf_hash").size(), 64u);
  EXPECT_EQ(Value("hex").size(), 2 * std::stoul(Value("bytes")));
  EXPECT_EQ(Value("draw_number"), "D2");
  EXPECT_EQ(Admin({"inspect", "1000000"}), 2);
  EXPECT_THAT(out(), HasSubstr("beyond the journal"));
}

TEST_F(CommandLineTest, SeveralProgrammes) {
  RecordEverything();
  Open()->Found("another");
  EXPECT_EQ(Admin({"verify", "-o", "json"}), 0);
  EXPECT_EQ(std::count(out().begin(), out().end(), '\n'), 2);
  EXPECT_THAT(out(), StartsWith(R"({"programme":"another")"));
  // One that is wrong is told, and the other one is looked at all the same.
  fs::remove_all(fs::path(Folder()) / "programmes" / "another" / "journal");
  EXPECT_EQ(Admin({"verify", "-o", "json"}), 2);
  EXPECT_EQ(std::count(out().begin(), out().end(), '\n'), 2);
  EXPECT_EQ(Admin({"--programme", kProgramme, "verify"}), 0);
}

}  // namespace
}  // namespace ippledge::admin
