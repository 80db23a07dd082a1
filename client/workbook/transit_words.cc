#include "client/workbook/transit_words.h"

#include <cstddef>
#include <iterator>

#include "absl/strings/str_cat.h"

namespace ippledge::client {
namespace {

// By number of the kind.
constexpr absl::string_view kKinds[] = {"?",        "财政拨入", "共同出资", "利息收入", "存放银行",
                                        "收回存款", "手续费",   "审计费",   "上缴国库", "上期结转",
                                        "赔款准备", "准备释放", "支付赔款", "追偿缴回", "迟缴利息",
                                        "赔款追回", "银行扣划"};

}  // namespace

absl::string_view WordOf(v1::FundMovementKind kind) {
  const auto number = static_cast<std::size_t>(kind);
  return number < std::size(kKinds) ? kKinds[number] : kKinds[0];
}

std::string NumberOf(const v1::TransitItem& item) {
  return item.has_movement() ? item.movement_id() : item.reference();
}

std::string SummaryOf(const v1::TransitItem& item) {
  std::string text;
  if (item.has_movement()) {
    text = std::string(WordOf(item.kind()));
  } else {
    text = item.amount_fen() > 0 ? "银行来款" : "银行付款";
  }
  if (!item.counterparty().empty()) absl::StrAppend(&text, "，", item.counterparty());
  if (item.match() != 0) absl::StrAppend(&text, "（以后日期已勾对，第", item.match(), "号）");
  return text;
}

}  // namespace ippledge::client
