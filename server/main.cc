// ippledged: the server.
#include <google/protobuf/stubs/logging.h>
#include <pthread.h>
#include <signal.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>

#include "engine/clock.h"
#include "engine/programmes.h"
#include "server/config.h"
#include "server/server.h"

namespace ippledge::server {
namespace {

int Fail(const absl::Status& status) {
  spdlog::critical("{}", status.ToString());
  return 1;
}

// Signals that end the server, held back from every thread so that Wait() gets them.
sigset_t HoldSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

int Serve(const Config& config) {
  const sigset_t signals = HoldSignals();
  engine::SystemClock clock;
  auto programmes = engine::Programmes::Open(config.store, &clock, config.engine);
  if (!programmes.ok()) return Fail(programmes.status());
  auto tokens = PageTokens::Load((std::filesystem::path(config.store) / "page-token.key").string());
  if (!tokens.ok()) return Fail(tokens.status());
  Keyrings keyrings(config.keys.empty() ? (std::filesystem::path(config.store) / "keys").string()
                                        : config.keys);
  Workers workers(config.read_threads);
  const Backend backend{.programmes = programmes->get(),
                        .workers = &workers,
                        .page_tokens = &*tokens,
                        .keyrings = &keyrings};
  auto server = Server::Start(config.listen, backend);
  if (!server.ok()) return Fail(server.status());
  spdlog::warn("plain text on loopback: callers are taken at their word, for development only");
  std::printf("listening on %s:%d\n", config.listen.substr(0, config.listen.rfind(':')).c_str(),
              (*server)->port());
  std::fflush(stdout);

  int signal = 0;
  sigwait(&signals, &signal);
  spdlog::info("stopping: {} ms for calls under way", config.stop_grace_ms);
  (*server)->Stop(absl::Milliseconds(config.stop_grace_ms));
  return 0;
}

}  // namespace
}  // namespace ippledge::server

int main(int argc, char** argv) {
  spdlog::set_default_logger(spdlog::stderr_color_mt("ippledged"));
  // What it has to say of a message that is none is told to who sent it.
  google::protobuf::SetLogHandler(nullptr);
  ippledge::server::Config flags;
  std::string config_file;
  CLI::App app("ippledged: ledger of IP pledge loans and their risk-compensation fund");
  app.add_option("--config", config_file, "TOML file; flags win over it")->check(CLI::ExistingFile);
  CLI::Option* store = app.add_option("--store", flags.store, "folder of the store");
  CLI::Option* keys = app.add_option(
      "--keys", flags.keys, "folder of the keys of protected texts; else keys in the store");
  CLI::Option* listen =
      app.add_option("--listen", flags.listen, "loopback address and port; port 0 for any");
  CLI11_PARSE(app, argc, argv);

  ippledge::server::Config config = flags;
  if (!config_file.empty()) {
    auto read = ippledge::server::ReadConfig(config_file);
    if (!read.ok()) return ippledge::server::Fail(read.status());
    config = *std::move(read);
    if (store->count() > 0) config.store = flags.store;
    if (keys->count() > 0) config.keys = flags.keys;
    if (listen->count() > 0) config.listen = flags.listen;
  }
  if (config.store.empty()) {
    std::fprintf(stderr, "ippledged: --store FOLDER is needed\n");
    return 2;
  }
  return ippledge::server::Serve(config);
}
