// Stands in for postgres.cc where libpq was not found when this was built.
#include "tools/bench/peers/postgres.h"

namespace ippledge::bench {

absl::StatusOr<std::unique_ptr<Peer>> StartPostgres(const std::string&) {
  return absl::UnimplementedError(
      "built without PostgreSQL's library; after tools/bench/peers/install-packages, build again");
}

}  // namespace ippledge::bench
