#include "engine/request_ids.h"

#include <algorithm>

#include "ledger/check.h"

namespace ippledge::engine {

void RequestIds::Bind(std::string row_key, std::int64_t entry, const Fingerprint& fingerprint) {
  IPPLEDGE_CHECK(fingerprints_.empty() || fingerprints_.back().first < entry);
  const Bound& bound = group_.emplace_back(Bound{std::move(row_key), entry});
  entries_.insert_or_assign(HashedKey::Of(bound.row_key), entry);
  fingerprints_.emplace_back(entry, fingerprint);
}

std::int64_t RequestIds::EntryInGroup(const HashedKey& row_key) const {
  const auto found = entries_.find(row_key);
  return found == entries_.end() ? 0 : found->second;
}

void RequestIds::CloseGroup() {
  entries_.clear();
  group_.clear();
}

std::optional<Fingerprint> RequestIds::FingerprintOf(std::int64_t entry) const {
  const auto found =
      std::lower_bound(fingerprints_.begin(), fingerprints_.end(), entry,
                       [](const auto& known, std::int64_t number) { return known.first < number; });
  if (found == fingerprints_.end() || found->first != entry) return std::nullopt;
  return found->second;
}

void RequestIds::ForgetThrough(std::int64_t watermark) {
  while (!fingerprints_.empty() && fingerprints_.front().first <= watermark) {
    fingerprints_.pop_front();
  }
}

}  // namespace ippledge::engine
