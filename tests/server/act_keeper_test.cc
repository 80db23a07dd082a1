// The keeper of acts by itself: counting, a full queue, a disk that refuses. Its log is the
// server's own, since no programme is founded.
#include "server/act_keeper.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_folder.h"

namespace ippledge::server {
namespace {

namespace fs = std::filesystem;
using storage::KeptAct;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class ActKeeperTest : public testing::Test {
 protected:
  ActKeeperTest()
      : programmes_(*engine::Programmes::Open(folder_.path(), &clock_, {.housekeeping = false})) {}

  ActKeeper& Start(ActKeeperOptions options = {}) {
    options.store = folder_.path();
    keeper_ = std::make_unique<ActKeeper>(std::move(options), programmes_.get(), &clock_);
    return *keeper_;
  }
  static KeptAct Refused(const std::string& person, const std::string& method = "S/Get",
                         const std::string& reason = "NOT_YOUR_ROWS") {
    KeptAct act;
    act.organisation = "icbc-nm";
    act.role = Role::kBankMaker;
    act.person = person;
    act.method = method;
    act.reason = reason;
    act.field = "loan.bank";
    act.peer = "ipv4:10.0.0.1:4000";
    return act;
  }
  // "person method reason repeated", newest first.
  std::vector<std::string> Rows() {
    const auto acts = keeper_->Newest("", 0, 10'000);
    EXPECT_THAT(acts, IsOk());
    std::vector<std::string> rows;
    for (const KeptAct& act : *acts) {
      rows.push_back(absl::StrCat(act.person, " ", act.method, " ", act.reason, " ", act.repeated));
    }
    return rows;
  }
  // The newest file of the server's log.
  fs::path File() const {
    fs::path newest;
    for (const auto& entry : fs::directory_iterator(fs::path(folder_.path()) / "acts")) {
      newest = std::max(newest, entry.path());
    }
    return newest;
  }

  TempFolder folder_;
  engine::FakeClock clock_;
  std::unique_ptr<engine::Programmes> programmes_;
  std::unique_ptr<ActKeeper> keeper_;
};

TEST_F(ActKeeperTest, AnActIsKeptWithItsTimeAndOutlivesTheKeeper) {
  Start().Keep("unknown", Refused("a"));
  const auto acts = keeper_->Newest("", 0, 10);
  ASSERT_THAT(acts, IsOkAndHolds(SizeIs(1)));
  KeptAct want = Refused("a");
  want.number = 1;
  want.time_ms = clock_.NowMs();
  EXPECT_EQ((*acts)[0], want);
  keeper_->Close();
  keeper_->Keep("", Refused("late"));
  Start();
  EXPECT_THAT(Rows(), ElementsAre("a S/Get NOT_YOUR_ROWS 0"));
}

TEST_F(ActKeeperTest, ActsOfTheServerAreKeptEachByItself) {
  Start();
  KeptAct act;
  act.method = kServerStarted;
  for (int i = 0; i < 3; ++i) keeper_->KeepOfServer(act);
  EXPECT_THAT(Rows(),
              ElementsAre(" ippledged start  0", " ippledged start  0", " ippledged start  0"));
}

// ---- counting ----

TEST_F(ActKeeperTest, TheSameWithinAMinuteIsOneRowAndACount) {
  Start();
  for (int i = 0; i < 1'000; ++i) keeper_->Keep("", Refused("a"));
  EXPECT_THAT(Rows(), ElementsAre("a S/Get NOT_YOUR_ROWS 0"));
  clock_.Advance(absl::Seconds(59));
  EXPECT_THAT(Rows(), SizeIs(1));
  clock_.Advance(absl::Seconds(1));
  EXPECT_THAT(Rows(), ElementsAre("a S/Get NOT_YOUR_ROWS 999", "a S/Get NOT_YOUR_ROWS 0"));
  // As long as it goes on: a row a minute.
  for (int minute = 0; minute < 3; ++minute) {
    keeper_->Keep("", Refused("a"));
    keeper_->Keep("", Refused("a"));
    clock_.Advance(absl::Minutes(1));
    keeper_->Flush();
  }
  EXPECT_THAT(Rows(), SizeIs(5));
  // After a quiet minute it is told at once again.
  clock_.Advance(absl::Minutes(1));
  keeper_->Flush();
  keeper_->Keep("", Refused("a"));
  EXPECT_EQ(Rows().front(), "a S/Get NOT_YOUR_ROWS 0");
  EXPECT_THAT(Rows(), SizeIs(6));
}

TEST_F(ActKeeperTest, AnotherCallerMethodReasonOrMachineHasRowsOfItsOwn) {
  Start();
  keeper_->Keep("", Refused("a"));
  keeper_->Keep("", Refused("b"));
  keeper_->Keep("", Refused("a", "S/Put"));
  keeper_->Keep("", Refused("a", "S/Get", "MEMBER_UNKNOWN"));
  KeptAct other = Refused("a");
  other.peer = "ipv4:10.0.0.2:1";  // of a caller with a name: the same
  keeper_->Keep("", other);
  EXPECT_THAT(Rows(), SizeIs(4));
  KeptAct nobody;
  nobody.method = "S/Get";
  nobody.reason = "CALLER_UNKNOWN";
  for (const char* peer : {"ipv4:10.0.0.1:1", "ipv4:10.0.0.1:2", "ipv4:10.0.0.2:1"}) {
    nobody.peer = peer;
    keeper_->Keep("", nobody);
  }
  EXPECT_THAT(Rows(), SizeIs(6));
}

TEST_F(ActKeeperTest, WhoTriesEverythingGetsFewRows) {
  Start({.acts_per_caller = 3});
  for (int i = 0; i < 50; ++i) keeper_->Keep("", Refused("a", absl::StrCat("S/M", i)));
  keeper_->Keep("", Refused("a", "S/Mx", "MEMBER_UNKNOWN"));
  keeper_->Keep("", Refused("b", "S/M1"));
  const std::vector<std::string> first = {
      "b S/M1 NOT_YOUR_ROWS 0",
      "a several methods MEMBER_UNKNOWN 0",
      "a several methods NOT_YOUR_ROWS 0",
      "a S/M2 NOT_YOUR_ROWS 0",
      "a S/M1 NOT_YOUR_ROWS 0",
      "a S/M0 NOT_YOUR_ROWS 0",
  };
  EXPECT_EQ(Rows(), first);
  keeper_->Close();
  Start();
  EXPECT_EQ(Rows().front(), "a several methods NOT_YOUR_ROWS 46");
  EXPECT_THAT(Rows(), SizeIs(7));
}

TEST_F(ActKeeperTest, CountsOfMoreCallersThanAreRememberedAreWrittenAndNotLost) {
  Start({.callers_max = 10});
  for (int caller = 0; caller < 100; ++caller) {
    for (int i = 0; i < 3; ++i) keeper_->Keep("", Refused(absl::StrCat("p", caller)));
  }
  keeper_->Close();
  Start();
  const std::vector<std::string> rows = Rows();
  EXPECT_THAT(rows, SizeIs(200));
  for (int caller = 0; caller < 100; ++caller) {
    EXPECT_THAT(rows, Contains(absl::StrCat("p", caller, " S/Get NOT_YOUR_ROWS 0")));
    EXPECT_THAT(rows, Contains(absl::StrCat("p", caller, " S/Get NOT_YOUR_ROWS 2")));
  }
}

TEST_F(ActKeeperTest, AFloodLeavesTheLogWithinItsBytes) {
  const storage::ActLimits limits{.days = 180, .bytes_max = 32'768, .file_bytes_max = 4'096};
  Start({.limits = limits, .callers_max = 50});
  for (int i = 0; i < 20'000; ++i) {
    keeper_->Keep("", Refused(absl::StrCat("p", i % 400), absl::StrCat("S/M", i % 7)));
    if (i % 1'000 == 0) clock_.Advance(absl::Seconds(61));
    if (i % 100 == 0) keeper_->Flush();
  }
  keeper_->Close();
  std::int64_t bytes = 0;
  for (const auto& entry : fs::directory_iterator(fs::path(folder_.path()) / "acts")) {
    bytes += static_cast<std::int64_t>(entry.file_size());
  }
  EXPECT_LE(bytes, limits.bytes_max);
  EXPECT_GT(bytes, limits.bytes_max / 2);
}

// ---- what cannot be written ----

TEST_F(ActKeeperTest, NobodyWaitsForADiskAndWhatTheQueueCannotHoldIsCounted) {
  Start({.queued_max = 5});
  keeper_->Keep("", Refused("a"));
  keeper_->Flush();
  // A pipe that nobody reads: whoever opens it to write waits.
  const fs::path file = File();
  const fs::path away = fs::path(folder_.path()) / "away";
  fs::rename(file, away);
  ASSERT_EQ(mkfifo(file.c_str(), 0600), 0);
  keeper_->Keep("", Refused("stuck"));
  // Taken by the writer, which now waits, or still queued: at most one more than the queue holds.
  for (int i = 0; i < 100; ++i) keeper_->Keep("", Refused(absl::StrCat("p", i)));
  const int pipe = open(file.c_str(), O_RDONLY | O_NONBLOCK);
  ASSERT_GE(pipe, 0);
  // Freed, the writer fails; the reader stays until it has.
  keeper_->Flush();
  fs::remove(file);
  fs::rename(away, file);
  close(pipe);
  keeper_->Flush();
  EXPECT_THAT(Rows(), ElementsAre(" ippledged acts lost  101", "a S/Get NOT_YOUR_ROWS 0"));
}

TEST_F(ActKeeperTest, WhatTheDiskRefusesIsCountedUntilItTakesIt) {
  Start();
  keeper_->Keep("", Refused("a"));
  keeper_->Flush();
  const fs::path file = File();
  fs::rename(file, file.string() + ".away");
  fs::create_directory(file);
  keeper_->Keep("", Refused("b"));
  keeper_->Flush();
  keeper_->Keep("", Refused("c"));
  for (int i = 0; i < 4; ++i) keeper_->Keep("", Refused("c"));
  clock_.Advance(absl::Minutes(1));
  keeper_->Flush();
  fs::remove(file);
  fs::rename(file.string() + ".away", file);
  keeper_->Flush();
  keeper_->Keep("", Refused("d"));
  // b, c, and the four more of c.
  EXPECT_THAT(Rows(), ElementsAre("d S/Get NOT_YOUR_ROWS 0", " ippledged acts lost  6",
                                  "a S/Get NOT_YOUR_ROWS 0"));
}

// ---- forgetting ----

TEST_F(ActKeeperTest, ActsAreForgottenThoughNothingHappens) {
  Start({.limits = {.days = 2}});
  keeper_->Keep("", Refused("a"));
  keeper_->Flush();
  clock_.Advance(absl::Hours(24 * 2));
  keeper_->Flush();
  EXPECT_THAT(Rows(), ElementsAre("a S/Get NOT_YOUR_ROWS 0"));
  clock_.Advance(absl::Hours(24));
  keeper_->Flush();
  EXPECT_THAT(Rows(), IsEmpty());
  EXPECT_EQ(fs::file_size(File()), storage::kActHeadBytes);
}

}  // namespace
}  // namespace ippledge::server
