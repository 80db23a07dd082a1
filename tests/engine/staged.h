// tests/engine/staged.h: a stager with an index in memory and a real log; a test says when what was
// staged becomes durable and when the index takes it over.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/prepare.h"
#include "engine/round.h"
#include "engine/seal.h"
#include "engine/stager.h"
#include "storage/journal.h"
#include "storage/keys.h"
#include "tests/testing/memory_index.h"
#include "tests/testing/refusal_text.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/submissions.h"
#include "tests/testing/temp_folder.h"

namespace ippledge::engine {

// An index whose reads can be made to fail.
class FailingIndex final : public storage::Index {
 public:
  std::int64_t watermark() const override { return rows.watermark(); }
  absl::StatusOr<std::vector<std::optional<std::string>>> Get(
      absl::Span<const std::string> keys) const override {
    ++gets;
    if (fails) return absl::DataLossError("a bad block");
    return rows.Get(keys);
  }
  absl::Status WriteRound(absl::Span<const RowView> round, std::int64_t position) override {
    return rows.WriteRound(round, position);
  }
  absl::Status Scan(
      absl::string_view from, absl::string_view end,
      const std::function<bool(absl::string_view, absl::string_view)>& visit) const override {
    return rows.Scan(from, end, visit);
  }
  absl::StatusOr<std::optional<Row>> LastAtMost(absl::string_view from,
                                                absl::string_view at_most) const override {
    return rows.LastAtMost(from, at_most);
  }
  std::int64_t size_bytes() const override { return 0; }

  storage::MemoryIndex rows;
  bool fails = false;
  mutable int gets = 0;
};

// A founded programme with two banks; groups become durable and indexed when a test says so.
class StagerTest : public testing::Test {
 protected:
  static constexpr std::int64_t kNowMs = 1'716'177'600'000;
  const absl::Time now_ = absl::FromUnixMillis(kNowMs);

  StagerTest() : log_(*storage::LocalLog::Open(folder_.path(), {})) {
    Stage(Single(IpOffice(), Founding(), 1));
    Stage(Single(IpOffice(), RegisterBody{ABank(kBank)}, 2));
    Stage(Single(IpOffice(), RegisterBody{ABank(kOtherBank)}, 3));
    Commit();
  }

  // Stages into the present group; the outcome as it is before durability.
  Outcome Stage(Submission submission) {
    if (submission.request_id) submission.fingerprint = FingerprintOf(submission);
    stager_.Stage(std::move(submission), now_, group_);
    const Decided& decided = group_.decided.back();
    Outcome outcome = decided.outcome;
    if (decided.replay_entry > 0) {
      outcome.replayed = true;
      outcome.entry = decided.replay_entry;
    }
    return outcome;
  }
  std::string Says(Submission submission) {
    return RefusalText(Stage(std::move(submission)).status);
  }
  // As the engine does on its callers' threads.
  Submission Ready(Submission submission) {
    Prepare(index_.rows, submission);
    return submission;
  }

  // Makes the group durable, brings it into the index, and lets the stager forget.
  void Commit() {
    MakeDurable();
    const std::vector<storage::Index::Row> made = RowsOf(round_, *totals_);
    ASSERT_THAT(index_.WriteRound(AllRowsOf(round_, made), round_.through), IsOk());
    totals_->CommitRound();
    Round next;
    next.programme = round_.programme;
    round_ = std::move(next);
    stager_.ForgetThrough(index_.watermark());
  }
  void MakeDurable() {
    stager_.Close(group_);
    const storage::Head before{.size = static_cast<std::int64_t>(sealer_.frontier().size()),
                               .root = sealer_.frontier().Root()};
    const std::vector<storage::Block> blocks = sealer_.Seal(group_);
    const storage::Head after{.size = stager_.programme().last_entry,
                              .root = sealer_.frontier().Root()};
    ASSERT_THAT(log_->Append({}, before, after, blocks), IsOk());
    round_.Add(std::move(group_));
    group_ = Group();
    group_.commit_time_ms = kNowMs;
  }

  TempFolder folder_;
  FailingIndex index_;
  std::unique_ptr<storage::LocalLog> log_;
  std::unique_ptr<TotalsStore> totals_ = *TotalsStore::Open(&index_);
  Sealer sealer_{proof::Frontier()};
  Round round_;
  Stager stager_{&index_, log_.get(), Books()};
  Group group_{.commit_time_ms = kNowMs};
};

}  // namespace ippledge::engine
