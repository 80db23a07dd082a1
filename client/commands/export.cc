// The commands "export totals|loans": flat rows as they come, of any number.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "client/commands/commands.h"
#include "client/commands/loan_rows.h"
#include "client/commands/option_values.h"
#include "client/commands/totals_query.h"
#include "client/session.h"
#include "ippledge/v1/report_service.pb.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNotExported = {"the export is not complete", "导出未完成"};

// Opens the output, receives, closes. `on_message` writes the rows of one answer.
int Export(Session& session, const google::protobuf::Message& request,
           google::protobuf::Message& response, std::vector<Column> columns,
           absl::FunctionRef<void(RowWriter&)> on_message) {
  const Format format = session.FormatOr(Format::kCsv);
  absl::StatusOr<std::unique_ptr<Output>> output = session.OpenOutput(format);
  if (!output.ok()) return session.Fail(kNotExported, output.status());
  const std::unique_ptr<RowWriter> writer =
      MakeRowWriter(session.LayoutFor(format), std::move(columns), (*output)->stream());
  const absl::Status received = session.connection().Receive(request, response, [&] {
    on_message(*writer);
    // Nobody reads any more (a closed pipe), or the disk is full: Close() tells.
    return static_cast<bool>((*output)->stream());
  });
  if (!received.ok()) return session.Fail(kNotExported, received);
  writer->End();
  const absl::Status closed = (*output)->Close();
  return closed.ok() ? static_cast<int>(kExitOk) : session.Fail(kNotExported, closed);
}

int ExportTotals(Session& session, const TotalsOptions& options) {
  v1::ExportTotalsRequest request;
  const absl::StatusOr<v1::TotalsQuery> query = QueryOf(options, session.language());
  if (!query.ok()) return session.Fail(kNotExported, query.status());
  const absl::StatusOr<const v1::Programme*> programme = session.Programme();
  if (!programme.ok()) return session.Fail(kNotExported, programme.status());
  request.set_programme((*programme)->programme());
  *request.mutable_query() = *query;

  std::vector<Column> columns = KeyColumns(query->by(), false, session);
  for (const char* key : {"measure", "value_kind"})
    columns.push_back({key, key, ColumnKind::kText});
  columns.push_back({"value", "value", ColumnKind::kMixed});
  columns.push_back({"as_of_date", "as_of_date", ColumnKind::kText});
  columns.push_back({"position", "position", ColumnKind::kCount});
  v1::ExportTotalsResponse response;
  return Export(session, request, response, std::move(columns), [&](RowWriter& writer) {
    for (const v1::FlatTotal& total : response.rows()) {
      Row row;
      AppendKeyCells(total.keys(), false, session, row);
      const auto measure = static_cast<Measure>(total.measure());
      row.emplace_back(std::string(KeyOf(measure)));
      row.emplace_back(std::string(IsAmount(measure) ? "amount" : "count"));
      row.push_back(FigureCell(total.measure(), total.value()));
      row.emplace_back(total.as_of_date());
      row.emplace_back(Count{total.position()});
      writer.Write(row);
    }
  });
}

struct LoansOptions {
  std::string bank;
  std::int64_t at = 0;
};

int ExportLoans(Session& session, const LoansOptions& options) {
  const absl::StatusOr<const v1::Programme*> programme = session.Programme();
  if (!programme.ok()) return session.Fail(kNotExported, programme.status());
  v1::ExportLoansRequest request;
  request.set_programme((*programme)->programme());
  request.set_bank(options.bank);
  request.set_at(options.at);
  v1::ExportLoansResponse response;
  return Export(session, request, response, FlatLoanColumns(), [&](RowWriter& writer) {
    for (const v1::Loan& loan : response.loans()) writer.Write(FlatLoanRow(loan));
  });
}

}  // namespace

void AddExportCommands(CommandTree& tree) {
  CLI::App& noun = tree.AddNoun(
      "export", {"Flat rows for reporting tools (CSV unless -o says)", "导出明细（默认 CSV）"});
  const auto totals = std::make_shared<TotalsOptions>();
  CLI::App& totals_command =
      tree.Add(noun, "totals", {"One figure a row", "每行一个数"},
               [totals](Session& session) { return ExportTotals(session, *totals); });
  AddTotalsOptions(tree, totals_command, *totals);

  const auto loans = std::make_shared<LoansOptions>();
  CLI::App& loans_command =
      tree.Add(noun, "loans", {"One loan a row", "每行一笔贷款"},
               [loans](Session& session) { return ExportLoans(session, *loans); });
  loans_command.add_option("--bank", loans->bank, tree.Text({"Only of this bank", "仅该银行"}));
  AddEntry(tree, loans_command, "--at", loans->at,
           {"As known at this entry (default: now)", "按该条目时的记录（默认当前）"});
}

}  // namespace ippledge::client
