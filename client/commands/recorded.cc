#include "client/commands/recorded.h"

#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "client/json.h"

namespace ippledge::client {

void AddWriteOptions(CommandTree& tree, CLI::App& command, WriteOptions& options) {
  command
      .add_option("--request-id", options.request_id,
                  tree.Text({"Only to repeat a command whose outcome is unknown: its request id",
                             "仅用于重发结果未知的命令：填其请求编号"}))
      ->type_name("UUID");
  command.add_flag("--dry-run", options.dry_run,
                   tree.Text({"Check everything, write nothing", "只检查，不写入"}));
}

Bilingual LabelOf(v1::Outcome outcome) {
  switch (outcome) {
    case v1::OUTCOME_RECORDED:
      return {"recorded", "已登记"};
    case v1::OUTCOME_ALREADY_RECORDED:
      return {"already recorded", "此前已登记"};
    case v1::OUTCOME_VALID:
      return {"valid, not written", "检查通过，未写入"};
    default:
      return {"?", "?"};
  }
}

std::string KeyOf(v1::Outcome outcome) {
  const std::string& name = v1::Outcome_Name(outcome);
  return std::string(absl::StripPrefix(name, "OUTCOME_"));
}

std::vector<SumAfter> SumsOf(const v1::LoanFigures& figures) {
  return {{"disbursed", {"disbursed", "已发放"}, figures.disbursed_fen()},
          {"repaid", {"repaid", "已还本金"}, figures.repaid_fen()},
          {"outstanding", {"outstanding", "未还本金"}, figures.outstanding_fen()},
          {"undrawn", {"undrawn", "未提用"}, figures.undrawn_fen()}};
}

std::vector<SumAfter> SumsOf(const v1::FundFigures& figures) {
  return {{"cash", {"special account", "专户资金"}, figures.cash_fen()},
          {"reserved", {"reserved", "已预留"}, figures.reserved_fen()},
          {"available", {"available", "可用"}, figures.available_fen()},
          {"deposits", {"deposits", "存放银行"}, figures.deposits_fen()}};
}

int ShowRecorded(Session& session, const v1::Recorded& recorded,
                 const std::vector<SumAfter>& sums) {
  Document document;
  document.single = true;
  const bool table = session.FormatOr(Format::kTable) == Format::kTable;
  const auto add = [&](Column column, Cell cell) {
    document.columns.push_back(std::move(column));
    document.rows.front().push_back(std::move(cell));
  };
  document.rows.emplace_back();
  add({"outcome", session.Text({"outcome", "结果"}), ColumnKind::kText},
      table ? session.Text(LabelOf(recorded.outcome())) : KeyOf(recorded.outcome()));
  add({"entry", session.Text({"entry", "条目"}), ColumnKind::kCount},
      recorded.entry() > 0 ? Cell(Count{recorded.entry()}) : Cell());
  add({"commit_time", session.Text({"committed", "提交时间"}), ColumnKind::kText},
      recorded.has_commit_time() ? Cell(FormatTime(recorded.commit_time())) : Cell());
  for (const SumAfter& sum : sums) {
    add({sum.key, session.Text(sum.label), ColumnKind::kAmount}, Amount{sum.fen});
  }
  if (!table) {
    add({"counted_total", "", ColumnKind::kMixed}, Count{recorded.counted_total()});
  }
  return session.Show(document);
}

}  // namespace ippledge::client
