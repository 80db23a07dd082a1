#include "server/config.h"

#include <fstream>

#include "absl/strings/str_cat.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/test_server.h"

namespace ippledge::server {
namespace {

using ::testing::HasSubstr;

absl::StatusOr<Config> Read(const std::string& toml) {
  const TestFolder folder;
  const std::string path = absl::StrCat(folder.path(), "/ippledged.toml");
  std::ofstream(path) << toml;
  return ReadConfig(path);
}

TEST(ConfigTest, AnEmptyFileChangesNothing) {
  const absl::StatusOr<Config> config = Read("# nothing\n");
  ASSERT_THAT(config, IsOk());
  EXPECT_EQ(config->store, "");
  EXPECT_EQ(config->listen, Config().listen);
  EXPECT_EQ(config->engine.group_rows_max, engine::EngineOptions().group_rows_max);
}

TEST(ConfigTest, EverySettingIsRead) {
  const absl::StatusOr<Config> config = Read(R"(
    store = "/srv/ippledge"
    keys = "/srv/keys"
    listen = "127.0.0.1:9"
    tls_certificate = "/etc/server.pem"
    tls_key = "/etc/server.key"
    tls_authorities = "/etc/ca.pem"
    tls_revoked = "/etc/lists"
    tls_reload_s = 6
    connections = 8
    connections_of_address = 9
    handshake_s = 10
    connection_idle_s = 11
    connection_age_s = 12
    connection_grace_s = 13
    stream_age_s = 14
    stream_idle_s = 15
    stream_read_wait_s = 16
    read_threads = 7
    stop_grace_ms = 1
    kept_acts_days = 3650
    audit_every_hours = 24
    backup_folder = "/backup"
    backup_keep = 17
    queue_rows_max = 2000
    queue_wait_max_ms = 18
    group_rows_max = 3
    index_round_entries = 4
    index_lag_entries_max = 5
    origin = "ledger.example.org"
    checkpoint_signatures = ["sm2", "ed25519"]
  )");
  ASSERT_THAT(config, IsOk());
  EXPECT_EQ(config->store, "/srv/ippledge");
  EXPECT_EQ(config->keys, "/srv/keys");
  EXPECT_EQ(config->listen, "127.0.0.1:9");
  EXPECT_EQ(config->tls.certificate, "/etc/server.pem");
  EXPECT_EQ(config->tls.key, "/etc/server.key");
  EXPECT_EQ(config->tls.authorities, "/etc/ca.pem");
  EXPECT_EQ(config->tls.revoked, "/etc/lists");
  EXPECT_EQ(config->tls_reload_s, 6);
  EXPECT_THAT(CheckTls(*config), IsOk());
  EXPECT_EQ(config->connections.door.connections, 8);
  EXPECT_EQ(config->connections.door.connections_of_address, 9);
  EXPECT_EQ(config->connections.handshake, absl::Seconds(10));
  EXPECT_EQ(config->connections.idle, absl::Seconds(11));
  EXPECT_EQ(config->connections.age, absl::Seconds(12));
  EXPECT_EQ(config->connections.age_grace, absl::Seconds(13));
  EXPECT_EQ(config->limits.stream_age, absl::Seconds(14));
  EXPECT_EQ(config->limits.stream_idle, absl::Seconds(15));
  EXPECT_EQ(config->limits.read_wait, absl::Seconds(16));
  EXPECT_EQ(config->backups.folder, "/backup");
  EXPECT_EQ(config->backups.keep, 17);
  EXPECT_EQ(config->read_threads, 7);
  EXPECT_EQ(config->stop_grace_ms, 1);
  EXPECT_EQ(config->kept_acts_days, 3650);
  EXPECT_EQ(config->audit_every_hours, 24);
  EXPECT_EQ(config->engine.queue_rows_max, 2000);
  EXPECT_EQ(config->engine.queue_wait_max_ms, 18);
  EXPECT_EQ(config->engine.group_rows_max, 3);
  EXPECT_EQ(config->engine.round_entries, 4);
  EXPECT_EQ(config->engine.lag_entries_max, 5);
  EXPECT_EQ(config->origin, "ledger.example.org");
  EXPECT_THAT(config->checkpoint_signatures,
              ::testing::ElementsAre(proof::KeyType::kSm2, proof::KeyType::kEd25519));
}

// What is wrong is told with its place.
TEST(ConfigTest, AFaultIsToldWithLineAndColumn) {
  const auto fault = [](const std::string& toml) {
    const absl::StatusOr<Config> config = Read(toml);
    EXPECT_THAT(config, StatusIs(absl::StatusCode::kInvalidArgument)) << toml;
    return std::string(config.status().message());
  };
  EXPECT_THAT(fault("store = \"a\"\nlisten = 5\n"),
              HasSubstr("ippledged.toml:2:10: listen must be a text"));
  EXPECT_THAT(fault("stroe = \"a\"\n"), HasSubstr(":1:9: unknown setting stroe"));
  EXPECT_THAT(fault("handshake_s = 0\n"), HasSubstr("must be seconds, from 1 to 600"));
  EXPECT_THAT(fault("read_threads = 0\n"), HasSubstr("must be an integer from 1 to 256"));
  EXPECT_THAT(fault("backup_keep = -1\n"), HasSubstr("must be an integer from 0 to 10000"));
  EXPECT_THAT(fault("backup_folder = \"\"\n"), HasSubstr("backup_folder must be a text"));
  EXPECT_THAT(fault("read_threads = \"4\"\n"), HasSubstr("read_threads must be"));
  EXPECT_THAT(fault("read_threads = 4.5\n"), HasSubstr("read_threads must be"));
  EXPECT_THAT(fault("kept_acts_days = 0\n"), HasSubstr("must be an integer from 1 to 36500"));
  EXPECT_THAT(fault("store = \"\"\n"), HasSubstr("store must be a text"));
  EXPECT_THAT(fault("store = \n"), HasSubstr("ippledged.toml:1:"));
  for (const char* origin : {"5", "\"\"", "\"a b\"", "\"a+b\""}) {
    EXPECT_THAT(fault(absl::StrCat("origin = ", origin)), HasSubstr("origin must be a name"));
  }
  for (const char* list : {"\"sm2\"", "[]", "[\"rsa\"]", "[\"sm2\", \"sm2\"]",
                           "[\"ed25519\", \"sm2\", \"sm2\"]", "[1]"}) {
    EXPECT_THAT(fault(absl::StrCat("checkpoint_signatures = ", list)),
                HasSubstr("checkpoint_signatures must be a list"));
  }
  EXPECT_THAT(fault("store = \"a\"\nstore = \"b\"\n"), HasSubstr("ippledged.toml:2:"));
}

// Half of TLS would be none.
TEST(ConfigTest, TlsNeedsAllOfItsFiles) {
  EXPECT_THAT(CheckTls(Config()), IsOk());
  Config config;
  config.tls.certificate = "server.pem";
  config.tls.authorities = "ca.pem";
  const absl::Status status = CheckTls(config);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(std::string(status.message()), HasSubstr("tls_key, tls_revoked"));
}

TEST(ConfigTest, AFileThatIsNotThereIsAFault) {
  EXPECT_THAT(ReadConfig("/nonexistent/ippledged.toml"),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace ippledge::server
