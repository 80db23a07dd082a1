#include "engine/changed_rows.h"

namespace ippledge::engine {

void ChangedRows::Reserve(std::size_t rows, std::size_t bytes) {
  rows_.reserve(rows_.size() + rows);
  bytes_.reserve(bytes_.size() + bytes);
}

void ChangedRows::Add(absl::string_view key, absl::string_view value, std::int64_t position) {
  const std::size_t begin = bytes_.size();
  bytes_.append(key.data(), key.size());
  Start(begin, position).append(value.data(), value.size());
  End();
}

std::string& ChangedRows::Begin(char kind, absl::string_view key, std::int64_t position) {
  const std::size_t begin = bytes_.size();
  bytes_.push_back(kind);
  bytes_.append(key.data(), key.size());
  return Start(begin, position);
}

std::string& ChangedRows::Start(std::size_t begin, std::int64_t position) {
  const absl::string_view whole = absl::string_view(bytes_).substr(begin);
  rows_.push_back({.hash = HashOfKey(whole),
                   .position = position,
                   .begin = begin,
                   .key_bytes = static_cast<std::uint32_t>(whole.size()),
                   .value_bytes = 0});
  return bytes_;
}

void ChangedRows::End() {
  Row& row = rows_.back();
  row.value_bytes = static_cast<std::uint32_t>(bytes_.size() - row.begin - row.key_bytes);
}

absl::string_view ChangedRows::value(std::size_t row) const {
  const Row& r = rows_[row];
  return absl::string_view(bytes_).substr(r.begin + r.key_bytes, r.value_bytes);
}

}  // namespace ippledge::engine
