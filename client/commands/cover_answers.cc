#include "client/commands/cover_answers.h"

#include <iterator>

#include "absl/strings/str_cat.h"
#include "client/commands/policy_verdict.h"
#include "client/json.h"
#include "client/life_cycle_texts.h"

namespace ippledge::client {

AnswerFacts FactsOf(const Session& session, const v1::Cover& cover) {
  using enum ColumnKind;
  return {{"state", {"state", "状态"}, kText, TermText(session, cover.state())},
          {"due_date", {"until", "办理期限"}, kText, cover.due().date()},
          {"asked", {"asked", "申请金额"}, kAmount, Amount{cover.asked_fen()}},
          {"covered", {"covered", "备案金额"}, kAmount, Amount{cover.covered_fen()}}};
}

AnswerFacts FactsOf(const Session& session, const v1::Claim& claim) {
  using enum ColumnKind;
  AnswerFacts facts = {{"state", {"state", "状态"}, kText, TermText(session, claim.state())},
                       {"due_date", {"until", "办理期限"}, kText, claim.due().date()}};
  // Amounts come with the computation: before it there are none to show.
  const bool any = claim.loss_fen() > 0 || claim.fund_amount_fen() > 0 || claim.paid_fen() > 0;
  if (claim.judged_entry() == 0 && !any) return facts;
  const AnswerFacts amounts = {
      {"loss", {"loss", "损失"}, kAmount, Amount{claim.loss_fen()}},
      {"fund_amount", {"of the fund", "基金承担"}, kAmount, Amount{claim.fund_amount_fen()}},
      {"reserved", {"reserved for it", "已预留"}, kAmount, Amount{claim.reserved_fen()}},
      {"paid", {"paid", "已支付"}, kAmount, Amount{claim.paid_fen()}}};
  facts.insert(facts.end(), amounts.begin(), amounts.end());
  return facts;
}

AnswerFacts FactsOf(const v1::FundFigures& fund) {
  using enum ColumnKind;
  return {{"fund_cash", {"special account", "专户资金"}, kAmount, Amount{fund.cash_fen()}},
          {"fund_reserved", {"reserved", "专户预留"}, kAmount, Amount{fund.reserved_fen()}},
          {"fund_available", {"available", "可用"}, kAmount, Amount{fund.available_fen()}}};
}

void Append(AnswerFacts& facts, AnswerFacts more) {
  facts.insert(facts.end(), std::make_move_iterator(more.begin()),
               std::make_move_iterator(more.end()));
}

std::string DueText(const Session& session, const std::string& state, const v1::Deadline& due) {
  if (due.date().empty()) return state;
  std::string text = absl::StrCat(state, session.Text({", until ", "，期限 "}), due.date());
  if (due.on_silence() != v1::ON_SILENCE_UNSPECIFIED) {
    absl::StrAppend(&text, session.Text({"; then it ", "；到期"}),
                    session.Text(LabelOf(due.on_silence())));
  }
  return text;
}

int ShowAnswer(Session& session, const google::protobuf::Message& response,
               const v1::Recorded& recorded, AnswerFacts facts, const v1::Judgement* judgement) {
  const bool table = session.FormatOr(Format::kTable) == Format::kTable;
  using enum ColumnKind;
  AnswerFacts all = {
      {"outcome",
       {"outcome", "结果"},
       kText,
       table ? session.Text(LabelOf(recorded.outcome())) : KeyOf(recorded.outcome())},
      {"entry",
       {"entry", "条目"},
       kCount,
       recorded.entry() > 0 ? Cell(Count{recorded.entry()}) : Cell()},
      {"commit_time",
       {"committed", "提交时间"},
       kText,
       recorded.has_commit_time() ? Cell(FormatTime(recorded.commit_time())) : Cell()}};
  Append(all, std::move(facts));
  Document document;
  document.json = JsonMessage(response, JsonStyle::kIndented);
  Row& row = document.rows.emplace_back();
  const Layout layout = session.LayoutFor(Format::kTable);
  std::vector<std::pair<std::string, std::string>> lines;
  for (AnswerFact& fact : all) {
    const std::string text = TableText(fact.cell, layout);
    if (!text.empty()) lines.emplace_back(session.Text(fact.label), text);
    document.columns.push_back({fact.key, session.Text(fact.label), fact.kind});
    row.push_back(std::move(fact.cell));
  }
  if (judgement == nullptr) return session.Show(document);
  // People get the facts as lines, so that the trace is the table.
  document.heading = AlignedLines(lines);
  document.heading.emplace_back();
  document.heading.push_back(
      absl::StrCat(session.Text({"policy ", "政策 "}), judgement->policy_id(),
                   session.Text({" version ", " 版本 "}), judgement->policy_version()));
  for (std::string& line : VerdictLines(judgement->verdict(), session)) {
    document.heading.push_back(std::move(line));
  }
  document.table_columns = TraceColumns(session, /*with_step=*/false);
  document.table_rows = TraceRows(judgement->verdict(), /*with_step=*/false);
  return session.Show(document);
}

}  // namespace ippledge::client
