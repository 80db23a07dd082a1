#include "tools/bench/peers/postgres_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "absl/strings/str_cat.h"

namespace ippledge::bench {
namespace {

namespace fs = std::filesystem;

constexpr const char* kUser = "postgres";
constexpr char kReady = 'r';  // the keeper to us: the server's process runs
constexpr char kFailed = 'f';
constexpr char kCrash = 'c';  // we to the keeper
constexpr std::int64_t kSharedBuffersMibMax = 2048;
constexpr int kConnectionsMax = 200;

// The folder of the newest version installed.
std::string Programs() {
  std::vector<std::pair<int, std::string>> found;
  std::error_code error;
  for (const auto& version : fs::directory_iterator("/usr/lib/postgresql", error)) {
    const std::string folder = version.path().string() + "/bin";
    if (fs::exists(folder + "/initdb") && fs::exists(folder + "/postgres")) {
      found.emplace_back(std::atoi(version.path().filename().c_str()), folder);
    }
  }
  return found.empty() ? "" : std::max_element(found.begin(), found.end())->second;
}

int FreePort() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  int port = 0;
  if (bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
      getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0) {
    port = ntohs(address.sin_port);
  }
  close(fd);
  return port;
}

// A quarter of memory, as its manual advises, up to a limit.
std::int64_t SharedBuffersMib() {
  const std::int64_t pages = sysconf(_SC_PHYS_PAGES);
  const std::int64_t quarter = pages / 4 * sysconf(_SC_PAGESIZE) >> 20;
  return std::clamp<std::int64_t>(quarter, 128, kSharedBuffersMibMax);
}

struct Plan {
  std::string folder;
  std::string programs;
  const passwd* user = nullptr;  // null: as whoever runs this
  int port = 0;
  std::string data() const { return folder + "/data"; }
  std::string log() const { return folder + "/log"; }
};

// A child that is `arguments`, as the plan's user, its words in the log.
pid_t Run(const Plan& plan, const std::vector<std::string>& arguments) {
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const pid_t child = fork();
  if (child != 0) return child;
  const int log = open(plan.log().c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (log >= 0) {
    dup2(log, STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
  }
  if (plan.user != nullptr && (setgroups(0, nullptr) != 0 || setgid(plan.user->pw_gid) != 0 ||
                               setuid(plan.user->pw_uid) != 0)) {
    _exit(126);
  }
  if (chdir(plan.folder.c_str()) != 0) _exit(126);
  execv(argv[0], argv.data());
  _exit(127);
}

pid_t RunServer(const Plan& plan) {
  return Run(plan, {plan.programs + "/postgres",
                    "-D",
                    plan.data(),
                    "-h",
                    "127.0.0.1",
                    "-p",
                    absl::StrCat(plan.port),
                    "-k",
                    "",
                    "-c",
                    absl::StrCat("shared_buffers=", SharedBuffersMib(), "MB"),
                    "-c",
                    absl::StrCat("max_connections=", kConnectionsMax),
                    "-c",
                    "fsync=on",
                    "-c",
                    "synchronous_commit=on",
                    "-c",
                    "max_wal_size=8GB",
                    "-c",
                    "checkpoint_timeout=15min",
                    "-c",
                    "wal_level=minimal",
                    "-c",
                    "recovery_init_sync_method=syncfs",
                    "-c",
                    "max_wal_senders=0",
                    "-c",
                    "jit=off"});
}

void StopAtOnce(pid_t server) {
  kill(server, SIGQUIT);
  waitpid(server, nullptr, 0);
}

// Until our end of the pipe closes.
[[noreturn]] void Keep(const Plan& plan, int commands, int answers) {
  setsid();  // what a terminal sends to all of us is not meant for the server
  const pid_t making = Run(plan, {plan.programs + "/initdb", "-N", "-D", plan.data(), "-A", "trust",
                                  "-U", kUser, "-E", "UTF8", "--locale=C"});
  int status = 1;
  waitpid(making, &status, 0);
  pid_t server = status == 0 ? RunServer(plan) : -1;
  char word = server > 0 ? kReady : kFailed;
  bool heard = write(answers, &word, 1) == 1;
  while (heard && read(commands, &word, 1) == 1 && server > 0) {
    StopAtOnce(server);
    server = RunServer(plan);
    heard = write(answers, &kReady, 1) == 1;
  }
  if (server > 0) StopAtOnce(server);
  std::error_code error;
  fs::remove_all(plan.folder, error);
  _exit(0);
}

}  // namespace

absl::StatusOr<std::unique_ptr<PostgresServer>> PostgresServer::Start(const std::string& folder) {
  Plan plan{.folder = fs::absolute(folder).string(), .programs = Programs(), .port = FreePort()};
  const bool root = getuid() == 0;
  if (root) plan.user = getpwnam(kUser);
  if (plan.programs.empty() || (root && plan.user == nullptr)) {
    return absl::UnimplementedError(
        "PostgreSQL is not installed; tools/bench/peers/install-packages installs it");
  }
  std::error_code error;
  fs::remove_all(plan.folder, error);
  fs::create_directories(plan.folder, error);
  if (plan.user != nullptr &&
      chown(plan.folder.c_str(), plan.user->pw_uid, plan.user->pw_gid) != 0) {
    return absl::UnavailableError("PostgreSQL: the folder cannot be given to its user");
  }
  int commands[2];
  int answers[2];
  if (pipe2(commands, O_CLOEXEC) != 0 || pipe2(answers, O_CLOEXEC) != 0) {
    return absl::UnavailableError("PostgreSQL: no pipe");
  }
  std::unique_ptr<PostgresServer> server(new PostgresServer);
  server->keeper_ = fork();
  if (server->keeper_ == 0) {
    close(commands[1]);
    close(answers[0]);
    Keep(plan, commands[0], answers[1]);
  }
  close(commands[0]);
  close(answers[1]);
  server->to_keeper_ = commands[1];
  server->from_keeper_ = answers[0];
  server->connection_ =
      absl::StrCat("host=127.0.0.1 port=", plan.port, " user=", kUser, " dbname=postgres");
  char word = kFailed;
  if (read(server->from_keeper_, &word, 1) != 1 || word != kReady) {
    return absl::UnavailableError(absl::StrCat("PostgreSQL does not start in ", plan.folder,
                                               "; may its user enter the folders above?"));
  }
  return server;
}

PostgresServer::~PostgresServer() {
  close(to_keeper_);
  close(from_keeper_);
  waitpid(keeper_, nullptr, 0);
}

absl::Status PostgresServer::Crash() {
  char word = kCrash;
  if (write(to_keeper_, &word, 1) != 1 || read(from_keeper_, &word, 1) != 1) {
    return absl::UnavailableError("PostgreSQL: its keeper has gone");
  }
  return absl::OkStatus();
}

}  // namespace ippledge::bench
