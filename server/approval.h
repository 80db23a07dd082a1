// server/approval.h: the second person of an act over TLS: what was signed, by whom, for what.
//
// The approval is of one request, byte for byte, and of its method: since a request has its own id,
// it counts once, however often it is sent. It needs the second person's key and nothing of the
// server, so that neither the first person nor the operator can make one up.
#pragma once

#include <google/protobuf/descriptor.h>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "server/client_certificates.h"

namespace ippledge::server {

// APPROVAL_INVALID.
absl::Status RefuseApproval(absl::string_view why);

// Puts the signer of `approval` (bytes of ippledge.v1.Approval) into identity.caller.second_person.
// `method` and `request` are those that the approval came with.
//
// SYSTEM_NOT_ALLOWED when the caller is a program. APPROVAL_INVALID (why), in this order: it cannot
// be decoded; its certificate cannot be, or is refused; the signature is not of this request by
// that certificate; it would live too long. APPROVAL_EXPIRED. SYSTEM_NOT_ALLOWED for a signer that
// is a program. APPROVER_NOT_ALLOWED for one of another organisation or role. At last
// SECOND_PERSON_REQUIRED when it is the caller.
absl::Status TakeApproval(const ClientCertificates& clients, absl::string_view approval,
                          const google::protobuf::MethodDescriptor& method,
                          absl::string_view request, Identity& identity);

}  // namespace ippledge::server
