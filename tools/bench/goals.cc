#include "tools/bench/goals.h"

#include "tools/bench/names.h"
#include "tools/bench/spread.h"

namespace ippledge::bench {
namespace {

using Rounds = std::vector<double>;

Rounds Of(const results::Results& results, const char* comparison, const char* contender,
          Value value) {
  const results::Contender* found = Find(results, comparison, contender);
  return found == nullptr ? Rounds{} : Values(*found, value);
}

// Ours over theirs, of one comparison.
template <const char* const& Comparison, const char* const& Ours, const char* const& Theirs,
          Value V = Rate>
Rounds Over(const results::Results& results) {
  return Ratios(Of(results, Comparison, Ours, V), Of(results, Comparison, Theirs, V));
}

// (ours - empty) / disk of one comparison.
template <const char* const& Comparison, Value V>
Rounds AboveEmptyInSyncs(const results::Results& results) {
  Rounds above = Of(results, Comparison, kOurs, V);
  const Rounds empty = Of(results, Comparison, kEmpty, V);
  if (empty.size() != above.size()) return {};
  for (std::size_t i = 0; i < above.size(); ++i) above[i] -= empty[i];
  return Ratios(above, Of(results, Comparison, kDisk, V));
}

template <const char* const& Comparison, const char* const& Contender, Value V>
Rounds Plain(const results::Results& results) {
  return Of(results, Comparison, Contender, V);
}

double MebibytesOf(const results::Round& round) { return round.bytes() / 1'048'576; }

constexpr const char* kRateOverRate = "ours / theirs of the same round";
constexpr const char* kAboveEmpty = "(p99 - empty handler's p99 at the same rate) / fdatasync p99";
constexpr const char* kOfPeak = "recorded rate / closed loop's of the same round";
constexpr const char* kFromDue = "from the time at which each was due";
constexpr const char* kUntilWell = "until all is recorded, and p99 of 0.1 s as before";
// What the engine lets wait (queue_wait_max_ms), and the driver.
constexpr double kWaitMs = 250;

constexpr GoalRow kGoals[] = {
    {"batches_postgresql", "batches of 1,000 against PostgreSQL", kRateOverRate, "x", false, 20, 35,
     Over<kBatches1000, kOurs, kPostgres>},
    {"batches_sqlite_fresh", "batches of 1,000 against SQLite in process, fresh", kRateOverRate,
     "x", false, 7, 12, Over<kBatches1000, kOurs, kSqliteFresh>},
    {"batches_sqlite_grown", "batches of 1,000 against SQLite in process, grown to 1 million",
     kRateOverRate, "x", false, 15, 25, Over<kBatches1000, kOurs, kSqliteGrown>},
    {"batches_empty", "batches of 1,000 against the empty handler", kRateOverRate, "x", false, 0.15,
     0.25, Over<kBatches1000, kOurs, kEmpty>},
    {"batches_rocksdb", "batches of 1,000 against RocksDB alone", kRateOverRate, "x", false, 0.28,
     0.45, Over<kBatches1000, kOurs, kRawJournal>},
    {"stream_empty", "single loans on a stream, 512 in flight, against the empty handler",
     kRateOverRate, "x", false, 0.75, 0.95, Over<kStream512, kOurs, kEmpty>},
    {"unary_empty", "unary, 64 in flight, against the empty handler", kRateOverRate, "x", false,
     0.50, 0.75, Over<kUnary64, kOurs, kEmpty>},
    {"one_in_flight", "one in flight: what is added to an empty call",
     "(p50 - empty call's p50) / fdatasync p50", "fdatasyncs", true, 2.5, 1.5,
     AboveEmptyInSyncs<kUnary1, P50>},
    {"one_total", "64 in flight / 1 in flight, loans on a stream, all on the same totals",
     "rate / rate of the same round", "x", false, 5, 10,
     Over<kOneTotal, k64InFlight, kOneInFlight>},
    {"one_fund", "64 in flight / 1 in flight, movements of the same fund",
     "rate / rate of the same round", "x", false, 5, 10, Over<kOneFund, k64InFlight, kOneInFlight>},
    {"half_of_peak_stream", "p99 at half of peak, open loop, single loans on a stream", kAboveEmpty,
     "fdatasyncs", true, 5, 3, AboveEmptyInSyncs<kHalfOfPeakStream, P99>},
    {"half_of_peak_unary", "p99 at half of peak, open loop, unary", kAboveEmpty, "fdatasyncs", true,
     5, 3, AboveEmptyInSyncs<kHalfOfPeakUnary, P99>},
    {"growth", "rate of the 10th million / of the first 100 thousand",
     "rate of the last tenth / of a new store's first hundredth, same round", "x", false, 0.9, 0.95,
     Over<kGrowth, kLastLoans, kFirstLoans>},
    {"reopen", "reopen after kill -9 with all loans of the growth",
     "from start to the first answer", "s", true, 2, 1, Plain<kReopen, kOurs, Seconds>},
    {"bytes", "bytes on disk per loan against PostgreSQL", "ours / theirs", "x", true, 0.35, 0.25,
     Over<kBytes, kOurs, kPostgres, BytesPerRow>},
    {"totals_roll_up", "totals over 1 million loans, a slice that a roll-up covers, against DuckDB",
     "their p50 / ours, the call included", "x", false, 20, 100,
     Over<kRollUp, kDuckDb, kOurs, P50>},
    {"totals_other", "totals over 1 million loans, any other slice, against DuckDB",
     "their p50 / ours, the call included", "x", false, 1, 2,
     Over<kOtherSlice, kDuckDb, kOurs, P50>},
    {"tls", "mutual TLS against plain text, batches of 1,000", kRateOverRate, "x", false, 0.70,
     0.85, Over<kTlsBatches, kMutualTls, kPlainText>},
    {"repayments", "repayments against loans, batches of 1,000", "rate / rate of the same round",
     "x", false, 0.50, 0.80, Over<kKindsInBatches, kRepayments, kLoans>},
    {"claims", "steps of claims against loans, unary, 64 in flight",
     "rate / rate of the same round", "x", false, 0.50, 0.80,
     Over<kKindsUnary, kClaimSteps, kLoans>},
    {"movements", "fund movements against loans, unary, 64 in flight",
     "rate / rate of the same round", "x", false, 0.50, 0.80,
     Over<kKindsUnary, kMovements, kLoans>},
    {"overload_stream", "offered twice the peak, single loans on a stream: what is recorded",
     kOfPeak, "x", false, 0.80, 0.90, Over<kTwiceStream, kTwicePeak, kClosedLoop>},
    {"overload_unary", "offered twice the peak, unary: what is recorded", kOfPeak, "x", false, 0.80,
     0.90, Over<kTwiceUnary, kTwicePeak, kClosedLoop>},
    {"overload_batches",
     "offered twice the peak, batches of 1,000 in unary calls: what is recorded", kOfPeak, "x",
     false, 0.80, 0.90, Over<kTwiceBatches, kTwicePeak, kClosedLoop>},
    {"overload_p99_stream", "the same on a stream: p99 of what is recorded", kFromDue, "ms", true,
     kWaitMs + 250, kWaitMs + 50, Plain<kTwiceStream, kTwicePeak, P99>},
    {"overload_p99_unary", "the same unary: p99 of what is recorded", kFromDue, "ms", true,
     kWaitMs + 250, kWaitMs + 50, Plain<kTwiceUnary, kTwicePeak, P99>},
    {"overload_p99_batches", "the same in batches: p99 of what is recorded", kFromDue, "ms", true,
     kWaitMs + 250, kWaitMs + 50, Plain<kTwiceBatches, kTwicePeak, P99>},
    {"recovery_stream", "three seconds at twice the peak, then half of it, a stream: recovery",
     kUntilWell, "s", true, 1, 0.3, Plain<kRecoveryStream, kOurs, Seconds>},
    {"recovery_unary", "the same unary: recovery", kUntilWell, "s", true, 1, 0.3,
     Plain<kRecoveryUnary, kOurs, Seconds>},
    {"recovery_batches", "the same in batches: recovery", kUntilWell, "s", true, 1, 0.3,
     Plain<kRecoveryBatches, kOurs, Seconds>},
    {"memory", "memory of the server with all loans of the growth", "resident, at its end", "MiB",
     true, 0, 0, Plain<kMemory, kOurs, MebibytesOf>},
};

results::Verdict VerdictOf(const GoalRow& row, const results::Spread& measured) {
  if (measured.rounds() == 0) return results::NOT_MEASURED;
  if (row.must == 0) return results::STATED;
  const auto meets = [&](double limit) {
    return row.lower_is_better ? measured.median() <= limit : measured.median() >= limit;
  };
  if (meets(row.aim)) return results::AIM_MET;
  return meets(row.must) ? results::MUST_MET : results::MISSED;
}

}  // namespace

std::span<const GoalRow> GoalTable() { return kGoals; }

std::vector<results::Goal> Judge(const results::Results& results) {
  std::vector<results::Goal> goals;
  for (const GoalRow& row : kGoals) {
    results::Goal& goal = goals.emplace_back();
    goal.set_key(row.key);
    goal.set_title(row.title);
    goal.set_how(row.how);
    goal.set_unit(row.unit);
    goal.set_lower_is_better(row.lower_is_better);
    goal.set_must(row.must);
    goal.set_aim(row.aim);
    const Rounds rounds = row.rounds(results);
    const results::Spread measured = SpreadOf(rounds);
    goal.mutable_rounds()->Add(rounds.begin(), rounds.end());
    if (!rounds.empty()) *goal.mutable_measured() = measured;
    goal.set_verdict(VerdictOf(row, measured));
  }
  return goals;
}

const results::Contender* Find(const results::Results& results, const char* comparison,
                               const char* contender) {
  for (const results::Comparison& c : results.comparisons()) {
    if (c.name() != comparison) continue;
    for (const results::Contender& found : c.contenders()) {
      if (found.name() == contender) return &found;
    }
  }
  return nullptr;
}

}  // namespace ippledge::bench
