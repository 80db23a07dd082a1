// tests/testing/memory_evidence.h: evidence in memory, whose writes fail when a test says so.
#pragma once

#include <atomic>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "storage/evidence.h"

namespace ippledge::storage {

// Thread-safe.
class MemoryEvidence final : public Evidence {
 public:
  // The flag outlives it.
  explicit MemoryEvidence(const std::atomic<bool>* fails) : fails_(*fails) {}

  absl::StatusOr<std::string> Origin() const override { return origin_; }
  absl::Status PinOrigin(absl::string_view origin) override {
    origin_ = std::string(origin);
    return absl::OkStatus();
  }
  absl::StatusOr<std::vector<std::string>> KeyTexts() const override { return keys_; }
  absl::Status AddKeyText(absl::string_view text) override {
    keys_.emplace_back(text);
    return absl::OkStatus();
  }
  absl::Status Put(const StoredCheckpoint& checkpoint) override {
    if (fails_) return absl::ResourceExhaustedError("no space");
    const absl::MutexLock lock(&mutex_);
    notes_[checkpoint.size] = checkpoint.note;
    return absl::OkStatus();
  }
  absl::StatusOr<std::optional<StoredCheckpoint>> Newest() const override {
    const absl::MutexLock lock(&mutex_);
    if (notes_.empty()) return std::nullopt;
    return StoredCheckpoint{notes_.rbegin()->first, notes_.rbegin()->second};
  }
  absl::StatusOr<std::optional<StoredCheckpoint>> AtLeast(std::int64_t size) const override {
    const absl::MutexLock lock(&mutex_);
    const auto found = notes_.lower_bound(size);
    if (found == notes_.end()) return std::nullopt;
    return StoredCheckpoint{found->first, found->second};
  }
  absl::StatusOr<std::vector<StoredCheckpoint>> List(std::int64_t size,
                                                     std::size_t count) const override {
    const absl::MutexLock lock(&mutex_);
    std::vector<StoredCheckpoint> list;
    for (auto it = notes_.lower_bound(size); it != notes_.end() && list.size() < count; ++it) {
      list.push_back({it->first, it->second});
    }
    return list;
  }
  absl::Status CopyTo(const std::string&) const override {
    return absl::UnimplementedError("it is in memory");
  }

 private:
  const std::atomic<bool>& fails_;
  std::string origin_;
  std::vector<std::string> keys_;
  mutable absl::Mutex mutex_;
  std::map<std::int64_t, std::string> notes_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace ippledge::storage
