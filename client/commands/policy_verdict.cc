#include "client/commands/policy_verdict.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "client/json.h"
#include "client/life_cycle_texts.h"

namespace ippledge::client {
namespace {

std::string OutcomeLine(const v1::StepVerdict& step, const Session& session) {
  const std::string key(absl::StripPrefix(v1::StepOutcome_Name(step.outcome()), "STEP_OUTCOME_"));
  const std::string outcome =
      session.language() == Language::kChinese ? std::string(LabelOf(step.outcome()).zh) : key;
  std::string line = absl::StrCat(step.id().empty() ? "" : absl::StrCat(step.id(), ": "), outcome);
  if (!step.rule().empty()) absl::StrAppend(&line, session.Text({" by ", "，规则 "}), step.rule());
  if (step.parts_size() > 0) {
    absl::StrAppend(&line, session.Text({"; what binds: ", "；决定金额的规则："}),
                    step.binding_rule());
  }
  if (step.warnings_size() > 0) {
    absl::StrAppend(&line, session.Text({"; warnings: ", "；提示："}),
                    absl::StrJoin(step.warnings(), ", "));
  }
  return line;
}

std::string InputText(const v1::TraceInput& input) {
  return absl::StrCat(input.name(), " ", input.value());
}

}  // namespace

std::vector<std::string> VerdictLines(const v1::StepVerdict& step, const Session& session) {
  const auto amount_text = [&](std::int64_t fen) {
    return FormatAmount(fen, session.options().unit);
  };
  std::vector<std::pair<std::string, std::string>> lines;
  const auto add = [&](absl::string_view en, absl::string_view zh, std::int64_t fen) {
    if (fen == 0) return;
    lines.emplace_back(absl::StrCat("  ", session.Text({en, zh})), amount_text(fen));
  };
  add("covered", "备案金额", step.covered_fen());
  add("loss", "损失", step.loss_fen());
  if (step.in_band_fen() != step.loss_fen()) {
    add("of it in the band", "其中：区间内", step.in_band_fen());
  }
  add("outside it", "损失以外", step.other_part_fen());
  add("net", "净额", step.net_fen());
  add("costs", "费用", step.costs_fen());
  for (const v1::PartAmount& part : step.parts()) {
    std::string text = amount_text(part.amount_fen());
    const auto of_it = [&](absl::string_view en, absl::string_view zh, std::int64_t fen) {
      if (fen == 0) return;
      absl::StrAppend(&text, ", ", session.Text({en, zh}), " ", amount_text(fen));
    };
    of_it("later", "以后支付", part.later_fen());
    of_it("deferred", "暂缓", part.deferred_fen());
    of_it("waiting for money", "待资金", part.queued_fen());
    lines.emplace_back(absl::StrCat("  ", part.party()), text);
  }
  add("surplus", "超额", step.surplus_fen());
  add("interest for lateness", "迟缴利息", step.late_interest_fen());
  std::vector<std::string> heading = {OutcomeLine(step, session)};
  for (std::string& line : AlignedLines(lines)) heading.push_back(std::move(line));
  return heading;
}

std::vector<Column> TraceColumns(const Session& session, bool with_step) {
  std::vector<Column> columns = {
      {"rule", session.Text({"rule", "规则"}), ColumnKind::kText},
      {"inputs", session.Text({"looked at", "依据"}), ColumnKind::kText},
      {"limit", session.Text({"limit", "限额"}), ColumnKind::kText},
      {"result", session.Text({"result", "结果"}), ColumnKind::kText},
      {"binds", session.Text({"binds", "起作用"}), ColumnKind::kText},
      {"amount_after", session.Text({"payable after", "其后应付"}), ColumnKind::kAmount}};
  if (with_step) {
    columns.insert(columns.begin(), {"step", session.Text({"step", "步骤"}), ColumnKind::kText});
  }
  return columns;
}

std::vector<Row> TraceRows(const v1::StepVerdict& step, bool with_step) {
  std::vector<Row> rows;
  for (const v1::TraceLine& line : step.trace()) {
    Row& row = rows.emplace_back();
    if (with_step) row.emplace_back(step.id());
    const std::string inputs =
        absl::StrJoin(line.inputs(), ", ", [](std::string* out, const v1::TraceInput& input) {
          absl::StrAppend(out, InputText(input));
        });
    for (const std::string& text :
         {line.rule(), inputs, line.limit(), line.result(), std::string(line.binds() ? "*" : "")}) {
      row.emplace_back(text);
    }
    row.emplace_back(Amount{line.amount_after_fen()});
  }
  return rows;
}

Document VerdictDocument(const v1::PolicyVerdict& verdict, const Session& session) {
  Document document;
  document.json = JsonMessage(verdict, JsonStyle::kIndented);
  document.columns = TraceColumns(session, /*with_step=*/true);
  for (const v1::StepVerdict& step : verdict.steps()) {
    for (std::string& line : VerdictLines(step, session)) {
      document.heading.push_back(std::move(line));
    }
    for (Row& row : TraceRows(step, /*with_step=*/true)) document.rows.push_back(std::move(row));
  }
  return document;
}

}  // namespace ippledge::client
