// client/import/rights.h: the pledged rights that one row names.
//
// A row may name several: in groups of columns, or in one cell with separators between. In one cell
// the other cells of the group hold one text for all or one for each; a single amount is the sum of
// all.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "client/import/row_reader.h"
#include "ledger/vocabulary.h"

namespace ippledge::client {

struct RowRight {
  IpKind kind = IpKind::kUnspecified;
  GeographicalIndicationForm form = GeographicalIndicationForm::kUnspecified;
  std::string number;
  std::optional<std::int64_t> secured_fen;
  std::string registration_number;
  std::string registration_date;  // empty: none
};

// Replaces *rights by those of the reader's row; problems go to the reader. A group of which no
// column is filled is left out, but the first one when it is the only one.
void ReadRights(RowReader* reader, std::vector<RowRight>* rights);

// Gives every right without an amount its part of `total_fen`, split equally by largest remainder.
// When only some have one, that is a problem of the row.
void ShareAmount(std::int64_t total_fen, RowReader* reader, std::vector<RowRight>* rights);

}  // namespace ippledge::client
