// tests/testing/scenario_callers.h: who acts in a scenario.
#pragma once

#include <string>

#include "ledger/caller.h"

namespace ippledge {

// "qingcao" is the maker of that bank, "qingcao-checker" its checker; the offices go by their
// roles. "finance-bureau+b-2" acts with a second person, "finance-bureau:b-3" is another person
// than usual, "qingcao@fund-manager" has that role in an organisation of another name.
Caller CallerNamed(const std::string& words);

}  // namespace ippledge
