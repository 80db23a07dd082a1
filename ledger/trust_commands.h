// ledger/trust_commands.h: what is asked of a programme's members, keys and witnesses, and what
// happens.
//
// Part of command.h and event.h. Shapes are checked at the edge (trust.h), rules in decide_trust.h.
// Persisted: see trust_fields.h.
#pragma once

#include <string>
#include <vector>

#include "ledger/reconciliation_book.h"
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
// Who is meant is named by a line that holds protected text about them.
struct EraseSubject {
  LineName line;
  std::string text;  // why
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
struct SubjectErased {
  EraseSubject what;
  std::string key_id;  // of the line's protected text: gone
};

}  // namespace ippledge
