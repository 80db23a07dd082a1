// ledger/trust_fields.h: the fields of members, keys, quorums and audits, each with its number.
//
// See cover_fields.h; the stored form is stored/v1/trust.proto. Frozen: a number is never given to
// another field.
#pragma once

#include "ledger/reconciliation_fields.h"
#include "ledger/trust_commands.h"

namespace ippledge {

inline int EnumCount(KeyPurpose) { return kKeyPurposeCount; }

// clang-format off
template <class V> void VisitFields(V& v, Member& x) {
  v(1, x.organisation); v(2, x.role); v(3, x.person);
}
template <class V> void VisitFields(V& v, VerifierKey& x) {
  v(1, x.name); v(2, x.text); v(3, x.purpose); v(4, x.organisation);
}
template <class V> void VisitFields(V& v, QuorumPart& x) { v(1, x.needed); v(2, x.keys); }
template <class V> void VisitFields(V& v, Quorum& x) { v(1, x.payments_from); v(2, x.parts); }
template <class V> void VisitFields(V& v, CosignedCheckpoint& x) {
  v(1, x.size); v(2, x.root); v(3, x.witnesses); v(4, x.note);
}
template <class V> void VisitFields(V& v, AuditResult& x) {
  v(1, x.through_entry); v(2, x.root); v(3, x.findings); v(4, x.first_finding); v(5, x.program);
}

// Commands.
template <class V> void VisitFields(V& v, AmendMembers& x) {
  v(1, x.admit); v(2, x.remove); v(3, x.text);
}
template <class V> void VisitFields(V& v, AdmitKey& x) { v(1, x.key); }
template <class V> void VisitFields(V& v, RetireKey& x) { v(1, x.name); v(2, x.text); }
template <class V> void VisitFields(V& v, SetQuorum& x) { v(1, x.quorum); v(2, x.text); }
template <class V> void VisitFields(V& v, RecordAudit& x) { v(1, x.result); }
template <class V> void VisitFields(V& v, EraseSubject& x) { v(1, x.line); v(2, x.text); }

// Events: 1 is the command.
template <class V> void VisitFields(V& v, MembersAmended& x) { v(1, x.what); }
template <class V> void VisitFields(V& v, KeyAdmitted& x) { v(1, x.what); }
template <class V> void VisitFields(V& v, KeyRetired& x) { v(1, x.what); }
template <class V> void VisitFields(V& v, QuorumSet& x) { v(1, x.what); }
template <class V> void VisitFields(V& v, AuditRecorded& x) { v(1, x.what); }
template <class V> void VisitFields(V& v, SubjectErased& x) { v(1, x.what); v(2, x.key_id); }
// clang-format on

}  // namespace ippledge
