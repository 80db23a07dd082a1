#include "tools/bench/overload.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <thread>

#include "tools/bench/ledger.h"
#include "tools/bench/names.h"
#include "tools/bench/open_loop.h"
#include "tools/bench/recovery.h"
#include "tools/bench/spread.h"

namespace ippledge::bench {
namespace {

constexpr double kParts[] = {0.5, 0.8, 1, 1.5, 2, 3};  // of the peak
constexpr double kTwice = 2;
constexpr double kHalf = 0.5;
constexpr double kPointSeconds = 3;
constexpr double kBeforeSeconds = 1;
constexpr double kOverloadSeconds = 3;
constexpr double kAfterSeconds = 2;
// Of these, in a run of few loans: slices of 0.1 s are to be seen.
constexpr double kRecoveryScaleMin = 0.2;
// So that what one point left to the index is not the next one's latency.
constexpr double kPauseSeconds = 1.5;
// What would wait in the driver for longer, at the peak, is dropped.
constexpr double kDriverWaitSeconds = 0.25;
constexpr std::uint64_t kInFlightMin = 64;

struct Way {
  const char* name;
  const char* twice;     // comparison: twice the peak beside the peak
  const char* recovery;  // comparison
  bool stream;
  int batch;
  int in_flight;  // closed loop, for the peak
  int streams;
  double peak_loans;
  bool holds_back;  // the server does, and the driver drops; else the server refuses
};

constexpr Way kWays[] = {
    {"overload, stream", kTwiceStream, kRecoveryStream, true, 1, 512, 4, 60'000, true},
    {"overload, unary", kTwiceUnary, kRecoveryUnary, false, 1, 512, 4, 30'000, true},
    {"overload, batches of 1,000 unary", kTwiceBatches, kRecoveryBatches, false, 1000, 8, 4,
     200'000, false},
};

class Overload {
 public:
  Overload(const Settings& settings, Report& report)
      : settings_(settings),
        report_(report),
        ledger_(settings, "store"),
        scale_(std::clamp(settings.scale, 0.005, 1.0)) {}

  void Run(const Way& way) {
    results::Comparison twice;
    twice.set_name(way.twice);
    for (const char* name : {kTwicePeak, kClosedLoop}) twice.add_contenders()->set_name(name);
    results::Comparison recovery;
    recovery.set_name(way.recovery);
    recovery.add_contenders()->set_name(kOurs);
    for (int round = 0; round < settings_.rounds; ++round) {
      const Measured closed = Closed(way);
      const double peak = closed.rate();
      *twice.mutable_contenders(1)->add_rounds() = RoundOf(closed);
      for (const double part : kParts) {
        const Schedule schedule(kPointSeconds * scale_, part * peak / way.batch);
        const OpenMeasured measured = Drive(way, schedule, peak);
        report_.Add(way.name, kOurs, PointOf(measured));
        if (part == kTwice) *twice.mutable_contenders(0)->add_rounds() = TwiceOf(measured);
      }
      *recovery.mutable_contenders(0)->add_rounds() = Recover(way, peak);
    }
    report_.Add(std::move(twice));
    report_.Add(std::move(recovery));
    if (told_delay_ms_ > 0) {
      report_.Fact(std::string(way.name) + ": delay told to the first refused", told_delay_ms_,
                   "ms");
    }
    told_delay_ms_ = 0;
  }

  void CheckAll() {
    report_.Check("the outcome of every call is known", all_known_, "");
    report_.Check("refused calls are told when to come back", all_told_, "");
    ledger_.CheckBalance(report_);
    ledger_.CheckAudit(report_);
  }

 private:
  Measured Closed(const Way& way) {
    const Load load = numbers_.Take(
        {.batch = way.batch, .in_flight = way.in_flight, .streams = way.stream ? way.streams : 1},
        settings_.Loans(way.peak_loans, way.batch, way.batch == 1 ? 100 : 10));
    if (way.stream) return ledger_.Stream(load);
    return way.batch == 1 ? ledger_.Unary(load) : ledger_.Batches(load);
  }

  OpenMeasured Drive(const Way& way, const Schedule& schedule, double peak) {
    std::this_thread::sleep_for(std::chrono::duration<double>(kPauseSeconds * scale_));
    const auto rows = schedule.calls() * static_cast<std::uint64_t>(way.batch);
    OpenLoad open{
        .load = numbers_.Take({.batch = way.batch, .streams = way.stream ? way.streams : 1}, rows),
        .schedule = schedule};
    if (way.holds_back) {
      const double waiting = kDriverWaitSeconds * peak / way.batch;
      open.in_flight_max = std::max(static_cast<std::uint64_t>(waiting), kInFlightMin);
    }
    const OpenMeasured measured = way.stream ? DriveOpenStream(ledger_.channels(), open)
                                             : DriveOpenUnary(ledger_.channels(), open);
    all_known_ = CountRecorded(open, measured, ledger_.tally()) && all_known_;
    if (!way.stream && measured.refused > 0) {
      all_told_ = all_told_ && measured.told_delay_ms > 0;
      if (told_delay_ms_ == 0) told_delay_ms_ = measured.told_delay_ms;
    }
    return measured;
  }

  static results::Round TwiceOf(const OpenMeasured& m) {
    results::Round round;
    round.set_rows(static_cast<double>(m.recorded));
    round.set_refused(static_cast<double>(m.refused));
    round.set_rate(m.achieved);
    round.set_p50_ms(m.p50_ms);
    round.set_p99_ms(m.p99_ms);
    round.set_max_ms(m.max_ms);
    return round;
  }

  results::Round Recover(const Way& way, double peak) {
    const double part = std::max(scale_, kRecoveryScaleMin);
    const Overloaded overloaded{.begins = part * kBeforeSeconds,
                                .ends = part * (kBeforeSeconds + kOverloadSeconds)};
    const Schedule schedule({{part * kBeforeSeconds, kHalf * peak / way.batch},
                             {part * kOverloadSeconds, kTwice * peak / way.batch},
                             {part * kAfterSeconds, kHalf * peak / way.batch}});
    const OpenMeasured measured = Drive(way, schedule, peak);
    results::Round round;
    round.set_seconds(RecoverySeconds(schedule, measured.answers, overloaded));
    return round;
  }

  const Settings& settings_;
  Report& report_;
  Ledger ledger_;
  const double scale_;
  Numbers numbers_;
  bool all_known_ = true;
  bool all_told_ = true;
  double told_delay_ms_ = 0;
};

}  // namespace

void RunOverload(const Settings& settings, Report& report) {
  Overload overload(settings, report);
  for (const Way& way : kWays) overload.Run(way);
  overload.CheckAll();
}

}  // namespace ippledge::bench
