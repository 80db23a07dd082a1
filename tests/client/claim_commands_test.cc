// The commands cover|claim|recovery|clawback|policy|calendar|rate, against a server of canned
// answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "ippledge/v1/claim_service.pb.h"
#include "ippledge/v1/cover_service.pb.h"
#include "ippledge/v1/policy_service.pb.h"
#include "tests/client/fake_connection.h"
#include "tests/testing/parsed.h"

namespace ippledge::client {
namespace {

using ::testing::HasSubstr;

constexpr char kDefault[] = "policies/inner-mongolia-default.textproto";
constexpr char kVerdict[] = R"(
    verdict {
      id: "C1" outcome: STEP_OUTCOME_PAYABLE binding_rule: "share" loss_fen: 24000000
      parts { party: "fund" amount_fen: 9600000 now_fen: 9600000 }
      parts { party: "bank" amount_fen: 14400000 now_fen: 14400000 }
      trace { rule: "trigger" inputs { name: "loan_class" value: "LOSS" } limit: "SUBSTANDARD"
        result: "met" }
      trace { rule: "share" result: "24000000" binds: true amount_after_fen: 9600000 } })";

class ClaimCommandsTest : public ::testing::Test {
 protected:
  ClaimCommandsTest() {
    v1::ListProgrammesResponse programmes;
    v1::Programme& nm = *programmes.add_programmes();
    nm.set_programme("nm");
    nm.mutable_constitution()->set_currency_code("CNY");
    server_.Always<v1::ListProgrammesRequest, v1::ListProgrammesResponse>(programmes);
    v1::GetProgrammeResponse programme;
    *programme.mutable_programme() = nm;
    server_.Always<v1::GetProgrammeRequest, v1::GetProgrammeResponse>(programme);
  }
  RunResult Run(const std::vector<std::string>& words) { return RunProgram(words, server_); }
  template <typename Request, typename Response>
  void Answer(const std::string& text) {
    server_.Always<Request, Response>(Parsed<Response>(text));
  }
  const std::string& asked() const { return server_.asked().back(); }

  FakeServer server_;
};

TEST_F(ClaimCommandsTest, CoverApplyDecideReport) {
  Answer<v1::ApplyForCoverRequest, v1::ApplyForCoverResponse>(
      std::string("recorded { outcome: OUTCOME_VALID } cover { state: COVER_STATE_SUBMITTED "
                  "asked_fen: 100 } judgement { policy_id: \"p\" policy_version: 2 ") +
      kVerdict + "}");
  const RunResult applied = Run({"cover", "apply", "icbc", "HT-1", "--policy", "p", "--tag", "a",
                                 "--tag", "b", "--firm-registered", "2020-01-02", "--clean-years",
                                 "3", "--ip-value", "1.5万元", "--covered-elsewhere", "--dry-run"});
  EXPECT_EQ(applied.code, 0) << applied.err;
  EXPECT_THAT(asked(), HasSubstr("validate_only: true"));
  EXPECT_THAT(asked(), HasSubstr("application { policy_id: \"p\" tags: \"a\" tags: \"b\" "
                                 "firm_registration_date: \"2020-01-02\" clean_credit_years: 3 "
                                 "ip_value_fen: 1500000 covered_elsewhere: true }"));
  EXPECT_THAT(applied.out, HasSubstr("valid, not written"));
  EXPECT_THAT(applied.out, HasSubstr("policy p version 2"));
  EXPECT_THAT(applied.out, HasSubstr("trigger"));

  Answer<v1::DecideCoverRequest, v1::DecideCoverResponse>(
      "recorded { outcome: OUTCOME_RECORDED entry: 7 } cover { state: COVER_STATE_RETURNED "
      "due { date: \"2025-07-15\" } }");
  const RunResult decided = Run({"cover", "decide", "icbc", "HT-1", "return", "--reason",
                                 "document-missing", "--text", "which?", "-o", "jsonl"});
  EXPECT_EQ(decided.code, 0) << decided.err;
  EXPECT_THAT(asked(), HasSubstr("decision: STEP_DECISION_RETURN grounds { reason: "
                                 "DECISION_REASON_DOCUMENT_MISSING text: \"which?\" }"));
  EXPECT_THAT(decided.out, HasSubstr("\"state\":\"returned\",\"due_date\":\"2025-07-15\""));
  const RunResult wrong = Run({"cover", "decide", "icbc", "HT-1", "perhaps"});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("accept, return, refuse"));

  Answer<v1::ReportRiskRequest, v1::ReportRiskResponse>(
      "recorded { outcome: OUTCOME_RECORDED entry: 8 } cover { state: COVER_STATE_ENROLLED } "
      "withdrawn_claim: \"C1\" released_fen: 500");
  const RunResult reported =
      Run({"cover", "report", "icbc", "HT-1", "cured", "--date", "2025-07-02"});
  EXPECT_EQ(reported.code, 0) << reported.err;
  EXPECT_THAT(asked(), HasSubstr("report { kind: RISK_KIND_CURED report_date: \"2025-07-02\" }"));
  EXPECT_THAT(reported.out, HasSubstr("C1"));
}

TEST_F(ClaimCommandsTest, CoverShowAndList) {
  Answer<v1::GetCoverRequest, v1::GetCoverResponse>(std::string(R"(cover {
        loan { bank: "icbc" contract_number: "HT-1" } borrower: "某公司" policy_id: "p"
        policy_version: 2 mode: "default" state: COVER_STATE_DEFAULTED asked_fen: 24000000
        covered_fen: 24000000 outstanding_fen: 40000000 applied_date: "2025-07-01"
        start_date: "2025-07-02" default_date: "2025-09-01"
        due { date: "2026-02-28" on_silence: ON_SILENCE_LAPSE }
        reports { report { kind: RISK_KIND_DEFAULT report_date: "2025-09-01" } entry: 9 }
        claims { filing { claim_number: "C1" } state: CLAIM_STATE_FILED filed_entry: 10
          fund_amount_fen: 9600000 } }
      position: 12 judgement { policy_id: "p" policy_version: 2)") +
                                                    kVerdict + "}");
  const RunResult shown = Run({"cover", "show", "icbc", "HT-1", "--at", "12"});
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("defaulted, until 2026-02-28; then it lapses"));
  EXPECT_THAT(shown.out, HasSubstr("240,000.00 yuan of 240,000.00 yuan"));
  EXPECT_THAT(shown.out, HasSubstr("96,000.00"));
  EXPECT_THAT(Run({"cover", "show", "icbc", "HT-1", "--lang", "zh"}).out,
              HasSubstr("已触发代偿，期限 2026-02-28；到期失效"));
  EXPECT_THAT(Run({"cover", "show", "icbc", "HT-1", "-o", "json"}).out,
              HasSubstr("\"covered_fen\": 24000000"));

  Answer<v1::ListCoversRequest, v1::ListCoversResponse>(
      "covers { loan { bank: \"icbc\" contract_number: \"HT-1\" } state: COVER_STATE_OVERDUE "
      "policy_id: \"p\" policy_version: 2 covered_fen: 100 claim_count: 1 }");
  const RunResult listed =
      Run({"cover", "list", "--bank", "icbc", "--state", "逾期关注", "-o", "csv"});
  EXPECT_EQ(listed.code, 0) << listed.err;
  EXPECT_THAT(asked(), HasSubstr("state: COVER_STATE_OVERDUE"));
  EXPECT_THAT(listed.out, HasSubstr("icbc,HT-1,,overdue,1.00,0.00,p,2,,1"));
}

TEST_F(ClaimCommandsTest, ClaimFileHashesItsDocuments) {
  Answer<v1::FileClaimRequest, v1::FileClaimResponse>(
      std::string("recorded { outcome: OUTCOME_VALID } claim { state: CLAIM_STATE_FILED } "
                  "judgement { policy_id: \"p\" policy_version: 1 ") +
      kVerdict + "}");
  const std::string path = ::testing::TempDir() + "contract.pdf";
  std::ofstream(path, std::ios::binary) << "abc";
  const RunResult filed =
      Run({"claim", "file", "icbc", "HT-1", "C1", "--claimed", "100000", "--costs", "5.50",
           "--interest-days", "30", "--document",
           "code=loan_contract,date=2024-03-01,issuer=A, B and C,file=" + path, "--document",
           "code=iou,date=2024-03-02,issuer=D,sha256=" + std::string(64, 'f'), "--dry-run"});
  EXPECT_EQ(filed.code, 0) << filed.err;
  EXPECT_THAT(
      asked(),
      HasSubstr("documents { code: \"loan_contract\" document_date: \"2024-03-01\" issuer: \"A, B "
                "and C\" sha256: "
                "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\" }"));
  EXPECT_THAT(asked(), HasSubstr("claimed_fen: 10000000 interest_days: 30 costs_fen: 550"));
  EXPECT_THAT(filed.out, HasSubstr("PAYABLE; what binds: share"));
  EXPECT_THAT(filed.out, HasSubstr("fund  96,000.00"));
  EXPECT_THAT(Run({"claim", "file", "icbc", "HT-1", "C1", "-o", "json"}).out,
              HasSubstr("\"binding_rule\": \"share\""));
  EXPECT_THAT(Run({"claim", "file", "icbc", "HT-1", "C1", "--lang", "zh"}).out,
              HasSubstr("可支付；决定金额的规则：share"));
  const RunResult missing = Run({"claim", "file", "icbc", "HT-1", "C1", "--document",
                                 "code=x,date=2024-03-01,issuer=A,file=/no/such/file"});
  EXPECT_EQ(missing.code, 2);
  EXPECT_THAT(missing.err, HasSubstr("cannot be read"));
  EXPECT_EQ(Run({"claim", "file", "icbc", "HT-1", "C1", "--document", "code=x"}).code, 2);

  const std::string base = ::testing::TempDir() + "filing.textproto";
  std::ofstream(base) << "interest_unpaid_fen: 77 claim_number: \"other\"";
  EXPECT_EQ(Run({"claim", "file", "icbc", "HT-1", "C1", "--from", base}).code, 0);
  EXPECT_THAT(asked(), HasSubstr("filing { claim_number: \"C1\" interest_unpaid_fen: 77 }"));
}

TEST_F(ClaimCommandsTest, ClaimStepRunAndConfirm) {
  Answer<v1::TakeClaimStepRequest, v1::TakeClaimStepResponse>(
      "recorded { outcome: OUTCOME_RECORDED entry: 20 } claim { state: CLAIM_STATE_REPAIRED "
      "fund_amount_fen: 7200000 } fund { cash_fen: 100 available_fen: 100 }");
  const RunResult step = Run({"claim", "step", "icbc", "HT-1", "C1", "first-review", "repair",
                              "--cut", "25%", "--reason", "late-notice"});
  EXPECT_EQ(step.code, 0) << step.err;
  EXPECT_THAT(asked(), HasSubstr("step: WORK_STEP_FIRST_REVIEW decision: STEP_DECISION_REPAIR "
                                 "repair_ppm: 250000"));
  EXPECT_THAT(step.out, HasSubstr("cut, the bank is asked"));
  EXPECT_THAT(step.out, HasSubstr("72,000.00"));
  EXPECT_EQ(
      Run({"claim", "step", "icbc", "HT-1", "C1", "first-review", "repair", "--cut", "25"}).code,
      2);

  Answer<v1::RunPaymentsRequest, v1::RunPaymentsResponse>(R"(
      recorded { outcome: OUTCOME_RECORDED entry: 30 } available_fen: 5000000 waiting_claims: 2
      orders { loan { bank: "icbc" contract_number: "HT-1" } claim_number: "C1"
        order { order_number: "R1-30-1" amount_fen: 9600000 } due { date: "2025-07-15" } }
      fund { available_fen: 1000 })");
  const RunResult run = Run({"claim", "pay-run", "R1"});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("R1-30-1"));
  EXPECT_THAT(run.out, HasSubstr("claims still waiting  2"));
  EXPECT_THAT(Run({"claim", "pay-run", "R1", "-o", "csv"}).out,
              HasSubstr("R1-30-1,icbc,HT-1,C1,96000.00,0.00,0.00,2025-07-15"));

  Answer<v1::ConfirmPaymentRequest, v1::ConfirmPaymentResponse>(
      "recorded { outcome: OUTCOME_RECORDED entry: 31 } claim { state: CLAIM_STATE_PAID }");
  EXPECT_EQ(Run({"claim", "confirm-payment", "icbc", "HT-1", "C1", "R1-30-1", "--date",
                 "2025-07-10", "--bank-reference", "L1"})
                .code,
            0);
  EXPECT_THAT(asked(), HasSubstr("order_number: \"R1-30-1\" payment_date: \"2025-07-10\" "
                                 "bank_reference: \"L1\""));
}

TEST_F(ClaimCommandsTest, ClaimShowIsACardWithTheTrace) {
  Answer<v1::GetClaimRequest, v1::GetClaimResponse>(std::string(R"(claim {
        filing { claim_number: "C1" documents { code: "iou" document_date: "2024-03-01"
          issuer: "D" sha256: "0123456789abcdef" } }
        state: CLAIM_STATE_PAID filed_date: "2025-09-02" filed_entry: 10 loss_fen: 24000000
        fund_amount_fen: 9600000 first_amount_fen: 9600000 paid_fen: 9600000
        borne { party: "fund" amount_fen: 9600000 recovered_fen: 400000 }
        steps { step: WORK_STEP_FIRST_REVIEW decision: STEP_DECISION_ACCEPT organisation: "ipo"
          person: "p-2" entry: 12 }
        recoveries { what { recovery_number: "V1" source: RECOVERY_SOURCE_IP_SALE
          received_date: "2026-01-02" gross_fen: 1000000 } fund_share_fen: 400000
          due_date: "2026-01-16" remitted_fen: 400000 }
        clawback { amount_fen: 100 due_date: "2026-02-01" } }
      cover { loan { bank: "icbc" contract_number: "HT-1" } state: COVER_STATE_COMPENSATED }
      position: 40 judgement { policy_id: "p" policy_version: 2)") +
                                                    kVerdict + "}");
  const RunResult shown = Run({"claim", "show", "icbc", "HT-1"});
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("first review: accept, ipo/p-2, entry 12"));
  EXPECT_THAT(shown.out, HasSubstr("V1, 2026-01-02, sale of IP, 10,000.00 yuan"));
  EXPECT_THAT(shown.out, HasSubstr("fund  96,000.00 yuan, back 4,000.00 yuan"));
  EXPECT_THAT(shown.out, HasSubstr("what the policy says: p version 2"));
  EXPECT_THAT(shown.out, HasSubstr("loan_class LOSS"));
  const RunResult chinese = Run({"claim", "show", "icbc", "HT-1", "C1", "--lang", "zh"});
  EXPECT_THAT(chinese.out, HasSubstr("政策结论：p 版本 2"));
  EXPECT_THAT(chinese.out, HasSubstr("处置知识产权"));
  EXPECT_THAT(Run({"claim", "show", "icbc", "HT-1", "-o", "csv"}).out,
              HasSubstr("share,,,24000000,*,96000.00"));
}

TEST_F(ClaimCommandsTest, Queue) {
  Answer<v1::ListWorkRequest, v1::ListWorkResponse>(R"(
      items { due_date: "2025-07-08" loan { bank: "icbc" contract_number: "HT-1" }
        step: WORK_STEP_CONFIRM_COVER roles: ROLE_FUND_MANAGER roles: ROLE_IP_OFFICE
        overdue: true }
      business_date: "2025-07-11")");
  const RunResult queue = Run({"claim", "queue", "--step", "confirm-cover", "--role", "ip-office",
                               "--due-through", "2025-07-31", "--overdue"});
  EXPECT_EQ(queue.code, 0) << queue.err;
  EXPECT_THAT(asked(), HasSubstr("step: WORK_STEP_CONFIRM_COVER role: ROLE_IP_OFFICE "
                                 "due_through_date: \"2025-07-31\" overdue_only: true"));
  EXPECT_THAT(queue.out, HasSubstr("business date 2025-07-11"));
  EXPECT_THAT(queue.out, HasSubstr("fund manager, IP office"));
  EXPECT_THAT(Run({"claim", "queue", "--lang", "zh"}).out, HasSubstr("基金管理机构、知识产权局"));
  EXPECT_THAT(Run({"claim", "queue", "-o", "jsonl"}).out,
              HasSubstr("\"step\":\"confirm-cover\",\"roles\":\"fund-manager, ip-office\""));
}

TEST_F(ClaimCommandsTest, RecoveryAndClawback) {
  Answer<v1::RecordRecoveryRequest, v1::RecordRecoveryResponse>(
      std::string("recorded { outcome: OUTCOME_RECORDED entry: 50 } fund_share_fen: 400000 "
                  "due_date: \"2026-01-16\" judgement { policy_id: \"p\" policy_version: 1 ") +
      kVerdict + "}");
  const RunResult recorded =
      Run({"recovery", "record", "icbc", "HT-1", "C1", "V1", "--source", "ip-sale", "--date",
           "2026-01-02", "--amount", "10000", "--costs", "200", "--document",
           "code=bill,date=2026-01-01,issuer=court,sha256=" + std::string(64, '0')});
  EXPECT_EQ(recorded.code, 0) << recorded.err;
  EXPECT_THAT(asked(), HasSubstr("gross_fen: 1000000 costs_fen: 20000 costs_proof { code: "
                                 "\"bill\""));
  EXPECT_THAT(recorded.out, HasSubstr("4,000.00"));

  Answer<v1::ConfirmRemittanceRequest, v1::ConfirmRemittanceResponse>(
      "recorded { outcome: OUTCOME_RECORDED entry: 51 } days_late: 3 late_interest_due_fen: 99 "
      "fund { cash_fen: 700 }");
  const RunResult remitted =
      Run({"recovery", "remit", "icbc", "HT-1", "C1", "V1", "--voucher", "PZ-1", "--date",
           "2026-01-19", "--amount", "4000", "--late-interest", "0.99", "-o", "jsonl"});
  EXPECT_EQ(remitted.code, 0) << remitted.err;
  EXPECT_THAT(asked(), HasSubstr("recovery_number: \"V1\" movement_id: \"PZ-1\" remittance_date: "
                                 "\"2026-01-19\" amount_fen: 400000 late_interest_fen: 99"));
  EXPECT_THAT(remitted.out, HasSubstr("\"days_late\":3,\"late_interest_due_fen\":99,"));

  Answer<v1::CloseRecoveryRequest, v1::CloseRecoveryResponse>(
      "recorded { outcome: OUTCOME_RECORDED entry: 52 } claim { state: CLAIM_STATE_PAID }");
  EXPECT_EQ(Run({"recovery", "close", "icbc", "HT-1", "C1", "written-off", "--date", "2026-12-31",
                 "--evidence", "bankruptcy closed"})
                .code,
            0);
  EXPECT_THAT(asked(), HasSubstr("closing: RECOVERY_CLOSING_WRITTEN_OFF"));

  Answer<v1::DemandClawbackRequest, v1::DemandClawbackResponse>(
      "recorded { outcome: OUTCOME_RECORDED entry: 53 } amount_fen: 9600000 interest_fen: 5");
  EXPECT_EQ(Run({"clawback", "demand", "icbc", "HT-1", "C1", "--part", "100%", "--reason",
                 "false-statement"})
                .code,
            0);
  EXPECT_THAT(asked(), HasSubstr("repaired_ppm: 1000000"));
  Answer<v1::ConfirmClawbackRequest, v1::ConfirmClawbackResponse>(
      "recorded { outcome: OUTCOME_RECORDED entry: 54 } claim { state: CLAIM_STATE_CLAWED_BACK }");
  const RunResult confirmed = Run({"clawback", "confirm", "icbc", "HT-1", "C1", "--voucher", "PZ-2",
                                   "--date", "2026-02-01", "--amount", "96000"});
  EXPECT_EQ(confirmed.code, 0) << confirmed.err;
  EXPECT_THAT(confirmed.out, HasSubstr("given back"));
}

TEST_F(ClaimCommandsTest, Terms) {
  Answer<v1::IssuePolicyRequest, v1::IssuePolicyResponse>(
      "recorded { outcome: OUTCOME_RECORDED entry: 3 }");
  const RunResult issued = Run({"policy", "issue", kDefault});
  EXPECT_EQ(issued.code, 0) << issued.err;
  EXPECT_THAT(asked(), HasSubstr("policy { policy_id: "));
  Answer<v1::ListPoliciesRequest, v1::ListPoliciesResponse>(
      "policies { policy_id: \"p\" version: 2 title_zh: \"办法\" title_en: \"Measures\" "
      "effective_date: \"2025-07-01\" in_force: true entry: 3 }");
  EXPECT_THAT(Run({"policy", "list", "-o", "csv"}).out,
              HasSubstr("p,2,2025-07-01,true,Measures,,3"));
  EXPECT_THAT(Run({"policy", "list", "--lang", "zh"}).out, HasSubstr("办法"));

  Answer<v1::EnterCalendarRequest, v1::EnterCalendarResponse>(
      "recorded { outcome: OUTCOME_RECORDED entry: 4 }");
  const RunResult entered =
      Run({"calendar", "enter", "2026", "--holidays", "2026-01-01,2026-10-01..2026-10-03",
           "--working-days", "2026-10-10", "--source", "notice"});
  EXPECT_EQ(entered.code, 0) << entered.err;
  EXPECT_THAT(asked(),
              HasSubstr("year { year: 2026 holidays: \"2026-01-01\" holidays: \"2026-10-01\" "
                        "holidays: \"2026-10-02\" holidays: \"2026-10-03\" working_days: "
                        "\"2026-10-10\" source: \"notice\" }"));
  EXPECT_EQ(
      Run({"calendar", "enter", "2026", "--holidays", "2026-10-03..2026-10-01", "--source", "x"})
          .code,
      2);
  Answer<v1::ListCalendarsRequest, v1::ListCalendarsResponse>(
      "years { year: 2026 holidays: \"2026-10-01\" working_days: \"2026-10-10\" source: \"n\" }");
  EXPECT_THAT(Run({"calendar", "list", "-o", "csv"}).out, HasSubstr("2026-10-01,holiday,n"));

  Answer<v1::EnterLendingRateRequest, v1::EnterLendingRateResponse>(
      "recorded { outcome: OUTCOME_RECORDED entry: 5 }");
  const RunResult rate = Run({"rate", "enter", "2025-06-20", "--one-year", "3.45%", "--five-year",
                              "3.9%", "--source", "notice"});
  EXPECT_EQ(rate.code, 0) << rate.err;
  EXPECT_THAT(asked(), HasSubstr("rate { date: \"2025-06-20\" one_year_ppm: 34500 five_year_ppm: "
                                 "39000 source: \"notice\" }"));
  Answer<v1::ListLendingRatesRequest, v1::ListLendingRatesResponse>(
      "rates { date: \"2025-06-20\" one_year_ppm: 34500 five_year_ppm: 39000 source: \"n\" }");
  EXPECT_THAT(Run({"rate", "list"}).out, HasSubstr("3.45%"));
}

TEST_F(ClaimCommandsTest, Figures) {
  Answer<v1::RecordPortfolioFigureRequest, v1::RecordPortfolioFigureResponse>(
      "recorded { outcome: OUTCOME_RECORDED entry: 6 }");
  const RunResult recorded = Run({"figure", "record", "F-1", "fees-collected", "12,345.60",
                                  "--year", "2024", "--source", "annual report"});
  EXPECT_EQ(recorded.code, 0) << recorded.err;
  EXPECT_THAT(asked(), HasSubstr("figure { figure_id: \"F-1\" kind: FIGURE_KIND_FEES_COLLECTED "
                                 "year: 2024 amount_fen: 1234560 source: \"annual report\" }"));
  EXPECT_EQ(
      Run({"figure", "record", "F-1", "no-kind", "1", "--year", "2024", "--source", "s"}).code, 2);
  Answer<v1::ListPortfolioFiguresRequest, v1::ListPortfolioFiguresResponse>(
      "figures { figure { figure_id: \"F-1\" kind: FIGURE_KIND_COMMITTED_LINE bank: \"qingcao\" "
      "year: 2024 amount_fen: 700 source: \"s\" } entry: 6 stands: true }");
  const RunResult listed = Run({"figure", "list", "--bank", "qingcao", "-o", "csv"});
  EXPECT_THAT(listed.out, HasSubstr("F-1,committed-line,qingcao,2024,7.00,true,s,6"));
  EXPECT_THAT(asked(), HasSubstr("bank: \"qingcao\""));
  EXPECT_THAT(Run({"figure", "list", "--lang", "zh"}).out, HasSubstr("承诺授信额度"));
}

}  // namespace
}  // namespace ippledge::client
