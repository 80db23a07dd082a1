// engine/decider.h: the deciding thread: fills groups and hands them to the committer.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "engine/clock.h"
#include "engine/lane.h"
#include "engine/stager.h"
#include "storage/index.h"

namespace ippledge::engine {

class Decider {
 public:
  struct Options {
    int group_rows_max = 0;
    std::int64_t totals_interval_ms = 0;
    bool wakes_for_totals = false;  // when they are due and nothing is queued
  };
  // Borrows all but the stager. `last_commit_ms`: commit times start there; `totals_due`: entries
  // follow the last TotalsRecorded.
  Decider(Lane* lane, const Clock* clock, const storage::Index* index,
          std::unique_ptr<Stager> stager, const Options& options, std::int64_t last_commit_ms,
          bool totals_due);

  // FAILED_PRECONDITION when the constitution's time zone is not known here.
  absl::Status LoadZone();
  // Until the lane is closed and empty.
  void Run();

 private:
  absl::Time WakesAt() const;
  void Begin(Group& group);
  void Fill(Group& group);
  void Finish(Group& group, bool last);
  void HandOver(Group group, bool last);
  Date DayOf(std::int64_t ms) const;

  Lane* const lane_;
  const Clock* const clock_;
  const storage::Index* const index_;
  const std::unique_ptr<Stager> stager_;
  const Options options_;
  std::int64_t last_commit_ms_;
  std::int64_t last_totals_ms_ = 0;
  std::int64_t watermark_ = 0;  // as last seen: the stager forgets what lies a round before it
  bool totals_due_;
  bool has_zone_ = false;  // from entry 1 on
  absl::TimeZone zone_;
};

}  // namespace ippledge::engine
