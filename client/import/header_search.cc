#include "client/import/header_search.h"

#include <algorithm>
#include <utility>

namespace ippledge::client {
namespace {

// Fields whose column the header names.
int Score(const CompiledMapping& mapping, const Header& header) {
  int score = 0;
  for (const MappedField& field : mapping.fields) {
    for (const std::string& name : field.expression.columns) {
      if (FindColumns(header, name, InfoOf(field.field).type, mapping.numbered_rights).empty()) {
        continue;
      }
      ++score;
      break;
    }
  }
  return score;
}

void SearchUnder(const CompiledMapping& mapping, char delimiter, absl::string_view sample,
                 bool whole, FoundHeader* best) {
  CsvParser parser(delimiter);
  CsvRecord record;
  std::size_t consumed = 0;
  int title_power = -1;
  const absl::string_view all = sample;
  const int fixed = mapping.header_row.value_or(-1);
  const int rows = std::max(fixed, kHeaderSearchRows);
  for (int row = 1; row <= rows && !sample.empty(); ++row) {
    if (parser.Parse(sample, whole, &record, &consumed) != CsvParser::Result::kRecord) break;
    FoundHeader candidate;
    candidate.delimiter = delimiter;
    candidate.row = row;
    candidate.header = HeaderOf(record.cells);
    candidate.title_power = title_power;
    if (fixed == 0) {
      candidate.score = static_cast<int>(candidate.header.columns.size());
    } else if (fixed < 0 || fixed == row) {
      // With a given row the names decide between delimiters, and width when no name is used.
      candidate.score = Score(mapping, candidate.header) * (fixed < 0 ? 1 : kCsvColumnsMax + 1);
      if (fixed == row) candidate.score += static_cast<int>(candidate.header.columns.size());
    }
    if (candidate.score > best->score) {
      candidate.raw = std::string(record.raw);
      candidate.titles = std::string(all.substr(0, all.size() - sample.size()));
      for (const CsvCell& cell : record.cells) candidate.raw_begins.push_back(cell.raw_begin);
      *best = std::move(candidate);
    }
    for (const CsvCell& cell : record.cells) {
      const int power = AmountPowerOfTitle(cell.text);
      if (power >= 0) title_power = power;
    }
    sample.remove_prefix(consumed);
    if (fixed == 0) break;
  }
}

}  // namespace

FoundHeader SearchHeader(const CompiledMapping& mapping, absl::string_view sample,
                         bool sample_is_whole) {
  FoundHeader best;
  for (const char delimiter : {',', ';', '\t'}) {
    if (mapping.delimiter != '\0' && mapping.delimiter != delimiter) continue;
    SearchUnder(mapping, delimiter, sample, sample_is_whole, &best);
  }
  return best;
}

}  // namespace ippledge::client
