#include "engine/round.h"

#include "ledger/check.h"
#include "storage/book_rows.h"
#include "storage/breathe.h"
#include "storage/cover_rows.h"
#include "storage/fund_rows.h"
#include "storage/keys.h"
#include "storage/rows.h"

namespace ippledge::engine {

void Round::Add(Group group) {
  if (group.changed_rows != nullptr && !group.changed_rows->empty()) {
    rows.push_back(std::move(group.changed_rows));
  }
  if (group.changes != nullptr) changes.push_back(std::move(group.changes));
  if (group.programme != nullptr) programme = group.programme;
  if (group.entries.empty()) return;
  through = group.entries.back().entry.number;
  headline = group.entries.back().headline;
  entries += static_cast<std::int64_t>(group.entries.size());
}

std::vector<storage::Index::Row> RowsOf(const Round& round, TotalsStore& totals) {
  IPPLEDGE_CHECK(round.programme != nullptr);
  std::size_t row_count = 16;
  std::size_t contribution_count = 0;
  for (const auto& changes : round.changes) {
    row_count += changes->work.size() + changes->movements.size() + changes->book_events.size();
    contribution_count += changes->contributions.size();
  }
  std::vector<storage::Index::Row> rows;
  rows.reserve(row_count);
  std::vector<ContributionRow> contributions;
  contributions.reserve(contribution_count);
  // In order of entry: of a key that changed again, the last row counts.
  for (const auto& changes : round.changes) {
    // An empty value deletes: of an item that came and went the last word counts.
    for (const Changes::WorkChange& change : changes->work) {
      rows.emplace_back(storage::WorkRowKey(change.item),
                        change.added ? storage::WorkRow(change.item) : absl::string_view());
    }
    for (const Changes::BookEvent& change : changes->book_events) {
      rows.emplace_back(storage::BookRowKey(change.entry), storage::EncodeBookRow(*change.event));
    }
    contributions.insert(contributions.end(), changes->contributions.begin(),
                         changes->contributions.end());
    storage::Breathe();
  }
  const FundBook& fund = round.programme->fund;
  for (const auto& changes : round.changes) {
    // One behind the other in the book too: those of an entry share a group.
    std::size_t place = 0;
    for (const MovementRef& movement : changes->movements) {
      place = movement == changes->movements.front() ? fund.PlaceOf(movement->entry) : place + 1;
      rows.emplace_back(storage::MovementRowKey(fund, place),
                        storage::EncodeMovementRow(fund, place));
    }
  }
  Programme programme = *round.programme;
  programme.headline = round.headline;
  programme.last_entry = round.through;
  rows.emplace_back(storage::ProgrammeKey(), storage::EncodeProgrammeRow(programme));
  totals.AppendRound(contributions, round.through, rows);
  return rows;
}

std::vector<storage::Index::RowView> AllRowsOf(const Round& round,
                                               absl::Span<const storage::Index::Row> made) {
  std::size_t count = made.size();
  for (const auto& group : round.rows) count += group->size();
  std::vector<storage::Index::RowView> rows;
  rows.reserve(count);
  for (const auto& group : round.rows) {
    for (std::size_t i = 0; i < group->size(); ++i) {
      rows.emplace_back(group->key(i).text, group->value(i));
    }
    storage::Breathe();
  }
  for (const auto& [key, value] : made) rows.emplace_back(key, value);
  return rows;
}

}  // namespace ippledge::engine
