// Audits that the server makes of itself: asked for, on a schedule, with findings, at its end.
#include "server/audits.h"

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "storage/codec.h"
#include "storage/journal.h"
#include "tests/server/signed_world.h"
#include "tests/testing/holding_programmes.h"
#include "tests/testing/status_matchers.h"

namespace ippledge::server {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

v1::StartAuditRequest Asking(const std::string& programme = "nm") {
  v1::StartAuditRequest request;
  request.set_programme(programme);
  return request;
}

// All audits of "nm", once there are so many.
std::vector<v1::RecordedAudit> AwaitAudits(TestServer& server, const Rpc& reader, int count) {
  for (;;) {
    v1::ListAuditsRequest request;
    request.set_programme("nm");
    const auto answer = reader.Ask<v1::ListAuditsResponse>(request);
    EXPECT_THAT(answer, Succeeded());
    if (answer.response.audits_size() >= count) {
      return {answer.response.audits().begin(), answer.response.audits().end()};
    }
    absl::Notification more;
    server.programmes().Find("nm")->NotifyBeyond(answer.response.position(),
                                                 [&more] { more.Notify(); });
    more.WaitForNotification();
  }
}

class AuditsTest : public SignedWorld {
 protected:
  Rpc Auditor() const { return One("auditor", "nm-audit"); }
  std::vector<v1::RecordedAudit> Await(int count) { return AwaitAudits(server_, Office(), count); }
};

TEST_F(AuditsTest, ItsResultIsAnEntryOfTheLedgersOwn) {
  RecordLoan("HT-1");
  const std::int64_t position = Sign();
  const std::string root(proof::BytesOf(engine().View().picture().root));
  const auto begun = Auditor().Ask<v1::StartAuditResponse>(Asking());
  ASSERT_THAT(begun, Succeeded());
  EXPECT_EQ(begun.response.through_entry(), position);
  const v1::RecordedAudit audit = Await(1).front();
  EXPECT_GT(audit.entry(), position);
  EXPECT_EQ(audit.result().through_entry(), position);
  EXPECT_EQ(audit.result().root(), root);
  EXPECT_EQ(audit.result().findings(), 0);
  EXPECT_EQ(audit.result().first_finding(), "");
  EXPECT_EQ(audit.result().program(), "ippledged test");
  const auto stored = engine().View().Entries(audit.entry(), 1);
  EXPECT_EQ(stored->front().entry.caller.role, Role::kSystem);
  EXPECT_FALSE(stored->front().entry.has_request_id);

  // The next one looks at what the first one recorded too. For a moment after it did, it is still
  // under way.
  auto again = One("operator", "nm-it").Ask<v1::StartAuditResponse>(Asking());
  while (absl::IsFailedPrecondition(again.status)) {
    again = One("operator", "nm-it").Ask<v1::StartAuditResponse>(Asking());
  }
  ASSERT_THAT(again, Succeeded());
  EXPECT_GE(again.response.through_entry(), audit.entry());
  EXPECT_EQ(Await(2).back().result().findings(), 0);
}

TEST_F(AuditsTest, WhoMayAskAndForWhat) {
  for (const Rpc& other : {Office(), Bank(), One("security_officer", "nm-security")}) {
    EXPECT_THAT(other.Ask<v1::StartAuditResponse>(Asking()),
                Refused(StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED"));
  }
  EXPECT_THAT(Auditor().Ask<v1::StartAuditResponse>(Asking("other")),
              Refused(StatusCode::kNotFound, "PROGRAMME_UNKNOWN"));
}

// Writes the journal again with one bit of an entry's random bytes the other way round: no rule can
// tell, only the hashes.
void FlipABit(const std::string& journal, std::int64_t entry) {
  std::vector<storage::Block> blocks;
  {
    const auto log = storage::LocalLog::Open(journal, {.create = false});
    ASSERT_THAT(log, IsOk());
    blocks = *(*log)->Read(1, std::size_t{1} << 30);
  }
  std::filesystem::remove_all(journal);
  for (storage::Block& block : blocks) {
    if (entry < block.first_entry || entry > block.last_entry) continue;
    const auto view = storage::BlockView::Parse(block.first_entry, block.bytes);
    Entry stored = *storage::DecodeEntry(view->entry(entry));
    const std::string salt(stored.salt.begin(), stored.salt.end());
    const std::size_t at = block.bytes.find(salt);
    ASSERT_NE(at, std::string::npos);
    block.bytes[at] = static_cast<char>(block.bytes[at] ^ 1);
  }
  auto log = storage::LocalLog::Open(journal, {});
  ASSERT_THAT(log, IsOk());
  ASSERT_THAT((*log)->Append({}, {}, {.size = blocks.back().last_entry}, blocks), IsOk());
}

TEST_F(AuditsTest, ADamagedBlockIsAFinding) {
  const std::int64_t damaged = RecordLoan("HT-1");
  RecordLoan("HT-2");
  Sign();
  server_.Restart([&] { FlipABit(server_.folder() + "/programmes/nm/journal", damaged); });
  ASSERT_THAT(Auditor().Ask<v1::StartAuditResponse>(Asking()), Succeeded());
  const v1::AuditResult result = Await(1).front().result();
  EXPECT_EQ(result.findings(), 1);
  EXPECT_THAT(result.first_finding(), AllOf(HasSubstr(absl::StrCat("entry ", damaged, ": up to ")),
                                            HasSubstr("the bytes are not those that were hashed")));
  EXPECT_LT(result.through_entry(), damaged);
}

class HeldAuditsTest : public World {
 protected:
  HeldAuditsTest() : HeldAuditsTest(std::make_unique<engine::Gate>()) {}
  explicit HeldAuditsTest(std::unique_ptr<engine::Gate> gate)
      : World({.wrap = engine::Holding(gate.get())}), gate_(std::move(gate)) {}
  ~HeldAuditsTest() override { gate_->Open(); }

  std::unique_ptr<engine::Gate> gate_;
};

TEST_F(HeldAuditsTest, OneAtATime) {
  const Rpc auditor = As("auditor", "nm-audit");
  gate_->Close();
  ASSERT_THAT(auditor.Ask<v1::StartAuditResponse>(Asking()), Succeeded());
  // It waits to record what it found.
  gate_->AwaitWaiting(1);
  EXPECT_THAT(auditor.Ask<v1::StartAuditResponse>(Asking()),
              Refused(StatusCode::kFailedPrecondition, "AUDIT_UNDER_WAY"));
  gate_->Open();
  EXPECT_EQ(AwaitAudits(server_, Office(), 1).size(), 1u);
}

class ScheduledAuditsTest : public World {
 protected:
  ScheduledAuditsTest() : World({.audit_every = absl::Milliseconds(1)}) {}
};

// The clock of the ledger says when a programme is due; it stands still until it is moved.
TEST_F(ScheduledAuditsTest, EachProgrammeSoLongAfterItsLastAudit) {
  EXPECT_EQ(AwaitAudits(server_, Office(), 1).size(), 1u);
  server_.clock().Advance(absl::Milliseconds(2));
  EXPECT_EQ(AwaitAudits(server_, Office(), 2).size(), 2u);
  // Who starts again does not begin anew: the last one is in the ledger.
  server_.Restart();
  RecordLoan("HT-1");
  server_.clock().Advance(absl::Milliseconds(2));
  const auto audits = AwaitAudits(server_, Office(), 3);
  EXPECT_EQ(audits.size(), 3u);
  for (const v1::RecordedAudit& audit : audits) EXPECT_EQ(audit.result().findings(), 0);
}

TEST(AuditsEndTest, NothingIsTakenAfterTheStop) {
  TestServer server;
  Audits audits({.program = "p"}, &server.programmes(), &server.clock());
  EXPECT_EQ(ReasonOf(audits.Start("nm").status()), Reason::kProgrammeUnknown);
  audits.Stop();
}

TEST(AuditResultTest, WhatIsRecordedFits) {
  audit::Report report{.position = 7};
  EXPECT_EQ(ResultOf(report, "p"), (AuditResult{7, report.root, 0, "", "p"}));
  std::string words;
  for (int i = 0; i < 600; ++i) words += "条";
  report.finding = audit::Finding{.entry = 8, .words = words + "\n"};
  report.position = 0;
  const AuditResult result = ResultOf(report, "p");
  EXPECT_EQ(result.through_entry, 1);
  EXPECT_EQ(result.findings, 1);
  EXPECT_THAT(result.first_finding, ::testing::StartsWith("entry 8: 条条"));
  Violations violations;
  CheckAuditResult(result, "result", violations);
  EXPECT_THAT(violations.ToStatus(), IsOk());
}

}  // namespace
}  // namespace ippledge::server
