#include "ledger/work.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "ledger/check.h"
#include "ledger/loan.h"

namespace ippledge {
namespace {

WorkItem ItemOf(const std::string& loan_key, WorkStep step, const Deadline& due,
                std::string claim_number) {
  return {.due_date = due.date,
          .loan_key = loan_key,
          .step = step,
          .claim_number = std::move(claim_number),
          .recovery_number = "",
          .acts = due.is_set() && due.on_silence != OnSilence::kEscalate};
}

void AddClaimWork(const std::string& key, const Claim& claim, std::vector<WorkItem>& items) {
  WorkStep step = OpenStepOf(claim.state);
  if (step == WorkStep::kLaterInstalment && DueNow(claim) > Money()) step = WorkStep::kPayment;
  // After payment there is an end of recovery only where the policy sets one.
  const bool open =
      step != WorkStep::kUnspecified && (step != WorkStep::kRecoveryEnd || claim.due.is_set());
  const bool closed = claim.closing != RecoveryClosing::kUnspecified;
  if (open && !(closed && step == WorkStep::kRecoveryEnd)) {
    items.push_back(ItemOf(key, step, claim.due, claim.filing.claim_number));
  }
  for (const Recovery& recovery : claim.recoveries) {
    if (recovery.state() == RecoveryState::kRemitted) continue;
    WorkItem item = ItemOf(key, WorkStep::kRemittance, {recovery.due_date, OnSilence::kEscalate},
                           claim.filing.claim_number);
    item.recovery_number = recovery.what.recovery_number;
    items.push_back(std::move(item));
  }
}

}  // namespace

std::vector<WorkItem> WorkOf(const Loan& loan) {
  std::vector<WorkItem> items;
  if (loan.cover == nullptr) return items;
  const Cover& cover = *loan.cover;
  const std::string key = LoanKey(loan.terms->id);
  const WorkStep step = OpenStepOf(cover.state);
  // A claim that is open keeps its loan from losing cover at the window's end.
  const bool open =
      step == WorkStep::kClaimWindow ? OpenClaim(cover) == nullptr : step != WorkStep::kUnspecified;
  if (open) items.push_back(ItemOf(key, step, cover.due, ""));
  for (const Claim& claim : cover.claims) AddClaimWork(key, claim, items);
  return items;
}

std::size_t WorkBook::ChunkOf(const WorkItem& item) const {
  const auto after = std::upper_bound(
      chunks_.begin(), chunks_.end(), item,
      [](const WorkItem& i, const CopyOnWrite<Chunk>& chunk) { return i < chunk->front(); });
  return after == chunks_.begin() ? 0 : static_cast<std::size_t>(after - chunks_.begin()) - 1;
}

void WorkBook::Add(const WorkItem& item) {
  std::size_t at = 0;
  if (chunks_.empty()) {
    chunks_.emplace_back();
  } else {
    at = ChunkOf(item);
  }
  Chunk& chunk = chunks_[at].Change();
  const auto place = std::lower_bound(chunk.begin(), chunk.end(), item);
  IPPLEDGE_CHECK(place == chunk.end() || *place != item);
  chunk.insert(place, item);
  ++size_;
  if (chunk.size() <= kChunkItemsMax) return;
  const auto half = chunk.begin() + kChunkItemsMax / 2;
  Chunk upper(std::make_move_iterator(half), std::make_move_iterator(chunk.end()));
  chunk.erase(half, chunk.end());
  chunks_.insert(chunks_.begin() + static_cast<std::ptrdiff_t>(at) + 1,
                 CopyOnWrite<Chunk>(std::move(upper)));
}

void WorkBook::Remove(const WorkItem& item) {
  IPPLEDGE_CHECK(!chunks_.empty());
  const std::size_t at = ChunkOf(item);
  Chunk& chunk = chunks_[at].Change();
  const auto place = std::lower_bound(chunk.begin(), chunk.end(), item);
  IPPLEDGE_CHECK(place != chunk.end() && *place == item);
  chunk.erase(place);
  --size_;
  if (chunk.empty()) chunks_.erase(chunks_.begin() + static_cast<std::ptrdiff_t>(at));
}

void WorkBook::VisitDueBefore(Date before,
                              const std::function<bool(const WorkItem&)>& visit) const {
  Visit([&](const WorkItem& item) {
    if (item.due_date == Date()) return true;
    return item.due_date < before && visit(item);
  });
}

void WorkBook::Visit(const std::function<bool(const WorkItem&)>& visit) const {
  // No deadline sorts first: no step falls due before 1970.
  for (const CopyOnWrite<Chunk>& chunk : chunks_) {
    for (const WorkItem& item : *chunk) {
      if (!visit(item)) return;
    }
  }
}

}  // namespace ippledge
