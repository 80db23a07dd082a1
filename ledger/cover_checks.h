// ledger/cover_checks.h: conditions and sums that the rules of cover, claims and recoveries share.
#pragma once

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ledger/books.h"
#include "ledger/caller.h"
#include "ledger/cover.h"
#include "ledger/decide.h"
#include "ledger/fund.h"

namespace ippledge {

// LOAN_UNKNOWN. Precondition (checked): the loan is loaded.
absl::StatusOr<const Loan*> LoanOf(const Books& books, const LoanId& id);
// COVER_UNKNOWN.
absl::StatusOr<const Cover*> CoverOf(const Loan& loan);
// LOAN_UNKNOWN, COVER_UNKNOWN, CLAIM_UNKNOWN.
struct ClaimAt {
  const Loan* loan = nullptr;
  const Cover* cover = nullptr;
  const Claim* claim = nullptr;
  const Policy* policy = nullptr;
};
absl::StatusOr<ClaimAt> FindClaimAt(const Books& books, const LoanId& id,
                                    absl::string_view claim_number);
// The version that the cover was applied for under. POLICY_UNKNOWN cannot be but for a broken book.
absl::StatusOr<const IssuedPolicy*> PolicyOf(const Programme& programme, const Cover& cover);

// COVER_STATE and CLAIM_STATE.
absl::Status WrongState(CoverState state, absl::string_view want);
absl::Status WrongState(ClaimState state, absl::string_view want);
// OWN_BODY: nobody decides on money that its own body claims.
absl::Status CheckNotOwn(const Caller& caller, const std::string& bank);
// TOO_MANY_ITEMS: the programme's open work is full.
absl::Status CheckWorkRoom(const Programme& programme);

// What the movements of a recovery say as their memo; those of a claim itself say its number.
std::string MemoOf(absl::string_view claim_number, absl::string_view recovery_number);
// An entry of the claim's loan made the movement, and it has that memo.
bool IsOfClaim(const RecordedMovement& movement, const ClaimAt& at, absl::string_view memo);

// What the fund has after reserving and releasing for a claim of a bank.
FundFigures AfterReserving(const FundAccounts& accounts, const std::string& bank, Money reserved,
                           Money released);
// After movements of claims, in order.
FundFigures AfterMovements(const FundAccounts& accounts,
                           const std::vector<FundMovement>& movements);

// The movements of the fund that an event of entry `number` makes, in order, with their ids.
std::vector<FundMovement> MovementsOf(const Event& event, std::int64_t number, Date today);

}  // namespace ippledge
