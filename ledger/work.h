// ledger/work.h: what somebody has to do next, by day.
//
// Every item follows from its loan (WorkOf); the book is their sum over all loans, so that a day
// that turns, a payment run and a query find them without looking at loans. Copies share what did
// not change: a picture of the programme costs a pointer for some hundred items, and what changes
// then is copied once. Regular value; copies may be read by any thread.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "ledger/copy_on_write.h"
#include "ledger/cover.h"
#include "ledger/date.h"

namespace ippledge {

struct Loan;

// Open items of a programme; an application or a claim beyond it is refused.
inline constexpr std::size_t kOpenWorkMax = 500'000;

struct WorkItem {
  Date due_date;  // Date() when the step has no deadline
  std::string loan_key;
  WorkStep step = WorkStep::kUnspecified;
  std::string claim_number;     // empty: of the cover itself
  std::string recovery_number;  // kRemittance
  bool acts = false;            // once the day is over, silence does something

  friend auto operator<=>(const WorkItem&, const WorkItem&) = default;
};

// The items of a loan, in order; at most one of the cover, one of each claim, one of each recovery.
std::vector<WorkItem> WorkOf(const Loan& loan);

class WorkBook {
 public:
  // Precondition (checked): it is not there, or there.
  void Add(const WorkItem& item);
  void Remove(const WorkItem& item);
  std::size_t size() const { return size_; }
  // Items with due_date < `before`, in order, until `visit` returns false. Those without a deadline
  // are left out.
  void VisitDueBefore(Date before, const std::function<bool(const WorkItem&)>& visit) const;
  // All items, those without a deadline first.
  void Visit(const std::function<bool(const WorkItem&)>& visit) const;

 private:
  using Chunk = std::vector<WorkItem>;  // in order, never empty
  static constexpr std::size_t kChunkItemsMax = 256;
  // Place of the chunk in which `item` is or belongs. Precondition: there are chunks.
  std::size_t ChunkOf(const WorkItem& item) const;

  std::vector<CopyOnWrite<Chunk>> chunks_;  // in order
  std::size_t size_ = 0;
};

}  // namespace ippledge
