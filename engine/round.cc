#include "engine/round.h"

#include "ledger/check.h"
#include "storage/keys.h"
#include "storage/rows.h"

namespace ippledge::engine {

void Round::Add(const Group& group) {
  loans.insert(loans.end(), group.changes.loans.begin(), group.changes.loans.end());
  rights.insert(rights.end(), group.changes.rights.begin(), group.changes.rights.end());
  requests.insert(requests.end(), group.requests.begin(), group.requests.end());
  contributions.insert(contributions.end(), group.changes.contributions.begin(),
                       group.changes.contributions.end());
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
  // Newest first, so that a loan that changed often is encoded once.
  absl::flat_hash_map<absl::string_view, bool> seen;
  storage::LoanRowCodec codec;
  for (auto it = round.loans.rbegin(); it != round.loans.rend(); ++it) {
    if (!seen.try_emplace(it->key, true).second) continue;
    std::string value;
    codec.Encode(*it->loan, value);
    rows.emplace_back(storage::LoanRowKey(it->key), std::move(value));
  }
  seen.clear();
  for (auto it = round.rights.rbegin(); it != round.rights.rend(); ++it) {
    if (!seen.try_emplace(it->key, true).second) continue;
    rows.emplace_back(storage::RightRowKey(it->key), storage::EncodeRightHolders(it->holders));
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
