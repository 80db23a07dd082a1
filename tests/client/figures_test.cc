// The commands that show figures: totals, trajectory, diff, watch, report, export.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ippledge/v1/programme_service.pb.h"
#include "ippledge/v1/report_service.pb.h"
#include "tests/client/fake_connection.h"
#include "tests/testing/parsed.h"

namespace ippledge::client {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class FiguresTest : public ::testing::Test {
 protected:
  FiguresTest() {
    server_.Always<v1::GetProgrammeRequest, v1::GetProgrammeResponse>(
        Parsed<v1::GetProgrammeResponse>(R"(
          programme { programme: "nm" constitution { currency_code: "CNY" } position: 22431 })"));
  }

  RunResult Run(std::vector<std::string> words) {
    words.insert(words.begin(), {"--programme", "nm"});
    return RunProgram(std::move(words), server_);
  }

  void AnswerByKind() {
    server_.Always<v1::GetTotalsRequest, v1::GetTotalsResponse>(Parsed<v1::GetTotalsResponse>(R"(
          rows {
            keys { dimension: DIMENSION_IP_KIND value: "PATENT" }
            keys { dimension: DIMENSION_UNIT value: "150100" name_zh: "呼和浩特市" name_en: "Hohhot" }
            figures { measure: MEASURE_DISBURSED value: 500000000000 }
            figures { measure: MEASURE_FIRMS value: 30 }
          }
          rows {
            keys { dimension: DIMENSION_IP_KIND value: "TRADEMARK" }
            keys { dimension: DIMENSION_UNIT value: "150200" name_zh: "包头市" name_en: "Baotou" }
            figures { measure: MEASURE_DISBURSED value: 101234567890 }
            figures { measure: MEASURE_FIRMS value: 12 }
          }
          total {
            figures { measure: MEASURE_DISBURSED value: 601234567890 }
            figures { measure: MEASURE_FIRMS value: 40 }
          }
          not_additive: MEASURE_FIRMS
          as_of_date: "2025-06-30"
          position: 22431
          commit_time { seconds: 1751270400 nanos: 5000000 }
          counted_measure: MEASURE_DISBURSED
          target: 1000000000000
          completion_ppm: 601234
          opening_figures { measure: MEASURE_DISBURSED value: 12300 })"));
  }

  FakeServer server_;
};

TEST_F(FiguresTest, TotalsAsATableInEnglish) {
  AnswerByKind();
  const RunResult run = Run(
      {"totals", "--by", "ip_kind,unit", "--as-of", "2025-06-30", "--measure", "disbursed,firms"});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(run.out,
            "nm, as of 2025-06-30, position 22,431, target 10,000,000,000.00 yuan (disbursed), "
            "completion 60.12%\n"
            "opening figures, in no row: disbursed 123.00 yuan\n"
            "\n"
            "IP kind    unit    disbursed (yuan)  firms *\n"
            "---------  ------  ----------------  -------\n"
            "patent     Hohhot  5,000,000,000.00       30\n"
            "trademark  Baotou  1,012,345,678.90       12\n"
            "total              6,012,345,678.90       40\n"
            "\n"
            "* rows do not add up to the total: one firm, or one loan of several kinds, counts in "
            "several rows\n");
  EXPECT_THAT(server_.asked(),
              Contains(HasSubstr("query { measures: MEASURE_DISBURSED measures: MEASURE_FIRMS by: "
                                 "DIMENSION_IP_KIND by: DIMENSION_UNIT as_of_date: "
                                 "\"2025-06-30\" }")));
}

TEST_F(FiguresTest, TotalsAsATableInChinese) {
  AnswerByKind();
  const RunResult run = Run({"totals", "--by", "ip_kind,unit", "--unit", "亿元", "--lang", "zh"});
  EXPECT_EQ(run.out,
            "nm，截至 2025-06-30，位置 22,431，目标 100.00 亿元（放款金额），完成 60.12%\n"
            "期初数（不在各行之内）： 放款金额 0.00 亿元\n"
            "\n"
            "知识产权类型  地区        放款金额（亿元）  企业户数 *\n"
            "------------  ----------  ----------------  ----------\n"
            "专利          呼和浩特市             50.00          30\n"
            "商标          包头市                 10.12          12\n"
            "合计                                 60.12          40\n"
            "\n"
            "* 各行之和不等于合计：同一企业或同一多类型贷款会计入多行\n");
}

TEST_F(FiguresTest, TotalsForMachines) {
  AnswerByKind();
  EXPECT_EQ(Run({"totals", "--by", "ip_kind,unit", "-o", "csv"}).out,
            "ip_kind,unit,unit_name,disbursed_yuan,firms\n"
            "PATENT,150100,Hohhot,5000000000.00,30\n"
            "TRADEMARK,150200,Baotou,1012345678.90,12\n");
  EXPECT_EQ(Run({"totals", "--by", "ip_kind,unit", "-o", "jsonl"}).out,
            "{\"ip_kind\":\"PATENT\",\"unit\":\"150100\",\"unit_name\":\"Hohhot\","
            "\"disbursed_fen\":500000000000,\"firms\":30}\n"
            "{\"ip_kind\":\"TRADEMARK\",\"unit\":\"150200\",\"unit_name\":\"Baotou\","
            "\"disbursed_fen\":101234567890,\"firms\":12}\n");
  EXPECT_EQ(Run({"totals", "--by", "ip_kind,unit", "-o", "json"}).out,
            "{\"programme\": \"nm\",\n"
            " \"currency_code\": \"CNY\",\n"
            " \"as_of_date\": \"2025-06-30\",\n"
            " \"position\": 22431,\n"
            " \"commit_time\": \"2025-06-30T08:00:00.005Z\",\n"
            " \"counted_measure\": \"disbursed\",\n"
            " \"target\": 1000000000000,\n"
            " \"completion_ppm\": 601234,\n"
            " \"not_additive\": [\"firms\"],\n"
            " \"opening\": {\"disbursed_fen\":12300},\n"
            " \"total\": {\"disbursed_fen\":601234567890,\"firms\":40},\n"
            " \"rows\": [\n"
            "{\"ip_kind\":\"PATENT\",\"unit\":\"150100\",\"unit_name\":\"Hohhot\","
            "\"disbursed_fen\":500000000000,\"firms\":30},\n"
            "{\"ip_kind\":\"TRADEMARK\",\"unit\":\"150200\",\"unit_name\":\"Baotou\","
            "\"disbursed_fen\":101234567890,\"firms\":12}\n"
            "]\n"
            "}\n");
}

TEST_F(FiguresTest, TotalsWithoutSlicesAreReadDownwards) {
  AnswerByKind();
  const RunResult run = Run({"totals"});
  EXPECT_THAT(run.out, HasSubstr("\nmeasure        value (yuan)\n"
                                 "---------  ----------------\n"
                                 "disbursed  6,012,345,678.90\n"
                                 "firms                    40\n"));
  EXPECT_EQ(Run({"totals", "-o", "csv"}).out, "disbursed_yuan,firms\n6012345678.90,40\n");
}

TEST_F(FiguresTest, FiltersAndRangesShowNoCompletion) {
  AnswerByKind();
  const RunResult run = Run({"totals", "--where", "unit=150100,150200", "--where", "ip-kind=PATENT",
                             "--from", "2024-01-01", "--at", "77"});
  EXPECT_THAT(run.out, Not(HasSubstr("completion")));
  EXPECT_THAT(server_.asked(),
              Contains(HasSubstr("query { at: 77 filters { dimension: DIMENSION_UNIT values: "
                                 "\"150100\" values: \"150200\" } filters { dimension: "
                                 "DIMENSION_IP_KIND values: \"PATENT\" } from_date: "
                                 "\"2024-01-01\" }")));
}

TEST_F(FiguresTest, AnotherCurrencyIsNamed) {
  AnswerByKind();
  server_.Always<v1::GetProgrammeRequest, v1::GetProgrammeResponse>(
      Parsed<v1::GetProgrammeResponse>(
          R"(programme { programme: "sba" constitution { currency_code: "USD" } })"));
  EXPECT_THAT(Run({"totals", "-o", "csv"}).out, HasSubstr("disbursed_usd,"));
  EXPECT_THAT(Run({"totals"}).out, HasSubstr("10,000,000,000.00 USD (disbursed)"));
}

constexpr char kTrajectory[] = R"(
  milestones { milestone_date: "2021-12-31" target: 158000000000 reached: 160000000000
               completion_ppm: 1012658 reached_date: "2021-12-20" due: true }
  milestones { milestone_date: "2025-12-31" target: 1000000000000 reached: 900000000000
               completion_ppm: 900000 }
  counted_measure: MEASURE_DISBURSED reached: 900000000000 opening: 100 target: 1000000000000
  last_year: 200000000000 next_milestone_date: "2025-12-31" needed_per_month: 16666666667
  forecast_date: "2025-12-29" as_of_date: "2025-06-30" position: 22431)";

TEST_F(FiguresTest, TrajectoryShowsMilestonesAndPace) {
  server_.Always<v1::GetTrajectoryRequest, v1::GetTrajectoryResponse>(
      Parsed<v1::GetTrajectoryResponse>(kTrajectory));
  const RunResult run = Run({"trajectory", "--unit", "yi"});
  EXPECT_EQ(run.out,
            "nm, as of 2025-06-30, position 22,431, disbursed so far 90.00 yi yuan of "
            "100.00 yi yuan, of it opening figures 0.00 yi yuan\n"
            "\n"
            "milestone   target (yi yuan)  reached (yi yuan)  completion  reached on  over\n"
            "----------  ----------------  -----------------  ----------  ----------  ----\n"
            "2021-12-31             15.80              16.00     101.26%  2021-12-20  yes\n"
            "2025-12-31            100.00              90.00      90.00%              no\n"
            "\n"
            "In the last 365 days 20.00 yi yuan; to reach the milestone of 2025-12-31, "
            "each month must bring 1.67 yi yuan; at this pace the target is reached on "
            "2025-12-29.\n");
  EXPECT_THAT(
      Run({"trajectory", "--unit", "yi", "--lang", "zh"}).out,
      HasSubstr("近 365 天 20.00 亿元；要达到 2025-12-31 的目标，每月需 1.67 亿元；按此速度，"
                "总目标预计 2025-12-29 达到。"));
  EXPECT_THAT(Run({"trajectory", "-o", "csv"}).out,
              HasSubstr("milestone_date,target_yuan,reached_yuan,completion_percent,reached_date,"
                        "due\n2021-12-31,1580000000.00,1600000000.00,101.2658,2021-12-20,true\n"));
}

TEST_F(FiguresTest, DiffShowsChangesAndCorrections) {
  server_.Always<v1::DiffTotalsRequest, v1::DiffTotalsResponse>(Parsed<v1::DiffTotalsResponse>(R"(
        rows { keys { dimension: DIMENSION_YEAR value: "2024" }
               before { measure: MEASURE_DISBURSED value: 100 }
               after { measure: MEASURE_DISBURSED value: 50 } }
        total { before { measure: MEASURE_DISBURSED value: 500 }
                after { measure: MEASURE_DISBURSED value: 450 } }
        corrections { entry: 30 corrects_entry: 12 loan { bank: "icbc" contract_number: "C-1" }
                      reason: "typing error" }
        corrections_count: 1 to_position: 31)"));
  const RunResult run = Run({"diff", "--from", "20", "--by", "year"});
  EXPECT_EQ(run.out,
            "nm, from position 20 to 31\n"
            "\n"
            "year   measure    before  after  change\n"
            "-----  ---------  ------  -----  ------\n"
            "2024   disbursed    1.00   0.50   -0.50\n"
            "total  disbursed    5.00   4.50   -0.50\n"
            "\n"
            "corrections in between: 1\n"
            "  30 corrects 12: icbc C-1: typing error\n");
  EXPECT_EQ(Run({"diff", "--from", "20", "--by", "year", "-o", "csv"}).out,
            "year,measure,value_kind,before,after,change\n"
            "2024,disbursed,amount,1.00,0.50,-0.50\n");
}

TEST_F(FiguresTest, WatchPrintsALineAChange) {
  server_.OnStream<v1::WatchTotalsRequest, v1::WatchTotalsResponse>(
      [](const v1::WatchTotalsRequest&) {
        const auto one = Parsed<v1::WatchTotalsResponse>(R"(
          figures { measure: MEASURE_DISBURSED value: 25000 }
          figures { measure: MEASURE_LOANS value: 3 }
          position: 9 commit_time { seconds: 1751270400 } target: 100000
          counted_measure: MEASURE_DISBURSED)");
        return std::vector<v1::WatchTotalsResponse>{one, one, one};
      });
  EXPECT_EQ(Run({"watch", "--count", "1"}).out,
            "2025-06-30T08:00:00.000Z  position 9  disbursed 250.00 yuan  25.00%  loans 3\n");
}

TEST_F(FiguresTest, PatentsTakeAmountsInWords) {
  server_.Always<v1::ListPledgedPatentsRequest, v1::ListPledgedPatentsResponse>(
      Parsed<v1::ListPledgedPatentsResponse>(R"(
        patents { number: "ZL201710601862.3" financed_fen: 2000000000 secured_fen: 3000000000
                  loans: 2 first_date: "2023-05-01" } count: 1 position: 9)"));
  const RunResult run = Run({"report", "patents", "--min-amount", "1000万元"});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(server_.asked(), Contains(HasSubstr("min_amount_fen: 1000000000")));
  EXPECT_THAT(run.out, HasSubstr("ZL201710601862.3"));
  EXPECT_THAT(run.out, HasSubstr("at least 10,000,000.00 yuan: 1, position 9"));
}

TEST_F(FiguresTest, ExportsAreCsvUnlessSaidOtherwise) {
  server_.OnStream<v1::ExportTotalsRequest, v1::ExportTotalsResponse>(
      [](const v1::ExportTotalsRequest&) {
        return std::vector<v1::ExportTotalsResponse>{Parsed<v1::ExportTotalsResponse>(R"(
              rows { keys { dimension: DIMENSION_YEAR value: "2024" } measure: MEASURE_DISBURSED
                     value: 12345 as_of_date: "2025-06-30" position: 9 })"),
                                                     Parsed<v1::ExportTotalsResponse>(R"(
              rows { keys { dimension: DIMENSION_YEAR value: "2024" } measure: MEASURE_LOANS
                     value: 7 as_of_date: "2025-06-30" position: 9 })")};
      });
  EXPECT_EQ(Run({"export", "totals", "--by", "year"}).out,
            "year,measure,value_kind,value,as_of_date,position\n"
            "2024,disbursed,amount,123.45,2025-06-30,9\n"
            "2024,loans,count,7,2025-06-30,9\n");
  EXPECT_EQ(Run({"export", "totals", "--by", "year", "-o", "jsonl"}).out,
            "{\"year\":\"2024\",\"measure\":\"disbursed\",\"value_kind\":\"amount\","
            "\"value\":12345,\"as_of_date\":\"2025-06-30\",\"position\":9}\n"
            "{\"year\":\"2024\",\"measure\":\"loans\",\"value_kind\":\"count\","
            "\"value\":7,\"as_of_date\":\"2025-06-30\",\"position\":9}\n");
}

}  // namespace
}  // namespace ippledge::client
