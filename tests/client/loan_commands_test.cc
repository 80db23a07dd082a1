// The commands of loans and of the journal.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ippledge/v1/journal_service.pb.h"
#include "ippledge/v1/loan_service.pb.h"
#include "ippledge/v1/programme_service.pb.h"
#include "ippledge/v1/report_service.pb.h"
#include "ledger/refusal.h"
#include "tests/client/fake_connection.h"
#include "tests/testing/parsed.h"

namespace ippledge::client {
namespace {

using ::testing::Contains;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;

constexpr char kLoan[] = R"(
  name { bank: "icbc-nm" contract_number: "=HT-1" } branch_code: "102191000017"
  borrower { name: "蒙西药业" unified_social_credit_code: "91150100MA0ABCDE12"
             division_code: "150102" firm_size: FIRM_SIZE_SMALL industry_code: "C27" }
  reporting_unit: "150100" contract_amount_fen: 100000000 ip_part_fen: 60000000
  registered_fen: 60000000 annual_rate_ppm: 43500
  rights { right { kind: IP_KIND_PATENT number: "ZL201710601862.3" secured_fen: 60000000
                   registration_number: "Y1" registration_date: "2024-03-05" }
           also_pledged_elsewhere: true }
  state: LOAN_STATE_OPEN loan_class: LOAN_CLASS_NORMAL start_date: "2024-03-01"
  maturity_date: "2025-03-01"
  figures { disbursed_fen: 80000000 repaid_fen: 30000000 outstanding_fen: 50000000
            undrawn_fen: 20000000 }
  first_entry: 7 last_entry: 9)";
constexpr char kEvents[] = R"(
  events { entry: 7 draw { draw_number: "J1" disbursement_date: "2024-03-01"
                           maturity_date: "2025-03-01" principal_fen: 80000000 } }
  events { entry: 9 repayment { repayment_number: "R1" repayment_date: "2024-09-01"
                                principal_fen: 30000000 interest_fen: 12345 } })";

class LoanCommandsTest : public ::testing::Test {
 protected:
  LoanCommandsTest() {
    server_.Always<v1::GetProgrammeRequest, v1::GetProgrammeResponse>(
        Parsed<v1::GetProgrammeResponse>(
            R"(programme { programme: "nm" constitution { currency_code: "CNY" } })"));
  }

  RunResult Run(std::vector<std::string> words) {
    words.insert(words.begin(), {"--programme", "nm"});
    return RunProgram(std::move(words), server_);
  }

  FakeServer server_;
};

TEST_F(LoanCommandsTest, GetShowsTermsRightsAndEvents) {
  server_.Always<v1::GetLoanRequest, v1::GetLoanResponse>(
      Parsed<v1::GetLoanResponse>(std::string("loan {") + kLoan + kEvents + "} position: 40"));
  const RunResult run = Run({"loan", "get", "icbc-nm", "=HT-1", "--at", "40"});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("borrower         蒙西药业 (91150100MA0ABCDE12)\n"));
  EXPECT_THAT(run.out, HasSubstr("outstanding      500,000.00 yuan\n"));
  EXPECT_THAT(run.out, HasSubstr("patent ZL201710601862.3, 600,000.00 yuan, registered Y1 "
                                 "2024-03-05, ALSO PLEDGED ELSEWHERE\n"));
  EXPECT_THAT(run.out,
              HasSubstr("    9  repayment  R1      2024-09-01        300,000.00           123.45"));
  EXPECT_THAT(server_.asked(),
              Contains(HasSubstr("loan { bank: \"icbc-nm\" contract_number: \"=HT-1\" } at: 40")));
  EXPECT_THAT(Run({"loan", "get", "icbc-nm", "=HT-1", "--lang", "zh"}).out,
              HasSubstr("质押权利      专利 ZL201710601862.3"));
  // Numbers are numbers, names are those of the API.
  EXPECT_THAT(Run({"loan", "get", "icbc-nm", "=HT-1", "-o", "json"}).out,
              HasSubstr("\"contract_amount_fen\": 100000000,\n"));
}

TEST_F(LoanCommandsTest, ListPagesUpToItsLimit) {
  server_.On<v1::ListLoansRequest, v1::ListLoansResponse>([](const v1::ListLoansRequest& request) {
    auto page = Parsed<v1::ListLoansResponse>(std::string("loans {") + kLoan + "} position: 40");
    if (request.page_token().size() < 2) page.set_next_page_token(request.page_token() + "x");
    return page;
  });
  const RunResult three = Run({"loan", "list", "--bank", "icbc-nm", "-o", "csv"});
  EXPECT_EQ(three.code, 0) << three.err;
  EXPECT_EQ(std::count(three.out.begin(), three.out.end(), '\n'), 4);
  EXPECT_THAT(three.out, HasSubstr("icbc-nm,'=HT-1,102191000017,蒙西药业,91150100MA0ABCDE12,150102,"
                                   "150100,SMALL,C27,1000000.00,600000.00,600000.00,4.3500,1,"
                                   "PATENT,,OPEN,NORMAL,0,2024-03-01,2025-03-01,800000.00,"
                                   "300000.00,500000.00,200000.00,7,9\n"));
  EXPECT_EQ(three.err, "");
  const RunResult one = Run({"loan", "list", "--limit", "1"});
  EXPECT_THAT(one.out, HasSubstr("500,000.00  open   normal\n"));
  EXPECT_THAT(one.err, HasSubstr("more loans follow"));
}

TEST_F(LoanCommandsTest, EventsCarryWhatWasTyped) {
  server_.Always<v1::RecordDrawRequest, v1::RecordDrawResponse>(Parsed<v1::RecordDrawResponse>(R"(
        recorded { outcome: OUTCOME_RECORDED entry: 12 commit_time { seconds: 1751270400 }
                   counted_total: 99 }
        figures { disbursed_fen: 5000000 outstanding_fen: 5000000 })"));
  const RunResult run =
      Run({"loan", "draw", "icbc-nm", "HT-1", "--number", "J2", "--date", "2024-05-01",
           "--maturity", "2025-05-01", "--principal", "5万元", "-o", "json"});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(server_.asked(),
              Contains(ContainsRegex("request_id: \"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab]"
                                     "[0-9a-f]{3}-[0-9a-f]{12}\" loan \\{ bank: \"icbc-nm\" "
                                     "contract_number: \"HT-1\" \\} draw \\{ draw_number: \"J2\" "
                                     "disbursement_date: \"2024-05-01\" maturity_date: "
                                     "\"2025-05-01\" principal_fen: 5000000 \\}")));
  EXPECT_EQ(run.out,
            "{\"outcome\": \"RECORDED\",\n \"entry\": 12,\n"
            " \"commit_time\": \"2025-06-30T08:00:00.000Z\",\n \"disbursed_fen\": 5000000,\n"
            " \"repaid_fen\": 0,\n \"outstanding_fen\": 5000000,\n \"undrawn_fen\": 0,\n"
            " \"counted_total\": 99}\n");
}

TEST_F(LoanCommandsTest, EachEventHasItsCommand) {
  const auto asked = [&](std::vector<std::string> words) {
    Run(std::move(words));
    return server_.asked().back();
  };
  EXPECT_THAT(asked({"loan", "repay", "b", "c", "--number", "R1", "--date", "2024-06-01",
                     "--principal", "1000.50", "--interest", "1,234.00", "--draw-number", "J1",
                     "--request-id", "11111111-1111-4111-8111-111111111111", "--dry-run"}),
              HasSubstr("request_id: \"11111111-1111-4111-8111-111111111111\" validate_only: true "
                        "loan { bank: \"b\" contract_number: \"c\" } repayment { "
                        "repayment_number: \"R1\" draw_number: \"J1\" repayment_date: "
                        "\"2024-06-01\" principal_fen: 100050 interest_fen: 123400 }"));
  EXPECT_THAT(
      asked({"loan", "extend", "b", "c", "--agreed", "2024-06-01", "--maturity", "2026-06-01"}),
      HasSubstr("extension { agreed_date: \"2024-06-01\" maturity_date: \"2026-06-01\" }"));
  EXPECT_THAT(asked({"loan", "class", "b", "c", "--date", "2024-06-01", "--class", "次级",
                     "--overdue-days", "91"}),
              HasSubstr("class_change { change_date: \"2024-06-01\" loan_class: "
                        "LOAN_CLASS_SUBSTANDARD overdue_days: 91 }"));
  EXPECT_THAT(asked({"loan", "register-pledge", "b", "c", "--kind", "patent", "--number", "ZL1",
                     "--registration-number", "Y1", "--date", "2024-06-01"}),
              HasSubstr("pledge_registration { kind: IP_KIND_PATENT number: \"ZL1\" "
                        "registration_number: \"Y1\" registration_date: \"2024-06-01\" }"));
  EXPECT_THAT(asked({"loan", "release", "b", "c", "--kind", "商标", "--number", "123", "--date",
                     "2024-06-01"}),
              HasSubstr("pledge_release { kind: IP_KIND_TRADEMARK number: \"123\" release_date: "
                        "\"2024-06-01\" }"));
  EXPECT_THAT(asked({"loan", "void", "b", "c", "--entry", "12", "--reason", "recorded twice"}),
              HasSubstr("correction { corrects_entry: 12 reason: \"recorded twice\" void: true }"));
}

TEST_F(LoanCommandsTest, RefusalsSayWhatWhyAndWhatToDo) {
  const absl::Status refusal =
      Refuse(Reason::kLoanUnknown, "loan", {{"bank", "b"}, {"contract_number", "c"}});
  server_.Always<v1::GetLoanRequest, v1::GetLoanResponse>(
      WithDetails(absl::Status(refusal.code(), refusal.message()),
                  wire::EncodeDetails(refusal, wire::Locale::kEnglish)));
  const RunResult run = Run({"loan", "get", "b", "c"});
  EXPECT_EQ(run.code, 3);
  EXPECT_EQ(run.out, "");
  EXPECT_EQ(run.err,
            "error: the loan cannot be shown\n"
            "why:   bank b has recorded no loan with contract number c\n"
            "to do: check bank and contract number; a loan must be recorded before anything "
            "happens to it\n");
}

TEST_F(LoanCommandsTest, ExportLoansStreamsFlatRows) {
  server_.OnStream<v1::ExportLoansRequest, v1::ExportLoansResponse>(
      [](const v1::ExportLoansRequest&) {
        const auto some =
            Parsed<v1::ExportLoansResponse>(std::string("loans {") + kLoan + "} position: 40");
        return std::vector<v1::ExportLoansResponse>{some, some};
      });
  const RunResult run = Run({"export", "loans", "-o", "jsonl"});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(std::count(run.out.begin(), run.out.end(), '\n'), 2);
  EXPECT_THAT(run.out, HasSubstr("\"annual_rate_ppm\":43500"));
}

TEST_F(LoanCommandsTest, JournalListsAndFollows) {
  const std::string entry =
      "entry: 3 commit_time { seconds: 1751270400 } business_date: \"2025-06-30\" organisation: "
      "\"icbc-nm\" role: \"bank_maker\" kind: \"LOAN_RECORDED\" bank: \"icbc-nm\" "
      "contract_number: \"HT-1\" leaf_hash: \"\\001\\377\"";
  server_.Always<v1::ListEntriesRequest, v1::ListEntriesResponse>(
      Parsed<v1::ListEntriesResponse>("entries {" + entry + "} next_first_entry: 4 position: 9"));
  const RunResult list = Run({"journal", "list", "--from", "3", "--limit", "1"});
  EXPECT_THAT(list.out,
              HasSubstr("LOAN_RECORDED  icbc-nm       bank_maker  icbc-nm  HT-1      01ff"));
  EXPECT_THAT(list.err, HasSubstr("--from 4"));
  server_.OnStream<v1::FollowEntriesRequest, v1::FollowEntriesResponse>(
      [&](const v1::FollowEntriesRequest&) {
        const auto some = Parsed<v1::FollowEntriesResponse>("entries {" + entry + "}");
        return std::vector<v1::FollowEntriesResponse>{some, some, some};
      });
  const RunResult follow = Run({"journal", "follow", "--count", "2", "-o", "jsonl"});
  EXPECT_EQ(std::count(follow.out.begin(), follow.out.end(), '\n'), 2);
  EXPECT_THAT(follow.out, HasSubstr("\"leaf_hash\":\"01ff\""));
}

}  // namespace
}  // namespace ippledge::client
