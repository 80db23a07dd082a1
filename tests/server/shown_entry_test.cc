// What banks and security officers see of the journal's entries: not what the fund as a whole has.
#include "server/shown_entry.h"

#include <set>
#include <string>
#include <vector>

#include "ippledge/v1/admin_service.pb.h"
#include "ippledge/v1/journal_service.pb.h"
#include "proof/merkle.h"
#include "tests/server/cover_world.h"

namespace ippledge::server {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ShownEntryTest : public CoverWorld {
 protected:
  // A claim of ICBC from application to recovery, and a covered loan of CCB.
  ShownEntryTest() {
    Enrol("HT-1");
    Default("HT-1");
    Approve("HT-1");
    Pay("HT-1");
    auto recovery = ClaimWrite<v1::RecordRecoveryRequest>("HT-1");
    recovery.mutable_recovery()->set_recovery_number("V1");
    recovery.mutable_recovery()->set_source(v1::RECOVERY_SOURCE_BORROWER);
    recovery.mutable_recovery()->set_received_date("2025-07-06");
    recovery.mutable_recovery()->set_gross_fen(1'000'000);
    Must<v1::RecordRecoveryResponse>(Bank(), recovery);
    auto apply = LoanWrite<v1::ApplyForCoverRequest>("TURN-HT-1", kCcb);
    apply.mutable_application();
    Must<v1::ApplyForCoverResponse>(OtherBank(), apply);
  }
  std::vector<v1::JournalEntry> Entries(const Rpc& who) const {
    v1::ListEntriesRequest request;
    request.set_programme("nm");
    request.set_page_size(1'000);
    const auto answer = who.Ask<v1::ListEntriesResponse>(request);
    EXPECT_THAT(answer, Succeeded());
    return {answer.response.entries().begin(), answer.response.entries().end()};
  }
  static std::string LeafOf(const v1::JournalEntry& entry) {
    const proof::Hash leaf = proof::LeafHash(entry.stored());
    return {leaf.begin(), leaf.end()};
  }
};

TEST_F(ShownEntryTest, ABankSeesItsEntriesWithoutTheFund) {
  const std::vector<v1::JournalEntry> all = Entries(Office());
  const std::vector<v1::JournalEntry> own = Entries(Bank());
  ASSERT_EQ(own.size(), all.size());
  std::set<std::string> abridged;
  for (std::size_t i = 0; i < all.size(); ++i) {
    SCOPED_TRACE(all[i].kind());
    EXPECT_FALSE(all[i].abridged());
    EXPECT_EQ(LeafOf(all[i]), all[i].leaf_hash());
    EXPECT_EQ(own[i].leaf_hash(), all[i].leaf_hash());
    const bool concerned = all[i].bank() == kIcbc || all[i].organisation() == kIcbc;
    EXPECT_EQ(own[i].redacted(), !concerned);
    if (own[i].redacted()) {
      EXPECT_EQ(own[i].json() + own[i].stored() + own[i].kind(), "");
      continue;
    }
    const bool of_fund = all[i].json().find("portfolio") != std::string::npos ||
                         all[i].json().find("cash_fen") != std::string::npos;
    EXPECT_EQ(own[i].abridged(), of_fund);
    if (!of_fund) {
      EXPECT_EQ(own[i].SerializeAsString(), all[i].SerializeAsString());
      continue;
    }
    abridged.insert(own[i].kind());
    EXPECT_EQ(own[i].stored(), "");
    EXPECT_EQ(own[i].contract_number(), "HT-1");
    EXPECT_THAT(own[i].json(), HasSubstr("HT-1"));
    for (const char* hidden : {"portfolio", "cash_fen", "reserved_fen\":\"1", "trace", "salt",
                               "enterprise_enrolled_fen", "group_enrolled_fen"}) {
      EXPECT_THAT(own[i].json(), Not(HasSubstr(hidden)));
    }
  }
  EXPECT_THAT(abridged, ::testing::IsSupersetOf({"COVER_APPLIED", "CLAIM_FILED", "CLAIM_STEP_TAKEN",
                                                 "PAYMENT_CONFIRMED", "RECOVERY_RECORDED"}));
}

// The same through the answers that show a judgement: what a rule saw beyond the bank is told where
// it decided, and nowhere else.
TEST_F(ShownEntryTest, ABankIsToldTheNumbersOfRulesThatDecided) {
  const auto of_bank = ClaimOf("HT-1", Checker()).judgement();
  const auto of_office = ClaimOf("HT-1", Office()).judgement();
  ASSERT_EQ(of_bank.verdict().trace_size(), of_office.verdict().trace_size());
  int hidden = 0;
  for (int i = 0; i < of_bank.verdict().trace_size(); ++i) {
    const v1::TraceLine& shown = of_bank.verdict().trace(i);
    const v1::TraceLine& whole = of_office.verdict().trace(i);
    EXPECT_EQ(shown.rule(), whole.rule());
    EXPECT_EQ(shown.result(), whole.result());
    if (shown.SerializeAsString() == whole.SerializeAsString()) continue;
    ++hidden;
    EXPECT_FALSE(whole.binds()) << whole.rule();
    EXPECT_EQ(shown.inputs_size(), 0) << whole.rule();
  }
  // The brake on the fund's bad loans.
  EXPECT_EQ(hidden, 1);
}

TEST_F(ShownEntryTest, AnOfficerSeesEntriesOfMembersAndKeysAlone) {
  const Rpc officers = Two("security_officer", "nm-security");
  auto amend = Write<v1::AmendMembersRequest>();
  for (const char* person : {"security_officer-1", "security_officer-2"}) {
    v1::Member& member = *amend.add_admit();
    member.set_organisation("nm-security");
    member.set_role(v1::ROLE_SECURITY_OFFICER);
    member.set_person(person);
  }
  amend.set_text("the first two");
  const std::int64_t entry = Must<v1::AmendMembersResponse>(officers, amend).recorded().entry();
  for (const v1::JournalEntry& shown : Entries(officers)) {
    EXPECT_EQ(shown.redacted(), shown.entry() != entry) << shown.kind();
    if (shown.redacted()) continue;
    EXPECT_EQ(shown.kind(), "MEMBERS_AMENDED");
    EXPECT_EQ(LeafOf(shown), shown.leaf_hash());
  }
}

}  // namespace
}  // namespace ippledge::server
