// client/import/row.h: one record of a file as one row of the API.
//
// Every row of a loan file becomes a whole NewLoan with its draw; AsDraw() makes a further draw of
// it once the pipeline knows that the contract came before. Only the form is checked here; the
// rules are the server's. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "client/import/rights.h"
#include "client/import/row_filter.h"
#include "client/import/row_reader.h"
#include "client/import/words.h"

namespace ippledge::v1 {
class Draw;
class LoanRow;
class NewLoan;
}  // namespace ippledge::v1

namespace ippledge::client {

struct RowOptions {
  std::string default_bank;  // for files and rows without a bank; may be empty
  // Names of bodies (Chinese and English, normal in the sense of NormalHeader) and their ids. Not
  // used where the mapping makes ids of names itself.
  absl::flat_hash_map<std::string, std::string> bank_ids;
};

// What the pipeline wants to know of a row beside its message.
struct RowFacts {
  std::string bank;
  std::string bank_name;           // as the file has it; filled when unknown banks are registered
  std::int64_t amount_fen = 0;     // principal; 0 for rows that have none
  std::uint64_t contract_key = 0;  // hash of bank and contract number
  std::uint64_t terms = 0;         // of a loan row: hash of all but its draw
};

// The hash that stands for a loan in what the importer remembers of a file.
std::uint64_t ContractKeyOf(absl::string_view bank, absl::string_view contract_number);

class RowMapper {
 public:
  // `layout` outlives the mapper.
  RowMapper(const BoundLayout* layout, RowOptions options);

  // kData: *row (cleared before), *facts and *problems; the row counts only when there are none.
  // Other kinds leave *row as it is.
  RowKind Map(const CsvRecord& record, v1::LoanRow* row, RowFacts* facts,
              std::vector<Problem>* problems);

  // Of a row that Map called kTotal: the principal it claims; false when it has none.
  bool TotalOf(const CsvRecord& record, std::int64_t* fen);

 private:
  // False when the record itself is broken.
  bool CheckShape(const CsvRecord& record, std::vector<Problem>* problems);
  void MapBank(RowFacts* facts);
  void MapTarget(v1::LoanRow* row, const std::string& contract, RowFacts* facts);
  void MapLoan(v1::NewLoan* loan, const std::string& contract, RowFacts* facts);
  void MapDraw(v1::Draw* draw, RowFacts* facts);
  void MapRepayment(v1::LoanRow* row, RowFacts* facts);
  void MapClassChange(v1::LoanRow* row);
  void MapExtension(v1::LoanRow* row);
  void MapRegistration(v1::LoanRow* row);
  void MapRelease(v1::LoanRow* row);
  void MapCorrection(v1::LoanRow* row, const std::string& contract, RowFacts* facts);
  bool InferFact(FactWord* fact);
  bool OneRight();

  const BoundLayout& layout_;
  const RowOptions options_;
  const bool makes_ids_;
  RowReader reader_;
  std::vector<RowRight> rights_;
  std::string contract_;
};

// Turns a row that records a loan into one that records its draw only.
void AsDraw(v1::LoanRow* row);

}  // namespace ippledge::client
