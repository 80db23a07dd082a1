// tools/bench/tls.h: what mutual TLS costs.
#pragma once

#include "tools/bench/report.h"
#include "tools/bench/settings.h"

namespace ippledge::bench {

// Two servers, one of them over TLS with certificates made for it, take the same loans in turns:
// batches on streams, single loans on a stream, and one by one. Uses "ca", "plain" and "tls" of the
// scratch folder. Ends the process with a message when a step fails.
void RunTls(const Settings& settings, Report& report);

}  // namespace ippledge::bench
