// client/import/out_message.h: rows on their way to the server, with what their answer needs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "ippledge/v1/loan_service.pb.h"

namespace ippledge::client {

// Where a row of a message comes from.
struct SentRow {
  std::int64_t row = 0;  // in the file
  std::uint32_t cells_begin = 0;
  std::uint32_t cells_size = 0;  // of OutMessage::cells, to write it out again
  std::int32_t bank = 0;         // index in the tally
  std::int64_t amount_fen = 0;
  bool further_draw = false;  // its contract came before in this file
  bool renews_earlier = false;  // so did the contract that it renews
  bool resent = false;        // sent once more already, for a reason that allows it once
};

struct OutMessage {
  std::int64_t sequence = 0;
  v1::StreamRecordRequest request;
  std::vector<SentRow> rows;  // one for each row of the request
  std::string cells;          // the user's own text of all rows
  bool failed = false;        // answered with a failure that allows another try

  absl::string_view CellsOf(const SentRow& row) const {
    return absl::string_view(cells).substr(row.cells_begin, row.cells_size);
  }
  void Clear() {
    request.Clear();
    rows.clear();
    cells.clear();
    failed = false;
  }
};

}  // namespace ippledge::client
