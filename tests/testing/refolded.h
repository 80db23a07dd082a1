// tests/testing/refolded.h: a programme's journal folded from entry 1, the simplest way, with what
// was known after each entry.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/read_view.h"
#include "ledger/books.h"
#include "ledger/event.h"
#include "tests/testing/naive_totals.h"

namespace ippledge::engine {

class Refolded {
 public:
  // All entries that `view` sees. Fails the test unless numbers are dense, commit times never fall,
  // days never go back, each TotalsRecorded states the sums of its place and their hash, each batch
  // its rows, and the hashes lead to the view's root.
  explicit Refolded(const ReadView& view);

  std::int64_t position() const { return static_cast<std::int64_t>(entries_.size()); }
  // Entry `number`, from 1 on.
  const Entry& entry(std::int64_t number) const {
    return entries_[static_cast<std::size_t>(number - 1)];
  }
  // The loan as of `at`; null when it was not recorded by then.
  LoanRef LoanAt(const std::string& key, std::int64_t at) const;
  // Keys of all loans ever, in order.
  std::vector<std::string> LoanKeys() const;
  const Headline& HeadlineAt(std::int64_t at) const {
    return headlines_[static_cast<std::size_t>(at)];
  }
  // In order of position.
  const ContributionRows& contributions() const { return contributions_; }
  const Programme& programme() const { return books_.programme; }
  // Keys of all sums over covered loans that any command read or changed; and a sum at the end.
  const std::set<std::string>& sums_keys() const { return sums_keys_; }
  CoverSums SumsNow(const std::string& key) const { return books_.cover_sums(key); }
  // Entries by storage::RequestRowKey().
  const std::map<std::string, std::int64_t>& requests() const { return requests_; }
  // Entries of a kind, as KindOf() names it.
  std::vector<std::int64_t> EntriesOf(absl::string_view kind) const;

 private:
  void Fold(const Entry& entry);
  void CheckTotals(const Entry& entry, const TotalsRecorded& totals) const;
  void CheckBatch(const Entry& entry, const BatchRecorded& batch) const;

  std::vector<Entry> entries_;
  Books books_;
  std::map<std::string, std::vector<std::pair<std::int64_t, LoanRef>>> loans_;
  std::vector<Headline> headlines_;
  ContributionRows contributions_;
  std::map<std::string, std::int64_t> requests_;
  std::set<std::string> sums_keys_;
};

// Fails the test unless `view` answers as `refolded` does: the newest picture, sums over covered
// loans and open work, each loan alone and all in order, and totals of several kinds, at its own
// position and at each `step`-th before it.
void ExpectAsRefolded(const ReadView& view, const Refolded& refolded, std::int64_t step = 1);

}  // namespace ippledge::engine
