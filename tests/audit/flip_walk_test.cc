// One byte after the other of a small store is flipped: each flip is refused at open, found by the
// audit, or leaves everything that can be read as it was.
//
// A byte of a table's properties ends the program by an assertion of the database, which checks
// them only afterwards: tables are audited by the real program, where that is a refusal like
// others.
//
// The journal is walked byte by byte; evidence and index, which take longer to open, in strides, or
// whole with IPPLEDGE_FLIP_EVERY_BYTE=1 (some minutes).
#include <fcntl.h>
#include <gmock/gmock.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/evidence.h"
#include "storage/journal.h"
#include "tests/testing/log_bytes.h"
#include "tests/testing/status_matchers.h"
#include "tests/tools/sample_store.h"

namespace ippledge::audit {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kEvidenceStride = 7;
constexpr std::size_t kIndexStride = 61;
constexpr std::size_t kZerosStride = 9973;  // behind the last record of a log
// Flipped in turns: a low bit, a high bit, all of them.
constexpr char kFlips[] = {0x01, '\x80', '\xff'};

std::string Slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// In place: the file stays the same for who looks at its times and number.
void Put(const fs::path& path, std::size_t at, char byte) {
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  file.seekp(static_cast<std::streamoff>(at));
  file.put(byte);
  ASSERT_TRUE(file.flush());
}

// Reports of the database that nothing reads, and its locks.
bool IsRead(const std::string& name) {
  return !absl::StartsWith(name, "LOG") && name != "LOCK" && name != "IDENTITY" &&
         !absl::StartsWith(name, "OPTIONS");
}

struct Outcomes {
  std::size_t told = 0;      // refused or found
  std::size_t harmless = 0;  // and all that can be read is as it was
};

class FlipWalkTest : public admin::StoreTest {
 protected:
  void SetUp() override {
    SignCheckpoints();
    RecordEverything();
    RecordCover();
    ASSERT_EQ(Admin({"audit"}), 0) << out() << err();
    content_ = Content();
    ASSERT_THAT(content_, testing::HasSubstr("ledger.test/"));
  }

  // Every block and every note, as bytes.
  std::string Content() const {
    std::string content;
    const auto log = storage::LocalLog::Open(Journal(), {.create = false, .read_only = true});
    if (!log.ok()) return absl::StrCat("journal: ", log.status().ToString());
    const auto blocks = (*log)->Read(1, 1 << 30);
    if (!blocks.ok()) return absl::StrCat("blocks: ", blocks.status().ToString());
    for (const storage::Block& block : *blocks) {
      absl::StrAppend(&content, block.first_entry, " ", block.last_entry, " ", block.bytes, "\n");
    }
    const auto evidence =
        storage::Evidence::Open(Path("evidence/checkpoints"), {.create = false, .read_only = true});
    if (!evidence.ok()) return absl::StrCat("evidence: ", evidence.status().ToString());
    const auto notes = (*evidence)->List(0, 10'000);
    const auto keys = (*evidence)->KeyTexts();
    const auto origin = (*evidence)->Origin();
    if (!notes.ok() || !keys.ok() || !origin.ok()) return "evidence: it cannot be read";
    for (const storage::StoredCheckpoint& note : *notes) absl::StrAppend(&content, note.note, "\n");
    for (const std::string& key : *keys) absl::StrAppend(&content, key, "\n");
    return absl::StrCat(content, *origin);
  }

  // Flips every stride-th byte of the files in `folder`; `prepare` runs before each
  // audit.
  Outcomes Walk(
      const fs::path& folder, std::size_t stride, const std::function<void()>& prepare = [] {}) {
    if (std::getenv("IPPLEDGE_FLIP_EVERY_BYTE") != nullptr) stride = 1;
    Outcomes outcomes;
    std::size_t flips = 0;
    std::vector<fs::path> files;
    for (const auto& file : fs::recursive_directory_iterator(folder)) {
      if (file.is_regular_file() && IsRead(file.path().filename())) files.push_back(file.path());
    }
    std::sort(files.begin(), files.end());
    for (const fs::path& path : files) {
      const std::string bytes = Slurp(path);
      const std::size_t written =
          path.extension() == ".log" ? storage::LogBytes(path).size() : bytes.size();
      std::size_t told = 0;
      std::size_t walked = 0;
      for (std::size_t at = flips % stride; at < bytes.size();
           at += at < written ? stride : kZerosStride) {
        const char flip = kFlips[flips++ % std::size(kFlips)];
        const std::string where = absl::StrCat(path.string(), ", byte ", at);
        Put(path, at, static_cast<char>(bytes[at] ^ flip));
        ++walked;
        prepare();
        if (path.extension() == ".sst" ? ProgramTells() : AuditTells()) {
          ++told;
        } else {
          EXPECT_EQ(Content(), content_) << where << ": changed, and nobody said so";
        }
        Put(path, at, bytes[at]);
      }
      outcomes.told += told;
      outcomes.harmless += walked - told;
      std::printf("%s: %zu bytes, %zu flipped, %zu told, %zu harmless\n", path.filename().c_str(),
                  bytes.size(), walked, told, walked - told);
    }
    return outcomes;
  }
  bool AuditTells() { return Admin({"audit"}) != 0; }
  bool ProgramTells() const {
    const fs::path program = fs::read_symlink("/proc/self/exe").parent_path() / "ippledge-admin";
    std::string words[] = {program.string(), "--store", Folder(), "audit"};
    char* arguments[] = {words[0].data(), words[1].data(), words[2].data(), words[3].data(),
                         nullptr};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    for (const int fd : {STDOUT_FILENO, STDERR_FILENO}) {
      posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_WRONLY, 0);
    }
    pid_t child = 0;
    EXPECT_EQ(posix_spawn(&child, arguments[0], &actions, nullptr, arguments, environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    return status != 0;
  }

  std::string content_;
};

// The index is derived: without it the journal has to stand alone.
TEST_F(FlipWalkTest, Journal) {
  fs::remove_all(Index());
  const Outcomes outcomes = Walk(Journal(), 1);
  EXPECT_GT(outcomes.told, 100u);
  EXPECT_EQ(Admin({"audit"}), 0) << out();
}

TEST_F(FlipWalkTest, Evidence) {
  fs::remove_all(Index());
  const Outcomes outcomes = Walk(Path("evidence/checkpoints"), kEvidenceStride);
  EXPECT_GT(outcomes.told, 50u);
  EXPECT_EQ(Admin({"audit"}), 0) << out();
}

// An audit opens the index as a server does, which may write to it: each flip is one of a copy.
TEST_F(FlipWalkTest, Index) {
  const std::string kept = Path("kept");
  fs::rename(Index(), kept);
  const Outcomes outcomes = Walk(kept, kIndexStride, [&] {
    fs::remove_all(Index());
    fs::copy(kept, Index());
  });
  EXPECT_GT(outcomes.told, 100u);
}

// Small enough for every byte.
TEST_F(FlipWalkTest, FormatAndKeyOfTheLog) {
  const auto every_byte = [this](const fs::path& path, const std::function<bool()>& tell) {
    const std::string bytes = Slurp(path);
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      Put(path, at, static_cast<char>(bytes[at] ^ kFlips[at % std::size(kFlips)]));
      EXPECT_TRUE(tell() || Content() == content_) << path << ", byte " << at;
      Put(path, at, bytes[at]);
    }
  };
  every_byte(fs::path(Folder()) / "FORMAT", [this] { return AuditTells(); });
  const auto opens = [this] {
    return engine::Programmes::Open(Folder(), &clock_, {.housekeeping = false}, notary).ok();
  };
  int keys_walked = 0;
  for (const auto& file : fs::directory_iterator(fs::path(keys()) / kProgramme)) {
    if (file.path().filename() == "LOCK") continue;
    ++keys_walked;
    every_byte(file.path(), [&] {
      const bool refused = !opens();
      EXPECT_TRUE(refused) << file.path();
      return refused;
    });
  }
  EXPECT_EQ(keys_walked, 1);
  EXPECT_TRUE(opens());
}

}  // namespace
}  // namespace ippledge::audit
