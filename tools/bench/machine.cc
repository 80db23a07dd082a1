#include "tools/bench/machine.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "tools/bench/raw_journal.h"

namespace ippledge::bench {
namespace {

constexpr int kSyncs = 2'000;

// The rest of the line of a file that begins with `key`, without what separates them.
std::string LineOf(const char* path, const std::string& key) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.rfind(key, 0) != 0) continue;
    const std::size_t begin = line.find_first_not_of(" \t:", key.size());
    return begin == std::string::npos ? "" : line.substr(begin);
  }
  return "";
}

double KibibytesOf(const char* key) {
  return std::atof(LineOf("/proc/meminfo", key).c_str()) * 1024;
}

// The mount with the longest path that `folder` lies under.
void FillFileSystem(const std::string& folder, results::Machine& machine) {
  const std::string path = std::filesystem::canonical(folder).string() + "/";
  std::ifstream mounts("/proc/mounts");
  std::size_t longest = 0;
  for (std::string line; std::getline(mounts, line);) {
    std::istringstream words(line);
    std::string device, point, kind;
    words >> device >> point >> kind;
    const std::string prefix = point == "/" ? point : point + "/";
    if (path.rfind(prefix, 0) != 0 || prefix.size() < longest) continue;
    longest = prefix.size();
    machine.set_file_system(kind);
    machine.set_disk(device);
  }
}

// What a command prints on its first line; empty when it fails.
std::string FirstLineOf(const char* command) {
  FILE* out = popen(command, "r");
  if (out == nullptr) return "";
  char line[256] = "";
  const bool read = std::fgets(line, sizeof line, out) != nullptr;
  const bool good = pclose(out) == 0 && read;
  const std::string text = good ? line : "";
  return text.substr(0, text.find('\n'));
}

}  // namespace

results::Machine MachineOf(const std::string& folder) {
  results::Machine machine;
  machine.set_cpu(LineOf("/proc/cpuinfo", "model name"));
  machine.set_cores(static_cast<int>(std::thread::hardware_concurrency()));
  machine.set_memory_gib(KibibytesOf("MemTotal:") / (1 << 30));
  utsname name;
  if (uname(&name) == 0) machine.set_kernel(name.release);
  FillFileSystem(folder, machine);
  machine.set_compiler("g++ " __VERSION__);
  const std::string source = std::filesystem::path(__FILE__).parent_path().string();
  machine.set_commit(
      FirstLineOf(("git -C '" + source + "' describe --always --dirty 2>/dev/null").c_str()));
  const Measured disk = DriveFdatasync(folder, kSyncs);
  machine.set_fdatasync_p50_ms(disk.p50_ms);
  machine.set_fdatasync_p99_ms(disk.p99_ms);
  return machine;
}

double AvailableMemory() { return KibibytesOf("MemAvailable:"); }

double LoadAverage() {
  double load = 0;
  std::ifstream("/proc/loadavg") >> load;
  return load;
}

Ticks TicksSoFar() {
  // user nice system idle iowait irq softirq steal
  Ticks ticks;
  std::istringstream numbers(LineOf("/proc/stat", "cpu "));
  double value = 0;
  for (int i = 0; i < 8 && numbers >> value; ++i) {
    ticks.all += value;
    if (i == 3 || i == 4) ticks.idle += value;
    if (i == 7) ticks.steal += value;
  }
  return ticks;
}

}  // namespace ippledge::bench
