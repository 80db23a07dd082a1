// The commands "figure record|list".
#include <CLI/CLI.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "client/commands/commands.h"
#include "client/commands/cover_answers.h"
#include "client/commands/cover_options.h"
#include "client/commands/option_values.h"
#include "client/commands/pages.h"
#include "client/commands/recorded.h"
#include "client/session.h"
#include "ippledge/v1/policy_service.pb.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotRecorded = {"the figure was not recorded", "数据未录入"};
constexpr Bilingual kNotListed = {"the figures cannot be listed", "无法列出数据"};

struct RecordOptions {
  v1::PortfolioFigure figure;
  v1::FigureKind kind = v1::FIGURE_KIND_UNSPECIFIED;
  int year = 0;
  std::string amount;
  WriteOptions write;
};

int Record(Session& session, const RecordOptions& options) {
  const absl::StatusOr<std::int64_t> fen = AmountOf(options.amount, session.language());
  if (!fen.ok()) return session.Fail(kNotRecorded, fen.status());
  v1::RecordPortfolioFigureRequest request;
  v1::PortfolioFigure& figure = *request.mutable_figure();
  figure = options.figure;
  figure.set_kind(options.kind);
  figure.set_year(options.year);
  figure.set_amount_fen(*fen);
  return AskAndShow<v1::RecordPortfolioFigureResponse>(session, kNotRecorded, options.write,
                                                       request);
}

struct ListOptions {
  std::string bank;
  v1::FigureKind kind = v1::FIGURE_KIND_UNSPECIFIED;
};

int List(Session& session, const ListOptions& options) {
  const absl::StatusOr<const v1::Programme*> programme = session.Programme();
  if (!programme.ok()) return session.Fail(kNotListed, programme.status());
  v1::ListPortfolioFiguresRequest request;
  request.set_programme((*programme)->programme());
  request.set_bank(options.bank);
  request.set_kind(options.kind);
  const auto fill = [&session](const v1::ListPortfolioFiguresResponse& all, Document& document) {
    using enum ColumnKind;
    document.columns = {{"figure_id", session.Text({"figure", "数据编号"}), kText},
                        {"kind", session.Text({"kind", "种类"}), kText},
                        {"bank", session.Text({"bank", "银行"}), kText},
                        {"year", session.Text({"year", "年度"}), kText},
                        {"amount", session.Text({"amount", "金额"}), kAmount},
                        {"stands", session.Text({"counts", "有效"}), kText},
                        {"source", session.Text({"source", "来源"}), kText},
                        {"entry", session.Text({"entry", "条目"}), kCount}};
    for (const v1::RecordedFigure& recorded : all.figures()) {
      const v1::PortfolioFigure& figure = recorded.figure();
      document.rows.push_back({figure.figure_id(), TermText(session, figure.kind()), figure.bank(),
                               std::to_string(figure.year()), Amount{figure.amount_fen()},
                               recorded.stands(), figure.source(), Count{recorded.entry()}});
    }
  };
  return ShowPages<v1::ListPortfolioFiguresResponse>(session, kNotListed, request, fill);
}

void AddRecord(CommandTree& tree, CLI::App& noun) {
  const auto options = std::make_shared<RecordOptions>();
  CLI::App& command = tree.Add(noun, "record",
                               {"Record a figure; a later one of its kind, bank and year corrects",
                                "录入数据；同种类、银行、年度以最后录入的为准"},
                               [options](Session& session) { return Record(session, *options); });
  v1::PortfolioFigure& figure = options->figure;
  command
      .add_option("figure", *figure.mutable_figure_id(), tree.Text({"Your number of it", "编号"}))
      ->required();
  AddTerm(tree, command, "kind", options->kind,
          {"fees-collected, guarantees-ended, committed-line, first-year-lent",
           "实收担保费 fees-collected、已解除担保额 guarantees-ended、承诺授信额度 committed-line、"
           "首年放款额 first-year-lent"})
      ->required();
  AddAmount(tree, command, "amount", options->amount, {"Amount", "金额"})->required();
  command.add_option("--year", options->year, tree.Text({"Calendar year", "年度"}))->required();
  command.add_option("--bank", *figure.mutable_bank(),
                     tree.Text({"Bank (default: the whole programme)", "银行（默认整个计划）"}));
  command
      .add_option("--source", *figure.mutable_source(),
                  tree.Text({"Where the figure is from", "数据来源"}))
      ->type_name("TEXT")
      ->required();
  AddWriteOptions(tree, command, options->write);
}

void AddList(CommandTree& tree, CLI::App& noun) {
  const auto options = std::make_shared<ListOptions>();
  CLI::App& command = tree.Add(noun, "list", {"What was recorded, in order", "按录入顺序列出"},
                               [options](Session& session) { return List(session, *options); });
  command.add_option("--bank", options->bank, tree.Text({"Only of this bank", "仅该银行"}));
  AddTerm(tree, command, "--kind", options->kind, {"Only of this kind", "仅该种类"});
}

}  // namespace

void AddFigureCommands(CommandTree& tree) {
  CLI::App& noun = tree.AddNoun(
      "figure", {"Figures that policies count by and the ledger cannot know: fees, lines, …",
                 "政策所需而账本无从得知的数据：担保费、授信额度等"});
  AddRecord(tree, noun);
  AddList(tree, noun);
}

}  // namespace ippledge::client
