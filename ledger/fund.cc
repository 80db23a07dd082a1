#include "ledger/fund.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ledger/check.h"
#include "ledger/limits.h"
#include "ledger/text.h"

namespace ippledge {
namespace {

using Account = FundAccount;
using Kind = FundMovementKind;

// By number, from 1 on.
constexpr FundPosting kPostings[] = {
    {Kind::kAppropriationIn, Account::kCash, Account::kAppropriated, Counterparty::kMayName},
    {Kind::kCoFundingIn, Account::kCash, Account::kCoFunded, Counterparty::kBody},
    {Kind::kInterestIn, Account::kCash, Account::kInterest, Counterparty::kMayName},
    {Kind::kDepositPlaced, Account::kDeposits, Account::kCash, Counterparty::kBank},
    {Kind::kDepositTakenBack, Account::kCash, Account::kDeposits, Counterparty::kBank},
    {Kind::kFeeOut, Account::kFees, Account::kCash, Counterparty::kMayName},
    {Kind::kAuditCostOut, Account::kAuditCosts, Account::kCash, Counterparty::kMayName},
    {Kind::kReturnToTreasury, Account::kReturnedToTreasury, Account::kCash, Counterparty::kMayName},
    {Kind::kBroughtForward, Account::kCash, Account::kBroughtForward, Counterparty::kMayName},
    {Kind::kReservation, Account::kCommitted, Account::kReserved, Counterparty::kBank},
    {Kind::kReservationReleased, Account::kReserved, Account::kCommitted, Counterparty::kBank},
    {Kind::kClaimPayment, Account::kClaimsPaid, Account::kCash, Counterparty::kBank,
     Account::kReserved, Account::kCommitted},
    {Kind::kRecoveryIn, Account::kCash, Account::kRecovered, Counterparty::kBank},
    {Kind::kLateInterestIn, Account::kCash, Account::kLateInterest, Counterparty::kBank},
    {Kind::kClawbackIn, Account::kCash, Account::kClawedBack, Counterparty::kBank},
    {Kind::kTakenByBank, Account::kTakenByBank, Account::kCash, Counterparty::kBank},
};
static_assert(std::size(kPostings) == kFundMovementKindCount - 1);

constexpr absl::string_view kKindNames[] = {
    "UNSPECIFIED",        "APPROPRIATION_IN",   "CO_FUNDING_IN",    "INTEREST_IN",
    "DEPOSIT_PLACED",     "DEPOSIT_TAKEN_BACK", "FEE_OUT",          "AUDIT_COST_OUT",
    "RETURN_TO_TREASURY", "BROUGHT_FORWARD",    "RESERVATION",      "RESERVATION_RELEASED",
    "CLAIM_PAYMENT",      "RECOVERY_IN",        "LATE_INTEREST_IN", "CLAWBACK_IN",
    "TAKEN_BY_BANK"};
constexpr absl::string_view kKindsChinese[] = {
    "未指定",   "财政拨入", "共同出资", "利息收入", "存放银行", "收回存款",
    "手续费",   "审计费",   "上缴国库", "上期结转", "赔款准备", "准备释放",
    "支付赔款", "追偿缴回", "迟缴利息", "赔款追回", "银行扣划"};
static_assert(std::size(kKindNames) == kFundMovementKindCount);
static_assert(std::size(kKindsChinese) == kFundMovementKindCount);

struct AccountRow {
  absl::string_view name;
  absl::string_view chinese;
  bool is_debit;
  bool by_counterparty;
};
constexpr AccountRow kAccounts[] = {
    {"UNSPECIFIED", "未指定", false, false},     {"CASH", "专户资金", true, false},
    {"DEPOSITS", "存放银行款", true, true},      {"COMMITTED", "赔付承诺", true, false},
    {"RESERVED", "待付赔款准备", false, false},  {"BROUGHT_FORWARD", "上期结转", false, false},
    {"APPROPRIATED", "财政拨款", false, true},   {"CO_FUNDED", "共同出资", false, true},
    {"INTEREST", "利息收入", false, false},      {"FEES", "手续费支出", true, false},
    {"AUDIT_COSTS", "审计费支出", true, false},  {"CLAIMS_PAID", "已付赔款", true, true},
    {"RECOVERED", "追偿收回", false, true},      {"LATE_INTEREST", "迟缴利息", false, true},
    {"CLAWED_BACK", "赔款追回", false, true},    {"RETURNED_TO_TREASURY", "上缴国库", true, false},
    {"TAKEN_BY_BANK", "银行扣划款", true, true},
};
static_assert(std::size(kAccounts) == kFundAccountCount);

const AccountRow& RowOf(Account account) {
  const auto place = static_cast<std::size_t>(account);
  IPPLEDGE_CHECK(place < std::size(kAccounts));
  return kAccounts[place];
}

std::size_t PlaceOf(Kind kind) {
  const auto place = static_cast<std::size_t>(kind);
  IPPLEDGE_CHECK(place < kFundMovementKindCount);
  return place;
}

void Expect(const absl::Status& status, absl::string_view path, absl::string_view field,
            Violations& violations) {
  for (const Violation& v : ViolationsOf(status)) {
    violations.Add(v.reason, absl::StrCat(path, ".", field), v.metadata);
  }
}

}  // namespace

absl::string_view NameOf(FundMovementKind kind) { return kKindNames[PlaceOf(kind)]; }
absl::string_view ChineseNameOf(FundMovementKind kind) { return kKindsChinese[PlaceOf(kind)]; }
absl::string_view NameOf(FundAccount account) { return RowOf(account).name; }
absl::string_view ChineseNameOf(FundAccount account) { return RowOf(account).chinese; }

absl::Span<const FundPosting> FundPostings() { return kPostings; }

const FundPosting& PostingOf(FundMovementKind kind) {
  IPPLEDGE_CHECK(kind != Kind::kUnspecified);
  return kPostings[PlaceOf(kind) - 1];
}

bool TakesCashOut(FundMovementKind kind) { return PostingOf(kind).credit == Account::kCash; }
bool IsOfClaim(FundMovementKind kind) {
  return kind >= Kind::kReservation && kind <= Kind::kClawbackIn;
}

bool IsDebitAccount(FundAccount account) { return RowOf(account).is_debit; }
bool IsByCounterparty(FundAccount account) { return RowOf(account).by_counterparty; }

void CheckMovementId(absl::string_view id, absl::string_view path, Violations& violations) {
  for (const Violation& v : ViolationsOf(CheckText(id, 1, kNumberCharsMax))) {
    violations.Add(v.reason, path, v.metadata);
  }
  if (absl::StartsWith(id, "#")) {
    violations.Add(Reason::kFieldMalformed, path,
                   {{"got", std::string(id)}, {"want", "no # in front: the ledger's own ids"}});
  }
}

void CheckFundMovement(const FundMovement& movement, absl::string_view path,
                       Violations& violations) {
  CheckMovementId(movement.movement_id, absl::StrCat(path, ".movement_id"), violations);
  if (IsOfClaim(movement.kind)) {
    violations.Add(Reason::kFieldNotAllowed, absl::StrCat(path, ".kind"),
                   {{"why", absl::StrCat(NameOf(movement.kind), " is made by steps of claims")}});
  }
  if (movement.amount.fen() <= 0) {
    violations.Add(Reason::kAmountNotPositive, absl::StrCat(path, ".amount_fen"),
                   {{"got", absl::StrCat(movement.amount.fen())}});
  }
  const bool named = !movement.counterparty.empty();
  if (named) {
    Expect(CheckSlug(movement.counterparty), path, "counterparty", violations);
  } else if (movement.kind != Kind::kUnspecified &&
             PostingOf(movement.kind).counterparty != Counterparty::kMayName) {
    violations.Add(Reason::kFieldRequired, absl::StrCat(path, ".counterparty"));
  }
  Expect(CheckText(movement.bank_reference, 0, kNumberCharsMax), path, "bank_reference",
         violations);
  Expect(CheckText(movement.memo, 0, kReasonCharsMax), path, "memo", violations);
}

void CheckFundReversal(const FundReversal& reversal, absl::string_view path,
                       Violations& violations) {
  CheckMovementId(reversal.movement_id, absl::StrCat(path, ".movement_id"), violations);
  Expect(CheckText(reversal.reverses_id, 1, kNumberCharsMax), path, "reverses_movement_id",
         violations);
  Expect(CheckText(reversal.bank_reference, 0, kNumberCharsMax), path, "bank_reference",
         violations);
  Expect(CheckText(reversal.reason, 1, kReasonCharsMax), path, "reason", violations);
}

void FundAccounts::Post(const FundMovement& movement, int sign) {
  const FundPosting& posting = PostingOf(movement.kind);
  const std::int64_t fen = sign * movement.amount.fen();
  const auto post = [&](Account account, std::int64_t AccountSums::*side) {
    sums_[static_cast<std::size_t>(account)].*side += fen;
    if (IsByCounterparty(account)) parties_[{account, movement.counterparty}].*side += fen;
  };
  post(posting.debit, &AccountSums::debit_fen);
  post(posting.credit, &AccountSums::credit_fen);
  if (posting.also_debit != Account::kUnspecified) {
    post(posting.also_debit, &AccountSums::debit_fen);
    post(posting.also_credit, &AccountSums::credit_fen);
  }
  KindSums& kind = kinds_[PlaceOf(movement.kind)];
  kind.amount_fen += fen;
  kind.count += sign;
}

std::int64_t FundAccounts::balance_fen(FundAccount account) const {
  const AccountSums& both = sums(account);
  const std::int64_t net = both.debit_fen - both.credit_fen;
  return IsDebitAccount(account) ? net : -net;
}

AccountSums FundAccounts::PartySums(FundAccount account, absl::string_view counterparty) const {
  const auto found = parties_.find({account, std::string(counterparty)});
  return found == parties_.end() ? AccountSums() : found->second;
}

FundFigures FundAccounts::figures() const {
  return {.cash_fen = balance_fen(Account::kCash),
          .reserved_fen = balance_fen(Account::kReserved),
          .deposits_fen = balance_fen(Account::kDeposits)};
}

}  // namespace ippledge
