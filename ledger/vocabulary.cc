#include "ledger/vocabulary.h"

#include <cstddef>

#include "ledger/check.h"

namespace ippledge {
namespace {

// Places are the enumerators' numbers.
constexpr absl::string_view kIpKinds[] = {
    "UNSPECIFIED",   "PATENT",    "TRADEMARK",    "COPYRIGHT", "GEOGRAPHICAL_INDICATION",
    "PLANT_VARIETY", "IC_LAYOUT", "TRADE_SECRET", "DATA_IP"};
constexpr absl::string_view kFirmSizes[] = {"UNSPECIFIED", "LARGE", "MEDIUM", "SMALL", "MICRO"};
constexpr absl::string_view kLoanClasses[] = {"UNSPECIFIED", "NORMAL",   "SPECIAL_MENTION",
                                              "SUBSTANDARD", "DOUBTFUL", "LOSS"};
constexpr absl::string_view kLoanStates[] = {"UNSPECIFIED", "OPEN", "REPAID", "VOIDED"};
constexpr absl::string_view kMeasures[] = {"UNSPECIFIED", "CONTRACT",      "DISBURSED",
                                           "REGISTERED",  "IP_PART",       "DISBURSED_IP_PART",
                                           "LOANS",       "REGISTRATIONS", "FIRMS"};
constexpr absl::string_view kCodeSchemes[] = {"UNSPECIFIED", "CN", "FREE_TEXT"};
constexpr absl::string_view kBodyKinds[] = {"UNSPECIFIED", "PARTNER_BANK",  "GUARANTOR",
                                            "INSURER",     "EVALUATOR",     "FUND_MANAGER",
                                            "IP_OFFICE",   "FINANCE_BUREAU"};
constexpr absl::string_view kStandings[] = {
    "UNSPECIFIED", "ACTIVE", "WARNED", "CLAIMS_STOPPED", "ENROLMENT_STOPPED", "EXPELLED", "EXITED"};
constexpr absl::string_view kDimensions[] = {
    "UNSPECIFIED", "YEAR", "MONTH", "DAY", "UNIT", "BANK", "IP_KIND", "FIRM_SIZE", "INDUSTRY"};

constexpr absl::string_view kIpKindsChinese[] = {"未指定",           "专利",     "商标",
                                                 "著作权",           "地理标志", "植物新品种",
                                                 "集成电路布图设计", "商业秘密", "数据知识产权"};
constexpr absl::string_view kFirmSizesChinese[] = {"未指定", "大型", "中型", "小型", "微型"};
constexpr absl::string_view kMeasuresChinese[] = {
    "未指定",       "合同金额",         "发放金额",
    "质押登记金额", "知识产权部分金额", "发放额中知识产权部分",
    "贷款笔数",     "质押登记项数",     "企业户数"};

// A table with another count than its list does not compile.
template <std::size_t count, typename Enum>
absl::string_view At(const absl::string_view (&names)[count], Enum value) {
  const auto place = static_cast<std::size_t>(value);
  IPPLEDGE_CHECK(place < count);
  return names[place];
}

}  // namespace

absl::string_view NameOf(IpKind kind) { return At<kIpKindCount>(kIpKinds, kind); }
absl::string_view NameOf(FirmSize size) { return At<kFirmSizeCount>(kFirmSizes, size); }
absl::string_view NameOf(LoanClass loan_class) {
  return At<kLoanClassCount>(kLoanClasses, loan_class);
}
absl::string_view NameOf(LoanState state) { return At<kLoanStateCount>(kLoanStates, state); }
absl::string_view NameOf(Measure measure) { return At<kMeasureCount>(kMeasures, measure); }
absl::string_view NameOf(CodeScheme scheme) { return At<kCodeSchemeCount>(kCodeSchemes, scheme); }
absl::string_view NameOf(BodyKind kind) { return At<kBodyKindCount>(kBodyKinds, kind); }
absl::string_view NameOf(Standing standing) { return At<kStandingCount>(kStandings, standing); }
absl::string_view NameOf(Dimension dimension) {
  return At<kDimensionCount>(kDimensions, dimension);
}

absl::string_view ChineseNameOf(IpKind kind) { return At<kIpKindCount>(kIpKindsChinese, kind); }
absl::string_view ChineseNameOf(FirmSize size) {
  return At<kFirmSizeCount>(kFirmSizesChinese, size);
}
absl::string_view ChineseNameOf(Measure measure) {
  return At<kMeasureCount>(kMeasuresChinese, measure);
}

}  // namespace ippledge
