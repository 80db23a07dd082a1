// The commands "report publish|list|patents".
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "client/commands/commands.h"
#include "client/commands/option_values.h"
#include "client/commands/recorded.h"
#include "client/commands/totals_query.h"
#include "client/json.h"
#include "client/session.h"
#include "ippledge/v1/report_service.pb.h"
#include "ledger/date.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotPublished = {"the month was not published", "月报未发布"};
constexpr Bilingual kNotListed = {"the published months cannot be listed", "无法列出已发布月报"};
constexpr Bilingual kNotShown = {"the patents cannot be shown", "无法列出专利"};

// Month, entry and one column a measure.
Document DocumentOf(const google::protobuf::RepeatedPtrField<v1::PublishedReport>& reports,
                    const Session& session) {
  Document document;
  document.columns = {{"month", session.Text({"month", "月份"}), ColumnKind::kText},
                      {"as_of_date", session.Text({"as of", "截至"}), ColumnKind::kText},
                      {"entry", session.Text({"entry", "条目"}), ColumnKind::kCount},
                      {"at", session.Text({"known at", "依据位置"}), ColumnKind::kCount},
                      {"commit_time", session.Text({"published", "发布时间"}), ColumnKind::kText}};
  if (!reports.empty()) {
    for (const v1::Figure& figure : reports[0].figures()) {
      document.columns.push_back(MeasureColumn(figure.measure(), session));
    }
  }
  for (const v1::PublishedReport& report : reports) {
    Row row = {report.month(), report.as_of_date(), Count{report.entry()}, Count{report.at()},
               report.has_commit_time() ? Cell(FormatTime(report.commit_time())) : Cell()};
    for (const v1::Figure& figure : report.figures()) {
      row.push_back(FigureCell(figure.measure(), figure.value()));
    }
    row.resize(document.columns.size());
    document.rows.push_back(std::move(row));
  }
  return document;
}

struct PublishOptions {
  std::string month;
  WriteOptions write;
};

int Publish(Session& session, const PublishOptions& options) {
  const absl::StatusOr<const v1::Programme*> programme = session.Programme();
  if (!programme.ok()) return session.Fail(kNotPublished, programme.status());
  v1::PublishReportRequest request;
  request.set_programme((*programme)->programme());
  request.set_request_id(RequestIdOr(options.write.request_id));
  request.set_validate_only(options.write.dry_run);
  request.set_month(options.month);
  const auto response = session.connection().Ask<v1::PublishReportResponse>(request);
  if (!response.ok()) return session.Fail(kNotPublished, response.status(), request.request_id());
  google::protobuf::RepeatedPtrField<v1::PublishedReport> one;
  *one.Add() = response->report();
  Document document = DocumentOf(one, session);
  document.single = true;
  document.heading = {session.Text(LabelOf(response->recorded().outcome()))};
  document.facts = {{"outcome", JsonString(KeyOf(response->recorded().outcome()))}};
  return session.Show(document);
}

int List(Session& session) {
  const absl::StatusOr<const v1::Programme*> programme = session.Programme();
  if (!programme.ok()) return session.Fail(kNotListed, programme.status());
  v1::ListPublishedReportsRequest request;
  request.set_programme((*programme)->programme());
  const auto response = session.connection().Ask<v1::ListPublishedReportsResponse>(request);
  if (!response.ok()) return session.Fail(kNotListed, response.status());
  return session.Show(DocumentOf(response->reports(), session));
}

struct PatentsOptions {
  std::string min_amount;
  std::int64_t at = 0;
};

int Patents(Session& session, const PatentsOptions& options) {
  const absl::StatusOr<std::int64_t> min_fen = AmountOf(options.min_amount, session.language());
  if (!min_fen.ok()) return session.Fail(kNotShown, min_fen.status());
  const absl::StatusOr<const v1::Programme*> programme = session.Programme();
  if (!programme.ok()) return session.Fail(kNotShown, programme.status());
  v1::ListPledgedPatentsRequest request;
  request.set_programme((*programme)->programme());
  request.set_min_amount_fen(*min_fen);
  request.set_at(options.at);
  const auto response = session.connection().Ask<v1::ListPledgedPatentsResponse>(request);
  if (!response.ok()) return session.Fail(kNotShown, response.status());
  const Layout layout = session.LayoutFor(Format::kTable);
  Document document;
  document.heading = {
      absl::StrCat((*programme)->programme(),
                   session.Text({", patents that carried at least ", "，承载质押融资不低于 "}),
                   FormatAmount(*min_fen, layout.unit), " ",
                   UnitName(layout.unit, layout.currency_code, layout.language),
                   session.Text({": ", " 的专利："}), FormatCount(response->count()),
                   session.Text({", position ", "，位置 "}), FormatCount(response->position()))};
  document.facts = {{"programme", JsonString((*programme)->programme())},
                    {"min_amount_fen", absl::StrCat(*min_fen)},
                    {"count", absl::StrCat(response->count())},
                    {"position", absl::StrCat(response->position())}};
  document.columns = {{"number", session.Text({"patent", "专利号"}), ColumnKind::kText},
                      {"financed", session.Text({"financed", "融资金额"}), ColumnKind::kAmount},
                      {"secured", session.Text({"secured", "登记金额"}), ColumnKind::kAmount},
                      {"loans", session.Text({"loans", "贷款笔数"}), ColumnKind::kCount},
                      {"first_date", session.Text({"first", "首次放款"}), ColumnKind::kText}};
  for (const v1::PledgedPatent& patent : response->patents()) {
    document.rows.push_back({patent.number(), Amount{patent.financed_fen()},
                             Amount{patent.secured_fen()}, Count{patent.loans()},
                             patent.first_date()});
  }
  return session.Show(document);
}

}  // namespace

void AddReportCommands(CommandTree& tree) {
  CLI::App& report = tree.AddNoun(
      "report", {"Official monthly figures, and reports of the plan", "正式月报与专题报表"});
  const auto publish = std::make_shared<PublishOptions>();
  CLI::App& publish_command =
      tree.Add(report, "publish", {"Make the figures of a month official", "发布某月正式数据"},
               [publish](Session& session) { return Publish(session, *publish); });
  publish_command
      .add_option("--month", publish->month,
                  tree.Text({"A month that is over, 2025-06", "已结束的月份，如 2025-06"}))
      ->type_name("MONTH")
      ->required()
      ->check(
          [language = tree.language()](const std::string& text) {
            if (ParseMonth(text).ok()) return std::string();
            return language == Language::kChinese
                       ? absl::StrCat("“", text, "”不是月份（YYYY-MM）")
                       : absl::StrCat("\"", text, "\" is not a month (YYYY-MM)");
          },
          "");
  AddWriteOptions(tree, publish_command, publish->write);
  tree.Add(report, "list", {"All published months", "全部已发布月报"}, List);

  const auto patents = std::make_shared<PatentsOptions>();
  CLI::App& patents_command =
      tree.Add(report, "patents", {"Patents that carried large pledges", "大额质押融资的专利"},
               [patents](Session& session) { return Patents(session, *patents); });
  AddAmount(tree, patents_command, "--min-amount", patents->min_amount,
            {"At least this much: 10000000, 1000万元", "不低于：10000000、1000万元"})
      ->required();
  AddEntry(tree, patents_command, "--at", patents->at,
           {"As known at this entry (default: now)", "按该条目时的记录（默认当前）"});
}

}  // namespace ippledge::client
