// client/import/refused_file.h: the refused rows as a file that can be mended and imported again.
//
// UTF-8 with a byte order mark (a spreadsheet then reads it right), the user's own title rows,
// header, delimiter and cells as they stood, and two more columns behind them: 问题 and problem.
// Made with the first row; an older file of that name becomes NAME.bak. One thread.
#pragma once

#include <fstream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "client/import/csv.h"
#include "client/import/layout.h"
#include "client/import/problem.h"

namespace ippledge::client {

// "loans.csv" -> "loans.csv.refused.csv".
std::string RefusedPathOf(absl::string_view path);

// The user's own cells of a record as text: without the columns that an earlier run added, and with
// empty cells where a short row ends early. Appended to *out.
void AppendOwnCells(const CsvRecord& record, const BoundLayout& layout, std::string* out);

class RefusedFile {
 public:
  // Empty path: nothing is written. `layout` outlives the file. Moves an older file away.
  RefusedFile(std::string path, const BoundLayout* layout);

  // `cells` as AppendOwnCells gave them. INTERNAL when the disk does not take it.
  absl::Status Add(absl::string_view cells, const std::vector<Problem>& problems);
  absl::Status Close();

  // Empty when nothing was refused.
  const std::string& written_path() const { return written_; }

 private:
  absl::Status Open();

  const std::string path_;
  const BoundLayout& layout_;
  std::ofstream file_;
  std::string written_;
};

}  // namespace ippledge::client
