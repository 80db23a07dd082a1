// client/receipt_file.h: --receipt FILE: the receipt of what a command has just recorded.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "client/connection.h"

namespace ippledge::client {

// What became of the receipts of a command's writes.
struct ReceiptsKept {
  absl::Status status;     // of the first that could not be had or written; the writes stand
  std::int64_t entry = 0;  // of the last write; 0: none was made
};

// Calls pass on to `line`. After each write that was recorded, its receipt is asked for and put
// into `path`, in the place of one before. `kept` outlives the result. Streams pass without.
std::unique_ptr<Connection> MakeKeepingReceipts(std::unique_ptr<Connection> line, std::string path,
                                                ReceiptsKept* kept);

}  // namespace ippledge::client
