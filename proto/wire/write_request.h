// proto/wire/write_request.h: what all writes have: programme, request id, validate_only.
#pragma once

#include "proto/wire/field_reader.h"
#include "proto/wire/parse.h"

namespace ippledge::wire {

// Reads request id and validate_only.
template <typename Request, typename Result>
void ReadHead(const Request& request, const FieldReader& reader, Result& result) {
  reader.ExpectKnown(request);
  result.validate_only = request.validate_only();
  absl::StatusOr<RequestId> request_id = ParseRequestId(request.request_id());
  if (request_id.ok()) {
    result.request_id = *request_id;
  } else {
    reader.AddFrom(request_id.status(), "request_id");
  }
}

// Reads the head, then lets `read` fill the command from the rest.
template <typename Request, typename ReadRest>
absl::StatusOr<Write> ParseRequest(const Request& request, ReadRest read) {
  Violations violations;
  const FieldReader reader("", violations);
  Write write;
  reader.Require(!request.programme().empty(), "programme");
  ReadHead(request, reader, write);
  read(reader, violations, write.command);
  if (!violations.empty()) return violations.ToStatus();
  return write;
}

}  // namespace ippledge::wire
