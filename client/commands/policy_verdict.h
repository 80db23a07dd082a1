// client/commands/policy_verdict.h: what a policy says of facts, for people.
#pragma once

#include <string>
#include <vector>

#include "client/document.h"
#include "client/session.h"
#include "ippledge/v1/policy_verdict.pb.h"

namespace ippledge::client {

// What becomes of a step, and who bears or gets what: lines for a heading.
std::vector<std::string> VerdictLines(const v1::StepVerdict& step, const Session& session);

// The trace: a row for each rule that was looked at. `with_step`: the first cell names the step.
std::vector<Column> TraceColumns(const Session& session, bool with_step);
std::vector<Row> TraceRows(const v1::StepVerdict& step, bool with_step);

// Heading: the lines of each step; rows: the traces; JSON: the message.
Document VerdictDocument(const v1::PolicyVerdict& verdict, const Session& session);

}  // namespace ippledge::client
