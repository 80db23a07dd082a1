#include "engine/programmes.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "absl/synchronization/notification.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/refusal_text.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/submissions.h"
#include "tests/testing/temp_folder.h"

namespace ippledge::engine {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ProgrammesTest : public testing::Test {
 protected:
  ProgrammesTest() { Open(); }

  absl::StatusOr<std::unique_ptr<Programmes>> TryOpen() {
    return Programmes::Open(store(), &clock_, {.round_entries = 7, .housekeeping = false});
  }
  void Open() {
    programmes_ = nullptr;
    auto programmes = TryOpen();
    ASSERT_THAT(programmes, IsOk());
    programmes_ = *std::move(programmes);
  }
  Outcome Found(Submission submission) {
    Outcome answer;
    absl::Notification answered;
    submission.done = [&](Outcome outcome) {
      answer = std::move(outcome);
      answered.Notify();
    };
    programmes_->Found(std::move(submission));
    answered.WaitForNotification();
    return answer;
  }
  Outcome Found(const std::string& id, std::uint64_t request = 0) {
    return Found(Single(IpOffice(), Founding(id), request));
  }
  void Write(const std::string& name, const std::string& text) {
    std::ofstream out(fs::path(store()) / name, std::ios::trunc);
    out << text;
  }
  std::string store() const { return folder_ / "store"; }
  bool HasFolderOf(const std::string& id) const {
    return fs::exists(fs::path(store()) / "programmes" / id);
  }

  TempFolder folder_;
  FakeClock clock_;
  std::unique_ptr<Programmes> programmes_;
};

TEST_F(ProgrammesTest, Examples) {
  EXPECT_THAT(programmes_->Ids(), IsEmpty());
  EXPECT_EQ(programmes_->Find("north"), nullptr);
  const Outcome founded = Found("north", 1);
  ASSERT_THAT(founded.status, IsOk());
  EXPECT_EQ(founded.entry, 1);
  Engine* const north = programmes_->Find("north");
  ASSERT_NE(north, nullptr);
  EXPECT_EQ(north->View().programme().today, kFirstDay);
  EXPECT_TRUE(HasFolderOf("north/journal"));
  EXPECT_TRUE(HasFolderOf("north/index"));
  EXPECT_TRUE(HasFolderOf("north/evidence"));
  std::ifstream format(fs::path(store()) / "FORMAT");
  std::string line;
  EXPECT_TRUE(std::getline(format, line));
  EXPECT_EQ(line, "1");
}

TEST_F(ProgrammesTest, FoundingAgain) {
  EXPECT_EQ(Found("north", 1).entry, 1);
  const Outcome retry = Found("north", 1);
  EXPECT_TRUE(retry.replayed);
  EXPECT_EQ(retry.entry, 1);
  EXPECT_TRUE(Found("north", 2).already_recorded);
  clock_.Advance(absl::Hours(48));  // the day of founding is no part of the content
  EXPECT_TRUE(Found("north", 3).already_recorded);
  FoundProgramme other = Founding("north");
  other.constitution.target = 7;
  EXPECT_THAT(Found(Single(IpOffice(), other, 4)).status, ReasonIs(Reason::kProgrammeExists));
}

TEST_F(ProgrammesTest, ARetryOnAnotherDayIsTheSameRequest) {
  EXPECT_EQ(Found("north", 1).entry, 1);
  clock_.Advance(absl::Hours(48));
  EXPECT_TRUE(Found("north", 1).replayed);
}

TEST_F(ProgrammesTest, RefusedFoundingLeavesNoProgramme) {
  FoundProgramme nowhere = Founding("north");
  nowhere.constitution.time_zone = "Asia/Nowhere";
  EXPECT_EQ(RefusalText(Found(Single(IpOffice(), nowhere)).status),
            "FIELD_MALFORMED constitution.time_zone got=Asia/Nowhere want=a name as Asia/Shanghai");
  EXPECT_THAT(Found(Single(BankMaker(kBank), Founding("north"))).status,
              ReasonIs(Reason::kRoleNotAllowed));
  EXPECT_THAT(Found(DryRun(Single(IpOffice(), Founding("north")))).status, IsOk());
  EXPECT_FALSE(HasFolderOf("north"));
  EXPECT_THAT(programmes_->Ids(), IsEmpty());
}

TEST_F(ProgrammesTest, ProgrammesShareNothing) {
  for (const char* id : {"south", "north"}) {
    ASSERT_EQ(Found(id, 1).entry, 1);  // one request id for both
    ASSERT_EQ(
        programmes_->Find(id)->Execute(Single(IpOffice(), RegisterBody{ABank(kBank)}, 2)).entry, 3);
  }
  EXPECT_THAT(programmes_->Ids(), ElementsAre("north", "south"));
  Engine& north = *programmes_->Find("north");
  Engine& south = *programmes_->Find("south");
  EXPECT_EQ(north.Execute(Single(RecordingLoan(1), 3)).entry, 4);
  EXPECT_EQ(*south.View().LoanAt(KeyOfLoan(1), 3), nullptr);
  const Outcome other = south.Execute(Single(RecordingLoan(8), 3));
  EXPECT_FALSE(other.replayed);
  EXPECT_EQ(other.entry, 4);
  EXPECT_THAT(other.rights_pledged_before, IsEmpty());  // loan 1 holds the same right, elsewhere
  EXPECT_NE(north.View().picture().root, south.View().picture().root);
  Open();
  EXPECT_THAT(programmes_->Ids(), ElementsAre("north", "south"));
  EXPECT_EQ(programmes_->Find("north")->View().picture().headline.loans, 1);
  EXPECT_NE(*programmes_->Find("south")->View().LoanAt(KeyOfLoan(8), 4), nullptr);
}

TEST_F(ProgrammesTest, SecondServerIsRefused) {
  const auto second = TryOpen();
  EXPECT_THAT(second, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(second.status().message(), HasSubstr("is held by another server"));
  EXPECT_EQ(Found("north").entry, 1);
  programmes_ = nullptr;
  EXPECT_THAT(TryOpen(), IsOk());
}

TEST_F(ProgrammesTest, Formats) {
  ASSERT_EQ(Found("north").entry, 1);
  programmes_ = nullptr;
  struct Case {
    const char* text;
    absl::StatusCode want;
  };
  const Case cases[] = {{"2\n", absl::StatusCode::kFailedPrecondition},
                        {"17", absl::StatusCode::kFailedPrecondition},
                        {"0\n", absl::StatusCode::kDataLoss},
                        {"one\n", absl::StatusCode::kDataLoss},
                        {"", absl::StatusCode::kOk},  // power was cut at the very first start
                        {"1\n", absl::StatusCode::kOk}};
  for (const Case& c : cases) {
    Write("FORMAT", c.text);
    EXPECT_THAT(TryOpen(), StatusIs(c.want)) << c.text;
  }
}

TEST_F(ProgrammesTest, DamagedProgrammeIsNamed) {
  ASSERT_EQ(Found("north").entry, 1);
  ASSERT_EQ(Found("south").entry, 1);
  programmes_ = nullptr;
  fs::remove_all(fs::path(store()) / "programmes/south/journal");
  const auto opened = TryOpen();
  EXPECT_THAT(opened, StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(opened.status().message(), HasSubstr("programme south: the journal ends before"));
}

TEST_F(ProgrammesTest, OtherFilesAreNoProgrammes) {
  programmes_ = nullptr;
  fs::create_directories(fs::path(store()) / "programmes" / "Not a slug");
  Write("programmes/readme", "a file");
  Open();
  EXPECT_THAT(programmes_->Ids(), IsEmpty());
}

// A start that ended between making the folder and the first entry.
TEST_F(ProgrammesTest, UnfoundedProgrammeIsNotShownAndCanBeFounded) {
  programmes_ = nullptr;
  fs::create_directories(fs::path(store()) / "programmes" / "north");
  Open();
  EXPECT_EQ(programmes_->Find("north"), nullptr);
  EXPECT_THAT(programmes_->Ids(), IsEmpty());
  EXPECT_EQ(Found("north", 1).entry, 1);
  EXPECT_NE(programmes_->Find("north"), nullptr);
}

}  // namespace
}  // namespace ippledge::engine
