// engine/changed_rows.h: what a group changed of loans, rights and sums, as rows of the index.
//
// Rows are made once, when the group is closed, and used by three: the deciding thread and readers
// look them up until the index has them, the index's thread writes them as they are. Keys and
// values lie one behind the other in a few bytes, not as the objects they came from: what waits for
// the index is a few hundred thousand rows, too many for any cache. Immutable once closed, shared
// between threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "engine/hashed_key.h"

namespace ippledge::engine {

class ChangedRows {
 public:
  // Makes room for `rows` more of `bytes` together.
  void Reserve(std::size_t rows, std::size_t bytes);

  // Adds the row under `key` as it is after entry `position`; an empty value deletes it. Rows come
  // in order of position, a key may repeat.
  void Add(absl::string_view key, absl::string_view value, std::int64_t position);
  // The same in two steps, for rows that are made in place: append the value to what Begin()
  // answers, then call End(). `kind` is the first byte of the row's key, `key` the rest.
  std::string& Begin(char kind, absl::string_view key, std::int64_t position);
  void End();

  bool empty() const { return rows_.empty(); }
  std::size_t size() const { return rows_.size(); }
  // Valid as long as this is, and nothing is added.
  HashedKey key(std::size_t row) const { return {rows_[row].hash, KeyText(rows_[row])}; }
  absl::string_view value(std::size_t row) const;
  std::int64_t position(std::size_t row) const { return rows_[row].position; }
  // Of the last row; 0 when there is none.
  std::int64_t last_position() const { return empty() ? 0 : rows_.back().position; }

 private:
  struct Row {
    std::uint64_t hash = 0;
    std::int64_t position = 0;
    std::size_t begin = 0;  // of the key; the value follows
    std::uint32_t key_bytes = 0;
    std::uint32_t value_bytes = 0;
  };
  // Of a row whose key was appended from `begin` on.
  std::string& Start(std::size_t begin, std::int64_t position);
  absl::string_view KeyText(const Row& row) const {
    return absl::string_view(bytes_).substr(row.begin, row.key_bytes);
  }

  std::string bytes_;
  std::vector<Row> rows_;
};

}  // namespace ippledge::engine
