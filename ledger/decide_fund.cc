#include "ledger/decide_fund.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/decide_checks.h"
#include "ledger/decide_reconciliation.h"
#include "ledger/limits.h"
#include "ledger/status_macros.h"

namespace ippledge {
namespace {

absl::Status CheckCounterparty(const Programme& programme, const FundMovement& movement) {
  constexpr absl::string_view kField = "movement.counterparty";
  if (movement.counterparty.empty() || programme.FindBody(movement.counterparty) != nullptr) {
    return absl::OkStatus();
  }
  if (PostingOf(movement.kind).counterparty == Counterparty::kBank) {
    return Refuse(Reason::kBankUnknown, kField, {{"bank", movement.counterparty}});
  }
  return Refuse(Reason::kBodyUnknown, kField, {{"body_id", movement.counterparty}});
}

absl::Status CheckCounterpartyKind(const Programme& programme, const FundMovement& movement) {
  if (PostingOf(movement.kind).counterparty != Counterparty::kBank) return absl::OkStatus();
  const BodyKind kind = programme.FindBody(movement.counterparty)->body.kind;
  if (kind == BodyKind::kPartnerBank) return absl::OkStatus();
  return Refuse(Reason::kNotAPartnerBank, "movement.counterparty",
                {{"bank", movement.counterparty}, {"kind", std::string(NameOf(kind))}});
}

// Our acts take neither what is available nor a deposit below zero. `after` is `before` with the
// movement; what it lowers is what it asks for.
absl::Status CheckMoney(const FundAccounts& before, const FundAccounts& after,
                        const FundMovement& movement) {
  // What the bank did is a fact, whatever it leaves.
  if (movement.kind == FundMovementKind::kTakenByBank) return absl::OkStatus();
  const FundFigures had = before.figures();
  const FundFigures has = after.figures();
  if (has.available_fen() < 0 && has.available_fen() < had.available_fen()) {
    return Refuse(Reason::kAvailableExceeded, "",
                  {{"limit", absl::StrCat(had.cash_fen)},
                   {"used", absl::StrCat(had.reserved_fen)},
                   {"asked", absl::StrCat(movement.amount.fen())},
                   {"remaining", absl::StrCat(had.available_fen())}});
  }
  const AccountSums deposits = after.PartySums(FundAccount::kDeposits, movement.counterparty);
  if (deposits.debit_fen >= deposits.credit_fen) return absl::OkStatus();
  const AccountSums placed = before.PartySums(FundAccount::kDeposits, movement.counterparty);
  return Refuse(Reason::kDepositExceeded, "",
                {{"bank", movement.counterparty},
                 {"limit", absl::StrCat(placed.debit_fen)},
                 {"used", absl::StrCat(placed.credit_fen)},
                 {"asked", absl::StrCat(movement.amount.fen())},
                 {"remaining", absl::StrCat(placed.debit_fen - placed.credit_fen)}});
}

// Only what a movement adds to can become too large: a reversal never.
absl::Status CheckRange(const FundAccounts& before, const FundMovement& movement) {
  const FundPosting& posting = PostingOf(movement.kind);
  const std::int64_t asked = movement.amount.fen();
  const std::pair<FundAccount, std::int64_t> used[] = {
      {posting.debit, before.sums(posting.debit).debit_fen},
      {posting.credit, before.sums(posting.credit).credit_fen}};
  for (const auto& [account, fen] : used) {
    if (fen <= Money::kFenMax - asked) continue;
    return Refuse(Reason::kTotalOutOfRange, "movement.amount_fen",
                  {{"measure", std::string(NameOf(account))},
                   {"limit", absl::StrCat(Money::kFenMax)},
                   {"used", absl::StrCat(fen)},
                   {"asked", absl::StrCat(asked)}});
  }
  return absl::OkStatus();
}

absl::Status Exists(const RecordedMovement& known, absl::string_view field) {
  return Refuse(Reason::kMovementExists, field, {{"first_entry", absl::StrCat(known.entry)}});
}

Decision AlreadyRecorded(const RecordedMovement& known) {
  return {.events = {}, .already_recorded_entry = known.entry};
}

}  // namespace

absl::StatusOr<Decision> DecideFund(const Books& books, const Caller& caller,
                                    const RecordFundMovement& c) {
  const FundMovement& movement = c.movement;
  IPPLEDGE_RETURN_IF_ERROR(MayMoveFund(caller, TakesCashOut(movement.kind)));
  const Programme& programme = books.programme;
  const RecordedMovement* known = books.FindMovement(movement.movement_id);
  if (known != nullptr && known->reverses_entry == 0 && known->movement == movement) {
    return AlreadyRecorded(*known);
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckCounterparty(programme, movement));
  if (known != nullptr) return Exists(*known, "movement.movement_id");
  IPPLEDGE_RETURN_IF_ERROR(CheckCounterpartyKind(programme, movement));
  const FundAccounts& before = programme.fund.accounts();
  FundAccounts after = before;
  after.Post(movement, +1);
  IPPLEDGE_RETURN_IF_ERROR(CheckMoney(before, after, movement));
  IPPLEDGE_RETURN_IF_ERROR(CheckNotFuture(programme, movement.date, "movement.movement_date"));
  IPPLEDGE_RETURN_IF_ERROR(CheckPeriodsOpen(programme, {movement}, "movement.movement_date"));
  IPPLEDGE_RETURN_IF_ERROR(CheckMovementRoom(programme.fund, "movement"));
  IPPLEDGE_RETURN_IF_ERROR(CheckRange(before, movement));
  Decision decision;
  decision.events.emplace_back(FundMovementRecorded{c, after.figures()});
  return decision;
}

absl::StatusOr<Decision> DecideFund(const Books& books, const Caller& caller,
                                    const ReverseFundMovement& c) {
  const FundReversal& reversal = c.reversal;
  IPPLEDGE_RETURN_IF_ERROR(MayMoveFund(caller, /*two_persons=*/true));
  const FundBook& fund = books.programme.fund;
  const RecordedMovement* known = books.FindMovement(reversal.movement_id);
  const RecordedMovement* reversed = books.FindMovement(reversal.reverses_id);
  const bool same = known != nullptr && reversed != nullptr &&
                    known->reverses_entry == reversed->entry &&
                    known->movement.bank_reference == reversal.bank_reference &&
                    known->movement.memo == reversal.reason;
  if (same) return AlreadyRecorded(*known);
  if (reversed == nullptr) {
    return Refuse(Reason::kMovementUnknown, "reversal.reverses_movement_id",
                  {{"movement_id", reversal.reverses_id}});
  }
  if (known != nullptr) return Exists(*known, "reversal.movement_id");
  if (reversed->reverses_entry > 0) {
    return Refuse(
        Reason::kMovementIsReversal, "reversal.reverses_movement_id",
        {{"movement_id", reversal.reverses_id}, {"entry", absl::StrCat(reversed->entry)}});
  }
  if (IsOfClaim(reversed->movement.kind)) {
    return Refuse(Reason::kMovementIsOfClaim, "reversal.reverses_movement_id",
                  {{"movement_id", reversal.reverses_id},
                   {"kind", std::string(NameOf(reversed->movement.kind))}});
  }
  if (const std::int64_t by = fund.ReversedBy(reversed->entry); by > 0) {
    return Refuse(Reason::kMovementAlreadyReversed, "reversal.reverses_movement_id",
                  {{"movement_id", reversal.reverses_id}, {"first_entry", absl::StrCat(by)}});
  }
  FundAccounts after = fund.accounts();
  after.Post(reversed->movement, -1);
  IPPLEDGE_RETURN_IF_ERROR(CheckMoney(fund.accounts(), after, reversed->movement));
  // A month that is closed stays as it is: its correction counts today.
  std::optional<Date> date;
  FundMovement today = reversed->movement;
  if (!CheckPeriodsOpen(books.programme, {today}, "").ok()) {
    today.date = books.programme.today;
    date = today.date;
    IPPLEDGE_RETURN_IF_ERROR(
        CheckPeriodsOpen(books.programme, {today}, "reversal.reverses_movement_id"));
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckMovementRoom(fund, "reversal"));
  Decision decision;
  decision.events.emplace_back(FundMovementReversed{c, reversed->entry, after.figures(), date});
  return decision;
}

}  // namespace ippledge
