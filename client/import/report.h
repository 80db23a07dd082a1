// client/import/report.h: what an import did, while it runs and at its end. Values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/status/status.h"
#include "client/import/encoding.h"
#include "client/import/problem.h"
#include "client/import/target.h"

namespace ippledge::client {

struct ImportProgress {
  std::int64_t bytes_done = 0;
  std::int64_t bytes_total = -1;  // -1: not known (a pipe)
  std::int64_t rows = 0;          // read so far, skipped ones apart
  std::int64_t fresh = 0;         // recorded by this import (dry run: would be)
  std::int64_t already = 0;       // were there
  std::int64_t refused = 0;
  double rows_per_second = 0;  // answered rows since the start
  double seconds_left = -1;    // -1: not known
};

// Rows of one bank. Amounts are principal in fen: paid out by loans and draws, repaid by
// repayments.
struct BankFigures {
  std::string bank;
  std::int64_t rows = 0;  // understood; the three below add up to it when all is answered
  std::int64_t fresh = 0;
  std::int64_t already = 0;
  std::int64_t refused = 0;  // by the server
  absl::int128 amount_fen = 0;
  absl::int128 fresh_fen = 0;
  absl::int128 already_fen = 0;
};

// Something to know that refuses nothing: a 合计 row that does not agree with the rows above it.
struct ImportNote {
  std::int64_t row = 0;
  std::string english;
  std::string chinese;
};

struct ImportReport {
  // Not OK: the import stopped there; what `fresh` counts is recorded, and the same command goes
  // on.
  absl::Status status;
  bool interrupted = false;
  Target target = Target::kLoans;
  bool dry_run = false;

  Encoding encoding = Encoding::kAscii;
  char delimiter = ',';
  int header_row = 0;                   // 0: none
  std::vector<std::string> understood;  // which column fills which field, in which unit

  std::int64_t rows = 0;  // fresh + already + refused, unless it stopped
  std::int64_t fresh = 0;
  std::int64_t already = 0;
  std::int64_t refused = 0;
  std::int64_t skipped = 0;        // blank rows, totals, rows that the mapping leaves out
  std::vector<BankFigures> banks;  // in order of id
  std::vector<std::string> banks_registered;  // dry run: would be

  std::vector<Problem> problems;  // those of the lowest rows, at most kProblemsShownMax
  std::int64_t problems_more = 0;
  std::vector<ImportNote> notes;
  std::string refused_path;  // where refused rows were written; empty when there are none

  std::int64_t messages = 0;  // answered
  std::int64_t resent = 0;    // messages sent again after a failure
  std::int64_t last_entry = 0;
  double seconds = 0;
};

inline constexpr int kProblemsShownMax = 20;
inline constexpr int kNotesMax = 20;

}  // namespace ippledge::client
