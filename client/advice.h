// client/advice.h: what to do about a refusal or a failure. Values only, any thread.
#pragma once

#include "absl/status/status.h"
#include "client/texts.h"
#include "ledger/reason.h"

namespace ippledge::client {

// For the reason when there is advice of its own, else for the code.
Bilingual AdviceFor(Reason reason, absl::StatusCode code);

}  // namespace ippledge::client
