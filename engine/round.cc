#include "engine/round.h"

#include <iterator>

#include "ledger/check.h"
#include "storage/keys.h"
#include "storage/rows.h"

namespace ippledge::engine {

namespace {

template <typename T>
void Append(std::vector<T>& from, std::vector<T>& to) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

}  // namespace

void Round::Add(Group group) {
  Append(group.changes.loans, loans);
  Append(group.changes.rights, rights);
  Append(group.requests, requests);
  Append(group.changes.contributions, contributions);
  if (group.programme != nullptr) programme = group.programme;
  if (group.entries.empty()) return;
  through = group.entries.back().entry.number;
  headline = group.entries.back().headline;
  entries += static_cast<std::int64_t>(group.entries.size());
}

std::vector<storage::Index::Row> RowsOf(const Round& round, TotalsStore& totals) {
  IPPLEDGE_CHECK(round.programme != nullptr);
  std::vector<storage::Index::Row> rows;
  rows.reserve(round.loans.size() + round.rights.size() + round.requests.size() + 16);
  // In order of entry: of a key that changed again, the last row counts.
  storage::LoanRowCodec codec;
  for (const Changes::LoanChange& change : round.loans) {
    std::string value;
    codec.Encode(*change.loan, value);
    rows.emplace_back(storage::LoanRowKey(change.key), std::move(value));
  }
  for (const Changes::RightChange& change : round.rights) {
    rows.emplace_back(storage::RightRowKey(change.key),
                      storage::EncodeRightHolders(change.holders));
  }
  for (const RequestRow& request : round.requests) {
    rows.emplace_back(std::string(1, storage::kRequestKind) + request.key,
                      storage::RequestRow(request.entry));
  }
  Programme programme = *round.programme;
  programme.headline = round.headline;
  programme.last_entry = round.through;
  rows.emplace_back(storage::ProgrammeKey(), storage::EncodeProgrammeRow(programme));
  totals.AppendRound(round.contributions, round.through, rows);
  return rows;
}

}  // namespace ippledge::engine
