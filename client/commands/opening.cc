// The commands "opening record|list".
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "client/commands/commands.h"
#include "client/commands/option_values.h"
#include "client/commands/recorded.h"
#include "client/session.h"
#include "ippledge/v1/programme_service.pb.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotRecorded = {"the opening figure was not recorded", "期初数未录入"};
constexpr Bilingual kNotListed = {"the opening figures cannot be listed", "无法列出期初数"};

struct OpeningOptions {
  std::string id;
  std::string measure = "disbursed";
  std::string value;
  std::string through;
  std::string unit;
  std::string source;
  WriteOptions write;
};

int Record(Session& session, const OpeningOptions& options) {
  v1::RecordOpeningFigureRequest request;
  v1::OpeningFigure& figure = *request.mutable_figure();
  const absl::StatusOr<std::vector<Measure>> measures =
      MeasuresOf(options.measure, session.language());
  if (!measures.ok()) return session.Fail(kNotRecorded, measures.status());
  if (measures->size() != 1) {
    return session.Fail(kNotRecorded, UsageError("--measure takes one measure here"));
  }
  std::int64_t value = 0;
  if (IsAmount(measures->front())) {
    const absl::StatusOr<std::int64_t> fen = AmountOf(options.value, session.language());
    if (!fen.ok()) return session.Fail(kNotRecorded, fen.status());
    value = *fen;
  } else if (!absl::SimpleAtoi(options.value, &value)) {
    return session.Fail(kNotRecorded,
                        UsageError(absl::StrCat("\"", options.value, "\" is not a number")));
  }
  figure.set_opening_id(options.id);
  figure.set_measure(static_cast<v1::Measure>(measures->front()));
  figure.set_value(value);
  figure.set_through_date(options.through);
  figure.set_reporting_unit(options.unit);
  figure.set_source(options.source);
  return AskAndShow<v1::RecordOpeningFigureResponse>(session, kNotRecorded, options.write, request);
}

int List(Session& session) {
  v1::ListOpeningFiguresRequest request;
  const absl::StatusOr<const v1::Programme*> programme = session.Programme();
  if (!programme.ok()) return session.Fail(kNotListed, programme.status());
  request.set_programme((*programme)->programme());
  const auto list = session.connection().Ask<v1::ListOpeningFiguresResponse>(request);
  if (!list.ok()) return session.Fail(kNotListed, list.status());
  const bool table = session.FormatOr(Format::kTable) == Format::kTable;
  Document document;
  document.columns = {{"opening_id", session.Text({"opening", "编号"}), ColumnKind::kText},
                      {"measure", session.Text({"measure", "口径"}), ColumnKind::kText},
                      {"value", session.Text({"value", "数值"}), ColumnKind::kMixed},
                      {"through_date", session.Text({"through", "截至"}), ColumnKind::kText},
                      {"reporting_unit", session.Text({"unit", "地区"}), ColumnKind::kText},
                      {"source", session.Text({"source", "来源"}), ColumnKind::kText}};
  for (const v1::OpeningFigure& figure : list->figures()) {
    const Measure measure = static_cast<Measure>(figure.measure());
    document.rows.push_back(
        {figure.opening_id(), table ? session.Text(LabelOf(measure)) : std::string(KeyOf(measure)),
         IsAmount(measure) ? Cell(Amount{figure.value()}) : Cell(Count{figure.value()}),
         figure.through_date(), figure.reporting_unit(), figure.source()});
  }
  return session.Show(document);
}

}  // namespace

void AddOpeningCommands(CommandTree& tree) {
  CLI::App& opening =
      tree.AddNoun("opening", {"Cumulative amounts of a time before the ledger", "期初累计数"});
  const auto options = std::make_shared<OpeningOptions>();
  CLI::App& command =
      tree.Add(opening, "record", {"Enter an opening figure, once", "录入一笔期初数（仅一次）"},
               [options](Session& session) { return Record(session, *options); });
  command
      .add_option("id", options->id, tree.Text({"Id, unique: a-z, 0-9, -", "编号：a-z、0-9、-"}))
      ->required();
  AddMeasures(tree, command, options->measure,
              {"What it counts (default: disbursed)", "口径（默认 disbursed）"});
  command
      .add_option("--value", options->value,
                  tree.Text({"Amount (1.5亿元) or count", "金额（如 1.5亿元）或数量"}))
      ->required();
  AddDate(tree, command, "--through", options->through, {"Last day it covers", "截止日期"})
      ->required();
  command.add_option("--reporting-unit", options->unit,
                     tree.Text({"Only for this unit", "仅属该地区"}));
  command
      .add_option("--source", options->source,
                  tree.Text({"Where the figure comes from", "数据来源"}))
      ->required();
  AddWriteOptions(tree, command, options->write);
  tree.Add(opening, "list", {"All opening figures", "全部期初数"}, List);
}

}  // namespace ippledge::client
