// tools/admin/acts.h: kept acts: shown, also beside a running server, and those of this program
// kept.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "engine/clock.h"
#include "tools/admin/store.h"

namespace ippledge::admin {

struct ActsOptions {
  std::string programme;     // empty: the server's own log and all programmes'
  std::int64_t count = 100;  // of each log, the newest; 0: all
  bool json = false;         // an object a line, with the programme, "" for the server
};

// NOT_FOUND: no store, or no such programme. Errors of storage::KeptActs.
absl::Status ShowActs(const std::string& store, const ActsOptions& options, std::ostream& out);

// Keeps that this program did something to a programme, with the user of this machine. Never drops
// acts: how long they are kept is the server's to say. Errors of storage::KeptActs.
absl::Status KeepAct(const ProgrammeFolder& folder, const engine::Clock& clock,
                     const std::string& method, const std::string& text);

}  // namespace ippledge::admin
