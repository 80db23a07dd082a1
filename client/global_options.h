// client/global_options.h: the options of every command.
#pragma once

#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "client/command_tree.h"
#include "client/session.h"

namespace ippledge::client {

// Options that are read as words and numbers first.
struct GlobalWords {
  std::string format;
  std::string language;
  double timeout_seconds = 30;
};

// Adds them to the root, with the words of CLI11's own help in the tree's language. Before any
// command is added. `options` and `words` outlive parsing.
void AddGlobalOptions(CommandTree& tree, GlobalOptions& options, GlobalWords& words);

// After parsing: puts the words into `options`.
void FinishGlobalOptions(const GlobalWords& words, Language language, GlobalOptions& options);

// After that: reads the files of TLS, if any were named, into options.connection, with who calls
// from the certificate. `calls_server`: --ca is needed. Errors of ReadTlsLine(), and a usage error
// for who calls said a second time.
absl::Status FinishTlsOptions(bool calls_server, std::ostream& err, GlobalOptions& options);

}  // namespace ippledge::client
