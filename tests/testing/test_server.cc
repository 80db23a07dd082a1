#include "tests/testing/test_server.h"

#include <stdlib.h>

#include <cstdio>
#include <filesystem>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "server/erasure.h"
#include "server/log_keys.h"

namespace ippledge::server {
namespace {

template <typename T>
T OrDie(absl::StatusOr<T> value) {
  if (value.ok()) return *std::move(value);
  std::fprintf(stderr, "test server: %s\n", value.status().ToString().c_str());
  std::abort();
}

}  // namespace

TestFolder::TestFolder()
    : path_((std::filesystem::temp_directory_path() / "ippledge-test.XXXXXX").string()) {
  if (mkdtemp(path_.data()) == nullptr) std::abort();
}

TestFolder::~TestFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

TestServer::TestServer(Options options) : options_(std::move(options)) { Start(); }

TestServer::~TestServer() { End(); }

void TestServer::Restart(const std::function<void()>& meanwhile) {
  End();
  if (meanwhile) meanwhile();
  Start();
}

void TestServer::Stop(absl::Duration grace) { server_->Stop(grace); }

std::string TestServer::address() const { return absl::StrCat("127.0.0.1:", server_->port()); }

void TestServer::Start() {
  engine::Notary notary;
  if (!options_.checkpoint_signatures.empty()) {
    notary = NotaryOf(
        {.folder = absl::StrCat(folder(), "/keys"), .algorithms = options_.checkpoint_signatures});
  }
  programmes_ = OrDie(engine::Programmes::Open(folder(), &clock_, options_.engine, notary));
  if (options_.wrap) programmes_ = options_.wrap(std::move(programmes_));
  tokens_ =
      std::make_unique<PageTokens>(OrDie(PageTokens::Load(absl::StrCat(folder(), "/tokens.key"))));
  keyrings_ = std::make_unique<Keyrings>(absl::StrCat(folder(), "/keys"));
  IPPLEDGE_CHECK(EraseAgain(*programmes_, *keyrings_).ok());
  workers_ = std::make_unique<Workers>(options_.read_threads);
  if (options_.tls.any()) {
    tls_ = OrDie(TlsPort::Open(options_.tls, absl::InfiniteDuration(), &real_clock_));
  }
  BackupOptions backups;
  if (options_.backups_kept) {
    backups = {.folder = absl::StrCat(folder(), "/backups"), .keep = *options_.backups_kept};
  }
  backups_ = std::make_unique<Backups>(std::move(backups), folder(), &clock_);
  audits_ = std::make_unique<Audits>(
      AuditOptions{.every = options_.audit_every, .program = "ippledged test"}, programmes_.get(),
      &clock_);
  if (options_.limits) limits_ = std::make_unique<Limits>(*options_.limits);
  ActKeeperOptions acts = options_.acts;
  acts.store = folder();
  acts_ = std::make_shared<ActKeeper>(std::move(acts), programmes_.get(), &clock_);
  if (tls_ != nullptr) tls_->KeepIn(acts_);
  backend_ = {.programmes = programmes_.get(),
              .workers = workers_.get(),
              .page_tokens = tokens_.get(),
              .keyrings = keyrings_.get(),
              .tls = tls_.get(),
              .limits = limits_.get(),
              .acts = acts_,
              .backups = backups_.get(),
              .audits = audits_.get()};
  server_ = OrDie(Server::Start("127.0.0.1:0", backend_, options_.connections));
}

void TestServer::End() {
  backups_->Stop();
  server_->Stop(absl::ZeroDuration());
  server_.reset();
  audits_.reset();
  backups_.reset();
  workers_.reset();
  acts_->Close();
  tls_.reset();
  keyrings_.reset();
  tokens_.reset();
  programmes_.reset();
}

}  // namespace ippledge::server
