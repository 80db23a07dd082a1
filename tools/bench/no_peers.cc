// Stands in for tools/bench/peers/ where it is not built: every peer is missing, and says so.
#include "tools/bench/peers/duckdb.h"
#include "tools/bench/peers/postgres.h"
#include "tools/bench/peers/sqlite.h"

namespace ippledge::bench {
namespace {

absl::Status NotBuilt() { return absl::UnimplementedError("peers are not built in"); }

}  // namespace

absl::StatusOr<std::unique_ptr<Peer>> StartPostgres(const std::string&) { return NotBuilt(); }
absl::StatusOr<std::unique_ptr<Peer>> OpenSqlite(const std::string&) { return NotBuilt(); }
absl::StatusOr<DuckDbTotals> AskDuckDb(const std::string&, std::uint64_t,
                                       const std::vector<TotalsQuestion>&, int) {
  return NotBuilt();
}

}  // namespace ippledge::bench
