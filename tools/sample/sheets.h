// tools/sample/sheets.h: the sample book as the spreadsheets that banks would send.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tools/sample/book.h"

namespace ippledge::sample {

enum class Language { kChinese, kEnglish };

struct Row {
  Day day;
  int bank = 0;
  std::string cells;  // separated by commas; no cell needs quotes
};

struct Sheet {
  std::string header;
  std::vector<Row> rows;
};

// One row a draw, by quarter, in random order within the quarter. A loan's rights share its cells,
// separated by ";".
Sheet LoanSheet(const Book& book, Language language, std::uint64_t seed);

// What happened to the loans, by day.
struct EventSheets {
  Sheet repayments;
  Sheet classes;
  Sheet extensions;
  Sheet releases;
};
EventSheets MakeEventSheets(const Book& book, Language language, std::uint64_t seed);

// Words of the cells.
std::string BankWord(int bank);
std::string KindWord(Kind kind, Language language);
std::string DrawNumber(const Loan& loan, std::size_t draw);

// Writes UTF-8 with a byte order mark and CRLF, as spreadsheets do. With `by_bank` the file
// "loans.csv" becomes "loans-BANK.csv" for each bank that has rows. False when a file cannot be
// written.
bool WriteSheet(const Sheet& sheet, const std::string& path, bool by_bank);

}  // namespace ippledge::sample
