// client/account_book.h: the fund's movements as a journal of hledger, Ledger or Beancount.
//
// Each movement is a transaction of two postings, a payment of a claim of four, under the date it
// is true for, with its number and entry as metadata; a reversal has negative amounts. Balances are
// those of the fund's own accounts: sources are equity and income, so negative there. Texts of
// callers cannot break the syntax. Pure.
#pragma once

#include <optional>
#include <ostream>
#include <string>

#include "absl/strings/string_view.h"
#include "ippledge/v1/fund_service.pb.h"
#include "ledger/fund.h"

namespace ippledge::client {

enum class AccountProgram { kHledger, kLedger, kBeancount };
// "hledger", "ledger", "beancount"; nullopt for others.
std::optional<AccountProgram> AccountProgramNamed(absl::string_view name);

// "assets:deposits:qingcao"; Beancount: "Assets:Deposits:Qingcao".
std::string AccountName(AccountProgram program, FundAccount account,
                        absl::string_view counterparty);

class AccountBook {
 public:
  // `currency_code` as in "CNY"; `out` outlives the book.
  AccountBook(AccountProgram program, std::string currency_code, std::ostream& out)
      : program_(program), currency_(std::move(currency_code)), out_(out) {}

  // Once, before the first movement: title, and what the program wants to know of accounts.
  void Begin(absl::string_view title);
  void Write(const v1::RecordedMovement& movement);

 private:
  void WriteHead(const v1::RecordedMovement& movement);
  void WritePosting(const std::string& account, std::int64_t fen);

  const AccountProgram program_;
  const std::string currency_;
  std::ostream& out_;
};

}  // namespace ippledge::client
