#include "engine/decider.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "ledger/check.h"

namespace ippledge::engine {
namespace {

// Decided in some milliseconds; a group of them shares its fsync well.
constexpr std::size_t kSliceRows = 1'024;
// Decided while the disk would make one write durable.
constexpr std::int64_t kLateRowsMax = 256;

}  // namespace

Decider::Decider(Lane* lane, const Clock* clock, const storage::Index* index,
                 std::unique_ptr<Stager> stager, const Options& options,
                 std::int64_t last_commit_ms, bool totals_due)
    : lane_(lane),
      clock_(clock),
      index_(index),
      stager_(std::move(stager)),
      options_(options),
      last_commit_ms_(last_commit_ms),
      totals_due_(totals_due) {}

absl::Status Decider::LoadZone() {
  if (has_zone_ || stager_->programme().last_entry == 0) return absl::OkStatus();
  const std::string& name = stager_->programme().constitution.time_zone;
  if (!absl::LoadTimeZone(name, &zone_)) {
    return absl::FailedPreconditionError(absl::StrCat("this machine has no time zone ", name));
  }
  has_zone_ = true;
  return absl::OkStatus();
}

Date Decider::DayOf(std::int64_t ms) const {
  const absl::CivilDay day = absl::ToCivilDay(absl::FromUnixMillis(ms), zone_);
  return Date::Of(static_cast<int>(day.year()), day.month(), day.day());
}

void Decider::Run() {
  for (bool more = true; more;) {
    more = lane_->AwaitWork(WakesAt());
    Group group;
    Begin(group);
    Fill(group);
    Finish(group, !more);
    HandOver(std::move(group), !more);
  }
}

absl::Time Decider::WakesAt() const {
  if (!options_.wakes_for_totals || !totals_due_) return absl::InfiniteFuture();
  const std::int64_t since = std::max(last_commit_ms_, clock_->NowMs()) - last_totals_ms_;
  // A clock that was put back stands still for us: ask it again, but not all the time.
  const std::int64_t rest = std::max<std::int64_t>(options_.totals_interval_ms - since, 10);
  return absl::Now() + absl::Milliseconds(rest);
}

// A day on which very much falls due takes groups of its own: each stays within the limit of a
// group, the committer writes one while the next is decided, and no command comes in between, so
// that the books are the same as if all had fitted into one. Totals are recorded after the last of
// them only: a journal that ends in the midst of a day ends with an entry of the day (replay.cc).
void Decider::Begin(Group& group) {
  for (;;) {
    // Commit times never go back, whatever the clock does.
    group.commit_time_ms = std::max(last_commit_ms_, clock_->NowMs());
    last_commit_ms_ = group.commit_time_ms;
    if (!has_zone_) return;
    const absl::StatusOr<bool> turned = stager_->TurnDaysTo(
        DayOf(group.commit_time_ms), static_cast<std::size_t>(options_.group_rows_max), group);
    if (!turned.ok()) {
      // Whatever is decided from here on would rest on a day that is not what it should be. The
      // committer answers that writes have stopped.
      lane_->Stop(turned.status());
      return;
    }
    if (*turned) return;
    totals_due_ = true;
    stager_->Close(group);
    lane_->AwaitSlot();
    HandOver(std::exchange(group, Group()), /*last=*/false);
  }
}

void Decider::HandOver(Group group, bool last) {
  lane_->HandOver(std::move(group), last);
  const std::int64_t watermark = index_->watermark();
  if (watermark == watermark_) return;
  // A round late: what callers read ahead of deciding is mostly of the watermark before.
  stager_->ForgetThrough(watermark_);
  watermark_ = watermark;
}

// What arrives until the committer is free joins the group: no timer decides its size. A slice at a
// time: who comes while much is queued joins the next slice, and a group is handed over as soon as
// the committer is free.
void Decider::Fill(Group& group) {
  const auto rows_max = static_cast<std::size_t>(options_.group_rows_max);
  std::vector<Submission> taken;
  const auto decide_slice = [&] {
    const absl::Time now = absl::Now();
    if (group.rows < rows_max) lane_->Take(std::min(rows_max - group.rows, kSliceRows), now, taken);
    for (Submission& submission : taken) stager_->Stage(std::move(submission), now, group);
    taken.clear();
  };
  decide_slice();
  while (group.rows < rows_max && !lane_->AwaitFree(group.rows)) decide_slice();
  if (group.rows >= rows_max) return lane_->AwaitSlot();
  // What came meanwhile and is little shares the write: another one would cost more.
  const std::int64_t late = lane_->rows_waiting();
  if (late > 0 && late <= kLateRowsMax) decide_slice();
}

void Decider::Finish(Group& group, bool last) {
  if (stager_->programme().last_entry > 0) {
    // The zone of a programme founded in this group was checked before it was founded.
    IPPLEDGE_CHECK(LoadZone().ok());
    totals_due_ = totals_due_ || !group.entries.empty();
    const bool long_ago = group.commit_time_ms - last_totals_ms_ >= options_.totals_interval_ms;
    if (totals_due_ && (long_ago || last)) {
      stager_->RecordTotalsNow(group);
      last_totals_ms_ = group.commit_time_ms;
      totals_due_ = false;
    }
  }
  stager_->Close(group);
}

}  // namespace ippledge::engine
