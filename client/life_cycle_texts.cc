#include "client/life_cycle_texts.h"

#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kNone = {"", ""};

constexpr Bilingual kRoles[] = {kNone,
                                {"bank maker", "银行经办"},
                                {"bank checker", "银行复核"},
                                {"fund manager", "基金管理机构"},
                                {"IP office", "知识产权局"},
                                {"finance bureau", "财政部门"},
                                {"auditor", "审计"},
                                {"reporter", "报表"},
                                {"operator", "运维"},
                                {"the ledger", "账簿"},
                                {"security officer", "安全管理员"}};
constexpr Bilingual kCoverStates[] = {kNone,
                                      {"submitted", "待备案"},
                                      {"returned", "已退回"},
                                      {"enrolled", "已备案"},
                                      {"defaulted", "已触发代偿"},
                                      {"compensated", "已代偿"},
                                      {"uncovered", "不在保障内"},
                                      {"refused", "不予备案"},
                                      {"lapsed", "逾期未补正失效"},
                                      {"settled", "已结案"},
                                      {"written off", "已核销"},
                                      {"overdue", "逾期关注"},
                                      {"repaid", "已结清"}};
constexpr Bilingual kClaimStates[] = {kNone,
                                      {"filed", "已申报"},
                                      {"returned", "已退回补正"},
                                      {"computed", "已核算，待初审"},
                                      {"reviewed", "初审通过，待复审"},
                                      {"cut, the bank is asked", "拟扣减，待银行答复"},
                                      {"approved, on notice", "公示中"},
                                      {"suspended by an objection", "有异议，中止"},
                                      {"cleared for payment", "待支付"},
                                      {"waiting for money", "待资金"},
                                      {"payment ordered", "已下达支付指令"},
                                      {"paid in part", "已部分支付"},
                                      {"paid", "已支付"},
                                      {"deferred by a brake", "熔断暂缓"},
                                      {"refused", "不予代偿"},
                                      {"lapsed", "逾期未补正失效"},
                                      {"withdrawn", "已撤回"},
                                      {"called back", "追回中"},
                                      {"given back", "已追回"}};
constexpr Bilingual kRecoveryStates[] = {
    kNone, {"to be remitted", "待缴回"}, {"remitted", "已缴回"}};
constexpr Bilingual kSteps[] = {kNone,
                                {"confirm cover", "备案确认"},
                                {"resubmit application", "补正备案申请"},
                                {"file a claim", "申报代偿"},
                                {"check completeness", "完整性审核"},
                                {"resubmit claim", "补正代偿申请"},
                                {"first review", "初审"},
                                {"answer to the cut", "答复扣减意见"},
                                {"second review", "复审"},
                                {"public notice", "公示"},
                                {"decide objection", "处理异议"},
                                {"pay", "支付"},
                                {"confirm payment", "确认支付"},
                                {"test the brake", "复核熔断"},
                                {"later instalment", "后续支付"},
                                {"remit recovery", "缴回追偿款"},
                                {"return money", "退回赔款"},
                                {"withdrawal", "撤回"},
                                {"end recovery", "追偿终结"}};
constexpr Bilingual kDecisions[] = {
    kNone,           {"accept", "通过"},     {"return", "退回补正"}, {"refuse", "不通过"},
    {"cut", "扣减"}, {"object", "提出异议"}, {"cancel", "撤销"},     {"withdraw", "撤回"}};
constexpr Bilingual kSilences[] = {
    kNone, {"stays open", "保持待办"}, {"lapses", "失效"}, {"is accepted", "视为同意"}};
constexpr Bilingual kReasons[] = {kNone,
                                  {"document missing", "材料缺失"},
                                  {"document wrong", "材料有误"},
                                  {"facts differ", "事实不符"},
                                  {"not eligible", "不符合条件"},
                                  {"breach of agreement", "违反协议"},
                                  {"late notice", "未及时报告"},
                                  {"insufficient recovery effort", "追偿不力"},
                                  {"false statement", "虚假陈述"},
                                  {"objection upheld", "异议成立"},
                                  {"objection dismissed", "异议不成立"},
                                  {"the bank asked", "银行申请"},
                                  {"payment returned", "支付退回"},
                                  {"other", "其他"}};
constexpr Bilingual kRisks[] = {kNone,
                                {"recall", "宣布提前到期"},
                                {"court accepted the case", "法院立案"},
                                {"judgment", "判决"},
                                {"enforcement ended", "执行终结"},
                                {"bankruptcy", "破产"},
                                {"write-off", "核销"},
                                {"default", "触发代偿"},
                                {"cured", "已恢复正常"},
                                {"restructured", "重组"},
                                {"IP right lapsed", "知识产权失效"}};
constexpr Bilingual kSources[] = {kNone,
                                  {"sale of IP", "处置知识产权"},
                                  {"other collateral", "处置其他押品"},
                                  {"borrower", "借款企业"},
                                  {"guarantor", "担保人"},
                                  {"insurer", "保险人"},
                                  {"bankruptcy", "破产分配"},
                                  {"other", "其他"}};
constexpr Bilingual kFigureKinds[] = {kNone,
                                      {"fees collected", "实收担保费"},
                                      {"guarantees ended", "已解除担保额"},
                                      {"committed line", "承诺授信额度"},
                                      {"lent in first year", "首年放款额"}};
constexpr Bilingual kClosings[] = {kNone, {"ended", "终结"}, {"written off", "核销"}};
constexpr Bilingual kOutcomes[] = {kNone,
                                   {"payable", "可支付"},
                                   {"payable in part", "可部分支付"},
                                   {"waits for money", "待资金"},
                                   {"deferred", "暂缓"},
                                   {"refused", "不予支持"},
                                   {"for the committee", "提交评审委员会"},
                                   {"returned", "退回补正"},
                                   {"enrolled", "可备案"},
                                   {"enrolled in part", "可部分备案"},
                                   {"recorded without cover", "登记但不保障"},
                                   {"allocated", "已分配"}};
constexpr Bilingual kKeyPurposes[] = {kNone, {"checkpoints", "检查点"}, {"cosignatures", "见证"}};

static_assert(std::size(kRoles) == v1::Role_ARRAYSIZE);
static_assert(std::size(kCoverStates) == v1::CoverState_ARRAYSIZE);
static_assert(std::size(kClaimStates) == v1::ClaimState_ARRAYSIZE);
static_assert(std::size(kRecoveryStates) == v1::RecoveryState_ARRAYSIZE);
static_assert(std::size(kSteps) == v1::WorkStep_ARRAYSIZE);
static_assert(std::size(kDecisions) == v1::StepDecision_ARRAYSIZE);
static_assert(std::size(kSilences) == v1::OnSilence_ARRAYSIZE);
static_assert(std::size(kReasons) == v1::DecisionReason_ARRAYSIZE);
static_assert(std::size(kRisks) == v1::RiskKind_ARRAYSIZE);
static_assert(std::size(kSources) == v1::RecoverySource_ARRAYSIZE);
static_assert(std::size(kClosings) == v1::RecoveryClosing_ARRAYSIZE);
static_assert(std::size(kOutcomes) == v1::StepOutcome_ARRAYSIZE);
static_assert(std::size(kFigureKinds) == v1::FigureKind_ARRAYSIZE);
static_assert(std::size(kKeyPurposes) == v1::KeyPurpose_ARRAYSIZE);

template <std::size_t kCount>
Bilingual RowOf(const Bilingual (&table)[kCount], int number) {
  const auto index = static_cast<std::size_t>(number);
  return index < kCount ? table[index] : Bilingual{"?", "?"};
}

}  // namespace

Bilingual LabelOf(v1::Role role) { return RowOf(kRoles, role); }
Bilingual LabelOf(v1::CoverState state) { return RowOf(kCoverStates, state); }
Bilingual LabelOf(v1::ClaimState state) { return RowOf(kClaimStates, state); }
Bilingual LabelOf(v1::RecoveryState state) { return RowOf(kRecoveryStates, state); }
Bilingual LabelOf(v1::WorkStep step) { return RowOf(kSteps, step); }
Bilingual LabelOf(v1::StepDecision decision) { return RowOf(kDecisions, decision); }
Bilingual LabelOf(v1::OnSilence on_silence) { return RowOf(kSilences, on_silence); }
Bilingual LabelOf(v1::DecisionReason reason) { return RowOf(kReasons, reason); }
Bilingual LabelOf(v1::RiskKind kind) { return RowOf(kRisks, kind); }
Bilingual LabelOf(v1::RecoverySource source) { return RowOf(kSources, source); }
Bilingual LabelOf(v1::RecoveryClosing closing) { return RowOf(kClosings, closing); }
Bilingual LabelOf(v1::StepOutcome outcome) { return RowOf(kOutcomes, outcome); }
Bilingual LabelOf(v1::FigureKind kind) { return RowOf(kFigureKinds, kind); }
Bilingual LabelOf(v1::KeyPurpose purpose) { return RowOf(kKeyPurposes, purpose); }

std::string KeyOfNumber(const google::protobuf::EnumDescriptor& list, int number) {
  if (number == 0) return "";
  const google::protobuf::EnumValueDescriptor* value = list.FindValueByNumber(number);
  if (value == nullptr) return "unknown";
  // Names begin with the list's own: what all end with is cut off with the zero's.
  const std::string& zero = list.FindValueByNumber(0)->name();
  const std::size_t prefix = zero.size() - std::string("UNSPECIFIED").size();
  return absl::StrReplaceAll(absl::AsciiStrToLower(value->name().substr(prefix)), {{"_", "-"}});
}

}  // namespace ippledge::client
