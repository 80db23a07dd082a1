// tools/bench/child.h: a server in a process of its own.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace ippledge::bench {

class Child {
 public:
  // Starts a program and waits for its line "listening on 127.0.0.1:PORT". Exits with a message
  // when it does not come.
  explicit Child(const std::vector<std::string>& arguments);
  ~Child() { Stop(); }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  const std::string& address() const { return address_; }
  // From start to the listening line.
  double start_seconds() const { return start_seconds_; }
  std::int64_t resident_bytes() const { return Memory("VmRSS:"); }
  std::int64_t peak_bytes() const { return Memory("VmHWM:"); }
  void Kill();  // SIGKILL
  void Stop();  // SIGTERM, and waits

 private:
  void End(int signal);
  std::int64_t Memory(const std::string& line) const;

  pid_t pid_ = -1;
  std::string address_;
  double start_seconds_ = 0;
};

}  // namespace ippledge::bench
