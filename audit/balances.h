// audit/balances.h: what holds of all loans and sums together (ledger/invariants.h), counted by
// several threads.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "audit/refold.h"
#include "ledger/invariants.h"

namespace ippledge::audit {

class Balances {
 public:
  // Counts the loans of `refold`, which it borrows and which nobody else may use meanwhile. Takes
  // the loans out of it and lets go of each as soon as it is counted.
  explicit Balances(Refold* refold);

  // Counts loans that nobody has counted yet until there are none, or `stop` says so. Any number of
  // threads at a time.
  void Count(const std::function<bool()>& stop) ABSL_LOCKS_EXCLUDED(mutex_);
  // Whether everything holds; each loan was counted. DATA_LOSS: of the loans the one that was first
  // recorded, else the first right or sum by key, else what does not add up over all.
  absl::Status Finish() ABSL_LOCKS_EXCLUDED(mutex_);
  // Gives the memory of what was counted back, which takes a while; beside Finish(), if one likes.
  void LetGo() { by_key_ = {}; }

 private:
  // What one thread counted, or all of them.
  struct Part {
    BooksInvariants sums;
    std::int64_t wrong_entry = 0;  // of the loan at fault, its first; 0: none
    absl::Status wrong;
    // The first by key of the rights that loans hold but the books do not know; empty: none.
    std::string unknown_right;

    explicit Part(const Programme* programme) : sums(programme) {}
    void Note(std::int64_t entry, absl::Status status);
    void NoteUnknown(const std::string& key);
  };

  void CountOne(const Loan& loan, Part& part);
  absl::Status CheckRights() const;

  Refold& refold_;
  Refold::Loans by_key_;
  std::vector<LoanRef*> loans_;
  std::atomic<std::size_t> next_ = 0;
  absl::Mutex mutex_;
  Part whole_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace ippledge::audit
