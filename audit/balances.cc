#include "audit/balances.h"

#include <algorithm>
#include <map>
#include <utility>

#include "ledger/status_macros.h"

namespace ippledge::audit {

Balances::Balances(Refold* refold)
    : refold_(*refold), by_key_(refold->TakeLoans()), whole_(&refold->programme()) {
  loans_.reserve(by_key_.size());
  for (auto& [key, loan] : by_key_) loans_.push_back(&loan);
}

void Balances::Part::Note(std::int64_t entry, absl::Status status) {
  // Always the same one, whoever counts it and when.
  if (status.ok() || (wrong_entry != 0 && wrong_entry < entry)) return;
  wrong_entry = entry;
  wrong = std::move(status);
}

void Balances::Part::NoteUnknown(const std::string& key) {
  if (!key.empty() && (unknown_right.empty() || key < unknown_right)) unknown_right = key;
}

void Balances::CountOne(const Loan& loan, Part& part) {
  part.Note(loan.first_entry(), part.sums.AddLoanOnly(loan));
  for (const std::string& key : PledgedKeysOf(loan)) {
    const auto right = refold_.rights().find(key);
    if (right == refold_.rights().end()) {
      part.NoteUnknown(key);
    } else {
      std::atomic_ref(right->second.counted).fetch_add(1, std::memory_order_relaxed);
    }
  }
}

void Balances::Count(const std::function<bool()>& stop) {
  constexpr std::size_t kPieceLoans = 4'096;
  Part part(&refold_.programme());
  for (std::size_t at = next_.fetch_add(kPieceLoans); at < loans_.size() && !stop();
       at = next_.fetch_add(kPieceLoans)) {
    const std::size_t end = std::min(at + kPieceLoans, loans_.size());
    for (; at < end; ++at) {
      CountOne(**loans_[at], part);
      loans_[at]->reset();
    }
  }
  absl::MutexLock lock(&mutex_);
  whole_.sums.Merge(std::move(part.sums));
  whole_.Note(part.wrong_entry, std::move(part.wrong));
  whole_.NoteUnknown(part.unknown_right);
}

absl::Status Balances::CheckRights() const {
  const std::pair<const std::string, Refold::Right>* wrong = nullptr;
  for (const auto& right : std::as_const(refold_).rights()) {
    if (right.second.pledges == right.second.counted) continue;
    if (wrong == nullptr || right.first < wrong->first) wrong = &right;
  }
  if (wrong == nullptr) return absl::OkStatus();
  return CheckPledges(wrong->first, wrong->second.pledges, wrong->second.counted);
}

absl::Status Balances::Finish() {
  absl::MutexLock lock(&mutex_);
  if (!whole_.wrong.ok()) return whole_.wrong;
  IPPLEDGE_RETURN_IF_ERROR(CheckRights());
  const std::map<std::string, CoverSums> sums(refold_.sums().begin(), refold_.sums().end());
  for (const auto& [key, of_key] : sums) {
    IPPLEDGE_RETURN_IF_ERROR(whole_.sums.AddCoverSums(key, of_key));
  }
  IPPLEDGE_RETURN_IF_ERROR(whole_.sums.Finish());
  if (whole_.unknown_right.empty()) return absl::OkStatus();
  return CheckPledges(whole_.unknown_right, 0, 1);
}

}  // namespace ippledge::audit
