// ledger/books.h: the slice of a programme that Decide() reads and Apply() changes.
//
// The programme itself is always whole; loans and rights are loaded as a command needs them (its
// footprint). A key is present, known absent, or unknown; reading an unknown key crashes, since it
// would decide on nothing. One thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ledger/contribution.h"
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
  struct ContributionRows {
    std::int64_t position = 0;
    Contribution contribution;
  };
  std::vector<LoanChange> loans;    // in order; a key may repeat
  std::vector<RightChange> rights;  // in order; a key may repeat
  std::vector<ContributionRows> contributions;
  bool programme_changed = false;  // bodies, units, openings, reports, day
};

class Books {
 public:
  Programme programme;

  // The loan, or null when it is known to be absent. Precondition (checked): the key is known.
  const LoanRef& loan(absl::string_view key) const;
  bool knows_loan(absl::string_view key) const {
    return loans_.contains(key) || older_loans_.contains(key);
  }
  // While true, a key that is not here is known to be absent: the caller has looked up everything
  // that the command reads, and loaded what there was.
  void AssumeRestAbsent(bool assume) { rest_absent_ = assume; }
  void LoadLoan(absl::string_view key, LoanRef loan);

  // Loans that have pledged a right and not released it. A count, however popular a right is: which
  // loans they are their rows say. Precondition (checked): the key is known.
  std::int64_t pledges(absl::string_view key) const;
  bool knows_right(absl::string_view key) const {
    return rights_.contains(key) || older_rights_.contains(key);
  }
  void LoadRight(absl::string_view key, std::int64_t pledges);

  // Forgets the older keys, and makes older those loaded or changed since the last call: memory
  // stays bounded, and nothing is forgotten key by key. The caller promises that what goes can be
  // loaded again. Not within a trial.
  void TurnGeneration();
  // Keys in memory; one that changed counts once a generation.
  std::size_t loaded_count() const {
    return loans_.size() + rights_.size() + older_loans_.size() + older_rights_.size();
  }

  // For Apply() only: puts what an entry changed.
  void PutLoan(std::string key, LoanRef loan);
  void PutRight(std::string key, std::int64_t pledges);
  void AddContributions(std::int64_t position, std::vector<Contribution> rows);
  void NoteProgrammeChanged();

  // Takes what changed since the last call.
  Changes TakeChanges();

  // Remembers the state so that everything applied since can be undone: a dry run, or a batch of
  // all or nothing. Not nested. Only loan events may be applied in between (checked).
  void BeginTrial();
  void KeepTrial();
  void UndoTrial();

 private:
  using Loans = absl::flat_hash_map<std::string, LoanRef>;
  using Rights = absl::flat_hash_map<std::string, std::int64_t>;
  // What was loaded or changed last stands here; a key not here may be in the older generation.
  Loans loans_;
  Rights rights_;
  Loans older_loans_;
  Rights older_rights_;
  Changes changes_;
  bool rest_absent_ = false;

  template <typename T>
  struct Before {
    std::string key;
    bool is_new;
    T value;
  };
  struct Trial {
    std::vector<Before<LoanRef>> loans;
    std::vector<Before<std::int64_t>> rights;
    std::size_t changed_loans, changed_rights, changed_contributions;
    bool programme_changed;
    Headline headline;
    std::size_t units;
    std::uint32_t industries;
    std::int64_t last_entry;
  };
  std::unique_ptr<Trial> trial_;
};

}  // namespace ippledge
