// client/import/pipeline.h: a file into the ledger: read, map, group, send, count.
//
// Rows go out in the order of the file, kRowsPerMessage at a time, several messages in flight. A
// loan file's first row of a contract records the loan, its later rows are draws of it. Killed and
// started again, the same file gives the same messages under the same request ids: what is in is
// answered as such and counted as "already". Memory does not grow with the file but for about 20 to
// 40 bytes a contract (loans) or a row (only where content numbers are made).
//
// What makes a row go out a second time, on its own:
//   LOAN_EXISTS    of a new loan whose terms the ledger holds too: as a further draw
//   LOAN_UNKNOWN   of a further draw whose contract came before in the file: its loan may have been
//                  sent again behind it
//   any refusal    that is the remembered answer of an earlier run: what stood in its way may be
//   gone
#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "absl/time/time.h"
#include "client/import/mapping.h"
#include "client/import/report.h"
#include "client/import/row.h"
#include "client/import/row_sink.h"
#include "client/import/text_source.h"

namespace ippledge::client {

inline constexpr int kRowsPerMessage = 500;
// A message is also full at this size: below what a server takes, whatever the rows hold.
inline constexpr int kMessageBytes = 512 * 1024;

struct ImportOptions {
  std::string programme;
  CompiledMapping mapping;  // BuiltInMapping() or LoadMapping()
  RowOptions rows;          // default bank, names of banks
  bool dry_run = false;     // validate_only messages, no refused file
  int messages_in_flight = 8;
  absl::Duration patience = absl::Seconds(60);  // without any answer
  std::string refused_path;                     // RefusedPathOf(file); empty: not written
  // About ten times a second; may be null.
  std::function<void(const ImportProgress&)> on_progress;
  // Where time comes from; null for the machine's clock.
  std::function<absl::Time()> now;
  std::function<void(absl::Duration)> sleep;
  const std::atomic<bool>* interrupted = nullptr;  // Ctrl-C
};

// Blocks until the file is done or the import cannot go on; report.status tells which. Errors in
// order: what the file or its header says (INVALID_ARGUMENT, nothing was sent), then whatever stops
// the reading or the sending midway. Refused rows are no error. `source` and `sink` outlive the
// call.
ImportReport RunImport(TextSource* source, RowSink* sink, ImportOptions options);

}  // namespace ippledge::client
