// client/statement/currency_word.h: what banks write where a currency belongs.
//
// Only currencies of two decimals are taken: amounts are kept in hundredths. Pure; any thread.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace ippledge::client {

// ISO 4217 of "人民币", "RMB", "人民币元", "156" (its number), "美元", "usd", …; three letters are
// taken as they are. Empty for anything else and for currencies without two decimals (JPY, KWD).
std::string CurrencyOf(absl::string_view word);

}  // namespace ippledge::client
