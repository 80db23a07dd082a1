// tests/testing/memory_index.h: an index in memory, for what reads and writes one.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "storage/index.h"

namespace ippledge::storage {

// Thread-safe. Each scan is of one picture, as the real one's is.
class MemoryIndex final : public Index {
 public:
  std::int64_t watermark() const override {
    const absl::MutexLock lock(&mutex_);
    return watermark_;
  }

  absl::StatusOr<std::vector<std::optional<std::string>>> Get(
      absl::Span<const std::string> keys) const override {
    const absl::MutexLock lock(&mutex_);
    std::vector<std::optional<std::string>> rows;
    for (const std::string& key : keys) {
      const auto it = rows_.find(key);
      rows.push_back(it == rows_.end() ? std::nullopt : std::optional(it->second));
    }
    return rows;
  }

  absl::Status WriteRound(absl::Span<const RowView> rows, std::int64_t position) override {
    const absl::MutexLock lock(&mutex_);
    for (const auto& [key, value] : rows) {
      if (value.empty()) {
        rows_.erase(std::string(key));
      } else {
        rows_[std::string(key)] = std::string(value);
      }
    }
    watermark_ = position;
    return absl::OkStatus();
  }

  absl::Status Scan(
      absl::string_view from, absl::string_view end,
      const std::function<bool(absl::string_view, absl::string_view)>& visit) const override {
    for (const auto& [key, value] : Between(from, end)) {
      if (!visit(key, value)) break;
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::optional<Row>> LastAtMost(absl::string_view from,
                                                absl::string_view at_most) const override {
    const absl::MutexLock lock(&mutex_);
    auto it = rows_.upper_bound(std::string(at_most));
    if (it == rows_.begin() || (--it)->first < from) return std::nullopt;
    return Row(*it);
  }

  std::int64_t size_bytes() const override { return 0; }

  // The rows whose keys begin with `kind`; and one of them as a test leaves it.
  std::vector<Row> RowsOfKind(char kind) const {
    return Between(std::string(1, kind), std::string(1, static_cast<char>(kind + 1)));
  }
  void Put(const std::string& key, std::string value) {
    const absl::MutexLock lock(&mutex_);
    rows_[key] = std::move(value);
  }

 private:
  std::vector<Row> Between(absl::string_view from, absl::string_view end) const {
    const absl::MutexLock lock(&mutex_);
    return std::vector<Row>(rows_.lower_bound(std::string(from)),
                            rows_.lower_bound(std::string(end)));
  }

  mutable absl::Mutex mutex_;
  std::map<std::string, std::string> rows_;
  std::int64_t watermark_ = 0;
};

}  // namespace ippledge::storage
