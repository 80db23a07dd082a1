#include "client/document.h"

#include <algorithm>
#include <cstddef>
#include <memory>

#include "absl/strings/str_cat.h"
#include "client/json.h"
#include "client/width.h"

namespace ippledge::client {
namespace {

void WriteRows(const std::vector<Column>& columns, const std::vector<Row>& rows,
               const Layout& layout, std::ostream& out) {
  const std::unique_ptr<RowWriter> writer = MakeRowWriter(layout, columns, out);
  for (const Row& row : rows) writer->Write(row);
  writer->End();
}

void WriteTable(const Document& document, const Layout& layout, std::ostream& out) {
  for (const std::string& line : document.heading) out << line << '\n';
  const bool own = !document.table_columns.empty();
  const std::vector<Column>& columns = own ? document.table_columns : document.columns;
  const std::vector<Row>& rows = own ? document.table_rows : document.rows;
  if (!columns.empty()) {
    if (!document.heading.empty()) out << '\n';
    WriteRows(columns, rows, layout, out);
  }
  if (!document.notes.empty()) out << '\n';
  for (const std::string& line : document.notes) out << line << '\n';
}

void WriteJson(const Document& document, const Layout& layout, std::ostream& out) {
  if (!document.json.empty()) {
    out << document.json << '\n';
    return;
  }
  std::string facts;
  for (const auto& [key, text] : document.facts) {
    absl::StrAppend(&facts, facts.empty() ? "" : ",\n ", JsonString(key), ": ", text);
  }
  if (document.single && document.rows.size() == 1) {
    for (std::size_t i = 0; i < document.columns.size(); ++i) {
      absl::StrAppend(&facts, facts.empty() ? "" : ",\n ", JsonString(JsonKey(document.columns[i])),
                      ": ", JsonText(document.rows.front()[i]));
    }
    out << '{' << facts << "}\n";
    return;
  }
  if (facts.empty()) {
    WriteRows(document.columns, document.rows, layout, out);
    return;
  }
  out << '{' << facts << ",\n " << JsonString(document.rows_key) << ": ";
  WriteRows(document.columns, document.rows, layout, out);
  out << "}\n";
}

}  // namespace

void WriteDocument(const Document& document, const Layout& layout, std::ostream& out) {
  if (layout.format == Format::kTable) return WriteTable(document, layout, out);
  if (layout.format == Format::kJson) return WriteJson(document, layout, out);
  WriteRows(document.columns, document.rows, layout, out);
}

std::vector<std::string> AlignedLines(
    const std::vector<std::pair<std::string, std::string>>& lines) {
  int width = 0;
  for (const auto& [key, value] : lines) width = std::max(width, DisplayWidth(key));
  std::vector<std::string> aligned;
  for (const auto& [key, value] : lines) {
    aligned.push_back(absl::StrCat(PadRight(key, width), "  ", value));
  }
  return aligned;
}

}  // namespace ippledge::client
