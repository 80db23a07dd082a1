#include "tools/bench/backups.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <thread>
#include <vector>

#include "ippledge/v1/admin_service.grpc.pb.h"
#include "tools/bench/child.h"
#include "tools/bench/driver.h"
#include "tools/bench/founding.h"
#include "tools/bench/identity.h"
#include "tools/bench/spread.h"

namespace ippledge::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kGrownMax = 1'000'000;
constexpr std::uint64_t kPiece = 100'000;  // loans made at a time
constexpr double kRecorded = 60'000;       // loans of a round

struct Backup {
  double seconds = 0;
  v1::BackUpResponse made;
};

Backup BackUp(v1::AdminService::Stub& stub) {
  v1::BackUpRequest request;
  request.set_programme(kProgramme);
  grpc::ClientContext context;
  Identify(context, {.organisation = "operations", .role = "operator"});
  Backup backup;
  const double began = NowSeconds();
  Check(stub.BackUp(&context, request, &backup.made));
  backup.seconds = NowSeconds() - began;
  return backup;
}

Load LoansFrom(std::uint64_t first, std::uint64_t loans, int batch, int in_flight) {
  return {.first_loan = first,
          .loans = loans,
          .batch = batch,
          .in_flight = in_flight,
          .streams = 4,
          .seed = 9'000 + first};
}

Measured MedianByP99(std::vector<Measured> runs) {
  std::sort(runs.begin(), runs.end(),
            [](const Measured& a, const Measured& b) { return a.p99_ms < b.p99_ms; });
  return runs[runs.size() / 2];
}

}  // namespace

void RunBackups(const Settings& run, Report& report) {
  const std::uint64_t grown = std::min(kGrownMax, run.growth);
  const std::uint64_t recorded_loans = run.Loans(kRecorded, 1, 100);
  const std::string store = run.folder + "/store";
  const std::string backups = run.folder + "/backups";
  const std::string config = run.folder + "/server.toml";
  fs::remove_all(store);
  fs::remove_all(backups);
  std::ofstream(config) << "backup_folder = \"" << fs::absolute(backups).string()
                        << "\"\nbackup_keep = 1\n";
  Child server({run.ippledged, "--store", store, "--listen", "127.0.0.1:0", "--config", config});
  const auto channels = Connect(server.address(), 4);
  Found(channels[0]);
  std::uint64_t next = 0;
  for (; next < grown; next += kPiece) {
    DriveStream(channels, LoansFrom(next, std::min(kPiece, grown - next), 1000, 8));
  }
  const auto admin = v1::AdminService::NewStub(Connect(server.address(), 1)[0]);
  std::vector<double> seconds;
  for (int i = 0; i < 3; ++i) seconds.push_back(BackUp(*admin).seconds);
  const Backup last = BackUp(*admin);
  report.Fact("a backup at rest", Median(seconds), "s");
  report.Fact("  its entries", static_cast<double>(last.made.last_entry()), "");
  report.Fact("  its files", static_cast<double>(last.made.bytes()) / 1048576, "MiB");

  std::vector<Measured> quiet;
  std::vector<Measured> beside;
  seconds.clear();
  for (int round = 0; round < run.rounds; ++round) {
    quiet.push_back(DriveStream(channels, LoansFrom(next, recorded_loans, 1, 64)));
    next += recorded_loans;
    std::atomic<bool> recorded = false;
    std::thread operators;
    Load load = LoansFrom(next, recorded_loans, 1, 64);
    load.on_start = [&] {
      operators = std::thread([&] {
        while (!recorded) seconds.push_back(BackUp(*admin).seconds);
      });
    };
    beside.push_back(DriveStream(channels, load));
    next += recorded_loans;
    recorded = true;
    operators.join();
  }
  report.Line("recording, no backup", MedianByP99(quiet));
  report.Line("recording beside backups", MedianByP99(beside));
  report.Fact("a backup meanwhile", Median(seconds), "s");
  server.Stop();
  fs::remove_all(store);
  fs::remove_all(backups);
}

}  // namespace ippledge::bench
