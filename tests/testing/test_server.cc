#include "tests/testing/test_server.h"

#include <stdlib.h>

#include <cstdio>
#include <filesystem>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
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

void TestServer::Restart() {
  End();
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
  workers_ = std::make_unique<Workers>(options_.read_threads);
  if (options_.tls.any()) {
    tls_ = OrDie(TlsPort::Open(options_.tls, absl::InfiniteDuration(), &real_clock_));
  }
  if (options_.limits) limits_ = std::make_unique<Limits>(*options_.limits);
  backend_ = {.programmes = programmes_.get(),
              .workers = workers_.get(),
              .page_tokens = tokens_.get(),
              .keyrings = keyrings_.get(),
              .tls = tls_.get(),
              .limits = limits_.get()};
  server_ = OrDie(Server::Start("127.0.0.1:0", backend_));
}

void TestServer::End() {
  server_->Stop(absl::ZeroDuration());
  server_.reset();
  workers_.reset();
  tls_.reset();
  keyrings_.reset();
  tokens_.reset();
  programmes_.reset();
}

}  // namespace ippledge::server
