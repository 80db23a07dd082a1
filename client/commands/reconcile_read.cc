// The commands "reconcile items|matches|explain|exceptions".
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
#include "client/commands/transit_items.h"
#include "client/json.h"
#include "client/session.h"
#include "ippledge/v1/reconciliation_service.pb.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotListed = {"the items cannot be listed", "无法列出未达账项"};
constexpr Bilingual kMatchesNotListed = {"the matches cannot be listed", "无法列出勾对"};
constexpr Bilingual kNotExplained = {"the line cannot be explained", "无法说明该流水"};
constexpr Bilingual kNoExceptions = {"the exceptions cannot be listed", "无法列出异常"};
constexpr Bilingual kAt = {"As known at this entry (default: now)", "按该条目时的记录（默认当前）"};

struct ReadOptions {
  std::string account;
  std::string line;
  std::int64_t at = 0;
  bool flag = false;  // --with-undone, --without-suggestions
  v1::ExceptionKind kind = v1::EXCEPTION_KIND_UNSPECIFIED;
};

std::string MoneyText(const Session& session, std::int64_t fen) {
  const Layout layout = session.LayoutFor(Format::kTable);
  return absl::StrCat(FormatAmount(fen, layout.unit), " ",
                      UnitName(layout.unit, layout.currency_code, layout.language));
}

// "likely: 12/0 = 34/0, 300,000.00 yuan, amount and party".
std::string SuggestionText(const Session& session, const v1::Suggestion& suggestion) {
  const std::string lines = LinesText(suggestion.match());
  const std::string movements = MovementsText(suggestion.match());
  return absl::StrCat(session.Text({"likely: ", "建议勾对："}), lines.empty() ? "0" : lines, " = ",
                      movements.empty() ? "0" : movements, ", ",
                      MoneyText(session, suggestion.amount_fen()), ", ",
                      session.Text(LabelOf(suggestion.match().reason())),
                      suggestion.two_persons() ? session.Text({", two persons", "，须两人"}) : "");
}

std::string AcceptText(const v1::Match& match) {
  const bool line = match.lines_size() > 0;
  return absl::StrCat("ippledge reconcile accept ", line ? "--line " : "--movement ",
                      line ? NameText(match.lines(0)) : NameText(match.movements(0)), " --text …");
}

int Items(Session& session, const ReadOptions& options) {
  v1::ListOpenItemsRequest request;
  if (const absl::Status set = SetAccount(session, options.account, request); !set.ok()) {
    return session.Fail(kNotListed, set);
  }
  request.set_at(options.at);
  request.set_without_suggestions(options.flag);
  const auto fill = [&](const v1::ListOpenItemsResponse& all, Document& document) {
    document.heading.push_back(absl::StrCat(
        request.account_id(), session.Text({", position ", "，位置 "}), FormatCount(all.position()),
        session.Text({": lines ", "：流水 "}), FormatCount(all.lines()), ", ",
        MoneyText(session, all.lines_fen()), session.Text({"; movements ", "；账目 "}),
        FormatCount(all.movements()), ", ", MoneyText(session, all.movements_fen())));
    document.columns = TransitColumns(session);
    document.columns.push_back({"text", session.Text({"text", "摘要"}), ColumnKind::kText});
    for (const v1::OpenItem& item : all.items()) {
      Row row = TransitRow(session, item.item());
      row.emplace_back(item.has_line() ? item.line().text() : item.memo());
      document.rows.push_back(std::move(row));
    }
    for (const v1::Suggestion& suggestion : all.suggestions()) {
      document.notes.push_back(SuggestionText(session, suggestion));
      document.notes.push_back(absl::StrCat("  ", AcceptText(suggestion.match())));
    }
  };
  return ShowPages<v1::ListOpenItemsResponse>(session, kNotListed, request, fill);
}

int Matches(Session& session, const ReadOptions& options) {
  const absl::StatusOr<const v1::Programme*> programme = session.Programme();
  if (!programme.ok()) return session.Fail(kMatchesNotListed, programme.status());
  v1::ListMatchesRequest request;
  request.set_programme((*programme)->programme());
  request.set_account_id(options.account);
  request.set_with_undone(options.flag);
  request.set_at(options.at);
  const auto fill = [&](const v1::ListMatchesResponse& all, Document& document) {
    using enum ColumnKind;
    document.columns = {{"number", session.Text({"match", "勾对号"}), kCount},
                        {"account_id", session.Text({"account", "账户"}), kText},
                        {"reason", session.Text({"matched by", "勾对依据"}), kText},
                        {"amount", session.Text({"amount", "金额"}), kAmount},
                        {"lines", session.Text({"lines", "流水"}), kText},
                        {"movements", session.Text({"movements", "账目"}), kText},
                        {"entry", session.Text({"entry", "条目"}), kCount},
                        {"undone_entry", session.Text({"undone", "撤销条目"}), kCount},
                        {"text", session.Text({"why", "理由"}), kText}};
    for (const v1::RecordedMatch& match : all.matches()) {
      document.rows.push_back(
          {Count{match.number()}, match.account_id(), TermText(session, match.match().reason()),
           Amount{match.amount_fen()}, LinesText(match.match()), MovementsText(match.match()),
           Count{match.entry()},
           match.undone_entry() > 0 ? Cell(Count{match.undone_entry()}) : Cell(), match.text()});
    }
  };
  return ShowPages<v1::ListMatchesResponse>(session, kMatchesNotListed, request, fill);
}

Row RowOf(const Session& session, const v1::NearMovement& near) {
  Row row = TransitRow(session, near.movement());
  row.insert(row.end(), {Amount{near.amount_apart_fen()}, Count{near.days_apart()},
                         near.reference_equal(), near.amount_equal(), near.party_equal()});
  return row;
}

std::vector<std::string> HeadingOf(const Session& session, const v1::ExplainLineResponse& answer) {
  const v1::BankLine& line = answer.line().line();
  std::vector<std::pair<std::string, std::string>> lines = {
      {session.Text({"line", "流水"}), absl::StrCat(NameText(answer.line().name()), ", ",
                                                    answer.account_id(), ", ", answer.import_id())},
      {session.Text({"date", "记账日"}), line.booking_date()},
      {session.Text({"amount", "发生额"}), MoneyText(session, line.amount_fen())},
      {session.Text({"reference", "流水号"}),
       absl::StrCat(line.bank_reference(), line.own_reference().empty() ? "" : ", ",
                    line.own_reference())},
      {session.Text({"text", "摘要"}), line.text()},
      {session.Text({"stands", "状态"}), session.Text(LabelOf(answer.standing()))}};
  if (answer.has_match()) {
    const v1::RecordedMatch& match = answer.match();
    lines.emplace_back(session.Text({"match", "勾对"}),
                       absl::StrCat(match.number(), ": ", LinesText(match.match()), " = ",
                                    MovementsText(match.match()), ", ",
                                    session.Text(LabelOf(match.match().reason()))));
  }
  return AlignedLines(lines);
}

int Explain(Session& session, const ReadOptions& options) {
  const absl::StatusOr<v1::LineName> name = LineNameOf(options.line, session.language());
  if (!name.ok()) return session.Fail(kNotExplained, name.status());
  const absl::StatusOr<const v1::Programme*> programme = session.Programme();
  if (!programme.ok()) return session.Fail(kNotExplained, programme.status());
  v1::ExplainLineRequest request;
  request.set_programme((*programme)->programme());
  *request.mutable_line() = *name;
  const auto answer = session.connection().Ask<v1::ExplainLineResponse>(request);
  if (!answer.ok()) return session.Fail(kNotExplained, answer.status());

  using enum ColumnKind;
  Document document;
  document.json = JsonMessage(*answer, JsonStyle::kIndented);
  document.heading = HeadingOf(session, *answer);
  document.columns = TransitColumns(session);
  for (Column& column :
       std::vector<Column>{{"amount_apart", session.Text({"apart", "相差"}), kAmount},
                           {"days_apart", session.Text({"days apart", "相差天数"}), kCount},
                           {"reference_equal", session.Text({"same reference", "编号一致"}), kText},
                           {"amount_equal", session.Text({"same amount", "金额一致"}), kText},
                           {"party_equal", session.Text({"same party", "对方一致"}), kText}}) {
    document.columns.push_back(std::move(column));
  }
  for (const v1::NearMovement& near : answer->candidates()) {
    document.rows.push_back(RowOf(session, near));
  }
  if (answer->has_suggestion()) {
    document.notes.push_back(SuggestionText(session, answer->suggestion()));
    if (answer->standing() == v1::LINE_STANDING_SUGGESTED) {
      document.notes.push_back(absl::StrCat("  ", AcceptText(answer->suggestion().match())));
    }
  }
  return session.Show(document);
}

std::string AgesText(const v1::ExceptionClass& group, const Session& session) {
  std::string text;
  for (const v1::AgeBand& band : group.ages()) {
    absl::StrAppend(&text, text.empty() ? "" : ", ", band.from_days(), "–",
                    band.has_through_days() ? absl::StrCat(band.through_days()) : "",
                    session.Text({" days: ", " 天："}), FormatCount(band.count()));
  }
  return text;
}

int Exceptions(Session& session, const ReadOptions& options) {
  v1::ListExceptionsRequest request;
  if (const absl::Status set = SetAccount(session, options.account, request); !set.ok()) {
    return session.Fail(kNoExceptions, set);
  }
  request.set_kind(options.kind);
  const auto fill = [&](const v1::ListExceptionsResponse& all, Document& document) {
    using enum ColumnKind;
    document.heading.push_back(
        absl::StrCat(request.account_id(), session.Text({", business date ", "，业务日期 "}),
                     all.business_date(), session.Text({", position ", "，位置 "}),
                     FormatCount(all.position())));
    for (const v1::ExceptionClass& group : all.classes()) {
      document.heading.push_back(
          absl::StrCat(session.Text(LabelOf(group.kind())), session.Text({": ", "："}),
                       FormatCount(group.count()), ", ", MoneyText(session, group.amount_fen()),
                       " (", AgesText(group, session), ")"));
    }
    if (all.classes().empty()) {
      document.heading.push_back(session.Text({"nothing to look into", "没有异常"}));
    }
    document.columns = {{"exception", session.Text({"exception", "异常"}), kText},
                        {"missing", session.Text({"amounts to", "涉及金额"}), kAmount},
                        {"age_days", session.Text({"days", "天数"}), kCount},
                        {"item", session.Text({"item", "编号"}), kText},
                        {"item_date", session.Text({"date", "日期"}), kText},
                        {"reference", session.Text({"reference", "流水号"}), kText},
                        {"movement_id", session.Text({"voucher", "凭证号"}), kText},
                        {"bank", session.Text({"bank", "银行"}), kText},
                        {"contract_number", session.Text({"contract", "合同号"}), kText},
                        {"claim_number", session.Text({"claim", "代偿申请"}), kText},
                        {"recovery_number", session.Text({"recovery", "追偿"}), kText},
                        {"due_date", session.Text({"due", "期限"}), kText},
                        {"fund_share", session.Text({"of the fund", "应缴基金"}), kAmount},
                        {"remitted", session.Text({"remitted", "已缴"}), kAmount},
                        {"late_interest", session.Text({"late interest", "迟缴利息"}), kAmount}};
    for (const v1::ExceptionItem& item : all.items()) {
      const bool recovery = !item.recovery_number().empty();
      const auto amount = [recovery](std::int64_t fen) {
        return recovery ? Cell(Amount{fen}) : Cell();
      };
      const v1::TransitItem& transit = item.item();
      document.rows.push_back({TermText(session, item.kind()), Amount{item.amount_fen()},
                               Count{item.age_days()}, recovery ? "" : TransitName(transit),
                               transit.item_date(), transit.reference(), transit.movement_id(),
                               item.loan().bank(), item.loan().contract_number(),
                               item.claim_number(), item.recovery_number(), item.due_date(),
                               amount(item.fund_share_fen()), amount(item.remitted_fen()),
                               amount(item.late_interest_fen())});
    }
  };
  return ShowPages<v1::ListExceptionsResponse>(session, kNoExceptions, request, fill);
}

}  // namespace

void AddReconcileReadCommands(CommandTree& tree, CLI::App& reconcile) {
  const auto add = [&](const std::string& name, Bilingual help,
                       int (*run)(Session&, const ReadOptions&)) {
    const auto options = std::make_shared<ReadOptions>();
    CLI::App& command = tree.Add(
        reconcile, name, help, [options, run](Session& session) { return run(session, *options); });
    AddAccountOption(tree, command, options->account);
    return std::pair<CLI::App*, std::shared_ptr<ReadOptions>>(&command, options);
  };
  const auto [items, items_options] =
      add("items", {"What is not matched, and what of it is likely", "未达账项与勾对建议"}, Items);
  AddEntry(tree, *items, "--at", items_options->at, kAt);
  items->add_flag("--without-suggestions", items_options->flag,
                  tree.Text({"Leave out what is likely: quicker", "不给建议（较快）"}));
  const auto [matches, matches_options] =
      add("matches", {"What is matched, and why", "已勾对项目及依据"}, Matches);
  AddEntry(tree, *matches, "--at", matches_options->at, kAt);
  matches->add_flag("--with-undone", matches_options->flag,
                    tree.Text({"Also those that were undone", "含已撤销的"}));
  const auto [explain, explain_options] = add(
      "explain",
      {"Why a line is not matched, and which movements were near", "说明流水为何未勾对及相近账目"},
      Explain);
  explain
      ->add_option("--line", explain_options->line,
                   tree.Text({"The line: entry of the statement/place from 0",
                              "流水：对账单条目号/行序（从 0 起）"}))
      ->type_name("S/L")
      ->required();
  const auto [exceptions, exceptions_options] = add(
      "exceptions", {"What may be wrong, by kind and age", "异常清单（按种类与账龄）"}, Exceptions);
  AddTerm(tree, *exceptions, "--kind", exceptions_options->kind, {"Only of this kind", "仅该种类"});
}

}  // namespace ippledge::client
