// ippledge: the command line of banks and the bureau.
#include <iostream>

#include "client/command_line.h"
#include "client/interrupt.h"

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  ippledge::client::CatchInterrupts();
  return ippledge::client::RunCommandLine(argc, argv, std::cout, std::cerr);
}
