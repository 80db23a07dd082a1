// ledger/trust_commands.h: what is asked of a programme's members, keys and witnesses, and what
// happens.
//
// Part of command.h and event.h. Shapes are checked at the edge (trust.h), rules in decide_trust.h.
// Persisted: see trust_fields.h.
#pragma once

#include <string>
#include <vector>

#include "ledger/trust.h"

namespace ippledge {

struct AmendMembers {
  std::vector<Member> admit;
  std::vector<Member> remove;
  std::string text;  // why
};
struct AdmitKey {
  VerifierKey key;
};
// Its signatures before this entry stay valid.
struct RetireKey {
  std::string name;
  std::string text;  // why
};
struct SetQuorum {
  Quorum quorum;
  std::string text;  // why
};
struct RecordAudit {
  AuditResult result;
};

struct MembersAmended {
  AmendMembers what;
};
struct KeyAdmitted {
  AdmitKey what;
};
struct KeyRetired {
  RetireKey what;
};
struct QuorumSet {
  SetQuorum what;
};
struct AuditRecorded {
  RecordAudit what;
};

}  // namespace ippledge
