#include "tools/bench/peers/postgres.h"

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tools/bench/loans.h"
#include "tools/bench/peers/postgres_server.h"
#include "tools/bench/peers/row.h"

namespace ippledge::bench {
namespace {

constexpr int kConnectionsMax = 100;
constexpr int kTotalsRuns = 5;
constexpr double kStartSecondsMax = 120;
constexpr const char* kPrepared = "record_loan";
constexpr std::size_t kColumns = 22;  // of the table `sent`

struct EndConnection {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
struct EndResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Connection = std::unique_ptr<PGconn, EndConnection>;
using Result = std::unique_ptr<PGresult, EndResult>;

bool Good(const Result& result) {
  const ExecStatusType status = PQresultStatus(result.get());
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

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

std::string ArrayOf(const LoanRow& row, const std::function<std::string(const RightRow&)>& field) {
  return absl::StrCat(
      "{",
      absl::StrJoin(row.rights, ",",
                    [&](std::string* out, const RightRow& r) { absl::StrAppend(out, field(r)); }),
      "}");
}

// The columns of the table `sent`. Nothing in loans.h needs quoting.
std::array<std::string, kColumns> ColumnsOf(std::uint64_t place, const LoanRow& row) {
  return {absl::StrCat(place),
          row.bank,
          row.contract_number,
          row.borrower_name,
          row.credit_code,
          row.unit,
          absl::StrCat(row.firm_size),
          row.industry,
          absl::StrCat(row.contract_fen),
          absl::StrCat(row.ip_part_fen),
          absl::StrCat(row.annual_rate_ppm),
          row.draw_number,
          row.disbursement_date,
          row.maturity_date,
          absl::StrCat(row.principal_fen),
          absl::StrCat(row.disbursed_ip_part_fen),
          absl::StrCat(row.kind),
          ArrayOf(row, [](const RightRow& r) { return absl::StrCat(r.kind); }),
          ArrayOf(row, [](const RightRow& r) { return r.number; }),
          ArrayOf(row, [](const RightRow& r) { return absl::StrCat(r.secured_fen); }),
          ArrayOf(row, [](const RightRow& r) { return r.registration_number; }),
          ArrayOf(row, [](const RightRow& r) { return r.registration_date; })};
}

struct Call {
  std::string request_id;
  std::array<std::string, kColumns> columns;  // of a single loan
  std::string query;                          // of a batch
  std::string lines;                          // what COPY reads
};

Call CallOf(const Load& load, std::uint64_t message) {
  const auto batch = static_cast<std::uint64_t>(load.batch);
  Call call{.request_id = RequestIdOf(load.seed, message)};
  for (std::uint64_t i = 0; i < batch; ++i) {
    const LoanRow row = RowOf(load.first_loan + message * batch + i, load);
    if (batch == 1) {
      call.columns = ColumnsOf(0, row);
    } else {
      absl::StrAppend(&call.lines, absl::StrJoin(ColumnsOf(i, row), "\t"), "\n");
    }
  }
  // One message, and so one transaction: COPY takes the lines, then the function sees them.
  call.query =
      absl::StrCat("COPY stage FROM STDIN; SELECT ledger.record_batch('", call.request_id, "')");
  return call;
}

bool SendSingle(PGconn* connection, const Call& call) {
  std::array<const char*, kColumns + 1> values{call.request_id.c_str()};
  for (std::size_t i = 0; i < kColumns; ++i) values[i + 1] = call.columns[i].c_str();
  const Result result(PQexecPrepared(connection, kPrepared, static_cast<int>(values.size()),
                                     values.data(), nullptr, nullptr, 0));
  return Good(result);
}

bool SendBatch(PGconn* connection, const Call& call) {
  bool good = PQsendQuery(connection, call.query.c_str()) == 1;
  while (Result result{PQgetResult(connection)}) {
    if (PQresultStatus(result.get()) == PGRES_COPY_IN) {
      good =
          good &&
          PQputCopyData(connection, call.lines.data(), static_cast<int>(call.lines.size())) == 1 &&
          PQputCopyEnd(connection, nullptr) == 1;
    } else {
      good = good && Good(result);
    }
  }
  return good;
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
      const std::vector<Share> shares = SendAll(calls, batch, static_cast<std::size_t>(wanted));
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
    const auto totals = Numbers(connection->get(),
                                "SELECT coalesce(sum(loans), 0), coalesce(sum(disbursed_fen), 0), "
                                "coalesce(sum(ip_part_fen), 0) FROM ledger.total");
    const auto entries =
        Numbers(connection->get(),
                "SELECT (SELECT count(*) FROM ledger.journal), (SELECT position FROM ledger.head)");
    if (!loans.ok()) return loans.status();
    if (!totals.ok()) return totals.status();
    if (!entries.ok()) return entries.status();
    if (*loans != *totals || (*entries)[0] != (*loans)[0] || (*entries)[1] != (*loans)[0]) {
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
  std::vector<Share> SendAll(const std::vector<Call>& calls, std::uint64_t batch,
                             std::size_t connections) {
    std::vector<Share> shares(connections);
    const auto send = [&](std::size_t c) {
      PGconn* connection = intake_[c].get();
      for (std::size_t i = c; i < calls.size(); i += connections) {
        const double at = NowSeconds();
        const bool good =
            batch == 1 ? SendSingle(connection, calls[i]) : SendBatch(connection, calls[i]);
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
    // A batch looks its rights up one by one: sorting all that are there would take longer and
    // longer.
    std::string sql =
        "SET client_min_messages = warning; SET enable_hashjoin = off; SET enable_mergejoin = off; "
        "SET plan_cache_mode = force_generic_plan; "
        "CREATE TEMPORARY TABLE stage (LIKE ledger.sent) ON COMMIT DELETE ROWS; PREPARE ";
    constexpr const char* kTypes =
        "integer, text, text, text, text, text, smallint, text, bigint, bigint, integer, text, "
        "date, date, bigint, bigint, smallint, smallint[], text[], bigint[], text[], date[]";
    absl::StrAppend(&sql, kPrepared, " (uuid, ", kTypes, ") AS SELECT ledger.record_loan($1, ROW(");
    for (std::size_t i = 0; i < kColumns; ++i) {
      absl::StrAppend(&sql, i == 0 ? "$" : ", $", i + 2);
    }
    absl::StrAppend(&sql, ")::ledger.sent)");
    const absl::Status status = Execute(connection->get(), sql);
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
