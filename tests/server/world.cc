#include "tests/server/world.h"

#include <atomic>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tests/testing/parsed.h"

namespace ippledge::server {
std::string NewId() {
  static std::atomic<int> made{0};
  return absl::StrFormat("6fa459ea-ee8a-4ca4-894e-%012d", ++made);
}

v1::Constitution GoodConstitution() {
  return Parsed<v1::Constitution>(R"(
    title_zh: "内蒙古知识产权质押融资"
    title_en: "Inner Mongolia"
    currency_code: "CNY"
    time_zone: "Asia/Shanghai"
    target: 1000000000
    counted_measure: MEASURE_DISBURSED
    milestones { milestone_date: "2021-12-31" target: 100000000 }
    milestones { milestone_date: "2024-12-31" target: 400000000 }
    milestones { milestone_date: "2025-12-31" target: 1000000000 }
    reporting_units { code: "150100" name_zh: "呼和浩特市" name_en: "Hohhot" }
    reporting_units { code: "150700" name_zh: "呼伦贝尔市" name_en: "Hulunbuir" }
    reporting_units { code: "150781" name_zh: "满洲里市" parent_code: "150700" }
    schemes {
      borrower: CODE_SCHEME_CN
      branch: CODE_SCHEME_CN
      division: CODE_SCHEME_CN
      ip_right: CODE_SCHEME_CN
      industry: CODE_SCHEME_CN
    }
    fund_fen: 20000000000)");
}

v1::FoundProgrammeRequest FoundRequest(const std::string& programme) {
  auto request = Write<v1::FoundProgrammeRequest>(programme);
  *request.mutable_constitution() = GoodConstitution();
  return request;
}

v1::RegisterBodyRequest BankRequest(const std::string& programme, const std::string& bank) {
  auto request = Write<v1::RegisterBodyRequest>(programme);
  *request.mutable_body() = Parsed<v1::Body>(R"(
    kind: BODY_KIND_PARTNER_BANK
    name_zh: "某银行"
    name_en: "Some Bank"
    branch_codes: "313651027012"
    branch_codes: "402873300213"
    agreement_date: "2020-08-01")");
  request.mutable_body()->set_body_id(bank);
  return request;
}

v1::NewLoan GoodLoan(const std::string& contract_number, const std::string& bank) {
  auto loan = Parsed<v1::NewLoan>(R"(
    branch_code: "313651027012"
    borrower {
      name: "内蒙古某科技有限公司"
      unified_social_credit_code: "91150700561228427B"
      division_code: "150102"
      firm_size: FIRM_SIZE_SMALL
      industry_code: "C3921"
    }
    contract_amount_fen: 100000000
    ip_part_fen: 60000000
    annual_rate_ppm: 43500
    rights { kind: IP_KIND_PATENT number: "ZL201710601862.3" secured_fen: 60000000 }
    draw {
      draw_number: "J1"
      disbursement_date: "2024-03-01"
      maturity_date: "2025-03-01"
      principal_fen: 40000000
    })");
  loan.set_bank(bank);
  loan.set_contract_number(contract_number);
  return loan;
}

v1::RecordLoanRequest LoanRequest(const std::string& contract_number, const std::string& bank) {
  auto request = Write<v1::RecordLoanRequest>();
  *request.mutable_loan() = GoodLoan(contract_number, bank);
  return request;
}

v1::LoanRow LoanRow(const std::string& contract_number, const std::string& bank) {
  v1::LoanRow row;
  *row.mutable_loan() = GoodLoan(contract_number, bank);
  return row;
}

v1::BatchRecordRequest BatchRequest(int rows, const std::string& prefix) {
  auto request = Write<v1::BatchRecordRequest>();
  for (int i = 0; i < rows; ++i) *request.add_rows() = LoanRow(absl::StrCat(prefix, i));
  return request;
}

void FoundNm(const Rpc& office) {
  const auto founded = Insist<v1::FoundProgrammeResponse>(office, FoundRequest("nm"));
  if (!founded.status.ok()) std::abort();
  for (const char* bank : {kIcbc, kCcb}) {
    const auto registered = office.Ask<v1::RegisterBodyResponse>(BankRequest("nm", bank));
    if (!registered.status.ok()) std::abort();
  }
}

World::World(TestServer::Options options) : server_(std::move(options)) { FoundNm(Office()); }

Rpc World::As(const std::string& role, const std::string& organisation,
              const std::string& language) const {
  return Rpc(server_.address(),
             {.organisation = organisation, .role = role, .person = "p-1", .language = language});
}

Rpc World::Two(const std::string& role, const std::string& organisation) const {
  return Rpc(server_.address(), {.organisation = organisation,
                                 .role = role,
                                 .person = role + "-1",
                                 .second_person = role + "-2"});
}

std::int64_t World::RecordLoan(const std::string& contract_number, const std::string& bank) {
  const auto answer = Office().Ask<v1::RecordLoanResponse>(LoanRequest(contract_number, bank));
  EXPECT_THAT(answer, Succeeded());
  return answer.response.recorded().entry();
}

std::int64_t World::Position() const {
  v1::GetProgrammeRequest request;
  request.set_programme("nm");
  const auto answer = Office().Ask<v1::GetProgrammeResponse>(request);
  EXPECT_THAT(answer, Succeeded());
  return answer.response.programme().position();
}

std::int64_t World::Total(v1::Measure measure) const {
  v1::GetTotalsRequest request;
  request.set_programme("nm");
  request.mutable_query()->add_measures(measure);
  const auto answer = Office().Ask<v1::GetTotalsResponse>(request);
  EXPECT_THAT(answer, Succeeded());
  return answer.response.total().figures(0).value();
}

}  // namespace ippledge::server
