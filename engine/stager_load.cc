// What the deciding thread knows of loans, rights and sums: loaded as commands need it, forgotten
// once the index has it.
#include <algorithm>
#include <utility>

#include "engine/stager.h"
#include "ledger/status_macros.h"
#include "storage/cover_rows.h"
#include "storage/keys.h"

namespace ippledge::engine {

bool IsReadAhead(const Command& command) { return !std::holds_alternative<RunPayments>(command); }

absl::Status Stager::LoadLoans(const std::vector<std::string>& keys, const Lookups* lookups) {
  for (const std::string& key : keys) {
    if (books_.knows_loan(key)) continue;
    IPPLEDGE_ASSIGN_OR_RETURN(const std::optional<std::string> row,
                              ReadRow(storage::LoanRowKey(key), lookups));
    // The common case: nobody knows the key, and nothing needs to say so.
    if (lookups != nullptr && !row) continue;
    LoanRef loan;
    if (row) {
      IPPLEDGE_ASSIGN_OR_RETURN(loan, loan_rows_.Decode(*row));
    }
    books_.LoadLoan(key, std::move(loan));
    loaded_loans_.emplace_back(books_.programme.last_entry, key);
  }
  return absl::OkStatus();
}

absl::Status Stager::LoadRights(const std::vector<std::string>& keys, const Lookups* lookups) {
  for (const std::string& key : keys) {
    if (books_.knows_right(key)) continue;
    IPPLEDGE_ASSIGN_OR_RETURN(const std::optional<std::string> row,
                              ReadRow(storage::RightRowKey(key), lookups));
    // The common case: nobody knows the key, and nothing needs to say so.
    if (lookups != nullptr && !row) continue;
    std::int64_t pledges = 0;
    if (row) {
      IPPLEDGE_ASSIGN_OR_RETURN(pledges, storage::DecodePledges(*row));
    }
    books_.LoadRight(key, pledges);
    loaded_rights_.emplace_back(books_.programme.last_entry, key);
  }
  return absl::OkStatus();
}

// Never read ahead: which sums a loan adds to is known with the loan.
absl::Status Stager::LoadCoverSums(const std::vector<std::string>& keys) {
  std::vector<std::string> unknown;
  std::vector<std::string> row_keys;
  for (const std::string& key : keys) {
    if (books_.knows_cover_sums(key)) continue;
    unknown.push_back(key);
    row_keys.push_back(storage::CoverSumsRowKey(key));
  }
  if (unknown.empty()) return absl::OkStatus();
  IPPLEDGE_ASSIGN_OR_RETURN(const auto rows, index_->Get(row_keys));
  for (std::size_t i = 0; i < unknown.size(); ++i) {
    CoverSums sums;
    if (rows[i]) {
      IPPLEDGE_ASSIGN_OR_RETURN(sums, storage::DecodeCoverSums(*rows[i]));
    }
    books_.LoadCoverSums(unknown[i], sums);
    loaded_sums_.emplace_back(books_.programme.last_entry, std::move(unknown[i]));
  }
  return absl::OkStatus();
}

absl::Status Stager::Load(const Command& command, const Lookups* lookups) {
  lookups = IsReadAhead(command) ? Current(lookups) : nullptr;
  // What was read ahead covers every loan of the command; the rest is not there.
  books_.AssumeRestAbsent(lookups != nullptr);
  const bool ahead = std::holds_alternative<RecordLoan>(command);
  // The common case: a new loan on new rights.
  if (ahead && lookups != nullptr && lookups->found.empty()) return absl::OkStatus();
  IPPLEDGE_RETURN_IF_ERROR(LoadLoans(LoanKeysOf(command, programme()), lookups));
  // Only the rights of new loans are read ahead: those of a correction are known with its loan.
  IPPLEDGE_RETURN_IF_ERROR(LoadRights(RightKeysOf(command, books_), ahead ? lookups : nullptr));
  return LoadCoverSums(CoverSumsKeysOf(command, books_));
}

const Lookups* Stager::Current(const Lookups* lookups) const {
  // Read before keys were forgotten: what they say may be older than what was forgotten.
  if (lookups == nullptr || lookups->watermark < forgotten_through_) return nullptr;
  return lookups;
}

absl::StatusOr<std::optional<std::string>> Stager::ReadRow(const std::string& row_key,
                                                           const Lookups* lookups) const {
  if (lookups == nullptr) {
    IPPLEDGE_ASSIGN_OR_RETURN(auto rows, index_->Get({row_key}));
    return std::move(rows[0]);
  }
  if (lookups->found.empty()) return std::nullopt;
  const auto found = lookups->found.find(row_key);
  if (found == lookups->found.end()) return std::nullopt;
  return found->second;
}

void Stager::ForgetThrough(std::int64_t watermark) {
  for (; !loaded_loans_.empty() && loaded_loans_.front().first <= watermark;
       loaded_loans_.pop_front()) {
    books_.ForgetLoan(loaded_loans_.front().second, watermark);
  }
  for (; !loaded_rights_.empty() && loaded_rights_.front().first <= watermark;
       loaded_rights_.pop_front()) {
    books_.ForgetRight(loaded_rights_.front().second, watermark);
  }
  for (; !loaded_sums_.empty() && loaded_sums_.front().first <= watermark;
       loaded_sums_.pop_front()) {
    books_.ForgetCoverSums(loaded_sums_.front().second, watermark);
  }
  for (; !changed_.empty() && changed_.front().first <= watermark; changed_.pop_front()) {
    const Changes& changes = *changed_.front().second;
    for (const auto& change : changes.loans) books_.ForgetLoan(change.key, watermark);
    for (const auto& change : changes.rights) books_.ForgetRight(change.key, watermark);
    for (const auto& change : changes.sums) books_.ForgetCoverSums(change.key, watermark);
  }
  for (; !request_order_.empty() && request_order_.front().first <= watermark;
       request_order_.pop_front()) {
    requests_.erase(request_order_.front().second);
  }
  forgotten_through_ = std::max(forgotten_through_, watermark);
}

}  // namespace ippledge::engine
