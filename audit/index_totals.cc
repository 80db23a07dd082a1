#include "audit/index_totals.h"

#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/columns_scan.h"
#include "ledger/status_macros.h"
#include "storage/columns.h"
#include "storage/keys.h"

namespace ippledge::audit {
namespace {

constexpr std::int64_t kPositionMax = std::numeric_limits<std::int64_t>::max() - 1;

ContributionRow RowAt(const ContributionColumns& run, std::size_t row) {
  ContributionRow result{.position = run.positions[row]};
  Slice& slice = result.contribution.slice;
  slice.date = Date::OfDays(run.days[row]);
  slice.bank = run.banks[row];
  slice.unit = run.units[row];
  slice.industry = run.industries[row];
  slice.kind = static_cast<IpKind>(run.kinds[row]);
  slice.firm_size = static_cast<FirmSize>(run.firm_sizes[row]);
  slice.firm = run.firms[row];
  for (std::size_t place = 0; place < kSumCount; ++place) {
    result.contribution.sums.*kSumFields[place] = run.sums[place][row];
  }
  return result;
}

std::optional<ColumnSet> AllColumns(const ContributionColumns&) { return ColumnSet::All(); }

absl::Status Differ(std::int64_t position) {
  return absl::DataLossError(absl::StrCat("index: contributions of entry ", position, " differ"));
}

}  // namespace

absl::Status VisitContributions(const storage::Index& index,
                                const std::function<absl::Status(const ContributionRow&)>& visit) {
  absl::Status status;
  IPPLEDGE_RETURN_IF_ERROR(engine::ScanColumns(
      index, 0, kPositionMax, AllColumns, [&](const ContributionColumns& run, std::size_t rows) {
        for (std::size_t row = 0; row < rows && status.ok(); ++row) status = visit(RowAt(run, row));
        return status.ok();
      }));
  return status;
}

absl::Status IndexTotals::ReadRun() {
  const std::int64_t after = run_.size == 0 ? 0 : run_.first_position;
  run_ = {};
  next_row_ = 0;
  return engine::ScanColumns(index_, after, kPositionMax, AllColumns,
                             [&](const ContributionColumns& run, std::size_t) {
                               run_ = run;
                               return false;
                             });
}

absl::Status IndexTotals::Take(const ContributionRow& row) {
  IPPLEDGE_RETURN_IF_ERROR(CheckRollUpsBefore(row.position));
  if (next_row_ >= run_.size) IPPLEDGE_RETURN_IF_ERROR(ReadRun());
  if (run_.size == 0) return Differ(row.position);
  const ContributionRow there = RowAt(run_, next_row_++);
  if (there.position != row.position || there.contribution != row.contribution) {
    return Differ(std::min(there.position, row.position));
  }
  fold_.Fold(row.contribution);
  return absl::OkStatus();
}

absl::Status IndexTotals::Finish() {
  IPPLEDGE_RETURN_IF_ERROR(CheckRollUpsBefore(kPositionMax));
  if (next_row_ >= run_.size) IPPLEDGE_RETURN_IF_ERROR(ReadRun());
  if (next_row_ < run_.size) return Differ(run_.positions[next_row_]);
  return absl::OkStatus();
}

absl::Status IndexTotals::CheckRollUpsBefore(std::int64_t position) {
  for (;;) {
    if (roll_ups_at_ == 0) IPPLEDGE_RETURN_IF_ERROR(ReadRollUps());
    if (roll_ups_at_ < 0 || roll_ups_at_ >= position) return absl::OkStatus();
    if (!fold_.empty()) folded_ = SumOf(folded_, fold_.Take());
    if (folded_ != roll_ups_) {
      return absl::DataLossError(
          absl::StrCat("index: the roll-ups at entry ", roll_ups_at_, " are not the sums"));
    }
    roll_ups_after_ = std::exchange(roll_ups_at_, 0);
  }
}

absl::Status IndexTotals::ReadRollUps() {
  roll_ups_at_ = -1;
  absl::Status status;
  IPPLEDGE_RETURN_IF_ERROR(
      index_.Scan(storage::RollUpsKey(roll_ups_after_ + 1), storage::RollUpsKey(kPositionMax),
                  [&](absl::string_view key, absl::string_view value) {
                    absl::StatusOr<RollUps> roll_ups = storage::DecodeRollUps(value);
                    if (key.size() != 9 || !roll_ups.ok()) {
                      status = absl::DataLossError("index: damaged roll-ups");
                      return false;
                    }
                    roll_ups_at_ = storage::FromBigEndian(key.substr(1));
                    roll_ups_ = *std::move(roll_ups);
                    return false;
                  }));
  return status;
}

}  // namespace ippledge::audit
