// audit/refold.h: the books of a programme folded again from entry 1, each entry decided again on
// the way.
//
// Everything stays in memory: about 1.5 KB for each loan. One thread.
#pragma once

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

namespace ippledge::audit {

class Refold {
 public:
  // Makes room for so many loans.
  void Expect(std::size_t loans) {
    loans_.reserve(loans);
    rights_.reserve(loans);
  }

  using Loans = absl::flat_hash_map<std::string, LoanRef>;  // by LoanKey
  struct Right {
    std::int64_t pledges = 0;  // never 0
    std::int64_t counted = 0;  // for who counts the loans that hold it
  };
  using Rights = absl::flat_hash_map<std::string, Right>;    // by RightKey
  using Sums = absl::flat_hash_map<std::string, CoverSums>;  // by CoverSumsKey; never zero

  // Takes the next entry, which lies in the block that begins with `block_first`. DATA_LOSS, and
  // says why, unless the command it holds has the shape that is let in, the rules accept it here
  // from its caller with the same decided parts, a verdict it holds follows from the policy and the
  // facts it holds, and the entry states day, counted total and, as a batch's last one, the rows
  // before it rightly. Precondition: a number one above the last.
  absl::Status Take(const Entry& entry, std::int64_t block_first);
  // The same with what CheckShapeOf() said of its event, if there is one, under the schemes of
  // entry 1: for who asked on another thread.
  absl::Status Take(const Entry& entry, std::int64_t block_first, const absl::Status& shape);

  const Programme& programme() const { return books_.programme; }
  const Loans& loans() const { return loans_; }
  const Rights& rights() const { return rights_; }
  const Sums& sums() const { return sums_; }
  // Every event of a book of the programme (ledger/book_event.h), in order.
  const std::vector<Changes::BookEvent>& book_events() const { return book_events_; }
  // Verdicts on covers, claims and recoveries that were made again.
  std::int64_t judgement_count() const { return judgement_count_; }
  std::int64_t request_count() const { return static_cast<std::int64_t>(requests_.size()); }
  // The entry that has the request id; 0: none.
  std::int64_t EntryOfRequest(absl::string_view organisation, const RequestId& id) const;
  // Organisation, request id and entry of all requests, in no order.
  void VisitRequests(
      const std::function<void(const std::string&, const RequestId&, std::int64_t)>& visit) const;
  // For who counts: the loans, of which nothing is left here, and the rights.
  Loans TakeLoans() { return std::move(loans_); }
  Rights& rights() { return rights_; }
  // What the last entry changed.
  const Changes& changes() const { return changes_; }

 private:
  absl::Status DecideAgain(const Entry& entry, const Event& event, const Command& command) const;
  absl::Status CheckBatch(const Entry& entry, const BatchRecorded& batch,
                          std::int64_t block_first) const;
  absl::Status NoteRequest(const Entry& entry);
  void NoteRun(const Entry& entry);
  void Load(const Command& command);
  void Keep();

  Books books_;                            // holds what the present entry reads; the rest is below
  std::vector<std::string> loaded_loans_;  // for the present entry, to be forgotten
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

}  // namespace ippledge::audit
