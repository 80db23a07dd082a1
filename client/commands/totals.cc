// The command "totals".
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "client/commands/commands.h"
#include "client/commands/totals_query.h"
#include "client/json.h"
#include "client/session.h"
#include "ippledge/v1/report_service.pb.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotShown = {"the totals cannot be shown", "无法显示汇总"};
constexpr Bilingual kNotAdditive = {
    "* rows do not add up to the total: one firm, or one loan of "
    "several kinds, counts in several rows",
    "* 各行之和不等于合计：同一企业或同一多类型贷款会计入多行"};

class Totals {
 public:
  Totals(const v1::GetTotalsRequest& request, const v1::GetTotalsResponse& response,
         const v1::Programme& programme, const Session& session)
      : request_(request),
        response_(response),
        programme_(programme),
        session_(session),
        table_(session.FormatOr(Format::kTable) == Format::kTable) {}

  Document MakeDocument() const {
    Document document;
    document.heading = {HeadingLine()};
    if (response_.opening_figures_size() > 0) document.heading.push_back(OpeningLine());
    document.facts = Facts();
    document.columns = KeyColumns(request_.query().by(), table_, session_);
    const std::size_t keys = document.columns.size();
    for (const v1::Figure& figure : response_.total().figures()) {
      document.columns.push_back(FigureColumn(figure.measure()));
    }
    for (const v1::TotalsRow& row : response_.rows()) document.rows.push_back(CellsOf(row));
    if (keys == 0) {
      document.rows = {CellsOf(response_.total())};
      AddMeasuresBelowEachOther(document);
    } else if (table_) {
      document.rows.push_back(TotalRow(keys));
    }
    if (table_ && response_.not_additive_size() > 0 && keys > 0) {
      document.notes = {session_.Text(kNotAdditive)};
    }
    return document;
  }

 private:
  bool IsAdditive(v1::Measure measure) const {
    return std::find(response_.not_additive().begin(), response_.not_additive().end(), measure) ==
           response_.not_additive().end();
  }

  Column FigureColumn(v1::Measure measure) const {
    Column column = MeasureColumn(measure, session_);
    if (!IsAdditive(measure) && request_.query().by_size() > 0) column.label += " *";
    return column;
  }

  Row CellsOf(const v1::TotalsRow& totals) const {
    Row row;
    AppendKeyCells(totals.keys(), table_, session_, row);
    for (const v1::Figure& figure : totals.figures()) {
      row.push_back(FigureCell(figure.measure(), figure.value()));
    }
    return row;
  }

  Row TotalRow(std::size_t keys) const {
    Row row(keys);
    row.front() = session_.Text({"total", "合计"});
    for (const v1::Figure& figure : response_.total().figures()) {
      row.push_back(FigureCell(figure.measure(), figure.value()));
    }
    return row;
  }

  // Without slices a person reads one measure a line.
  void AddMeasuresBelowEachOther(Document& document) const {
    document.table_columns = {
        {"measure", session_.Text({"measure", "口径"}), ColumnKind::kText},
        {"value", absl::StrCat(session_.Text({"value", "数值"}), " (", Unit(), ")"),
         ColumnKind::kMixed}};
    for (const v1::Figure& figure : response_.total().figures()) {
      document.table_rows.push_back({session_.Text(LabelOf(static_cast<Measure>(figure.measure()))),
                                     FigureCell(figure.measure(), figure.value())});
    }
  }

  std::string Unit() const {
    const Layout layout = session_.LayoutFor(Format::kTable);
    return UnitName(layout.unit, layout.currency_code, layout.language);
  }

  std::string Shown(v1::Measure measure, std::int64_t value) const {
    const Cell cell = FigureCell(measure, value);
    const std::string text = TableText(cell, session_.LayoutFor(Format::kTable));
    return std::holds_alternative<Amount>(cell) ? absl::StrCat(text, " ", Unit()) : text;
  }

  std::string HeadingLine() const {
    const bool chinese = session_.language() == Language::kChinese;
    const std::string as_of =
        response_.as_of_date().empty()
            ? session_.Text({"all days", "全部日期"})
            : absl::StrCat(session_.Text({"as of ", "截至 "}), response_.as_of_date());
    std::string line =
        absl::StrCat(programme_.programme(), chinese ? "，" : ", ", as_of,
                     chinese ? "，位置 " : ", position ", FormatCount(response_.position()));
    // Under filters there is no completion to speak of.
    if (request_.query().filters_size() > 0 || !request_.query().from_date().empty()) return line;
    const std::string counted =
        session_.Text(LabelOf(static_cast<Measure>(response_.counted_measure())));
    absl::StrAppend(&line, chinese ? "，目标 " : ", target ",
                    Shown(response_.counted_measure(), response_.target()), chinese ? "（" : " (",
                    counted, chinese ? "），完成 " : "), completion ",
                    FormatPercent(response_.completion_ppm()));
    return line;
  }

  std::string OpeningLine() const {
    std::string line = session_.Text({"opening figures, in no row:", "期初数（不在各行之内）："});
    for (const v1::Figure& figure : response_.opening_figures()) {
      absl::StrAppend(&line, " ", session_.Text(LabelOf(static_cast<Measure>(figure.measure()))),
                      " ", Shown(figure.measure(), figure.value()));
    }
    return line;
  }

  static std::string FiguresJson(const google::protobuf::RepeatedPtrField<v1::Figure>& figures) {
    std::string text;
    for (const v1::Figure& figure : figures) {
      const auto measure = static_cast<Measure>(figure.measure());
      absl::StrAppend(&text, text.empty() ? "" : ",", "\"", KeyOf(measure),
                      IsAmount(measure) ? "_fen\":" : "\":", figure.value());
    }
    return absl::StrCat("{", text, "}");
  }

  std::vector<std::pair<std::string, std::string>> Facts() const {
    std::string not_additive;
    for (const int measure : response_.not_additive()) {
      absl::StrAppend(&not_additive, not_additive.empty() ? "" : ",",
                      JsonString(KeyOf(static_cast<Measure>(measure))));
    }
    return {
        {"programme", JsonString(programme_.programme())},
        {"currency_code", JsonString(programme_.constitution().currency_code())},
        {"as_of_date",
         response_.as_of_date().empty() ? "null" : JsonString(response_.as_of_date())},
        {"position", absl::StrCat(response_.position())},
        {"commit_time", JsonString(FormatTime(response_.commit_time()))},
        {"counted_measure", JsonString(KeyOf(static_cast<Measure>(response_.counted_measure())))},
        {"target", absl::StrCat(response_.target())},
        {"completion_ppm", absl::StrCat(response_.completion_ppm())},
        {"not_additive", absl::StrCat("[", not_additive, "]")},
        {"opening", FiguresJson(response_.opening_figures())},
        {"total", FiguresJson(response_.total().figures())},
    };
  }

  const v1::GetTotalsRequest& request_;
  const v1::GetTotalsResponse& response_;
  const v1::Programme& programme_;
  const Session& session_;
  const bool table_;
};

int Show(Session& session, const TotalsOptions& options) {
  const absl::StatusOr<v1::TotalsQuery> query = QueryOf(options, session.language());
  if (!query.ok()) return session.Fail(kNotShown, query.status());
  const absl::StatusOr<const v1::Programme*> programme = session.Programme();
  if (!programme.ok()) return session.Fail(kNotShown, programme.status());
  v1::GetTotalsRequest request;
  request.set_programme((*programme)->programme());
  *request.mutable_query() = *query;
  const auto response = session.connection().Ask<v1::GetTotalsResponse>(request);
  if (!response.ok()) return session.Fail(kNotShown, response.status());
  return session.Show(Totals(request, *response, **programme, session).MakeDocument());
}

}  // namespace

void AddTotalsCommand(CommandTree& tree) {
  const auto options = std::make_shared<TotalsOptions>();
  CLI::App& command = tree.Add(
      tree.root(), "totals",
      {"Cumulative figures, now or as of any day, by any slices", "累计数：任意日期、任意分组"},
      [options](Session& session) { return Show(session, *options); });
  AddTotalsOptions(tree, command, *options);
}

}  // namespace ippledge::client
