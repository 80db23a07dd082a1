#include "engine/recent.h"

#include <algorithm>

namespace ippledge::engine {

void Recent::Publish(const Changes& changes) {
  absl::MutexLock lock(&mutex_);
  for (const Changes::LoanChange& change : changes.loans) {
    loans_[change.key].push_back(change.loan);
    loan_order_.emplace_back(change.loan->last_entry(), change.key);
  }
  for (const Changes::RightChange& change : changes.rights) {
    rights_.insert_or_assign(change.key, RightRow{change.position, change.holders});
    right_order_.emplace_back(change.position, change.key);
  }
  for (const Changes::ContributionRows& row : changes.contributions) {
    if (chunks_.empty() || chunks_.back()->count == ContributionChunk::kRowsMax) {
      chunks_.push_back(std::make_shared<ContributionChunk>());
    }
    ContributionChunk& chunk = *chunks_.back();
    chunk.rows[chunk.count++] = row;
  }
}

Recent::FoundLoan Recent::FindLoan(absl::string_view key, std::int64_t position) const {
  absl::ReaderMutexLock lock(&mutex_);
  FoundLoan found;
  const auto versions = loans_.find(key);
  if (versions == loans_.end()) return found;
  for (const LoanRef& version : versions->second) {
    if (version->last_entry() <= position) {
      found.loan = version;
    } else {
      found.newer = version;
      break;
    }
  }
  return found;
}

std::vector<std::string> Recent::LoanKeys(absl::string_view from, absl::string_view end,
                                          std::size_t limit) const {
  std::vector<std::string> keys;
  {
    absl::ReaderMutexLock lock(&mutex_);
    for (const auto& [key, versions] : loans_) {
      if (key >= from && (end.empty() || key < end)) keys.push_back(key);
    }
  }
  const std::size_t count = std::min(limit, keys.size());
  std::partial_sort(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(count), keys.end());
  keys.resize(count);
  return keys;
}

std::optional<RightHolders> Recent::FindRight(absl::string_view key) const {
  absl::ReaderMutexLock lock(&mutex_);
  const auto found = rights_.find(key);
  if (found == rights_.end()) return std::nullopt;
  return found->second.holders;
}

Tail Recent::Contributions() const {
  absl::ReaderMutexLock lock(&mutex_);
  Tail tail;
  tail.reserve(chunks_.size());
  for (const std::shared_ptr<ContributionChunk>& chunk : chunks_) {
    tail.push_back({chunk, absl::MakeConstSpan(chunk->rows.get(), chunk->count)});
  }
  return tail;
}

void Recent::Prune(std::int64_t position) {
  absl::MutexLock lock(&mutex_);
  for (; !loan_order_.empty() && loan_order_.front().first <= position; loan_order_.pop_front()) {
    const auto found = loans_.find(loan_order_.front().second);
    if (found == loans_.end()) continue;
    Versions& versions = found->second;
    const auto kept = std::find_if(versions.begin(), versions.end(), [&](const LoanRef& version) {
      return version->last_entry() > position;
    });
    versions.erase(versions.begin(), kept);
    if (versions.empty()) loans_.erase(found);
  }
  for (; !right_order_.empty() && right_order_.front().first <= position;
       right_order_.pop_front()) {
    const auto found = rights_.find(right_order_.front().second);
    if (found != rights_.end() && found->second.position <= position) rights_.erase(found);
  }
  // A chunk that straddles the position stays: readers skip what they have from the index.
  while (!chunks_.empty()) {
    const ContributionChunk& chunk = *chunks_.front();
    if (chunk.count < ContributionChunk::kRowsMax && chunks_.size() == 1) {
      // The open chunk goes only when all of it is in the index.
      if (chunk.count == 0 || chunk.rows[chunk.count - 1].position > position) break;
    } else if (chunk.rows[chunk.count - 1].position > position) {
      break;
    }
    chunks_.pop_front();
  }
}

}  // namespace ippledge::engine
