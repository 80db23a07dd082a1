// client/commands/policy_verdict.h: a verdict as a document.
#pragma once

#include "client/document.h"
#include "client/session.h"
#include "ledger/verdict.h"

namespace ippledge::client {

// Heading: what becomes of each step, and who bears what; rows: the trace; JSON: a PolicyVerdict.
Document VerdictDocument(const Verdict& verdict, const Session& session);

}  // namespace ippledge::client
