// client/statement/mt940_field.h: values of :25:, of balances and of :61:.
//
// Grammar of a balance: mark (C, D), YYMMDD, currency, amount. Of :61:: YYMMDD, [MMDD], mark (C, D,
// RC, RD; EC and ED are refused), [funds code], amount, type (a letter and three characters),
// reference of the account's owner, ["//", the bank's]. Views into the value. Pure; any thread.
#pragma once

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "client/statement/mt940_tag.h"
#include "ledger/date.h"
#include "ledger/money.h"

namespace ippledge::client {

// Years below are 20yy.
inline constexpr int kMt940YearPivot = 80;
// Of a reference in the standard; some banks pad it to that and put a name behind.
inline constexpr std::size_t kMt940ReferenceChars = 16;

struct Mt940Balance {
  Date date;
  Money amount;
  std::string currency;  // empty: not told
};

struct Mt940Entry {
  Date value_date;
  Date booking_date;
  Money amount;
  bool reversal = false;
  absl::string_view code;            // "NTRF"
  absl::string_view own_reference;   // empty for NONREF and what points to :86:
  absl::string_view bank_reference;  // empty for NONREF
  absl::string_view name;            // behind a padded reference
};

struct Mt940Account {
  std::string bank;  // empty: not told
  std::string account;
};

// Errors in the order of the grammar: kAmountMalformed (mark), kDateMalformed, kDateUnreal,
// kCurrency, then those of amounts.
std::optional<Mt940Problem> ReadMt940Balance(absl::string_view value, Mt940Balance* balance);

// Errors in the order of the grammar: kDateMalformed, kDateUnreal, kAmountMalformed (mark),
// kStatusNotBooked, those of amounts, kFieldMissing and kMalformed (type).
std::optional<Mt940Problem> ReadMt940Entry(absl::string_view value, Mt940Entry* entry);

// Of "/"-separated parts the first is the bank and a last one of three capital letters the
// currency. White space is left out. The account is empty when there is none.
Mt940Account ReadMt940Account(absl::string_view value);

// Takes `currency` off the end of an account number that ends with it.
void DropMt940Currency(absl::string_view currency, std::string* account);

// A reference without white space at its ends; empty for "NONREF", "NOTPROVIDED", "EREF+" and the
// like, which say that there is none or that it stands elsewhere.
absl::string_view Mt940Reference(absl::string_view text);

}  // namespace ippledge::client
