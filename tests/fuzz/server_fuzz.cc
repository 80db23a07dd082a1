// Bytes of anyone as a page token or as the file of settings. The first byte chooses which.
#include <sys/mman.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"
#include "ledger/check.h"
#include "ledger/refusal.h"
#include "server/config.h"
#include "server/page_token.h"
#include "tests/fuzz/fuzz.h"

namespace ippledge::server {
namespace {

constexpr char kToken = 0, kConfig = 1;
constexpr char kScope[] = "list";

const PageTokens& Tokens() {
  static const auto* const kTokens = new PageTokens(std::string(32, 'k'));
  return *kTokens;
}

// Nobody makes a token but the seal: what opens says all that the token is made of.
void TryToken(absl::string_view bytes) {
  const absl::StatusOr<PagePoint> point = Tokens().Open(kScope, bytes);
  if (point.ok()) {
    const auto again = Tokens().Open(kScope, Tokens().Seal(kScope, *point));
    IPPLEDGE_CHECK(again.ok() && again->position == point->position &&
                   again->last_key == point->last_key);
  } else {
    IPPLEDGE_CHECK(!ViolationsOf(point.status()).empty());
  }
}

void TryConfig(absl::string_view bytes) {
  const int file = memfd_create("settings", 0);
  IPPLEDGE_CHECK(file >= 0);
  IPPLEDGE_CHECK(write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  const absl::StatusOr<Config> config = ReadConfig(absl::StrCat("/proc/self/fd/", file));
  close(file);
  if (!config.ok()) {
    IPPLEDGE_CHECK(config.status().code() == absl::StatusCode::kInvalidArgument);
    return;
  }
  IPPLEDGE_CHECK(config->read_threads >= 1 && config->read_threads <= 256);
  IPPLEDGE_CHECK(config->engine.group_rows_max >= 1 && config->engine.round_entries >= 1);
}

}  // namespace
}  // namespace ippledge::server

namespace ippledge {

std::vector<std::string> FuzzSeeds() {
  std::vector<std::string> seeds;
  for (const std::string& key : {std::string(), std::string("icbc-nm\0HT-1", 12)}) {
    seeds.push_back(server::kToken + server::Tokens().Seal(server::kScope, {29, key}));
  }
  for (const char* file : {
           "# nothing\n",
           "store = \"/srv/ippledge\"\nlisten = '127.0.0.1:9'\nread_threads = 7\n",
           "stop_grace_ms = 0x1\nqueue_rows_max = 2_000\ngroup_rows_max = 3\n",
           "index_round_entries = 4\nindex_lag_entries_max = 5\n",
           "[table]\nlist = [1, 2.5, { a = true }]\ntime = 2024-05-20T12:00:00Z\n",
           "text = \"\"\"\n\\u8d28\"\"\"\na.b.c = 'd'\n",
       }) {
    seeds.push_back(absl::StrCat(absl::string_view(&server::kConfig, 1), file));
  }
  return seeds;
}

}  // namespace ippledge

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const absl::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  if (data[0] % 2 == ippledge::server::kToken) {
    ippledge::server::TryToken(bytes);
  } else {
    ippledge::server::TryConfig(bytes);
  }
  return 0;
}
