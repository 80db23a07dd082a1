#include "tools/bench/peers/peer.h"

#include "tools/bench/peers/row.h"

namespace ippledge::bench {

Held HeldAfter(const Load& load) {
  Held held;
  const auto batch = static_cast<std::uint64_t>(load.batch);
  for (std::uint64_t i = 0; i < load.loans / batch * batch; ++i) {
    const LoanRow row = RowOf(load.first_loan + i, load);
    ++held.loans;
    held.disbursed_fen += row.principal_fen;
    held.ip_part_fen += row.ip_part_fen;
  }
  return held;
}

}  // namespace ippledge::bench
