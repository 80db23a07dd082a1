// proto/wire/trust.h: messages of members, keys, quorums and audits into commands, and back.
//
// See parse.h and format.h for what holds of all of them. Any thread.
#pragma once

#include "ledger/trust_commands.h"
#include "proto/wire/parse.h"

namespace ippledge::v1 {
class AdmitKeyRequest;
class AmendMembersRequest;
class AuditResult;
class EraseSubjectRequest;
class Member;
class Quorum;
class RecordAuditRequest;
class RetireKeyRequest;
class SetQuorumRequest;
class VerifierKey;
}  // namespace ippledge::v1

namespace ippledge::wire {

// DUPLICATE_ITEM for a member named twice in a list.
absl::StatusOr<Write> ParseWrite(const v1::AmendMembersRequest& request);
// The key's text is not looked into: that is the server's to do.
absl::StatusOr<Write> ParseWrite(const v1::AdmitKeyRequest& request);
absl::StatusOr<Write> ParseWrite(const v1::RetireKeyRequest& request);
absl::StatusOr<Write> ParseWrite(const v1::SetQuorumRequest& request);
absl::StatusOr<Write> ParseWrite(const v1::RecordAuditRequest& request);
absl::StatusOr<Write> ParseWrite(const v1::EraseSubjectRequest& request);

void FormatMember(const Member& member, v1::Member& message);
void FormatVerifierKey(const VerifierKey& key, v1::VerifierKey& message);
void FormatQuorum(const Quorum& quorum, v1::Quorum& message);
void FormatAuditResult(const AuditResult& result, v1::AuditResult& message);

}  // namespace ippledge::wire
