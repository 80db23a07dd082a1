// client/workbook/transit_words.h: items of an adjustment sheet in the words of its form.
//
// Values only, any thread.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "ippledge/v1/fund_service.pb.h"
#include "ippledge/v1/reconciliation_types.pb.h"

namespace ippledge::client {

inline constexpr absl::string_view kBankIn = "银行已收，账上未收";
inline constexpr absl::string_view kBankOut = "银行已付，账上未付";
inline constexpr absl::string_view kBookIn = "账上已收，银行未收";
inline constexpr absl::string_view kBookOut = "账上已付，银行未付";

// "支付赔款"; "?" for a kind that this program does not know.
absl::string_view WordOf(v1::FundMovementKind kind);
// What the form shows in 凭证号/流水号: of a movement its number, of a line the bank's; or empty.
std::string NumberOf(const v1::TransitItem& item);
// 摘要: "支付赔款，icbc", "银行来款"; and where it is matched with something of later days.
std::string SummaryOf(const v1::TransitItem& item);

}  // namespace ippledge::client
