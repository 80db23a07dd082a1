#include "client/texts.h"

#include <array>
#include <cstdlib>
#include <iterator>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"

namespace ippledge::client {
namespace {

constexpr Bilingual kUnknown = {"?", "?"};
constexpr Bilingual kNotStated = {"not stated", "未填"};

constexpr Bilingual kIpKinds[] = {kNotStated,
                                  {"patent", "专利"},
                                  {"trademark", "商标"},
                                  {"copyright", "著作权"},
                                  {"geographical indication", "地理标志"},
                                  {"plant variety", "植物新品种"},
                                  {"IC layout", "集成电路布图设计"},
                                  {"trade secret", "商业秘密"},
                                  {"data IP", "数据知识产权"}};
constexpr Bilingual kFirmSizes[] = {
    kNotStated, {"large", "大型"}, {"medium", "中型"}, {"small", "小型"}, {"micro", "微型"}};
constexpr Bilingual kLoanClasses[] = {
    kNotStated,           {"normal", "正常"}, {"special mention", "关注"}, {"substandard", "次级"},
    {"doubtful", "可疑"}, {"loss", "损失"}};
constexpr Bilingual kLoanStates[] = {
    kNotStated, {"open", "未结清"}, {"repaid", "已结清"}, {"voided", "已作废"}};
constexpr Bilingual kMeasures[] = {kNotStated,
                                   {"contract", "合同金额"},
                                   {"disbursed", "放款金额"},
                                   {"registered", "登记金额"},
                                   {"IP part", "知识产权部分"},
                                   {"disbursed IP part", "放款中知识产权部分"},
                                   {"loans", "贷款笔数"},
                                   {"registrations", "质押登记数"},
                                   {"firms", "企业户数"}};
constexpr Bilingual kDimensions[] = {
    kNotStated,          {"year", "年度"}, {"month", "月份"},           {"day", "日期"},
    {"unit", "地区"},    {"bank", "银行"}, {"IP kind", "知识产权类型"}, {"firm size", "企业规模"},
    {"industry", "行业"}};
constexpr Bilingual kBodyKinds[] = {kNotStated,
                                    {"partner bank", "合作银行"},
                                    {"guarantor", "融资担保机构"},
                                    {"insurer", "保险机构"},
                                    {"evaluator", "评估机构"},
                                    {"fund manager", "基金管理机构"},
                                    {"IP office", "知识产权局"},
                                    {"finance bureau", "财政部门"}};
constexpr Bilingual kStandings[] = {kNotStated,
                                    {"active", "正常"},
                                    {"warned", "已警示"},
                                    {"claims stopped", "暂停代偿"},
                                    {"enrolment stopped", "暂停备案"},
                                    {"expelled", "已清退"},
                                    {"exited", "已退出"}};

constexpr Bilingual kFundKinds[] = {{"?", "?"},
                                    {"appropriation in", "财政拨入"},
                                    {"co-funding in", "共同出资"},
                                    {"interest in", "利息收入"},
                                    {"deposit placed", "存放银行"},
                                    {"deposit taken back", "收回存款"},
                                    {"fee out", "手续费"},
                                    {"audit cost out", "审计费"},
                                    {"return to treasury", "上缴国库"},
                                    {"brought forward", "上期结转"},
                                    {"reservation", "赔款准备"},
                                    {"reservation released", "准备释放"},
                                    {"claim payment", "支付赔款"},
                                    {"recovery in", "追偿缴回"},
                                    {"late interest in", "迟缴利息"},
                                    {"clawback in", "赔款追回"},
                                    {"taken by bank", "银行扣划"}};
constexpr Bilingual kFundAccounts[] = {{"?", "?"},
                                       {"special account", "专户资金"},
                                       {"deposits at banks", "存放银行款"},
                                       {"committed", "赔付承诺"},
                                       {"reserved for claims", "待付赔款准备"},
                                       {"brought forward", "上期结转"},
                                       {"appropriated", "财政拨款"},
                                       {"co-funded", "共同出资"},
                                       {"interest", "利息收入"},
                                       {"fees", "手续费支出"},
                                       {"audit costs", "审计费支出"},
                                       {"claims paid", "已付赔款"},
                                       {"recovered", "追偿收回"},
                                       {"late interest", "迟缴利息"},
                                       {"clawed back", "赔款追回"},
                                       {"returned to treasury", "上缴国库"},
                                       {"taken by banks", "银行扣划款"}};

static_assert(std::size(kFundKinds) == kFundMovementKindCount);
static_assert(std::size(kFundAccounts) == kFundAccountCount);
static_assert(std::size(kIpKinds) == kIpKindCount);
static_assert(std::size(kFirmSizes) == kFirmSizeCount);
static_assert(std::size(kLoanClasses) == kLoanClassCount);
static_assert(std::size(kLoanStates) == kLoanStateCount);
static_assert(std::size(kMeasures) == kMeasureCount);
static_assert(std::size(kDimensions) == kDimensionCount);
static_assert(std::size(kBodyKinds) == kBodyKindCount);
static_assert(std::size(kStandings) == kStandingCount);

constexpr std::array<absl::string_view, kMeasureCount> kMeasureKeys = {
    "unspecified",       "contract", "disbursed",     "registered", "ip_part",
    "disbursed_ip_part", "loans",    "registrations", "firms"};
constexpr std::array<absl::string_view, kDimensionCount> kDimensionKeys = {
    "unspecified", "year", "month", "day", "unit", "bank", "ip_kind", "firm_size", "industry"};

// The row of a value, or `unknown` for a number beyond the table.
template <typename Table, typename Enum, typename Row>
constexpr Row RowOf(const Table& table, Enum value, Row unknown) {
  const auto index = static_cast<std::size_t>(value);
  return index < std::size(table) ? table[index] : unknown;
}

template <typename Enum, std::size_t kCount>
Enum EnumOfKey(const std::array<absl::string_view, kCount>& keys, absl::string_view key) {
  const std::string wanted = absl::StrReplaceAll(absl::AsciiStrToLower(key), {{"-", "_"}});
  for (std::size_t index = 1; index < kCount; ++index) {
    if (keys[index] == wanted) return static_cast<Enum>(index);
  }
  return Enum::kUnspecified;
}

}  // namespace

Language LanguageOfEnvironment() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    return absl::StartsWithIgnoreCase(value, "zh") ? Language::kChinese : Language::kEnglish;
  }
  return Language::kEnglish;
}

absl::string_view LanguageTag(Language language) {
  return language == Language::kChinese ? "zh-CN" : "en";
}

Bilingual LabelOf(IpKind kind) { return RowOf(kIpKinds, kind, kUnknown); }
Bilingual LabelOf(FirmSize size) { return RowOf(kFirmSizes, size, kUnknown); }
Bilingual LabelOf(LoanClass loan_class) { return RowOf(kLoanClasses, loan_class, kUnknown); }
Bilingual LabelOf(LoanState state) { return RowOf(kLoanStates, state, kUnknown); }
Bilingual LabelOf(Measure measure) { return RowOf(kMeasures, measure, kUnknown); }
Bilingual LabelOf(Dimension dimension) { return RowOf(kDimensions, dimension, kUnknown); }
Bilingual LabelOf(BodyKind kind) { return RowOf(kBodyKinds, kind, kUnknown); }
Bilingual LabelOf(Standing standing) { return RowOf(kStandings, standing, kUnknown); }

Bilingual LabelOf(FundMovementKind kind) { return RowOf(kFundKinds, kind, kUnknown); }
Bilingual LabelOf(FundAccount account) { return RowOf(kFundAccounts, account, kUnknown); }

bool IsAmount(Measure measure) {
  return measure >= Measure::kContract && measure <= Measure::kDisbursedIpPart;
}

absl::string_view KeyOf(Measure measure) {
  return RowOf(kMeasureKeys, measure, absl::string_view("unknown"));
}

absl::string_view KeyOf(Dimension dimension) {
  return RowOf(kDimensionKeys, dimension, absl::string_view("unknown"));
}

Measure MeasureOfKey(absl::string_view key) { return EnumOfKey<Measure>(kMeasureKeys, key); }

Dimension DimensionOfKey(absl::string_view key) {
  return EnumOfKey<Dimension>(kDimensionKeys, key);
}

std::string KeyOf(FundMovementKind kind) {
  const auto number = static_cast<int>(kind);
  if (number < 1 || number >= kFundMovementKindCount) return "unknown";
  return absl::StrReplaceAll(absl::AsciiStrToLower(NameOf(kind)), {{"_", "-"}});
}

FundMovementKind FundMovementKindOfKey(absl::string_view key) {
  const std::string wanted = absl::StrReplaceAll(absl::AsciiStrToLower(key), {{"_", "-"}});
  for (int i = 1; i < kFundMovementKindCount; ++i) {
    const auto kind = static_cast<FundMovementKind>(i);
    if (KeyOf(kind) == wanted || ChineseNameOf(kind) == key) return kind;
  }
  return FundMovementKind::kUnspecified;
}

}  // namespace ippledge::client
