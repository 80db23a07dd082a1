#include "storage/kept_acts.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_folder.h"

namespace ippledge::storage {
namespace {

namespace fs = std::filesystem;
using absl::StatusCode;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kStartMs = 1'751'342'400'000;  // 2025-07-01 04:00 UTC

class KeptActsTest : public testing::Test {
 protected:
  std::string path() const { return folder_ / "evidence/acts"; }

  std::unique_ptr<KeptActs> Open(const ActLimits& limits = {}) const {
    auto log = KeptActs::Open(path(), limits);
    EXPECT_THAT(log, IsOk());
    return *std::move(log);
  }
  static KeptAct Act(const std::string& person) {
    KeptAct act{.time_ms = kStartMs};
    act.person = person;
    act.method = "LoanService/GetLoan";
    act.reason = "NOT_YOUR_ROWS";
    return act;
  }
  static KeptActs::Done Add(KeptActs& log, const std::vector<std::string>& persons,
                            std::int64_t now_ms = kStartMs) {
    std::vector<KeptAct> acts;
    for (const std::string& person : persons) acts.push_back(Act(person));
    KeptActs::Done done;
    EXPECT_THAT(log.Append(acts, now_ms, done), IsOk());
    return done;
  }
  // "number person", newest first; what the log says of itself without the program's name.
  static std::vector<std::string> Shown(const KeptActs& log, std::int64_t before = 0,
                                        std::size_t count = 1'000) {
    const auto acts = log.Newest(before, count);
    EXPECT_THAT(acts, IsOk());
    std::vector<std::string> shown;
    for (const KeptAct& act : *acts) {
      const bool own = act.person.empty();
      shown.push_back(
          absl::StrCat(act.number, " ",
                       own ? absl::StrCat(act.method.substr(10), " ", act.repeated) : act.person));
    }
    return shown;
  }
  std::vector<fs::path> Files() const {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(path())) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
  }
  static std::string BytesOf(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }
  static void Put(const fs::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
  }

  TempFolder folder_;
};

TEST_F(KeptActsTest, AreReadNewestFirstInPages) {
  const auto log = Open();
  EXPECT_THAT(Shown(*log), IsEmpty());
  EXPECT_EQ(Add(*log, {"a", "b"}).written, 2);
  Add(*log, {"c", "d", "e"});
  EXPECT_THAT(Shown(*log), ElementsAre("5 e", "4 d", "3 c", "2 b", "1 a"));
  EXPECT_THAT(Shown(*log, 0, 2), ElementsAre("5 e", "4 d"));
  EXPECT_THAT(Shown(*log, 4, 2), ElementsAre("3 c", "2 b"));
  EXPECT_THAT(Shown(*log, 2, 2), ElementsAre("1 a"));
  EXPECT_THAT(Shown(*log, 1, 2), IsEmpty());
  EXPECT_THAT(Shown(*log, 100, 1), ElementsAre("5 e"));
}

TEST_F(KeptActsTest, LieInAFolderForUsAlone) {
  const auto log = Open();
  Add(*log, {"a"});
  const auto mode = [](const fs::path& path) {
    struct stat found {};
    EXPECT_EQ(stat(path.c_str(), &found), 0);
    return found.st_mode & 07777u;
  };
  EXPECT_EQ(mode(path()), 0700u);
  ASSERT_EQ(Files().size(), 1u);
  EXPECT_EQ(Files()[0].filename(), "0000000000000001-20250701.acts");
  EXPECT_EQ(mode(Files()[0]), 0600u);
}

TEST_F(KeptActsTest, OutliveAStopWhereverItCutTheLastRecord) {
  auto log = Open();
  Add(*log, {"a"});
  const auto kept = static_cast<std::size_t>(log->bytes());
  Add(*log, {"b"});
  const std::string whole = BytesOf(Files()[0]);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    SCOPED_TRACE(length);
    log.reset();
    Put(Files()[0], whole.substr(0, length));
    log = Open();
    const bool has_first = length >= kept;
    const std::string next = has_first ? "2 c" : "1 c";
    Add(*log, {"c"});
    if (has_first) {
      EXPECT_THAT(Shown(*log), ElementsAre(next, "1 a"));
    } else {
      EXPECT_THAT(Shown(*log), ElementsAre(next));
    }
    EXPECT_EQ(static_cast<std::size_t>(log->bytes()), BytesOf(Files()[0]).size());
  }
}

// ---- forgetting by age ----

TEST_F(KeptActsTest, AreForgottenADayAfterTheirTime) {
  const ActLimits limits{.days = 3};
  const auto log = Open(limits);
  for (int day = 0; day < 4; ++day) Add(*log, {absl::StrCat("d", day)}, kStartMs + day * kDayMs);
  EXPECT_THAT(Shown(*log), ElementsAre("4 d3", "3 d2", "2 d1", "1 d0"));
  const KeptActs::Done done = Add(*log, {"d4"}, kStartMs + 4 * kDayMs);
  EXPECT_EQ(done.too_old, 1);
  EXPECT_EQ(done.no_room, 0);
  EXPECT_THAT(Shown(*log), ElementsAre("5 d4", "4 d3", "3 d2", "2 d1"));
  EXPECT_EQ(log->first_number(), 2);
  EXPECT_EQ(Files().size(), 4u);
}

TEST_F(KeptActsTest, AreForgottenWhereNothingHappensAndTheirNumbersStay) {
  const ActLimits limits{.days = 1};
  auto log = Open(limits);
  Add(*log, {"a", "b"});
  EXPECT_EQ(Add(*log, {}, kStartMs + kDayMs).too_old, 0);
  EXPECT_EQ(Add(*log, {}, kStartMs + 2 * kDayMs).too_old, 2);
  EXPECT_THAT(Shown(*log), IsEmpty());
  // Again, later, with nothing to forget; and over a restart.
  EXPECT_EQ(Add(*log, {}, kStartMs + 9 * kDayMs).too_old, 0);
  log.reset();
  log = Open(limits);
  Add(*log, {"c"}, kStartMs + 9 * kDayMs);
  EXPECT_THAT(Shown(*log), ElementsAre("3 c"));
  EXPECT_EQ(Files().size(), 1u);
}

TEST_F(KeptActsTest, GoOnWhenTheClockGoesBack) {
  const auto log = Open({.days = 2});
  Add(*log, {"a"}, kStartMs + 5 * kDayMs);
  Add(*log, {"b"}, kStartMs);
  Add(*log, {"c"}, kStartMs + 6 * kDayMs);
  EXPECT_THAT(Shown(*log), ElementsAre("3 c", "2 b", "1 a"));
  // Oldest first: what is older but came later waits for what came before it.
  EXPECT_EQ(Add(*log, {}, kStartMs + 7 * kDayMs).too_old, 0);
  EXPECT_EQ(Add(*log, {}, kStartMs + 8 * kDayMs).too_old, 2);
  EXPECT_THAT(Shown(*log), ElementsAre("3 c"));
}

// ---- forgetting by size ----

TEST_F(KeptActsTest, StayWithinTheirBytesWhateverComes) {
  const ActLimits limits{.days = 180, .bytes_max = 16'384, .file_bytes_max = 4'096};
  auto log = Open(limits);
  std::int64_t written = 0;
  std::int64_t dropped = 0;
  for (int i = 0; i < 300; ++i) {
    const auto done = Add(*log, {"first", "second", "third", "fourth", "fifth"});
    written += done.written;
    dropped += done.no_room;
    ASSERT_LE(log->bytes(), limits.bytes_max);
  }
  EXPECT_EQ(written, 1'500);
  std::int64_t on_disk = 0;
  for (const fs::path& file : Files()) on_disk += static_cast<std::int64_t>(fs::file_size(file));
  EXPECT_EQ(on_disk, log->bytes());
  const auto acts = *log->Newest(0, 10'000);
  // What is there is the newest, without a gap; all the rest was told as dropped.
  std::int64_t told = 0;
  std::int64_t notes = 0;
  for (std::size_t i = 0; i < acts.size(); ++i) {
    EXPECT_EQ(acts[i].number, acts[0].number - static_cast<std::int64_t>(i));
    if (acts[i].method != kActsDropped) continue;
    told += acts[i].repeated;
    ++notes;
    EXPECT_THAT(acts[i].text, HasSubstr("16384 bytes"));
  }
  EXPECT_GT(notes, 0);
  EXPECT_GT(told, 0);
  EXPECT_EQ(acts.back().number, dropped + 1);
  EXPECT_EQ(log->first_number(), dropped + 1);
  EXPECT_GT(acts.size(), 100u);
}

// ---- damage ----

TEST_F(KeptActsTest, ThatWereChangedOrTakenAwayAreTold) {
  const ActLimits limits{.days = 180, .bytes_max = 8'192, .file_bytes_max = 130};
  auto log = Open(limits);
  for (const char* person : {"a", "b", "c", "d", "e", "f"}) Add(*log, {person});
  ASSERT_EQ(Files().size(), 3u) << "two in a file";
  std::string bytes = BytesOf(Files()[1]);
  bytes[20] = static_cast<char>(bytes[20] ^ 1);
  Put(Files()[1], bytes);
  EXPECT_THAT(Shown(*log), ElementsAre("6 f", "5 e", "4 d", "3 acts unreadable 1", "2 b", "1 a"));
  EXPECT_THAT(Shown(*log, 4, 1), ElementsAre("3 acts unreadable 1"));
  EXPECT_THAT(Shown(*log, 3, 1), ElementsAre("2 b"));
  fs::remove(Files()[1]);
  EXPECT_THAT(Shown(*log), ElementsAre("6 f", "5 e", "3 acts unreadable 2", "2 b", "1 a"));
  log = Open(limits);
  EXPECT_THAT(Shown(*log), ElementsAre("6 f", "5 e", "3 acts unreadable 2", "2 b", "1 a"));
  EXPECT_THAT((*log->Newest(4, 1))[0].text, HasSubstr("acts 3 to 4 were changed or taken away"));
}

TEST_F(KeptActsTest, DamageInTheNewestFileDoesNotCutWhatCameAfterIt) {
  auto log = Open();
  Add(*log, {"a", "b", "c"});
  log.reset();
  std::string bytes = BytesOf(Files()[0]);
  bytes[2] = 'X';    // its head
  bytes[20] = '\0';  // the first record
  Put(Files()[0], bytes);
  log = Open();
  Add(*log, {"d"});
  EXPECT_THAT(Shown(*log), ElementsAre("4 d", "3 c", "2 b", "1 acts unreadable 1"));
}

TEST_F(KeptActsTest, OfANewerFormatAreRefused) {
  Add(*Open(), {"a"});
  std::string bytes = BytesOf(Files()[0]);
  bytes[4] = 2;
  Put(Files()[0], bytes);
  EXPECT_THAT(KeptActs::Open(path(), {}), StatusIs(StatusCode::kFailedPrecondition));
}

// ---- what else can go wrong ----

TEST_F(KeptActsTest, ThatCannotBeWrittenAreNotThereAndLaterOnesAre) {
  const auto log = Open();
  Add(*log, {"a"});
  const fs::path file = Files()[0];
  fs::rename(file, file.string() + ".away");
  fs::create_directory(file);
  KeptActs::Done done;
  EXPECT_THAT(log->Append({Act("b"), Act("c")}, kStartMs, done),
              StatusIs(StatusCode::kUnavailable));
  EXPECT_EQ(done.written, 0);
  fs::remove(file);
  fs::rename(file.string() + ".away", file);
  Add(*log, {"d"});
  EXPECT_THAT(Shown(*log), ElementsAre("2 d", "1 a"));
}

TEST_F(KeptActsTest, AreReadBesideTheirWriter) {
  EXPECT_THAT(KeptActs::OpenToRead(path()), StatusIs(StatusCode::kNotFound));
  const auto log = Open();
  Add(*log, {"a"});
  // A record half written: for a reader it is not there yet, and it stays.
  const std::string whole = BytesOf(Files()[0]);
  Put(Files()[0], whole + "half");
  const auto reader = KeptActs::OpenToRead(path());
  ASSERT_THAT(reader, IsOk());
  EXPECT_THAT(Shown(**reader), ElementsAre("1 a"));
  EXPECT_EQ(BytesOf(Files()[0]), whole + "half");
}

TEST_F(KeptActsTest, FilesOfOthersAreLeftAlone) {
  fs::create_directories(path());
  Put(fs::path(path()) / "note.txt", "mine");
  Put(fs::path(path()) / "0000000000000001-20251399.acts", "no day");
  const auto log = Open({.days = 1});
  Add(*log, {"a"});
  Add(*log, {"b"}, kStartMs + 9 * kDayMs);
  EXPECT_THAT(Shown(*log), ElementsAre("2 b"));
  EXPECT_EQ(Files().size(), 3u);
}

}  // namespace
}  // namespace ippledge::storage
