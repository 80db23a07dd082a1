#include "tests/ledger/trust_refusals.h"

#include <vector>

#include "ledger/decide_trust.h"
#include "tests/testing/bank_account_life.h"
#include "tests/testing/trust_samples.h"

namespace ippledge {
namespace {

const Member kOfficer1 = {"bureau", Role::kSecurityOfficer, "p-1"};
const Member kOfficer2 = {"bureau", Role::kSecurityOfficer, "p-2"};
const AdmitKey kWitness = {{"a", "a+00000000+AA==", KeyPurpose::kWitness, "bureau"}};

// As two security officers, who are members once `before` admits them.
absl::Status After(const std::vector<Command>& before, const Command& command,
                   Role role = Role::kSecurityOfficer) {
  LedgerBooks ledger = LedgerBooks::WithBanks();
  Caller caller{"bureau", role, "p-1", "p-2"};
  for (const Command& each : before) {
    const bool by_officers = !std::holds_alternative<SetQuorum>(each);
    const Role own = by_officers ? Role::kSecurityOfficer : Role::kFinanceBureau;
    if (!ledger.Do({"bureau", own, "p-1", "p-2"}, each).ok()) return absl::OkStatus();
  }
  return ledger.Decide(caller, command).status();
}

}  // namespace

const std::map<Reason, std::function<absl::Status()>>& TrustRefusals() {
  static const auto* const kRefusals = new std::map<Reason, std::function<absl::Status()>>{
      {Reason::kMemberUnknown,
       [] {
         return After({AmendMembers{{kOfficer1, kOfficer2}, {}, "x"}}, kWitness, Role::kOperator);
       }},
      {Reason::kMemberExists,
       [] {
         return After({}, AmendMembers{{kOfficer1, kOfficer1}, {}, "x"});
       }},
      {Reason::kSubjectUnknown,
       [] {
         BankAccountLife life(Day("2025-07-01"));
         const std::int64_t statement = life.Import({.lines = {ALine(Day("2025-06-01"), 1)}});
         return life
             .Decide({"bureau", Role::kSecurityOfficer, "p-1", "p-2"},
                     EraseSubject{{statement, 0}, "x"})
             .status();
       }},
      {Reason::kDutiesExclude,
       [] {
         return After({}, AmendMembers{{kOfficer1, {"bureau", Role::kAuditor, "p-1"}}, {}, "x"});
       }},
      {Reason::kOfficersMissing,
       [] {
         return After({}, AmendMembers{{kOfficer1}, {}, "x"});
       }},
      {Reason::kKeyUnknown,
       [] {
         return After({}, RetireKey{"a", "x"});
       }},
      {Reason::kKeyExists,
       [] {
         return After({kWitness}, AdmitKey{{"a", "a+1", KeyPurpose::kLog, ""}});
       }},
      {Reason::kKeyInUse,
       [] {
         return After({kWitness, SetQuorum{{Money(), {{1, {"a"}}}}, "x"}}, RetireKey{"a", "x"});
       }},
      {Reason::kQuorumMissing,
       [] {
         return CheckQuorumHolds({Money(), {{1, {"a"}}}}, {});
       }},
      {Reason::kCheckpointTooOld,
       [] {
         TrustBook trust;
         trust.quorums.push_back({{Money(), {{1, {"a"}}}}, 7});
         return CheckPaymentWitnessed(trust, Money::OfFen(1), 40, ACheckpoint(39));
       }},
  };
  return *kRefusals;
}

}  // namespace ippledge
