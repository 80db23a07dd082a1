#include "storage/backup.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <thread>
#include <utility>

#include "proof/checkpoint.h"
#include "proof/signing_key.h"
#include "storage/evidence.h"
#include "storage/journal.h"
#include "tests/testing/block_chain.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temp_folder.h"

namespace ippledge::storage {
namespace {

namespace fs = std::filesystem;
using absl::StatusCode;
using testing::HasSubstr;

constexpr std::int64_t kMadeMs = 1'751'342'400'123;  // 2025-07-01 04:00 UTC

class BackupTest : public testing::Test {
 protected:
  BackupTest()
      : key_(*proof::SigningKey::Generate("ledger.test/nm", proof::KeyType::kEd25519)),
        log_(*LocalLog::Open(folder_ / "journal", {})),
        evidence_(*Evidence::Open(folder_ / "checkpoints", {})) {
    EXPECT_THAT(evidence_->PinOrigin("ledger.test/nm"), IsOk());
    EXPECT_THAT(evidence_->AddKeyText(key_.verifier().Text()), IsOk());
  }

  void Append(int entries, std::size_t bytes = 40) {
    ASSERT_THAT(AppendNext(*log_, chain_, entries, bytes), IsOk());
  }
  // Signs what is there.
  std::string Sign() { return Sign(chain_.head()); }
  std::string Sign(const Head& head) {
    const auto note = proof::SignCheckpoint({.origin = "ledger.test/nm",
                                             .size = static_cast<std::uint64_t>(head.size),
                                             .root = head.root},
                                            {&key_});
    const std::string text = proof::FormatNote(*note);
    EXPECT_THAT(evidence_->Put({.size = head.size, .note = text}), IsOk());
    return text;
  }
  absl::Status Copy(const std::string& to) const {
    fs::create_directories(fs::path(to) / "evidence");
    std::ofstream(fs::path(to) / "evidence/tail-000004-9.bin") << "cut";
    if (absl::Status status = evidence_->CopyTo(to + "/evidence/checkpoints"); !status.ok()) {
      return status;
    }
    return log_->CopyTo(to + "/journal");
  }
  BackupPlan Plan(std::int64_t made_ms = kMadeMs) {
    return {.folder = folder_ / "backups",
            .programme = "nm",
            .made_ms = made_ms,
            .copy = [this](const std::string& to) { return Copy(to); }};
  }
  Backup Write(std::int64_t made_ms = kMadeMs) {
    const auto backup = WriteBackup(Plan(made_ms));
    EXPECT_THAT(backup, IsOk());
    return *backup;
  }
  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_ / "backups/nm")) {
      names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }
  absl::StatusOr<ProgrammeCopy> Restore(const Backup& backup) {
    fs::remove_all(folder_ / "restored");
    const absl::Status status = CopyOutOfBackup(backup, folder_ / "restored", nullptr);
    if (!status.ok()) return status;
    return ReadProgrammeCopy(folder_ / "restored");
  }

  TempFolder folder_;
  proof::SigningKey key_;
  BlockChain chain_;
  std::unique_ptr<LocalLog> log_;
  std::unique_ptr<Evidence> evidence_;
};

TEST_F(BackupTest, Examples) {
  Append(4);
  Append(3);
  const std::string note = Sign();
  const Backup backup = Write();
  EXPECT_EQ(backup.folder, folder_ / "backups/nm/20250701T040000.123Z-7");
  EXPECT_EQ(backup.checkpoint, note);
  EXPECT_EQ(backup.manifest.position, 7);
  EXPECT_EQ(backup.manifest.root, chain_.head().root);
  EXPECT_EQ(backup.manifest.last_entry, 7);

  const auto read = ReadBackup(backup.folder);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->manifest, backup.manifest);
  EXPECT_EQ(read->checkpoint, note);
  const auto copy = Restore(*read);
  ASSERT_THAT(copy, IsOk());
  EXPECT_EQ(copy->origin, "ledger.test/nm");
  EXPECT_EQ(copy->checkpoint, note);
  EXPECT_EQ(copy->keys, std::vector<proof::VerifierKey>{key_.verifier()});
  EXPECT_TRUE(fs::exists(folder_ / "restored/evidence/tail-000004-9.bin"));
  // It goes on where it ended.
  const auto log = LocalLog::Open(folder_ / "restored/journal", {.create = false});
  ASSERT_THAT(log, IsOk());
  EXPECT_THAT((*log)->Barrier(absl::InfiniteFuture()), IsOkAndHolds(chain_.head()));
  EXPECT_THAT(AppendNext(**log, chain_, 2), IsOk());
}

TEST_F(BackupTest, EntriesAfterTheCheckpointAreInItAndSaid) {
  Append(4);
  Sign();
  Append(3);
  const Backup backup = Write();
  EXPECT_EQ(backup.manifest.position, 4);
  EXPECT_EQ(backup.manifest.last_entry, 7);
  EXPECT_EQ(Restore(backup)->last_entry, 7);
}

// Large enough that the log is brought into tables, and read at once by the copy.
TEST_F(BackupTest, WhatIsCopiedMeanwhileIsAPrefix) {
  std::atomic<bool> stop = false;
  Append(1);
  Sign();
  std::thread writer([&] {
    for (int i = 0; !stop; ++i) {
      Append(8, 20'000);
      if (i % 10 == 0) Sign();
    }
  });
  std::int64_t last = 0;
  for (int round = 0; round < 5; ++round) {
    const Backup backup = Write(kMadeMs + round);
    EXPECT_GE(backup.manifest.last_entry, last);
    last = backup.manifest.last_entry;
    const auto copy = Restore(backup);
    ASSERT_THAT(copy, IsOk());
    EXPECT_EQ(copy->last_entry, last);
    const auto log = LocalLog::Open(folder_ / "restored/journal", {.create = false});
    ASSERT_THAT(log, IsOk());
    std::int64_t read = 0;
    while (read < last) {
      const auto blocks = (*log)->Read(read + 1, 1 << 20);
      ASSERT_THAT(blocks, IsOk());
      ASSERT_FALSE(blocks->empty());
      read = blocks->back().last_entry;
    }
    EXPECT_EQ(read, last);
  }
  stop = true;
  writer.join();
  EXPECT_GT(last, 1);
}

TEST_F(BackupTest, NothingSignedYet) {
  Append(4);
  EXPECT_THAT(WriteBackup(Plan()), StatusIs(StatusCode::kFailedPrecondition));
  EXPECT_EQ(Names(), std::vector<std::string>());
  EXPECT_THAT(ListBackups(folder_ / "backups", "nm"), IsOkAndHolds(std::vector<std::string>()));
}

TEST_F(BackupTest, WhatDoesNotHoldTogetherIsNoBackup) {
  Append(4);
  Head other = chain_.head();
  other.root = proof::Sha256("another history");
  Sign(other);
  EXPECT_THAT(WriteBackup(Plan()), StatusIs(StatusCode::kDataLoss));
  other.size = 5;
  Sign(other);
  const auto ends_before = WriteBackup(Plan());
  EXPECT_THAT(ends_before, StatusIs(StatusCode::kDataLoss));
  EXPECT_THAT(std::string(ends_before.status().message()), HasSubstr("ends at entry 4"));
  ASSERT_THAT(evidence_->Put({.size = 5, .note = "no note"}), IsOk());
  EXPECT_THAT(WriteBackup(Plan()), StatusIs(StatusCode::kDataLoss));
  EXPECT_EQ(Names(), std::vector<std::string>());
}

TEST_F(BackupTest, AStopLeavesNothing) {
  Append(4);
  Sign();
  BackupPlan plan = Plan();
  plan.stop = [] { return true; };
  EXPECT_THAT(WriteBackup(plan), StatusIs(StatusCode::kCancelled));
  EXPECT_EQ(Names(), std::vector<std::string>());
  plan = Plan();
  plan.copy = [](const std::string&) { return absl::ResourceExhaustedError("no space"); };
  EXPECT_THAT(WriteBackup(plan), StatusIs(StatusCode::kResourceExhausted));
  EXPECT_EQ(Names(), std::vector<std::string>());
}

TEST_F(BackupTest, TheOldestGo) {
  Append(4);
  Sign();
  for (int i = 0; i < 4; ++i) Write(kMadeMs + 1000 * i);
  // Of the same time there is one.
  EXPECT_THAT(WriteBackup(Plan(kMadeMs)), StatusIs(StatusCode::kAlreadyExists));
  // What is no backup stays where it is.
  fs::create_directories(folder_ / "backups/nm/notes");
  fs::create_directories(folder_ / "backups/nm/20200701T040000.123Z-7");
  ASSERT_THAT(RemoveOldBackups(folder_ / "backups", "nm", 2), IsOk());
  EXPECT_EQ(Names(), (std::vector<std::string>{"20200701T040000.123Z-7", "20250701T040002.123Z-4",
                                               "20250701T040003.123Z-4", "notes"}));
  ASSERT_THAT(RemoveOldBackups(folder_ / "backups", "nm", 5), IsOk());
  EXPECT_EQ(Names().size(), 4u);
  EXPECT_THAT(ListBackups(folder_ / "backups", "other"), IsOkAndHolds(std::vector<std::string>()));
}

// ---- damage ----

TEST_F(BackupTest, AnyFileThatIsNotAsItWasIsTold) {
  Append(4);
  Sign();
  const Backup backup = Write();
  const auto refused = [&](const std::string& name, const auto& change) {
    const fs::path copy = folder_ / "damaged";
    fs::remove_all(copy);
    fs::copy(backup.folder, copy, fs::copy_options::recursive);
    change(copy / name);
    const auto read = ReadBackup(copy.string());
    const absl::Status status = read.ok() ? Restore(*read).status() : read.status();
    EXPECT_THAT(status,
                StatusIs(name == "BACKUP" && !fs::exists(copy / name) ? StatusCode::kNotFound
                                                                      : StatusCode::kDataLoss))
        << name;
    EXPECT_THAT(std::string(status.message()), HasSubstr(name)) << name;
  };
  std::vector<std::string> names = {"BACKUP"};
  for (const BackedUpFile& file : backup.manifest.files) names.push_back(file.path);
  EXPECT_GT(names.size(), 8u);
  for (const std::string& name : names) {
    refused(name, [](const fs::path& path) { fs::remove(path); });
    refused(name, [](const fs::path& path) {
      std::ofstream(path, std::ios::binary | std::ios::app) << "x";
    });
    if (fs::file_size(fs::path(backup.folder) / name) == 0) continue;
    refused(name, [](const fs::path& path) {
      std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
      const auto middle = static_cast<std::streamoff>(fs::file_size(path) / 2);
      file.seekg(middle);
      const int byte = file.get();
      file.seekp(middle);
      file.put(static_cast<char>(byte ^ 1));
    });
  }
}

TEST_F(BackupTest, WhatIsNotListedIsNotRestored) {
  Append(4);
  Sign();
  const Backup backup = Write();
  std::ofstream(fs::path(backup.folder) / "programmes/nm/journal/999999.log") << "more";
  ASSERT_THAT(Restore(*ReadBackup(backup.folder)), IsOk());
  EXPECT_FALSE(fs::exists(folder_ / "restored/journal/999999.log"));
}

TEST_F(BackupTest, AStoreIsNoBackup) {
  EXPECT_THAT(ReadBackup(folder_.path()), StatusIs(StatusCode::kNotFound));
}

}  // namespace
}  // namespace ippledge::storage
