// Members, keys, quorums and audits: every refusal in the order of the contract.
#include "ledger/decide_trust.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/testing/bank_account_life.h"
#include "tests/testing/trust_samples.h"

namespace ippledge {
namespace {

Caller Officers() { return {"bureau", Role::kSecurityOfficer, "p-1", "p-2"}; }
Caller Bureau() { return {"bureau", Role::kFinanceBureau, "p-4", "p-5"}; }
const Member kOfficer1 = {"bureau", Role::kSecurityOfficer, "p-1"};
const Member kOfficer2 = {"bureau", Role::kSecurityOfficer, "p-2"};
const Member kPayer1 = {"bureau", Role::kFinanceBureau, "p-4"};
const Member kPayer2 = {"bureau", Role::kFinanceBureau, "p-5"};

AdmitKey AdmitWitness(const std::string& name) {
  return {{name, name + "+00000000+AA==", KeyPurpose::kWitness, "bureau"}};
}
Quorum TwoOf(std::vector<std::string> keys) { return {Money(), {{2, std::move(keys)}}}; }

class TrustTest : public testing::Test {
 protected:
  std::string Officers(const Command& command) {
    return ledger_.Does(ippledge::Officers(), command);
  }
  const TrustBook& trust() const { return *ledger_.programme().trust; }

  LedgerBooks ledger_ = LedgerBooks::WithBanks();
};

TEST_F(TrustTest, AmendMembersRefusesInTheOrderOfTheContract) {
  const AmendMembers both{{kOfficer1, kOfficer2}, {}, "first"};
  EXPECT_EQ(ledger_.Does(Bureau(), both),
            "ROLE_NOT_ALLOWED role=finance_bureau allowed=security_officer");
  Caller alone = ippledge::Officers();
  alone.second_person.clear();
  EXPECT_EQ(ledger_.Does(alone, both), "SECOND_PERSON_REQUIRED person=p-1 second_person=");
  EXPECT_EQ(Officers(AmendMembers{{}, {kOfficer1}, "x"}),
            "MEMBER_UNKNOWN remove[0] organisation=bureau role=security_officer person=p-1");
  EXPECT_EQ(Officers(AmendMembers{{kOfficer1, kOfficer1}, {}, "x"}),
            "MEMBER_EXISTS admit[1] organisation=bureau role=security_officer person=p-1");
  EXPECT_EQ(Officers(AmendMembers{{kOfficer1, {"bureau", Role::kAuditor, "p-1"}}, {}, "x"}),
            "DUTIES_EXCLUDE admit[1] organisation=bureau person=p-1 has=security_officer "
            "asked=auditor");
  EXPECT_EQ(Officers(AmendMembers{{kOfficer1, kPayer1}, {}, "x"}),
            "OFFICERS_MISSING have=1 needed=2");
  EXPECT_EQ(Officers(both), "MEMBERS_AMENDED");
  EXPECT_EQ(trust().members.at(kOfficer1), ledger_.last_entry());
  // From here on only members act.
  EXPECT_EQ(ledger_.Does(Bureau(), SetQuorum{Quorum(), "x"}),
            "MEMBER_UNKNOWN organisation=bureau role=finance_bureau person=p-4");
  EXPECT_EQ(Officers(AmendMembers{{}, {kOfficer1}, "x"}), "OFFICERS_MISSING have=1 needed=2");
  // Nobody left: the certificates speak again.
  EXPECT_EQ(Officers(AmendMembers{{}, {kOfficer1, kOfficer2}, "x"}), "MEMBERS_AMENDED");
  EXPECT_TRUE(trust().members.empty());
}

TEST_F(TrustTest, OfficersChangePlacesInOneAct) {
  Officers(AmendMembers{{kOfficer1, kOfficer2}, {}, "first"});
  const Member third{"office", Role::kSecurityOfficer, "p-1"};
  EXPECT_EQ(Officers(AmendMembers{{third}, {kOfficer1}, "p-1 left"}), "MEMBERS_AMENDED");
  EXPECT_EQ(Officers(AmendMembers{{kOfficer1}, {}, "x"}),
            "MEMBER_UNKNOWN organisation=bureau role=security_officer person=p-1");
}

TEST_F(TrustTest, KeysRefuseInTheOrderOfTheContract) {
  EXPECT_EQ(ledger_.Does(Bureau(), AdmitWitness("a")),
            "ROLE_NOT_ALLOWED role=finance_bureau allowed=security_officer");
  EXPECT_EQ(Officers(AdmitWitness("a")), "KEY_ADMITTED");
  const std::int64_t first = ledger_.last_entry();
  EXPECT_EQ(Officers(AdmitWitness("a")), absl::StrCat("already ", first));
  AdmitKey other = AdmitWitness("a");
  other.key.organisation = "office";
  EXPECT_EQ(Officers(other), absl::StrCat("KEY_EXISTS key.name name=a first_entry=", first));
  EXPECT_EQ(Officers(RetireKey{"b", "x"}), "KEY_UNKNOWN name name=b");
  EXPECT_EQ(Officers(AdmitWitness("b")), "KEY_ADMITTED");
  EXPECT_EQ(ledger_.Does(Bureau(), SetQuorum{TwoOf({"a", "b"}), "x"}), "QUORUM_SET");
  EXPECT_EQ(Officers(RetireKey{"b", "x"}), "KEY_IN_USE name name=b needed=2 left=1");
  EXPECT_EQ(ledger_.Does(Bureau(), SetQuorum{Quorum(), "x"}), "QUORUM_SET");
  EXPECT_EQ(Officers(RetireKey{"b", "x"}), "KEY_RETIRED");
  EXPECT_EQ(Officers(RetireKey{"b", "x"}), absl::StrCat("already ", ledger_.last_entry()));
  // A name is never used for another key, nor the same key admitted again.
  EXPECT_EQ(Officers(AdmitWitness("b")).substr(0, 10), "KEY_EXISTS");
}

TEST_F(TrustTest, AQuorumIsOfStandingWitnesses) {
  Officers(AdmitWitness("a"));
  Officers(AdmitKey{{"log", "log+00000000+AA==", KeyPurpose::kLog, ""}});
  const SetQuorum set{TwoOf({"a", "b"}), "x"};
  EXPECT_EQ(Officers(set), "ROLE_NOT_ALLOWED role=security_officer allowed=finance_bureau");
  EXPECT_EQ(ledger_.Does(Bureau(), set), "KEY_UNKNOWN quorum.parts[0].keys name=b");
  EXPECT_EQ(ledger_.Does(Bureau(), SetQuorum{TwoOf({"a", "log"}), "x"}),
            "KEY_UNKNOWN quorum.parts[0].keys name=log");
  Officers(AdmitWitness("b"));
  EXPECT_EQ(ledger_.Does(Bureau(), set), "QUORUM_SET");
  EXPECT_EQ(ledger_.Does(Bureau(), set), absl::StrCat("already ", ledger_.last_entry()));
}

TEST_F(TrustTest, AnAuditIsRecordedByWhoMayAudit) {
  const RecordAudit audit{{.through_entry = 3, .program = "ippledge-admin 0.1"}};
  EXPECT_EQ(ledger_.Does(Bureau(), audit),
            "ROLE_NOT_ALLOWED role=finance_bureau allowed=auditor, operator, system");
  const Caller auditor{"office", Role::kAuditor, "p-8", ""};
  RecordAudit beyond = audit;
  beyond.result.through_entry = 4;
  EXPECT_EQ(ledger_.Does(auditor, beyond), "ENTRY_UNKNOWN result.through_entry got=4 limit=3");
  EXPECT_EQ(ledger_.Does(auditor, audit), "AUDIT_RECORDED");
  EXPECT_EQ(ledger_.Does(auditor, audit), absl::StrCat("already ", ledger_.last_entry()));
}

TEST(EraseSubject, OnceByTwoOfficers) {
  BankAccountLife life(Day("2025-07-01"));
  const Date day = Day("2025-06-01");
  AStatement june{.lines = {ALine(day, 1), ALine(day, 2), ALine(day, 3)}};
  june.lines[1].words = {.key_id = "key-1", .ciphertext = "a"};
  june.lines[2].words = {.key_id = "key-1", .ciphertext = "b"};
  const std::int64_t statement = life.Import(june);
  const auto does = [&](std::int64_t of, std::int64_t line) {
    return life.Does(Officers(), EraseSubject{{of, line}, "asked"});
  };
  const std::string place = absl::StrCat(" line statement=", statement, " line=");
  EXPECT_EQ(life.Does(Bureau(), EraseSubject{{statement, 1}, "asked"}),
            "ROLE_NOT_ALLOWED role=finance_bureau allowed=security_officer");
  EXPECT_EQ(life.Does({"bureau", Role::kSecurityOfficer, "p-1", ""},
                      EraseSubject{{statement, 1}, "asked"}),
            "SECOND_PERSON_REQUIRED person=p-1 second_person=");
  EXPECT_EQ(does(1, 0), "LINE_UNKNOWN line statement=1 line=0");
  EXPECT_EQ(does(statement, 3), absl::StrCat("LINE_UNKNOWN", place, 3));
  EXPECT_EQ(does(statement, 0), absl::StrCat("SUBJECT_UNKNOWN", place, 0));
  EXPECT_EQ(does(statement, 1), "SUBJECT_ERASED");
  const std::int64_t erased = life.last_entry();
  EXPECT_EQ(life.programme().trust->erasures.back().key_id, "key-1");
  EXPECT_EQ(does(statement, 2), absl::StrCat("already ", erased));
}

TEST(CheckPaymentWitnessed, WhatTheQuorumWants) {
  TrustBook trust;
  const Money amount = Money::OfFen(100);
  const auto says = [&](const std::optional<CosignedCheckpoint>& checkpoint) {
    return RefusalText(CheckPaymentWitnessed(trust, amount, 40, checkpoint));
  };
  EXPECT_EQ(says(std::nullopt), "ok");
  Quorum quorum{Money::OfFen(100), {{1, {"bureau.example"}}}};
  trust.quorums.push_back({quorum, 7});
  EXPECT_EQ(says(std::nullopt),
            "QUORUM_MISSING checkpoint part=1 needed=1 have=0 missing=bureau.example");
  EXPECT_EQ(says(ACheckpoint(39)), "CHECKPOINT_TOO_OLD checkpoint size=39 entry=40");
  EXPECT_EQ(says(ACheckpoint(40)), "ok");
  quorum.parts.push_back({1, {"other.example"}});
  trust.quorums.push_back({quorum, 8});
  EXPECT_EQ(says(ACheckpoint(40)),
            "QUORUM_MISSING checkpoint part=2 needed=1 have=0 missing=other.example");
  quorum.payments_from = Money::OfFen(101);
  trust.quorums.push_back({quorum, 9});
  EXPECT_EQ(says(std::nullopt), "ok");
}

TEST(FoldTrust, WhatCannotBeLeavesTheBookAsItWas) {
  TrustBook book;
  const std::vector<Event> samples = TrustSamples();
  EXPECT_TRUE(absl::IsDataLoss(FoldTrust(samples[0], 4, book)));  // removes whom it never had
  EXPECT_TRUE(book.members.empty());
  EXPECT_TRUE(absl::IsDataLoss(FoldTrust(samples[2], 4, book)));
  EXPECT_TRUE(FoldTrust(samples[1], 4, book).ok());
  EXPECT_TRUE(absl::IsDataLoss(FoldTrust(samples[1], 5, book)));
  EXPECT_TRUE(FoldTrust(samples[2], 6, book).ok());
  EXPECT_EQ(book.FindKey("icbc.example")->retired_entry, 6);
  EXPECT_TRUE(absl::IsDataLoss(FoldTrust(samples[2], 7, book)));
  EXPECT_TRUE(FoldTrust(samples[3], 8, book).ok());
  EXPECT_EQ(book.quorum().parts.size(), 2U);
  EXPECT_TRUE(FoldTrust(samples[4], 9, book).ok());
  EXPECT_EQ(book.audits.back().entry, 9);
  EXPECT_TRUE(absl::IsDataLoss(FoldTrust(Event(DayTurned{}), 10, book)));
  EXPECT_TRUE(FoldTrust(samples.back(), 10, book).ok());
  EXPECT_EQ(book.erasures.back().entry, 10);
  EXPECT_TRUE(absl::IsDataLoss(FoldTrust(samples.back(), 11, book)));
}

}  // namespace
}  // namespace ippledge
