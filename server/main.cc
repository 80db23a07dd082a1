// ippledged: the server.
#include <google/protobuf/stubs/logging.h>
#include <pthread.h>
#include <signal.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "engine/clock.h"
#include "engine/programmes.h"
#include "server/act_keeper.h"
#include "server/audits.h"
#include "server/backups.h"
#include "server/config.h"
#include "server/erasure.h"
#include "server/grpc_log.h"
#include "server/limits.h"
#include "server/log_keys.h"
#include "server/server.h"
#include "server/tls_port.h"

// What jemalloc reads at start: unused pages go back to the system on a thread of its own.
extern "C" const char* malloc_conf;
const char* malloc_conf = "background_thread:true";

namespace ippledge::server {
namespace {

int Fail(const absl::Status& status) {
  spdlog::critical("{}", status.ToString());
  return 1;
}

// Signals that end the server, and SIGHUP, which has it read the files of TLS again; held back from
// every thread so that Wait() gets them.
sigset_t HoldSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

// Until a signal ends it.
void Wait(const sigset_t& signals, TlsPort* tls) {
  int signal = SIGHUP;
  while (signal == SIGHUP) {
    sigwait(&signals, &signal);
    if (signal != SIGHUP || tls == nullptr) continue;
    // What is wrong with them it says itself.
    if (tls->Reload().ok()) spdlog::info("the files of TLS were read again");
  }
}

// Null where there is to be none.
absl::StatusOr<std::unique_ptr<TlsPort>> OpenTls(const Config& config, const engine::Clock* clock) {
  if (!config.tls.any()) return nullptr;
  AllowTls13Only();
  return TlsPort::Open(config.tls, absl::Seconds(config.tls_reload_s), clock);
}

// What matters of the settings for who reads later what the server did.
storage::KeptAct StartOf(const Config& config, int port) {
  storage::KeptAct act;
  act.method = kServerStarted;
  act.text = absl::StrCat(
      "version " IPPLEDGE_VERSION "; port ", port,
      config.tls.any() ? ", mutual TLS" : ", plain text", "; origin ", config.origin,
      "; kept_acts_days ", config.kept_acts_days, "; caller_calls_per_second ",
      config.limits.calls_per_second, "; caller_bytes_per_second ", config.limits.bytes_per_second,
      "; caller_streams ", config.limits.streams, "; caller_rows_waiting ",
      config.limits.rows_waiting, "; backups ", config.backups.folder.empty() ? "off" : "on",
      "; audit_every_hours ", config.audit_every_hours);
  return act;
}

storage::KeptAct Stopped() {
  storage::KeptAct act;
  act.method = kServerStopped;
  return act;
}

int Serve(const Config& config) {
  const sigset_t signals = HoldSignals();
#ifdef NDEBUG
  // Debian's Abseil looks for cycles at every lock unless told otherwise: for builds that debug.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
#endif
  BoundGrpcLog();
  AllowManyFiles();
  engine::SystemClock clock;
  const auto tls = OpenTls(config, &clock);
  if (!tls.ok()) return Fail(tls.status());
  const std::string keys =
      config.keys.empty() ? (std::filesystem::path(config.store) / "keys").string() : config.keys;
  auto programmes = engine::Programmes::Open(
      config.store, &clock, config.engine,
      NotaryOf(
          {.folder = keys, .origin = config.origin, .algorithms = config.checkpoint_signatures}));
  if (!programmes.ok()) return Fail(programmes.status());
  auto tokens = PageTokens::Load((std::filesystem::path(config.store) / "page-token.key").string());
  if (!tokens.ok()) return Fail(tokens.status());
  Keyrings keyrings(keys);
  if (absl::Status erased = EraseAgain(**programmes, keyrings); !erased.ok()) return Fail(erased);
  Workers workers(config.read_threads);
  Limits limits(config.limits);
  Backups backups(config.backups, config.store, &clock);
  Audits audits(
      {.every = absl::Hours(config.audit_every_hours), .program = "ippledged " IPPLEDGE_VERSION},
      programmes->get(), &clock);
  const auto acts = std::make_shared<ActKeeper>(
      ActKeeperOptions{.store = config.store, .limits = {.days = config.kept_acts_days}},
      programmes->get(), &clock);
  if (*tls != nullptr) (*tls)->KeepIn(acts);
  const Backend backend{.programmes = programmes->get(),
                        .workers = &workers,
                        .page_tokens = &*tokens,
                        .keyrings = &keyrings,
                        .tls = tls->get(),
                        .limits = &limits,
                        .acts = acts,
                        .backups = &backups,
                        .audits = &audits};
  auto server = Server::Start(config.listen, backend, config.connections);
  if (!server.ok()) {
    acts->Close();
    return Fail(server.status());
  }
  acts->KeepOfServer(StartOf(config, (*server)->port()));
  if (*tls == nullptr) {
    spdlog::warn("plain text on loopback: callers are taken at their word, for development only");
  } else {
    spdlog::info("mutual TLS 1.3: certificates say who calls");
  }
  std::printf("listening on %s:%d\n", config.listen.substr(0, config.listen.rfind(':')).c_str(),
              (*server)->port());
  std::fflush(stdout);

  Wait(signals, tls->get());
  spdlog::info("stopping: {} ms for calls under way", config.stop_grace_ms);
  backups.Stop();
  audits.Stop();
  (*server)->Stop(absl::Milliseconds(config.stop_grace_ms));
  acts->KeepOfServer(Stopped());
  acts->Close();
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
  CLI::Option* listen = app.add_option(
      "--listen", flags.listen, "address and port, without TLS a loopback address; port 0 for any");
  CLI::Option* certificate =
      app.add_option("--tls-certificate", flags.tls.certificate, "the server's certificate, PEM");
  CLI::Option* key = app.add_option("--tls-key", flags.tls.key, "its private key, PEM, mode 0600");
  CLI::Option* authorities = app.add_option("--tls-authorities", flags.tls.authorities,
                                            "who issues callers' certificates, PEM");
  CLI::Option* revoked = app.add_option("--tls-revoked", flags.tls.revoked,
                                        "their revocation lists, PEM: a file or a folder");
  CLI::Option* reload = app.add_option("--tls-reload-s", flags.tls_reload_s,
                                       "seconds after which these are read again; also on SIGHUP")
                            ->check(CLI::Range(1, 86'400));
  CLI11_PARSE(app, argc, argv);

  ippledge::server::Config config = flags;
  if (!config_file.empty()) {
    auto read = ippledge::server::ReadConfig(config_file);
    if (!read.ok()) return ippledge::server::Fail(read.status());
    config = *std::move(read);
    if (store->count() > 0) config.store = flags.store;
    if (keys->count() > 0) config.keys = flags.keys;
    if (listen->count() > 0) config.listen = flags.listen;
    if (certificate->count() > 0) config.tls.certificate = flags.tls.certificate;
    if (key->count() > 0) config.tls.key = flags.tls.key;
    if (authorities->count() > 0) config.tls.authorities = flags.tls.authorities;
    if (revoked->count() > 0) config.tls.revoked = flags.tls.revoked;
    if (reload->count() > 0) config.tls_reload_s = flags.tls_reload_s;
  }
  if (const absl::Status tls = ippledge::server::CheckTls(config); !tls.ok()) {
    return ippledge::server::Fail(tls);
  }
  if (config.store.empty()) {
    std::fprintf(stderr, "ippledged: --store FOLDER is needed\n");
    return 2;
  }
  return ippledge::server::Serve(config);
}
