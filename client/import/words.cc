#include "client/import/words.h"

#include <string>

#include "absl/types/span.h"
#include "client/import/cell.h"

namespace ippledge::client {
namespace {

template <typename T>
struct Word {
  absl::string_view text;  // normal, as NormalHeader gives it
  T value;
};

// Lists are short and most cells hold one of the first words: a scan is as quick as a hash.
template <typename T, std::size_t N>
std::optional<T> Find(absl::string_view text, const Word<T> (&words)[N]) {
  for (const Word<T>& word : words) {
    if (text == word.text) return word.value;
  }
  const std::string normal = NormalHeader(text);
  for (const Word<T>& word : words) {
    if (normal == word.text) return word.value;
  }
  return std::nullopt;
}

using Form = GeographicalIndicationForm;

constexpr Word<IpKindWord> kIpKinds[] = {
    {"专利", {IpKind::kPatent}},
    {"商标", {IpKind::kTrademark}},
    {"著作权", {IpKind::kCopyright}},
    {"地理标志", {IpKind::kGeographicalIndication}},
    {"植物新品种权", {IpKind::kPlantVariety}},
    {"集成电路布图设计", {IpKind::kIcLayout}},
    {"商业秘密", {IpKind::kTradeSecret}},
    {"数据知识产权", {IpKind::kDataIp}},
    {"专利权", {IpKind::kPatent}},
    {"发明", {IpKind::kPatent}},
    {"发明专利", {IpKind::kPatent}},
    {"发明专利权", {IpKind::kPatent}},
    {"实用新型", {IpKind::kPatent}},
    {"实用新型专利", {IpKind::kPatent}},
    {"外观设计", {IpKind::kPatent}},
    {"外观设计专利", {IpKind::kPatent}},
    {"商标权", {IpKind::kTrademark}},
    {"注册商标", {IpKind::kTrademark}},
    {"注册商标专用权", {IpKind::kTrademark}},
    {"商标专用权", {IpKind::kTrademark}},
    {"版权", {IpKind::kCopyright}},
    {"软件著作权", {IpKind::kCopyright}},
    {"计算机软件著作权", {IpKind::kCopyright}},
    {"作品著作权", {IpKind::kCopyright}},
    {"地理标志商标", {IpKind::kGeographicalIndication, Form::kTrademark}},
    {"地理标志证明商标", {IpKind::kGeographicalIndication, Form::kTrademark}},
    {"地理标志集体商标", {IpKind::kGeographicalIndication, Form::kTrademark}},
    {"地理标志产品", {IpKind::kGeographicalIndication, Form::kProduct}},
    {"地理标志保护产品", {IpKind::kGeographicalIndication, Form::kProduct}},
    {"农产品地理标志", {IpKind::kGeographicalIndication, Form::kFarmProduct}},
    {"植物新品种", {IpKind::kPlantVariety}},
    {"集成电路布图设计专有权", {IpKind::kIcLayout}},
    {"集成电路", {IpKind::kIcLayout}},
    {"商业机密", {IpKind::kTradeSecret}},
    {"数据", {IpKind::kDataIp}},
    {"数据产权", {IpKind::kDataIp}},
    {"patent", {IpKind::kPatent}},
    {"trademark", {IpKind::kTrademark}},
    {"copyright", {IpKind::kCopyright}},
    {"geographicalindication", {IpKind::kGeographicalIndication}},
    {"gi", {IpKind::kGeographicalIndication}},
    {"plantvariety", {IpKind::kPlantVariety}},
    {"iclayout", {IpKind::kIcLayout}},
    {"layoutdesign", {IpKind::kIcLayout}},
    {"tradesecret", {IpKind::kTradeSecret}},
    {"dataip", {IpKind::kDataIp}},
};

constexpr Word<Form> kForms[] = {
    {"商标", Form::kTrademark},          {"证明商标", Form::kTrademark},
    {"集体商标", Form::kTrademark},      {"产品", Form::kProduct},
    {"保护产品", Form::kProduct},        {"地理标志产品", Form::kProduct},
    {"农产品", Form::kFarmProduct},      {"农产品地理标志", Form::kFarmProduct},
    {"地理标志商标", Form::kTrademark},  {"地理标志保护产品", Form::kProduct},
    {"trademark", Form::kTrademark},     {"product", Form::kProduct},
    {"farmproduct", Form::kFarmProduct},
};

constexpr Word<FirmSize> kFirmSizes[] = {
    {"大型", FirmSize::kLarge},
    {"中型", FirmSize::kMedium},
    {"小型", FirmSize::kSmall},
    {"微型", FirmSize::kMicro},
    {"大型企业", FirmSize::kLarge},
    {"中型企业", FirmSize::kMedium},
    {"小型企业", FirmSize::kSmall},
    {"微型企业", FirmSize::kMicro},
    {"大", FirmSize::kLarge},
    {"中", FirmSize::kMedium},
    {"小", FirmSize::kSmall},
    {"微", FirmSize::kMicro},
    {"large", FirmSize::kLarge},
    {"medium", FirmSize::kMedium},
    {"small", FirmSize::kSmall},
    {"micro", FirmSize::kMicro},
    {"l", FirmSize::kLarge},
    {"m", FirmSize::kMedium},
    {"s", FirmSize::kSmall},
    {"大企业", FirmSize::kLarge},
    {"中企业", FirmSize::kMedium},
    {"小企业", FirmSize::kSmall},
    {"微企业", FirmSize::kMicro},
    {"未知", FirmSize::kUnspecified},
    {"unspecified", FirmSize::kUnspecified},
};

constexpr Word<LoanClass> kLoanClasses[] = {
    {"正常", LoanClass::kNormal},
    {"关注", LoanClass::kSpecialMention},
    {"次级", LoanClass::kSubstandard},
    {"可疑", LoanClass::kDoubtful},
    {"损失", LoanClass::kLoss},
    {"正常类", LoanClass::kNormal},
    {"关注类", LoanClass::kSpecialMention},
    {"次级类", LoanClass::kSubstandard},
    {"可疑类", LoanClass::kDoubtful},
    {"损失类", LoanClass::kLoss},
    {"normal", LoanClass::kNormal},
    {"pass", LoanClass::kNormal},
    {"specialmention", LoanClass::kSpecialMention},
    {"substandard", LoanClass::kSubstandard},
    {"doubtful", LoanClass::kDoubtful},
    {"loss", LoanClass::kLoss},
    {"1", LoanClass::kNormal},
    {"2", LoanClass::kSpecialMention},
    {"3", LoanClass::kSubstandard},
    {"4", LoanClass::kDoubtful},
    {"5", LoanClass::kLoss},
};

constexpr Word<FactWord> kFacts[] = {
    {"借款", FactWord::kLoan},
    {"贷款", FactWord::kLoan},
    {"借据", FactWord::kDraw},
    {"放款", FactWord::kDraw},
    {"还款", FactWord::kRepayment},
    {"展期", FactWord::kExtension},
    {"分类", FactWord::kClassChange},
    {"五级分类", FactWord::kClassChange},
    {"登记", FactWord::kRegistration},
    {"质押登记", FactWord::kRegistration},
    {"解押", FactWord::kRelease},
    {"注销", FactWord::kRelease},
    {"loan", FactWord::kLoan},
    {"draw", FactWord::kDraw},
    {"repayment", FactWord::kRepayment},
    {"extension", FactWord::kExtension},
    {"class", FactWord::kClassChange},
    {"classchange", FactWord::kClassChange},
    {"registration", FactWord::kRegistration},
    {"pledgeregistration", FactWord::kRegistration},
    {"release", FactWord::kRelease},
    {"pledgerelease", FactWord::kRelease},
};

constexpr Word<bool> kYesNo[] = {
    {"是", true},     {"否", false},  {"yes", true},  {"no", false}, {"true", true},
    {"false", false}, {"1", true},    {"0", false},   {"y", true},   {"n", false},
    {"作废", true},   {"撤销", true}, {"void", true}, {"√", true},
};

}  // namespace

std::optional<IpKindWord> ParseIpKindWord(absl::string_view text) { return Find(text, kIpKinds); }
std::optional<GeographicalIndicationForm> ParseFormWord(absl::string_view text) {
  return Find(text, kForms);
}
std::optional<FirmSize> ParseFirmSizeWord(absl::string_view text) { return Find(text, kFirmSizes); }
std::optional<LoanClass> ParseLoanClassWord(absl::string_view text) {
  return Find(text, kLoanClasses);
}
std::optional<FactWord> ParseFactWord(absl::string_view text) { return Find(text, kFacts); }
std::optional<bool> ParseYesNoWord(absl::string_view text) { return Find(text, kYesNo); }

}  // namespace ippledge::client
