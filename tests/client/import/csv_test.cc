#include "client/import/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace ippledge::client {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Row {
  std::int64_t row;
  std::int64_t line;
  std::vector<std::string> cells;
  std::string raw;
  Fault fault;
};

std::vector<Row> ReadRows(const std::string& text, char delimiter = ',', std::size_t piece = 100000,
                          std::string* error = nullptr) {
  TextSource source(FromBytes(text, piece));
  CsvReader reader(&source);
  reader.Start(delimiter);
  std::vector<Row> rows;
  CsvRecord record;
  while (true) {
    const absl::StatusOr<bool> more = reader.Next(&record);
    if (!more.ok()) {
      if (error != nullptr) *error = std::string(more.status().message());
      break;
    }
    if (!*more) break;
    Row& row =
        rows.emplace_back(Row{record.row, record.line, {}, std::string(record.raw), record.fault});
    for (const CsvCell& cell : record.cells) row.cells.emplace_back(cell.text);
  }
  return rows;
}

TEST(CsvTest, CellsQuotesAndLineEnds) {
  const std::string text = "a,b,\r\n\"x, y\",\"say \"\"hi\"\"\",\"\"\n1,\"two\nlines\",3\rlast,,";
  for (const std::size_t piece : {1u, 2u, 5u, 100u}) {
    const std::vector<Row> rows = ReadRows(text, ',', piece);
    ASSERT_EQ(rows.size(), 4u) << piece;
    EXPECT_THAT(rows[0].cells, ElementsAre("a", "b", ""));
    EXPECT_THAT(rows[1].cells, ElementsAre("x, y", "say \"hi\"", ""));
    EXPECT_THAT(rows[2].cells, ElementsAre("1", "two\nlines", "3"));
    EXPECT_THAT(rows[3].cells, ElementsAre("last", "", ""));
    EXPECT_EQ(rows[1].raw, "\"x, y\",\"say \"\"hi\"\"\",\"\"");
    EXPECT_EQ(rows[3].row, 4);
    EXPECT_EQ(rows[2].line, 3);
    EXPECT_EQ(rows[3].line, 5);
  }
}

TEST(CsvTest, OtherDelimiters) {
  EXPECT_THAT(ReadRows("a;b,c;\"d;e\"\n", ';')[0].cells, ElementsAre("a", "b,c", "d;e"));
  EXPECT_THAT(ReadRows("a\tb\n", '\t')[0].cells, ElementsAre("a", "b"));
}

TEST(CsvTest, ExcelTextsAreOrdinaryCells) {
  EXPECT_THAT(ReadRows("=\"00123\",'5,\"=\"\"007\"\"\"\n")[0].cells,
              ElementsAre("=\"00123\"", "'5", "=\"007\""));
}

TEST(CsvTest, BlankLinesAreRows) {
  const std::vector<Row> rows = ReadRows("a\n\n\nb\n");
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_THAT(rows[1].cells, ElementsAre(""));
  EXPECT_EQ(rows[3].row, 4);
}

TEST(CsvTest, UnbalancedQuotesAreRefusedWhereTheyBegan) {
  std::string error;
  EXPECT_EQ(ReadRows("a,b\n1,二,\"open\n2,3\n", ',', 4, &error).size(), 1u);
  EXPECT_THAT(error, HasSubstr("row 2: the quote that opens at line 2, column 5 is never closed"));
}

TEST(CsvTest, TextBehindAQuoteBreaksOnlyItsRow) {
  const std::vector<Row> rows = ReadRows("\"a\" ,b\n\"5\" pipe,c\nd,e\n");
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].fault, Fault::kNone);
  EXPECT_EQ(rows[1].fault, Fault::kTextAfterQuote);
  EXPECT_EQ(rows[2].fault, Fault::kNone);
  EXPECT_THAT(rows[2].cells, ElementsAre("d", "e"));
}

TEST(CsvTest, QuotesInsideAnUnquotedCellAreText) {
  EXPECT_THAT(ReadRows("a\"b,5\" pipe\n")[0].cells, ElementsAre("a\"b", "5\" pipe"));
}

TEST(CsvTest, Limits) {
  const std::string huge(kCsvCellBytesMax + 1, 'x');
  EXPECT_EQ(ReadRows(absl::StrCat("a,", huge, "\nb,c\n"))[0].fault, Fault::kCellTooLong);
  EXPECT_EQ(ReadRows(absl::StrCat("a,", huge, "\nb,c\n"))[1].fault, Fault::kNone);
  EXPECT_EQ(ReadRows(std::string(kCsvColumnsMax - 1, ','))[0].fault, Fault::kNone);
  EXPECT_EQ(ReadRows(std::string(kCsvColumnsMax, ','))[0].fault, Fault::kTooManyColumns);
  std::string error;
  const std::string row(kCsvRowBytesMax + 1, 'x');
  EXPECT_TRUE(ReadRows(absl::StrCat(row, "\n"), ',', 100000, &error).empty());
  EXPECT_THAT(error, HasSubstr("longer than 1048576 bytes"));
  EXPECT_TRUE(ReadRows(absl::StrCat("\"", row, "\"\n"), ',', 100000, &error).empty());
  EXPECT_THAT(error, HasSubstr("never closed"));
}

TEST(CsvTest, AMissingLineEndIsTold) {
  TextSource source(FromBytes("a,b\n1,2"));
  CsvReader reader(&source);
  CsvRecord record;
  ASSERT_TRUE(*reader.Next(&record));
  EXPECT_TRUE(record.ended);
  ASSERT_TRUE(*reader.Next(&record));
  EXPECT_FALSE(record.ended);
  EXPECT_FALSE(*reader.Next(&record));
}

}  // namespace
}  // namespace ippledge::client
