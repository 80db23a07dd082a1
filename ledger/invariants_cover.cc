// What holds of cover and claims: ledger/invariants.h.
#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "ledger/claim_arithmetic.h"
#include "ledger/invariants.h"
#include "ledger/status_macros.h"
#include "ledger/work.h"

namespace ippledge {
namespace {

absl::Status Broken(const Loan& loan, absl::string_view what) {
  const LoanId& id = loan.terms->id;
  return absl::DataLossError(
      absl::StrCat("cover of loan ", id.contract_number, " of ", id.bank, ": ", what));
}

// The parties bear the loss, and nobody has back more than that.
absl::Status CheckBorne(const Loan& loan, const Claim& claim) {
  Money borne;
  Money by_fund;
  for (const BorneLoss& each : claim.borne) {
    borne = Plus(borne, each.amount);
    if (each.by_fund) by_fund = Plus(by_fund, each.amount);
    if (each.amount < Money()) return Broken(loan, absl::StrCat(each.party, " bears less than 0"));
  }
  if (claim.judged_entry > 0 && borne != claim.loss) {
    return Broken(loan, absl::StrCat("the parties bear ", borne.fen(), " of ", claim.loss.fen()));
  }
  // Money that is called back ends what was decided.
  if (!claim.clawback && by_fund != claim.fund_amount) {
    return Broken(loan, "the fund's parts are not what it was decided to pay");
  }
  return absl::OkStatus();
}

absl::Status CheckMoney(const Loan& loan, const Claim& claim) {
  const Money none;
  const bool within = claim.paid >= none && claim.reserved >= none &&
                      Plus(claim.paid, claim.reserved) <= claim.fund_amount &&
                      claim.first_amount <= claim.fund_amount;
  if (!within) return Broken(loan, "paid and reserved are more than what was decided");
  if (claim.order && (claim.order->amount <= none || claim.order->amount > claim.reserved)) {
    return Broken(loan, "an order is more than what is reserved");
  }
  if (claim.order.has_value() != (claim.state == ClaimState::kOrdered)) {
    return Broken(loan, "an order without its state");
  }
  if (!IsOpen(claim.state) && claim.reserved > none) {
    return Broken(loan, "an ended claim has money reserved");
  }
  for (const Recovery& recovery : claim.recoveries) {
    const bool good = recovery.remitted >= none && recovery.remitted <= recovery.fund_share &&
                      recovery.late_interest_paid <= recovery.late_interest_due;
    if (!good) return Broken(loan, "more was remitted than is due");
  }
  if (claim.clawback &&
      claim.clawback->received > Plus(claim.clawback->amount, claim.clawback->interest)) {
    return Broken(loan, "more came back than was called back");
  }
  return absl::OkStatus();
}

// The fund has no more back of a claim than it paid, interest apart; but for its part of a surplus,
// where the policy leaves it that.
absl::Status CheckReturned(const Loan& loan, const Programme& programme) {
  const Cover& cover = *loan.cover;
  const IssuedPolicy* issued = programme.FindPolicy(cover.policy_id, cover.policy_version);
  if (issued == nullptr) return Broken(loan, "its policy was never issued");
  if (!issued->policy->recovery.capped_at_payment) return absl::OkStatus();
  for (const Claim& claim : cover.claims) {
    Money back = claim.clawback ? claim.clawback->amount : Money();
    for (const Recovery& recovery : claim.recoveries) back = Plus(back, recovery.fund_share);
    if (back > claim.paid) return Broken(loan, "more comes back than was paid");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckCoverInvariants(const Loan& loan) {
  if (loan.cover == nullptr) return absl::OkStatus();
  const Cover& cover = *loan.cover;
  const bool applied = cover.applied_entry > 0 && cover.state != CoverState::kUnspecified &&
                       !cover.policy_id.empty();
  if (!applied) return Broken(loan, "it was never applied for");
  int open = 0;
  for (const Claim& claim : cover.claims) {
    if (IsOpen(claim.state)) ++open;
    IPPLEDGE_RETURN_IF_ERROR(CheckBorne(loan, claim));
    IPPLEDGE_RETURN_IF_ERROR(CheckMoney(loan, claim));
  }
  if (open > 1) return Broken(loan, "two claims are open");
  return absl::OkStatus();
}

absl::Status BooksInvariants::AddCover(const Loan& loan) {
  if (loan.cover == nullptr) return absl::OkStatus();
  IPPLEDGE_RETURN_IF_ERROR(CheckCoverInvariants(loan));
  IPPLEDGE_RETURN_IF_ERROR(CheckReturned(loan, programme_));
  AddTo(cover_, CoverTotalsOf(loan), +1);
  const std::string unit = UnitCodeOf(programme_, loan.terms->borrower.division_code);
  for (const auto& [key, sums] : SumsOfCover(loan, unit)) AddTo(cover_sums_[key], sums, +1);
  work_ += WorkOf(loan).size();
  for (const Claim& claim : loan.cover->claims) {
    for (const Recovery& recovery : claim.recoveries) {
      late_interest_fen_ += recovery.late_interest_paid.fen();
    }
  }
  return absl::OkStatus();
}

absl::Status BooksInvariants::AddCoverSums(absl::string_view key, const CoverSums& sums) {
  const auto found = cover_sums_.find(std::string(key));
  const CoverSums expected = found == cover_sums_.end() ? CoverSums() : found->second;
  if (sums != expected) {
    return absl::DataLossError(absl::StrCat("sums over covered loans: row ",
                                            key.substr(0, key.find('\0')),
                                            " is not the sum over its loans"));
  }
  if (found != cover_sums_.end()) cover_sums_.erase(found);
  return absl::OkStatus();
}

absl::Status BooksInvariants::CheckFundOfClaims() const {
  const auto broken = [](absl::string_view what) {
    return absl::DataLossError(absl::StrCat("cover: ", what, " is not the sum over the loans"));
  };
  if (cover_ != programme_.cover) return broken("a total");
  if (work_ != programme_.work.size()) return broken("open work");
  const bool missing = std::any_of(cover_sums_.begin(), cover_sums_.end(),
                                   [](const auto& row) { return !row.second.IsZero(); });
  if (missing) return broken("a row that is not there");
  const FundAccounts& accounts = programme_.fund.accounts();
  const std::pair<FundAccount, std::int64_t> balances[] = {
      {FundAccount::kReserved, cover_.sums[CoverSum::kReserved]},
      {FundAccount::kClaimsPaid, cover_.sums[CoverSum::kPaid]},
      {FundAccount::kRecovered, cover_.sums[CoverSum::kRecovered]},
      {FundAccount::kLateInterest, late_interest_fen_},
      {FundAccount::kClawedBack, cover_.sums[CoverSum::kClawedBack]}};
  for (const auto& [account, fen] : balances) {
    if (accounts.balance_fen(account) != fen) return broken(NameOf(account));
  }
  return absl::OkStatus();
}

}  // namespace ippledge
