// AdminService.BackUp: copies made while the server runs.
#include "server/backups.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "engine/programmes.h"
#include "proof/checkpoint.h"
#include "server/log_keys.h"
#include "tests/server/signed_world.h"

namespace ippledge::server {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class BackupsTest : public SignedWorld {
 protected:
  explicit BackupsTest(std::optional<int> kept = 0)
      : SignedWorld(TestServer::Options{.checkpoint_signatures = {proof::KeyType::kEd25519},
                                        .backups_kept = kept}) {}

  Rpc Operator() const { return One("operator", "nm-operations"); }
  Answered<v1::BackUpResponse> BackUp() {
    return Operator().Ask<v1::BackUpResponse>(Of<v1::BackUpRequest>());
  }
  v1::BackUpResponse Made() {
    Sign();
    const auto answer = BackUp();
    EXPECT_THAT(answer, Succeeded());
    return answer.response;
  }
  // The programme of a backup, opened as a server opens it, with the keys that this one has.
  std::unique_ptr<engine::Programmes> Restored(const v1::BackUpResponse& made) {
    const fs::path store = restored_.path();
    fs::remove_all(store);
    const auto backup = storage::ReadBackup(made.folder());
    EXPECT_TRUE(backup.ok()) << backup.status();
    const absl::Status copied =
        storage::CopyOutOfBackup(*backup, (store / "programmes/nm").string(), nullptr);
    EXPECT_TRUE(copied.ok()) << copied;
    auto programmes =
        engine::Programmes::Open(store.string(), &server_.clock(), {.housekeeping = false},
                                 NotaryOf({.folder = absl::StrCat(server_.folder(), "/keys")}));
    EXPECT_TRUE(programmes.ok()) << programmes.status();
    return *std::move(programmes);
  }
  std::size_t BackupsThere() const {
    return storage::ListBackups(absl::StrCat(server_.folder(), "/backups"), "nm")->size();
  }

  TestFolder restored_;
};

TEST_F(BackupsTest, ABackupHoldsEverythingRecorded) {
  RecordLoan("HT-1");
  const std::int64_t size = Sign();
  const auto answer = BackUp();
  ASSERT_THAT(answer, Succeeded());
  const v1::BackUpResponse& made = answer.response;
  EXPECT_EQ(made.position(), size);
  EXPECT_EQ(made.last_entry(), size);
  EXPECT_EQ(made.checkpoint(), Checkpoint().checkpoint().note());
  EXPECT_GT(made.bytes(), 0);
  EXPECT_THAT(made.folder(), HasSubstr(absl::StrCat("/backups/nm/20250701T0400")));
  // What comes later is not in it.
  RecordLoan("HT-2");
  const auto programmes = Restored(made);
  const engine::ReadView view = programmes->Find("nm")->View();
  EXPECT_EQ(view.position(), size);
  const auto loan = [&](const char* number) {
    return *view.LoanAt(LoanKey({.bank = kIcbc, .contract_number = number}), view.position());
  };
  EXPECT_NE(loan("HT-1"), nullptr);
  EXPECT_EQ(loan("HT-2"), nullptr);
}

TEST_F(BackupsTest, ItWaitsForItsCheckpoint) {
  Sign();
  const std::int64_t entry = RecordLoan("HT-1");
  auto asked = std::async(std::launch::async, [&] { return BackUp(); });
  Sign();
  const auto answer = asked.get();
  ASSERT_THAT(answer, Succeeded());
  EXPECT_GE(answer.response.position(), entry);
}

TEST_F(BackupsTest, NoCheckpointComes) {
  Sign();
  RecordLoan("HT-1");
  EXPECT_THAT(BackUp(), Refused(StatusCode::kNotFound, "CHECKPOINT_UNKNOWN"));
  EXPECT_EQ(BackupsThere(), 0u);
  Sign();
  EXPECT_THAT(BackUp(), Succeeded());
}

TEST_F(BackupsTest, WhileEntriesAreRecorded) {
  std::atomic<bool> stop = false;
  std::atomic<std::int64_t> acknowledged = 0;
  std::thread writer([&] {
    const Rpc office = Office();
    for (int i = 0; !stop; ++i) {
      const auto answer =
          office.Ask<v1::BatchRecordResponse>(BatchRequest(200, absl::StrCat("B", i, "-")));
      ASSERT_THAT(answer, Succeeded());
      acknowledged = Position();
      server_.clock().Advance(absl::Milliseconds(300));
    }
  });
  std::int64_t last = 0;
  for (int round = 0; round < 4; ++round) {
    const std::int64_t before = acknowledged;
    const auto answer = BackUp();
    ASSERT_THAT(answer, Succeeded());
    const v1::BackUpResponse& made = answer.response;
    EXPECT_GE(made.position(), before);
    EXPECT_GE(made.last_entry(), made.position());
    EXPECT_GE(made.position(), last);
    last = made.position();
    // It starts, has all of it, and agrees with what was signed.
    const auto programmes = Restored(made);
    engine::Engine& copy = *programmes->Find("nm");
    EXPECT_GE(copy.View().position(), made.last_entry());
    EXPECT_EQ(copy.View().Entries(made.last_entry(), 1)->size(), 1u);
    const auto opened = proof::OpenCheckpoint(made.checkpoint(), LogKeys());
    ASSERT_TRUE(opened.ok());
    EXPECT_EQ(static_cast<std::int64_t>(opened->checkpoint.size), made.position());
    EXPECT_EQ(*copy.View().Tree().RootAt(made.position()), opened->checkpoint.root);
  }
  stop = true;
  writer.join();
  EXPECT_GT(last, 200);
}

TEST_F(BackupsTest, OneAtATime) {
  Sign();
  RecordLoan("HT-1");
  // Neither gets its checkpoint before one of them was refused.
  std::atomic<int> ended = 0;
  absl::Notification one_ended;
  const auto ask = [&] {
    const auto answer = BackUp();
    if (++ended == 1) one_ended.Notify();
    return answer;
  };
  auto first = std::async(std::launch::async, ask);
  auto second = std::async(std::launch::async, ask);
  one_ended.WaitForNotification();
  Sign();
  const auto answers = std::pair(first.get(), second.get());
  const bool first_made = answers.first.status.ok();
  EXPECT_THAT(first_made ? answers.first : answers.second, Succeeded());
  EXPECT_THAT(first_made ? answers.second : answers.first,
              Refused(StatusCode::kFailedPrecondition, "BACKUP_UNDER_WAY"));
  EXPECT_EQ(BackupsThere(), 1u);
  server_.clock().Advance(absl::Seconds(1));
  EXPECT_THAT(BackUp(), Succeeded());
}

TEST_F(BackupsTest, OperatorsAlone) {
  Sign();
  for (const char* role : {"ip_office", "finance_bureau", "security_officer", "auditor"}) {
    EXPECT_THAT(One(role, "nm-office").Ask<v1::BackUpResponse>(Of<v1::BackUpRequest>()),
                Refused(StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"))
        << role;
  }
  EXPECT_THAT(Bank().Ask<v1::BackUpResponse>(Of<v1::BackUpRequest>()),
              Refused(StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"));
  v1::BackUpRequest request;
  request.set_programme("none");
  EXPECT_THAT(Operator().Ask<v1::BackUpResponse>(request),
              Refused(StatusCode::kNotFound, "PROGRAMME_UNKNOWN"));
  EXPECT_EQ(BackupsThere(), 0u);
}

TEST_F(BackupsTest, AStopEndsIt) {
  Sign();
  RecordLoan("HT-1");
  absl::Notification ended;
  absl::Status status;
  // It waits for a checkpoint that never comes.
  ASSERT_TRUE(server_.backups()
                  .Start(engine(), "nm",
                         [&](absl::StatusOr<storage::Backup> backup) {
                           status = backup.status();
                           ended.Notify();
                         })
                  .ok());
  server_.backups().Stop();
  ended.WaitForNotification();
  EXPECT_EQ(ReasonOf(status), Reason::kShuttingDown) << status;
  EXPECT_THAT(BackUp(), Refused(StatusCode::kUnavailable, "SHUTTING_DOWN"));
  EXPECT_EQ(BackupsThere(), 0u);
}

// The disk is another one's business; the ledger goes on.
TEST_F(BackupsTest, AFolderThatCannotBeWritten) {
  Sign();
  std::ofstream(absl::StrCat(server_.folder(), "/backups")) << "a file";
  EXPECT_EQ(BackUp().status.code(), StatusCode::kInternal);
  RecordLoan("HT-1");
  fs::remove(absl::StrCat(server_.folder(), "/backups"));
  Sign();
  EXPECT_THAT(BackUp(), Succeeded());
}

class KeptBackupsTest : public BackupsTest {
 protected:
  KeptBackupsTest() : BackupsTest(2) {}
};

TEST_F(KeptBackupsTest, TheOldestGoesOnceTheNewOneIsWhole) {
  const std::string first = Made().folder();
  const std::string second = Made().folder();
  EXPECT_TRUE(fs::exists(first));
  const std::string third = Made().folder();
  EXPECT_FALSE(fs::exists(first));
  EXPECT_TRUE(fs::exists(second));
  EXPECT_TRUE(fs::exists(third));
  EXPECT_EQ(BackupsThere(), 2u);
}

class NoBackupsTest : public BackupsTest {
 protected:
  NoBackupsTest() : BackupsTest(std::nullopt) {}
};

TEST_F(NoBackupsTest, AreToldToBeSetUp) {
  Sign();
  const auto answer = BackUp();
  EXPECT_THAT(answer, Refused(StatusCode::kFailedPrecondition, "BACKUPS_NOT_SET_UP"));
  EXPECT_THAT(std::string(answer.status.message()), HasSubstr("backup_folder"));
}

}  // namespace
}  // namespace ippledge::server
