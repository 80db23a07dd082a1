// client/import/csv.h: RFC 4180 records out of a text stream, with where each stood.
//
// Line ends: CRLF, LF or CR. A cell that begins with a quote is quoted; quotes elsewhere are text.
// What breaks only one row is told in its record and reading goes on; what leaves no way to tell
// rows apart ends the reading. Memory: one record and one piece of text. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "client/import/problem.h"
#include "client/import/text_source.h"

namespace ippledge::client {

inline constexpr int kCsvColumnsMax = 512;
inline constexpr int kCsvCellBytesMax = 64 * 1024;
inline constexpr int kCsvRowBytesMax = 1024 * 1024;

struct CsvCell {
  absl::string_view text;       // without quotes
  std::uint32_t raw_begin = 0;  // where the cell begins in the record's raw text
};

// Views are valid until the next record is read.
struct CsvRecord {
  std::int64_t row = 0;   // from 1, as a spreadsheet counts: blank lines and title rows too
  std::int64_t line = 0;  // first line of the record in the file, from 1
  absl::string_view raw;  // as it stands in the file, without the line end
  absl::Span<const CsvCell> cells;
  Fault fault = Fault::kNone;  // kCellTooLong, kTooManyColumns, kTextAfterQuote
  int fault_cell = 0;          // 0-based
  bool ended = true;           // false when the file ends without a line end after it

  // One cell without anything in it.
  bool blank() const { return cells.size() == 1 && cells[0].text.empty(); }
};

// Splits one record off the front of `text`. The parser keeps buffers between calls.
class CsvParser {
 public:
  enum class Result { kRecord, kMore, kOpenQuote, kTooLong };

  explicit CsvParser(char delimiter) : delimiter_(delimiter) {}

  // kRecord: *record (but for row and line) and *consumed, line end included. kMore: the record may
  // go on behind `text`; never when `final`. kOpenQuote: the text ended, or the record grew beyond
  // kCsvRowBytesMax, inside a quote that opened at byte *consumed. kTooLong: grew beyond it
  // elsewhere.
  Result Parse(absl::string_view text, bool final, CsvRecord* record, std::size_t* consumed);

 private:
  struct Extent {
    std::uint32_t raw_begin;
    std::uint32_t begin;  // in the text, or in unescaped_
    std::uint32_t size;
    bool unescaped;
  };

  void AddCell(std::size_t raw_begin, std::size_t begin, std::size_t size, bool unescaped,
               CsvRecord* record);

  char delimiter_;
  std::vector<Extent> extents_;
  std::vector<CsvCell> cells_;
  std::string unescaped_;  // texts of cells that held doubled quotes
};

class CsvReader {
 public:
  // `source` outlives the reader.
  explicit CsvReader(TextSource* source) : source_(source) {}

  // The first text of the file, at least `bytes` of it when there is so much; to look for the
  // header before the delimiter is known. Only before the first Next.
  absl::StatusOr<absl::string_view> Peek(std::size_t bytes);

  // Sets the delimiter; before the first Next.
  void Start(char delimiter) { parser_ = CsvParser(delimiter); }

  // The next record; false at the end. INVALID_ARGUMENT with the line for an unbalanced quote
  // (where it began) and a row beyond kCsvRowBytesMax; what the source says.
  absl::StatusOr<bool> Next(CsvRecord* record);

 private:
  absl::Status Fill();

  TextSource* const source_;
  CsvParser parser_{','};
  std::string buffer_;
  std::size_t at_ = 0;
  bool final_ = false;
  std::int64_t row_ = 0;
  std::int64_t line_ = 1;
};

}  // namespace ippledge::client
