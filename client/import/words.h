// client/import/words.h: the closed lists, as people write them in Chinese and English.
//
// Words are compared narrow, without white space and in lower case. Pure; any thread.
#pragma once

#include <optional>

#include "absl/strings/string_view.h"
#include "ledger/vocabulary.h"

namespace ippledge::client {

// What a kind cell says; the form only for geographical indications, which often name theirs.
struct IpKindWord {
  IpKind kind = IpKind::kUnspecified;
  GeographicalIndicationForm form = GeographicalIndicationForm::kUnspecified;
};

// What a row of a corrections file stands for.
enum class FactWord {
  kLoan,
  kDraw,
  kRepayment,
  kExtension,
  kClassChange,
  kRegistration,
  kRelease,
};

std::optional<IpKindWord> ParseIpKindWord(absl::string_view text);
std::optional<GeographicalIndicationForm> ParseFormWord(absl::string_view text);
std::optional<FirmSize> ParseFirmSizeWord(absl::string_view text);
std::optional<LoanClass> ParseLoanClassWord(absl::string_view text);
std::optional<FactWord> ParseFactWord(absl::string_view text);
std::optional<bool> ParseYesNoWord(absl::string_view text);

// The words of each list to show when one is not understood.
inline constexpr absl::string_view kIpKindWords =
    "专利 商标 著作权 地理标志 植物新品种权 集成电路布图设计 商业秘密 数据知识产权 / PATENT "
    "TRADEMARK "
    "COPYRIGHT GEOGRAPHICAL_INDICATION PLANT_VARIETY IC_LAYOUT TRADE_SECRET DATA_IP";
inline constexpr absl::string_view kFormWords = "商标 产品 农产品 / TRADEMARK PRODUCT FARM_PRODUCT";
inline constexpr absl::string_view kFirmSizeWords =
    "大型 中型 小型 微型 / LARGE MEDIUM SMALL MICRO";
inline constexpr absl::string_view kLoanClassWords =
    "正常 关注 次级 可疑 损失 / NORMAL SPECIAL_MENTION SUBSTANDARD DOUBTFUL LOSS";
inline constexpr absl::string_view kFactWords =
    "借款 借据 还款 展期 分类 登记 解押 / LOAN DRAW REPAYMENT EXTENSION CLASS REGISTRATION RELEASE";
inline constexpr absl::string_view kYesNoWords = "是 否 / YES NO";

}  // namespace ippledge::client
