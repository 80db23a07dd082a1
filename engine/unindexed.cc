#include "engine/unindexed.h"

#include <utility>

namespace ippledge::engine {
namespace {

// Rows asked for ahead: about as many as memory answers at a time.
constexpr std::size_t kAhead = 12;

}  // namespace

void Unindexed::Add(std::shared_ptr<const ChangedRows> rows) {
  if (rows->empty()) return;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    if (i + kAhead < rows->size()) newest_.prefetch(rows->key(i + kAhead));
    const HashedKey key = rows->key(i);
    const Place place{rows.get(), i};
    const auto [slot, is_new] = newest_.try_emplace(key, place);
    if (is_new) continue;
    // The older group takes its bytes with it when it goes: the key must be the newer one's.
    newest_.erase(slot);
    newest_.emplace(key, place);
  }
  groups_.push_back(std::move(rows));
}

std::optional<absl::string_view> Unindexed::Find(const HashedKey& key) const {
  const auto found = newest_.find(key);
  if (found == newest_.end()) return std::nullopt;
  return found->second.rows->value(found->second.row);
}

void Unindexed::ForgetThrough(std::int64_t watermark) {
  for (; !groups_.empty() && groups_.front()->last_position() <= watermark; groups_.pop_front()) {
    const ChangedRows& rows = *groups_.front();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (i + kAhead < rows.size()) newest_.prefetch(rows.key(i + kAhead));
      const auto found = newest_.find(rows.key(i));
      if (found != newest_.end() && found->second.rows == &rows) newest_.erase(found);
    }
  }
}

}  // namespace ippledge::engine
