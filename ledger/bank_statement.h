// ledger/bank_statement.h: accounts of the fund at banks, and what the banks say of them.
//
// A statement enters as an opening entry, parts, and a closing entry: only the last one gives it
// effect. Money in fen, signed as the account sees it: above 0 came in. What may be a natural
// person's name or account is protected text: the ledger never sees it. Plain values; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "ledger/date.h"
#include "ledger/fund.h"
#include "ledger/money.h"
#include "ledger/refusal.h"

namespace ippledge {

inline constexpr int kBankAccountsMax = 200;
inline constexpr int kLinesPerPartMax = 100;
inline constexpr int kLinesPerStatementMax = 1'000'000;
// Of a programme, of all its accounts. They stay in memory: some 400 bytes each.
inline constexpr int kBankLinesMax = 1'000'000;
inline constexpr int kStatementsMax = 20'000;
// Of a programme, without signs: sums over any of them stay within range.
inline constexpr std::int64_t kBankLinesFenMax = Money::kFenMax / 4;
inline constexpr int kOpenStatementsMax = 8;
inline constexpr int kNumbersPerLineMax = 8;
inline constexpr int kReferenceCharsMax = 64;
inline constexpr int kProtectedBytesMax = 4'096;

// An account of the fund: the special account, or a deposit at a partner bank.
struct BankAccount {
  std::string account_id;  // short, the bureau's own: "special"
  std::string number;      // at the bank
  std::string name;        // of the holder: an office, never a person
  std::string bank_name;
  // Where the fund's books keep it: kCash, or kDeposits at `bank`.
  FundAccount holds = FundAccount::kCash;
  std::string bank;        // body id; required with kDeposits
  Date reconcile_from;     // first day whose movements and lines are compared
  Money two_person_above;  // a match by hand of more than that needs a second person

  friend bool operator==(const BankAccount&, const BankAccount&) = default;
};

// Ciphertext of what may name a natural person, under a key per subject (storage/keyring.h). Both
// empty: nothing was said.
struct ProtectedText {
  std::string key_id;  // 32 hex digits
  std::string ciphertext;

  bool empty() const { return key_id.empty(); }
  friend bool operator==(const ProtectedText&, const ProtectedText&) = default;
};

struct BankLine {
  Date booking_date;
  std::optional<Date> value_date;
  Money amount;
  std::optional<Money> balance;  // after it, as stated
  std::string bank_reference;
  std::string own_reference;
  std::vector<std::string> numbers;  // words of the text that may be numbers of ours
  std::string party;                 // body id that the bank names as the other side, if it is one
  std::string code;
  bool reversal = false;
  ProtectedText words;  // text, name, account and bank of the other side

  friend bool operator==(const BankLine&, const BankLine&) = default;
};

// What the opening entry says.
struct StatementHeader {
  std::string import_id;  // the caller's, unique
  std::string account_id;
  std::string statement_number;  // the bank's; or empty
  std::string format;            // "camt.053.001.08", "MT940", the profile's id
  std::array<std::uint8_t, 32> file_sha256{};
  std::int64_t file_bytes = 0;
  int statement_in_file = 0;  // 0-based
  Date from_date;
  Date to_date;
  Money opening;
  Money closing;
  std::int64_t line_count = 0;

  friend bool operator==(const StatementHeader&, const StatementHeader&) = default;
};

// Shapes, with paths below `path`.
void CheckBankAccount(const BankAccount& account, absl::string_view path, Violations& violations);
void CheckStatementHeader(const StatementHeader& header, absl::string_view path,
                          Violations& violations);
void CheckBankLine(const BankLine& line, absl::string_view path, Violations& violations);

// What a movement does to an account, signed; 0 when it does not touch it.
Money EffectOn(const BankAccount& account, const FundMovement& movement, int sign);

}  // namespace ippledge
