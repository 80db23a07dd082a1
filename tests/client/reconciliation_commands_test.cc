// The commands "reconcile …" and "period close|reopen|list".
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "client/statement/xlsx.h"
#include "ippledge/v1/programme_service.pb.h"
#include "ippledge/v1/reconciliation_service.pb.h"
#include "ledger/refusal.h"
#include "proto/wire/details.h"
#include "tests/client/fake_connection.h"
#include "tests/testing/parsed.h"

namespace ippledge::client {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kOpenItems[] = R"(
  items { item { item_date: "2025-06-28" amount_fen: -30000000 age_days: 5
      line { statement: 12 line: 3 } reference: "B-9" } line { text: "代偿款" } }
  items { item { item_date: "2025-06-27" amount_fen: -30000000 age_days: 6
      movement { entry: 34 ordinal: 0 } movement_id: "PZ-6"
      kind: FUND_MOVEMENT_KIND_CLAIM_PAYMENT counterparty: "qingcao" } memo: "claim" }
  suggestions { match { lines { statement: 12 line: 3 } movements { entry: 34 }
      reason: MATCH_REASON_AMOUNT_AND_PARTY } amount_fen: -30000000 two_persons: true }
  position: 90 lines: 1 lines_fen: -30000000 movements: 1 movements_fen: -30000000)";

constexpr char kSheet[] = R"(sheet {
  account { account_id: "special" number: "622" name: "财政局" bank_name: "工行" }
  month: "2025-06" sheet_date: "2025-06-30" position: 90
  book_balance_fen: 10000000 bank_balance_fen: 10050000 bank_through_date: "2025-06-30"
  bank_in { item_date: "2025-06-20" amount_fen: 120000 age_days: 10
    line { statement: 12 line: 1 } reference: "B-1" }
  bank_in_fen: 120000 bank_in_count: 1
  book_out { item_date: "2025-06-29" amount_fen: -5000 age_days: 1
    movement { entry: 34 ordinal: 0 } movement_id: "PZ-6"
    kind: FUND_MOVEMENT_KIND_FEE_OUT }
  book_out { item_date: "2025-06-30" amount_fen: -1000
    movement { entry: 35 ordinal: 1 } movement_id: "PZ-7" kind: FUND_MOVEMENT_KIND_FEE_OUT }
  book_out_fen: -6000 book_out_count: 2 bank_out_fen: 0 book_in_fen: 0
  adjusted_book_fen: 10120000 adjusted_bank_fen: 10044000 difference_fen: -76000 })";

class ReconciliationCommandsTest : public ::testing::Test {
 protected:
  ReconciliationCommandsTest() {
    server_.Always<v1::GetProgrammeRequest, v1::GetProgrammeResponse>(
        Parsed<v1::GetProgrammeResponse>(
            R"(programme { programme: "nm" constitution { currency_code: "CNY" } })"));
    server_.Always<v1::ListAccountsRequest, v1::ListAccountsResponse>(
        Parsed<v1::ListAccountsResponse>(
            R"(accounts { account { account_id: "special" number: "622" } })"));
    server_.Always<v1::ListOpenItemsRequest, v1::ListOpenItemsResponse>(
        Parsed<v1::ListOpenItemsResponse>(kOpenItems));
    server_.Always<v1::RecordMatchRequest, v1::RecordMatchResponse>(Parsed<v1::RecordMatchResponse>(
        "recorded { outcome: OUTCOME_RECORDED entry: 91 } number: 7"));
    server_.Always<v1::GetSheetRequest, v1::GetSheetResponse>(Parsed<v1::GetSheetResponse>(kSheet));
  }
  RunResult Run(std::vector<std::string> words) {
    words.insert(words.end(), {"--programme", "nm"});
    return RunProgram(std::move(words), server_);
  }

  FakeServer server_;
};

TEST_F(ReconciliationCommandsTest, RunGoesOnUntilNothingIsLeft) {
  int runs = 0;
  std::vector<std::string> ids;
  server_.On<v1::RunMatchingRequest, v1::RunMatchingResponse>(
      [&](const v1::RunMatchingRequest& request) {
        EXPECT_EQ(request.account_id(), "special");
        ids.push_back(request.request_id());
        v1::RunMatchingResponse response = Parsed<v1::RunMatchingResponse>(R"(
          first_number: 4 matches { lines { statement: 12 line: 0 } movements { entry: 30 }
            reason: MATCH_REASON_BANK_REFERENCE } lines_left: 3 movements_left: 2)");
        response.set_more(++runs % 2 == 1);
        return response;
      });
  const RunResult run = Run({"reconcile", "run"});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(runs, 2);
  EXPECT_NE(ids[0], ids[1]);
  EXPECT_THAT(run.out, AllOf(HasSubstr("bank reference"), HasSubstr("left: 3 lines, 2 movements")));
  const RunResult json = Run({"reconcile", "run", "--account", "special", "-o", "json"});
  EXPECT_THAT(json.out, AllOf(HasSubstr("\"matched\": 2"), HasSubstr("\"first_number\": 4"),
                              HasSubstr("\"reason\":\"bank-reference\"")));
  // A trial does not go on: it would find the same again.
  runs = 0;
  EXPECT_THAT(Run({"reconcile", "run", "--dry-run"}).out, HasSubstr("tried, not written"));
  EXPECT_EQ(runs, 1);
}

TEST_F(ReconciliationCommandsTest, NothingToMatchIsNoFailure) {
  const absl::Status refusal =
      Refuse(Reason::kNothingToMatch, "", {{"lines", "5"}, {"movements", "6"}});
  server_.Always<v1::RunMatchingRequest, v1::RunMatchingResponse>(
      WithDetails(absl::Status(refusal.code(), refusal.message()),
                  wire::EncodeDetails(refusal, wire::Locale::kEnglish)));
  const RunResult run = Run({"reconcile", "run"});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, AllOf(HasSubstr("nothing new is certain"), HasSubstr("left: 5 lines, 6 ")));
  server_.Always<v1::RunMatchingRequest, v1::RunMatchingResponse>(
      absl::PermissionDeniedError("no"));
  EXPECT_EQ(Run({"reconcile", "run"}).code, 4);
}

TEST_F(ReconciliationCommandsTest, ItemsWithAgeAndSuggestions) {
  const RunResult run = Run({"reconcile", "items", "--at", "90"});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out,
              AllOf(HasSubstr("special, position 90: lines 1, -300,000.00 yuan"), HasSubstr("12/3"),
                    HasSubstr("PZ-6"), HasSubstr("claim payment"), HasSubstr("代偿款"),
                    HasSubstr("likely: 12/3 = 34/0, -300,000.00 yuan, amount and party, two "
                              "persons\n  ippledge reconcile accept --line 12/3 --text")));
  EXPECT_THAT(Run({"reconcile", "items", "-o", "csv"}).out,
              HasSubstr("books,34/0,2025-06-27,6,-300000.00,,PZ-6,claim-payment,qingcao,claim\n"));
  EXPECT_THAT(Run({"reconcile", "items", "-o", "json"}).out, HasSubstr("\"two_persons\": true"));
}

TEST_F(ReconciliationCommandsTest, MatchAndAcceptNameTheirItems) {
  const RunResult match = Run({"reconcile", "match", "--line", "12/3", "12/4", "--movement", "34/0",
                               "--text", "one transfer", "--second-person", "p-2"});
  EXPECT_EQ(match.code, 0) << match.err;
  EXPECT_THAT(match.out, HasSubstr("7"));
  EXPECT_THAT(server_.asked().back(),
              HasSubstr("account_id: \"special\" lines { statement: 12 line: 3 } "
                        "lines { statement: 12 line: 4 } movements { entry: 34 } "
                        "text: \"one transfer\""));
  const RunResult accept = Run({"reconcile", "accept", "--line", "12/3", "--text", "yes"});
  EXPECT_EQ(accept.code, 0) << accept.err;
  EXPECT_THAT(server_.asked().back(), HasSubstr("lines { statement: 12 line: 3 } "
                                                "movements { entry: 34 } text: \"yes\""));
  EXPECT_EQ(Run({"reconcile", "accept", "--movement", "34/0", "--text", "yes"}).code, 0);
  EXPECT_EQ(Run({"reconcile", "accept", "--line", "12/5", "--text", "yes"}).code, 3);
  EXPECT_EQ(Run({"reconcile", "match", "--text", "none"}).code, 2);
  const RunResult word = Run({"reconcile", "match", "--line", "twelve", "--text", "none"});
  EXPECT_EQ(word.code, 2);
  EXPECT_THAT(word.err, HasSubstr("\"twelve\" is not the name of a line (12/0)"));
}

TEST_F(ReconciliationCommandsTest, UndoAndMatches) {
  server_.Always<v1::UndoMatchRequest, v1::UndoMatchResponse>(
      Parsed<v1::UndoMatchResponse>("recorded { outcome: OUTCOME_RECORDED entry: 92 }"));
  EXPECT_EQ(Run({"reconcile", "undo", "7", "--text", "wrong"}).code, 0);
  EXPECT_THAT(server_.asked().back(), HasSubstr("number: 7 text: \"wrong\""));
  server_.Always<v1::ListMatchesRequest, v1::ListMatchesResponse>(
      Parsed<v1::ListMatchesResponse>(R"(
        matches { number: 7 account_id: "special" entry: 91 undone_entry: 92 text: "one transfer"
          amount_fen: -30000000 match { lines { statement: 12 line: 3 }
            lines { statement: 12 line: 4 } movements { entry: 34 }
            reason: MATCH_REASON_BY_HAND } } position: 92)"));
  const RunResult run = Run({"reconcile", "matches", "--with-undone"});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, AllOf(HasSubstr("12/3 12/4"), HasSubstr("by hand"), HasSubstr("92")));
  EXPECT_THAT(server_.asked().back(), HasSubstr("with_undone: true"));
}

TEST_F(ReconciliationCommandsTest, ExplainSaysWhyAndWhatIsNear) {
  server_.Always<v1::ExplainLineRequest, v1::ExplainLineResponse>(
      Parsed<v1::ExplainLineResponse>(R"(
        line { name { statement: 12 line: 3 } line { booking_date: "2025-06-28"
            amount_fen: 30000 bank_reference: "B-9" } }
        account_id: "special" import_id: "abc-0" standing: LINE_STANDING_UNDECIDED
        candidates { movement { item_date: "2025-06-27" amount_fen: 29900
            movement { entry: 34 } movement_id: "PZ-6" kind: FUND_MOVEMENT_KIND_RECOVERY_IN }
          amount_apart_fen: 100 days_apart: 1 reference_equal: true })"));
  const RunResult run = Run({"reconcile", "explain", "--line", "12/3"});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, AllOf(HasSubstr("12/3, special, abc-0"), HasSubstr("but nothing decides"),
                             HasSubstr("PZ-6"), HasSubstr("1.00"), HasSubstr("yes")));
  EXPECT_THAT(Run({"reconcile", "explain", "--line", "12/3", "-o", "json"}).out,
              HasSubstr("\"standing\": \"LINE_STANDING_UNDECIDED\""));
}

TEST_F(ReconciliationCommandsTest, ExceptionsByKindAndAge) {
  server_.Always<v1::ListExceptionsRequest, v1::ListExceptionsResponse>(
      Parsed<v1::ListExceptionsResponse>(R"(
        classes { kind: EXCEPTION_KIND_REMITTANCE_SHORT count: 1 amount_fen: 20000
          ages { from_days: 8 through_days: 30 count: 1 amount_fen: 20000 } }
        items { kind: EXCEPTION_KIND_REMITTANCE_SHORT amount_fen: 20000 age_days: 9
          loan { bank: "qingcao" contract_number: "HT-1" } claim_number: "PC-1"
          recovery_number: "ZC-1" due_date: "2025-06-20" fund_share_fen: 50000
          remitted_fen: 30000 late_interest_fen: 9 }
        business_date: "2025-06-29" position: 90)"));
  const RunResult run = Run({"reconcile", "exceptions", "--kind", "remittance-short"});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out,
              AllOf(HasSubstr("remitted less than the fund's part: 1, 200.00 yuan (8–30 days: 1)"),
                    HasSubstr("HT-1"), HasSubstr("ZC-1"), HasSubstr("0.09")));
  EXPECT_THAT(server_.asked().back(), HasSubstr("kind: EXCEPTION_KIND_REMITTANCE_SHORT"));
  EXPECT_THAT(Run({"reconcile", "exceptions", "--lang", "zh"}).out, HasSubstr("追偿款少缴"));
}

TEST_F(ReconciliationCommandsTest, SheetInItsCustomaryForm) {
  const RunResult run =
      Run({"reconcile", "sheet", "--month", "2025-06", "--at", "90", "--lang", "zh"});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(server_.asked().back(), HasSubstr("month: \"2025-06\" at: 90"));
  EXPECT_EQ(run.out, R"(银行存款余额调节表  2025-06
财政局, 工行, 622 (special)
2025-06-30，位置 90，单位：元

账面方                            金额  |  银行方                            金额
--------------------------  ----------  -  --------------------------  ----------
账面余额                    100,000.00  |  银行对账单余额              100,500.00
加：银行已收、账上未收 (1)    1,200.00  |  加：账上已收、银行未收            0.00
  2025-06-20   10 天  B-1     1,200.00  |
减：银行已付、账上未付            0.00  |  减：账上已付、银行未付 (2)       60.00
                                        |    2025-06-29    1 天  PZ-6       50.00
                                        |    2025-06-30    0 天  PZ-7       10.00
调节后余额                  101,200.00  |  调节后余额                  100,440.00

差额：-760.00
)");
  EXPECT_THAT(Run({"reconcile", "sheet", "--month", "2025-06"}).out,
              HasSubstr("less: paid in the books, not at the bank (2)"));
  const RunResult csv = Run({"reconcile", "sheet", "--month", "2025-06", "-o", "csv"});
  EXPECT_THAT(csv.out,
              AllOf(HasSubstr("account_id,month,position,row,class,amount_yuan,item_date,age_days,"
                              "reference,movement_id,kind,counterparty,item,match\n"),
                    HasSubstr("special,2025-06,90,item,book_out,-50.00,2025-06-29,1,,PZ-6,fee-out,,"
                              "34/0,\n"),
                    HasSubstr("special,2025-06,90,balance,difference,-760.00,,,,,,,,\n")));
  EXPECT_THAT(Run({"reconcile", "sheet", "--month", "2025-06", "-o", "json"}).out,
              HasSubstr("\"difference_fen\": -76000"));
  EXPECT_EQ(Run({"reconcile", "sheet", "--month", "2025-13"}).code, 2);
}

TEST_F(ReconciliationCommandsTest, SheetAsWorkbook) {
  const std::string path = ::testing::TempDir() + "sheet.xlsx";
  const RunResult run = Run({"reconcile", "sheet", "--month", "2025-06", "--xlsx", path});
  EXPECT_EQ(run.code, 0) << run.err;
  std::ostringstream bytes;
  bytes << std::ifstream(path, std::ios::binary).rdbuf();
  EXPECT_TRUE(absl::StartsWith(bytes.str(), "PK\x03\x04"));
  EXPECT_EQ(Run({"reconcile", "sheet", "--month", "2025-06", "--xlsx", "/none/sheet.xlsx"}).code,
            2);
}

TEST_F(ReconciliationCommandsTest, SheetIsInTheCurrencyOfTheProgramme) {
  server_.Always<v1::GetProgrammeRequest, v1::GetProgrammeResponse>(
      Parsed<v1::GetProgrammeResponse>(
          R"(programme { programme: "nm" constitution { currency_code: "USD" } })"));
  const std::string path = ::testing::TempDir() + "sheet-usd.xlsx";
  const RunResult run =
      Run({"reconcile", "sheet", "--month", "2025-06", "--lang", "zh", "--xlsx", path});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("单位：USD\n"));
  std::ostringstream bytes;
  bytes << std::ifstream(path, std::ios::binary).rdbuf();
  StatementFaults faults;
  std::vector<std::string> texts;
  for (const SheetRow& row : ReadXlsx(bytes.str(), "余额调节表", faults)) {
    texts.insert(texts.end(), row.cells.begin(), row.cells.end());
  }
  EXPECT_THAT(texts, Contains("单位：USD"));
  EXPECT_THAT(texts, Not(Contains(HasSubstr("人民币"))));
}

TEST_F(ReconciliationCommandsTest, ListsAreAskedForToTheirEnd) {
  const auto page_of = [](const std::string& token, const char* first, const char* second) {
    return token.empty() ? std::string(first) : std::string(second);
  };
  server_.On<v1::ListPeriodsRequest, v1::ListPeriodsResponse>(
      [&](const v1::ListPeriodsRequest& request) {
        EXPECT_EQ(request.page_size(), 1'000);
        return Parsed<v1::ListPeriodsResponse>(
            page_of(request.page_token(),
                    R"(periods { month: "2025-05" } next_page_token: "more" position: 90)",
                    R"(periods { month: "2025-06" } position: 90)"));
      });
  EXPECT_THAT(Run({"period", "list"}).out, AllOf(HasSubstr("2025-05"), HasSubstr("2025-06")));
  EXPECT_THAT(Run({"period", "list", "-o", "json"}).out,
              AllOf(HasSubstr("\"month\": \"2025-05\""), HasSubstr("\"month\": \"2025-06\""),
                    HasSubstr("\"position\": 90"), Not(HasSubstr("more"))));
  // Classes are on each page: they are shown once.
  server_.On<v1::ListExceptionsRequest, v1::ListExceptionsResponse>(
      [&](const v1::ListExceptionsRequest& request) {
        const std::string classes = "classes { kind: EXCEPTION_KIND_UNEXPLAINED_IN count: 2 } ";
        return Parsed<v1::ListExceptionsResponse>(
            classes + page_of(request.page_token(),
                              R"(items { amount_fen: 700 } next_page_token: "more" position: 90)",
                              R"(items { amount_fen: 800 } position: 90)"));
      });
  const std::string exceptions = Run({"reconcile", "exceptions", "-o", "json"}).out;
  EXPECT_THAT(exceptions,
              AllOf(HasSubstr("\"amount_fen\": 700"), HasSubstr("\"amount_fen\": 800")));
  EXPECT_EQ(exceptions.find("\"count\""), exceptions.rfind("\"count\""));
}

TEST_F(ReconciliationCommandsTest, PeriodsAreClosedReopenedAndListed) {
  server_.Always<v1::ClosePeriodRequest, v1::ClosePeriodResponse>(
      Parsed<v1::ClosePeriodResponse>(R"(
        recorded { outcome: OUTCOME_RECORDED entry: 95 }
        figures { book_balance_fen: 10000000 bank_balance_fen: 10050000 items: 3 })"));
  const RunResult close = Run({"period", "close", "--month", "2025-06"});
  EXPECT_EQ(close.code, 0) << close.err;
  EXPECT_THAT(close.out, AllOf(HasSubstr("100,500.00"), HasSubstr("95")));
  EXPECT_THAT(server_.asked().back(), HasSubstr("account_id: \"special\" month: \"2025-06\""));
  server_.Always<v1::ReopenPeriodRequest, v1::ReopenPeriodResponse>(
      Parsed<v1::ReopenPeriodResponse>("recorded { outcome: OUTCOME_RECORDED entry: 96 }"));
  EXPECT_EQ(Run({"period", "reopen", "--month", "2025-06", "--text", "late line"}).code, 0);
  EXPECT_THAT(server_.asked().back(), HasSubstr("month: \"2025-06\" text: \"late line\""));
  server_.Always<v1::ListPeriodsRequest, v1::ListPeriodsResponse>(
      Parsed<v1::ListPeriodsResponse>(R"(
        periods { account_id: "special" month: "2025-06" closed_entry: 95 reopened_entry: 96
          figures { book_balance_fen: 10000000 items: 3 } } position: 96)"));
  const RunResult list = Run({"period", "list"});
  EXPECT_EQ(list.code, 0) << list.err;
  EXPECT_THAT(list.out, AllOf(HasSubstr("2025-06"), HasSubstr("96"), HasSubstr("100,000.00"),
                              Not(HasSubstr("?"))));
  EXPECT_EQ(Run({"period", "close"}).code, 2);
}

}  // namespace
}  // namespace ippledge::client
