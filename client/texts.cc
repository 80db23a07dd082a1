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

}  // namespace ippledge::client
