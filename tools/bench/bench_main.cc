// ippledge-bench: loans through gRPC with every check on, beside the raw figures of the machine,
// and a month of the fund's account from the bank's file to the closed month.
#include <grpcpp/grpcpp.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <thread>

#include "ippledge/v1/report_service.grpc.pb.h"
#include "tools/bench/backups.h"
#include "tools/bench/child.h"
#include "tools/bench/driver.h"
#include "tools/bench/founding.h"
#include "tools/bench/identity.h"
#include "tools/bench/month.h"
#include "tools/bench/month_data.h"
#include "tools/bench/neighbours.h"
#include "tools/bench/null_server.h"
#include "tools/bench/raw_journal.h"
#include "tools/bench/report.h"
#include "tools/bench/tls.h"

namespace ippledge::bench {
namespace {

namespace fs = std::filesystem;

struct Settings {
  std::string ippledged;
  std::string self;
  std::string folder;
  std::string dev_ca = IPPLEDGE_DEV_CA;
  std::string json;
  std::uint64_t growth = 1'000'000;
  int rounds = 3;
  double scale = 1;
  std::int64_t lines = 100'000;
  std::string only;  // one part; empty for all
};

// The median of `rounds` runs by rate.
Measured Median(int rounds, const std::function<Measured()>& run) {
  std::vector<Measured> runs;
  for (int i = 0; i < rounds; ++i) runs.push_back(run());
  std::sort(runs.begin(), runs.end(),
            [](const Measured& a, const Measured& b) { return a.rate() < b.rate(); });
  return runs[runs.size() / 2];
}

std::int64_t FolderBytes(const fs::path& folder) {
  std::int64_t bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) bytes += static_cast<std::int64_t>(entry.file_size());
  }
  return bytes;
}

double TotalsMillis(const std::shared_ptr<grpc::Channel>& channel, bool sliced, std::string as_of) {
  const auto stub = v1::ReportService::NewStub(channel);
  std::vector<float> latencies;
  for (int i = 0; i < 30; ++i) {
    v1::GetTotalsRequest request;
    request.set_programme(kProgramme);
    request.mutable_query()->add_measures(v1::MEASURE_DISBURSED_IP_PART);
    if (sliced) {
      request.mutable_query()->add_by(v1::DIMENSION_YEAR);
      request.mutable_query()->add_by(v1::DIMENSION_UNIT);
      request.mutable_query()->add_by(v1::DIMENSION_IP_KIND);
    }
    request.mutable_query()->set_as_of_date(as_of);
    grpc::ClientContext context;
    Identify(context);
    v1::GetTotalsResponse response;
    const double at = NowSeconds();
    Check(stub->GetTotals(&context, request, &response));
    latencies.push_back(static_cast<float>((NowSeconds() - at) * 1e3));
  }
  Measured measured;
  Summarise(latencies, measured);
  return measured.p50_ms;
}

struct Mode {
  const char* name;
  bool stream;
  int batch;
  int in_flight;
  int streams;
  std::uint64_t loans;
};

constexpr Mode kModes[] = {
    {"unary, 1 in flight", false, 1, 1, 1, 2'000},
    {"unary, 64 in flight", false, 1, 64, 1, 20'000},
    {"unary, 512 in flight", false, 1, 512, 1, 20'000},
    {"stream, 1 in flight", true, 1, 1, 1, 3'000},
    {"stream, 64 in flight", true, 1, 64, 1, 30'000},
    {"stream, 512 in flight", true, 1, 512, 1, 60'000},
    {"stream, batches of 100, 8 in flight", true, 100, 8, 4, 200'000},
    {"stream, batches of 1,000, 8 in flight", true, 1000, 8, 4, 400'000},
};

// The ceilings, then each mode beside the empty handler.
void RunModes(const Settings& settings, Report& report) {
  std::uint64_t next_loan = 0;
  std::uint64_t seed = 1;
  {
    fs::remove_all(settings.folder + "/raw");
    report.Line("fdatasync of 4 KiB (calls/s)", DriveFdatasync(settings.folder, 2000));
    for (const int batch : {1, 100, 1000}) {
      Load load{.loans = batch == 1 ? 3'000u : 200'000u, .batch = batch};
      report.Line("RocksDB alone, synced blocks of " + std::to_string(batch),
                  Median(settings.rounds, [&] {
                    fs::remove_all(settings.folder + "/raw");
                    return DriveRawJournal(settings.folder + "/raw", load);
                  }));
    }
    fs::remove_all(settings.folder + "/raw");
  }
  const std::string store = settings.folder + "/store";
  fs::remove_all(store);
  {
    Child null_server({settings.self, "--null-server"});
    Child server({settings.ippledged, "--store", store, "--listen", "127.0.0.1:0"});
    const auto null_channels = Connect(null_server.address(), 4);
    const auto channels = Connect(server.address(), 4);
    Found(channels[0]);
    for (const Mode& mode : kModes) {
      // Interleaved: the machine changes its mind from minute to minute.
      std::vector<Measured> ours;
      std::vector<Measured> null;
      for (int round = 0; round < settings.rounds; ++round) {
        const auto loans =
            static_cast<std::uint64_t>(static_cast<double>(mode.loans) * settings.scale);
        const Load load{.first_loan = next_loan,
                        .loans = loans,
                        .batch = mode.batch,
                        .in_flight = mode.in_flight,
                        .streams = mode.streams,
                        .seed = seed++};
        next_loan += loans;
        null.push_back(mode.stream ? DriveStream(null_channels, load)
                                   : DriveUnary(null_channels[0], load));
        ours.push_back(mode.stream ? DriveStream(channels, load) : DriveUnary(channels[0], load));
      }
      const auto median = [&](std::vector<Measured>& runs) {
        std::size_t next = 0;
        return Median(static_cast<int>(runs.size()), [&] { return runs[next++]; });
      };
      const Measured median_null = median(null);
      const Measured median_ours = median(ours);
      report.Line(std::string("empty handler: ") + mode.name, median_null);
      report.Line(std::string("ippledge:      ") + mode.name, median_ours);
    }
  }
  fs::remove_all(store);
}

// Growth to many loans, then a kill -9 and a start, then totals.
void RunGrowth(const Settings& settings, Report& report) {
  const std::string store = settings.folder + "/store";
  fs::remove_all(store);
  auto server = std::make_unique<Child>(
      std::vector<std::string>{settings.ippledged, "--store", store, "--listen", "127.0.0.1:0"});
  auto channels = Connect(server->address(), 4);
  Found(channels[0]);
  std::uint64_t recorded = 0;
  for (const std::uint64_t until :
       {std::uint64_t{10'000}, std::uint64_t{100'000}, std::uint64_t{200'000},
        std::uint64_t{500'000}, std::uint64_t{1'000'000}}) {
    if (until > settings.growth) break;
    Measured sum;
    // In pieces, so that the client's memory stays small.
    while (recorded < until) {
      const std::uint64_t piece = std::min<std::uint64_t>(100'000, until - recorded);
      const Measured m = DriveStream(channels, {.first_loan = recorded,
                                                .loans = piece,
                                                .batch = 1000,
                                                .in_flight = 8,
                                                .streams = 4,
                                                .seed = 5'000 + recorded});
      sum.rows += m.rows;
      sum.refused += m.refused;
      sum.seconds += m.seconds;
      sum.p50_ms = m.p50_ms;
      sum.p99_ms = std::max(sum.p99_ms, m.p99_ms);
      recorded += piece;
    }
    report.Line("growth, batches of 1,000, to " + std::to_string(until), sum);
    report.Fact("  memory of the server", static_cast<double>(server->resident_bytes()) / 1048576,
                "MiB");
  }
  server->Kill();
  server = std::make_unique<Child>(
      std::vector<std::string>{settings.ippledged, "--store", store, "--listen", "127.0.0.1:0"});
  report.Fact("start after kill -9", server->start_seconds(), "s");
  channels = Connect(server->address(), 1);
  report.Fact("headline total, p50", TotalsMillis(channels[0], false, ""), "ms");
  report.Fact("by year, unit, kind, p50", TotalsMillis(channels[0], true, ""), "ms");
  report.Fact("the same as of mid-month, p50", TotalsMillis(channels[0], true, "2024-06-15"), "ms");
  server->Stop();
  report.Fact("bytes on disk per loan",
              static_cast<double>(FolderBytes(store)) / static_cast<double>(recorded), "B");
  fs::remove_all(store);
}

int Run(const Settings& settings) {
  fs::create_directories(settings.folder);
  Report report(settings.json);
  const auto wanted = [&](const char* part) {
    return settings.only.empty() || settings.only == part;
  };
  if (wanted("modes")) RunModes(settings, report);
  if (wanted("growth")) RunGrowth(settings, report);
  if (wanted("month")) {
    RunMonth({.ippledged = settings.ippledged, .folder = settings.folder, .lines = settings.lines},
             report);
  }
  if (wanted("backups")) {
    RunBackups({.ippledged = settings.ippledged,
                .folder = settings.folder,
                .loans = settings.growth,
                .rounds = settings.rounds},
               report);
  }
  if (wanted("tls")) {
    RunTls({.ippledged = settings.ippledged,
            .dev_ca = settings.dev_ca,
            .folder = settings.folder,
            .rounds = settings.rounds,
            .scale = settings.scale},
           report);
  }
  if (wanted("neighbours")) {
    RunNeighbours({.ippledged = settings.ippledged,
                   .folder = settings.folder,
                   .rounds = settings.rounds,
                   .scale = settings.scale},
                  report);
  }
  return 0;
}

}  // namespace
}  // namespace ippledge::bench

int main(int argc, char** argv) {
  ippledge::bench::Settings settings;
  bool null_server = false;
  settings.self = std::filesystem::canonical("/proc/self/exe").string();
  settings.ippledged = (std::filesystem::path(settings.self).parent_path() / "ippledged").string();
  settings.folder = (std::filesystem::temp_directory_path() / "ippledge-bench").string();
  CLI::App app("ippledge-bench: the real server under load, beside the raw figures of the machine");
  app.add_flag("--null-server", null_server, "be the server that does nothing");
  app.add_option("--ippledged", settings.ippledged, "the server to measure");
  app.add_option("--dev-ca", settings.dev_ca, "the script that makes certificates for --only tls");
  app.add_option("--folder", settings.folder, "scratch folder, on the disk to measure");
  app.add_option("--json", settings.json, "also write lines of JSON here");
  app.add_option("--rounds", settings.rounds, "interleaved rounds; the median is shown")
      ->check(CLI::Range(1, 99));
  app.add_option("--growth", settings.growth, "loans to grow to (at most 1,000,000)");
  app.add_option("--lines", settings.lines, "lines of the month's statement")
      ->check([](const std::string& text) {
        const long lines = std::atol(text.c_str());
        const bool good =
            lines > 0 && lines <= 200'000 && lines % ippledge::bench::kMovementsPerBlock == 0;
        return good ? std::string() : "20 to 200,000, in steps of 20";
      });
  app.add_option("--only", settings.only, "one part")
      ->check(CLI::IsMember({"modes", "growth", "month", "backups", "neighbours", "tls"}));
  app.add_option("--scale", settings.scale, "scales the loans of each mode");
  CLI11_PARSE(app, argc, argv);
  return null_server ? ippledge::bench::RunNullServer() : ippledge::bench::Run(settings);
}
