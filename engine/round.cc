#include "engine/round.h"

#include <iterator>

#include "ledger/check.h"
#include "storage/fund_rows.h"
#include "storage/keys.h"
#include "storage/rows.h"

namespace ippledge::engine {

void Round::Add(Group group) {
  if (group.changes != nullptr) changes.push_back(std::move(group.changes));
  requests.insert(requests.end(), std::make_move_iterator(group.requests.begin()),
                  std::make_move_iterator(group.requests.end()));
  if (group.programme != nullptr) programme = group.programme;
  if (group.entries.empty()) return;
  through = group.entries.back().entry.number;
  headline = group.entries.back().headline;
  entries += static_cast<std::int64_t>(group.entries.size());
}

std::vector<storage::Index::Row> RowsOf(const Round& round, TotalsStore& totals) {
  IPPLEDGE_CHECK(round.programme != nullptr);
  std::size_t row_count = round.requests.size() + 16;
  std::size_t contribution_count = 0;
  for (const auto& changes : round.changes) {
    row_count += changes->loans.size() + changes->rights.size();
    contribution_count += changes->contributions.size();
  }
  std::vector<storage::Index::Row> rows;
  rows.reserve(row_count);
  std::vector<ContributionRow> contributions;
  contributions.reserve(contribution_count);
  // In order of entry: of a key that changed again, the last row counts.
  storage::LoanRowCodec codec;
  for (const auto& changes : round.changes) {
    for (const Changes::LoanChange& change : changes->loans) {
      std::string value;
      codec.Encode(*change.loan, value);
      rows.emplace_back(storage::LoanRowKey(change.key), std::move(value));
    }
    for (const Changes::RightChange& change : changes->rights) {
      rows.emplace_back(storage::RightRowKey(change.key), storage::EncodePledges(change.pledges));
    }
    contributions.insert(contributions.end(), changes->contributions.begin(),
                         changes->contributions.end());
  }
  for (const RequestRow& request : round.requests) {
    rows.emplace_back(std::string(1, storage::kRequestKind) + request.key,
                      storage::RequestRow(request.entry));
  }
  const FundBook& fund = round.programme->fund;
  for (const auto& changes : round.changes) {
    for (const MovementRef& movement : changes->movements) {
      rows.emplace_back(storage::MovementKey(movement->entry),
                        storage::EncodeMovementRow(fund, fund.PlaceOf(movement->entry)));
    }
  }
  Programme programme = *round.programme;
  programme.headline = round.headline;
  programme.last_entry = round.through;
  rows.emplace_back(storage::ProgrammeKey(), storage::EncodeProgrammeRow(programme));
  totals.AppendRound(contributions, round.through, rows);
  return rows;
}

}  // namespace ippledge::engine
