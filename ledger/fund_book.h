// ledger/fund_book.h: every movement of the fund, in order of entry, and the accounts after the
// last.
//
// Copies share what is old: a picture of the programme costs a few hundred pointers, however long
// the book is. Regular value; copies may be read by any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "ledger/fund.h"

namespace ippledge {

struct RecordedMovement {
  // Of a reversal: id, bank reference and memo are its own, the rest is that of what it reverses;
  // its date is its own where the month of what it reverses was closed.
  FundMovement movement;
  std::int64_t entry = 0;
  std::int64_t reverses_entry = 0;  // 0: it reverses nothing
  FundFigures after;

  int sign() const { return reverses_entry > 0 ? -1 : +1; }
  friend bool operator==(const RecordedMovement&, const RecordedMovement&) = default;
};
using MovementRef = std::shared_ptr<const RecordedMovement>;

class FundBook {
 public:
  // Adds a movement of an entry at or above all others; of a reversal only id, bank reference,
  // memo, `reverses_entry` and, if set, the date are looked at. `after` is computed. Precondition
  // (checked): what it reverses is here and stands.
  void Add(RecordedMovement movement);

  std::size_t size() const { return full_.size() * kChunkMovements + open_.size(); }
  const MovementRef& at(std::size_t place) const;
  // Place of the first movement of an entry at or above `entry`; size() when there is none.
  std::size_t PlaceOf(std::int64_t entry) const;
  // The first movement of `entry`; null when there is none.
  const RecordedMovement* OfEntry(std::int64_t entry) const;
  // The entry that reversed the movement of `entry`; 0 when none did.
  std::int64_t ReversedBy(std::int64_t entry) const;

  // After the last movement.
  const FundAccounts& accounts() const { return accounts_; }
  // After entry `at`, of movements dated up to `as_of`.
  FundAccounts AccountsAt(std::int64_t at, std::optional<Date> as_of) const;
  // None while nothing was recorded.
  std::optional<FundTotals> totals() const;

 private:
  static constexpr std::size_t kChunkMovements = 256;
  using Chunk = std::vector<MovementRef>;

  std::vector<std::shared_ptr<const Chunk>> full_;
  Chunk open_;
  FundAccounts accounts_;
  absl::flat_hash_map<std::int64_t, std::int64_t> reversed_by_;
};

}  // namespace ippledge
