// tools/verify/decision.h: what an entry says was decided, under which rule, by whom.
#pragma once

#include "ledger/event.h"
#include "tools/verify/sheet.h"

namespace ippledge::verify {

void AddDecision(const Entry& entry, Sheet& sheet);

}  // namespace ippledge::verify
