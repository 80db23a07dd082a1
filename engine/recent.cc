#include "engine/recent.h"

#include <algorithm>

namespace ippledge::engine {

namespace {

// The last entry that changed a loan, a right or a sum; 0 when the group changed none.
std::int64_t LastChange(const Changes& changes) {
  std::int64_t last = 0;
  if (!changes.loans.empty()) last = changes.loans.back().loan->last_entry();
  if (!changes.rights.empty()) last = std::max(last, changes.rights.back().position);
  if (!changes.sums.empty()) last = std::max(last, changes.sums.back().position);
  return last;
}

}  // namespace

void Recent::Publish(std::shared_ptr<const Changes> changes) {
  absl::MutexLock lock(&mutex_);
  for (const Changes::ContributionRows& row : changes->contributions) {
    if (chunks_.empty() || chunks_.back()->count == ContributionChunk::kRowsMax) {
      chunks_.push_back(std::make_shared<ContributionChunk>());
    }
    ContributionChunk& chunk = *chunks_.back();
    chunk.rows[chunk.count++] = row;
  }
  if (LastChange(*changes) > 0) groups_.push_back(std::move(changes));
}

void Recent::SortIn() const {
  for (; sorted_in_ < groups_.size(); ++sorted_in_) {
    for (const Changes::LoanChange& change : groups_[sorted_in_]->loans) {
      loans_[change.key].push_back(change.loan);
    }
    for (const Changes::RightChange& change : groups_[sorted_in_]->rights) {
      rights_.insert_or_assign(change.key, RightRow{change.position, change.pledges});
    }
    for (const Changes::SumsChange& change : groups_[sorted_in_]->sums) {
      sums_.insert_or_assign(change.key, SumsRow{change.position, change.sums});
    }
  }
}

Recent::FoundLoan Recent::FindLoan(absl::string_view key, std::int64_t position) const {
  absl::MutexLock lock(&mutex_);
  SortIn();
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
    absl::MutexLock lock(&mutex_);
    SortIn();
    for (const auto& [key, versions] : loans_) {
      if (key >= from && (end.empty() || key < end)) keys.push_back(key);
    }
  }
  const std::size_t count = std::min(limit, keys.size());
  std::partial_sort(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(count), keys.end());
  keys.resize(count);
  return keys;
}

std::optional<std::int64_t> Recent::FindPledges(absl::string_view key) const {
  absl::MutexLock lock(&mutex_);
  SortIn();
  const auto found = rights_.find(key);
  if (found == rights_.end()) return std::nullopt;
  return found->second.pledges;
}

std::optional<CoverSums> Recent::FindCoverSums(absl::string_view key) const {
  absl::MutexLock lock(&mutex_);
  SortIn();
  const auto found = sums_.find(key);
  if (found == sums_.end()) return std::nullopt;
  return found->second.sums;
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
  tree_.Prune(position);
  absl::MutexLock lock(&mutex_);
  for (; !groups_.empty() && LastChange(*groups_.front()) <= position; groups_.pop_front()) {
    if (sorted_in_ == 0) continue;
    --sorted_in_;
    for (const Changes::LoanChange& change : groups_.front()->loans) {
      const auto found = loans_.find(change.key);
      if (found == loans_.end()) continue;
      Versions& versions = found->second;
      versions.erase(versions.begin(),
                     std::find_if(versions.begin(), versions.end(), [&](const LoanRef& version) {
                       return version->last_entry() > position;
                     }));
      if (versions.empty()) loans_.erase(found);
    }
    for (const Changes::RightChange& change : groups_.front()->rights) {
      const auto found = rights_.find(change.key);
      if (found != rights_.end() && found->second.position <= position) rights_.erase(found);
    }
    for (const Changes::SumsChange& change : groups_.front()->sums) {
      const auto found = sums_.find(change.key);
      if (found != sums_.end() && found->second.position <= position) sums_.erase(found);
    }
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
