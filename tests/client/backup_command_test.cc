// The command "backup create".
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "ippledge/v1/admin_service.pb.h"
#include "tests/client/fake_connection.h"

namespace ippledge::client {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class BackupCommandTest : public ::testing::Test {
 protected:
  BackupCommandTest() {
    v1::BackUpResponse response;
    response.set_folder("/backups/nm/20250701T040000.123Z-41");
    response.set_position(41);
    response.set_checkpoint("a note\n");
    response.set_bytes(123'456);
    response.set_last_entry(43);
    server_.Always<v1::BackUpRequest, v1::BackUpResponse>(response);
  }
  RunResult Run(std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"backup", "create", "--programme", "nm"});
    return RunProgram(std::move(more), server_);
  }

  FakeServer server_;
};

TEST_F(BackupCommandTest, SaysWhereItLies) {
  const RunResult run = Run();
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(server_.asked().back(), "BackUpRequest { programme: \"nm\" }");
  EXPECT_THAT(run.out, AllOf(HasSubstr("/backups/nm/20250701T040000.123Z-41"), HasSubstr("41"),
                             HasSubstr("123,456"), HasSubstr("copy it to another one")));
  EXPECT_THAT(Run({"-o", "json"}).out,
              AllOf(HasSubstr("\"last_entry\": 43"), HasSubstr("\"checkpoint\": \"a note\\n\"")));
  EXPECT_THAT(Run({"-o", "csv"}).out, HasSubstr("-41,41,43,123456"));
  EXPECT_THAT(Run({"--lang", "zh"}).out, HasSubstr("请另存至其他机器"));
}

TEST_F(BackupCommandTest, TheCheckpointIsSavedHere) {
  const std::string path = ::testing::TempDir() + "saved.note";
  std::filesystem::remove(path);
  const RunResult run = Run({"--save-checkpoint", path});
  EXPECT_EQ(run.code, 0) << run.err;
  std::ifstream in(path);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), "a note\n");
  const RunResult unsaved = Run({"--save-checkpoint", "/nowhere/saved.note"});
  EXPECT_EQ(unsaved.code, 2);
  EXPECT_THAT(unsaved.out, HasSubstr("/backups/nm/"));
  EXPECT_THAT(unsaved.err, HasSubstr("the checkpoint was not saved"));
}

TEST_F(BackupCommandTest, ItMayTakeHours) {
  Run();
  EXPECT_EQ(server_.options.timeout, absl::Hours(2));
  Run({"--timeout", "80000"});
  EXPECT_EQ(server_.options.timeout, absl::Seconds(80'000));
}

TEST_F(BackupCommandTest, WhatIsRefused) {
  server_.Always<v1::BackUpRequest, v1::BackUpResponse>(
      absl::StatusOr<v1::BackUpResponse>(absl::UnavailableError("gone")));
  const RunResult run = Run();
  EXPECT_EQ(run.code, 7);
  EXPECT_THAT(run.err, HasSubstr("no backup was made"));
  EXPECT_EQ(run.out, "");
}

}  // namespace
}  // namespace ippledge::client
