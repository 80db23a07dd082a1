// The command "trajectory".
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "client/commands/commands.h"
#include "client/commands/option_values.h"
#include "client/commands/totals_query.h"
#include "client/json.h"
#include "client/session.h"
#include "ippledge/v1/report_service.pb.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotShown = {"the trajectory cannot be shown", "无法显示进度"};

struct TrajectoryOptions {
  std::string as_of_date;
  std::int64_t at = 0;
};

class Trajectory {
 public:
  Trajectory(const v1::GetTrajectoryResponse& response, const Session& session)
      : response_(response), session_(session) {}

  Document MakeDocument(const std::string& programme) const {
    Document document;
    document.json = JsonMessage(response_, JsonStyle::kIndented);
    document.heading = {HeadingLine(programme)};
    using enum ColumnKind;
    const bool amount = IsAmount(static_cast<Measure>(response_.counted_measure()));
    const ColumnKind kind = amount ? kAmount : kCount;
    document.columns = {{"milestone_date", session_.Text({"milestone", "节点"}), kText},
                        {"target", session_.Text({"target", "目标"}), kind},
                        {"reached", session_.Text({"reached", "实际"}), kind},
                        {"completion", session_.Text({"completion", "完成率"}), kRate},
                        {"reached_date", session_.Text({"reached on", "达到日期"}), kText},
                        {"due", session_.Text({"over", "已到期"}), kText}};
    for (const v1::MilestoneProgress& milestone : response_.milestones()) {
      document.rows.push_back({milestone.milestone_date(), Figure(milestone.target()),
                               Figure(milestone.reached()), Rate{milestone.completion_ppm()},
                               milestone.reached_date(), milestone.due()});
    }
    document.notes = {PaceLine()};
    return document;
  }

 private:
  Cell Figure(std::int64_t value) const { return FigureCell(response_.counted_measure(), value); }

  std::string Shown(std::int64_t value) const {
    const Layout layout = session_.LayoutFor(Format::kTable);
    const Cell cell = Figure(value);
    const std::string text = TableText(cell, layout);
    if (!std::holds_alternative<Amount>(cell)) return text;
    return absl::StrCat(text, " ", UnitName(layout.unit, layout.currency_code, layout.language));
  }

  std::string HeadingLine(const std::string& programme) const {
    const bool chinese = session_.language() == Language::kChinese;
    std::string line =
        absl::StrCat(programme, chinese ? "，截至 " : ", as of ", response_.as_of_date(),
                     chinese ? "，位置 " : ", position ", FormatCount(response_.position()),
                     chinese ? "，" : ", ",
                     session_.Text(LabelOf(static_cast<Measure>(response_.counted_measure()))),
                     chinese ? "累计 " : " so far ", Shown(response_.reached()),
                     chinese ? " / 目标 " : " of ", Shown(response_.target()));
    if (response_.opening() > 0) {
      absl::StrAppend(&line, chinese ? "，其中期初 " : ", of it opening figures ",
                      Shown(response_.opening()));
    }
    return line;
  }

  std::string PaceLine() const {
    const bool chinese = session_.language() == Language::kChinese;
    std::string line = absl::StrCat(chinese ? "近 365 天 " : "In the last 365 days ",
                                    Shown(response_.last_year()));
    if (!response_.next_milestone_date().empty()) {
      absl::StrAppend(&line, chinese ? "；要达到 " : "; to reach the milestone of ",
                      response_.next_milestone_date(),
                      chinese ? " 的目标，每月需 " : ", each month must bring ",
                      Shown(response_.needed_per_month()));
    }
    if (response_.reached() >= response_.target()) {
      return absl::StrCat(line, chinese ? "；总目标已达到。" : "; the target is reached.");
    }
    if (response_.forecast_date().empty()) {
      return absl::StrCat(line, chinese ? "；按近 365 天的速度无法达到总目标。"
                                        : "; at this pace the target is not reached.");
    }
    return absl::StrCat(
        line, chinese ? "；按此速度，总目标预计 " : "; at this pace the target is reached on ",
        response_.forecast_date(), chinese ? " 达到。" : ".");
  }

  const v1::GetTrajectoryResponse& response_;
  const Session& session_;
};

int Show(Session& session, const TrajectoryOptions& options) {
  const absl::StatusOr<const v1::Programme*> programme = session.Programme();
  if (!programme.ok()) return session.Fail(kNotShown, programme.status());
  v1::GetTrajectoryRequest request;
  request.set_programme((*programme)->programme());
  request.set_as_of_date(options.as_of_date);
  request.set_at(options.at);
  const auto response = session.connection().Ask<v1::GetTrajectoryResponse>(request);
  if (!response.ok()) return session.Fail(kNotShown, response.status());
  return session.Show(Trajectory(*response, session).MakeDocument((*programme)->programme()));
}

}  // namespace

void AddTrajectoryCommand(CommandTree& tree) {
  const auto options = std::make_shared<TrajectoryOptions>();
  CLI::App& command =
      tree.Add(tree.root(), "trajectory",
               {"Milestones, the pace they need, a forecast", "阶段目标、所需速度与预测"},
               [options](Session& session) { return Show(session, *options); });
  AddDate(tree, command, "--as-of", options->as_of_date,
          {"Judged from this day (default: today)", "以该日为准（默认今天）"});
  AddEntry(tree, command, "--at", options->at,
           {"As known at this entry (default: now)", "按该条目时的记录（默认当前）"});
}

}  // namespace ippledge::client
