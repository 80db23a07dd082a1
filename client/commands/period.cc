// The commands "period close|reopen|list": months of an account that are closed.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "client/commands/commands.h"
#include "client/commands/cover_answers.h"
#include "client/commands/option_values.h"
#include "client/commands/pages.h"
#include "client/commands/reconciliation_options.h"
#include "client/commands/recorded.h"
#include "client/session.h"
#include "ippledge/v1/reconciliation_service.pb.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotClosed = {"the month was not closed", "该月未结账"};
constexpr Bilingual kNotReopened = {"the month was not re-opened", "该月未重新开账"};
constexpr Bilingual kNotListed = {"the months cannot be listed", "无法列出结账月份"};

struct PeriodOptions {
  std::string account;
  std::string month;
  std::string text;
  std::int64_t at = 0;
  WriteOptions write;
};

AnswerFacts FactsOf(const v1::PeriodFigures& figures) {
  using enum ColumnKind;
  return {
      {"book_balance", {"book balance", "账面余额"}, kAmount, Amount{figures.book_balance_fen()}},
      {"bank_balance", {"bank balance", "对账单余额"}, kAmount, Amount{figures.bank_balance_fen()}},
      {"items", {"items in transit", "未达账项"}, kCount, Count{figures.items()}}};
}

int Close(Session& session, const PeriodOptions& options) {
  v1::ClosePeriodRequest request;
  if (const absl::Status set = SetAccount(session, options.account, request); !set.ok()) {
    return session.Fail(kNotClosed, set);
  }
  request.set_month(options.month);
  return AskAndTell<v1::ClosePeriodResponse>(
      session, kNotClosed, options.write, request, [](const v1::ClosePeriodResponse& response) {
        return response.has_figures() ? FactsOf(response.figures()) : AnswerFacts();
      });
}

int Reopen(Session& session, const PeriodOptions& options) {
  v1::ReopenPeriodRequest request;
  if (const absl::Status set = SetAccount(session, options.account, request); !set.ok()) {
    return session.Fail(kNotReopened, set);
  }
  request.set_month(options.month);
  request.set_text(options.text);
  return AskAndTell<v1::ReopenPeriodResponse>(
      session, kNotReopened, options.write, request,
      [](const v1::ReopenPeriodResponse&) { return AnswerFacts(); });
}

int List(Session& session, const PeriodOptions& options) {
  const absl::StatusOr<const v1::Programme*> programme = session.Programme();
  if (!programme.ok()) return session.Fail(kNotListed, programme.status());
  v1::ListPeriodsRequest request;
  request.set_programme((*programme)->programme());
  request.set_account_id(options.account);
  request.set_at(options.at);
  const auto fill = [&session](const v1::ListPeriodsResponse& all, Document& document) {
    using enum ColumnKind;
    document.columns = {{"account_id", session.Text({"account", "账户"}), kText},
                        {"month", session.Text({"month", "月份"}), kText},
                        {"closed_entry", session.Text({"closed", "结账条目"}), kCount},
                        {"reopened_entry", session.Text({"re-opened", "重开条目"}), kCount},
                        {"book_balance", session.Text({"book balance", "账面余额"}), kAmount},
                        {"bank_balance", session.Text({"bank balance", "对账单余额"}), kAmount},
                        {"bank_in", session.Text({"bank in", "银行已收账上未收"}), kAmount},
                        {"bank_out", session.Text({"bank out", "银行已付账上未付"}), kAmount},
                        {"book_in", session.Text({"book in", "账上已收银行未收"}), kAmount},
                        {"book_out", session.Text({"book out", "账上已付银行未付"}), kAmount},
                        {"items", session.Text({"items", "未达笔数"}), kCount}};
    for (const v1::RecordedPeriod& period : all.periods()) {
      const v1::PeriodFigures& figures = period.figures();
      document.rows.push_back(
          {period.account_id(), period.month(), Count{period.closed_entry()},
           period.reopened_entry() > 0 ? Cell(Count{period.reopened_entry()}) : Cell(),
           Amount{figures.book_balance_fen()}, Amount{figures.bank_balance_fen()},
           Amount{figures.bank_in_fen()}, Amount{figures.bank_out_fen()},
           Amount{figures.book_in_fen()}, Amount{figures.book_out_fen()}, Count{figures.items()}});
    }
  };
  return ShowPages<v1::ListPeriodsResponse>(session, kNotListed, request, fill);
}

}  // namespace

void AddPeriodCommands(CommandTree& tree) {
  CLI::App& noun =
      tree.AddNoun("period", {"Close months of an account, and open them again", "月末结账与重开"});
  const auto add = [&](const std::string& name, Bilingual help,
                       int (*run)(Session&, const PeriodOptions&)) {
    const auto options = std::make_shared<PeriodOptions>();
    CLI::App& command = tree.Add(
        noun, name, help, [options, run](Session& session) { return run(session, *options); });
    AddAccountOption(tree, command, options->account);
    return std::pair<CLI::App*, std::shared_ptr<PeriodOptions>>(&command, options);
  };
  const auto [close, close_options] =
      add("close", {"Close a month: its sheet changes no more", "结账：该月调节表不再变动"}, Close);
  AddMonth(tree, *close, close_options->month)->required();
  AddWriteOptions(tree, *close, close_options->write);
  const auto [reopen, reopen_options] = add(
      "reopen", {"Open the last closed month again; two persons", "重开最近结账的月份（须两人）"},
      Reopen);
  AddMonth(tree, *reopen, reopen_options->month)->required();
  AddWhy(tree, *reopen, reopen_options->text)->required();
  AddWriteOptions(tree, *reopen, reopen_options->write);
  const auto [list, list_options] =
      add("list", {"Months that were closed, with their sums", "已结账月份及其余额"}, List);
  AddEntry(tree, *list, "--at", list_options->at,
           {"As known at this entry (default: now)", "按该条目时的记录（默认当前）"});
}

}  // namespace ippledge::client
