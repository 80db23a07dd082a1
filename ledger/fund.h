// ledger/fund.h: the accounts of the risk-compensation fund, and what moves money between them.
//
// Double entry: a movement debits one account and credits another, so debits always equal credits.
// A reversal takes its movement's amount off the same two sides again (红字冲销), so that sums show
// what stands. Available = cash - reserved. Numbers of kinds and accounts are frozen: they are
// stored and equal the API's. Plain values; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ledger/date.h"
#include "ledger/money.h"
#include "ledger/refusal.h"

namespace ippledge {

enum class FundAccount : std::uint8_t {
  kUnspecified = 0,
  kCash = 1,       // in the special account
  kDeposits = 2,   // placed at banks; by bank
  kCommitted = 3,  // the other side of kReserved
  kReserved = 4,   // for approved claims, not yet paid
  kBroughtForward = 5,
  kAppropriated = 6,  // by source
  kCoFunded = 7,      // by source
  kInterest = 8,
  kFees = 9,
  kAuditCosts = 10,
  kClaimsPaid = 11,
  kRecovered = 12,
  kLateInterest = 13,
  kClawedBack = 14,
  kReturnedToTreasury = 15,
  kTakenByBank = 16,  // what a bank took without an order; by bank
};
inline constexpr int kFundAccountCount = 17;

enum class FundMovementKind : std::uint8_t {
  kUnspecified = 0,
  kAppropriationIn = 1,
  kCoFundingIn = 2,
  kInterestIn = 3,
  kDepositPlaced = 4,
  kDepositTakenBack = 5,
  kFeeOut = 6,
  kAuditCostOut = 7,
  kReturnToTreasury = 8,
  kBroughtForward = 9,  // what the books before this ledger closed with
  // Of claims: steps of a claim make them, nobody records them by hand.
  kReservation = 10,
  kReservationReleased = 11,
  kClaimPayment = 12,  // takes its reservation along
  kRecoveryIn = 13,
  kLateInterestIn = 14,
  kClawbackIn = 15,
  // Done by the bank that holds the account, not by us: recorded whatever it leaves.
  kTakenByBank = 16,
};
inline constexpr int kFundMovementKindCount = 17;

// "DEPOSIT_PLACED", "CASH"; and as people call them: 存放银行, 专户资金.
absl::string_view NameOf(FundMovementKind kind);
absl::string_view NameOf(FundAccount account);
absl::string_view ChineseNameOf(FundMovementKind kind);
absl::string_view ChineseNameOf(FundAccount account);

// Whom a movement names as the other side.
enum class Counterparty : std::uint8_t {
  kMayName,  // a body, or nobody
  kBody,     // any body
  kBank,     // a partner bank
};

// A row of the table of movements.
struct FundPosting {
  FundMovementKind kind;
  FundAccount debit;
  FundAccount credit;
  Counterparty counterparty;
  // Posted besides, with the same amount; kUnspecified for none.
  FundAccount also_debit = FundAccount::kUnspecified;
  FundAccount also_credit = FundAccount::kUnspecified;
};
absl::Span<const FundPosting> FundPostings();
// Precondition (checked): not kUnspecified.
const FundPosting& PostingOf(FundMovementKind kind);
// It leaves the special account: two persons must act.
bool TakesCashOut(FundMovementKind kind);
// Steps of a claim make it.
bool IsOfClaim(FundMovementKind kind);

// Its balance is debits - credits; of the others it is credits - debits.
bool IsDebitAccount(FundAccount account);
// It is kept by counterparty too.
bool IsByCounterparty(FundAccount account);

// What a caller says.
struct FundMovement {
  std::string movement_id;  // number of the voucher, unique
  FundMovementKind kind = FundMovementKind::kUnspecified;
  Money amount;
  Date date;                   // value date at the bank
  std::string counterparty;    // body id, or empty
  std::string bank_reference;  // of the statement line, or empty
  std::string memo;

  friend bool operator==(const FundMovement&, const FundMovement&) = default;
};

// It counts on the date of what it reverses, or, where that month is closed, on the day it is made.
struct FundReversal {
  std::string movement_id;  // its own
  std::string reverses_id;
  std::string bank_reference;
  std::string reason;

  friend bool operator==(const FundReversal&, const FundReversal&) = default;
};

// A caller's id of a movement: a number of a voucher, not beginning with "#".
void CheckMovementId(absl::string_view id, absl::string_view path, Violations& violations);
// Shapes, with paths below `path` ("movement").
void CheckFundMovement(const FundMovement& movement, absl::string_view path,
                       Violations& violations);
void CheckFundReversal(const FundReversal& reversal, absl::string_view path,
                       Violations& violations);

// What the fund has, after an entry.
struct FundFigures {
  std::int64_t cash_fen = 0;
  std::int64_t reserved_fen = 0;
  std::int64_t deposits_fen = 0;

  std::int64_t available_fen() const { return cash_fen - reserved_fen; }
  friend bool operator==(const FundFigures&, const FundFigures&) = default;
};

struct AccountSums {
  std::int64_t debit_fen = 0;
  std::int64_t credit_fen = 0;

  friend bool operator==(const AccountSums&, const AccountSums&) = default;
};

// Movements of a kind that stand: without the reversed ones.
struct KindSums {
  std::int64_t amount_fen = 0;
  std::int64_t count = 0;

  friend bool operator==(const KindSums&, const KindSums&) = default;
};

class FundAccounts {
 public:
  // Adds a movement, or, with `sign` -1, takes it back.
  void Post(const FundMovement& movement, int sign);

  const AccountSums& sums(FundAccount account) const {
    return sums_[static_cast<std::size_t>(account)];
  }
  const KindSums& sums(FundMovementKind kind) const {
    return kinds_[static_cast<std::size_t>(kind)];
  }
  // On the account's own side.
  std::int64_t balance_fen(FundAccount account) const;
  // Of one counterparty; nothing when there was none.
  AccountSums PartySums(FundAccount account, absl::string_view counterparty) const;
  // Of accounts that are kept by counterparty, in order of account and counterparty.
  using Parties = std::map<std::pair<FundAccount, std::string>, AccountSums>;
  const Parties& parties() const { return parties_; }
  FundFigures figures() const;

  friend bool operator==(const FundAccounts&, const FundAccounts&) = default;

 private:
  std::array<AccountSums, kFundAccountCount> sums_{};
  std::array<KindSums, kFundMovementKindCount> kinds_{};
  Parties parties_;
};

// What the ledger states of the fund with its totals: debits - credits of each account, from kCash
// on; they sum to 0.
struct FundTotals {
  std::int64_t movements = 0;  // recorded, reversals too
  std::array<std::int64_t, kFundAccountCount - 1> net_fen{};

  friend bool operator==(const FundTotals&, const FundTotals&) = default;
};

}  // namespace ippledge
