#include "tools/bench/growth.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "tools/bench/founding.h"
#include "tools/bench/ledger.h"
#include "tools/bench/names.h"
#include "tools/bench/peer_contenders.h"
#include "tools/bench/spread.h"

namespace ippledge::bench {
namespace {

// Loans made at a time: the client's memory stays small.
constexpr std::uint64_t kPiece = 100'000;
constexpr std::uint64_t kPoints[] = {10'000,    100'000,   200'000,   500'000,   1'000'000,
                                     2'000'000, 3'000'000, 4'000'000, 5'000'000, 6'000'000,
                                     7'000'000, 8'000'000, 9'000'000};
constexpr std::uint64_t kEmptyLoans = 50'000;
constexpr std::uint64_t kWarmLoans = 10'000;
constexpr std::uint64_t kFirstLoansMax = 100'000;
constexpr std::uint64_t kTailLoans = 50'000;     // recorded before each kill
constexpr std::uint64_t kPeerLoans = 1'000'000;  // for their bytes
constexpr double kStillSeconds = 3;              // a store at rest keeps its size for so long
constexpr double kRestSecondsMax = 120;

const Load kBatches{.batch = 1000, .in_flight = 8, .streams = 4};

std::uint64_t Thousands(std::uint64_t loans) {
  return std::max<std::uint64_t>(1, loans / 1000) * 1000;
}

// Records in pieces.
Measured Record(Ledger& ledger, std::uint64_t loans, Numbers& numbers) {
  Measured sum;
  while (loans > 0) {
    const std::uint64_t piece = std::min(kPiece, loans);
    const Measured m = ledger.Stream(numbers.Take(kBatches, piece));
    sum.rows += m.rows;
    sum.refused += m.refused;
    sum.seconds += m.seconds;
    sum.p50_ms = m.p50_ms;
    sum.p99_ms = std::max(sum.p99_ms, m.p99_ms);
    sum.max_ms = std::max(sum.max_ms, m.max_ms);
    loans -= piece;
  }
  return sum;
}

// The first loans of a new store, after a warm-up.
Measured RecordFirst(const Settings& settings, std::uint64_t loans) {
  Ledger fresh(settings, "fresh");
  Numbers numbers;
  Record(fresh, std::min(kWarmLoans, loans), numbers);
  return Record(fresh, loans, numbers);
}

// What `measured` came to when the ledger held all its loans, beside the empty handler.
results::GrowthPoint PointOf(Ledger& ledger, const Measured& measured, const Channels& empty) {
  Load beside = kBatches;
  beside.loans = std::min(kEmptyLoans, ledger.tally().loans());
  results::GrowthPoint point;
  point.set_loans(static_cast<double>(ledger.tally().loans()));
  point.set_rate(measured.rate());
  point.set_p99_ms(measured.p99_ms);
  point.set_memory_mib(static_cast<double>(ledger.server().resident_bytes()) / 1'048'576);
  point.set_empty_rate(DriveStream(empty, beside).rate());
  return point;
}

void Grow(Ledger& ledger, std::uint64_t until, const Channels& empty, Numbers& numbers,
          Report& report) {
  std::uint64_t recorded = ledger.tally().loans();
  for (const std::uint64_t point : kPoints) {
    const std::uint64_t to = std::min(point, until);
    if (to <= recorded) continue;
    const Measured measured = Record(ledger, to - recorded, numbers);
    recorded = to;
    report.Add(PointOf(ledger, measured, empty));
  }
}

// Waits until what runs behind the answers, merging the index, has come to rest.
void AwaitRest(Ledger& ledger) {
  const double until = NowSeconds() + kRestSecondsMax;
  std::int64_t bytes = 0;
  double since = NowSeconds();
  while (NowSeconds() < until && NowSeconds() - since < kStillSeconds) {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    const std::int64_t now = FolderBytes(ledger.store());
    if (now != bytes) since = NowSeconds();
    bytes = now;
  }
}

void Weigh(const Settings& settings, const Weighed& ours, Report& report) {
  results::Comparison comparison;
  comparison.set_name(kBytes);
  const auto add = [&](const std::string& name, const absl::StatusOr<Weighed>& weighed) {
    if (!weighed.ok()) {
      results::Absent& absent = *comparison.add_absent();
      absent.set_name(name);
      absent.set_why(std::string(weighed.status().message()));
      return;
    }
    results::Contender& contender = *comparison.add_contenders();
    contender.set_name(name);
    *contender.add_rounds() = RoundOf({.rows = weighed->loans, .bytes = weighed->merged});
    const auto loans = static_cast<double>(weighed->loans);
    report.Fact("bytes on disk per loan, as it lies: " + name,
                static_cast<double>(weighed->as_it_lies) / loans, "B");
    report.Fact("bytes on disk per loan, merged: " + name,
                static_cast<double>(weighed->merged) / loans, "B");
  };
  add(kOurs, ours);
  if (settings.peers) {
    const std::uint64_t peer_loans = Thousands(std::min(kPeerLoans, ours.loans));
    add(kPostgres, WeighPostgres(settings, peer_loans));
    add(kSqliteFresh, WeighSqlite(settings, peer_loans));
  }
  report.Add(std::move(comparison));
}

}  // namespace

void RunGrowth(const Settings& settings, Report& report) {
  const std::uint64_t whole = std::max<std::uint64_t>(10'000, Thousands(settings.growth));
  const std::uint64_t rounds = static_cast<std::uint64_t>(settings.rounds);
  Ledger ledger(settings, "store");
  Child empty({settings.self, "--null-server"});
  const Channels empty_channels = Connect(empty.address(), 4);
  Numbers numbers;
  Grow(ledger, whole - Thousands(whole / 10), empty_channels, numbers, report);

  results::Comparison growth;
  growth.set_name(kGrowth);
  results::Contender& last = *growth.add_contenders();
  last.set_name(kLastLoans);
  results::Contender& first = *growth.add_contenders();
  first.set_name(kFirstLoans);
  const std::uint64_t first_loans = Thousands(std::min(kFirstLoansMax, whole / 10));
  Measured tenth;
  for (std::uint64_t round = 0; round < rounds; ++round) {
    *first.add_rounds() = RoundOf(RecordFirst(settings, first_loans));
    const std::uint64_t left = whole > ledger.tally().loans() ? whole - ledger.tally().loans() : 0;
    const Measured measured = Record(ledger, Thousands(left / (rounds - round)), numbers);
    *last.add_rounds() = RoundOf(measured);
    tenth.rows += measured.rows;
    tenth.seconds += measured.seconds;
    tenth.p99_ms = std::max(tenth.p99_ms, measured.p99_ms);
  }
  report.Add(PointOf(ledger, tenth, empty_channels));
  report.Add(std::move(growth));

  results::Comparison memory;
  memory.set_name(kMemory);
  results::Contender& resident = *memory.add_contenders();
  resident.set_name(kOurs);
  resident.add_rounds()->set_bytes(static_cast<double>(ledger.server().resident_bytes()));
  report.Fact("memory of the server", resident.rounds(0).bytes() / 1'048'576, "MiB");
  report.Add(std::move(memory));

  results::Comparison reopen;
  reopen.set_name(kReopen);
  results::Contender& opened = *reopen.add_contenders();
  opened.set_name(kOurs);
  for (int round = 0; round < settings.rounds; ++round) {
    Record(ledger, Thousands(std::min(kTailLoans, whole / 10)), numbers);
    opened.add_rounds()->set_seconds(ledger.Reopen());
  }
  report.Fact("reopen after kill -9, median", Median(Values(opened, Seconds)), "s");
  report.Add(std::move(reopen));

  Weighed weighed{.loans = ledger.tally().loans(), .as_it_lies = FolderBytes(ledger.store())};
  AwaitRest(ledger);
  ledger.CheckBalance(report);
  ledger.CheckAudit(report);  // stops it
  weighed.merged = FolderBytes(ledger.store());
  Weigh(settings, weighed, report);
}

}  // namespace ippledge::bench
