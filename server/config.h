// server/config.h: every setting of ippledged, from a TOML file and flags.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "engine/engine.h"

namespace ippledge::server {

struct Config {
  std::string store;                      // folder; created when missing
  std::string keys;                       // folder of protected texts' keys; empty: <store>/keys
  std::string listen = "127.0.0.1:7450";  // loopback only
  int read_threads = 4;
  int stop_grace_ms = 5'000;
  engine::EngineOptions engine;
};

// Reads a file over the defaults. INVALID_ARGUMENT with line and column for bad TOML, an unknown
// key, a wrong type or a value out of range.
absl::StatusOr<Config> ReadConfig(const std::string& path);

}  // namespace ippledge::server
