// tools/bench/tls.h: what mutual TLS costs.
#pragma once

#include <string>

#include "tools/bench/report.h"

namespace ippledge::bench {

struct TlsSettings {
  std::string ippledged;
  std::string dev_ca;  // the script that makes certificates
  std::string folder;  // scratch; what it has under "ca", "plain" and "tls" is removed
  int rounds = 3;
  double scale = 1;
};

// Two servers, one of them over TLS with certificates made for it, take the same loans in turns:
// batches on streams, single loans on a stream, and one by one. Medians of the rounds, and what
// part of plain text's rate is left. Ends the process with a message when a step fails.
void RunTls(const TlsSettings& settings, Report& report);

}  // namespace ippledge::bench
