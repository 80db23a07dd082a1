// client/workbook/workbook_page.h: a workbook (.xlsx) under construction, cell by cell.
//
// Texts never become formulas or numbers. Amounts are numbers up to 10^13 fen, where a double still
// shows every fen, above that texts. Equal calls give equal bytes: the time in the file is the
// noon (UTC) of the day that the workbook is of. Rows and columns count from 0. Not thread-safe.
#pragma once

#include <xlsxwriter.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ledger/date.h"
#include "ledger/money.h"

namespace ippledge::client {

inline constexpr std::int64_t kFenShownExactly = 10'000'000'000'000;

enum class Look {
  kTitle,
  kNote,       // no frame, left
  kNoteRight,  // no frame, right
  kHeading,    // framed, shaded, centred
  kLabel,      // framed, bold, left
  kText,       // framed, wrapped
  kCount,
  kDate,
  kAmount,
  kAmountStrong,
  kNumeral,  // framed, bold, wrapped: 大写金额
};
inline constexpr std::size_t kLooks = 11;

using Looks = std::array<lxw_format*, kLooks>;

// A sheet of a workbook; lives no longer than it. The first thing that goes wrong is kept, and told
// by the workbook's Bytes().
class WorkbookPage {
 public:
  WorkbookPage(lxw_worksheet* sheet, const Looks* looks) : sheet_(sheet), looks_(looks) {}

  void Text(int row, int column, absl::string_view text, Look look);
  // Over the columns `first` to `last`, more than one.
  void Spread(int row, int first, int last, absl::string_view text, Look look);
  // Precondition (checked): within the range of Money.
  void Amount(int row, int column, std::int64_t fen, Look look);
  void Count(int row, int column, std::int64_t count);
  void Day(int row, int column, Date day);
  void Width(int column, double characters);
  void Height(int row, double points);
  // Rows 0 to `last_row` as a table with these headings in row 0, filters and a fixed first row.
  // Precondition: last_row at least 1.
  void Table(int last_row, const std::vector<std::string>& headings);
  // A4, landscape, one page wide; the rows come again on every page. `footer` is in Excel's marks.
  void Print(int first_repeated, int last_repeated, const std::string& footer);

  bool amounts_as_text() const { return amounts_as_text_; }
  lxw_error error() const { return error_; }

 private:
  lxw_format* Of(Look look) const { return (*looks_)[static_cast<std::size_t>(look)]; }
  void Note(lxw_error error);

  lxw_worksheet* sheet_;
  const Looks* looks_;
  bool amounts_as_text_ = false;
  lxw_error error_ = LXW_NO_ERROR;
};

class Workbook {
 public:
  // INTERNAL: no folder for temporary files can be made, or no memory.
  static absl::StatusOr<std::unique_ptr<Workbook>> Create(const std::string& title, Date day);
  ~Workbook();
  Workbook(const Workbook&) = delete;
  Workbook& operator=(const Workbook&) = delete;

  // The reference holds as long as the workbook.
  WorkbookPage& AddPage(const std::string& name);
  // Ends it; once. INTERNAL with the cause when a page or the file could not be written.
  absl::StatusOr<std::string> Bytes();

 private:
  Workbook() = default;

  std::string folder_;
  std::string path_;
  lxw_workbook* book_ = nullptr;
  Looks looks_ = {};
  std::vector<std::unique_ptr<WorkbookPage>> pages_;
};

}  // namespace ippledge::client
