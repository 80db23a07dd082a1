// tools/bench/open_loop.h: calls that leave when they are due, whatever became of those before.
//
// A latency runs from the time at which the call was to leave, so waiting shows, also that of calls
// behind it and that of the driver itself. What cannot leave, because too many are in flight, is
// dropped and counted. Requests are made before the clock starts.
//
// Refused, expired and dropped calls are not sent again by the loop: SettleUnary and SettleStream
// do so afterwards, with the same request ids, so that every loan of the load is recorded once. Or
// CountRecorded() counts what was recorded, where none is unknown.
#pragma once

#include <cstdint>
#include <vector>

#include "tools/bench/calls.h"
#include "tools/bench/results.pb.h"
#include "tools/bench/schedule.h"

namespace ippledge::bench {

enum class Fate : std::uint8_t {
  kDropped,  // never sent: OpenLoad::in_flight_max were in flight
  kRecorded,
  kRefused,  // RESOURCE_EXHAUSTED; on a stream: any refusal of the message or of a row
  kExpired,  // its deadline passed; recorded or not
  kFailed,   // anything else
};

// What became of one call.
struct Answer {
  Fate fate = Fate::kDropped;
  float latency_ms = 0;  // 0 of what was dropped
};

struct OpenLoad {
  // Its loans follow from the schedule; `in_flight` does not count.
  Load load;
  Schedule schedule;  // of calls or messages
  // Of each unary call from its due time; 0: none but kAnswerSecondsMax.
  double deadline_seconds = 0;
  std::uint64_t in_flight_max = 50'000;
};

// No answer is waited for longer, after the last call was due.
inline constexpr double kAnswerSecondsMax = 60;

struct OpenMeasured {
  double offered = 0;   // rows a second
  double achieved = 0;  // rows recorded a second, answered before the schedule's end
  std::uint64_t recorded = 0;
  std::uint64_t refused = 0;
  std::uint64_t expired = 0;
  std::uint64_t dropped = 0;
  std::uint64_t failed = 0;
  // Of what was recorded.
  double p50_ms = 0;
  double p99_ms = 0;
  double p999_ms = 0;
  double max_ms = 0;
  // How late calls left: what the driver itself adds to latencies.
  double late_p99_ms = 0;
  // When a refused unary call was told to come back: the first of them; 0: it was not.
  double told_delay_ms = 0;
  std::vector<Answer> answers;  // in order of due times
};

// Calls of RecordLoan, or of BatchRecord with load.batch rows each.
OpenMeasured DriveOpenUnary(const Channels& channels, const OpenLoad& open);
// One message of load.batch rows each, dealt out to load.streams streams in turn.
OpenMeasured DriveOpenStream(const Channels& channels, const OpenLoad& open);

// Sends all but recorded calls again, a few at a time, until each is recorded. False when some
// still are not.
bool SettleUnary(const Channels& channels, const OpenLoad& open, const OpenMeasured& measured);
bool SettleStream(const Channels& channels, const OpenLoad& open, const OpenMeasured& measured);

// Adds to load.tally what was recorded. False when of some call that is not known. Precondition:
// the loop ran without a tally.
bool CountRecorded(const OpenLoad& open, const OpenMeasured& measured, Tally& tally);

// A point of a curve.
results::Offered PointOf(const OpenMeasured& measured);

// What `answers` of `rows` each come to; `lates_ms` in any order.
OpenMeasured Sum(const Schedule& schedule, int rows, std::vector<Answer> answers,
                 std::vector<float> lates_ms);

}  // namespace ippledge::bench
