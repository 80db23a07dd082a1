// tools/bench/schedule.h: when the calls of an open loop are due.
#pragma once

#include <cstdint>
#include <vector>

namespace ippledge::bench {

// So many calls a second for so long, evenly spaced.
struct Step {
  double seconds = 0;
  double per_second = 0;
};

class Schedule {
 public:
  // Steps follow one another; each has its product of calls, rounded.
  explicit Schedule(const std::vector<Step>& steps);
  Schedule(double seconds, double per_second) : Schedule({{seconds, per_second}}) {}

  std::uint64_t calls() const { return calls_; }
  double seconds() const { return seconds_; }
  // Seconds after the start. Precondition: call < calls().
  double DueAt(std::uint64_t call) const;

 private:
  struct Part {
    std::uint64_t first = 0;  // call
    double begins = 0;
    double gap = 0;
  };
  std::vector<Part> parts_;
  std::uint64_t calls_ = 0;
  double seconds_ = 0;
};

}  // namespace ippledge::bench
