#include "ledger/trust.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/limits.h"
#include "tests/testing/refusal_text.h"

namespace ippledge {
namespace {

std::string Shape(const Member& member) {
  Violations violations;
  CheckMember(member, "admit[0]", violations);
  return RefusalText(violations);
}
std::string Shape(const VerifierKey& key) {
  Violations violations;
  CheckVerifierKey(key, "key", violations);
  return RefusalText(violations);
}
std::string Shape(const Quorum& quorum) {
  Violations violations;
  CheckQuorum(quorum, "quorum", violations);
  return RefusalText(violations);
}
std::string Shape(const AuditResult& result) {
  Violations violations;
  CheckAuditResult(result, "result", violations);
  return RefusalText(violations);
}

TEST(CheckMember, NamesAPersonUnlessAnybodyMayBe) {
  EXPECT_EQ(Shape(Member{"bureau", Role::kFinanceBureau, "p-1"}), "ok");
  EXPECT_EQ(Shape(Member{"qingcao", Role::kBankMaker, ""}), "ok");
  EXPECT_EQ(Shape(Member{"office", Role::kReporter, ""}), "ok");
  EXPECT_EQ(Shape(Member{"bureau", Role::kAuditor, ""}), "FIELD_REQUIRED admit[0].person");
  EXPECT_EQ(Shape(Member{"", Role::kUnspecified, "p"}),
            "FIELD_REQUIRED admit[0].organisation; FIELD_REQUIRED admit[0].role");
  EXPECT_EQ(Shape(Member{"bureau", Role::kSystem, "p"}),
            "FIELD_NOT_ALLOWED admit[0].role why=it is the ledger's own");
}

TEST(CheckVerifierKey, AWitnessIsSomebodysTheLogIsNobodys) {
  EXPECT_EQ(Shape(VerifierKey{"n", "t", KeyPurpose::kWitness, "bureau"}), "ok");
  EXPECT_EQ(Shape(VerifierKey{"n", "t", KeyPurpose::kLog, ""}), "ok");
  EXPECT_EQ(Shape(VerifierKey{"n", "t", KeyPurpose::kWitness, ""}),
            "FIELD_REQUIRED key.organisation");
  EXPECT_EQ(Shape(VerifierKey{"n", "t", KeyPurpose::kLog, "bureau"}),
            "FIELD_NOT_ALLOWED key.organisation why=the ledger's own keys are of nobody else");
  EXPECT_EQ(Shape(VerifierKey{}),
            "FIELD_REQUIRED key.name; FIELD_REQUIRED key.text; FIELD_REQUIRED key.purpose");
}

TEST(CheckQuorum, EachPartCanBeReached) {
  EXPECT_EQ(Shape(Quorum{}), "ok");
  EXPECT_EQ(Shape(Quorum{Money(), {{2, {"a", "b"}}}}), "ok");
  EXPECT_EQ(Shape(Quorum{Money::OfFen(-1), {{3, {"a", "a"}}, {0, {""}}}}),
            "VALUE_OUT_OF_RANGE quorum.payments_from_fen got=-1 min=0 max=10000000000000000; "
            "VALUE_OUT_OF_RANGE quorum.parts[0].needed got=3 min=1 max=2; "
            "DUPLICATE_ITEM quorum.parts[0].keys[1] got=a; "
            "VALUE_OUT_OF_RANGE quorum.parts[1].needed got=0 min=1 max=1; "
            "FIELD_REQUIRED quorum.parts[1].keys[0]");
  Quorum large;
  large.parts.resize(kQuorumPartsMax + 1);
  EXPECT_EQ(Shape(large), "TOO_MANY_ITEMS quorum.parts got=11 limit=10");
  Quorum wide;
  wide.parts.push_back({1, std::vector<std::string>(kKeysPerPartMax + 1, "a")});
  EXPECT_EQ(Shape(wide), "TOO_MANY_ITEMS quorum.parts[0].keys got=51 limit=50");
}

TEST(CheckAuditResult, AFindingIsTold) {
  EXPECT_EQ(Shape(AuditResult{.through_entry = 1, .program = "p"}), "ok");
  EXPECT_EQ(Shape(AuditResult{.through_entry = 0, .findings = 1}),
            "VALUE_OUT_OF_RANGE result.through_entry got=0 min=1 max=10000000000000000; "
            "FIELD_REQUIRED result.first_finding; FIELD_REQUIRED result.program");
  EXPECT_EQ(Shape(AuditResult{.through_entry = 1, .first_finding = "x", .program = "p"}),
            "FIELD_NOT_ALLOWED result.first_finding why=there are no findings");
}

TEST(CheckIsMember, WithoutMembersTheCertificateSpeaks) {
  const Caller caller{"bureau", Role::kFinanceBureau, "p-4", "p-5"};
  TrustBook trust;
  EXPECT_EQ(RefusalText(CheckIsMember(trust, caller)), "ok");
  trust.members[{"bureau", Role::kFinanceBureau, "p-5"}] = 3;
  EXPECT_EQ(RefusalText(CheckIsMember(trust, caller)),
            "MEMBER_UNKNOWN organisation=bureau role=finance_bureau person=p-4");
  trust.members[{"bureau", Role::kIpOffice, "p-4"}] = 3;
  trust.members[{"office", Role::kFinanceBureau, "p-4"}] = 3;
  EXPECT_FALSE(CheckIsMember(trust, caller).ok());
  trust.members[{"bureau", Role::kFinanceBureau, "p-4"}] = 3;
  EXPECT_EQ(RefusalText(CheckIsMember(trust, caller)), "ok");
  trust.members.erase({"bureau", Role::kFinanceBureau, "p-5"});
  EXPECT_EQ(RefusalText(CheckIsMember(trust, caller)),
            "MEMBER_UNKNOWN organisation=bureau role=finance_bureau person=p-5");
  EXPECT_EQ(RefusalText(CheckIsMember(trust, {"system", Role::kSystem, "", ""})), "ok");
}

TEST(CheckIsMember, AnEmptyPersonIsEverybodyOfTheOrganisation) {
  TrustBook trust;
  trust.members[{"qingcao", Role::kBankMaker, ""}] = 3;
  EXPECT_TRUE(CheckIsMember(trust, {"qingcao", Role::kBankMaker, "p-9", ""}).ok());
  EXPECT_FALSE(CheckIsMember(trust, {"qingcao", Role::kBankChecker, "p-9", ""}).ok());
  EXPECT_FALSE(CheckIsMember(trust, {"yunshan", Role::kBankMaker, "p-9", ""}).ok());
}

TEST(CheckQuorumHolds, EveryPartDoes) {
  const Quorum quorum{Money(), {{1, {"bureau"}}, {2, {"a", "b", "c"}}}};
  const auto holds = [&](const std::vector<std::string>& witnesses) {
    return RefusalText(CheckQuorumHolds(quorum, witnesses));
  };
  EXPECT_EQ(holds({"a", "bureau", "c"}), "ok");
  EXPECT_EQ(holds({}), "QUORUM_MISSING checkpoint part=1 needed=1 have=0 missing=bureau");
  EXPECT_EQ(holds({"a", "b", "c"}),
            "QUORUM_MISSING checkpoint part=1 needed=1 have=0 missing=bureau");
  EXPECT_EQ(holds({"bureau", "b"}),
            "QUORUM_MISSING checkpoint part=2 needed=2 have=1 missing=a, c");
  EXPECT_EQ(RefusalText(CheckQuorumHolds(Quorum(), {})), "ok");
}

TEST(Trust, NamesAreFrozen) {
  EXPECT_EQ(NameOf(KeyPurpose::kLog), "log");
  EXPECT_EQ(NameOf(KeyPurpose::kWitness), "witness");
  for (int r = 0; r < kRoleCount; ++r) {
    const auto role = static_cast<Role>(r);
    const bool exclusive =
        role == Role::kOperator || role == Role::kSecurityOfficer || role == Role::kAuditor;
    EXPECT_EQ(IsExclusiveDuty(role), exclusive) << NameOf(role);
  }
}

}  // namespace
}  // namespace ippledge
