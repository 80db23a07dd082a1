// ippledge-verify: checks receipts and checkpoints of a ledger that need not be trusted.
#include <iostream>
#include <string>
#include <vector>

#include "tools/verify/command_line.h"

int main(int argc, char** argv) {
  return ippledge::verify::Run(std::vector<std::string>(argv + 1, argv + argc), std::cout,
                               std::cerr);
}
