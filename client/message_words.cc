#include "client/message_words.h"

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client/display.h"
#include "client/json.h"
#include "google/protobuf/timestamp.pb.h"
#include "ledger/text.h"

namespace ippledge::client {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

using Words = std::vector<std::pair<std::string, std::string>>;

// What is beyond is no rate.
constexpr std::int64_t kPpmMax = 1'000'000'000'000;

std::string PercentOf(std::int64_t ppm) {
  if (ppm > kPpmMax || ppm < -kPpmMax) return absl::StrCat(ppm, " ppm");
  // Exact: four decimals of a percent are one part per million.
  const std::string digits = FormatExact(ppm * 100, AmountUnit::kWan);
  return absl::StrCat(digits.substr(0, digits.size() - 2), "%");
}

std::string NumberText(absl::string_view field, std::int64_t number) {
  if (absl::EndsWith(field, "_fen")) return FormatAmount(number, AmountUnit::kYuan);
  if (absl::EndsWith(field, "_ppm")) return PercentOf(number);
  return absl::StrCat(number);
}

// One value of a field: the only one, or that at `index`.
std::string ScalarText(const Message& message, const FieldDescriptor& field, int index) {
  const auto& r = *message.GetReflection();
  const bool one = !field.is_repeated();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return NumberText(field.name(), one ? r.GetInt32(message, &field)
                                          : r.GetRepeatedInt32(message, &field, index));
    case FieldDescriptor::CPPTYPE_INT64:
      return NumberText(field.name(), one ? r.GetInt64(message, &field)
                                          : r.GetRepeatedInt64(message, &field, index));
    case FieldDescriptor::CPPTYPE_UINT32:
      return absl::StrCat(one ? r.GetUInt32(message, &field)
                              : r.GetRepeatedUInt32(message, &field, index));
    case FieldDescriptor::CPPTYPE_UINT64:
      return absl::StrCat(one ? r.GetUInt64(message, &field)
                              : r.GetRepeatedUInt64(message, &field, index));
    case FieldDescriptor::CPPTYPE_BOOL:
      return (one ? r.GetBool(message, &field) : r.GetRepeatedBool(message, &field, index)) ? "yes"
                                                                                            : "no";
    case FieldDescriptor::CPPTYPE_ENUM:
      return (one ? r.GetEnum(message, &field) : r.GetRepeatedEnum(message, &field, index))->name();
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string text =
          one ? r.GetString(message, &field) : r.GetRepeatedString(message, &field, index);
      const bool is_text = field.type() == FieldDescriptor::TYPE_STRING;
      return is_text ? Printable(text) : absl::BytesToHexString(text);
    }
    default:
      return one ? absl::StrCat(r.GetDouble(message, &field))
                 : absl::StrCat(r.GetRepeatedDouble(message, &field, index));
  }
}

void Append(const Message& message, const std::string& path, Words& words);

void AppendValue(const Message& message, const FieldDescriptor& field, int index,
                 const std::string& path, Words& words) {
  if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
    words.emplace_back(path, ScalarText(message, field, index));
    return;
  }
  const auto& reflection = *message.GetReflection();
  const Message& inner = field.is_repeated() ? reflection.GetRepeatedMessage(message, &field, index)
                                             : reflection.GetMessage(message, &field);
  if (const auto* time = dynamic_cast<const google::protobuf::Timestamp*>(&inner)) {
    words.emplace_back(path, FormatTime(*time));
    return;
  }
  const std::size_t before = words.size();
  Append(inner, path, words);
  // That it is there may mean something, even when it is empty.
  if (words.size() == before) words.emplace_back(path, "");
}

void Append(const Message& message, const std::string& path, Words& words) {
  const auto& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const std::string name = absl::StrCat(path, path.empty() ? "" : ".", field->name());
    if (!field->is_repeated()) {
      AppendValue(message, *field, 0, name, words);
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      AppendValue(message, *field, i, absl::StrCat(name, "[", i + 1, "]"), words);
    }
  }
}

struct Act {
  absl::string_view method;
  Bilingual words;
};

constexpr Act kActs[] = {
    {"AdminService.AdmitKey", {"admit a key that verifies checkpoints", "准入一把验签公钥"}},
    {"AdminService.AmendMembers", {"admit or remove members", "增减参与人员"}},
    {"AdminService.EraseSubject", {"forget a person's key", "删除个人信息密钥"}},
    {"AdminService.RecordAudit", {"record the result of an audit", "登记一次审计结果"}},
    {"AdminService.RetireKey", {"retire a key", "停用一把验签公钥"}},
    {"AdminService.SetQuorum", {"set which witnesses a payment needs", "设定付款所需见证"}},
    {"ClaimService.CloseRecovery",
     {"close a recovery, or write the rest off", "结束追偿或核销余额"}},
    {"ClaimService.ConfirmClawback", {"confirm that money called back came", "确认追回款项到账"}},
    {"ClaimService.ConfirmPayment", {"confirm that a claim was paid", "确认一笔赔付已付款"}},
    {"ClaimService.ConfirmRemittance",
     {"confirm that the fund got its part of a recovery", "确认追偿款已缴入基金"}},
    {"ClaimService.DemandClawback", {"call back what was paid on a claim", "追回一笔已付赔款"}},
    {"ClaimService.FileClaim", {"file a claim", "提出赔付申请"}},
    {"ClaimService.RecordRecovery", {"record money that was recovered", "登记一笔追偿款"}},
    {"ClaimService.RunPayments", {"order the payments that are due", "下达应付赔款付款指令"}},
    {"ClaimService.TakeClaimStep", {"take a step of a claim", "办理赔付申请的一个步骤"}},
    {"CoverService.ApplyForCover", {"apply for cover of a loan", "申请贷款备案"}},
    {"CoverService.DecideCover", {"decide on the cover of a loan", "审定贷款备案"}},
    {"CoverService.ReportRisk", {"report trouble with a loan", "报告贷款风险"}},
    {"FundService.RecordMovement", {"record a movement of the fund", "登记一笔基金资金变动"}},
    {"FundService.ReverseMovement", {"reverse a movement of the fund", "冲销一笔基金资金变动"}},
    {"LoanService.BatchRecord", {"record many rows", "批量登记"}},
    {"LoanService.CorrectLoan", {"correct what is recorded of a loan", "更正贷款登记内容"}},
    {"LoanService.RecordClassChange", {"record the class of a loan", "登记贷款分类"}},
    {"LoanService.RecordDraw", {"record a draw", "登记一笔借据"}},
    {"LoanService.RecordExtension", {"record an extension", "登记一次展期"}},
    {"LoanService.RecordLoan", {"record a loan", "登记一笔贷款"}},
    {"LoanService.RecordPledgeRegistration", {"record a registration", "登记一次出质登记"}},
    {"LoanService.RecordPledgeRelease", {"record a release", "登记一次质押注销"}},
    {"LoanService.RecordRepayment", {"record a repayment", "登记一笔还款"}},
    {"PolicyService.EnterCalendar", {"enter the working days of a year", "录入一年的工作日历"}},
    {"PolicyService.EnterLendingRate", {"enter a lending rate", "录入贷款利率"}},
    {"PolicyService.IssuePolicy", {"issue a policy", "发布一版政策"}},
    {"PolicyService.RecordPortfolioFigure", {"record a figure", "录入一项数据"}},
    {"ProgrammeService.AmendBody", {"amend a body, or its standing", "变更机构信息或状态"}},
    {"ProgrammeService.FoundProgramme", {"found a programme", "设立计划"}},
    {"ProgrammeService.RecordOpeningFigure", {"record an opening figure", "录入期初数"}},
    {"ProgrammeService.RegisterBody", {"register a body", "登记机构"}},
    {"ReconciliationService.AddStatementLines", {"add lines of a statement", "导入对账单明细"}},
    {"ReconciliationService.ClosePeriod", {"close a month of an account", "账户月末结账"}},
    {"ReconciliationService.CloseStatement", {"close a statement", "对账单导入完成"}},
    {"ReconciliationService.OpenStatement", {"begin a statement", "开始导入对账单"}},
    {"ReconciliationService.RecordMatch", {"match lines with movements", "勾对明细与资金变动"}},
    {"ReconciliationService.RegisterAccount", {"register an account at a bank", "登记银行账户"}},
    {"ReconciliationService.ReopenPeriod", {"open a closed month", "重开已结账月份"}},
    {"ReconciliationService.RunMatching", {"match what is certain", "自动勾对"}},
    {"ReconciliationService.UndoMatch", {"take a match back", "撤销勾对"}},
    {"ReconciliationService.WithdrawStatement", {"take a statement back", "撤回对账单"}},
    {"ReportService.PublishReport", {"make a month's figures official", "发布月度正式数据"}},
};

}  // namespace

std::vector<std::pair<std::string, std::string>> WordsOf(const Message& message) {
  Words words;
  Append(message, "", words);
  return words;
}

std::string UnknownIn(const Message& message) {
  const auto& reflection = *message.GetReflection();
  const auto& unknown = reflection.GetUnknownFields(message);
  if (!unknown.empty()) return absl::StrCat("#", unknown.field(0).number());
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const int count = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      const std::string inner =
          UnknownIn(field->is_repeated() ? reflection.GetRepeatedMessage(message, field, i)
                                         : reflection.GetMessage(message, field));
      if (!inner.empty()) return absl::StrCat(field->name(), ".", inner);
    }
  }
  return "";
}

Bilingual ActOf(const google::protobuf::MethodDescriptor& method) {
  for (const Act& act : kActs) {
    if (method.full_name() == absl::StrCat("ippledge.v1.", act.method)) return act.words;
  }
  return {method.full_name(), method.full_name()};
}

}  // namespace ippledge::client
