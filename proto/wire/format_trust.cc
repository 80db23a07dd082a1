// Members, keys, quorums and audits into messages: proto/wire/trust.h.
#include "ippledge/v1/admin_service.pb.h"
#include "ledger/trust_fields.h"
#include "proto/wire/message_fields.h"
#include "proto/wire/trust.h"

namespace ippledge::wire {

// The numbers of the ledger's list are those of the API.
static_assert(kKeyPurposeCount == v1::KeyPurpose_ARRAYSIZE);

void FormatMember(const Member& member, v1::Member& message) { FillFields(member, message); }

void FormatVerifierKey(const VerifierKey& key, v1::VerifierKey& message) {
  FillFields(key, message);
}

void FormatQuorum(const Quorum& quorum, v1::Quorum& message) { FillFields(quorum, message); }

void FormatAuditResult(const AuditResult& result, v1::AuditResult& message) {
  FillFields(result, message);
}

}  // namespace ippledge::wire
