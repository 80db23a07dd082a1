#include "engine/recent.h"

#include <algorithm>

#include "ledger/check.h"
#include "storage/cover_rows.h"
#include "storage/keys.h"
#include "storage/rows.h"

namespace ippledge::engine {
namespace {

// Rows here are our own: what cannot be decoded was never encoded.
LoanRef Decoded(absl::string_view row) {
  absl::StatusOr<LoanRef> loan = storage::DecodeLoanRow(row);
  IPPLEDGE_CHECK(loan.ok());
  return *std::move(loan);
}

}  // namespace

void Recent::Publish(std::shared_ptr<const ChangedRows> rows,
                     std::shared_ptr<const Changes> changes) {
  absl::MutexLock lock(&mutex_);
  for (const Changes::ContributionRows& row : changes->contributions) {
    if (chunks_.empty() || chunks_.back()->rows.size() == ContributionChunk::kRowsMax) {
      chunks_.push_back(std::make_shared<ContributionChunk>());
    }
    chunks_.back()->rows.push_back(row);
  }
  if (!rows->empty()) groups_.push_back(std::move(rows));
}

void Recent::SortIn() const {
  for (; sorted_in_ < groups_.size(); ++sorted_in_) {
    const Group& group = groups_[sorted_in_];
    for (std::size_t row = 0; row < group->size(); ++row) {
      const HashedKey key = group->key(row);
      Versions versions;
      // The key is to refer to the newest version, since the older ones go first.
      if (const auto known = rows_.find(key); known != rows_.end()) {
        versions = std::move(known->second);
        rows_.erase(known);
      }
      versions.push_back({group, row});
      rows_.emplace(key, std::move(versions));
    }
  }
}

Recent::FoundLoan Recent::FindLoan(absl::string_view key, std::int64_t position) const {
  const std::string row_key = storage::LoanRowKey(key);
  std::optional<Version> at;
  std::optional<Version> newer;
  {
    absl::MutexLock lock(&mutex_);
    SortIn();
    const auto versions = rows_.find(HashedKey::Of(row_key));
    if (versions == rows_.end()) return {};
    for (const Version& version : versions->second) {
      if (version.position() <= position) {
        at = version;
      } else {
        newer = version;
        break;
      }
    }
  }
  FoundLoan found;
  if (at) found.loan = Decoded(at->value());
  if (newer) found.newer = Decoded(newer->value());
  return found;
}

std::vector<std::string> Recent::LoanKeys(absl::string_view from, absl::string_view end,
                                          std::size_t limit) const {
  std::vector<std::string> keys;
  {
    absl::MutexLock lock(&mutex_);
    SortIn();
    for (const auto& [row_key, versions] : rows_) {
      if (row_key.text[0] != storage::kLoanKind) continue;
      const absl::string_view key = row_key.text.substr(1);
      if (key >= from && (end.empty() || key < end)) keys.emplace_back(key);
    }
  }
  const std::size_t count = std::min(limit, keys.size());
  std::partial_sort(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(count), keys.end());
  keys.resize(count);
  return keys;
}

std::optional<Recent::Version> Recent::Newest(const std::string& row_key) const {
  absl::MutexLock lock(&mutex_);
  SortIn();
  const auto versions = rows_.find(HashedKey::Of(row_key));
  if (versions == rows_.end()) return std::nullopt;
  return versions->second.back();
}

std::optional<std::int64_t> Recent::FindPledges(absl::string_view key) const {
  const std::optional<Version> newest = Newest(storage::RightRowKey(key));
  if (!newest) return std::nullopt;
  if (newest->value().empty()) return 0;
  const absl::StatusOr<std::int64_t> pledges = storage::DecodePledges(newest->value());
  IPPLEDGE_CHECK(pledges.ok());
  return *pledges;
}

std::optional<CoverSums> Recent::FindCoverSums(absl::string_view key) const {
  const std::optional<Version> newest = Newest(storage::CoverSumsRowKey(key));
  if (!newest) return std::nullopt;
  if (newest->value().empty()) return CoverSums();
  const absl::StatusOr<CoverSums> sums = storage::DecodeCoverSums(newest->value());
  IPPLEDGE_CHECK(sums.ok());
  return *sums;
}

Tail Recent::Contributions() const {
  absl::ReaderMutexLock lock(&mutex_);
  Tail tail;
  tail.reserve(chunks_.size());
  for (const std::shared_ptr<ContributionChunk>& chunk : chunks_) {
    tail.push_back({chunk, chunk->rows});
  }
  return tail;
}

void Recent::Prune(std::int64_t position) {
  tree_.Prune(position);
  // Freed when the mutex is: who publishes does not wait for it.
  std::vector<Group> groups;
  std::vector<std::shared_ptr<ContributionChunk>> chunks;
  absl::MutexLock lock(&mutex_);
  for (; !groups_.empty() && groups_.front()->last_position() <= position; groups_.pop_front()) {
    groups.push_back(groups_.front());
    if (sorted_in_ == 0) continue;
    --sorted_in_;
    const ChangedRows& group = *groups_.front();
    for (std::size_t row = 0; row < group.size(); ++row) {
      const auto found = rows_.find(group.key(row));
      if (found == rows_.end()) continue;
      Versions& versions = found->second;
      const auto newer =
          std::find_if(versions.begin(), versions.end(),
                       [&](const Version& version) { return version.position() > position; });
      // With the last of them goes the key, which refers to its bytes.
      if (newer == versions.end()) {
        rows_.erase(found);
      } else {
        versions.erase(versions.begin(), newer);
      }
    }
  }
  // A chunk that straddles the position stays: readers skip what they have from the index.
  while (!chunks_.empty() && chunks_.front()->rows.back().position <= position) {
    chunks.push_back(std::move(chunks_.front()));
    chunks_.pop_front();
  }
}

}  // namespace ippledge::engine
