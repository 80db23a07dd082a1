#include "tools/bench/peer_contenders.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tools/bench/names.h"
#include "tools/bench/peers/postgres.h"
#include "tools/bench/peers/sqlite.h"

namespace ippledge::bench {
namespace {

using PeerOr = absl::StatusOr<std::unique_ptr<Peer>>;

constexpr double kGrownLoans = 1'000'000;
// Of the loans that ippledge records in a round: a second or two each.
constexpr double kPostgresShare = 0.2;
constexpr double kSqliteShare = 0.2;
constexpr double kSinglesShare = 0.05;
constexpr int kBatchConnections = 4;
constexpr int kSingleConnections = 16;
// Apart from the loans of all rounds.
constexpr std::uint64_t kGrownFirst = 1'000'000'000;

std::string FolderFor(const Settings& settings, const char* name) {
  const std::string folder = settings.folder + "/" + name;
  std::filesystem::create_directories(folder);
  return folder;
}

Load InBatches(std::uint64_t first, std::uint64_t loans) {
  return {.first_loan = first,
          .loans = loans,
          .batch = 1000,
          .in_flight = kBatchConnections,
          .streams = kBatchConnections,
          .seed = 7'000'000};
}

absl::StatusOr<Weighed> WeighIn(const PeerOr& peer, std::uint64_t loans) {
  if (!peer.ok()) return peer.status();
  absl::StatusOr<Measured> measured = (*peer)->Record(InBatches(0, loans));
  if (!measured.ok()) return measured.status();
  const absl::StatusOr<Held> held = (*peer)->Count();
  if (!held.ok()) return held.status();
  if (*held != HeldAfter(InBatches(0, loans))) return absl::InternalError("it holds other loans");
  const absl::StatusOr<std::int64_t> as_it_lies = (*peer)->BytesOnDisk();
  if (!as_it_lies.ok()) return as_it_lies.status();
  const absl::Status merged = (*peer)->Merge();
  if (!merged.ok()) return merged;
  const absl::StatusOr<std::int64_t> bytes = (*peer)->BytesOnDisk();
  if (!bytes.ok()) return bytes.status();
  return Weighed{.loans = measured->rows, .as_it_lies = *as_it_lies, .merged = *bytes};
}

}  // namespace

absl::StatusOr<Measured> PeerContenders::Kept::Record(Load load, int connections) {
  if (!peer.ok()) return peer.status();
  load.streams = connections;
  load.in_flight = std::max(load.in_flight, connections);
  absl::StatusOr<Measured> measured = (*peer)->Record(load);
  if (measured.ok()) loans += measured->rows;
  return measured;
}

PeerContenders::PeerContenders(const Settings& settings)
    : settings_(settings),
      postgres_{kPostgres, StartPostgres(FolderFor(settings, "peers"))},
      grown_{kSqliteGrown, OpenSqlite(FolderFor(settings, "peers-grown"))} {
  const auto grown = grown_.Record(InBatches(kGrownFirst, settings_.Loans(kGrownLoans, 1000)), 1);
  if (grown_.peer.ok() && !grown.ok()) grown_.peer = grown.status();
}

PeerContenders::~PeerContenders() = default;

std::vector<Contender> PeerContenders::Batches() {
  return {{.name = kPostgres,
           .record = [this](const Load& load) { return postgres_.Record(load, kBatchConnections); },
           .share = kPostgresShare},
          {.name = kSqliteFresh,
           .record =
               [this](const Load& load) {
                 Kept fresh{kSqliteFresh, OpenSqlite(FolderFor(settings_, "peers-fresh"))};
                 return fresh.Record(load, 1);
               },
           .share = kSqliteShare},
          {.name = kSqliteGrown,
           .record = [this](const Load& load) { return grown_.Record(load, 1); },
           .share = kSqliteShare}};
}

std::vector<Contender> PeerContenders::Singles() {
  return {{.name = kPostgres,
           .record =
               [this](const Load& load) {
                 return postgres_.Record(load, std::min(load.in_flight, kSingleConnections));
               },
           .share = kSinglesShare},
          {.name = kSqliteGrown,
           .record = [this](const Load& load) { return grown_.Record(load, 1); },
           .share = kSinglesShare}};
}

void PeerContenders::Check(Report& report) {
  for (Kept* kept : {&postgres_, &grown_}) {
    if (!kept->peer.ok()) continue;
    const absl::StatusOr<Held> held = (*kept->peer)->Count();
    const bool good = held.ok() && held->loans == kept->loans;
    report.Check(absl::StrCat(kept->name, " holds what it recorded"), good,
                 held.ok() ? absl::StrCat(held->loans, " loans of ", kept->loans)
                           : std::string(held.status().message()));
  }
}

absl::StatusOr<Weighed> WeighPostgres(const Settings& settings, std::uint64_t loans) {
  return WeighIn(StartPostgres(FolderFor(settings, "peers")), loans);
}

absl::StatusOr<Weighed> WeighSqlite(const Settings& settings, std::uint64_t loans) {
  return WeighIn(OpenSqlite(FolderFor(settings, "peers")), loans);
}

}  // namespace ippledge::bench
