#include "tools/bench/child.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "tools/bench/driver.h"

namespace ippledge::bench {

Child::Child(const std::vector<std::string>& arguments) {
  int pipe_ends[2];
  if (pipe(pipe_ends) != 0) std::exit(1);
  const double began = NowSeconds();
  pid_ = fork();
  if (pid_ == 0) {
    // It does not outlive the benchmark, however that ends.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(pipe_ends[1], STDOUT_FILENO);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    std::vector<char*> argv;
    for (const std::string& argument : arguments)
      argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    execv(argv[0], argv.data());
    _exit(127);
  }
  close(pipe_ends[1]);
  FILE* out = fdopen(pipe_ends[0], "r");
  char line[256];
  while (out != nullptr && std::fgets(line, sizeof line, out) != nullptr) {
    const std::string text(line);
    const std::string prefix = "listening on ";
    if (text.rfind(prefix, 0) == 0) {
      address_ = text.substr(prefix.size(), text.find_last_not_of("\r\n") + 1 - prefix.size());
      break;
    }
  }
  start_seconds_ = NowSeconds() - began;
  if (address_.empty()) {
    std::cerr << "cannot start " << arguments.front() << "\n";
    std::exit(1);
  }
}

std::int64_t Child::Memory(const std::string& line) const {
  std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
  std::string word;
  while (status >> word) {
    if (word == line) {
      std::int64_t kib = 0;
      status >> kib;
      return kib * 1024;
    }
  }
  return 0;
}

void Child::End(int signal) {
  if (pid_ <= 0) return;
  kill(pid_, signal);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

void Child::Kill() { End(SIGKILL); }
void Child::Stop() { End(SIGTERM); }

}  // namespace ippledge::bench
