#include "tests/wire/requests.h"

#include "absl/strings/str_cat.h"

namespace ippledge::wire {

v1::NewLoan GoodLoan() {
  return Of<v1::NewLoan>(R"(
    bank: "icbc-nm"
    contract_number: "HT-2024-001"
    branch_code: "313651027012"
    borrower {
      name: "内蒙古某科技有限公司"
      unified_social_credit_code: "91150700561228427B"
      division_code: "150781"
      firm_size: FIRM_SIZE_SMALL
      industry_code: "C3921"
    }
    contract_amount_fen: 500000000
    ip_part_fen: 300000000
    annual_rate_ppm: 43500
    rights {
      kind: IP_KIND_PATENT
      number: "ZL201710601862.3"
      secured_fen: 200000000
      registration_number: "Y2024150000001"
      registration_date: "2024-05-31"
    }
    rights {
      kind: IP_KIND_GEOGRAPHICAL_INDICATION
      number: "GI-7"
      geographical_indication_form: GEOGRAPHICAL_INDICATION_FORM_FARM_PRODUCT
      secured_fen: 60000000
    }
    rights { kind: IP_KIND_TRADEMARK number: "12345678" secured_fen: 40000000 }
    draw {
      draw_number: "JJ-1"
      disbursement_date: "2024-06-03"
      maturity_date: "2025-06-03"
      principal_fen: 250000000
    }
    renews_contract_number: "HT-2023-001")");
}

v1::RecordLoanRequest GoodRecordLoan() {
  auto request = Of<v1::RecordLoanRequest>(R"(
    programme: "nm"
    request_id: "6fa459ea-ee8a-4ca4-894e-db77e160355e")");
  *request.mutable_loan() = GoodLoan();
  return request;
}

v1::Constitution GoodConstitution() {
  return Of<v1::Constitution>(R"(
    title_zh: "内蒙古知识产权质押融资"
    title_en: "Inner Mongolia"
    currency_code: "CNY"
    time_zone: "Asia/Shanghai"
    target: 1000
    counted_measure: MEASURE_DISBURSED_IP_PART
    milestones { milestone_date: "2021-12-31" target: 158 }
    milestones { milestone_date: "2022-12-31" target: 400 }
    milestones { milestone_date: "2025-12-31" target: 1000 }
    reporting_units { code: "150700" name_zh: "呼伦贝尔市" name_en: "Hulunbuir" }
    reporting_units { code: "150781" name_zh: "满洲里市" parent_code: "150700" }
    schemes {
      borrower: CODE_SCHEME_CN
      branch: CODE_SCHEME_CN
      division: CODE_SCHEME_CN
      ip_right: CODE_SCHEME_CN
      industry: CODE_SCHEME_FREE_TEXT
    }
    fund_fen: 200)");
}

v1::Body GoodBody() {
  return Of<v1::Body>(R"(
    body_id: "icbc-nm"
    kind: BODY_KIND_PARTNER_BANK
    name_zh: "工商银行内蒙古分行"
    name_en: "ICBC Inner Mongolia"
    branch_codes: "313651027012"
    branch_codes: "402873300213"
    agreement_date: "2021-08-01"
    standing: STANDING_WARNED)");
}

std::vector<std::string> Found(const absl::Status& status) {
  if (status.ok()) return {"OK"};
  std::vector<std::string> found;
  for (const Violation& violation : ViolationsOf(status)) {
    found.push_back(absl::StrCat(RowOf(violation.reason).name, " ", violation.field));
  }
  if (found.empty()) found.push_back(status.ToString());
  return found;
}

std::vector<std::string> Found(const Violations& violations) {
  return Found(violations.ToStatus());
}

void AddUnknownField(google::protobuf::Message& message) {
  message.GetReflection()->MutableUnknownFields(&message)->AddVarint(1000, 1);
}

std::string Characters(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "质";
  return text;
}

}  // namespace ippledge::wire
