// ippledge-bench: loans through gRPC with every check on, beside the ceilings of the machine and
// other stores, in the same run; and what is left of the rate in other circumstances.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tools/bench/backups.h"
#include "tools/bench/document.h"
#include "tools/bench/goals.h"
#include "tools/bench/growth.h"
#include "tools/bench/kinds.h"
#include "tools/bench/machine.h"
#include "tools/bench/modes.h"
#include "tools/bench/month.h"
#include "tools/bench/month_data.h"
#include "tools/bench/neighbours.h"
#include "tools/bench/null_server.h"
#include "tools/bench/overload.h"
#include "tools/bench/report.h"
#include "tools/bench/settings.h"
#include "tools/bench/slices.h"
#include "tools/bench/sweep.h"
#include "tools/bench/tls.h"

namespace ippledge::bench {
namespace {

namespace fs = std::filesystem;

struct Part {
  const char* name;
  void (*run)(const Settings& settings, Report& report);
};

constexpr Part kParts[] = {
    {"modes", RunModes},       {"contention", RunContention},
    {"open", RunSweep},        {"kinds", RunKinds},
    {"growth", RunGrowth},     {"totals", RunTotals},
    {"tls", RunTls},           {"month", RunMonth},
    {"backups", RunBackups},   {"neighbours", RunNeighbours},
    {"overload", RunOverload},
};

std::vector<std::string> PartNames() {
  std::vector<std::string> names;
  for (const Part& part : kParts) names.push_back(part.name);
  return names;
}

bool Wanted(const Settings& settings, const std::string& part) {
  const auto& only = settings.only;
  return only.empty() || std::find(only.begin(), only.end(), part) != only.end();
}

// The parts, with what the machine did meanwhile.
void Measure(const Settings& settings, Report& report) {
  *report.results().mutable_machine() = MachineOf(settings.folder);
  results::Run& run = *report.results().mutable_run();
  run.set_began(absl::FormatTime("%Y-%m-%d %H:%M", absl::Now(), absl::UTCTimeZone()));
  run.set_rounds(settings.rounds);
  run.set_scale(settings.scale);
  run.set_load_average_begin(LoadAverage());
  const Ticks before = TicksSoFar();
  const double began = NowSeconds();
  for (const Part& part : kParts) {
    if (!Wanted(settings, part.name)) continue;
    run.add_parts(part.name);
    report.Begin(part.name);
    part.run(settings, report);
  }
  run.set_seconds(NowSeconds() - began);
  run.set_load_average_end(LoadAverage());
  const Ticks after = TicksSoFar();
  const double all = std::max(1.0, after.all - before.all);
  run.set_steal_percent(100 * (after.steal - before.steal) / all);
  run.set_idle_percent(100 * (after.idle - before.idle) / all);
}

int Run(const Settings& settings) {
  fs::create_directories(settings.folder);
  Report report;
  Measure(settings, report);
  for (const results::Goal& goal : Judge(report.results())) *report.results().add_goals() = goal;
  std::printf("\n%s", GoalLines(report.results()).c_str());
  if (!settings.out.empty()) {
    const absl::Status written = WriteDocument(report.results(), settings.out);
    if (!written.ok()) {
      std::fprintf(stderr, "%s\n", std::string(written.message()).c_str());
      return 1;
    }
  }
  if (report.AllPassed()) return 0;
  std::fprintf(stderr, "a check failed: the figures are worth nothing\n");
  return 1;
}

// Prints the tables of a document made before.
int PrintMarkdown(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  const auto results = FromJson(text.str());
  if (!file.is_open() || !results.ok()) {
    std::fprintf(stderr, "%s: no results of ippledge-bench\n", path.c_str());
    return 1;
  }
  std::fputs(ToMarkdown(*results).c_str(), stdout);
  return 0;
}

std::string LinesFault(const std::string& text) {
  const long lines = std::atol(text.c_str());
  const bool good = lines > 0 && lines <= 200'000 && lines % kMovementsPerBlock == 0;
  return good ? "" : "20 to 200,000, in steps of 20";
}

int Main(int argc, char** argv) {
  Settings settings;
  bool null_server = false;
  bool no_peers = false;
  std::string markdown;
  settings.self = fs::canonical("/proc/self/exe").string();
  const fs::path programs = fs::path(settings.self).parent_path();
  settings.ippledged = (programs / "ippledged").string();
  settings.admin = (programs / "ippledge-admin").string();
  settings.dev_ca = IPPLEDGE_DEV_CA;
  settings.folder = (fs::temp_directory_path() / "ippledge-bench").string();
  CLI::App app("ippledge-bench: the real server under load, beside the ceilings of the machine");
  app.add_flag("--null-server", null_server, "be the server that does nothing");
  app.add_option("--markdown", markdown, "print the tables of this results.json, measure nothing");
  app.add_option("--ippledged", settings.ippledged, "the server to measure");
  app.add_option("--dev-ca", settings.dev_ca, "the script that makes certificates");
  app.add_option("--folder", settings.folder, "scratch folder, on the disk to measure");
  app.add_option("--out", settings.out, "folder for results.json, results.md, files for pictures");
  app.add_option("--rounds", settings.rounds, "interleaved rounds of each comparison")
      ->check(CLI::Range(1, 99));
  app.add_option("--growth", settings.growth, "loans to grow to")
      ->check(CLI::Range(10'000, 100'000'000));
  app.add_option("--lines", settings.lines, "lines of the month's statement")->check(LinesFault);
  app.add_option("--only", settings.only, "only this part; may be given again")
      ->check(CLI::IsMember(PartNames()));
  app.add_option("--mode", settings.modes, "of the part `modes` only this; may be given again")
      ->check(CLI::IsMember(ModeNames()));
  app.add_option("--scale", settings.scale, "fewer or more loans in each round")
      ->check(CLI::Range(0.0001, 100.0));
  app.add_flag("--no-peers", no_peers, "without PostgreSQL, SQLite and DuckDB");
  CLI11_PARSE(app, argc, argv);
  settings.peers = !no_peers;
#ifdef NDEBUG
  // As ippledged does: neither the empty handler nor the clients are to pay for what it does not.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
#endif
  if (null_server) return RunNullServer();
  return markdown.empty() ? Run(settings) : PrintMarkdown(markdown);
}

}  // namespace
}  // namespace ippledge::bench

int main(int argc, char** argv) { return ippledge::bench::Main(argc, argv); }
