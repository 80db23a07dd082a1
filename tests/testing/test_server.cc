#include "tests/testing/test_server.h"

#include <stdlib.h>

#include <cstdio>
#include <filesystem>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

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
  programmes_ = OrDie(engine::Programmes::Open(folder(), &clock_, options_.engine));
  if (options_.wrap) programmes_ = options_.wrap(std::move(programmes_));
  tokens_ =
      std::make_unique<PageTokens>(OrDie(PageTokens::Load(absl::StrCat(folder(), "/tokens.key"))));
  keyrings_ = std::make_unique<Keyrings>(absl::StrCat(folder(), "/keys"));
  workers_ = std::make_unique<Workers>(options_.read_threads);
  backend_ = {.programmes = programmes_.get(),
              .workers = workers_.get(),
              .page_tokens = tokens_.get(),
              .keyrings = keyrings_.get()};
  server_ = OrDie(Server::Start("127.0.0.1:0", backend_));
}

void TestServer::End() {
  server_->Stop(absl::ZeroDuration());
  server_.reset();
  workers_.reset();
  keyrings_.reset();
  tokens_.reset();
  programmes_.reset();
}

}  // namespace ippledge::server
