#include "server/door.h"

#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <spdlog/spdlog.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "ledger/check.h"
#include "ledger/status_macros.h"

namespace ippledge::server {
namespace {

// Connections that the kernel keeps for us while we are busy.
constexpr int kBacklog = 1'024;
// At a bound, who is still there is looked up at most so often: a flood is turned away cheaply.
constexpr absl::Duration kCountEvery = absl::Milliseconds(20);
constexpr absl::Duration kTellEvery = absl::Minutes(1);
constexpr int kWaitForFilesMs = 100;

struct AddressListFree {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};
using AddressList = std::unique_ptr<addrinfo, AddressListFree>;

absl::Status CannotListen(const std::string& address, absl::string_view why) {
  return absl::UnavailableError(absl::StrCat("cannot listen on ", address, ": ", why));
}

absl::StatusOr<AddressList> Resolve(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  std::uint32_t port = 0;
  if (colon == std::string::npos || colon == 0 ||
      !absl::SimpleAtoi(address.substr(colon + 1), &port) || port > 65'535) {
    return absl::InvalidArgumentError(absl::StrCat(address, " is not HOST:PORT"));
  }
  std::string host = address.substr(0, colon);
  if (host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  addrinfo wish{};
  wish.ai_socktype = SOCK_STREAM;
  wish.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int error = getaddrinfo(host.c_str(), absl::StrCat(port).c_str(), &wish, &found);
  if (error != 0) return CannotListen(address, gai_strerror(error));
  return AddressList(found);
}

void SetPort(sockaddr_storage& address, int port) {
  auto* const v6 = reinterpret_cast<sockaddr_in6*>(&address);
  auto* const v4 = reinterpret_cast<sockaddr_in*>(&address);
  (address.ss_family == AF_INET6 ? v6->sin6_port : v4->sin_port) =
      htons(static_cast<std::uint16_t>(port));
}

int PortOf(int listener) {
  sockaddr_storage own{};
  socklen_t size = sizeof own;
  IPPLEDGE_CHECK(getsockname(listener, reinterpret_cast<sockaddr*>(&own), &size) == 0);
  return ntohs(own.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6*>(&own)->sin6_port
                                         : reinterpret_cast<sockaddr_in*>(&own)->sin_port);
}

// On `port`, 0 for any. ALREADY_EXISTS when another has it.
absl::StatusOr<storage::OpenFile> Listen(const addrinfo& at, int port) {
  sockaddr_storage address{};
  std::memcpy(&address, at.ai_addr, at.ai_addrlen);
  if (port != 0) SetPort(address, port);
  storage::OpenFile listener(socket(at.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const int on = 1;
  // What is accepted inherits it: answers do not wait to be filled up.
  const bool listens =
      listener.is_open() &&
      setsockopt(listener.fd(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
      setsockopt(listener.fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0 &&
      bind(listener.fd(), reinterpret_cast<const sockaddr*>(&address), at.ai_addrlen) == 0 &&
      listen(listener.fd(), kBacklog) == 0;
  if (listens) return listener;
  const int error = errno;
  return error == EADDRINUSE ? absl::AlreadyExistsError(std::strerror(error))
                             : absl::UnavailableError(std::strerror(error));
}

std::string BytesOf(const sockaddr_storage& address) {
  constexpr std::size_t kNetworkBytes = 8;
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
  const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
  if (address.ss_family != AF_INET6) {
    return std::string(reinterpret_cast<const char*>(&v4.sin_addr), sizeof v4.sin_addr);
  }
  const auto* const bytes = reinterpret_cast<const char*>(&v6.sin6_addr);
  if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr)) return std::string(bytes + 12, 4);
  return std::string(bytes, kNetworkBytes);
}

// 0 when it is none.
ino_t SocketAt(int fd) {
  struct stat found {};
  return fstat(fd, &found) == 0 && S_ISSOCK(found.st_mode) ? found.st_ino : 0;
}

int WithinFiles(int connections) {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur == RLIM_INFINITY) return connections;
  const auto half = static_cast<std::int64_t>(
      std::min<rlim_t>(files.rlim_cur / 2, static_cast<rlim_t>(connections)));
  return static_cast<int>(std::max<std::int64_t>(half, 1));
}

}  // namespace

void AllowManyFiles() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur >= files.rlim_max) return;
  files.rlim_cur = files.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &files) != 0) {
    spdlog::warn("the limit of open files stays: {}", std::strerror(errno));
  }
}

Door::Door(const DoorOptions& options)
    : connections_max_(WithinFiles(options.connections)),
      of_address_max_(options.connections_of_address),
      stop_(eventfd(0, EFD_CLOEXEC)) {}

absl::StatusOr<std::unique_ptr<Door>> Door::Make(const std::string& address,
                                                 const DoorOptions& options) {
  IPPLEDGE_ASSIGN_OR_RETURN(const AddressList list, Resolve(address));
  std::unique_ptr<Door> door(new Door(options));
  if (!door->stop_.is_open()) return CannotListen(address, std::strerror(errno));
  std::string why = "the host has no address here";
  for (const addrinfo* at = list.get(); at != nullptr; at = at->ai_next) {
    absl::StatusOr<storage::OpenFile> listener = Listen(*at, door->port_);
    if (!listener.ok()) {
      why = std::string(listener.status().message());
      // An address that is not of this machine is passed over, but not one that another has.
      if (absl::IsAlreadyExists(listener.status())) return CannotListen(address, why);
      continue;
    }
    if (door->port_ == 0) door->port_ = PortOf(listener->fd());
    door->listeners_.push_back(*std::move(listener));
  }
  if (door->listeners_.empty()) return CannotListen(address, why);
  return door;
}

Door::~Door() { Close(); }

void Door::Open(Take take) {
  thread_ = std::thread([this, take = std::move(take)] { Run(take); });
}

void Door::Close() {
  if (!thread_.joinable()) return;
  const std::uint64_t one = 1;
  IPPLEDGE_CHECK(write(stop_.fd(), &one, sizeof one) == sizeof one);
  thread_.join();
  listeners_.clear();
}

void Door::Run(const Take& take) {
  std::vector<pollfd> waits = {{.fd = stop_.fd(), .events = POLLIN, .revents = 0}};
  for (const storage::OpenFile& listener : listeners_) {
    waits.push_back({.fd = listener.fd(), .events = POLLIN, .revents = 0});
  }
  for (;;) {
    if (poll(waits.data(), waits.size(), -1) < 0) continue;  // EINTR
    if (waits[0].revents != 0) return;
    bool short_of_files = false;
    for (std::size_t i = 1; i < waits.size(); ++i) {
      if (waits[i].revents == 0) continue;
      while (Accept(waits[i].fd, take)) {
      }
      short_of_files = short_of_files || errno != EAGAIN;
    }
    // Who is not accepted stays in the kernel's queue.
    if (short_of_files && poll(waits.data(), 1, kWaitForFilesMs) > 0) return;
  }
}

bool Door::Accept(int listener, const Take& take) {
  sockaddr_storage peer{};
  socklen_t size = sizeof peer;
  const int connection =
      accept4(listener, reinterpret_cast<sockaddr*>(&peer), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (connection < 0) {
    const int error = errno;
    // Of one that is gone already.
    if (error == EINTR || error == ECONNABORTED || error == EPROTO) return true;
    if (error != EAGAIN) TellRefused(std::strerror(error));
    errno = error;
    return false;
  }
  std::string address = BytesOf(peer);
  if (!HasRoom(address)) {
    close(connection);
    return true;
  }
  ++of_address_[address];
  guests_.push_back(
      {.address = std::move(address), .connection = connection, .socket = SocketAt(connection)});
  take(listener, connection);
  return true;
}

bool Door::HasRoom(const std::string& address) {
  const auto full = [&] {
    const auto found = of_address_.find(address);
    return static_cast<int>(guests_.size()) >= connections_max_ ||
           (found != of_address_.end() && found->second >= of_address_max_);
  };
  if (!full()) return true;
  const absl::Time now = absl::Now();
  // Also when the clock was set back.
  if (now - counted_ >= kCountEvery || now < counted_) {
    counted_ = now;
    ForgetGone();
  }
  if (!full()) return true;
  TellRefused(static_cast<int>(guests_.size()) >= connections_max_ ? "there are too many"
                                                                   : "one address has too many");
  return false;
}

void Door::ForgetGone() {
  of_address_.clear();
  std::erase_if(guests_,
                [](const Guest& guest) { return SocketAt(guest.connection) != guest.socket; });
  for (const Guest& guest : guests_) ++of_address_[guest.address];
}

void Door::TellRefused(const char* why) {
  ++refused_;
  const absl::Time now = absl::Now();
  if (now - told_ < kTellEvery && now >= told_) return;
  told_ = now;
  spdlog::warn("connections are turned away: {} ({} since this was last told)", why,
               std::exchange(refused_, 0));
}

}  // namespace ippledge::server
