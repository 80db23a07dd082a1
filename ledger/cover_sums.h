// ledger/cover_sums.h: sums over covered loans that rules and reports ask for: by bank, branch,
// unit, firm, group, share model and party, for ever and by year.
//
// Every loan adds to a few keys (SumsOfCover); a row is the sum over its loans. So Apply() takes
// away what the loan added before and adds what it adds after, and anybody can check a row. Money
// in fen. Plain values; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "ledger/life_cycle.h"

namespace ippledge {

struct Borrower;
struct Loan;

// Frozen: rows are stored by these numbers.
enum class CoverSum : std::uint8_t {
  kEnrolled = 0,        // amounts accepted; year keys: in that year
  kLoans = 1,           // count of them
  kCoveredBalance = 2,  // the fund's exposure: min(covered, principal outstanding), while covered
  kLoanBalance = 3,     // principal outstanding of loans that were enrolled
  kNplBalance = 4,      // of it: substandard or worse
  kLosses = 5,          // shared losses of claims that stand, by year of filing
  kCommitted = 6,       // decided for the fund of claims that stand, paid or not, by year of filing
  kGuarantor = 7,       // borne by guarantors of claims that stand
  kPaid = 8,            // paid by the fund
  kRecovered = 9,       // remitted to the fund, without interest
  kClawedBack = 10,
  kReserved = 11,
};
inline constexpr std::size_t kCoverSumCount = 12;

struct CoverSums {
  std::array<std::int64_t, kCoverSumCount> fen{};

  std::int64_t operator[](CoverSum sum) const { return fen[static_cast<std::size_t>(sum)]; }
  std::int64_t& operator[](CoverSum sum) { return fen[static_cast<std::size_t>(sum)]; }
  bool IsZero() const { return *this == CoverSums(); }
  friend bool operator==(const CoverSums&, const CoverSums&) = default;
};
void AddTo(CoverSums& sums, const CoverSums& more, int sign);

enum class CoverScope : char {
  kFund = 'f',
  kBank = 'b',
  kBranch = 'r',
  kUnit = 'u',
  kFirm = 'e',
  kGroup = 'g',
  kMode = 'm',
  kParty = 'p',
};
// A firm's name in kFirm: its unified social credit code, or of old records its name.
std::string FirmNameOf(const Borrower& borrower);
// "b" name 0x00 year as four digits, "0000" for all years.
std::string CoverSumsKey(CoverScope scope, absl::string_view name, int year);

// What a loan adds: keys in order, each once. Nothing without cover.
using CoverSumsRows = std::vector<std::pair<std::string, CoverSums>>;
CoverSumsRows SumsOfCover(const Loan& loan, absl::string_view unit);
// Every key that the loan adds to now or after an event of `year`, or that its rules read.
std::vector<std::string> CoverSumsKeysOf(const Loan& loan, absl::string_view unit, int year);

// What the ledger states of cover with its totals.
struct CoverTotals {
  CoverSums sums;                                       // of the whole programme
  std::array<std::int64_t, kCoverStateCount> covers{};  // loans by stored state
  std::array<std::int64_t, kClaimStateCount> claims{};
  std::array<std::int64_t, kRecoveryStateCount> recoveries{};

  bool IsZero() const { return *this == CoverTotals(); }
  friend bool operator==(const CoverTotals&, const CoverTotals&) = default;
};
// What one loan adds to them.
CoverTotals CoverTotalsOf(const Loan& loan);
void AddTo(CoverTotals& totals, const CoverTotals& more, int sign);

}  // namespace ippledge
