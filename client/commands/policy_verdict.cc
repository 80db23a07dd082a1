#include "client/commands/policy_verdict.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/json.h"
#include "proto/wire/policy.h"

namespace ippledge::client {
namespace {

std::string AmountText(Money amount, const Session& session) {
  return FormatAmount(amount.fen(), session.options().unit);
}

std::string OutcomeLine(const StepVerdict& step, const Session& session) {
  std::string line =
      absl::StrCat(step.id.empty() ? "" : absl::StrCat(step.id, ": "), NameOf(step.outcome));
  if (!step.rule.empty()) absl::StrAppend(&line, session.Text({" by ", "，规则 "}), step.rule);
  if (!step.parts.empty()) {
    absl::StrAppend(&line, session.Text({"; what binds: ", "；决定金额的规则："}),
                    BindingRule(step));
  }
  if (!step.warnings.empty()) {
    absl::StrAppend(&line, session.Text({"; warnings: ", "；提示："}),
                    absl::StrJoin(step.warnings, ", "));
  }
  return line;
}

void AddParts(const StepVerdict& step, const Session& session,
              std::vector<std::pair<std::string, std::string>>& lines) {
  const auto add = [&](absl::string_view en, absl::string_view zh, Money amount) {
    if (amount != Money()) {
      lines.emplace_back(absl::StrCat("  ", session.Text({en, zh})), AmountText(amount, session));
    }
  };
  add("covered", "备案金额", step.covered);
  add("loss", "损失", step.loss);
  if (step.in_band != step.loss) add("of it in the band", "其中：区间内", step.in_band);
  add("outside it", "损失以外", step.other_part);
  add("net", "净额", step.net);
  add("costs", "费用", step.costs);
  for (const PartAmount& part : step.parts) {
    std::string text = AmountText(part.amount, session);
    const auto of_it = [&](absl::string_view en, absl::string_view zh, Money amount) {
      if (amount == Money()) return;
      absl::StrAppend(&text, ", ", session.Text({en, zh}), " ", AmountText(amount, session));
    };
    of_it("later", "以后支付", part.later);
    of_it("deferred", "暂缓", part.deferred);
    of_it("waiting for money", "待资金", part.queued);
    lines.emplace_back(absl::StrCat("  ", part.party), text);
  }
  add("surplus", "超额", step.surplus);
  add("interest for lateness", "迟缴利息", step.late_interest);
}

}  // namespace

Document VerdictDocument(const Verdict& verdict, const Session& session) {
  Document document;
  document.json = JsonMessage(wire::FormatVerdict(verdict), JsonStyle::kIndented);
  document.columns = {
      {"step", session.Text({"step", "步骤"}), ColumnKind::kText},
      {"rule", session.Text({"rule", "规则"}), ColumnKind::kText},
      {"inputs", session.Text({"looked at", "依据"}), ColumnKind::kText},
      {"limit", session.Text({"limit", "限额"}), ColumnKind::kText},
      {"result", session.Text({"result", "结果"}), ColumnKind::kText},
      {"binds", session.Text({"binds", "起作用"}), ColumnKind::kText},
      {"amount_after", session.Text({"payable after", "其后应付"}), ColumnKind::kAmount}};
  for (const StepVerdict& step : verdict.steps) {
    document.heading.push_back(OutcomeLine(step, session));
    std::vector<std::pair<std::string, std::string>> lines;
    AddParts(step, session, lines);
    for (std::string& line : AlignedLines(lines)) document.heading.push_back(std::move(line));
    for (const TraceLine& line : step.trace) {
      document.rows.push_back({step.id, line.rule,
                               absl::StrJoin(line.inputs, ", ", absl::PairFormatter(" ")),
                               line.limit, line.result, std::string(line.binds ? "*" : ""),
                               Amount{line.amount_after.fen()}});
    }
  }
  return document;
}

}  // namespace ippledge::client
