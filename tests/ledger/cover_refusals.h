// tests/ledger/cover_refusals.h: the reasons of terms, cover, claims and recoveries, each with what
// produces it.
#pragma once

#include <functional>
#include <map>

#include "absl/status/status.h"
#include "ledger/reason.h"

namespace ippledge {

const std::map<Reason, std::function<absl::Status()>>& CoverRefusals();

}  // namespace ippledge
