// tools/bench/machine.h: what the figures were measured on.
#pragma once

#include <string>

#include "tools/bench/results.pb.h"

namespace ippledge::bench {

// Facts of the machine and of the file system of `folder`, which exists. What cannot be found out
// stays empty.
results::Machine MachineOf(const std::string& folder);

// Bytes that programs can still have.
double AvailableMemory();
double LoadAverage();

// Of all processors since the start of the machine, in ticks.
struct Ticks {
  double all = 0;
  double idle = 0;
  double steal = 0;
};
Ticks TicksSoFar();

}  // namespace ippledge::bench
