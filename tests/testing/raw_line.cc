#include "tests/testing/raw_line.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/time/clock.h"

namespace ippledge {

RawLine::RawLine() : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (fd_ < 0) std::abort();
}

RawLine::RawLine(const std::string& address) : RawLine() { Connect(address); }

RawLine::~RawLine() {
  if (fd_ >= 0) close(fd_);
}

RawLine::RawLine(RawLine&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

void RawLine::Connect(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  std::uint32_t port = 0;
  sockaddr_in peer{};
  peer.sin_family = AF_INET;
  if (!absl::SimpleAtoi(address.substr(colon + 1), &port) ||
      inet_pton(AF_INET, address.substr(0, colon).c_str(), &peer.sin_addr) != 1) {
    std::abort();
  }
  peer.sin_port = htons(static_cast<std::uint16_t>(port));
  if (connect(fd_, reinterpret_cast<sockaddr*>(&peer), sizeof peer) != 0) std::abort();
}

bool RawLine::Greet() {
  return Send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") && Send(Frame(4, 0, 0, ""));
}

bool RawLine::Send(absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::string RawLine::Read(std::size_t bytes_max, absl::Duration patience) {
  const absl::Time end = absl::Now() + patience;
  std::string read;
  char part[4'096];
  while (read.size() < bytes_max) {
    pollfd wait{.fd = fd_, .events = POLLIN, .revents = 0};
    const auto left = absl::ToInt64Milliseconds(end - absl::Now());
    if (poll(&wait, 1, static_cast<int>(std::max<std::int64_t>(left, 0))) <= 0) break;
    const ssize_t got = recv(fd_, part, sizeof part, 0);
    if (got <= 0) break;
    read.append(part, static_cast<std::size_t>(got));
  }
  return read;
}

bool RawLine::IsClosedWithin(absl::Duration patience) {
  const absl::Time end = absl::Now() + patience;
  char part[4'096];
  for (;;) {
    pollfd wait{.fd = fd_, .events = POLLIN, .revents = 0};
    const auto left = absl::ToInt64Milliseconds(end - absl::Now());
    if (poll(&wait, 1, static_cast<int>(std::max<std::int64_t>(left, 0))) <= 0) return false;
    // 0 is an end in order, below it the line was reset.
    if (recv(fd_, part, sizeof part, 0) <= 0) return true;
  }
}

std::string Frame(std::uint8_t type, std::uint8_t flags, std::uint32_t stream,
                  absl::string_view payload) {
  const std::size_t size = payload.size();
  std::string frame;
  for (const unsigned shift : {16u, 8u, 0u}) frame += static_cast<char>(size >> shift & 0xff);
  frame += static_cast<char>(type);
  frame += static_cast<char>(flags);
  for (const unsigned shift : {24u, 16u, 8u, 0u})
    frame += static_cast<char>(stream >> shift & 0xff);
  frame.append(payload.data(), payload.size());
  return frame;
}

}  // namespace ippledge
