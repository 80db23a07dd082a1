#include "tools/bench/peers/postgres.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tools/bench/peers/postgres_calls.h"
#include "tools/bench/peers/postgres_server.h"

namespace ippledge::bench {
namespace {

constexpr int kConnectionsMax = 100;
constexpr int kTotalsRuns = 5;
constexpr double kStartSecondsMax = 120;

absl::Status Failed(PGconn* connection) {
  return absl::InternalError(absl::StrCat("PostgreSQL: ", PQerrorMessage(connection)));
}

absl::Status Execute(PGconn* connection, const std::string& sql) {
  const Result result(PQexec(connection, sql.c_str()));
  return Good(result) ? absl::OkStatus() : Failed(connection);
}

// One row of whole numbers.
absl::StatusOr<std::vector<std::int64_t>> Numbers(PGconn* connection, const std::string& sql) {
  const Result result(PQexec(connection, sql.c_str()));
  if (!Good(result) || PQntuples(result.get()) != 1) return Failed(connection);
  std::vector<std::int64_t> numbers;
  for (int i = 0; i < PQnfields(result.get()); ++i) {
    numbers.push_back(std::atoll(PQgetvalue(result.get(), 0, i)));
  }
  return numbers;
}

struct Share {
  std::uint64_t refused = 0;
  std::string first_refusal;
  std::vector<float> latencies_ms;
};

class Postgres final : public Peer {
 public:
  explicit Postgres(std::unique_ptr<PostgresServer> server) : server_(std::move(server)) {}

  absl::Status Found() {
    absl::StatusOr<Connection> connection = Connect();
    if (!connection.ok()) return connection.status();
    std::ifstream file(IPPLEDGE_PEERS "/postgres.sql");
    std::stringstream sql;
    sql << file.rdbuf();
    if (sql.str().empty()) return absl::UnavailableError("cannot read " IPPLEDGE_PEERS);
    return Execute(connection->get(), sql.str());
  }

  absl::StatusOr<Measured> Record(const Load& load) override {
    const int wanted = std::clamp(load.streams, 1, kConnectionsMax);
    while (intake_.size() < static_cast<std::size_t>(wanted)) {
      absl::StatusOr<Connection> connection = ConnectForIntake();
      if (!connection.ok()) return connection.status();
      intake_.push_back(*std::move(connection));
    }
    const auto batch = static_cast<std::uint64_t>(load.batch);
    const std::uint64_t messages = load.loans / batch;
    const std::uint64_t piece = std::max<std::uint64_t>(1, kPieceLoans / batch);
    Measured measured;
    std::vector<float> latencies;
    for (std::uint64_t first = 0; first < messages; first += piece) {
      std::vector<Call> calls;
      for (std::uint64_t m = first; m < std::min(messages, first + piece); ++m) {
        calls.push_back(CallOf(load, m));
      }
      if (first == 0) load.on_start();
      const double began = NowSeconds();
      const std::vector<Share> shares = SendAll(calls, static_cast<std::size_t>(wanted));
      measured.seconds += NowSeconds() - began;
      for (const Share& share : shares) {
        if (!share.first_refusal.empty()) last_refusal_ = share.first_refusal;
        measured.refused += share.refused;
        latencies.insert(latencies.end(), share.latencies_ms.begin(), share.latencies_ms.end());
      }
      measured.rows += calls.size() * batch;
    }
    measured.rows -= measured.refused * batch;
    Summarise(latencies, measured);
    for (const Connection& connection : intake_) {
      if (PQstatus(connection.get()) != CONNECTION_OK) return Failed(connection.get());
    }
    if (measured.rows == 0 && measured.refused > 0 &&
        last_refusal_.find("REQUEST_ID_REUSED") == std::string::npos) {
      return absl::InternalError(absl::StrCat("PostgreSQL refused all: ", last_refusal_));
    }
    return measured;
  }

  absl::StatusOr<Held> Count() override {
    absl::StatusOr<Connection> connection = Connect();
    if (!connection.ok()) return connection.status();
    const auto loans = Numbers(
        connection->get(),
        "SELECT count(*), coalesce(sum(d.principal_fen), 0), coalesce(sum(l.ip_part_fen), 0) "
        "FROM ledger.loan l JOIN ledger.draw d USING (loan_id)");
    // Each roll-up has every loan.
    const auto totals =
        Numbers(connection->get(),
                "SELECT min(n), min(fen), min(part), count(DISTINCT (n, fen, part)), count(*) "
                "FROM (SELECT sum(loans) n, sum(disbursed_fen) fen, sum(ip_part_fen) part "
                "FROM ledger.total_now GROUP BY roll_up) r");
    const auto entries =
        Numbers(connection->get(),
                "SELECT (SELECT count(*) FROM ledger.journal), (SELECT position FROM ledger.head)");
    if (!loans.ok()) return loans.status();
    if (!totals.ok()) return totals.status();
    if (!entries.ok()) return entries.status();
    const std::vector<std::int64_t> expected = {(*loans)[0], (*loans)[1], (*loans)[2], 1, 5};
    if (((*loans)[0] > 0 && *totals != expected) || (*entries)[0] != (*loans)[0] ||
        (*entries)[1] != (*loans)[0]) {
      return absl::InternalError("PostgreSQL: loans, journal and totals do not agree");
    }
    return Held{.loans = static_cast<std::uint64_t>((*loans)[0]),
                .disbursed_fen = (*loans)[1],
                .ip_part_fen = (*loans)[2]};
  }

  absl::StatusOr<std::int64_t> BytesOnDisk() override {
    absl::StatusOr<Connection> connection = Connect();
    if (!connection.ok()) return connection.status();
    const absl::Status status = Execute(connection->get(), "CHECKPOINT");
    if (!status.ok()) return status;
    const auto bytes = Numbers(connection->get(),
                               "SELECT sum(pg_total_relation_size(oid)) FROM pg_class "
                               "WHERE relkind = 'r' AND relnamespace = 'ledger'::regnamespace");
    if (!bytes.ok()) return bytes.status();
    return (*bytes)[0];
  }

  absl::Status Merge() override {
    absl::StatusOr<Connection> connection = Connect();
    return connection.ok() ? Execute(connection->get(), "VACUUM (FULL, ANALYZE)")
                           : connection.status();
  }

  absl::StatusOr<double> TotalsMillis() override {
    absl::StatusOr<Connection> connection = Connect();
    if (!connection.ok()) return connection.status();
    std::vector<double> times;
    // The first run, which sets the marks that later ones find, is not counted.
    for (int run = 0; run <= kTotalsRuns; ++run) {
      const double at = NowSeconds();
      const absl::Status status = Execute(
          connection->get(),
          "SELECT extract(year FROM d.disbursement_date), l.unit, r.kind, count(*), "
          "sum(d.ip_part_fen) FROM ledger.loan l JOIN ledger.draw d USING (loan_id) "
          "JOIN (SELECT loan_id, min(kind) AS kind FROM ledger.pledged_right GROUP BY loan_id) r "
          "USING (loan_id) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3");
      if (!status.ok()) return status;
      if (run > 0) times.push_back((NowSeconds() - at) * 1e3);
    }
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
  }

  absl::StatusOr<double> RestartSeconds() override {
    intake_.clear();
    const absl::Status status = server_->Crash();
    if (!status.ok()) return status;
    const double at = NowSeconds();
    absl::StatusOr<Connection> connection = Connect();
    if (!connection.ok()) return connection.status();
    const auto head = Numbers(connection->get(), "SELECT position FROM ledger.head");
    if (!head.ok()) return head.status();
    return NowSeconds() - at;
  }

 private:
  // A message from each connection at a time, each connection on a thread of its own.
  std::vector<Share> SendAll(const std::vector<Call>& calls, std::size_t connections) {
    std::vector<Share> shares(connections);
    const auto send = [&](std::size_t c) {
      PGconn* connection = intake_[c].get();
      for (std::size_t i = c; i < calls.size(); i += connections) {
        const double at = NowSeconds();
        const bool good = Send(connection, calls[i]);
        shares[c].latencies_ms.push_back(static_cast<float>((NowSeconds() - at) * 1e3));
        if (good) continue;
        if (shares[c].refused++ == 0) shares[c].first_refusal = PQerrorMessage(connection);
      }
    };
    std::vector<std::thread> threads;
    for (std::size_t c = 1; c < connections; ++c) threads.emplace_back(send, c);
    send(0);
    for (std::thread& thread : threads) thread.join();
    return shares;
  }

  // Waits until the server takes calls, also while it recovers.
  absl::StatusOr<Connection> Connect() {
    const double until = NowSeconds() + kStartSecondsMax;
    while (true) {
      Connection connection(PQconnectdb(server_->connection().c_str()));
      if (PQstatus(connection.get()) == CONNECTION_OK) return connection;
      if (NowSeconds() > until) {
        return absl::UnavailableError(
            absl::StrCat("PostgreSQL: ", PQerrorMessage(connection.get())));
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }

  absl::StatusOr<Connection> ConnectForIntake() {
    absl::StatusOr<Connection> connection = Connect();
    if (!connection.ok()) return connection;
    const absl::Status status = Execute(connection->get(), IntakeSql());
    if (!status.ok()) return status;
    return connection;
  }

  std::unique_ptr<PostgresServer> server_;
  std::vector<Connection> intake_;
  std::string last_refusal_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Peer>> StartPostgres(const std::string& folder) {
  absl::StatusOr<std::unique_ptr<PostgresServer>> server =
      PostgresServer::Start(folder + "/postgres");
  if (!server.ok()) return server.status();
  auto peer = std::make_unique<Postgres>(*std::move(server));
  const absl::Status status = peer->Found();
  if (!status.ok()) return status;
  return peer;
}

}  // namespace ippledge::bench
