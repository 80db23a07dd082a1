#include "audit/audit.h"

#include <algorithm>
#include <memory>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "audit/balances.h"
#include "audit/block_stream.h"
#include "audit/contribution_counter.h"
#include "audit/index_rows.h"
#include "audit/kept_checkpoints.h"
#include "audit/month_totals.h"
#include "audit/refold.h"
#include "audit/signed_history.h"
#include "ledger/invariants.h"
#include "ledger/status_macros.h"

namespace ippledge::audit {
namespace {

std::string TimeText(std::int64_t ms) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", absl::FromUnixMillis(ms), absl::UTCTimeZone());
}

// Runs all of `work`, on the caller's thread and one more.
void RunOnTwo(const std::vector<std::function<void()>>& work,
              const std::function<void()>& on_thread) {
  std::atomic<std::size_t> next = 0;
  const auto run = [&] {
    for (std::size_t i = next++; i < work.size(); i = next++) work[i]();
  };
  std::thread other([&] {
    on_thread();
    run();
  });
  run();
  other.join();
}

// One audit. Statuses of DATA_LOSS are findings, `blamed_` is their entry.
class Walk {
 public:
  explicit Walk(const Sources& sources) : sources_(sources) {}

  absl::Status Run() {
    IPPLEDGE_RETURN_IF_ERROR(Begin());
    const absl::Status decided = Decide();
    if (!decided.ok() && !absl::IsDataLoss(decided)) return decided;
    report_.root = frontier_.Root();
    report_.loans = static_cast<std::int64_t>(refold_.loans().size());
    report_.rights = static_cast<std::int64_t>(refold_.rights().size());
    report_.requests = refold_.request_count();
    report_.judgements = refold_.judgement_count();
    // What is still being counted belongs to entries before that at fault.
    const std::int64_t blamed = blamed_;
    IPPLEDGE_RETURN_IF_ERROR(DrainCounter());
    blamed_ = blamed;
    return decided.ok() ? TakeWhole() : decided;
  }

  absl::StatusOr<Report> Finish(absl::Status status) {
    if (absl::IsDataLoss(status)) {
      report_.finding = Finding{.entry = blamed_, .words = std::string(status.message())};
    } else if (!status.ok()) {
      return absl::Status(status.code(),
                          Finding{.entry = blamed_, .words = std::string(status.message())}.Text());
    }
    return std::move(report_);
  }

 private:
  absl::Status Begin() {
    if (sources_.evidence != nullptr) {
      IPPLEDGE_ASSIGN_OR_RETURN(signers_, SignersOf(*sources_.evidence));
      checkpoints_.emplace(sources_.evidence);
    }
    if (sources_.index != nullptr) {
      watermark_ = sources_.index->watermark();
      report_.index = watermark_ == 0 ? IndexState::kEqual : IndexState::kNotCompared;
      report_.index_watermark = watermark_;
    }
    constexpr std::int64_t kLoansExpectedMax = 10'000'000;
    refold_.Expect(
        static_cast<std::size_t>(std::clamp(sources_.loans, std::int64_t{0}, kLoansExpectedMax)));
    counter_.emplace(sources_.index, watermark_, sources_.on_thread);
    stream_.emplace(sources_, checkpoints_ ? &*checkpoints_ : nullptr, watermark_);
    return absl::OkStatus();
  }

  // Every entry at its place.
  absl::Status Decide() {
    while (const audit::Run* const run = stream_->Next()) {
      for (const ReadBlock& block : run->blocks) {
        IPPLEDGE_RETURN_IF_ERROR(TakeBlock(block, *run));
      }
      counter_->Take(contributions_);
      if (sources_.stop()) return absl::CancelledError("the audit was stopped");
    }
    blamed_ = stream_->end().entry;
    return stream_->end().status;
  }

  absl::Status DrainCounter() {
    counter_->Take(contributions_);
    return counter_->Drain(blamed_);
  }

  absl::Status Blame(std::int64_t entry, const absl::Status& status) {
    if (!status.ok()) blamed_ = entry;
    return status;
  }
  absl::Status Wrong(std::int64_t entry, absl::string_view what) {
    return Blame(entry, absl::DataLossError(what));
  }

  absl::Status TakeBlock(const ReadBlock& block, const audit::Run& run) {
    // The index is behind: it is compared before the books go on.
    if (watermark_ > 0 && report_.position == watermark_ && !index_compared()) {
      for (const Comparison compare : Comparisons()) {
        IPPLEDGE_RETURN_IF_ERROR(compare(*sources_.index, refold_, stream_->tiles()));
      }
      report_.index = IndexState::kEqual;
    }
    if (block.commit_time_ms < commit_time_ms_) {
      return Wrong(block.first_entry,
                   absl::StrCat("commit time falls: ", TimeText(block.commit_time_ms), " after ",
                                TimeText(commit_time_ms_)));
    }
    commit_time_ms_ = block.commit_time_ms;
    for (std::int64_t i = 0; i < block.decoded; ++i) {
      const std::int64_t number = block.first_entry + i;
      const std::size_t place = block.entries_at + static_cast<std::size_t>(i);
      IPPLEDGE_RETURN_IF_ERROR(
          Blame(number, TakeEntry(run.entries[place], run.shapes[place], number, block)));
      if (number == block.forked_at) return Blame(number, block.forked);
    }
    IPPLEDGE_RETURN_IF_ERROR(Blame(block.first_entry + block.decoded, block.undecodable));
    IPPLEDGE_RETURN_IF_ERROR(Blame(block.first_entry, block.tree));
    const Headline& headline = refold_.programme().headline;
    if (const std::string sums = DifferenceOf(block.headline, headline); !sums.empty()) {
      return Wrong(block.last_entry, absl::StrCat("sums after it: ", sums));
    }
    ++report_.blocks;
    report_.position = block.last_entry;
    frontier_ = block.frontier;
    if (watermark_ == 0 || report_.position != watermark_) return absl::OkStatus();
    IPPLEDGE_RETURN_IF_ERROR(DrainCounter());
    return Blame(0, counter_->FinishIndex());
  }

  bool index_compared() const { return report_.index != IndexState::kNotCompared; }

  absl::Status TakeEntry(const Entry& entry, const absl::Status& shape, std::int64_t number,
                         const ReadBlock& block) {
    if (entry.number != number) {
      return absl::DataLossError(absl::StrCat("it calls itself ", entry.number));
    }
    if (entry.commit_time_ms != block.commit_time_ms) {
      return absl::DataLossError(absl::StrCat("commit time ", TimeText(entry.commit_time_ms),
                                              ", not ", TimeText(block.commit_time_ms)));
    }
    if (!entry.events.empty()) {
      const auto* paid = std::get_if<PaymentConfirmed>(&entry.events.front());
      if (paid != nullptr && paid->what.checkpoint) {
        IPPLEDGE_RETURN_IF_ERROR(CheckPaymentNote(
            *paid->what.checkpoint, signers_, *refold_.programme().trust, number, *sources_.log));
        ++report_.payment_notes;
      }
    }
    IPPLEDGE_RETURN_IF_ERROR(refold_.Take(entry, block.first_entry, shape));
    for (const ContributionRow& row : refold_.changes().contributions) {
      contributions_.push_back(row);
    }
    const auto* report = std::get_if<ReportPublished>(&entry.events.front());
    if (report == nullptr) return absl::OkStatus();
    IPPLEDGE_RETURN_IF_ERROR(DrainCounter());
    return CheckPublished(report->what, counter_->months(), refold_, *sources_.log);
  }

  // After the last entry: what is signed, the index if it is as far, then what holds of all loans.
  absl::Status TakeWhole() {
    const std::int64_t last = report_.position;
    std::vector<std::function<void()>> work;
    std::optional<SignedHistory> history;
    if (sources_.evidence != nullptr) {
      history.emplace(&sources_, &signers_, refold_.programme().trust.get(), last);
      for (int i = 0; i < 2; ++i) work.emplace_back([&] { history->Verify(); });
    }
    const bool at_end = watermark_ > 0 && watermark_ == last && !index_compared();
    std::vector<absl::Status> rows(at_end ? Comparisons().size() : 0);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      work.emplace_back([&, i] {
        if (sources_.stop()) return;
        rows[i] = Comparisons()[i](*sources_.index, refold_, stream_->tiles());
      });
    }
    RunOnTwo(work, sources_.on_thread);
    if (sources_.stop()) return absl::CancelledError("the audit was stopped");

    blamed_ = 0;
    if (history) {
      Finding finding;
      const absl::Status held = history->Finish(report_, finding);
      IPPLEDGE_RETURN_IF_ERROR(Blame(finding.entry, held));
    }
    for (const absl::Status& status : rows) IPPLEDGE_RETURN_IF_ERROR(status);
    if (at_end) report_.index = IndexState::kEqual;
    IPPLEDGE_RETURN_IF_ERROR(CheckWatermark(last));
    return CheckBalances();
  }

  absl::Status CheckBalances() {
    Balances balances(&refold_);
    const std::function<void()> count = [&] { balances.Count(sources_.stop); };
    RunOnTwo({count, count}, sources_.on_thread);
    if (sources_.stop()) return absl::CancelledError("the audit was stopped");
    absl::Status holds;
    RunOnTwo({[&] { holds = balances.Finish(); }, [&] { balances.LetGo(); }}, sources_.on_thread);
    return holds;
  }

  absl::Status CheckWatermark(std::int64_t last) const {
    if (sources_.index == nullptr || index_compared()) return absl::OkStatus();
    if (watermark_ <= last) {
      return absl::DataLossError(
          absl::StrCat("index: it says to be that of entry ", watermark_, ", where no block ends"));
    }
    if (sources_.through > 0) return absl::OkStatus();
    return absl::DataLossError(absl::StrCat("the journal ends at entry ", last,
                                            ", but its index holds entry ", watermark_));
  }

  const Sources& sources_;
  Report report_;
  LogSigners signers_;
  std::optional<KeptCheckpoints> checkpoints_;
  std::int64_t watermark_ = 0;  // 0: there is nothing of an index to compare

  Refold refold_;
  std::vector<ContributionRow> contributions_;  // that the counter does not have yet
  proof::Frontier frontier_;
  std::int64_t commit_time_ms_ = 0;
  std::int64_t blamed_ = 0;
  std::optional<ContributionCounter> counter_;
  std::optional<BlockStream> stream_;
};

}  // namespace

std::string Finding::Text() const {
  return entry == 0 ? words : absl::StrCat("entry ", entry, ": ", words);
}

absl::string_view NameOf(IndexState state) {
  switch (state) {
    case IndexState::kNone:
      return "none";
    case IndexState::kEqual:
      return "equal";
    case IndexState::kNotCompared:
      return "not compared";
  }
  return "";
}

absl::StatusOr<Report> Audit(const Sources& sources) {
  const absl::Time began = absl::Now();
  absl::StatusOr<Report> report = [&] {
    Walk walk(sources);
    return walk.Finish(walk.Run());
  }();
  if (report.ok()) report->time = absl::Now() - began;
  return report;
}

}  // namespace ippledge::audit
