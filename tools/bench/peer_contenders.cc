#include "tools/bench/peer_contenders.h"

#include <filesystem>
#include <utility>

#include "tools/bench/names.h"
#include "tools/bench/peers/postgres.h"
#include "tools/bench/peers/sqlite.h"

namespace ippledge::bench {
namespace {

using PeerOr = absl::StatusOr<std::unique_ptr<Peer>>;

constexpr double kGrownLoans = 1'000'000;
// Of the loans that ippledge records in a round: a second or two each.
constexpr double kPostgresShare = 0.1;
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

absl::StatusOr<Measured> RecordOn(const PeerOr& peer, Load load, int connections) {
  if (!peer.ok()) return peer.status();
  load.streams = connections;
  load.in_flight = std::max(load.in_flight, connections);
  return (*peer)->Record(load);
}

absl::StatusOr<Measured> BytesIn(const PeerOr& peer, std::uint64_t loans) {
  if (!peer.ok()) return peer.status();
  absl::StatusOr<Measured> measured = (*peer)->Record(InBatches(0, loans));
  if (!measured.ok()) return measured;
  const absl::StatusOr<std::int64_t> bytes = (*peer)->BytesOnDisk();
  if (!bytes.ok()) return bytes.status();
  measured->bytes = *bytes;
  return measured;
}

}  // namespace

PeerContenders::PeerContenders(const Settings& settings)
    : settings_(settings),
      postgres_(StartPostgres(FolderFor(settings, "peers"))),
      grown_(OpenSqlite(FolderFor(settings, "peers-grown"))) {
  if (!grown_.ok()) return;
  const auto grown = (*grown_)->Record(InBatches(kGrownFirst, settings_.Loans(kGrownLoans, 1000)));
  if (!grown.ok()) grown_ = grown.status();
}

PeerContenders::~PeerContenders() = default;

std::vector<Contender> PeerContenders::Batches() {
  return {
      {.name = kPostgres,
       .record = [this](const Load& load) { return RecordOn(postgres_, load, kBatchConnections); },
       .share = kPostgresShare},
      {.name = kSqliteFresh,
       .record =
           [this](const Load& load) {
             return RecordOn(OpenSqlite(FolderFor(settings_, "peers-fresh")), load, 1);
           },
       .share = kSqliteShare},
      {.name = kSqliteGrown,
       .record = [this](const Load& load) { return RecordOn(grown_, load, 1); },
       .share = kSqliteShare}};
}

std::vector<Contender> PeerContenders::Singles() {
  return {{.name = kPostgres,
           .record =
               [this](const Load& load) {
                 return RecordOn(postgres_, load, std::min(load.in_flight, kSingleConnections));
               },
           .share = kSinglesShare},
          {.name = kSqliteGrown,
           .record = [this](const Load& load) { return RecordOn(grown_, load, 1); },
           .share = kSinglesShare}};
}

absl::StatusOr<Measured> BytesInPostgres(const Settings& settings, std::uint64_t loans) {
  return BytesIn(StartPostgres(FolderFor(settings, "peers")), loans);
}

absl::StatusOr<Measured> BytesInSqlite(const Settings& settings, std::uint64_t loans) {
  return BytesIn(OpenSqlite(FolderFor(settings, "peers")), loans);
}

}  // namespace ippledge::bench
