// The commands "account add|list": the fund's accounts at banks.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "client/commands/commands.h"
#include "client/commands/cover_answers.h"
#include "client/commands/option_values.h"
#include "client/commands/reconciliation_options.h"
#include "client/commands/recorded.h"
#include "client/json.h"
#include "client/session.h"
#include "ippledge/v1/reconciliation_service.pb.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotRegistered = {"the account was not registered", "账户未登记"};
constexpr Bilingual kNotListed = {"the accounts cannot be listed", "无法列出账户"};

struct AddOptions {
  v1::BankAccount account;
  std::string holds;
  std::string above;
  WriteOptions write;
};

int Add(Session& session, const AddOptions& options) {
  const absl::StatusOr<std::int64_t> above = AmountOf(options.above, session.language());
  if (!above.ok()) return session.Fail(kNotRegistered, above.status());
  v1::RegisterAccountRequest request;
  v1::BankAccount& account = *request.mutable_account();
  account = options.account;
  account.set_holds(options.holds == "cash" ? v1::FUND_ACCOUNT_CASH : v1::FUND_ACCOUNT_DEPOSITS);
  account.set_two_person_above_fen(*above);
  return AskAndTell<v1::RegisterAccountResponse>(
      session, kNotRegistered, options.write, request,
      [](const v1::RegisterAccountResponse&) { return AnswerFacts(); });
}

Row RowOf(const v1::RegisteredAccount& registered, const Session& session) {
  const v1::BankAccount& account = registered.account();
  const bool table = session.FormatOr(Format::kTable) == Format::kTable;
  const auto holds = static_cast<FundAccount>(account.holds());
  return {account.account_id(),
          account.number(),
          account.name(),
          account.bank_name(),
          table ? session.Text(LabelOf(holds)) : std::string(NameOf(holds)),
          account.bank(),
          account.reconcile_from_date(),
          Amount{account.two_person_above_fen()},
          registered.statements_through_date(),
          registered.has_bank_balance_fen() ? Cell(Amount{registered.bank_balance_fen()}) : Cell(),
          registered.closed_through_month(),
          Count{registered.entry()}};
}

int List(Session& session) {
  const absl::StatusOr<const v1::Programme*> programme = session.Programme();
  if (!programme.ok()) return session.Fail(kNotListed, programme.status());
  const absl::StatusOr<v1::ListAccountsResponse> list = AccountsOf(session);
  if (!list.ok()) return session.Fail(kNotListed, list.status());
  using enum ColumnKind;
  Document document;
  document.json = JsonMessage(*list, JsonStyle::kIndented);
  document.columns = {
      {"account_id", session.Text({"account", "账户"}), kText},
      {"number", session.Text({"number", "账号"}), kText},
      {"name", session.Text({"holder", "户名"}), kText},
      {"bank_name", session.Text({"bank", "开户行"}), kText},
      {"holds", session.Text({"holds", "对应科目"}), kText},
      {"bank", session.Text({"partner bank", "合作银行"}), kText},
      {"reconcile_from_date", session.Text({"from", "对账起始"}), kText},
      {"two_person_above", session.Text({"two persons above", "双人勾对限额"}), kAmount},
      {"statements_through_date", session.Text({"statements to", "对账单截至"}), kText},
      {"bank_balance", session.Text({"bank balance", "银行余额"}), kAmount},
      {"closed_through_month", session.Text({"closed to", "已结账至"}), kText},
      {"entry", session.Text({"entry", "条目"}), kCount}};
  for (const v1::RegisteredAccount& account : list->accounts()) {
    document.rows.push_back(RowOf(account, session));
  }
  return session.Show(document);
}

void AddAdd(CommandTree& tree, CLI::App& noun) {
  const auto options = std::make_shared<AddOptions>();
  CLI::App& command = tree.Add(
      noun, "add",
      {"Register an account of the fund at a bank; two persons", "登记基金的银行账户（须两人）"},
      [options](Session& session) { return Add(session, *options); });
  v1::BankAccount& account = options->account;
  const auto text = [&](const std::string& name, std::string& value, Bilingual help) {
    return command.add_option(name, value, tree.Text(help))->type_name("TEXT");
  };
  text("--account", *account.mutable_account_id(),
       {"Your own id of it: a-z, 0-9, -", "自定代号：a-z、0-9、-"})
      ->type_name("ID")
      ->required();
  text("--number", *account.mutable_number(), {"Its number at the bank", "银行账号"})->required();
  text("--name", *account.mutable_name(), {"Its holder, an office", "户名（单位）"})->required();
  text("--bank-name", *account.mutable_bank_name(), {"The bank, in words", "开户行名称"})
      ->required();
  command
      .add_option("--holds", options->holds,
                  tree.Text({"Where the books keep it: cash (the special account), or deposits at "
                             "--bank",
                             "账上科目：cash 专户资金，或 deposits 存放银行（须填 --bank）"}))
      ->check(CLI::IsMember({"cash", "deposits"}))
      ->required();
  text("--bank", *account.mutable_bank(), {"Partner bank, of deposits", "合作银行代号（存放银行）"})
      ->type_name("BODY");
  AddDate(tree, command, "--from", *account.mutable_reconcile_from_date(),
          {"First day whose movements and lines are compared", "对账起始日"})
      ->required();
  AddAmount(tree, command, "--two-person-above", options->above,
            {"A match by hand of more needs two persons (default: each one)",
             "人工勾对超过此额须两人（默认每笔）"});
  AddWriteOptions(tree, command, options->write);
}

}  // namespace

void AddAccountCommands(CommandTree& tree) {
  CLI::App& noun = tree.AddNoun("account", {"The fund's accounts at banks", "基金在银行的账户"});
  AddAdd(tree, noun);
  tree.Add(noun, "list",
           {"All accounts, and how far they are known and closed", "全部账户及对账、结账进度"},
           List);
}

}  // namespace ippledge::client
