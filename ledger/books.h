// ledger/books.h: the slice of a programme that Decide() reads and Apply() changes.
//
// The programme itself is always whole; loans and rights are loaded as a command needs them (its
// footprint). A key is present, known absent, or unknown; reading an unknown key crashes, since it
// would decide on nothing. One thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ledger/contribution.h"
#include "ledger/event.h"
#include "ledger/loan.h"
#include "ledger/programme.h"

namespace ippledge {

// What Apply() did since the changes were last taken; rows as they stand after it.
struct Changes {
  struct LoanChange {
    std::string key;
    LoanRef loan;
  };
  struct RightChange {
    std::string key;
    std::int64_t pledges = 0;  // after the change
    std::int64_t position = 0;
  };
  struct SumsChange {
    std::string key;
    CoverSums sums;  // after the change
    std::int64_t position = 0;
  };
  struct WorkChange {
    WorkItem item;
    bool added = false;  // false: removed
  };
  // An event that a book of the programme is the fold of: ConcernsBook().
  struct BookEvent {
    std::int64_t entry = 0;
    std::shared_ptr<const Event> event;
  };
  struct ContributionRows {
    std::int64_t position = 0;
    Contribution contribution;
  };
  std::vector<LoanChange> loans;    // in order; a key may repeat
  std::vector<RightChange> rights;  // in order; a key may repeat
  std::vector<ContributionRows> contributions;
  std::vector<MovementRef> movements;
  std::vector<SumsChange> sums;  // in order; a key may repeat
  std::vector<WorkChange> work;  // in order; an item may come and go
  std::vector<BookEvent> book_events;
  bool programme_changed = false;  // all but headline and last entry
};

class Books {
 public:
  Programme programme;
  // Rules to decide by; an audit sets those of the entry that it decides again.
  std::int32_t rules_version = kRulesVersion;

  // The loan, or null when it is known to be absent. Precondition (checked): the key is known.
  const LoanRef& loan(absl::string_view key) const;
  bool knows_loan(absl::string_view key) const { return loans_.contains(key); }
  // While true, a key that is not here is known to be absent: the caller has looked up everything
  // that the command reads, and loaded what there was.
  void AssumeRestAbsent(bool assume) { rest_absent_ = assume; }
  void LoadLoan(absl::string_view key, LoanRef loan);

  // Loans that have pledged a right and not released it. A count, however popular a right is: which
  // loans they are their rows say. Precondition (checked): the key is known.
  std::int64_t pledges(absl::string_view key) const;
  // Entry that changed it while it was loaded; 0 when none did.
  std::int64_t right_changed_by(absl::string_view key) const;
  bool knows_right(absl::string_view key) const { return rights_.contains(key); }
  void LoadRight(absl::string_view key, std::int64_t pledges);

  // Sums over covered loans; zeros when there are none. Precondition (checked): the key is known.
  CoverSums cover_sums(absl::string_view key) const;
  bool knows_cover_sums(absl::string_view key) const { return sums_.contains(key); }
  // Entry that changed them while they were loaded; 0 when none did.
  std::int64_t cover_sums_changed_by(absl::string_view key) const;
  void LoadCoverSums(absl::string_view key, const CoverSums& sums);

  // Forgets a key, unless an entry above `through` changed it, so that memory stays bounded. The
  // caller promises that it can be loaded again.
  void ForgetLoan(absl::string_view key, std::int64_t through);
  void ForgetRight(absl::string_view key, std::int64_t through);
  void ForgetCoverSums(absl::string_view key, std::int64_t through);
  // The same of all keys at once; sums over covered loans stay while there are no more than
  // `sums_kept`. Not during a trial.
  void ForgetAll(std::size_t sums_kept = 0);
  std::size_t loaded_count() const { return loans_.size() + rights_.size() + sums_.size(); }

  // The movement of the fund that has this id; null when there is none.
  const RecordedMovement* FindMovement(absl::string_view movement_id) const;

  // For Apply() only: puts what an entry changed.
  void PutLoan(std::string key, LoanRef loan);
  void PutRight(std::string key, std::int64_t pledges);
  void PutCoverSums(std::string key, const CoverSums& sums);
  void AddWork(WorkItem item);
  void RemoveWork(WorkItem item);
  void AddContributions(std::int64_t position, std::vector<Contribution> rows);
  void NoteProgrammeChanged();
  // Folds an event that ConcernsBook() into that book. Precondition (checked): it folds.
  void FoldIntoBook(const Event& event, std::int64_t entry);
  // Adds the movement to the programme's fund.
  void AddMovement(RecordedMovement movement);

  // Takes what changed since the last call.
  Changes TakeChanges();

  // Remembers the state so that everything applied since can be undone: a dry run, or a batch of
  // all or nothing. Not nested. Only events of loans and
  // their cover may be applied in between (checked).
  void BeginTrial();
  void KeepTrial();
  void UndoTrial();

 private:
  absl::flat_hash_map<std::string, LoanRef> loans_;
  struct LoadedRight {
    std::int64_t pledges = 0;
    std::int64_t changed_by = 0;
  };
  absl::flat_hash_map<std::string, LoadedRight> rights_;
  struct LoadedSums {
    CoverSums sums;
    std::int64_t changed_by = 0;
  };
  absl::flat_hash_map<std::string, LoadedSums> sums_;
  Changes changes_;
  bool rest_absent_ = false;
  // Places of movements by id, as far as somebody asked: the book itself is shared with readers,
  // who never ask.
  mutable absl::flat_hash_map<std::string, std::size_t> movement_places_;

  template <typename T>
  struct Before {
    std::string key;
    bool is_new;
    T value;
  };
  struct Trial {
    std::vector<Before<LoanRef>> loans;
    std::vector<Before<LoadedRight>> rights;
    std::vector<Before<LoadedSums>> sums;
    std::size_t changed_loans, changed_rights, changed_contributions;
    std::size_t changed_movements, changed_sums, changed_work;
    bool programme_changed;
    Headline headline;
    CoverTotals cover;
    std::optional<FundBook> fund;  // once the trial moved money
    std::size_t units;
    std::uint32_t industries;
    std::int64_t last_entry;
  };
  std::unique_ptr<Trial> trial_;
};

}  // namespace ippledge
