#include "client/import/mapping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/client/import/rows.h"

namespace ippledge::client {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// The error of a mapping; empty when it is good.
std::string ErrorOf(absl::string_view text, Target target = Target::kRepayments) {
  const absl::StatusOr<CompiledMapping> mapping = ParseMapping(text, "m", target);
  return mapping.ok() ? "" : std::string(mapping.status().message());
}

ReadText Read(absl::string_view mapping, const std::string& csv,
              Target target = Target::kRepayments, RowOptions options = {}) {
  const absl::StatusOr<CompiledMapping> compiled = ParseMapping(mapping, "m", target);
  EXPECT_TRUE(compiled.ok()) << compiled.status();
  if (!compiled.ok()) return {};
  return ReadRows(*compiled, csv, std::move(options));
}

TEST(MappingErrorTest, AreToldWithLineAndColumn) {
  EXPECT_THAT(ErrorOf("target: \"repayments\"\nfeild { }"), HasSubstr("m:2:7: "));
  EXPECT_THAT(ErrorOf("target: \"repayments\"\nfield { to: 5 }"), HasSubstr("m:2:13: "));
  EXPECT_THAT(ErrorOf("target: \"repayments\"\n  field { to: \"pricipal\" constant: \"1\" }"),
              HasSubstr("m:2:11: \"pricipal\" is no field of repayments; fields are: bank, "
                        "contract_number"));
  EXPECT_THAT(ErrorOf("target: \"loans\""),
              HasSubstr("m:1:1: target is \"loans\", the import is of "
                        "\"repayments\""));
  EXPECT_THAT(ErrorOf("target: \"repayments\"\nfield {\n  to: \"repayment_date\"\n  column: \"D\"\n"
                      "  reading {\n    date: \"%Y-%m-%d\"\n    date: \"%Q\"\n  }\n}"),
              HasSubstr("m:7:5: date layout \"%Q\""));
  EXPECT_THAT(
      ErrorOf("target: \"repayments\"\nfield { to: \"bank\" column: \"B\" constant: \"c\" }"),
      HasSubstr("m:2:1: a field takes one source"));
  EXPECT_THAT(
      ErrorOf("target: \"repayments\"\nfield { to: \"bank\" column: \"B\"\n transform { } }"),
      HasSubstr("m:3:2: a transform needs a step"));
  EXPECT_THAT(ErrorOf("target: \"repayments\"\nfield { to: \"bank\" column: \"B\" }\n"
                      "field { to: \"bank\" column: \"C\" }"),
              HasSubstr("m:3:1: \"bank\" is given at 2:1 already"));
  EXPECT_THAT(ErrorOf("target: \"repayments\" reading { amount_unit: \"千元\" }"),
              HasSubstr("m:1:32: \"千元\" is none of"));
}

TEST(MappingErrorTest, AllErrorsAreToldAtOnce) {
  const std::string error = ErrorOf(
      "target: \"repayments\"\nfield { to: \"a\" constant: \"1\" }\nfield { to: \"b\" constant: "
      "\"1\" }\n"
      "file { encoding: \"latin1\" delimiter: \"|\" }\nskip_row { }");
  for (const char* place : {"m:2:", "m:3:", "m:4:8", "m:4:27", "m:5:1"}) {
    EXPECT_THAT(error, HasSubstr(place));
  }
}

TEST(MappingErrorTest, MoreOfWhatCannotBe) {
  const char* const cases[] = {
      "field { to: \"repayment_date\" date_plus { date { column: \"D\" } } }",
      "field { to: \"principal\" plus { column: \"A\" } transform { trim: true } }",
      "field { to: \"principal\" column_index: -1 }",
      "field { to: \"principal\" group: 2 column: \"A\" }",
      "field { to: \"bank\" column: \"A\" table { entry { to: \"x\" } } }",
      "field { to: \"bank\" column: \"A\" table { entry { from: \"x\" } entry { from: \"x\" } } }",
      "field { to: \"bank\" column: \"A\" table { default: \"\" keep_unknown: true } }",
      "field { to: \"bank\" column: \"A\" transform { slug { max: 99 } } }",
      "field { to: \"bank\" column: \"A\" transform { substring { from: 0 } } }",
      "field { to: \"bank\" column: \"A\" transform { split { part: 1 } } }",
      "field { to: \"principal\" column: \"A\" reading { rounding: \"down\" } }",
      "reading { rate_unit: \"%%\" }",
      "reading { two_digit_year_pivot: 200 }",
      "file { header_row: -1 }",
      "field { to: \"bank\" }",
  };
  for (const char* text : cases) {
    EXPECT_THAT(ErrorOf(std::string("target: \"repayments\" ") + text), HasSubstr("m:1:")) << text;
  }
  std::string deep = "target: \"repayments\" field { to: \"bank\" ";
  for (int i = 0; i < 40; ++i) deep += "concat { ";
  EXPECT_THAT(ErrorOf(deep), HasSubstr("m:1:"));
  EXPECT_NE(ErrorOf(std::string(kMappingBytesMax + 1, ' ')), "");
}

const char kSmall[] = R"(
  target: "repayments"
  field { to: "bank" constant: "bank-a" }
  field { to: "contract_number" column: "Loan" }
  field { to: "repayment_number" row_number: true }
  field { to: "repayment_date" column: "Paid on" reading { date: "%d/%m/%Y" } }
  field { to: "principal" column: "Principal" }
)";

TEST(MappingTest, ColumnsByNameWithConstantsAndRowNumbers) {
  const ReadText read = Read(kSmall, "Loan,Paid on,Principal\nL1,31/01/2024,5\nL2,29/02/2024,7\n");
  ASSERT_EQ(read.rows.size(), 2u) << read.error;
  EXPECT_EQ(read.rows[1].name().bank(), "bank-a");
  EXPECT_EQ(read.rows[1].repayment().repayment_number(), "3");
  EXPECT_EQ(read.rows[1].repayment().repayment_date(), "2024-02-29");
}

TEST(MappingTest, AColumnThatTheHeaderLacksIsToldWithItsPlace) {
  EXPECT_THAT(
      Read(kSmall, "Loan,Paid on,Amount\nL1,31/01/2024,5\n").error,
      HasSubstr("7:3: the header has no column \"Principal\"; it has: Loan, Paid on, Amount"));
}

TEST(MappingTest, ColumnsByNumberWithoutAHeader) {
  const ReadText read = Read(R"(
      target: "repayments" file { header_row: 0 delimiter: ";" }
      field { to: "bank" constant: "b" }
      field { to: "contract_number" column_index: 2 }
      field { to: "repayment_number" column_index: 1 }
      field { to: "repayment_date" column_index: 3 }
      field { to: "principal" column_index: 4 reading { decimal_comma: true } }
      )",
                             "1;HT-1;2024-01-02;1.234,56\n2;HT-2;2024-01-03;x\n");
  ASSERT_EQ(read.rows.size(), 1u) << read.error;
  EXPECT_EQ(read.rows[0].repayment().principal_fen(), 123456);
  EXPECT_THAT(ShortTexts(read.problems), ElementsAre("2 principal AMOUNT_MALFORMED"));
}

TEST(MappingTest, DerivedValues) {
  const ReadText read = Read(R"(
      target: "draws"
      reading { date: "%d-%b-%y" date: "sas serial" amount_unit: "main" currency_sign: "US$" }
      field {
        to: "bank"
        first_of { column: "Bank" } first_of { constant: "Unknown lender" }
        transform { slug {} }
      }
      field {
        to: "contract_number"
        concat { column: "State" transform { upper: true } } concat { constant: "/" }
        concat { column: "No" }
      }
      field { to: "draw_number" column: "No" transform { split { separator: "-" part: -1 } } }
      field { to: "disbursement_date" column: "Paid" }
      field {
        to: "maturity_date"
        date_plus { date { column: "Paid" } months { column: "Term" } at_least: 1 }
      }
      field { to: "principal" plus { column: "Gross" } minus { column: "Fee" if_empty: "0" } }
      skip_row { value { column: "Status" } equals: "CANCLD" equals: "EXEMPT" }
      skip_row { value { column: "Paid" } empty: true }
      skip_row { value { column: "State" } unless: "in" unless: "OH" }
      )",
                             "Bank,State,No,Paid,Term,Gross,Fee,Status\n"
                             "FIFTH THIRD BANK,in,7-12,31-Jan-97,1,\"US$60,000.00 \",10.50,PIF\n"
                             ",OH,8-1,15074,0,100,,PIF\n"
                             "X,OH,9-1,31-Jan-97,1,1,,CANCLD\n"
                             "X,OH,9-2,,1,1,,PIF\n"
                             "X,TX,9-3,31-Jan-97,1,1,,PIF\n",
                             Target::kDraws);
  ASSERT_EQ(read.rows.size(), 2u) << read.error;
  EXPECT_EQ(read.skipped, 3);
  EXPECT_EQ(read.rows[0].name().bank(), "fifth-third-bank");
  EXPECT_EQ(read.rows[0].name().contract_number(), "IN/7-12");
  EXPECT_EQ(read.rows[0].draw().draw_number(), "12");
  EXPECT_EQ(read.rows[0].draw().disbursement_date(), "1997-01-31");
  EXPECT_EQ(read.rows[0].draw().maturity_date(), "1997-02-28");
  EXPECT_EQ(read.rows[0].draw().principal_fen(), 5'998'950);
  EXPECT_EQ(read.rows[1].name().bank(), "unknown-lender");
  EXPECT_EQ(read.rows[1].draw().disbursement_date(), "2001-04-09");
  EXPECT_EQ(read.rows[1].draw().maturity_date(), "2001-05-09");
  EXPECT_EQ(read.rows[1].draw().principal_fen(), 10'000);
}

TEST(MappingTest, GreatestAndTables) {
  const ReadText read =
      Read(R"(
      target: "repayments" extends_built_in: true
      field { to: "principal" greatest { column: "A" } greatest { column: "B" } }
      field {
        to: "bank" column: "Code"
        table { entry { from: "01" from: "1" to: "bank-a" } entry { from: "02" to: "bank-b" } }
      }
      )",
           "Code,合同编号,还款日期,A,B\n01,HT-1,2024-01-02,5,7\n2,HT-1,2024-01-02,5,7\n");
  ASSERT_EQ(read.rows.size(), 1u) << read.error;
  EXPECT_EQ(read.rows[0].name().bank(), "bank-a");
  EXPECT_EQ(read.rows[0].repayment().principal_fen(), 700);
  EXPECT_THAT(ShortTexts(read.problems), ElementsAre("3 Code NOT_IN_TABLE"));
}

TEST(MappingTest, ContentNumbersAreTheSameInEveryRunAndCountEqualRows) {
  const std::string csv =
      "银行,合同编号,还款日期,归还本金\nb,HT-1,2024-01-02,5\nb,HT-1,2024-01-02,6\nb,HT-1,2024-01-"
      "02,5\n";
  const ReadText one = ReadRows(Target::kRepayments, csv);
  const ReadText two = ReadRows(Target::kRepayments, csv);
  ASSERT_EQ(one.rows.size(), 3u) << one.error;
  const std::string first = one.rows[0].repayment().repayment_number();
  EXPECT_EQ(first.size(), 16u);
  EXPECT_NE(one.rows[1].repayment().repayment_number(), first);
  EXPECT_EQ(one.rows[2].repayment().repayment_number(), first + "-2");
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(one.rows[i].SerializeAsString(), two.rows[i].SerializeAsString());
  }
}

TEST(MappingTest, ExtendingTheBuiltInKeepsItsReading) {
  const ReadText read = Read(R"(
      target: "repayments" extends_built_in: true reading { amount_unit: "万元" }
      )",
                             "银行,合同编号,还款日期,归还本金\nb,HT-1,2024-01-02,5\n");
  ASSERT_EQ(read.rows.size(), 1u) << read.error;
  EXPECT_EQ(read.rows[0].repayment().principal_fen(), 5'000'000);
}

}  // namespace
}  // namespace ippledge::client
