#include "client/account_book.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "client/display.h"
#include "client/json.h"
#include "client/texts.h"

namespace ippledge::client {
namespace {

constexpr absl::string_view kAccounts[] = {"equity:unknown",       "assets:special-account",
                                           "assets:deposits",      "equity:committed",
                                           "liabilities:reserved", "equity:brought-forward",
                                           "equity:appropriated",  "equity:co-funded",
                                           "income:interest",      "expenses:fees",
                                           "expenses:audit-costs", "expenses:claims-paid",
                                           "income:recovered",     "income:late-interest",
                                           "income:clawed-back",   "equity:returned-to-treasury",
                                           "assets:taken-by-bank"};
static_assert(std::size(kAccounts) == kFundAccountCount);

// In comments of Ledger and hledger, brackets hold dates.
std::string CommentText(const std::string& text) {
  return absl::StrReplaceAll(text, {{"[", "("}, {"]", ")"}});
}

std::string StringText(const std::string& text) {
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"\"", "\\\""}}), "\"");
}

FundAccount AccountOf(v1::FundAccount account) {
  return account > 0 && account < kFundAccountCount ? static_cast<FundAccount>(account)
                                                    : FundAccount::kUnspecified;
}

}  // namespace

std::optional<AccountProgram> AccountProgramNamed(absl::string_view name) {
  if (name == "hledger") return AccountProgram::kHledger;
  if (name == "ledger") return AccountProgram::kLedger;
  if (name == "beancount") return AccountProgram::kBeancount;
  return std::nullopt;
}

std::string AccountName(AccountProgram program, FundAccount account,
                        absl::string_view counterparty) {
  std::string name(kAccounts[static_cast<std::size_t>(account)]);
  if (IsByCounterparty(account) && !counterparty.empty()) absl::StrAppend(&name, ":", counterparty);
  if (program != AccountProgram::kBeancount) return name;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (i == 0 || name[i - 1] == ':')
      name[i] = absl::ascii_toupper(static_cast<unsigned char>(name[i]));
  }
  return name;
}

void AccountBook::Begin(absl::string_view title) {
  if (program_ != AccountProgram::kBeancount) {
    out_ << "; " << title << "\n\n";
    return;
  }
  // Accounts may be used without being opened one by one: counterparties come as they come.
  out_ << "option \"title\" " << StringText(std::string(title)) << "\n"
       << "option \"operating_currency\" \"" << currency_ << "\"\n"
       << "plugin \"beancount.plugins.auto_accounts\"\n\n";
}

void AccountBook::Write(const v1::RecordedMovement& movement) {
  WriteHead(movement);
  const std::string& counterparty = movement.movement().counterparty();
  const std::int64_t fen = movement.movement().amount_fen();
  WritePosting(AccountName(program_, AccountOf(movement.debit_account()), counterparty), fen);
  WritePosting(AccountName(program_, AccountOf(movement.credit_account()), counterparty), -fen);
  if (movement.also_debit_account() != v1::FUND_ACCOUNT_UNSPECIFIED) {
    WritePosting(AccountName(program_, AccountOf(movement.also_debit_account()), counterparty),
                 fen);
    WritePosting(AccountName(program_, AccountOf(movement.also_credit_account()), counterparty),
                 -fen);
  }
  out_ << '\n';
}

void AccountBook::WriteHead(const v1::RecordedMovement& recorded) {
  const v1::FundMovement& movement = recorded.movement();
  const bool reverses = !recorded.reverses_movement_id().empty();
  const std::string what = absl::StrCat(reverses ? "reversal of " : "",
                                        KeyOf(static_cast<FundMovementKind>(movement.kind())));
  const bool beancount = program_ == AccountProgram::kBeancount;
  out_ << movement.movement_date() << " * " << (beancount ? StringText(what) : what) << '\n';
  const auto note = [&](const char* key, const std::string& value) {
    if (value.empty()) return;
    if (beancount) {
      out_ << "  " << key << ": " << StringText(value) << '\n';
    } else {
      out_ << "    ; " << key << ": " << CommentText(value) << '\n';
    }
  };
  note("movement", movement.movement_id());
  note("entry", absl::StrCat(recorded.entry()));
  note("reverses", recorded.reverses_movement_id());
  note("counterparty", movement.counterparty());
  note("reference", movement.bank_reference());
  note("memo", movement.memo());
}

void AccountBook::WritePosting(const std::string& account, std::int64_t fen) {
  out_ << "    " << account << "  " << FormatExact(fen, AmountUnit::kYuan) << ' ' << currency_
       << '\n';
}

}  // namespace ippledge::client
