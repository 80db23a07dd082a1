// storage/index.h: everything derived from the journal, in a database of its own.
//
// A round of rows, its watermark included, is sorted into one file that the database takes over
// whole: no log, no memtable, and the index is always exactly that of some position. It may be
// deleted at any time and is then rebuilt from the journal. Knows no rule: rows are bytes (rows.h,
// columns.h say which). Reads: any thread. WriteRound: one thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace ippledge::storage {

class Index {
 public:
  virtual ~Index() = default;

  // Creates an empty index when there is none, and empties one of an older version: both are made
  // from the journal by who replays it. FAILED_PRECONDITION: written by a newer version.
  // UNAVAILABLE: open in another process. DATA_LOSS: damaged (it may be deleted and rebuilt).
  // `block_cache_bytes` bounds what reads keep in memory.
  static absl::StatusOr<std::unique_ptr<Index>> Open(const std::string& folder,
                                                     std::size_t block_cache_bytes);

  // From now on, or from the first round on, files are merged in the background. Not before: what
  // an earlier process left to be merged can wait until a start is done.
  virtual void BeginMerging() {}

  // Last position whose rows are here; 0 for an empty index.
  virtual std::int64_t watermark() const = 0;

  // The rows under `keys`, in their order; nullopt for a key that is not there.
  virtual absl::StatusOr<std::vector<std::optional<std::string>>> Get(
      absl::Span<const std::string> keys) const = 0;

  using Row = std::pair<std::string, std::string>;  // key, value
  using RowView = std::pair<absl::string_view, absl::string_view>;
  // Puts `rows` and moves the watermark to `position`; durable when it returns. Rows need not be
  // sorted; of equal keys the last counts. An empty value deletes the row.
  virtual absl::Status WriteRound(absl::Span<const RowView> rows, std::int64_t position) = 0;

  // Calls `visit` for each row with `from` <= key < `end` in order of key until it returns false.
  // All of one picture.
  virtual absl::Status Scan(
      absl::string_view from, absl::string_view end,
      const std::function<bool(absl::string_view key, absl::string_view value)>& visit) const = 0;

  // The last row with `from` <= key <= `at_most`; nullopt when there is none.
  virtual absl::StatusOr<std::optional<Row>> LastAtMost(absl::string_view from,
                                                        absl::string_view at_most) const = 0;

  // Bytes of its files.
  virtual std::int64_t size_bytes() const = 0;
};

// WriteRound() of rows that own their bytes.
absl::Status WriteRows(Index& index, const std::vector<Index::Row>& rows, std::int64_t position);

}  // namespace ippledge::storage
