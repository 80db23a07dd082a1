#include "client/import/target.h"

namespace ippledge::client {
namespace {

using F = FieldId;
using T = FieldType;

// In the order of FieldId.
constexpr FieldInfo kFields[] = {
    {F::kBank, T::kText, "bank", "bank", "银行|合作银行|贷款银行|经办银行|银行名称|bank|bank_id"},
    {F::kContractNumber, T::kNumber, "contract_number", "contract_number",
     "合同编号|合同号|借款合同编号|借款合同号|贷款合同编号|贷款合同号|contract_number|contract_no"},
    {F::kDrawNumber, T::kNumber, "draw_number", "draw_number",
     "借据号|借据编号|借据号码|出账编号|draw_number|draw_no"},
    {F::kBranchCode, T::kCode, "branch_code", "branch_code",
     "联行号|支付行号|机构联行号|经办机构联行号|branch_code|cnaps"},
    {F::kBorrowerName, T::kText, "borrower_name", "name",
     "借款企业|借款企业名称|企业名称|借款人|借款人名称|客户名称|borrower_name|borrower"},
    {F::kCreditCode, T::kCode, "unified_social_credit_code", "unified_social_credit_code",
     "统一社会信用代码|社会信用代码|信用代码|unified_social_credit_code|credit_code|uscc"},
    {F::kDivisionCode, T::kNumber, "division_code", "division_code",
     "行政区划|行政区划代码|区划代码|所在地区代码|division_code|division"},
    {F::kFirmSize, T::kWord, "firm_size", "firm_size", "企业规模|规模|firm_size|size"},
    {F::kIndustryCode, T::kNumber, "industry_code", "industry_code",
     "行业|行业代码|行业门类|所属行业|industry_code|industry"},
    {F::kContractAmount, T::kAmount, "contract_amount", "contract_amount_fen",
     "合同金额|合同总金额|contract_amount"},
    {F::kIpPart, T::kAmount, "ip_part", "ip_part_fen",
     "知识产权部分|知识产权质押部分|知识产权部分金额|ip_part"},
    {F::kAnnualRate, T::kRate, "annual_rate", "annual_rate_ppm",
     "年利率|利率|执行利率|贷款利率|annual_rate|interest_rate"},
    {F::kDisbursementDate, T::kDate, "disbursement_date", "disbursement_date",
     "发放日期|放款日期|放款日|发放日|贷款发放日期|借款日期|disbursement_date"},
    {F::kMaturityDate, T::kDate, "maturity_date", "maturity_date",
     "到期日|到期日期|贷款到期日|贷款到期日期|展期后到期日|新到期日|maturity_date|new_maturity_"
     "date"},
    {F::kPrincipal, T::kAmount, "principal", "principal_fen",
     "发放金额|放款金额|贷款金额|借据金额|归还本金|还本金额|本金|principal|disbursed_amount"},
    {F::kRegisteredAmount, T::kAmount, "registered_amount", "",
     "登记金额|质押登记金额|担保总额|registered_amount"},
    {F::kRenewsContractNumber, T::kNumber, "renews_contract_number", "renews_contract_number",
     "续贷合同号|原合同编号|续贷原合同编号|renews_contract_number"},
    {F::kRepaymentNumber, T::kNumber, "repayment_number", "repayment_number",
     "还款编号|还款流水号|还款流水|还款序号|repayment_number|repayment_no"},
    {F::kRepaymentDate, T::kDate, "repayment_date", "repayment_date",
     "还款日期|还款日|repayment_date"},
    {F::kInterest, T::kAmount, "interest", "interest_fen",
     "归还利息|还息金额|利息|interest|interest_paid"},
    {F::kChangeDate, T::kDate, "change_date", "change_date",
     "日期|分类日期|调整日期|change_date|class_date"},
    {F::kLoanClass, T::kWord, "loan_class", "loan_class",
     "五级分类|分类|贷款分类|分类结果|loan_class|class"},
    {F::kOverdueDays, T::kWhole, "overdue_days", "overdue_days", "逾期天数|overdue_days"},
    {F::kAgreedDate, T::kDate, "agreed_date", "agreed_date",
     "展期日期|展期日|展期签订日期|agreed_date|extension_date"},
    {F::kReleaseDate, T::kDate, "release_date", "release_date",
     "注销日期|解押日期|解除日期|注销登记日期|release_date"},
    {F::kCorrectsEntry, T::kWhole, "corrects_entry", "corrects_entry",
     "更正条目|被更正条目|条目号|corrects_entry|entry"},
    {F::kReason, T::kText, "reason", "reason", "更正原因|原因|reason"},
    {F::kVoid, T::kWord, "void", "void", "作废|撤销|void"},
    {F::kFact, T::kWord, "fact", "", "更正对象|事项|fact"},
    {F::kIpKind, T::kWord, "ip_kind", "kind", "知识产权类型|知识产权种类|质物类型|ip_kind|ip_type"},
    {F::kIpNumber, T::kNumber, "ip_number", "number",
     "知识产权号|知识产权编号|知识产权证号|专利号|质物编号|ip_number"},
    {F::kForm, T::kWord, "geographical_indication_form", "geographical_indication_form",
     "地理标志形式|地理标志类型|geographical_indication_form"},
    {F::kSecuredAmount, T::kAmount, "secured_amount", "secured_fen",
     "担保金额|担保债权金额|被担保债权金额|secured_amount"},
    {F::kRegistrationNumber, T::kNumber, "registration_number", "registration_number",
     "质押登记号|质押登记编号|登记号|登记编号|registration_number"},
    {F::kRegistrationDate, T::kDate, "registration_date", "registration_date",
     "质押登记日期|质押登记日|登记日期|登记日|registration_date"},
};
static_assert(sizeof(kFields) / sizeof(kFields[0]) == kFieldCount);

constexpr TargetField kLoans[] = {
    {F::kBank, true},
    {F::kContractNumber, true},
    {F::kDrawNumber, true},
    {F::kBranchCode, false},
    {F::kBorrowerName, true},
    {F::kCreditCode, false},
    {F::kDivisionCode, false},
    {F::kFirmSize, false},
    {F::kIndustryCode, false},
    {F::kContractAmount, true},
    {F::kIpPart, false},
    {F::kAnnualRate, true},
    {F::kDisbursementDate, true},
    {F::kMaturityDate, true},
    {F::kPrincipal, true},
    {F::kRegisteredAmount, false},
    {F::kRenewsContractNumber, false},
    {F::kIpKind, true},
    {F::kIpNumber, false},
    {F::kForm, false},
    {F::kSecuredAmount, false},
    {F::kRegistrationNumber, false},
    {F::kRegistrationDate, false},
};
constexpr TargetField kDraws[] = {
    {F::kBank, true},         {F::kContractNumber, true},
    {F::kDrawNumber, true},   {F::kDisbursementDate, true},
    {F::kMaturityDate, true}, {F::kPrincipal, true},
};
constexpr TargetField kRepayments[] = {
    {F::kBank, true},        {F::kContractNumber, true}, {F::kRepaymentNumber, true},
    {F::kDrawNumber, false}, {F::kRepaymentDate, true},  {F::kPrincipal, true},
    {F::kInterest, false},
};
constexpr TargetField kClasses[] = {
    {F::kBank, true},      {F::kContractNumber, true}, {F::kChangeDate, true},
    {F::kLoanClass, true}, {F::kOverdueDays, false},
};
constexpr TargetField kExtensions[] = {
    {F::kBank, true},       {F::kContractNumber, true}, {F::kDrawNumber, false},
    {F::kAgreedDate, true}, {F::kMaturityDate, true},
};
constexpr TargetField kRegistrations[] = {
    {F::kBank, true},      {F::kContractNumber, true},     {F::kIpKind, true},
    {F::kIpNumber, false}, {F::kRegistrationNumber, true}, {F::kRegistrationDate, true},
};
constexpr TargetField kReleases[] = {
    {F::kBank, true},      {F::kContractNumber, true}, {F::kIpKind, true},
    {F::kIpNumber, false}, {F::kReleaseDate, true},
};
constexpr TargetField kCorrections[] = {
    {F::kBank, true},
    {F::kContractNumber, true},
    {F::kCorrectsEntry, true},
    {F::kReason, true},
    {F::kVoid, false},
    {F::kFact, false},
    {F::kDrawNumber, false},
    {F::kBranchCode, false},
    {F::kBorrowerName, false},
    {F::kCreditCode, false},
    {F::kDivisionCode, false},
    {F::kFirmSize, false},
    {F::kIndustryCode, false},
    {F::kContractAmount, false},
    {F::kIpPart, false},
    {F::kAnnualRate, false},
    {F::kDisbursementDate, false},
    {F::kMaturityDate, false},
    {F::kPrincipal, false},
    {F::kRegisteredAmount, false},
    {F::kRenewsContractNumber, false},
    {F::kRepaymentNumber, false},
    {F::kRepaymentDate, false},
    {F::kInterest, false},
    {F::kChangeDate, false},
    {F::kLoanClass, false},
    {F::kOverdueDays, false},
    {F::kAgreedDate, false},
    {F::kReleaseDate, false},
    {F::kIpKind, false},
    {F::kIpNumber, false},
    {F::kForm, false},
    {F::kSecuredAmount, false},
    {F::kRegistrationNumber, false},
    {F::kRegistrationDate, false},
};

struct TargetRow {
  Target target;
  absl::string_view name;
  absl::Span<const TargetField> fields;
};

constexpr TargetRow kTargets[] = {
    {Target::kLoans, "loans", kLoans},
    {Target::kDraws, "draws", kDraws},
    {Target::kRepayments, "repayments", kRepayments},
    {Target::kClasses, "classes", kClasses},
    {Target::kExtensions, "extensions", kExtensions},
    {Target::kRegistrations, "registrations", kRegistrations},
    {Target::kReleases, "releases", kReleases},
    {Target::kCorrections, "corrections", kCorrections},
};

}  // namespace

absl::string_view NameOf(Target target) { return kTargets[static_cast<int>(target)].name; }

std::optional<Target> ParseTarget(absl::string_view name) {
  for (const TargetRow& row : kTargets) {
    if (row.name == name) return row.target;
  }
  return std::nullopt;
}

const FieldInfo& InfoOf(FieldId field) { return kFields[static_cast<int>(field)]; }

std::optional<FieldId> ParseField(absl::string_view name) {
  for (const FieldInfo& info : kFields) {
    if (info.name == name) return info.id;
  }
  return std::nullopt;
}

std::optional<FieldId> FieldOfApiPath(absl::string_view path) {
  const std::size_t dot = path.rfind('.');
  if (dot != path.npos) path.remove_prefix(dot + 1);
  path = path.substr(0, path.find('['));
  if (path.empty()) return std::nullopt;
  for (const FieldInfo& info : kFields) {
    if (info.api == path) return info.id;
  }
  return std::nullopt;
}

absl::Span<const TargetField> FieldsOf(Target target) {
  return kTargets[static_cast<int>(target)].fields;
}

bool HasField(Target target, FieldId field) {
  for (const TargetField& each : FieldsOf(target)) {
    if (each.field == field) return true;
  }
  return false;
}

}  // namespace ippledge::client
