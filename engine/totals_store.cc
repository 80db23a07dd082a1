#include "engine/totals_store.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "engine/column_runs.h"
#include "engine/columns_scan.h"
#include "engine/firm_figures.h"
#include "engine/split_scan.h"
#include "engine/totals_picture.h"
#include "ledger/check.h"
#include "ledger/roll_up.h"
#include "ledger/status_macros.h"
#include "ledger/totals_fold.h"
#include "storage/breathe.h"
#include "storage/keys.h"

namespace ippledge::engine {
namespace {

using Tail = absl::Span<const absl::Span<const ContributionRow>>;

// The newest stored roll-ups at or below a position; position 0 and empty when there are none.
struct Snapshot {
  std::int64_t position = 0;
  std::string bytes;
};
absl::StatusOr<Snapshot> FindSnapshot(const storage::Index& index, std::int64_t at_most) {
  IPPLEDGE_ASSIGN_OR_RETURN(std::optional<storage::Index::Row> row,
                            index.LastAtMost(storage::RollUpsKey(0), storage::RollUpsKey(at_most)));
  if (!row) return Snapshot{};
  const absl::string_view position = absl::string_view(row->first).substr(1);
  if (position.size() != 8) return absl::DataLossError("damaged roll-ups in the index");
  return Snapshot{storage::FromBigEndian(position), std::move(row->second)};
}

Contribution RowOf(const ContributionColumns& columns, std::size_t row) {
  Contribution contribution;
  Slice& slice = contribution.slice;
  slice.date = Date::OfDays(columns.days[row]);
  slice.bank = columns.banks[row];
  slice.unit = columns.units[row];
  slice.industry = columns.industries[row];
  slice.kind = static_cast<IpKind>(columns.kinds[row]);
  slice.firm_size = static_cast<FirmSize>(columns.firm_sizes[row]);
  slice.firm = columns.firms[row];
  for (std::size_t place = 0; place < kSumCount; ++place) {
    contribution.sums.*kSumFields[place] = columns.sums[place][row];
  }
  return contribution;
}

std::shared_ptr<const RollUps> TakeLayer(RollUpFold& fold) {
  return fold.empty() ? nullptr : std::make_shared<const RollUps>(fold.Take());
}

// `query` without the days that keep nothing out, given the days of all contributions.
TotalsQuery WithoutIdleDays(TotalsQuery query, const DayRange& all) {
  if (query.as_of && query.as_of->days() >= all.last) query.as_of.reset();
  if (query.from && query.from->days() <= all.first) query.from.reset();
  return query;
}

class IndexedTotals final : public TotalsStore {
 public:
  IndexedTotals(const storage::Index* index, const TotalsOptions& options)
      : index_(index),
        options_(options),
        scan_threads_(options.scan_threads > 0 ? options.scan_threads : ScanThreads()),
        runs_(options.run_rows),
        firms_(index) {}

  absl::Status Load() {
    const std::int64_t through = index_->watermark();
    IPPLEDGE_ASSIGN_OR_RETURN(const Snapshot snapshot, FindSnapshot(*index_, through));
    TotalsPicture picture;
    picture.sealed = snapshot.position;
    if (snapshot.position > 0) {
      IPPLEDGE_ASSIGN_OR_RETURN(RollUps roll_ups, storage::DecodeRollUps(snapshot.bytes));
      picture.layers.push_back(std::make_shared<const RollUps>(std::move(roll_ups)));
    }
    RollUpFold fold;
    IPPLEDGE_RETURN_IF_ERROR(ScanColumns(
        *index_, snapshot.position, through,
        [](const ContributionColumns&) { return ColumnSet::All(); },
        [&](const ContributionColumns& columns, std::size_t rows) {
          for (std::size_t row = 0; row < rows; ++row) fold.Fold(RowOf(columns, row));
          rows_since_snapshot_ += rows;
          return true;
        }));
    const absl::MutexLock lock(&mutex_);
    picture_ = std::make_shared<const TotalsPicture>(With(picture, TakeLayer(fold), through));
    return absl::OkStatus();
  }

  void AppendRound(absl::Span<const ContributionRow> contributions, std::int64_t through,
                   std::vector<storage::Index::Row>& rows) override {
    const std::shared_ptr<const TotalsPicture> picture = Picture();
    IPPLEDGE_CHECK(through >= picture->position);
    RollUpFold fold;
    for (std::size_t i = 0; i < contributions.size(); ++i) {
      if (i % storage::kRowsOfStep == 0) storage::Breathe();
      const ContributionRow& row = contributions[i];
      IPPLEDGE_CHECK(row.position > picture->position && row.position <= through);
      fold.Fold(row.contribution);
    }
    TotalsPicture next = With(*picture, TakeLayer(fold), through);
    pending_rows_since_snapshot_ = rows_since_snapshot_ + contributions.size();
    runs_.Append(contributions, rows);
    if (SnapshotIsDue(next)) {
      next = Merged(next);
      rows.emplace_back(storage::RollUpsKey(through), storage::EncodeRollUps(*next.layers[0]));
      // So that a run never lies on both sides of stored roll-ups.
      runs_.Seal();
      next.sealed = through;
      pending_rows_since_snapshot_ = 0;
    }
    pending_ = std::make_shared<const TotalsPicture>(std::move(next));
  }

  void CommitRound() override {
    IPPLEDGE_CHECK(pending_ != nullptr);
    runs_.Commit();
    rows_since_snapshot_ = pending_rows_since_snapshot_;
    {
      const absl::MutexLock lock(&mutex_);
      picture_.swap(pending_);
    }
    // Frees the one before, out of the readers' way.
    pending_ = nullptr;
  }

  absl::StatusOr<TotalsTable> QueryTable(const TotalsQuery& query, Tail tail) const override {
    const std::shared_ptr<const TotalsPicture> picture = Picture();
    const TotalsQuery trimmed = WithoutIdleDays(query, picture->Days());
    std::optional<FirmFigures> firms;
    if (Wants(query, Measure::kFirms)) {
      IPPLEDGE_ASSIGN_OR_RETURN(firms, FirmsNow(query, trimmed, *picture, tail));
    }
    const bool scan_for_firms = Wants(query, Measure::kFirms) && !firms;
    TotalsFold fold(query,
                    scan_for_firms ? TotalsFold::Firms::kCounted : TotalsFold::Firms::kGiven);
    if (firms) fold.SetFirms(*std::move(firms));
    const TotalsPlan plan =
        scan_for_firms ? ScanPlanOf(trimmed) : PlanOf(trimmed, picture->CellCounts());
    IPPLEDGE_RETURN_IF_ERROR(AddIndexed(trimmed, plan, *picture, fold));
    AddTail(query, picture->position, tail, fold);
    return fold.FinishTable();
  }

  std::int64_t position() const override { return Picture()->position; }

 private:
  std::shared_ptr<const TotalsPicture> Picture() const {
    const absl::MutexLock lock(&mutex_);
    return picture_;
  }

  bool SnapshotIsDue(const TotalsPicture& next) const {
    const auto counts = next.CellCounts();
    const std::size_t cells = std::accumulate(counts.begin(), counts.end(), std::size_t{0});
    return pending_rows_since_snapshot_ >
           std::max(options_.snapshot_rows_min, options_.snapshot_rows_per_cell * cells);
  }

  // The present firms from sets kept up; nullopt when they must be counted by a scan.
  absl::StatusOr<std::optional<FirmFigures>> FirmsNow(const TotalsQuery& query,
                                                      const TotalsQuery& trimmed,
                                                      const TotalsPicture& picture,
                                                      Tail tail) const {
    if (!FirmSets::Answer(trimmed) || query.at < picture.position) return std::nullopt;
    return firms_.Figures(trimmed, DaysOf(query), picture, tail);
  }

  // Adds all contributions up to the picture's position, or the query's, when that is earlier.
  absl::Status AddIndexed(const TotalsQuery& query, const TotalsPlan& plan,
                          const TotalsPicture& picture, TotalsFold& fold) const {
    const std::int64_t through = std::min(query.at, picture.position);
    const auto scan = [&](std::int64_t after, std::int64_t last, absl::Span<const DayRange> days) {
      return ScanInto(SplitRuns(after, last, picture.sealed, options_.scan_positions), last, days,
                      fold);
    };
    if (plan.roll_up == TotalsPlan::kScan) return scan(0, through, plan.broken);
    // What is dated in whole months comes from cells up to this position.
    IPPLEDGE_ASSIGN_OR_RETURN(const std::int64_t rolled_up, AddRollUps(query, plan, picture, fold));
    IPPLEDGE_RETURN_IF_ERROR(scan(0, rolled_up, plan.broken));
    return scan(rolled_up, through, {DaysOf(query)});
  }

  // Adds the cells of the plan's roll-up and returns the position they are from.
  absl::StatusOr<std::int64_t> AddRollUps(const TotalsQuery& query, const TotalsPlan& plan,
                                          const TotalsPicture& picture, TotalsFold& fold) const {
    const auto place = static_cast<std::size_t>(plan.roll_up);
    const RollUp& roll_up = RollUpList()[place];
    if (query.at >= picture.position) {
      for (const auto& layer : picture.layers) {
        fold.AddCells(roll_up, layer->cells[place], plan.whole);
      }
      return picture.position;
    }
    IPPLEDGE_ASSIGN_OR_RETURN(const Snapshot snapshot, FindSnapshot(*index_, query.at));
    if (snapshot.position == 0) return 0;
    IPPLEDGE_ASSIGN_OR_RETURN(
        const RollUpCells cells,
        storage::DecodeRollUp(snapshot.bytes, plan.roll_up, fold.sums_read()));
    fold.AddCells(roll_up, cells, plan.whole);
    return snapshot.position;
  }

  // Adds the contributions of the runs in `ranges`, up to position `through`, dated within `days`.
  absl::Status ScanInto(absl::Span<const RunRange> ranges, std::int64_t through,
                        absl::Span<const DayRange> days, TotalsFold& fold) const {
    if (ranges.empty() || days.empty()) return absl::OkStatus();
    // Maps of firms take longer to merge than to fill.
    const std::size_t threads = fold.counts_firms() ? 1 : scan_threads_;
    std::vector<std::unique_ptr<TotalsFold>> others(std::min(threads, ranges.size()));
    std::vector<ContributionColumns> buffers(others.size());
    IPPLEDGE_RETURN_IF_ERROR(
        SplitScan(others.size(), ranges.size(), [&](std::size_t thread, std::size_t piece) {
          if (thread > 0 && others[thread] == nullptr) {
            others[thread] = std::make_unique<TotalsFold>(fold.query(), TotalsFold::Firms::kGiven);
          }
          TotalsFold& part = thread == 0 ? fold : *others[thread];
          return ScanRange(ranges[piece], through, days, part, buffers[thread]);
        }));
    for (const std::unique_ptr<TotalsFold>& other : others) {
      if (other != nullptr) fold.Merge(*other);
    }
    return absl::OkStatus();
  }

  absl::Status ScanRange(const RunRange& range, std::int64_t through,
                         absl::Span<const DayRange> days, TotalsFold& fold,
                         ContributionColumns& buffers) const {
    const auto choose = [&](const ContributionColumns& head) -> std::optional<ColumnSet> {
      const bool counts = std::any_of(days.begin(), days.end(), [&](const DayRange& day) {
        return day.first <= head.day_max && head.day_min <= day.last;
      });
      if (!counts) return std::nullopt;
      return fold.ColumnsFor(head, days);
    };
    const auto visit = [&](const ContributionColumns& columns, std::size_t rows) {
      fold.AddColumns(columns, rows, days);
      return !fold.overflowed();
    };
    return ScanRuns(*index_, range, through, choose, visit, buffers);
  }

  // Adds the rows above position `after`, up to the query's.
  static void AddTail(const TotalsQuery& query, std::int64_t after, Tail tail, TotalsFold& fold) {
    const DayRange days = DaysOf(query);
    for (const auto& run : tail) {
      for (const ContributionRow& row : run) {
        if (row.position > after && row.position <= query.at) fold.AddRow(row.contribution, days);
      }
    }
  }

  const storage::Index* index_;
  const TotalsOptions options_;
  const std::size_t scan_threads_;

  // Of the index thread.
  ColumnRuns runs_;
  std::size_t rows_since_snapshot_ = 0;
  std::size_t pending_rows_since_snapshot_ = 0;
  std::shared_ptr<const TotalsPicture> pending_;

  mutable absl::Mutex mutex_;  // held to copy the pointer only
  std::shared_ptr<const TotalsPicture> picture_ ABSL_GUARDED_BY(mutex_);
  mutable FirmFiguresNow firms_;
};

}  // namespace

absl::StatusOr<TotalsAnswer> TotalsStore::Query(const TotalsQuery& query, Tail tail) const {
  IPPLEDGE_ASSIGN_OR_RETURN(const TotalsTable table, QueryTable(query, tail));
  return AnswerOf(table);
}

absl::StatusOr<std::unique_ptr<TotalsStore>> TotalsStore::Open(const storage::Index* index,
                                                               const TotalsOptions& options) {
  auto totals = std::make_unique<IndexedTotals>(index, options);
  IPPLEDGE_RETURN_IF_ERROR(totals->Load());
  return totals;
}

}  // namespace ippledge::engine
