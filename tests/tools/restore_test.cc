// ippledge-admin backup and restore.
#include "tools/admin/restore.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "proof/checkpoint.h"
#include "proof/cosignature.h"
#include "proof/signed_note.h"
#include "storage/backup.h"
#include "storage/evidence.h"
#include "storage/journal.h"
#include "tests/testing/status_matchers.h"
#include "tests/tools/sample_store.h"
#include "tools/admin/command_line.h"

namespace ippledge::admin {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::StartsWith;

std::string Slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}
void Spit(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

class RestoreTest : public StoreTest {
 protected:
  RestoreTest() {
    SignCheckpoints();
    RecordEverything();
  }

  std::string BackUp() {
    EXPECT_EQ(Admin({"backup", work_ / "backups", "-o", "json"}), 0) << out() << err();
    clock_.Advance(absl::Seconds(1));
    return Value("folder");
  }
  // Into the store "new"; the arguments after --from.
  int Restore(const std::string& backup, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"--store", Target(), "-o", "json", "restore", "--from", backup});
    std::ostringstream out;
    std::ostringstream err;
    const int code = admin::Run(std::move(more), clock_, out, err);
    said_ = out.str() + err.str();
    return code;
  }
  const std::string& said() const { return said_; }
  std::string Target() const { return work_ / "new"; }
  bool NothingIsLeft() const { return !fs::exists(Target()); }

  // The newest checkpoint of the running store, as a file that somebody keeps.
  std::string NewestNote(const std::string& name) {
    const std::unique_ptr<Session> session = Open();
    return NoteFile(name, session->engine().checkpoints()->Newest()->note);
  }
  std::string NoteFile(const std::string& name, const std::string& note) {
    Spit(work_ / name, note);
    return work_ / name;
  }
  std::string LogKey() {
    EXPECT_EQ(Admin({"keys", "show", "-o", "json"}), 0);
    return Value("key_1");
  }

  TempFolder work_;

 private:
  std::string said_;
};

TEST_F(RestoreTest, Examples) {
  RecordCover();
  const std::string backup = BackUp();
  EXPECT_THAT(backup, StartsWith(work_ / "backups/inner-mongolia/"));
  const std::string position = Value("position");
  EXPECT_EQ(Value("entries"), position);
  const std::string root = Value("root");
  ASSERT_EQ(Restore(backup), 0) << said();
  EXPECT_THAT(said(), HasSubstr("\"position\":" + position));
  EXPECT_THAT(said(), HasSubstr(root));
  EXPECT_THAT(said(), HasSubstr("those in the backup"));
  EXPECT_THAT(said(), HasSubstr("\"result\":\"ok\""));

  // It opens with the log's keys, has everything, and goes on.
  Session restored(Target(), &clock_, notary);
  EXPECT_EQ(std::to_string(restored.engine().View().position()), position);
  const std::int64_t entry = restored.Do(BankMaker("qingcao"), Recording(ANewLoan("HT-900")));
  restored.Tick();
  EXPECT_GT(entry, std::stoll(position));
}

TEST_F(RestoreTest, ABackupIsAStoreOfItsOwn) {
  const std::string backup = BackUp();
  std::ostringstream out;
  std::ostringstream err;
  EXPECT_EQ(admin::Run({"--store", backup, "audit"}, clock_, out, err), 0)
      << out.str() << err.str();
  EXPECT_EQ(admin::Run({"--store", backup, "keys", "show"}, clock_, out, err), 0);
  // Looking at it has not changed it.
  EXPECT_EQ(Restore(backup), 0) << said();
}

TEST_F(RestoreTest, BesideOtherProgrammes) {
  const std::string backup = BackUp();
  ASSERT_EQ(Restore(backup), 0) << said();
  EXPECT_EQ(Restore(backup), 2);
  EXPECT_THAT(said(), HasSubstr("is there already"));
  fs::rename(fs::path(Target()) / "programmes" / kProgramme,
             fs::path(Target()) / "programmes" / "other");
  EXPECT_EQ(Restore(backup), 0) << said();
  EXPECT_TRUE(fs::exists(fs::path(Target()) / "programmes" / "other"));
}

TEST_F(RestoreTest, Usage) {
  const std::string backup = BackUp();
  EXPECT_EQ(Restore(Folder()), 2);
  EXPECT_THAT(said(), HasSubstr("is no backup"));
  EXPECT_EQ(Restore(backup, {"--programme", "another"}), 2);
  EXPECT_THAT(said(), HasSubstr("the backup is of inner-mongolia"));
  EXPECT_EQ(Restore(backup, {"--key", "no key"}), 2);
  EXPECT_EQ(Restore(backup, {"--checkpoint", work_ / "none"}), 2);
  EXPECT_EQ(Restore(backup, {"--checkpoint", NoteFile("text", "no note")}), 2);
  EXPECT_THAT(said(), HasSubstr("is no checkpoint"));
  EXPECT_EQ(Restore(backup, {"--checkpoint", work_ / "backups/none"}), 2);
  EXPECT_TRUE(NothingIsLeft());
  fs::create_directories(Target());
  Spit(fs::path(Target()) / "something", "else");
  EXPECT_EQ(Restore(backup), 2);
  EXPECT_THAT(said(), HasSubstr("there are other things in it"));
  fs::remove(fs::path(Target()) / "something");
  EXPECT_EQ(Restore(backup, {"--programme", kProgramme}), 0) << said();
}

TEST_F(RestoreTest, AStoreInUse) {
  const std::string backup = BackUp();
  ASSERT_EQ(Restore(backup), 0) << said();
  const Session running(Target(), &clock_, notary);
  EXPECT_EQ(Restore(backup), 7);
}

TEST_F(RestoreTest, NothingSignedYet) {
  const std::string checkpoints = Path("evidence/checkpoints");
  fs::remove_all(checkpoints);
  EXPECT_EQ(Admin({"backup", work_ / "backups", "-o", "json"}), 2);
  EXPECT_THAT(Value("result"), HasSubstr("nothing was signed yet"));
}

// ---- what others know ----

TEST_F(RestoreTest, CheckpointsOfOthersAreOfItsHistory) {
  const std::string early = NewestNote("early.note");
  RecordMore(900, 3);
  const std::string late = NewestNote("late.note");
  const std::string backup = BackUp();
  ASSERT_EQ(Restore(backup, {"--key", LogKey(), "--checkpoint", early, "--checkpoint", late}), 0)
      << said();
  EXPECT_THAT(said(), HasSubstr("\"keys\":\"those given\""));
  EXPECT_THAT(said(), HasSubstr("\"known_checkpoints\":2"));
}

TEST_F(RestoreTest, AShorterHistoryIsRefusedAndSaysWhatWouldBeLost) {
  const std::string backup = BackUp();
  const std::int64_t position = std::stoll(Value("position"));
  RecordMore(900, 3);
  const std::string newer = NewestNote("newer.note");
  EXPECT_EQ(Restore(backup, {"--checkpoint", newer}), 1);
  const std::int64_t lost_to =
      std::stoll(std::string(said().substr(said().find("\"lost_to\":") + 10)));
  EXPECT_GT(lost_to, position + 3);
  EXPECT_THAT(said(), HasSubstr(absl::StrCat("\"lost_from\":", position + 1)));
  EXPECT_THAT(said(),
              HasSubstr(absl::StrCat("entries ", position + 1, " to ", lost_to, " would be lost")));
  EXPECT_TRUE(NothingIsLeft());
  // A newer backup has them.
  EXPECT_EQ(Restore(BackUp(), {"--checkpoint", newer}), 0) << said();
}

TEST_F(RestoreTest, AForkIsRefused) {
  Copy(Folder(), work_ / "kept");
  RecordMore(900, 3);
  const std::string theirs = NewestNote("theirs.note");
  // The same ledger, from the copy on: other entries.
  fs::remove_all(Folder());
  Copy(work_ / "kept", Folder());
  RecordMore(950, 5);
  const std::string backup = BackUp();
  EXPECT_EQ(Restore(backup, {"--checkpoint", theirs}), 1);
  EXPECT_THAT(said(), HasSubstr("the backup has another history"));
  EXPECT_TRUE(NothingIsLeft());
  EXPECT_EQ(Restore(backup), 0) << "without the checkpoint nobody can know";
}

TEST_F(RestoreTest, AWitnessesFolderIsReadWhole) {
  const std::string backup = BackUp();
  fs::create_directories(work_ / "witness/cosigned");
  Spit(work_ / "witness/lock", "");
  EXPECT_EQ(Restore(backup, {"--checkpoint", work_ / "witness"}), 2);
  EXPECT_THAT(said(), HasSubstr("has no checkpoint in it"));
  // With the line of the witness, whose key nobody gives.
  const auto witness = *proof::SigningKey::Generate("w.example", proof::KeyType::kCosignature);
  auto note = *proof::ParseNote(Slurp(fs::path(backup) / "checkpoint"));
  ASSERT_THAT(proof::AddSignatures({proof::Cosign(witness, note.text, 1'751'342'500)}, note),
              IsOk());
  Spit(work_ / "witness/cosigned/0000000000000000041", proof::FormatNote(note));
  EXPECT_EQ(Restore(backup, {"--checkpoint", work_ / "witness"}), 0) << said();
  fs::remove_all(Target());
  RecordMore(900, 1);
  fs::rename(NewestNote("latest.note"), work_ / "witness/latest");
  EXPECT_EQ(Restore(backup, {"--checkpoint", work_ / "witness"}), 1);
  EXPECT_THAT(said(), HasSubstr("witness/latest: it covers"));
  Spit(work_ / "witness/latest", "damaged");
  EXPECT_EQ(Restore(backup, {"--checkpoint", work_ / "witness"}), 2);
  EXPECT_THAT(said(), HasSubstr("is damaged"));
}

TEST_F(RestoreTest, KeysThatSignedNothingHere) {
  const std::string backup = BackUp();
  const std::string log_key = LogKey();
  const std::string origin = log_key.substr(0, log_key.find('+'));
  const auto other = *proof::SigningKey::Generate(origin, proof::KeyType::kEd25519);
  EXPECT_EQ(Restore(backup, {"--key", other.verifier().Text()}), 1);
  EXPECT_THAT(said(), HasSubstr("the backup's checkpoint does not hold by the keys given"));
  // A checkpoint of somebody who has not the key.
  const auto forged = proof::SignCheckpoint(
      {.origin = origin, .size = 5, .root = proof::Sha256("forged")}, {&other});
  const std::string note = NoteFile("forged.note", proof::FormatNote(*forged));
  EXPECT_EQ(Restore(backup, {"--checkpoint", note}), 1);
  EXPECT_THAT(said(), HasSubstr("forged.note: it does not hold by the keys"));
  // With that key among those given it is a fork.
  EXPECT_EQ(
      Restore(backup, {"--checkpoint", note, "--key", log_key, "--key", other.verifier().Text()}),
      1);
  EXPECT_THAT(said(), HasSubstr("the backup has another history"));
  EXPECT_TRUE(NothingIsLeft());
}

TEST_F(RestoreTest, ACheckpointOfAnotherLog) {
  const std::string backup = BackUp();
  const auto other = *proof::SigningKey::Generate("elsewhere/x", proof::KeyType::kEd25519);
  const auto foreign = proof::SignCheckpoint(
      {.origin = "elsewhere/x", .size = 5, .root = proof::Sha256("x")}, {&other});
  const std::string note = NoteFile("foreign.note", proof::FormatNote(*foreign));
  EXPECT_EQ(
      Restore(backup, {"--checkpoint", note, "--key", LogKey(), "--key", other.verifier().Text()}),
      1);
  EXPECT_THAT(said(), HasSubstr("it is of the log elsewhere/x"));
}

// ---- damage, and histories that do not hold ----

TEST_F(RestoreTest, OneFlippedByteInAnyFile) {
  const std::string backup = BackUp();
  const auto manifest = storage::ReadBackup(backup)->manifest;
  std::vector<std::string> names = {"BACKUP"};
  for (const auto& file : manifest.files) names.push_back(file.path);
  for (const std::string& name : names) {
    const fs::path path = fs::path(backup) / name;
    const std::string good = Slurp(path);
    if (good.empty()) continue;
    std::string bad = good;
    bad[bad.size() / 3] ^= 0x10;
    Spit(path, bad);
    EXPECT_EQ(Restore(backup), 1) << name;
    EXPECT_THAT(said(), HasSubstr(name));
    EXPECT_TRUE(NothingIsLeft()) << name;
    Spit(path, good);
  }
  EXPECT_EQ(Restore(backup), 0) << said();
}

// A history that was made anew, tree and list of files too: only deciding again tells.
TEST_F(RestoreTest, AHistoryThatTheRulesDoNotMake) {
  const std::int64_t turned = EntriesOf("DAY_TURNED").at(0);
  Forge([&](Entry& entry, Headline&) {
    if (entry.number == turned)
      std::get<DayTurned>(entry.events.front()).what.date = Day("2031-01-01");
  });
  // Whoever can forge can sign, when he has the key.
  fs::remove_all(Path("evidence/checkpoints"));
  fs::remove_all(Index());
  {
    const auto log = storage::LocalLog::Open(Journal(), {.create = false, .read_only = true});
    const storage::Head head{.size = (*log)->LastBlock()->last_entry,
                             .root = *storage::RootAt(**log, (*log)->LastBlock()->last_entry)};
    const auto evidence = storage::Evidence::Open(Path("evidence/checkpoints"), {});
    const auto identity = notary.identity_of(kProgramme, {});
    ASSERT_THAT((*evidence)->PinOrigin(identity->origin), IsOk());
    ASSERT_THAT((*evidence)->AddKeyText(identity->keys[0].verifier().Text()), IsOk());
    const auto note = proof::SignCheckpoint({.origin = identity->origin,
                                             .size = static_cast<std::uint64_t>(head.size),
                                             .root = head.root},
                                            {&identity->keys[0]});
    ASSERT_THAT((*evidence)->Put({.size = head.size, .note = proof::FormatNote(*note)}), IsOk());
  }
  const std::string backup = BackUp();
  EXPECT_EQ(Restore(backup), 1);
  EXPECT_THAT(said(), HasSubstr(absl::StrCat("entry ", turned)));
  EXPECT_TRUE(NothingIsLeft());
}

}  // namespace
}  // namespace ippledge::admin
