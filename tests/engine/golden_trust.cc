// The part of the golden script that came with members, keys, quorums, audits and the erasure of a
// subject (golden_script.h).
#include <utility>
#include <vector>

#include "tests/engine/golden_script.h"

namespace ippledge::engine {
namespace {

const Caller kOfficers = {"office", Role::kSecurityOfficer, "s-1", "s-2"};
const Caller kBureau = {"finance-bureau", Role::kFinanceBureau, "p-3", "p-4"};
const Caller kAuditor = {"audit", Role::kAuditor, "a-1", ""};
constexpr std::uint8_t kFirstRequest = 180;

AdmitKey Key(const std::string& name, KeyPurpose purpose, const std::string& organisation) {
  return {{name, name + "+01020304+BAECAw==", purpose, organisation}};
}

// The line of May that says something protected: the first of statement "S-1".
LineName ProtectedLine(const Engine& engine) {
  const ReadView view = engine.View();
  return {view.programme().reconciliation.FindStatement("S-1")->opened_entry, 0};
}

}  // namespace

void WriteGoldenTrust(Engine& engine) {
  std::uint8_t next = kFirstRequest;
  const auto ask = [&](const Caller& caller, Command command) {
    return AskGolden(engine, GoldenCommand(caller, std::move(command), next++));
  };
  ask(kOfficers, EraseSubject{ProtectedLine(engine), "本人申请"});
  ask(kOfficers, Key("ledger.example/golden", KeyPurpose::kLog, ""));
  for (const char* name : {"bureau.example", "qingcao.example", "yunshan.example"}) {
    ask(kOfficers, Key(name, KeyPurpose::kWitness, "finance-bureau"));
  }
  ask(kOfficers, RetireKey{"yunshan.example", "设备停用"});
  ask(kBureau, SetQuorum{{Money::OfFen(100'000'000),
                          {{1, {"bureau.example"}}, {1, {"qingcao.example", "bureau.example"}}}},
                         "会议纪要 2024-5"});
  AuditResult audit{.through_entry = 100, .program = "ippledge-admin 0.1"};
  audit.root.fill(0x5a);
  ask(kAuditor, RecordAudit{audit});
  audit.through_entry = 101;
  audit.findings = 2;
  audit.first_finding = "entry 7: the hash differs";
  ask(kAuditor, RecordAudit{audit});
  const Member guest{"guest", Role::kReporter, ""};
  ask(kOfficers, AmendMembers{{{"office", Role::kSecurityOfficer, "s-1"},
                               {"office", Role::kSecurityOfficer, "s-2"},
                               {"qingcao", Role::kBankMaker, ""},
                               guest},
                              {},
                              "首批人员"});
  ask(kOfficers, AmendMembers{{{"audit", Role::kAuditor, "a-1"}}, {guest}, "换岗"});
}

}  // namespace ippledge::engine
