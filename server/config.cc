#include "server/config.h"

#include <toml++/toml.h>

#include <functional>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "proof/text.h"

namespace ippledge::server {
namespace {

absl::Status At(const toml::source_region& source, const std::string& path,
                const std::string& what) {
  return absl::InvalidArgumentError(
      absl::StrCat(path, ":", source.begin.line, ":", source.begin.column, ": ", what));
}

// One known key.
struct Setting {
  std::function<bool(const toml::node&, Config&)> read;  // false: wrong type or out of range
  std::string want;
};

template <typename T>
Setting Integer(std::int64_t min, std::int64_t max, T& (*slot)(Config&)) {
  return {[=](const toml::node& node, Config& config) {
            const auto value = node.value_exact<std::int64_t>();
            if (!value || *value < min || *value > max) return false;
            slot(config) = static_cast<T>(*value);
            return true;
          },
          absl::StrCat("an integer from ", min, " to ", max)};
}

Setting Seconds(std::int64_t min, std::int64_t max, absl::Duration& (*slot)(Config&)) {
  return {[=](const toml::node& node, Config& config) {
            const auto value = node.value_exact<std::int64_t>();
            if (!value || *value < min || *value > max) return false;
            slot(config) = absl::Seconds(*value);
            return true;
          },
          absl::StrCat("seconds, from ", min, " to ", max)};
}

Setting Text(std::string& (*slot)(Config&)) {
  return {[=](const toml::node& node, Config& config) {
            const auto value = node.value_exact<std::string>();
            if (!value || value->empty()) return false;
            slot(config) = *value;
            return true;
          },
          "a text"};
}

// A name that keys may have, also with a programme's id behind it.
Setting Origin() {
  return {[](const toml::node& node, Config& config) {
            const auto value = node.value_exact<std::string>();
            constexpr std::size_t kBytesMax = 128;
            if (!value || value->size() > kBytesMax || !proof::CheckKeyName(*value).ok()) {
              return false;
            }
            config.origin = *value;
            return true;
          },
          "a name of up to 128 bytes without spaces and plus signs, as ledger.example.org"};
}

Setting CheckpointSignatures() {
  return {[](const toml::node& node, Config& config) {
            const toml::array* list = node.as_array();
            if (list == nullptr || list->empty()) return false;
            std::vector<proof::KeyType> types;
            for (const toml::node& item : *list) {
              const auto name = item.value_exact<std::string>();
              for (const proof::KeyType type : {proof::KeyType::kEd25519, proof::KeyType::kSm2}) {
                if (name && *name == proof::NameOf(type)) types.push_back(type);
              }
            }
            const bool twice = types.size() == 2 && types[0] == types[1];
            if (types.size() != list->size() || types.size() > 2 || twice) return false;
            config.checkpoint_signatures = std::move(types);
            return true;
          },
          "a list of \"ed25519\" and \"sm2\", one or both"};
}

const std::map<std::string, Setting>& Settings() {
  static const auto* const kSettings = new std::map<std::string, Setting>{
      {"store", Text([](Config& c) -> std::string& { return c.store; })},
      {"keys", Text([](Config& c) -> std::string& { return c.keys; })},
      {"listen", Text([](Config& c) -> std::string& { return c.listen; })},
      {"tls_certificate", Text([](Config& c) -> std::string& { return c.tls.certificate; })},
      {"tls_key", Text([](Config& c) -> std::string& { return c.tls.key; })},
      {"tls_authorities", Text([](Config& c) -> std::string& { return c.tls.authorities; })},
      {"tls_revoked", Text([](Config& c) -> std::string& { return c.tls.revoked; })},
      {"tls_reload_s", Integer<int>(1, 86'400, [](Config& c) -> int& { return c.tls_reload_s; })},
      {"origin", Origin()},
      {"checkpoint_signatures", CheckpointSignatures()},
      {"backup_folder", Text([](Config& c) -> std::string& { return c.backups.folder; })},
      {"backup_keep",
       Integer<int>(0, kBackupKeepMax, [](Config& c) -> int& { return c.backups.keep; })},
      {"audit_every_hours",
       Integer<int>(0, kAuditEveryHoursMax, [](Config& c) -> int& { return c.audit_every_hours; })},
      {"connections",
       Integer<int>(1, 1'000'000,
                    [](Config& c) -> int& { return c.connections.door.connections; })},
      {"connections_of_address",
       Integer<int>(1, 1'000'000,
                    [](Config& c) -> int& { return c.connections.door.connections_of_address; })},
      {"handshake_s",
       Seconds(1, 600, [](Config& c) -> absl::Duration& { return c.connections.handshake; })},
      {"connection_idle_s",
       Seconds(1, 86'400, [](Config& c) -> absl::Duration& { return c.connections.idle; })},
      {"connection_age_s",
       Seconds(1, 86'400, [](Config& c) -> absl::Duration& { return c.connections.age; })},
      {"connection_grace_s",
       Seconds(1, 86'400, [](Config& c) -> absl::Duration& { return c.connections.age_grace; })},
      {"stream_age_s",
       Seconds(1, 86'400, [](Config& c) -> absl::Duration& { return c.limits.stream_age; })},
      {"stream_idle_s",
       Seconds(1, 86'400, [](Config& c) -> absl::Duration& { return c.limits.stream_idle; })},
      {"stream_read_wait_s",
       Seconds(1, 86'400, [](Config& c) -> absl::Duration& { return c.limits.read_wait; })},
      {"read_threads", Integer<int>(1, 256, [](Config& c) -> int& { return c.read_threads; })},
      {"stop_grace_ms",
       Integer<int>(0, 600'000, [](Config& c) -> int& { return c.stop_grace_ms; })},
      {"caller_calls_per_second",
       Integer<std::int64_t>(1, 10'000'000,
                             [](Config& c) -> std::int64_t& { return c.limits.calls_per_second; })},
      {"caller_bytes_per_second",
       Integer<std::int64_t>(1'000, std::int64_t{1} << 40,
                             [](Config& c) -> std::int64_t& { return c.limits.bytes_per_second; })},
      {"caller_streams",
       Integer<int>(1, 100'000, [](Config& c) -> int& { return c.limits.streams; })},
      {"caller_rows_waiting",
       Integer<int>(1, 10'000'000, [](Config& c) -> int& { return c.limits.rows_waiting; })},
      {"kept_acts_days",
       Integer<int>(1, 36'500, [](Config& c) -> int& { return c.kept_acts_days; })},
      {"queue_rows_max",
       Integer<int>(1'000, 10'000'000, [](Config& c) -> int& { return c.engine.queue_rows_max; })},
      {"queue_wait_max_ms",
       Integer<int>(1, 60'000, [](Config& c) -> int& { return c.engine.queue_wait_max_ms; })},
      {"group_rows_max",
       Integer<int>(1, 100'000, [](Config& c) -> int& { return c.engine.group_rows_max; })},
      {"index_round_entries",
       Integer<std::int64_t>(1, 10'000'000,
                             [](Config& c) -> std::int64_t& { return c.engine.round_entries; })},
      {"index_lag_entries_max",
       Integer<std::int64_t>(1, 100'000'000,
                             [](Config& c) -> std::int64_t& { return c.engine.lag_entries_max; })},
  };
  return *kSettings;
}

}  // namespace

absl::StatusOr<Config> ReadConfig(const std::string& path) {
  toml::table table;
  try {
    table = toml::parse_file(path);
  } catch (const toml::parse_error& error) {
    return At(error.source(), path, std::string(error.description()));
  }
  Config config;
  for (const auto& [key, node] : table) {
    const std::string name(key.str());
    const auto setting = Settings().find(name);
    if (setting == Settings().end()) return At(node.source(), path, "unknown setting " + name);
    if (!setting->second.read(node, config)) {
      return At(node.source(), path, absl::StrCat(name, " must be ", setting->second.want));
    }
  }
  return config;
}

absl::Status CheckTls(const Config& config) {
  const std::vector<std::string> missing = config.tls.Missing();
  if (!config.tls.any() || missing.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("for TLS also needed: ", absl::StrJoin(missing, ", ")));
}

}  // namespace ippledge::server
