// tools/admin/refold.h: the books of a programme folded again from entry 1, each entry decided
// again on the way.
//
// Everything stays in memory: about 1.5 KB for each loan. One thread.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "ledger/books.h"
#include "ledger/command.h"
#include "ledger/event.h"

namespace ippledge::admin {

class Refold {
 public:
  using Loans = absl::flat_hash_map<std::string, LoanRef>;        // by LoanKey
  using Rights = absl::flat_hash_map<std::string, std::int64_t>;  // pledges by RightKey; never 0
  using Sums = absl::flat_hash_map<std::string, CoverSums>;       // by CoverSumsKey; never zero

  // Takes the next entry, which lies in the block that begins with `block_first`. DATA_LOSS, and
  // says why, unless the command it holds has the shape that is let in, the rules accept it here
  // from its caller with the same decided parts, a verdict it holds follows from the policy and the
  // facts it holds, and the entry states day, counted total and, as a
  // batch's last one, the rows before it rightly. Precondition: a number one above the last.
  absl::Status Take(const Entry& entry, std::int64_t block_first);

  const Programme& programme() const { return books_.programme; }
  const Loans& loans() const { return loans_; }
  const Rights& rights() const { return rights_; }
  const Sums& sums() const { return sums_; }
  // Every event of reconciliation, in order.
  const std::vector<Changes::BookEvent>& book_events() const {
    return book_events_;
  }
  // Verdicts on covers, claims and recoveries that were made again.
  std::int64_t judgement_count() const { return judgement_count_; }
  std::int64_t request_count() const { return static_cast<std::int64_t>(requests_.size()); }
  // Organisation, request id and entry of all requests, in no order.
  void VisitRequests(
      const std::function<void(const std::string&, const RequestId&, std::int64_t)>& visit) const;
  // What the last entry changed.
  const Changes& changes() const { return changes_; }

 private:
  absl::Status DecideAgain(const Entry& entry, const Event& event) const;
  absl::Status CheckBatch(const Entry& entry, const BatchRecorded& batch,
                          std::int64_t block_first) const;
  absl::Status NoteRequest(const Entry& entry);
  void NoteRun(const Entry& entry);
  void Load(const Command& command);
  void Keep();

  Books books_;  // holds what the present entry reads; the rest is below
  std::vector<std::string> loaded_loans_;
  std::vector<std::string> loaded_rights_;
  std::vector<std::string> loaded_sums_;
  Loans loans_;
  Rights rights_;
  Sums sums_;
  std::vector<Changes::BookEvent> book_events_;
  std::int64_t judgement_count_ = 0;
  Interner organisations_;
  absl::flat_hash_map<std::pair<std::uint32_t, RequestId>, std::int64_t> requests_;
  Changes changes_;
  // The latest run of entries by one caller without request ids: rows of a batch, so far.
  std::int64_t run_first_ = 0;
  Caller run_caller_;
};

}  // namespace ippledge::admin
