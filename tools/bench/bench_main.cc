// ippledge-bench: loans through gRPC with every check on, beside the raw figures of the machine.
#include <grpcpp/grpcpp.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

#include "ippledge/v1/programme_service.grpc.pb.h"
#include "ippledge/v1/report_service.grpc.pb.h"
#include "tools/bench/child.h"
#include "tools/bench/driver.h"
#include "tools/bench/identity.h"
#include "tools/bench/loans.h"
#include "tools/bench/null_server.h"
#include "tools/bench/raw_journal.h"

namespace ippledge::bench {
namespace {

namespace fs = std::filesystem;

struct Settings {
  std::string ippledged;
  std::string self;
  std::string folder;
  std::string json;
  std::uint64_t growth = 1'000'000;
  int rounds = 3;
  double scale = 1;
  std::string only;  // "modes", "growth" or empty for both
};

// One line of the report, and of the JSON file.
class Report {
 public:
  explicit Report(const std::string& json) : json_(json) {
    if (!json.empty()) out_.open(json);
    std::printf("%-44s %12s %10s %10s\n", "what", "loans/s", "p50 ms", "p99 ms");
  }
  void Line(const std::string& what, const Measured& m) {
    std::printf("%-44s %12.0f %10.2f %10.2f%s\n", what.c_str(), m.rate(), m.p50_ms, m.p99_ms,
                m.refused > 0 ? "  REFUSED ROWS" : "");
    std::fflush(stdout);
    if (out_.is_open()) {
      out_ << "{\"what\":\"" << what << "\",\"rate\":" << m.rate() << ",\"p50_ms\":" << m.p50_ms
           << ",\"p99_ms\":" << m.p99_ms << ",\"refused\":" << m.refused << "}\n";
    }
  }
  void Fact(const std::string& what, double value, const char* unit) {
    std::printf("%-44s %12.2f %s\n", what.c_str(), value, unit);
    std::fflush(stdout);
    if (out_.is_open()) out_ << "{\"what\":\"" << what << "\",\"value\":" << value << "}\n";
  }

 private:
  std::string json_;
  std::ofstream out_;
};

std::vector<std::shared_ptr<grpc::Channel>> Connect(const std::string& address, int count) {
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  for (int i = 0; i < count; ++i) {
    grpc::ChannelArguments arguments;
    // A connection of its own for each.
    arguments.SetInt("ippledge.bench.channel", i);
    arguments.SetMaxReceiveMessageSize(-1);
    channels.push_back(
        grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments));
  }
  return channels;
}

void Check(const grpc::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "%s\n", status.error_message().c_str());
  std::exit(1);
}

// A programme with the units and banks that the loans name.
void Found(const std::shared_ptr<grpc::Channel>& channel) {
  const auto stub = v1::ProgrammeService::NewStub(channel);
  v1::FoundProgrammeRequest found;
  found.set_programme("bench");
  found.set_request_id(RequestIdOf(999'999, 0));
  v1::Constitution& constitution = *found.mutable_constitution();
  constitution.set_title_zh("基准测试");
  constitution.set_currency_code("CNY");
  constitution.set_time_zone("Asia/Shanghai");
  constitution.set_target(1'000'000'000'000);
  constitution.set_counted_measure(v1::MEASURE_DISBURSED_IP_PART);
  for (const char* code : {"150100", "150200", "150300", "150400", "150500", "150600", "150700",
                           "150800", "150900", "152200", "152500", "152900", "150781", "152501"}) {
    constitution.add_reporting_units()->set_code(code);
  }
  v1::CodeSchemes& schemes = *constitution.mutable_schemes();
  schemes.set_borrower(v1::CODE_SCHEME_CN);
  schemes.set_branch(v1::CODE_SCHEME_CN);
  schemes.set_division(v1::CODE_SCHEME_CN);
  schemes.set_ip_right(v1::CODE_SCHEME_CN);
  schemes.set_industry(v1::CODE_SCHEME_CN);
  grpc::ClientContext context;
  Identify(context);
  v1::FoundProgrammeResponse founded;
  Check(stub->FoundProgramme(&context, found, &founded));
  for (int i = 0; i < kBanks; ++i) {
    v1::RegisterBodyRequest request;
    request.set_programme("bench");
    request.set_request_id(RequestIdOf(999'999, static_cast<std::uint64_t>(i) + 1));
    v1::Body& body = *request.mutable_body();
    body.set_body_id(BankOf(static_cast<std::uint64_t>(i)));
    body.set_kind(v1::BODY_KIND_PARTNER_BANK);
    body.set_name_zh("示例银行");
    grpc::ClientContext bank_context;
    Identify(bank_context);
    v1::RegisterBodyResponse response;
    Check(stub->RegisterBody(&bank_context, request, &response));
  }
}

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
    request.set_programme("bench");
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
  if (settings.only != "growth") RunModes(settings, report);
  if (settings.only != "modes") RunGrowth(settings, report);
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
  app.add_option("--folder", settings.folder, "scratch folder, on the disk to measure");
  app.add_option("--json", settings.json, "also write lines of JSON here");
  app.add_option("--rounds", settings.rounds, "interleaved rounds; the median is shown")
      ->check(CLI::Range(1, 99));
  app.add_option("--growth", settings.growth, "loans to grow to (at most 1,000,000)");
  app.add_option("--only", settings.only, "only the modes, or only the growth")
      ->check(CLI::IsMember({"modes", "growth"}));
  app.add_option("--scale", settings.scale, "scales the loans of each mode");
  CLI11_PARSE(app, argc, argv);
  return null_server ? ippledge::bench::RunNullServer() : ippledge::bench::Run(settings);
}
