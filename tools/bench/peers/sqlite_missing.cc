// Stands in for sqlite.cc where SQLite's library was not found when this was built.
#include "tools/bench/peers/sqlite.h"

namespace ippledge::bench {

absl::StatusOr<std::unique_ptr<Peer>> OpenSqlite(const std::string&) {
  return absl::UnimplementedError(
      "built without SQLite's library; after tools/bench/peers/install-packages, build again");
}

}  // namespace ippledge::bench
