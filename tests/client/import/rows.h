// tests/client/import/rows.h: a text as rows of the API, for tests of layouts and mappings.
#pragma once

#include <string>
#include <vector>

#include "client/import/csv.h"
#include "client/import/header_search.h"
#include "client/import/layout.h"
#include "client/import/row.h"
#include "client/import/text_source.h"
#include "ippledge/v1/loan_service.pb.h"

namespace ippledge::client {

// What a text became: rows and problems in order.
struct ReadText {
  std::string error;  // of the header
  BoundLayout layout;
  std::vector<v1::LoanRow> rows;
  std::vector<RowFacts> facts;
  std::vector<Problem> problems;
  int skipped = 0;
};

inline ReadText ReadRows(const CompiledMapping& mapping, const std::string& text,
                         RowOptions options = {}) {
  ReadText read;
  TextSource source(FromBytes(text));
  CsvReader reader(&source);
  const std::string sample(*reader.Peek(kHeaderSearchBytes));
  absl::StatusOr<BoundLayout> layout =
      FindLayout(mapping, sample, true, !options.default_bank.empty());
  if (!layout.ok()) {
    read.error = std::string(layout.status().message());
    return read;
  }
  read.layout = *std::move(layout);
  reader.Start(read.layout.delimiter);
  RowMapper mapper(&read.layout, std::move(options));
  CsvRecord record;
  while (*reader.Next(&record)) {
    if (record.row <= read.layout.header_row) continue;
    v1::LoanRow row;
    RowFacts facts;
    std::vector<Problem> problems;
    if (mapper.Map(record, &row, &facts, &problems) != RowKind::kData) {
      ++read.skipped;
      continue;
    }
    if (problems.empty()) {
      read.rows.push_back(row);
      read.facts.push_back(facts);
    }
    read.problems.insert(read.problems.end(), problems.begin(), problems.end());
  }
  return read;
}

inline ReadText ReadRows(Target target, const std::string& text, RowOptions options = {}) {
  return ReadRows(BuiltInMapping(target), text, std::move(options));
}

// "3 合同金额(元) AMOUNT_MALFORMED" of each.
inline std::vector<std::string> ShortTexts(const std::vector<Problem>& problems) {
  std::vector<std::string> texts;
  for (const Problem& problem : problems) {
    texts.push_back(std::to_string(problem.row) + " " + problem.column + " " + problem.reason);
  }
  return texts;
}

}  // namespace ippledge::client
