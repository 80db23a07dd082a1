#include "engine/column_runs.h"

#include <algorithm>
#include <string>
#include <utility>

#include "storage/breathe.h"
#include "storage/columns.h"
#include "storage/keys.h"

namespace ippledge::engine {

void ColumnRuns::Append(absl::Span<const Changes::ContributionRows> contributions,
                        std::vector<storage::Index::Row>& out) {
  pending_ = open_;
  if (contributions.empty()) return;
  std::size_t joined_rows = contributions.size();
  std::size_t kept = pending_.size();
  while (kept > 0 && pending_[kept - 1]->size() < 2 * joined_rows) {
    joined_rows += pending_[--kept]->size();
  }
  Run joined;
  joined.reserve(joined_rows);
  for (std::size_t i = kept; i < pending_.size(); ++i) {
    // The new runs may reuse its key: of equal keys the last one counts.
    out.emplace_back(storage::ColumnsKey(pending_[i]->front().position), std::string());
    joined.insert(joined.end(), pending_[i]->begin(), pending_[i]->end());
  }
  joined.insert(joined.end(), contributions.begin(), contributions.end());
  pending_.resize(kept);
  Cut(std::move(joined), out);
}

void ColumnRuns::Cut(Run rows, std::vector<storage::Index::Row>& out) {
  const absl::Span<const Changes::ContributionRows> all = rows;
  for (std::size_t begin = 0; begin < rows.size();) {
    std::size_t end = std::min(rows.size(), begin + rows_max_);
    const auto parts_entry = [&] {
      return end < rows.size() && rows[end - 1].position == rows[end].position;
    };
    while (end > begin && parts_entry()) --end;
    if (end == begin) {
      // One entry longer than a run.
      end = begin + rows_max_;
      while (parts_entry()) ++end;
    }
    const auto run = all.subspan(begin, end - begin);
    out.emplace_back(storage::ColumnsKey(run.front().position), storage::EncodeColumns(run));
    storage::Breathe();
    const bool is_open = end == rows.size() && run.size() < rows_max_ / 2;
    if (is_open) pending_.push_back(std::make_shared<const Run>(run.begin(), run.end()));
    begin = end;
  }
}

}  // namespace ippledge::engine
