// client/commands/totals_query.h: the options of totals and of their export, as a query.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client/command_tree.h"
#include "client/session.h"
#include "client/table.h"
#include "ippledge/v1/report_service.pb.h"
#include "ledger/vocabulary.h"

namespace ippledge::client {

struct TotalsOptions {
  std::string by;                  // "year,unit"
  std::string measures;            // "contract,disbursed"
  std::vector<std::string> where;  // "unit=150100,150200"
  std::string as_of_date;
  std::string from_date;
  std::int64_t at = 0;
};

void AddTotalsOptions(CommandTree& tree, CLI::App& command, TotalsOptions& options);

// A usage error names the word that is unknown.
absl::StatusOr<v1::TotalsQuery> QueryOf(const TotalsOptions& options, Language language);

// Columns of a slice's keys. Machines get the code, and of dimensions that have names ("unit",
// "bank") the name in a second column; people get the name, or the code where there is none.
std::vector<Column> KeyColumns(const google::protobuf::RepeatedField<int>& by, bool table,
                               const Session& session);
void AppendKeyCells(const google::protobuf::RepeatedPtrField<v1::SliceKey>& keys, bool table,
                    const Session& session, Row& row);

// A figure as a cell: an amount or a count, as its measure says.
Cell FigureCell(v1::Measure measure, std::int64_t value);
// The column of a measure.
Column MeasureColumn(v1::Measure measure, const Session& session);

}  // namespace ippledge::client
