// What the deciding thread knows of loans, rights and sums: loaded as commands need it, forgotten
// once the index has it.
#include <algorithm>
#include <utility>

#include "engine/stager.h"
#include "ledger/status_macros.h"
#include "storage/cover_rows.h"
#include "storage/keys.h"
#include "storage/terms_bytes.h"

namespace ippledge::engine {
namespace {

// Of banks, units and the fund, which most steps of claims need, and of the firms at hand: some 200
// bytes each.
constexpr std::size_t kSumsKept = 8'192;

}  // namespace

bool IsReadAhead(const Command& command) { return !std::holds_alternative<RunPayments>(command); }

absl::Status Stager::LoadLoans(const std::vector<std::string>& keys, const Prepared* prepared) {
  for (const std::string& key : keys) {
    if (books_.knows_loan(key)) continue;
    IPPLEDGE_ASSIGN_OR_RETURN(const std::string row, ReadRow(storage::LoanRowKey(key), prepared));
    // The common case: nobody knows the key, and nothing needs to say so.
    if (prepared != nullptr && row.empty()) continue;
    LoanRef loan;
    if (!row.empty()) {
      IPPLEDGE_ASSIGN_OR_RETURN(loan, loan_rows_.Decode(row));
    }
    books_.LoadLoan(key, std::move(loan));
  }
  return absl::OkStatus();
}

absl::Status Stager::LoadRights(const std::vector<std::string>& keys, const Prepared* prepared) {
  for (const std::string& key : keys) {
    if (books_.knows_right(key)) continue;
    IPPLEDGE_ASSIGN_OR_RETURN(const std::string row, ReadRow(storage::RightRowKey(key), prepared));
    if (prepared != nullptr && row.empty()) continue;
    std::int64_t pledges = 0;
    if (!row.empty()) {
      IPPLEDGE_ASSIGN_OR_RETURN(pledges, storage::DecodePledges(row));
    }
    books_.LoadRight(key, pledges);
  }
  return absl::OkStatus();
}

// Never read ahead: which sums a loan adds to is known with the loan.
absl::Status Stager::LoadCoverSums(const std::vector<std::string>& keys) {
  const auto load = [&](const std::string& key, absl::string_view row) -> absl::Status {
    CoverSums sums;
    if (!row.empty()) {
      IPPLEDGE_ASSIGN_OR_RETURN(sums, storage::DecodeCoverSums(row));
    }
    books_.LoadCoverSums(key, sums);
    return absl::OkStatus();
  };
  std::vector<std::string> indexed;
  std::vector<std::string> row_keys;
  for (const std::string& key : keys) {
    if (books_.knows_cover_sums(key)) continue;
    std::string row_key = storage::CoverSumsRowKey(key);
    if (const auto newest = unindexed_.Find(HashedKey::Of(row_key)); newest) {
      IPPLEDGE_RETURN_IF_ERROR(load(key, *newest));
    } else {
      indexed.push_back(key);
      row_keys.push_back(std::move(row_key));
    }
  }
  if (indexed.empty()) return absl::OkStatus();
  IPPLEDGE_ASSIGN_OR_RETURN(const auto rows, index_->Get(row_keys));
  for (std::size_t i = 0; i < indexed.size(); ++i) {
    IPPLEDGE_RETURN_IF_ERROR(load(indexed[i], rows[i].value_or("")));
  }
  return absl::OkStatus();
}

absl::Status Stager::LoadRow(const Submission& submission, std::size_t row) {
  const Command& command = *submission.rows[row];
  const Prepared* const prepared = IsReadAhead(command) && !submission.prepared.ends.empty()
                                       ? Current(submission.prepared)
                                       : nullptr;
  if (prepared == nullptr || !std::holds_alternative<RecordLoan>(command)) {
    return LoadAll(command, prepared);
  }
  // The common case: a new loan on new rights.
  const auto& keys = prepared->keys;
  const std::size_t end = prepared->ends[row];
  // While this row is decided, memory brings what a later one will ask for.
  constexpr std::size_t kAhead = 16;
  for (std::size_t i = end + kAhead; i < std::min(end + kAhead + 4, keys.size()); ++i) {
    unindexed_.Prefetch({keys[i].hash, keys[i].text});
  }
  bool known = false;
  const std::size_t begin = row > 0 ? prepared->ends[row - 1] : submission.request_id ? 1 : 0;
  for (std::size_t i = begin; i < end; ++i) {
    known = known || keys[i].found || unindexed_.Find({keys[i].hash, keys[i].text});
  }
  if (known) return LoadAll(command, prepared);
  books_.AssumeRestAbsent(true);
  return absl::OkStatus();
}

absl::Status Stager::LoadAll(const Command& command, const Prepared* prepared) {
  // What was read ahead covers every loan of the command; the rest is not there.
  books_.AssumeRestAbsent(prepared != nullptr);
  IPPLEDGE_RETURN_IF_ERROR(LoadLoans(LoanKeysOf(command, programme()), prepared));
  // Only the rights of new loans are read ahead: those of a correction are known with its loan.
  const bool ahead = std::holds_alternative<RecordLoan>(command);
  IPPLEDGE_RETURN_IF_ERROR(LoadRights(RightKeysOf(command, books_), ahead ? prepared : nullptr));
  return LoadCoverSums(CoverSumsKeysOf(command, books_));
}

const Prepared* Stager::Current(const Prepared& prepared) const {
  // Read before rows were forgotten: what they say may be older than what was forgotten.
  return prepared.watermark < forgotten_through_ ? nullptr : &prepared;
}

absl::StatusOr<std::string> Stager::ReadRow(const std::string& row_key,
                                            const Prepared* prepared) const {
  if (const auto newest = unindexed_.Find(HashedKey::Of(row_key)); newest) {
    return std::string(*newest);
  }
  if (prepared == nullptr) {
    IPPLEDGE_ASSIGN_OR_RETURN(auto rows, index_->Get({row_key}));
    return std::move(rows[0]).value_or("");
  }
  const auto found = prepared->found.find(row_key);
  return found == prepared->found.end() ? std::string() : found->second;
}

std::shared_ptr<const ChangedRows> Stager::TakeRows(const Group& group, Changes& changes) {
  auto rows = std::make_shared<ChangedRows>();
  const std::int64_t first_entry = group.entries.empty() ? 0 : group.entries[0].entry.number;
  constexpr std::size_t kLoanBytes = 320;  // of most
  constexpr std::size_t kRightBytes = 32;
  constexpr std::size_t kRequestBytes = 48;
  rows->Reserve(
      changes.loans.size() + changes.rights.size() + changes.sums.size() + requests_.group().size(),
      changes.loans.size() * kLoanBytes + changes.rights.size() * kRightBytes +
          requests_.group().size() * kRequestBytes);
  // Positions are to rise: each kind apart would not.
  auto right = changes.rights.begin();
  auto sums = changes.sums.begin();
  auto request = requests_.group().begin();
  const auto add_through = [&](std::int64_t position) {
    for (; right != changes.rights.end() && right->position <= position; ++right) {
      rows->Begin(storage::kRightKind, right->key, right->position)
          .append(storage::EncodePledges(right->pledges));
      rows->End();
    }
    for (; sums != changes.sums.end() && sums->position <= position; ++sums) {
      // Of a group's many loans of one bank, the last says it all.
      if (books_.cover_sums_changed_by(sums->key) > sums->position) continue;
      rows->Add(storage::CoverSumsRowKey(sums->key), storage::EncodeCoverSums(sums->sums),
                sums->position);
    }
    for (; request != requests_.group().end() && request->entry <= position; ++request) {
      rows->Add(request->row_key, storage::RequestRow(request->entry), request->entry);
    }
  };
  for (const Changes::LoanChange& change : changes.loans) {
    const std::int64_t position = change.loan->last_entry();
    add_through(position);
    std::string& value = rows->Begin(storage::kLoanKind, change.key, position);
    const std::string& terms =
        group.entries[static_cast<std::size_t>(position - first_entry)].terms;
    if (terms.empty() || change.loan->first_entry() != position) {
      loan_rows_.Encode(*change.loan, value);
    } else {
      storage::AppendNewLoanRow(terms, position, value);
    }
    rows->End();
  }
  add_through(programme().last_entry);
  books_.ForgetAll(kSumsKept);
  changes.loans.clear();
  changes.rights.clear();
  changes.sums.clear();
  return rows;
}

void Stager::ForgetThrough(std::int64_t watermark) {
  unindexed_.ForgetThrough(watermark);
  requests_.ForgetThrough(watermark);
  forgotten_through_ = std::max(forgotten_through_, watermark);
}

}  // namespace ippledge::engine
