// engine/read_view.h: the books as they were after one entry.
//
// A view is cheap to copy, sees only whole durable groups, and does not change. Any other position
// up to its own can be read through it. It must not outlive its engine. Any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "engine/recent.h"
#include "engine/totals_store.h"
#include "engine/tree_reader.h"
#include "ledger/event.h"
#include "ledger/loan.h"
#include "ledger/programme.h"
#include "ledger/roll_up.h"
#include "proof/merkle.h"
#include "storage/commit_log.h"
#include "storage/index.h"

namespace ippledge::engine {

struct Outcome;

// What the view shows of the whole programme.
struct Picture {
  std::int64_t position = 0;
  std::int64_t commit_time_ms = 0;
  Headline headline;
  proof::Hash root = proof::EmptyRoot();
  // Where the last entry is a TotalsRecorded, for the last time: what checkpoints sign. Size 0 when
  // that is not known.
  storage::Head totals;
  Date today;
  std::shared_ptr<const Programme> programme;  // null before entry 1; its headline may be older
};

struct StoredEntry {
  Entry entry;
  std::string bytes;
};

class ReadView {
 public:
  struct Sources {
    const storage::CommitLog* log = nullptr;
    const storage::Index* index = nullptr;
    const TotalsStore* totals = nullptr;
    const Recent* recent = nullptr;
  };
  ReadView(std::shared_ptr<const Picture> picture, Sources sources)
      : picture_(std::move(picture)), sources_(sources) {}

  const Picture& picture() const { return *picture_; }
  std::int64_t position() const { return picture_->position; }
  // Precondition (checked): the programme is founded.
  const Programme& programme() const;

  // `at` when it is given, else the view's own position. ENTRY_UNKNOWN beyond it or below 0.
  absl::StatusOr<std::int64_t> PositionOf(std::int64_t at) const;

  // The loan as of `position`; null when it was not recorded by then.
  absl::StatusOr<LoanRef> LoanAt(absl::string_view key, std::int64_t position) const;

  // Loans as of `position` in order of key, `from` <= key < `end` (empty: no end), until `visit`
  // returns false.
  absl::Status VisitLoans(
      absl::string_view from, absl::string_view end, std::int64_t position,
      const std::function<bool(const std::string& key, const LoanRef&)>& visit) const;

  // For each right of each of `loans`, which are as of `at`: another loan has pledged it and not
  // released it (as known now).
  absl::StatusOr<std::vector<std::vector<bool>>> AlsoPledged(absl::Span<const LoanRef> loans,
                                                             std::int64_t at) const;

  // Sums over covered loans under each of `keys` (CoverSumsKey()), as known now.
  absl::StatusOr<std::vector<CoverSums>> CoverSumsOf(const std::vector<std::string>& keys) const;

  // Sums for `query`; query.at 0 for the view's own position. Errors of TotalsStore::Query.
  absl::StatusOr<TotalsAnswer> Totals(TotalsQuery query) const;
  absl::StatusOr<TotalsTable> TotalsFlat(TotalsQuery query) const;

  // When entry `number` was committed, in ms since 1970. DATA_LOSS when damaged.
  absl::StatusOr<std::int64_t> CommitTimeOf(std::int64_t number) const;

  // Entries first .. first + count - 1, fewer at the end. DATA_LOSS when damaged.
  absl::StatusOr<std::vector<StoredEntry>> Entries(std::int64_t first, std::int64_t count) const;

  // Proofs and tiles up to the view's position.
  TreeReader Tree() const {
    return TreeReader(sources_.log, sources_.index, &sources_.recent->tree(), position());
  }

  // What became of a write: the answer that its entry fixes. DATA_LOSS when damaged.
  absl::StatusOr<Outcome> OutcomeOf(std::int64_t entry) const;

 private:
  // How many loans pledge each right now; 0 for an empty key.
  absl::StatusOr<std::vector<std::int64_t>> Pledges(const std::vector<std::string>& keys) const;

  std::shared_ptr<const Picture> picture_;
  Sources sources_;
};

}  // namespace ippledge::engine
