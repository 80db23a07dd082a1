#include "tools/bench/modes.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "tools/bench/founding.h"
#include "tools/bench/ledger.h"
#include "tools/bench/movements.h"
#include "tools/bench/names.h"
#include "tools/bench/peer_contenders.h"
#include "tools/bench/raw_journal.h"

namespace ippledge::bench {
namespace {

namespace fs = std::filesystem;

constexpr int kSyncs = 500;
// Added to the loans and request ids of a second contender on the same server.
constexpr std::uint64_t kOthersFirst = 2'000'000'000;

struct Mode {
  const char* name;
  bool stream;
  int batch;
  int in_flight;
  int streams;
  double loans;  // a round
  bool raw;      // beside RocksDB alone
  bool disk;     // beside the disk alone
  bool peers;
};

constexpr Mode kModes[] = {
    {kUnary1, false, 1, 1, 1, 2'000, true, true, true},
    {kUnary64, false, 1, 64, 1, 20'000, false, false, true},
    {kUnary512, false, 1, 512, 1, 20'000, false, false, false},
    {kStream1, true, 1, 1, 1, 3'000, false, false, false},
    {kStream64, true, 1, 64, 1, 30'000, false, false, false},
    {kStream512, true, 1, 512, 1, 60'000, false, false, false},
    {kBatches100, true, 100, 8, 4, 100'000, true, false, false},
    {kBatches1000, true, 1000, 8, 4, 200'000, true, false, true},
};

}  // namespace

std::vector<std::string> ModeNames() {
  std::vector<std::string> names;
  for (const Mode& mode : kModes) names.push_back(mode.name);
  return names;
}

void RunModes(const Settings& settings, Report& report) {
  Ledger ledger(settings, "store");
  Child empty({settings.self, "--null-server"});
  const Channels empty_channels = Connect(empty.address(), 4);
  const std::string raw = settings.folder + "/raw";
  std::optional<PeerContenders> peers;
  if (settings.peers) peers.emplace(settings);
  Numbers numbers;
  for (const Mode& mode : kModes) {
    const auto& wanted = settings.modes;
    if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), mode.name) == wanted.end()) {
      continue;
    }
    const Load load{.loans = settings.Loans(mode.loans, mode.batch, mode.batch == 1 ? 100 : 10),
                    .batch = mode.batch,
                    .in_flight = mode.in_flight,
                    .streams = mode.streams};
    std::vector<Contender> contenders{
        mode.stream ? ledger.StreamContender() : ledger.UnaryContender(),
        {.name = kEmpty, .record = [&](const Load& l) {
           return mode.stream ? DriveStream(empty_channels, l) : DriveUnary(empty_channels[0], l);
         }}};
    if (mode.raw) {
      contenders.push_back({.name = kRawJournal, .record = [&](const Load& l) {
                              fs::remove_all(raw);
                              return DriveRawJournal(raw, l);
                            }});
    }
    if (mode.disk) {
      contenders.push_back({.name = kDisk, .record = [&](const Load&) {
                              return DriveFdatasync(settings.folder, kSyncs);
                            }});
    }
    if (mode.peers && peers.has_value()) {
      for (Contender& peer : mode.batch == 1 ? peers->Singles() : peers->Batches()) {
        contenders.push_back(std::move(peer));
      }
    }
    report.Add(Interleave(mode.name, settings.rounds, load, contenders, numbers));
  }
  fs::remove_all(raw);
  if (peers.has_value()) peers->Check(report);
  ledger.CheckBalance(report);
  ledger.CheckAudit(report);
}

void RunContention(const Settings& settings, Report& report) {
  Ledger ledger(settings, "store");
  Numbers numbers;
  const auto with = [&](const char* name, int in_flight, double share) {
    return Contender{.name = name,
                     .record =
                         [&ledger, in_flight](Load load) {
                           load.in_flight = in_flight;
                           load.one_total = true;
                           // The rounds' loans are of both contenders: each needs its own.
                           load.first_loan += in_flight == 1 ? kOthersFirst : 0;
                           load.seed += in_flight == 1 ? kOthersFirst : 0;
                           return ledger.Stream(load);
                         },
                     .share = share};
  };
  report.Add(Interleave(kOneTotal, settings.rounds, {.loans = settings.Loans(40'000, 1, 100)},
                        {with(k64InFlight, 64, 1), with(kOneInFlight, 1, 0.1)}, numbers));
  ledger.CheckBalance(report);

  Movements movements(ledger.channels()[0]);
  const auto moving = [&](const char* name, int in_flight, double share) {
    return Contender{
        .name = name,
        .record = [&movements,
                   in_flight](const Load& load) { return movements.Record(load.loans, in_flight); },
        .share = share};
  };
  report.Add(Interleave(kOneFund, settings.rounds, {.loans = settings.Loans(20'000, 1, 100)},
                        {moving(k64InFlight, 64, 1), moving(kOneInFlight, 1, 0.1)}, numbers));
  movements.CheckBalance(report);
  ledger.CheckAudit(report);
}

}  // namespace ippledge::bench
