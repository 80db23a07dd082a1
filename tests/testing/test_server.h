// tests/testing/test_server.h: the server as ippledged runs it, inside the test: real gRPC on a
// free port of the loopback, real RocksDB in a folder of its own, a clock that the test sets.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "engine/clock.h"
#include "engine/programmes.h"
#include "proof/verifier_key.h"
#include "server/act_keeper.h"
#include "server/audits.h"
#include "server/backups.h"
#include "server/keyrings.h"
#include "server/limits.h"
#include "server/page_token.h"
#include "server/server.h"
#include "server/services.h"
#include "server/tls_port.h"
#include "server/workers.h"

namespace ippledge::server {

// A folder that is empty at first and gone with the object.
class TestFolder {
 public:
  TestFolder();
  ~TestFolder();
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Stands still until it is moved. Any thread.
class TestClock final : public engine::Clock {
 public:
  // 2025-07-01 12:00 in Shanghai.
  static constexpr std::int64_t kStartMs = 1'751'342'400'000;
  std::int64_t NowMs() const override { return now_ms_; }
  void Set(absl::Time time) { now_ms_ = absl::ToUnixMillis(time); }
  void Advance(absl::Duration by) { now_ms_ += absl::ToInt64Milliseconds(by); }

 private:
  std::atomic<std::int64_t> now_ms_{kStartMs};
};

class TestServer {
 public:
  struct Options {
    // Without the housekeeping thread entries come from calls alone.
    engine::EngineOptions engine = {.housekeeping = false};
    int read_threads = 2;
    // That sign checkpoints; none: there are none.
    std::vector<proof::KeyType> checkpoint_signatures;
    // Where callers show certificates; none: plain text.
    TlsPaths tls = {};
    // Of each caller; none: no limits.
    std::optional<LimitOptions> limits;
    ConnectionOptions connections = {};
    // Of the log of acts; its store is the server's.
    ActKeeperOptions acts = {};
    // Backups lie in the folder `backups` of the store's; so many of a programme are kept, 0: all.
    // Unset: none are made.
    std::optional<int> backups_kept;
    // How often each programme is audited; 0: only when asked.
    absl::Duration audit_every = absl::ZeroDuration();
    // Puts something between the services and the engines; null: nothing. The result owns.
    std::function<std::unique_ptr<engine::Programmes>(std::unique_ptr<engine::Programmes>)> wrap;
  };

  // Crashes when the server does not start.
  TestServer() : TestServer(Options()) {}
  explicit TestServer(Options options);
  ~TestServer();

  // Ends everything and opens the same store again, on another port; `meanwhile` runs in between.
  void Restart(const std::function<void()>& meanwhile = nullptr);
  // Ends the gRPC server alone: calls under way may end within `grace`.
  void Stop(absl::Duration grace);

  // "127.0.0.1:port".
  std::string address() const;
  TestClock& clock() { return clock_; }
  const std::string& folder() const { return folder_.path(); }
  engine::Programmes& programmes() { return *programmes_; }
  const Backend& backend() const { return backend_; }
  Backups& backups() { return *backups_; }
  // Reads the files of TLS when it is told to. Precondition: there is TLS.
  TlsPort& tls() { return *tls_; }
  ActKeeper& acts() { return *acts_; }

 private:
  void Start();
  void End();

  const Options options_;
  TestFolder folder_;
  TestClock clock_;
  std::unique_ptr<engine::Programmes> programmes_;
  std::unique_ptr<PageTokens> tokens_;
  std::unique_ptr<Keyrings> keyrings_;
  std::unique_ptr<Workers> workers_;
  std::unique_ptr<Limits> limits_;
  std::unique_ptr<Backups> backups_;
  std::unique_ptr<Audits> audits_;
  const engine::SystemClock real_clock_;  // of certificates: gRPC knows no other
  std::unique_ptr<TlsPort> tls_;
  std::shared_ptr<ActKeeper> acts_;
  Backend backend_;
  std::unique_ptr<Server> server_;
};

}  // namespace ippledge::server
