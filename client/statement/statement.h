// client/statement/statement.h: what a bank says of an account, in whatever form it says it.
//
// Readers of every format (camt.h, mt940.h, sheet.h) yield these values; check.h adds up; the
// commands send them. Money in fen, signed as the holder sees it: above 0 came in. Dates are civil
// days. Texts are UTF-8 on one line, without white space at the ends. Plain values; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "ledger/date.h"
#include "ledger/money.h"

namespace ippledge::client {

// Limits of a file; all readers refuse what is beyond.
inline constexpr std::int64_t kStatementFileBytesMax = 256LL * 1024 * 1024;
inline constexpr int kStatementsPerFileMax = 1'000;
inline constexpr int kStatementLinesMax = 1'000'000;  // of one file
// Of one text; what is longer is refused. The longest that camt.053 has in one element, 500
// characters of AddtlNtryInf, take 2,000 bytes at most; :86: of MT940 with its 6 lines of 65 fewer.
inline constexpr int kStatementTextBytesMax = 2'048;

// Balances, of which the first two are needed; others are shown and checked where they can be.
enum class BalanceKind : std::uint8_t {
  kUnspecified,
  kOpening,           // OPBD, :60F:, :60M:
  kClosing,           // CLBD, :62F:, :62M:
  kPreviousClosing,   // PRCD
  kOpeningAvailable,  // OPAV
  kClosingAvailable,  // CLAV, :64:
  kForwardAvailable,  // FWAV, :65:
  kInterim,           // ITBD, ITAV
  kInformation,       // INFO, XPCD
};

struct Balance {
  BalanceKind kind = BalanceKind::kUnspecified;
  Date date;
  Money amount;
  std::int64_t source_line = 0;

  friend bool operator==(const Balance&, const Balance&) = default;
};

struct StatementLine {
  std::int64_t source_line = 0;  // of the file, from 1, at which it begins; of a sheet its row
  Date booking_date;
  std::optional<Date> value_date;
  Money amount;
  std::optional<Money> balance;  // after it, as the bank states it
  std::string bank_reference;  // the bank's own number of the entry: AcctSvcrRef, //..., 流水号
  std::string own_reference;   // what the payer or we gave it: EndToEndId, voucher number 凭证号
  std::string text;            // remittance text, summary, purpose: 摘要, 用途, 附言
  std::string code;            // the bank's kind of transaction, as written: "NTRF", "PMNT/RCDT"
  std::string counterparty_name;
  std::string counterparty_account;
  std::string counterparty_bank;  // its name or code
  bool reversal = false;          // takes an earlier line back: RC, RD, RvslInd, 冲正

  friend bool operator==(const StatementLine&, const StatementLine&) = default;
};

struct Statement {
  std::string account;  // number as written, without spaces
  std::string account_name;
  std::string bank;               // name or code of the bank that keeps it, if the file says
  std::string statement_number;   // number/sequence, Stmt/Id; empty where the format has none
  std::string currency;           // ISO 4217: "CNY"
  std::optional<Date> from_date;  // that it covers, if it says so
  std::optional<Date> to_date;
  std::vector<Balance> balances;
  std::vector<StatementLine> lines;  // in the order of booking
  bool turned_round = false;         // the file has the newest line first
  std::int64_t source_line = 0;
};

enum class StatementFormat : std::uint8_t { kUnspecified, kCamt053, kMt940, kSheet };
// "camt.053", "MT940", "sheet".
absl::string_view NameOf(StatementFormat format);

struct StatementFile {
  StatementFormat format = StatementFormat::kUnspecified;
  std::string variant;   // "camt.053.001.08"; the profile's id
  std::string encoding;  // as found: "UTF-8", "GB18030"
  std::array<std::uint8_t, 32> sha256{};
  std::int64_t bytes = 0;
  std::vector<Statement> statements;
  std::vector<std::string> remarks;  // what was left out or read in a way worth knowing
};

// The first of that kind; null when there is none.
const Balance* FindBalance(const Statement& statement, BalanceKind kind);

}  // namespace ippledge::client
