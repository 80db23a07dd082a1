#include "tools/bench/sweep.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "tools/bench/founding.h"
#include "tools/bench/ledger.h"
#include "tools/bench/names.h"
#include "tools/bench/open_loop.h"
#include "tools/bench/raw_journal.h"
#include "tools/bench/spread.h"

namespace ippledge::bench {
namespace {

constexpr double kParts[] = {0.1, 0.25, 0.5, 0.7, 0.8, 0.9, 1.0, 1.1};  // of the peak
constexpr double kPointSeconds = 4;
constexpr double kHalfSeconds = 4;
constexpr double kWarmSeconds = 0.5;
// Before each point: what the one before left to the index is not its latency.
constexpr double kPauseSeconds = 1.5;
constexpr int kPeakRounds = 3;
constexpr int kSyncs = 1'000;

struct Way {
  const char* name;
  const char* half;  // the comparison at half of peak; null: none
  bool stream;
  int batch;
  int in_flight;  // closed loop, for the peak
  int streams;
  double peak_loans;
};

constexpr Way kWays[] = {
    {"unary", kHalfOfPeakUnary, false, 1, 512, 4, 20'000},
    {"stream", kHalfOfPeakStream, true, 1, 512, 4, 60'000},
    {"batches of 1,000", nullptr, true, 1000, 8, 4, 200'000},
};

// One server, driven in one way.
class Side {
 public:
  Side(const Channels& channels, Tally* tally, const Way& way)
      : channels_(channels), tally_(tally), way_(way) {}

  // Loans a second, as `rows` a second of the schedule, after a warm-up.
  OpenMeasured Drive(double rows_per_second, double seconds, Numbers& numbers) {
    const double calls = rows_per_second / way_.batch;
    std::this_thread::sleep_for(std::chrono::duration<double>(std::min(kPauseSeconds, seconds)));
    Run({std::min(kWarmSeconds, seconds), calls}, numbers);
    return Run({seconds, calls}, numbers);
  }

  bool settled() const { return settled_; }

 private:
  OpenMeasured Run(const Schedule& schedule, Numbers& numbers) {
    Load load{.batch = way_.batch, .streams = way_.streams, .tally = tally_};
    load = numbers.Take(load, schedule.calls() * static_cast<std::uint64_t>(way_.batch));
    const OpenLoad open{.load = load, .schedule = schedule};
    OpenMeasured measured =
        way_.stream ? DriveOpenStream(channels_, open) : DriveOpenUnary(channels_, open);
    if (tally_ != nullptr) {
      settled_ = (way_.stream ? SettleStream(channels_, open, measured)
                              : SettleUnary(channels_, open, measured)) &&
                 settled_;
    }
    return measured;
  }

  const Channels& channels_;
  Tally* const tally_;
  const Way& way_;
  bool settled_ = true;
};

double PeakOf(const Settings& settings, const Way& way, Ledger& ledger, Numbers& numbers) {
  std::vector<double> rates;
  for (int round = 0; round < kPeakRounds; ++round) {
    const Load load = numbers.Take(
        {.batch = way.batch, .in_flight = way.in_flight, .streams = way.stream ? way.streams : 1},
        settings.Loans(way.peak_loans, way.batch, way.batch == 1 ? 100 : 10));
    rates.push_back((way.stream ? ledger.Stream(load) : ledger.Unary(load)).rate());
  }
  return Median(rates);
}

results::Round HalfOf(const OpenMeasured& m, double seconds) {
  results::Round round;
  round.set_rows(static_cast<double>(m.recorded));
  round.set_refused(static_cast<double>(m.refused + m.expired + m.dropped + m.failed));
  round.set_seconds(seconds);
  round.set_rate(m.achieved);
  round.set_p50_ms(m.p50_ms);
  round.set_p99_ms(m.p99_ms);
  round.set_max_ms(m.max_ms);
  return round;
}

}  // namespace

void RunSweep(const Settings& settings, Report& report) {
  Ledger ledger(settings, "store");
  Child empty({settings.self, "--null-server"});
  const Channels empty_channels = Connect(empty.address(), 4);
  const double scale = std::clamp(settings.scale, 0.005, 1.0);
  Numbers numbers;
  bool settled = true;
  for (const Way& way : kWays) {
    Side ours(ledger.channels(), &ledger.tally(), way);
    Side theirs(empty_channels, nullptr, way);
    const double peak = PeakOf(settings, way, ledger, numbers);
    report.Fact(std::string("peak, closed loop, ") + way.name, peak, "loans/s");
    if (way.half != nullptr) {
      results::Comparison half;
      half.set_name(way.half);
      for (const char* name : {kOurs, kEmpty, kDisk}) half.add_contenders()->set_name(name);
      const double seconds = kHalfSeconds * scale;
      for (int round = 0; round < settings.rounds; ++round) {
        *half.mutable_contenders(0)->add_rounds() =
            HalfOf(ours.Drive(peak / 2, seconds, numbers), seconds);
        *half.mutable_contenders(1)->add_rounds() =
            HalfOf(theirs.Drive(peak / 2, seconds, numbers), seconds);
        *half.mutable_contenders(2)->add_rounds() =
            RoundOf(DriveFdatasync(settings.folder, kSyncs));
      }
      report.Add(std::move(half));
    }
    for (const double part : kParts) {
      const double seconds = kPointSeconds * scale;
      report.Add(way.name, kEmpty, PointOf(theirs.Drive(part * peak, seconds, numbers)));
      report.Add(way.name, kOurs, PointOf(ours.Drive(part * peak, seconds, numbers)));
    }
    settled = settled && ours.settled();
  }
  report.Check("what was refused or expired is recorded when sent again", settled, "");
  ledger.CheckBalance(report);
  ledger.CheckAudit(report);
}

}  // namespace ippledge::bench
