// server/config.h: every setting of ippledged, from a TOML file and flags.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/engine.h"
#include "proof/verifier_key.h"
#include "server/audits.h"
#include "server/backups.h"
#include "server/limits.h"
#include "server/log_keys.h"
#include "server/server.h"
#include "server/tls_files.h"

namespace ippledge::server {

struct Config {
  std::string store;                      // folder; created when missing
  std::string keys;                       // folder of protected texts' keys; empty: <store>/keys
  std::string listen = "127.0.0.1:7450";  // without TLS loopback only
  TlsPaths tls;                           // all of them, or none: plain text
  int tls_reload_s = 60;                  // how often these files are read again
  int read_threads = 4;
  int stop_grace_ms = 5'000;
  std::string origin = kOriginDefault;  // of checkpoints, before "/" and the programme's id
  std::vector<proof::KeyType> checkpoint_signatures = {proof::KeyType::kEd25519};
  ConnectionOptions connections;
  LimitOptions limits;       // of each caller
  int kept_acts_days = 184;  // how long acts that are no entries are kept
  BackupOptions backups;
  int audit_every_hours = 0;  // of each programme; 0: only when asked
  engine::EngineOptions engine;
};

// Reads a file over the defaults. INVALID_ARGUMENT with line and column for bad TOML, an unknown
// key, a wrong type or a value out of range.
absl::StatusOr<Config> ReadConfig(const std::string& path);

// INVALID_ARGUMENT when some of TLS's files are named and others are not.
absl::Status CheckTls(const Config& config);

}  // namespace ippledge::server
