#include "client/statement/fault.h"

#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"

namespace ippledge::client {
namespace {

struct Texts {
  StatementFaultKind kind;
  absl::string_view name;
  absl::string_view zh;
  absl::string_view en;
};
using Kind = StatementFaultKind;

constexpr Texts kTexts[kStatementFaultKindCount] = {
    {Kind::kUnreadable, "UNREADABLE", "文件无法读取", "the file cannot be read"},
    {Kind::kNotRecognised, "NOT_RECOGNISED", "无法识别的对账单格式", "no known form of statement"},
    {Kind::kTooLarge, "TOO_LARGE", "超出上限", "beyond the limit"},
    {Kind::kTooDeep, "TOO_DEEP", "结构层次过多", "nested too deep"},
    {Kind::kForbiddenXml, "FORBIDDEN_XML", "XML 中不允许文档类型声明和实体",
     "XML with a document type or entities is not taken"},
    {Kind::kMalformed, "MALFORMED", "不符合其格式", "not what its format says"},
    {Kind::kFieldMissing, "FIELD_MISSING", "缺少必填项", "a required field is missing"},
    {Kind::kFieldTooLong, "FIELD_TOO_LONG", "内容过长", "too long"},
    {Kind::kDateMalformed, "DATE_MALFORMED", "不是日期", "not a date"},
    {Kind::kDateUnreal, "DATE_UNREAL", "没有这一天", "there is no such day"},
    {Kind::kAmountMalformed, "AMOUNT_MALFORMED", "不是金额", "not an amount"},
    {Kind::kAmountNotWhole, "AMOUNT_NOT_WHOLE", "金额细于分", "finer than a fen"},
    {Kind::kAmountRange, "AMOUNT_RANGE", "金额超出范围", "the amount is out of range"},
    {Kind::kAmountNegative, "AMOUNT_NEGATIVE", "借贷方向另列时金额不得为负",
     "negative where debit or credit is told apart"},
    {Kind::kCurrency, "CURRENCY", "币种不符", "another currency"},
    {Kind::kSumMismatch, "SUM_MISMATCH", "期初余额加发生额不等于期末余额",
     "opening balance and lines do not make the closing balance"},
    {Kind::kBalanceMismatch, "BALANCE_MISMATCH", "逐笔余额不连续",
     "the running balance does not follow from the line before"},
    {Kind::kBalanceMissing, "BALANCE_MISSING", "没有期初、期末余额，也没有逐笔余额",
     "neither opening and closing nor running balances"},
    {Kind::kBalanceContradicts, "BALANCE_CONTRADICTS", "同类余额互相矛盾",
     "two balances of one kind differ"},
    {Kind::kStatementsMismatch, "STATEMENTS_MISMATCH", "上期期末余额不等于本期期初余额",
     "the closing balance before is not this opening balance"},
    {Kind::kDateOutside, "DATE_OUTSIDE", "日期不在对账单期间内",
     "the day lies outside of the statement's period"},
    {Kind::kDuplicateLine, "DUPLICATE_LINE", "同一笔流水出现两次", "the same line twice"},
    {Kind::kDuplicateStatement, "DUPLICATE_STATEMENT", "同一对账单出现两次",
     "the same statement twice"},
    {Kind::kStatusNotBooked, "STATUS_NOT_BOOKED", "未入账的流水", "an entry that is not booked"},
};

const Texts& TextsOf(StatementFaultKind kind) { return kTexts[static_cast<std::size_t>(kind)]; }

}  // namespace

absl::string_view NameOf(StatementFaultKind kind) { return TextsOf(kind).name; }

std::string TextZh(const StatementFault& fault) {
  std::string text;
  if (fault.line > 0) absl::StrAppend(&text, "第 ", fault.line, " 行，");
  if (fault.column > 0) absl::StrAppend(&text, "第 ", fault.column, " 列，");
  if (!fault.field.empty()) absl::StrAppend(&text, fault.field, "：");
  absl::StrAppend(&text, TextsOf(fault.kind).zh);
  if (!fault.got.empty()) absl::StrAppend(&text, "，实为“", fault.got, "”");
  if (!fault.want.empty()) absl::StrAppend(&text, "，应为“", fault.want, "”");
  return text;
}

std::string TextEn(const StatementFault& fault) {
  std::string text;
  if (fault.line > 0) absl::StrAppend(&text, "line ", fault.line, ", ");
  if (fault.column > 0) absl::StrAppend(&text, "column ", fault.column, ", ");
  if (!fault.field.empty()) absl::StrAppend(&text, fault.field, ": ");
  absl::StrAppend(&text, TextsOf(fault.kind).en);
  if (!fault.got.empty()) absl::StrAppend(&text, ", got \"", fault.got, "\"");
  if (!fault.want.empty()) absl::StrAppend(&text, ", want \"", fault.want, "\"");
  return text;
}

void StatementFaults::Add(StatementFault fault) {
  if (full()) {
    ++more_;
    return;
  }
  faults_.push_back(std::move(fault));
}

}  // namespace ippledge::client
