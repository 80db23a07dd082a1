#include "server/config.h"

#include <toml++/toml.h>

#include <functional>
#include <map>

#include "absl/strings/str_cat.h"

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

Setting Text(std::string& (*slot)(Config&)) {
  return {[=](const toml::node& node, Config& config) {
            const auto value = node.value_exact<std::string>();
            if (!value || value->empty()) return false;
            slot(config) = *value;
            return true;
          },
          "a text"};
}

const std::map<std::string, Setting>& Settings() {
  static const auto* const kSettings = new std::map<std::string, Setting>{
      {"store", Text([](Config& c) -> std::string& { return c.store; })},
      {"keys", Text([](Config& c) -> std::string& { return c.keys; })},
      {"listen", Text([](Config& c) -> std::string& { return c.listen; })},
      {"read_threads", Integer<int>(1, 256, [](Config& c) -> int& { return c.read_threads; })},
      {"stop_grace_ms",
       Integer<int>(0, 600'000, [](Config& c) -> int& { return c.stop_grace_ms; })},
      {"queue_rows_max",
       Integer<int>(1'000, 10'000'000, [](Config& c) -> int& { return c.engine.queue_rows_max; })},
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

}  // namespace ippledge::server
