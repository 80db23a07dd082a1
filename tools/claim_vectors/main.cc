// ippledge-vectors: runs files of test vectors against the claims rules.
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

#include "tools/claim_vectors/run_vectors.h"

int main(int argc, char** argv) {
  bool verbose = false;
  int files = 0;
  bool failed = false;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "-v" || word == "--verbose") {
      verbose = true;
      continue;
    }
    ++files;
    std::ifstream file(word, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    if (!file) {
      std::cerr << "cannot read " << word << '\n';
      return 2;
    }
    failed = ippledge::vectors::RunVectors(text.str(), verbose, std::cout).failed > 0 || failed;
  }
  if (files == 0) {
    std::cerr << "usage: vectors [-v] FILE...\n"
                 "  runs test vectors (docs/policies.md) against the claims rules; -v shows the "
                 "traces\n"
                 "  exit code 0 when all pass, 1 when one fails, 2 when a file cannot be read\n";
    return 2;
  }
  return failed ? 1 : 0;
}
