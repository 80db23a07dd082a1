// tools/bench/kinds.h: what is recorded besides loans.
#pragma once

#include "tools/bench/report.h"
#include "tools/bench/settings.h"

namespace ippledge::bench {

// Repayments in batches beside loans in batches; movements of the fund and the steps of claims,
// from the application for cover to the second review, beside single loans.
void RunKinds(const Settings& settings, Report& report);

}  // namespace ippledge::bench
