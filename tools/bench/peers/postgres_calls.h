// tools/bench/peers/postgres_calls.h: calls of the functions in postgres.sql,
// over libpq.
//
// A batch is one message and so one transaction: two binary COPYs into the
// connection's temporary tables, then record_batch(). A single loan is a
// prepared statement. Calls are made before the clock starts, and sent as they
// are.
#pragma once

#include <libpq-fe.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "tools/bench/driver.h"

namespace ippledge::bench {

struct EndConnection {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
struct EndResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Connection = std::unique_ptr<PGconn, EndConnection>;
using Result = std::unique_ptr<PGresult, EndResult>;

bool Good(const Result& result);

struct Call {
  std::string request_id;
  std::array<std::string, 22> parameters;  // of a single loan, after the request id
  std::string query;                       // of a batch; empty for a single loan
  std::array<std::string, 2> copied;       // what the COPYs of a batch read
};

// What a connection executes before its first call.
std::string IntakeSql();

// Message so and so of the load.
Call CallOf(const Load& load, std::uint64_t message);

// False: refused, and nothing of it is there; the connection knows why.
bool Send(PGconn* connection, const Call& call);

}  // namespace ippledge::bench
