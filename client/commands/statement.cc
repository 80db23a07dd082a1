// The commands "statement list|show|withdraw"; files are in statement_check.cc and
// statement_import.cc.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "client/commands/commands.h"
#include "client/commands/cover_answers.h"
#include "client/commands/cover_options.h"
#include "client/commands/option_values.h"
#include "client/commands/pages.h"
#include "client/commands/reconciliation_options.h"
#include "client/commands/recorded.h"
#include "client/session.h"
#include "ippledge/v1/reconciliation_service.pb.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotListed = {"the statements cannot be listed", "无法列出对账单"};
constexpr Bilingual kNotShown = {"the statement cannot be shown", "无法显示对账单"};
constexpr Bilingual kNotWithdrawn = {"the statement was not withdrawn", "对账单未撤回"};

struct ListOptions {
  std::string account;
  v1::StatementState state = v1::STATEMENT_STATE_UNSPECIFIED;
  std::int64_t at = 0;
};

struct ShowOptions {
  std::string import_id;
  std::int64_t statement = 0;
  std::int64_t at = 0;
};

struct WithdrawOptions {
  std::string import_id;
  std::string text;
  WriteOptions write;
};

Cell CountOr(std::int64_t entry) { return entry > 0 ? Cell(Count{entry}) : Cell(); }

std::string GapText(const v1::RecordedStatement& statement, const Session& session) {
  if (!statement.has_gap_before()) return "";
  const v1::StatementGap& gap = statement.gap_before();
  const std::string money = FormatAmount(gap.apart_fen(), session.LayoutFor(Format::kTable).unit);
  if (gap.to_date() < gap.from_date()) {
    return absl::StrCat(session.Text({"balances differ by ", "余额不衔接，相差 "}), money);
  }
  return absl::StrCat(session.Text({"none from ", "缺 "}), gap.from_date(),
                      session.Text({" to ", " 至 "}), gap.to_date(),
                      session.Text({", apart ", "，相差 "}), money);
}

int List(Session& session, const ListOptions& options) {
  v1::ListStatementsRequest request;
  if (const absl::Status set = SetAccount(session, options.account, request); !set.ok()) {
    return session.Fail(kNotListed, set);
  }
  request.set_state(options.state);
  request.set_at(options.at);
  const auto fill = [&session](const v1::ListStatementsResponse& all, Document& document) {
    using enum ColumnKind;
    document.columns = {{"import_id", session.Text({"statement", "导入编号"}), kText},
                        {"state", session.Text({"state", "状态"}), kText},
                        {"from_date", session.Text({"from", "起始"}), kText},
                        {"to_date", session.Text({"to", "截止"}), kText},
                        {"opening", session.Text({"opening", "期初余额"}), kAmount},
                        {"closing", session.Text({"closing", "期末余额"}), kAmount},
                        {"lines", session.Text({"lines", "笔数"}), kCount},
                        {"format", session.Text({"format", "格式"}), kText},
                        {"opened_entry", session.Text({"entry", "条目"}), kCount},
                        {"withdrawn_entry", session.Text({"withdrawn", "撤回条目"}), kCount},
                        {"gap", session.Text({"before it", "与上期衔接"}), kText}};
    for (const v1::RecordedStatement& statement : all.statements()) {
      const v1::StatementHeader& header = statement.header();
      document.rows.push_back({header.import_id(), TermText(session, statement.state()),
                               header.from_date(), header.to_date(), Amount{header.opening_fen()},
                               Amount{header.closing_fen()}, Count{statement.lines()},
                               header.format(), Count{statement.opened_entry()},
                               CountOr(statement.withdrawn_entry()), GapText(statement, session)});
    }
  };
  return ShowPages<v1::ListStatementsResponse>(session, kNotListed, request, fill);
}

std::vector<std::string> HeadingOf(const v1::RecordedStatement& statement, const Session& session) {
  const v1::StatementHeader& header = statement.header();
  const Layout layout = session.LayoutFor(Format::kTable);
  const auto money = [&](std::int64_t fen) {
    return absl::StrCat(FormatAmount(fen, layout.unit), " ",
                        UnitName(layout.unit, layout.currency_code, layout.language));
  };
  return AlignedLines(
      {{session.Text({"statement", "导入编号"}), header.import_id()},
       {session.Text({"state", "状态"}), session.Text(LabelOf(statement.state()))},
       {session.Text({"account", "账户"}), header.account_id()},
       {session.Text({"bank's number", "对账单号"}), header.statement_number()},
       {session.Text({"days", "期间"}), absl::StrCat(header.from_date(), " – ", header.to_date())},
       {session.Text({"opening", "期初余额"}), money(header.opening_fen())},
       {session.Text({"lines", "笔数"}),
        absl::StrCat(FormatCount(statement.lines()), session.Text({" of ", " / "}),
                     FormatCount(header.line_count()), session.Text({", sum ", "，合计 "}),
                     money(statement.net_fen()))},
       {session.Text({"closing", "期末余额"}), money(header.closing_fen())},
       {session.Text({"file", "文件"}),
        absl::StrCat(header.format(), ", SHA-256 ", header.file_sha256())},
       {session.Text({"entry", "条目"}), FormatCount(statement.opened_entry())}});
}

int ShowStatement(Session& session, const ShowOptions& options) {
  if (options.import_id.empty() == (options.statement == 0)) {
    return session.Fail(
        kNotShown, UsageError(session.Text({"give either its id or --statement ENTRY",
                                            "请填导入编号，或 --statement 条目号，二者之一"})));
  }
  const absl::StatusOr<const v1::Programme*> programme = session.Programme();
  if (!programme.ok()) return session.Fail(kNotShown, programme.status());
  v1::GetStatementRequest request;
  request.set_programme((*programme)->programme());
  request.set_import_id(options.import_id);
  request.set_statement(options.statement);
  request.set_at(options.at);
  const auto fill = [&session](const v1::GetStatementResponse& all, Document& document) {
    using enum ColumnKind;
    document.heading = HeadingOf(all.statement(), session);
    document.columns = {{"line", session.Text({"line", "流水"}), kText},
                        {"booking_date", session.Text({"date", "记账日"}), kText},
                        {"amount", session.Text({"amount", "发生额"}), kAmount},
                        {"balance", session.Text({"balance", "余额"}), kAmount},
                        {"bank_reference", session.Text({"bank reference", "流水号"}), kText},
                        {"own_reference", session.Text({"own reference", "凭证号"}), kText},
                        {"party", session.Text({"body", "对方机构"}), kText},
                        {"counterparty_name", session.Text({"other side", "对方户名"}), kText},
                        {"text", session.Text({"text", "摘要"}), kText},
                        {"match", session.Text({"match", "勾对号"}), kCount}};
    for (const v1::StatementLine& line : all.lines()) {
      const v1::BankLine& said = line.line();
      document.rows.push_back({NameText(line.name()), said.booking_date(),
                               Amount{said.amount_fen()},
                               said.has_balance_fen() ? Cell(Amount{said.balance_fen()}) : Cell(),
                               said.bank_reference(), said.own_reference(), said.party(),
                               said.counterparty_name(), said.text(), CountOr(line.match())});
    }
  };
  return ShowPages<v1::GetStatementResponse>(session, kNotShown, request, fill);
}

int Withdraw(Session& session, const WithdrawOptions& options) {
  v1::WithdrawStatementRequest request;
  request.set_import_id(options.import_id);
  request.set_text(options.text);
  return AskAndTell<v1::WithdrawStatementResponse>(
      session, kNotWithdrawn, options.write, request,
      [](const v1::WithdrawStatementResponse&) { return AnswerFacts(); });
}

void AddReads(CommandTree& tree, CLI::App& noun) {
  constexpr Bilingual kAt = {"As known at this entry (default: now)",
                             "按该条目时的记录（默认当前）"};
  const auto list = std::make_shared<ListOptions>();
  CLI::App& list_command =
      tree.Add(noun, "list", {"Statements of an account, by their days", "按期间列出对账单"},
               [list](Session& session) { return List(session, *list); });
  AddAccountOption(tree, list_command, list->account);
  AddTerm(tree, list_command, "--state", list->state, {"Only in this state", "仅该状态"});
  AddEntry(tree, list_command, "--at", list->at, kAt);

  const auto show = std::make_shared<ShowOptions>();
  CLI::App& show_command =
      tree.Add(noun, "show", {"A statement with its lines", "显示对账单及流水"},
               [show](Session& session) { return ShowStatement(session, *show); });
  show_command.add_option("import-id", show->import_id,
                          tree.Text({"Its id: \"statement list\" shows it", "导入编号"}));
  AddEntry(tree, show_command, "--statement", show->statement,
           {"Its opening entry; names withdrawn ones too", "其导入条目号；已撤回的也可查"});
  AddEntry(tree, show_command, "--at", show->at, kAt);
}

}  // namespace

void AddStatementCommands(CommandTree& tree) {
  CLI::App& noun = tree.AddNoun(
      "statement", {"Statements of banks about the fund's accounts", "基金账户的银行对账单"});
  AddStatementCheckCommand(tree, noun);
  AddStatementImportCommand(tree, noun);
  AddReads(tree, noun);
  const auto options = std::make_shared<WithdrawOptions>();
  CLI::App& command = tree.Add(
      noun, "withdraw",
      {"Take a statement back; two persons for one that counts", "撤回对账单（已生效的须两人）"},
      [options](Session& session) { return Withdraw(session, *options); });
  command.add_option("import-id", options->import_id, tree.Text({"Its id", "导入编号"}))
      ->required();
  AddWhy(tree, command, options->text)->required();
  AddWriteOptions(tree, command, options->write);
}

}  // namespace ippledge::client
