// The command "diff".
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

constexpr Bilingual kNotShown = {"the difference cannot be shown", "无法显示差异"};
// Corrections named below a table; JSON has all that the server sends.
constexpr int kCorrectionsShownMax = 20;

struct DiffOptions {
  std::int64_t from = 0;
  std::int64_t to = 0;
  std::string by;
  std::string measures;
  std::string as_of_date;
};

absl::StatusOr<v1::DiffTotalsRequest> RequestOf(const DiffOptions& options, Language language) {
  v1::DiffTotalsRequest request;
  const auto measures = MeasuresOf(options.measures, language);
  if (!measures.ok()) return measures.status();
  for (const Measure measure : *measures) request.add_measures(static_cast<v1::Measure>(measure));
  const auto by = DimensionsOf(options.by, language);
  if (!by.ok()) return by.status();
  for (const Dimension dimension : *by) request.add_by(static_cast<v1::Dimension>(dimension));
  request.set_from_position(options.from);
  request.set_to_position(options.to);
  request.set_as_of_date(options.as_of_date);
  return request;
}

// One slice and measure a row.
void AppendRows(const v1::DiffRow& diff, const Row& keys, bool table, const Session& session,
                std::vector<Row>& rows) {
  for (int i = 0; i < diff.after_size(); ++i) {
    const v1::Figure& after = diff.after(i);
    const std::int64_t before = i < diff.before_size() ? diff.before(i).value() : 0;
    const auto measure = static_cast<Measure>(after.measure());
    Row row = keys;
    row.emplace_back(table ? session.Text(LabelOf(measure)) : std::string(KeyOf(measure)));
    if (!table) row.emplace_back(std::string(IsAmount(measure) ? "amount" : "count"));
    row.push_back(FigureCell(after.measure(), before));
    row.push_back(FigureCell(after.measure(), after.value()));
    row.push_back(FigureCell(after.measure(), after.value() - before));
    rows.push_back(std::move(row));
  }
}

std::vector<std::string> CorrectionNotes(const v1::DiffTotalsResponse& response,
                                         const Session& session) {
  std::vector<std::string> notes;
  if (response.corrections_count() == 0) return notes;
  notes.push_back(absl::StrCat(session.Text({"corrections in between: ", "期间更正："}),
                               FormatCount(response.corrections_count())));
  for (const v1::CorrectionNote& note : response.corrections()) {
    if (static_cast<int>(notes.size()) > kCorrectionsShownMax) {
      notes.push_back("…");
      break;
    }
    notes.push_back(absl::StrCat("  ", note.entry(), session.Text({" corrects ", " 更正 "}),
                                 note.corrects_entry(), ": ", note.loan().bank(), " ",
                                 note.loan().contract_number(), ": ", note.reason()));
  }
  return notes;
}

int Show(Session& session, const DiffOptions& options) {
  absl::StatusOr<v1::DiffTotalsRequest> request = RequestOf(options, session.language());
  if (!request.ok()) return session.Fail(kNotShown, request.status());
  const absl::StatusOr<const v1::Programme*> programme = session.Programme();
  if (!programme.ok()) return session.Fail(kNotShown, programme.status());
  request->set_programme((*programme)->programme());
  const auto response = session.connection().Ask<v1::DiffTotalsResponse>(*request);
  if (!response.ok()) return session.Fail(kNotShown, response.status());

  const bool table = session.FormatOr(Format::kTable) == Format::kTable;
  Document document;
  document.json = JsonMessage(*response, JsonStyle::kIndented);
  document.heading = {absl::StrCat((*programme)->programme(),
                                   session.Text({", from position ", "，自位置 "}),
                                   FormatCount(options.from), session.Text({" to ", " 至 "}),
                                   FormatCount(response->to_position()))};
  document.columns = KeyColumns(request->by(), table, session);
  const std::size_t keys = document.columns.size();
  const auto add = [&](const char* key, Bilingual label, ColumnKind kind) {
    document.columns.push_back({key, session.Text(label), kind});
  };
  add("measure", {"measure", "口径"}, ColumnKind::kText);
  if (!table) add("value_kind", {"", ""}, ColumnKind::kText);
  add("before", {"before", "之前"}, ColumnKind::kMixed);
  add("after", {"after", "之后"}, ColumnKind::kMixed);
  add("change", {"change", "变动"}, ColumnKind::kMixed);
  for (const v1::DiffRow& diff : response->rows()) {
    Row cells;
    AppendKeyCells(diff.keys(), table, session, cells);
    AppendRows(diff, cells, table, session, document.rows);
  }
  if (keys == 0 || table) {
    Row cells(keys);
    if (keys > 0) cells.front() = session.Text({"total", "合计"});
    if (keys == 0) document.rows.clear();
    AppendRows(response->total(), cells, table, session, document.rows);
  }
  document.notes = CorrectionNotes(*response, session);
  return session.Show(document);
}

}  // namespace

void AddDiffCommand(CommandTree& tree) {
  const auto options = std::make_shared<DiffOptions>();
  CLI::App& command = tree.Add(
      tree.root(), "diff",
      {"What changed between two positions, with the corrections", "两个位置之间的变动与更正"},
      [options](Session& session) { return Show(session, *options); });
  AddEntry(tree, command, "--from", options->from, {"Earlier entry", "较早的条目"})->required();
  AddEntry(tree, command, "--to", options->to,
           {"Later entry (default: now)", "较晚的条目（默认当前）"});
  AddDimensions(tree, command, options->by, {"Slices as in totals", "分组，与 totals 相同"});
  AddMeasures(tree, command, options->measures,
              {"Measures as in totals (default: all)", "口径，与 totals 相同（默认全部）"});
  AddDate(tree, command, "--as-of", options->as_of_date,
          {"True as of this day (default: all days)", "截至该日（默认全部日期）"});
}

}  // namespace ippledge::client
