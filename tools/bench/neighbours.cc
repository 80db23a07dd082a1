#include "tools/bench/neighbours.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <thread>
#include <vector>

#include "ippledge/v1/report_service.grpc.pb.h"
#include "tools/bench/child.h"
#include "tools/bench/founding.h"
#include "tools/bench/quiet_bank.h"

namespace ippledge::bench {
namespace {

constexpr double kAloneSeconds = 3;
constexpr double kPauseSeconds = 1;  // for the index to follow
constexpr int kReaders = 16;
constexpr Who kAuditor{.organisation = "audit-office", .role = "auditor"};

using Span = std::chrono::milliseconds;

// At scale 1 so many seconds.
Span Scaled(double seconds, double scale) {
  return Span(static_cast<std::int64_t>(seconds * std::clamp(scale, 0.1, 1.0) * 1000));
}

using Channels = std::vector<std::shared_ptr<grpc::Channel>>;

// Streams of all loans, one after the other on each of so many threads, for `alone`. Loans read.
Measured ReadAll(const Channels& channels, Span alone) {
  std::atomic<std::uint64_t> loans{0};
  const double began = NowSeconds();
  const auto until = std::chrono::system_clock::now() + alone;
  std::vector<std::thread> readers;
  for (int i = 0; i < kReaders; ++i) {
    readers.emplace_back([&, i] {
      const auto stub =
          v1::ReportService::NewStub(channels[static_cast<std::size_t>(i) % channels.size()]);
      v1::ExportLoansRequest request;
      request.set_programme(kProgramme);
      v1::ExportLoansResponse response;
      while (std::chrono::system_clock::now() < until) {
        grpc::ClientContext context;
        Identify(context, kAuditor);
        context.set_deadline(until);
        const auto stream = stub->ExportLoans(&context, request);
        while (stream->Read(&response)) loans += static_cast<std::uint64_t>(response.loans_size());
        stream->Finish();
      }
    });
  }
  for (std::thread& reader : readers) reader.join();
  Measured measured;
  measured.rows = loans;
  measured.seconds = NowSeconds() - began;
  return measured;
}

struct Flood {
  const char* what;
  const char* unit;
  // Calls load.on_start() when it begins. Null: none.
  std::function<Measured(Load load)> run;
};

std::vector<Flood> FloodsOn(const Channels& channels, const Settings& settings) {
  const double scale = settings.scale;
  return {
      {"alone", "", nullptr},
      {"beside batches of 1,000 on 16 streams", "loans/s",
       [&channels, loans = settings.Loans(400'000, 1000, 16)](Load load) {
         load.loans = loans;
         load.batch = 1000;
         load.in_flight = 64;
         load.streams = 16;
         return DriveStream(channels, load);
       }},
      {"beside single loans, 512 in flight", "loans/s",
       [&channels, loans = settings.Loans(60'000, 1, 600)](Load load) {
         load.loans = loans;
         load.in_flight = 512;
         return DriveUnary(channels[0], load);
       }},
      {"beside 16 exports of all loans", "loans/s",
       [&channels, scale](const Load& load) {
         load.on_start();
         return ReadAll(channels, Scaled(kAloneSeconds, scale));
       }},
      {"beside refused loans, 512 in flight", "refusals/s",
       [&channels, loans = settings.Loans(60'000, 1, 600)](Load load) {
         load.loans = loans;
         load.in_flight = 512;
         load.bank = "no-such-bank";
         return DriveUnary(channels[0], load);
       }},
  };
}

}  // namespace

void RunNeighbours(const Settings& settings, Report& report) {
  const std::string store = settings.folder + "/store";
  std::filesystem::remove_all(store);
  {
    Child server({settings.ippledged, "--store", store, "--listen", "127.0.0.1:0"});
    const Channels noisy = Connect(server.address(), 4);
    const auto quiet = Connect(server.address(), 5).back();
    Found(quiet);
    const std::vector<Flood> floods = FloodsOn(noisy, settings);
    std::vector<std::vector<float>> latencies(floods.size());
    std::vector<Measured> seen(floods.size());
    std::vector<Measured> flooded(floods.size());
    std::uint64_t part = 0;
    for (int round = 0; round < settings.rounds; ++round) {
      for (std::size_t i = 0; i < floods.size(); ++i) {
        ++part;
        // Apart from each other and from the quiet bank's, as loans and as request ids.
        const std::uint64_t first = part * 10'000'000;
        std::this_thread::sleep_for(Scaled(kPauseSeconds, settings.scale));
        std::optional<QuietBank> bank;
        const auto begin = [&] { bank.emplace(quiet, part * 10'000, 1'000'000 + part); };
        if (floods[i].run == nullptr) {
          begin();
          std::this_thread::sleep_for(Scaled(kAloneSeconds, settings.scale));
        } else {
          const Measured flood =
              floods[i].run({.first_loan = first, .seed = 2'000'000 + part, .on_start = begin});
          flooded[i].rows += flood.rows > 0 ? flood.rows : flood.refused;
          flooded[i].seconds += flood.seconds;
        }
        bank->Stop(latencies[i], seen[i]);
      }
    }
    for (std::size_t i = 0; i < floods.size(); ++i) {
      Summarise(latencies[i], seen[i]);
      report.Beside(std::string("a quiet bank ") + floods[i].what, seen[i], flooded[i].rate(),
                    floods[i].unit);
    }
  }
  std::filesystem::remove_all(store);
}

}  // namespace ippledge::bench
