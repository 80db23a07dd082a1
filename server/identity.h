// server/identity.h: who calls. The one place where identity enters; below it everybody has a
// Caller.
//
// Over TLS the certificate's subject says it (server/certificate_subject.h), metadata must not, and
// a second person is whoever signed an approval (server/approval.h). On the plain-text port, which
// exists only on loopback and without TLS, callers are taken at their word, in metadata:
// ippledge-organisation, ippledge-role, ippledge-person, ippledge-second-person. Any thread.
#pragma once

#include <google/protobuf/descriptor.h>
#include <grpcpp/support/byte_buffer.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "proto/wire/details.h"
#include "server/client_certificates.h"
#include "server/services.h"

namespace grpc {
class ServerContextBase;
}

namespace ippledge::server {

// Of a call with one request: its type and its bytes, which an approval is of.
//
// Over TLS: IDENTITY_IN_METADATA (key); what ClientCertificates::Identify() refuses; what
// TakeApproval() refuses. Else CALLER_UNKNOWN when organisation or role is missing or unknown;
// APPROVAL_INVALID for an approval, which nobody could check.
absl::StatusOr<Identity> IdentifyCaller(const Backend& backend,
                                        const grpc::ServerContextBase& context,
                                        const google::protobuf::Descriptor& request_type,
                                        const grpc::ByteBuffer& request);
// Of a stream: the same, but no approval is of a stream: APPROVAL_INVALID.
absl::StatusOr<Identity> IdentifyCaller(const Backend& backend,
                                        const grpc::ServerContextBase& context);

// Who the line says it is, believed or not: for what is kept of calls that are refused. Empty where
// the certificate does not name anybody as certificates here do.
Caller NamedCaller(const Backend& backend, const grpc::ServerContextBase& context);

// Whether who began a stream may go on: asked with each message, since the certificate may be
// revoked or end meanwhile. What ClientCertificates::Identify() refuses.
absl::Status CheckStillKnown(const Backend& backend, const grpc::ServerContextBase& context);

// SYSTEM_NOT_ALLOWED where a person has to decide: on cover, claims and recoveries, on programmes,
// bodies, official figures and closed months. Acts of two persons are refused for want of one.
absl::Status CheckPersonDecides(const Identity& identity,
                                const google::protobuf::Descriptor& request_type);

// The language that the caller asked for in "accept-language"; Chinese when it did not.
wire::Locale LocaleOf(const grpc::ServerContextBase& context);

}  // namespace ippledge::server
