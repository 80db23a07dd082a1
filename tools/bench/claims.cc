#include "tools/bench/claims.h"

#include <google/protobuf/text_format.h>

#include <functional>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "ippledge/v1/claim_service.pb.h"
#include "ippledge/v1/cover_service.pb.h"
#include "ippledge/v1/fund_service.grpc.pb.h"
#include "ippledge/v1/policy_service.grpc.pb.h"
#include "tools/bench/founding.h"
#include "tools/bench/loans.h"
#include "tools/bench/movements.h"

namespace ippledge::bench {
namespace {

constexpr std::uint64_t kSeed = 8'000'000'000;
constexpr const char* kBadDay = "2026-06-30";  // after every maturity
constexpr const char* kClaim = "PC-1";
constexpr Who kChecker{.organisation = "bank-0", .role = "bank_checker", .person = "bank-1"};
constexpr Who kFundManager{
    .organisation = "fund-manager", .role = "fund_manager", .person = "manager-1"};
constexpr Who kOffice{.organisation = "ip-office",
                      .role = "ip_office",
                      .person = "office-1",
                      .second_person = "office-2"};

// No limit binds, nobody confirms, no notice is waited for.
constexpr const char* kPolicy = R"(
  policy_id: "bench" version: 1 title_zh: "基准测试" title_en: "Benchmark" source: "a benchmark"
  loss { base: LOSS_BASE_PRINCIPAL combined_base: COMBINED_BASE_IP_PART }
  modes {
    parties { name: "fund" role: PARTY_ROLE_FUND share_ppm: 400000 }
    parties { name: "bank" role: PARTY_ROLE_BANK share_ppm: 600000 }
  }
  claim { trigger_class_min: LOAN_CLASS_SUBSTANDARD close_days: 180 }
  life_cycle {
    manager_confirms: false public_notice_days: 0 paid_by_fund: "fund"
    steps { step: WORK_STEP_COMPLETENESS role: ROLE_FUND_MANAGER working_days: 5 }
    steps { step: WORK_STEP_FIRST_REVIEW role: ROLE_IP_OFFICE working_days: 10 }
    steps { step: WORK_STEP_SECOND_REVIEW role: ROLE_FINANCE_BUREAU working_days: 10 }
  }
)";

std::string Today() {
  absl::TimeZone zone = absl::UTCTimeZone();
  absl::LoadTimeZone("Asia/Shanghai", &zone);
  return absl::FormatTime("%Y-%m-%d", absl::Now(), zone);
}

template <typename Request>
Request About(const std::string& contract, std::uint64_t call) {
  Request request;
  request.set_programme(kProgramme);
  request.set_request_id(RequestIdOf(kSeed, call));
  request.mutable_loan()->set_bank(BankOf(0));
  request.mutable_loan()->set_contract_number(contract);
  return request;
}

grpc::ByteBuffer BadClass(const std::string& contract, std::uint64_t call) {
  auto request = About<v1::RecordClassChangeRequest>(contract, call);
  v1::ClassChange& change = *request.mutable_class_change();
  change.set_change_date(kBadDay);
  change.set_loan_class(v1::LOAN_CLASS_SUBSTANDARD);
  change.set_overdue_days(121);
  return BytesOf(request);
}

grpc::ByteBuffer Cover(const std::string& contract, std::uint64_t call) {
  auto request = About<v1::ApplyForCoverRequest>(contract, call);
  request.mutable_application();
  return BytesOf(request);
}

grpc::ByteBuffer Default(const std::string& contract, std::uint64_t call) {
  auto request = About<v1::ReportRiskRequest>(contract, call);
  request.mutable_report()->set_kind(v1::RISK_KIND_DEFAULT);
  request.mutable_report()->set_report_date(kBadDay);
  return BytesOf(request);
}

grpc::ByteBuffer Filing(const std::string& contract, std::uint64_t call) {
  auto request = About<v1::FileClaimRequest>(contract, call);
  request.mutable_filing()->set_claim_number(kClaim);
  v1::ClaimDocument& document = *request.mutable_filing()->add_documents();
  document.set_code("loan_contract");
  document.set_document_date(kBadDay);
  document.set_issuer("bank-0");
  document.set_sha256(std::string(64, 'a'));
  return BytesOf(request);
}

template <v1::WorkStep Step>
grpc::ByteBuffer Accept(const std::string& contract, std::uint64_t call) {
  auto request = About<v1::TakeClaimStepRequest>(contract, call);
  request.set_claim_number(kClaim);
  request.set_step(Step);
  request.set_decision(v1::STEP_DECISION_ACCEPT);
  return BytesOf(request);
}

}  // namespace

struct Claims::Stage {
  const char* method;
  Who who;
  grpc::ByteBuffer (*request)(const std::string& contract, std::uint64_t call);
};

Claims::Claims(Ledger& ledger) : ledger_(ledger) {
  v1::IssuePolicyRequest request;
  request.set_programme(kProgramme);
  request.set_request_id(RequestIdOf(kSeed, calls_++));
  google::protobuf::TextFormat::ParseFromString(kPolicy, request.mutable_policy());
  request.mutable_policy()->set_effective_date(Today());
  grpc::ClientContext context;
  Identify(context, kOffice);
  v1::IssuePolicyResponse response;
  Check(
      v1::PolicyService::NewStub(ledger.channels()[0])->IssuePolicy(&context, request, &response));
}

void Claims::Run(const Stage& stage, const std::vector<std::string>& contracts, int in_flight,
                 Measured& sum) {
  Calls calls{.method = stage.method, .who = stage.who, .in_flight = in_flight};
  for (const std::string& contract : contracts) {
    calls.requests.push_back(stage.request(contract, calls_++));
  }
  const Measured measured = DriveCalls(ledger_.channels()[0], calls);
  sum.rows += measured.rows;
  sum.refused += measured.refused;
  sum.seconds += measured.seconds;
  sum.p50_ms = measured.p50_ms;
  sum.p99_ms = std::max(sum.p99_ms, measured.p99_ms);
  sum.max_ms = std::max(sum.max_ms, measured.max_ms);
}

Measured Claims::Record(const Load& load) {
  static constexpr const char* kStep = "/ippledge.v1.ClaimService/TakeClaimStep";
  static const Stage kBefore{"/ippledge.v1.LoanService/RecordClassChange", {}, BadClass};
  static const Stage kStages[] = {{"/ippledge.v1.CoverService/ApplyForCover", {}, Cover},
                                  {"/ippledge.v1.CoverService/ReportRisk", {}, Default},
                                  {"/ippledge.v1.ClaimService/FileClaim", kChecker, Filing},
                                  {kStep, kFundManager, Accept<v1::WORK_STEP_COMPLETENESS>},
                                  {kStep, kOffice, Accept<v1::WORK_STEP_FIRST_REVIEW>},
                                  {kStep, kBureau, Accept<v1::WORK_STEP_SECOND_REVIEW>}};
  Load loans = load;
  loans.bank = BankOf(0);
  ledger_.Unary(loans);
  std::vector<std::string> contracts;
  for (std::uint64_t i = 0; i < load.loans; ++i) {
    contracts.push_back(ContractOf(load.first_loan + i));
  }
  Measured before;
  Run(kBefore, contracts, load.in_flight, before);
  Measured sum;
  for (const Stage& stage : kStages) Run(stage, contracts, load.in_flight, sum);
  claims_ += static_cast<std::int64_t>(load.loans);
  return sum;
}

void Claims::CheckBalance(Report& report) const {
  v1::GetFundRequest request;
  request.set_programme(kProgramme);
  grpc::ClientContext context;
  Identify(context, kBureau);
  v1::GetFundResponse response;
  Check(v1::FundService::NewStub(ledger_.channels()[0])->GetFund(&context, request, &response));
  std::string states;
  std::int64_t cleared = 0;
  for (const v1::ClaimCount& count : response.exposure().claims()) {
    absl::StrAppend(&states, " ", v1::ClaimState_Name(count.state()), " ", count.count());
    if (count.state() == v1::CLAIM_STATE_CLEARED) cleared += count.count();
  }
  report.Check("every claim is cleared for payment", cleared == claims_,
               absl::StrCat("sent ", claims_, ", the ledger has", states));
}

}  // namespace ippledge::bench
