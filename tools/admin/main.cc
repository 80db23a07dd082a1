#include <iostream>
#include <string>
#include <vector>

#include "engine/clock.h"
#include "tools/admin/command_line.h"

int main(int argc, char** argv) {
  const ippledge::engine::SystemClock clock;
  return ippledge::admin::Run(std::vector<std::string>(argv + 1, argv + argc), clock, std::cout,
                              std::cerr);
}
