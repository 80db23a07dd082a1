// The commands "fund record|reverse|status|movements".
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "client/account_book.h"
#include "ippledge/v1/fund_service.pb.h"
#include "ippledge/v1/programme_service.pb.h"
#include "tests/client/fake_connection.h"
#include "tests/testing/parsed.h"

namespace ippledge::client {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kMovements[] = R"(
  movements { entry: 7 debit_account: FUND_ACCOUNT_CASH credit_account: FUND_ACCOUNT_APPROPRIATED
    movement { movement_id: "PZ-1" kind: FUND_MOVEMENT_KIND_APPROPRIATION_IN
      amount_fen: 10000000000 movement_date: "2024-01-05" counterparty: "treasury-1"
      bank_reference: "L;1" memo: "say \"yes\" [2024] \\ : ok" }
    after { cash_fen: 10000000000 available_fen: 10000000000 } }
  movements { entry: 9 debit_account: FUND_ACCOUNT_CASH credit_account: FUND_ACCOUNT_APPROPRIATED
    reverses_movement_id: "PZ-1"
    movement { movement_id: "PZ-2" kind: FUND_MOVEMENT_KIND_APPROPRIATION_IN
      amount_fen: -10000000000 movement_date: "2024-01-05" counterparty: "treasury-1"
      memo: "twice" }
    after { } }
  position: 12)";

class FundCommandsTest : public ::testing::Test {
 protected:
  FundCommandsTest() {
    server_.Always<v1::GetProgrammeRequest, v1::GetProgrammeResponse>(
        Parsed<v1::GetProgrammeResponse>(R"(
          programme { programme: "nm" position: 12 constitution { currency_code: "CNY"
            fund_fen: 20000000000 } })"));
    server_.OnStream<v1::ExportMovementsRequest, v1::ExportMovementsResponse>(
        [](const v1::ExportMovementsRequest&)
            -> absl::StatusOr<std::vector<v1::ExportMovementsResponse>> {
          return std::vector{Parsed<v1::ExportMovementsResponse>(kMovements)};
        });
  }
  RunResult Run(std::vector<std::string> words) {
    words.insert(words.end(), {"--programme", "nm"});
    return RunProgram(std::move(words), server_);
  }

  FakeServer server_;
};

TEST_F(FundCommandsTest, RecordSendsWhatIsSaid) {
  server_.Always<v1::RecordMovementRequest, v1::RecordMovementResponse>(
      Parsed<v1::RecordMovementResponse>(R"(
        recorded { outcome: OUTCOME_RECORDED entry: 7 }
        fund { cash_fen: 15000000000 available_fen: 15000000000 deposits_fen: 5000000000 })"));
  for (const char* kind : {"deposit-placed", "DEPOSIT_PLACED", "存放银行"}) {
    const RunResult run =
        Run({"fund", "record", "PZ-4", "--kind", kind, "--amount", "5000万元", "--date",
             "2024-04-01", "--with", "qingcao", "--bank-reference", "L-7", "--memo", "one year",
             "--person", "p-1", "--second-person", "p-2"});
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_THAT(run.out, HasSubstr("150,000,000.00"));
    EXPECT_THAT(run.out, HasSubstr("50,000,000.00"));
  }
  EXPECT_EQ(server_.options.credentials.second_person, "p-2");
  EXPECT_THAT(server_.asked().back(),
              HasSubstr("movement { movement_id: \"PZ-4\" kind: FUND_MOVEMENT_KIND_DEPOSIT_PLACED "
                        "amount_fen: 5000000000 movement_date: \"2024-04-01\" "
                        "counterparty: \"qingcao\" bank_reference: \"L-7\" memo: \"one year\" }"));
}

TEST_F(FundCommandsTest, WordsThatAreNoneEndWithUsage) {
  const RunResult kind =
      Run({"fund", "record", "PZ-4", "--kind", "gift", "--amount", "5", "--date", "2024-04-01"});
  EXPECT_EQ(kind.code, 2);
  EXPECT_THAT(kind.err, HasSubstr("\"gift\" is none of: appropriation-in, co-funding-in"));
  EXPECT_EQ(Run({"fund", "movements", "-o", "gnucash"}).code, 2);
  EXPECT_EQ(Run({"fund", "status", "-o", "hledger"}).code, 2);
  EXPECT_EQ(server_.asked().size(), 0U);
}

TEST_F(FundCommandsTest, ReverseSendsWhatIsSaid) {
  server_.Always<v1::ReverseMovementRequest, v1::ReverseMovementResponse>(
      Parsed<v1::ReverseMovementResponse>("recorded { outcome: OUTCOME_RECORDED entry: 9 }"));
  const RunResult run = Run({"fund", "reverse", "PZ-2", "--of", "PZ-1", "--reason", "twice"});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(server_.asked(), Contains(HasSubstr("reversal { movement_id: \"PZ-2\" "
                                                  "reverses_movement_id: \"PZ-1\" "
                                                  "reason: \"twice\" }")));
}

TEST_F(FundCommandsTest, StatusFitsOnAScreen) {
  server_.Always<v1::GetFundRequest, v1::GetFundResponse>(Parsed<v1::GetFundResponse>(R"(
    position: 12 fund_fen: 20000000000 movements: 3
    figures { cash_fen: 15000000000 available_fen: 15000000000 deposits_fen: 5000000000 }
    accounts { account: FUND_ACCOUNT_CASH debit_fen: 20000000000 credit_fen: 5000000000
      balance_fen: 15000000000 }
    accounts { account: FUND_ACCOUNT_DEPOSITS debit_fen: 5000000000 balance_fen: 5000000000
      parties { counterparty: "qingcao" debit_fen: 5000000000 balance_fen: 5000000000 } }
    accounts { account: FUND_ACCOUNT_APPROPRIATED credit_fen: 20000000000 balance_fen: 20000000000
      parties { credit_fen: 20000000000 balance_fen: 20000000000 } }
    accounts { account: FUND_ACCOUNT_FEES }
    exposure { outstanding_fen: 130000000000 leverage_ppm: 6500000 })"));
  const RunResult run = Run({"fund", "status"});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("nm, all days, position 12, movements 3\n"));
  EXPECT_THAT(run.out, HasSubstr("200,000,000.00 yuan of 200,000,000.00 yuan (100.00%)\n"));
  EXPECT_THAT(run.out, HasSubstr("1,300,000,000.00 yuan, 6.5 times the fund\n"));
  EXPECT_THAT(run.out, HasSubstr("deposits at banks"));
  EXPECT_THAT(run.out, HasSubstr("qingcao"));
  EXPECT_THAT(run.out, Not(HasSubstr("fees")));
  EXPECT_THAT(run.out, HasSubstr("* principal outstanding of all loans"));
  EXPECT_THAT(Run({"fund", "status", "--lang", "zh", "--unit", "yi"}).out, HasSubstr("6.5 倍"));
  EXPECT_THAT(Run({"fund", "status", "-o", "json"}).out, HasSubstr("\"leverage_ppm\": 6500000"));
  EXPECT_THAT(Run({"fund", "status", "-o", "csv"}).out,
              HasSubstr("DEPOSITS,,50000000.00,0.00,50000000.00\n"));
}

TEST_F(FundCommandsTest, MovementsInEveryForm) {
  const RunResult table = Run({"fund", "movements", "--kind", "fee-out", "--with", "qingcao",
                               "--from", "2024-01-01", "--through", "2024-12-31", "--at", "12"});
  EXPECT_EQ(table.code, 0) << table.err;
  EXPECT_THAT(table.out, HasSubstr("-100,000,000.00"));
  EXPECT_THAT(server_.asked().back(),
              HasSubstr("query { at: 12 kind: FUND_MOVEMENT_KIND_FEE_OUT counterparty: \"qingcao\" "
                        "from_date: \"2024-01-01\" through_date: \"2024-12-31\" }"));
  EXPECT_THAT(Run({"fund", "movements", "-o", "jsonl"}).out,
              HasSubstr("\"kind\":\"appropriation-in\",\"amount_fen\":-10000000000,"));
  EXPECT_THAT(
      Run({"fund", "movements", "-o", "csv"}).out,
      HasSubstr("9,PZ-2,2024-01-05,appropriation-in,-100000000.00,treasury-1,,PZ-1,,0.00,"));
  EXPECT_THAT(Run({"-o", "json", "fund", "movements"}).out, HasSubstr("\"movement_id\":\"PZ-1\""));
}

TEST_F(FundCommandsTest, MovementsAsJournals) {
  EXPECT_EQ(Run({"fund", "movements", "-o", "hledger"}).out,
            "; ippledge fund of nm\n\n"
            "2024-01-05 * appropriation-in\n"
            "    ; movement: PZ-1\n"
            "    ; entry: 7\n"
            "    ; counterparty: treasury-1\n"
            "    ; reference: L;1\n"
            "    ; memo: say \"yes\" (2024) \\ : ok\n"
            "    assets:special-account  100000000.00 CNY\n"
            "    equity:appropriated:treasury-1  -100000000.00 CNY\n\n"
            "2024-01-05 * reversal of appropriation-in\n"
            "    ; movement: PZ-2\n"
            "    ; entry: 9\n"
            "    ; reverses: PZ-1\n"
            "    ; counterparty: treasury-1\n"
            "    ; memo: twice\n"
            "    assets:special-account  -100000000.00 CNY\n"
            "    equity:appropriated:treasury-1  100000000.00 CNY\n\n");
  EXPECT_EQ(Run({"fund", "movements", "-o", "ledger"}).out,
            Run({"fund", "movements", "-o", "hledger"}).out);
  const std::string beancount = Run({"fund", "movements", "-o", "beancount"}).out;
  EXPECT_THAT(beancount, HasSubstr("option \"operating_currency\" \"CNY\"\n"));
  EXPECT_THAT(beancount, HasSubstr("2024-01-05 * \"appropriation-in\"\n  movement: \"PZ-1\"\n"));
  EXPECT_THAT(beancount, HasSubstr("  memo: \"say \\\"yes\\\" [2024] \\\\ : ok\"\n"));
  EXPECT_THAT(beancount, HasSubstr("    Equity:Appropriated:Treasury-1  -100000000.00 CNY\n"));
}

TEST_F(FundCommandsTest, StatusTellsExposureAndBrakes) {
  server_.Always<v1::GetFundRequest, v1::GetFundResponse>(Parsed<v1::GetFundResponse>(R"(
    position: 12 shortfall_fen: 700 taken_by_bank_fen: 900
    exposure { outstanding_fen: 130000000000 leverage_ppm: 6500000 covered_only: true
      loss_ppm: 12300 npl_ppm: 50000
      sums { enrolled_fen: 200000000000 loans: 40 losses_fen: 2460000000 paid_fen: 984000000
        recovered_fen: 100 clawed_back_fen: 200 } }
    brakes { name: "fund_npl" threshold_ppm: 80000 found_ppm: 81000 passed: true })"));
  const std::string out = Run({"fund", "status"}).out;
  EXPECT_THAT(out, HasSubstr("1,300,000,000.00 yuan, 6.5 times the fund\n"));
  EXPECT_THAT(out, HasSubstr("2,000,000,000.00 yuan, 40 loans\n"));
  EXPECT_THAT(out, HasSubstr("24,600,000.00 yuan (1.23% of what was enrolled)"));
  EXPECT_THAT(out, HasSubstr("9,840,000.00 yuan, back 3.00 yuan"));
  EXPECT_THAT(out, HasSubstr("SHORTFALL"));
  EXPECT_THAT(out, HasSubstr("8.10%, acts at 8.00%: ACTS"));
  EXPECT_THAT(out, Not(HasSubstr("*")));
}

TEST_F(FundCommandsTest, APaymentOfAClaimHasFourPostings) {
  server_.Always<v1::ExportMovementsRequest, v1::ExportMovementsResponse>(
      Parsed<v1::ExportMovementsResponse>(R"(
    movements { entry: 9
      movement { movement_id: "R1-1" kind: FUND_MOVEMENT_KIND_CLAIM_PAYMENT amount_fen: 500
        movement_date: "2025-07-06" counterparty: "qingcao" }
      debit_account: FUND_ACCOUNT_CLAIMS_PAID credit_account: FUND_ACCOUNT_CASH
      also_debit_account: FUND_ACCOUNT_RESERVED also_credit_account: FUND_ACCOUNT_COMMITTED })"));
  EXPECT_THAT(Run({"fund", "movements", "-o", "hledger"}).out,
              HasSubstr("    expenses:claims-paid:qingcao  5.00 CNY\n"
                        "    assets:special-account  -5.00 CNY\n"
                        "    liabilities:reserved  5.00 CNY\n"
                        "    equity:committed  -5.00 CNY\n"));
}

}  // namespace
}  // namespace ippledge::client
