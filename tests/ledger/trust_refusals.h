// tests/ledger/trust_refusals.h: every reason of members, keys and witnesses, produced by the rules
// themselves. Part of reasons_covered_test.cc.
#pragma once

#include <functional>
#include <map>

#include "absl/status/status.h"
#include "ledger/reason.h"

namespace ippledge {

const std::map<Reason, std::function<absl::Status()>>& TrustRefusals();

}  // namespace ippledge
