// tests/testing/raw_line.h: a TCP connection that says just what a test wants to say: nothing,
// garbage, or frames of HTTP/2.
#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace ippledge {

class RawLine {
 public:
  // A socket that is not connected yet.
  RawLine();
  // Connected to "127.0.0.1:PORT". Crashes when nobody listens.
  explicit RawLine(const std::string& address);
  ~RawLine();
  RawLine(RawLine&& other) noexcept;
  RawLine(const RawLine&) = delete;
  RawLine& operator=(const RawLine&) = delete;

  void Connect(const std::string& address);
  // The client's greeting of HTTP/2: its preface and empty settings.
  bool Greet();
  // False when the other end has cut the line.
  bool Send(absl::string_view bytes);
  // What came until the other end closed the line, or until `bytes_max`; what comes within
  // `patience`.
  std::string Read(std::size_t bytes_max, absl::Duration patience);
  // Whether the other end closes the line within `patience`, whatever it says before.
  bool IsClosedWithin(absl::Duration patience);

 private:
  int fd_;
};

// A frame of HTTP/2.
std::string Frame(std::uint8_t type, std::uint8_t flags, std::uint32_t stream,
                  absl::string_view payload);

}  // namespace ippledge
