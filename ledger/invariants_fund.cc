// What holds of the fund: ledger/invariants.h.
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "ledger/invariants.h"
#include "ledger/status_macros.h"

namespace ippledge {
namespace {

absl::Status Broken(absl::string_view what) {
  return absl::DataLossError(absl::StrCat("fund: ", what));
}

absl::Status CheckFigures(const FundAccounts& accounts, std::int64_t entry) {
  const FundFigures figures = accounts.figures();
  const bool taken = accounts.balance_fen(FundAccount::kTakenByBank) > 0;
  const bool has_cash = taken || (figures.available_fen() >= 0 && figures.cash_fen >= 0);
  const bool has_all = has_cash && figures.reserved_fen >= 0 && figures.deposits_fen >= 0;
  if (!has_all) return Broken(absl::StrCat("after entry ", entry, " something is below zero"));
  std::int64_t net = 0;
  for (int i = 1; i < kFundAccountCount; ++i) {
    const AccountSums& sums = accounts.sums(static_cast<FundAccount>(i));
    net += sums.debit_fen - sums.credit_fen;
  }
  if (net != 0) return Broken(absl::StrCat("after entry ", entry, " debits are not credits"));
  return absl::OkStatus();
}

// Cash once more, by what the kinds brought and took.
absl::Status CheckCash(const FundAccounts& accounts) {
  std::int64_t cash = 0;
  for (const FundPosting& posting : FundPostings()) {
    const std::int64_t amount = accounts.sums(posting.kind).amount_fen;
    if (posting.debit == FundAccount::kCash) cash += amount;
    if (posting.credit == FundAccount::kCash) cash -= amount;
  }
  if (cash == accounts.figures().cash_fen) return absl::OkStatus();
  return Broken(absl::StrCat("cash is ", accounts.figures().cash_fen, ", not ", cash));
}

// What is kept by counterparty sums to its account, and no bank owes less than nothing.
absl::Status CheckParties(const FundAccounts& accounts) {
  for (int i = 1; i < kFundAccountCount; ++i) {
    const auto account = static_cast<FundAccount>(i);
    if (!IsByCounterparty(account)) continue;
    AccountSums sum;
    for (const auto& [key, sums] : accounts.parties()) {
      if (key.first != account) continue;
      sum.debit_fen += sums.debit_fen;
      sum.credit_fen += sums.credit_fen;
      const std::int64_t net = sums.debit_fen - sums.credit_fen;
      if ((IsDebitAccount(account) ? net : -net) < 0) {
        return Broken(absl::StrCat(NameOf(account), " of ", key.second, " is below zero"));
      }
    }
    if (sum != accounts.sums(account)) {
      return Broken(absl::StrCat(NameOf(account), " is not the sum of its counterparties"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckFundInvariants(const FundBook& fund) {
  FundAccounts accounts;
  absl::flat_hash_set<std::string> ids;
  for (std::size_t i = 0; i < fund.size(); ++i) {
    const RecordedMovement& movement = *fund.at(i);
    accounts.Post(movement.movement, movement.sign());
    if (movement.after != accounts.figures()) {
      return Broken(absl::StrCat("entry ", movement.entry, " states other figures than its own"));
    }
    IPPLEDGE_RETURN_IF_ERROR(CheckFigures(accounts, movement.entry));
    if (!ids.insert(movement.movement.movement_id).second) {
      return Broken(absl::StrCat("entry ", movement.entry, " has the id of another movement"));
    }
    if (movement.reverses_entry > 0 && fund.ReversedBy(movement.reverses_entry) != movement.entry) {
      return Broken(absl::StrCat("entry ", movement.entry, " reverses nothing"));
    }
  }
  if (accounts != fund.accounts()) return Broken("the accounts are not those of the movements");
  IPPLEDGE_RETURN_IF_ERROR(CheckCash(accounts));
  return CheckParties(accounts);
}

}  // namespace ippledge
