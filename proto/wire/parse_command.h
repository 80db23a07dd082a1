// proto/wire/parse_command.h: requests whose fields, after the head, are those of one command
// (ledger/fields.h).
#pragma once

#include <utility>

#include "proto/wire/message_fields.h"
#include "proto/wire/write_request.h"

namespace ippledge::wire {

// In requests programme, request id and validate_only come before the fields of the command.
inline constexpr int kHeadFields = 3;

// Reads the head and the command, and lets `check` add, from (command, violations), what is wrong
// with the command's shape.
template <typename ThisCommand, typename Request, typename Check>
absl::StatusOr<Write> ParseCommandOf(const Request& request, Check check) {
  return ParseRequest(request, [&](const FieldReader&, Violations& violations, Command& command) {
    Violations found;
    Violations shape;
    ThisCommand parsed;
    const FieldReader top("", found);
    MessageReader visitor(request, top, kHeadFields);
    VisitFields(visitor, parsed);
    check(parsed, shape);
    if (Merge(found, shape, violations)) command = std::move(parsed);
  });
}

}  // namespace ippledge::wire
