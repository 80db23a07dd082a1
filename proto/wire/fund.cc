#include "proto/wire/fund.h"

#include <utility>

#include "ippledge/v1/fund_service.pb.h"
#include "proto/wire/write_request.h"

namespace ippledge::wire {
namespace {

// The numbers of the ledger's lists are those of the API.
static_assert(kFundAccountCount == v1::FundAccount_ARRAYSIZE);
static_assert(kFundMovementKindCount == v1::FundMovementKind_ARRAYSIZE);

std::optional<FundMovement> ParseMovement(const v1::FundMovement& message, Violations& violations) {
  Violations found;
  Violations shape;
  const FieldReader reader("movement", found);
  std::optional<FundMovement> movement(std::in_place);
  reader.ExpectKnown(message);
  movement->movement_id = message.movement_id();
  movement->kind =
      reader.ReadEnum<FundMovementKind>(message.kind(), kFundMovementKindCount, "kind");
  movement->amount = reader.ReadPositive(message.amount_fen(), "amount_fen");
  movement->date = reader.ReadDate(message.movement_date(), "movement_date").value_or(Date());
  movement->counterparty = message.counterparty();
  movement->bank_reference = message.bank_reference();
  movement->memo = message.memo();
  CheckFundMovement(*movement, "movement", shape);
  if (!Merge(found, shape, violations)) movement.reset();
  return movement;
}

std::optional<FundReversal> ParseReversal(const v1::FundReversal& message, Violations& violations) {
  Violations found;
  Violations shape;
  const FieldReader reader("reversal", found);
  std::optional<FundReversal> reversal(std::in_place);
  reader.ExpectKnown(message);
  reversal->movement_id = message.movement_id();
  reversal->reverses_id = message.reverses_movement_id();
  reversal->bank_reference = message.bank_reference();
  reversal->reason = message.reason();
  CheckFundReversal(*reversal, "reversal", shape);
  if (!Merge(found, shape, violations)) reversal.reset();
  return reversal;
}

// Sums of an account, or of its part of one counterparty.
template <typename Message>
void FormatSums(FundAccount account, const AccountSums& sums, Message& message) {
  const std::int64_t net = sums.debit_fen - sums.credit_fen;
  message.set_debit_fen(sums.debit_fen);
  message.set_credit_fen(sums.credit_fen);
  message.set_balance_fen(IsDebitAccount(account) ? net : -net);
}

}  // namespace

absl::StatusOr<Write> ParseWrite(const v1::RecordMovementRequest& request) {
  return ParseRequest(request,
                      [&](const FieldReader& reader, Violations& violations, Command& command) {
                        if (!reader.Require(request.has_movement(), "movement")) return;
                        auto movement = ParseMovement(request.movement(), violations);
                        if (movement) command = RecordFundMovement{*std::move(movement)};
                      });
}

absl::StatusOr<Write> ParseWrite(const v1::ReverseMovementRequest& request) {
  return ParseRequest(request,
                      [&](const FieldReader& reader, Violations& violations, Command& command) {
                        if (!reader.Require(request.has_reversal(), "reversal")) return;
                        auto reversal = ParseReversal(request.reversal(), violations);
                        if (reversal) command = ReverseFundMovement{*std::move(reversal)};
                      });
}

bool MovementFilter::Matches(const FundMovement& movement) const {
  return (kind == FundMovementKind::kUnspecified || kind == movement.kind) &&
         (counterparty.empty() || counterparty == movement.counterparty) &&
         (!from || *from <= movement.date) && (!through || movement.date <= *through);
}

absl::StatusOr<MovementFilter> ParseMovementQuery(const v1::MovementQuery& message) {
  Violations violations;
  const FieldReader reader("query", violations);
  MovementFilter filter;
  filter.at = message.at();
  filter.kind =
      reader.ReadOptionalEnum<FundMovementKind>(message.kind(), kFundMovementKindCount, "kind");
  filter.counterparty = message.counterparty();
  filter.from = reader.ReadOptionalDate(message.from_date(), "from_date");
  filter.through = reader.ReadOptionalDate(message.through_date(), "through_date");
  if (!violations.empty()) return violations.ToStatus();
  return filter;
}

void FormatFundMovement(const FundMovement& movement, v1::FundMovement& message) {
  message.set_movement_id(movement.movement_id);
  message.set_kind(static_cast<v1::FundMovementKind>(movement.kind));
  message.set_amount_fen(movement.amount.fen());
  message.set_movement_date(movement.date.ToString());
  message.set_counterparty(movement.counterparty);
  message.set_bank_reference(movement.bank_reference);
  message.set_memo(movement.memo);
}

void FormatFundReversal(const FundReversal& reversal, v1::FundReversal& message) {
  message.set_movement_id(reversal.movement_id);
  message.set_reverses_movement_id(reversal.reverses_id);
  message.set_bank_reference(reversal.bank_reference);
  message.set_reason(reversal.reason);
}

void FormatFundFigures(const FundFigures& figures, v1::FundFigures& message) {
  message.set_cash_fen(figures.cash_fen);
  message.set_reserved_fen(figures.reserved_fen);
  message.set_available_fen(figures.available_fen());
  message.set_deposits_fen(figures.deposits_fen);
}

void FormatFundAccounts(const FundAccounts& accounts, v1::GetFundResponse& message) {
  FormatFundFigures(accounts.figures(), *message.mutable_figures());
  for (int i = 1; i < kFundAccountCount; ++i) {
    const auto account = static_cast<FundAccount>(i);
    v1::FundAccountBalance& balance = *message.add_accounts();
    balance.set_account(static_cast<v1::FundAccount>(i));
    FormatSums(account, accounts.sums(account), balance);
  }
  for (const auto& [key, sums] : accounts.parties()) {
    const auto& [account, counterparty] = key;
    v1::FundPartyBalance& party =
        *message.mutable_accounts(static_cast<int>(account) - 1)->add_parties();
    party.set_counterparty(counterparty);
    FormatSums(account, sums, party);
  }
  for (int i = 1; i < kFundMovementKindCount; ++i) {
    const KindSums& sums = accounts.sums(static_cast<FundMovementKind>(i));
    if (sums.count == 0) continue;
    v1::FundKindSum& kind = *message.add_kinds();
    kind.set_kind(static_cast<v1::FundMovementKind>(i));
    kind.set_amount_fen(sums.amount_fen);
    kind.set_count(sums.count);
  }
}

void FormatRecordedMovement(const FundBook& fund, std::size_t place, std::int64_t position,
                            v1::RecordedMovement& message) {
  const RecordedMovement& recorded = *fund.at(place);
  FormatFundMovement(recorded.movement, *message.mutable_movement());
  message.mutable_movement()->set_amount_fen(recorded.sign() * recorded.movement.amount.fen());
  message.set_entry(recorded.entry);
  const FundPosting& posting = PostingOf(recorded.movement.kind);
  message.set_debit_account(static_cast<v1::FundAccount>(posting.debit));
  message.set_credit_account(static_cast<v1::FundAccount>(posting.credit));
  message.set_also_debit_account(static_cast<v1::FundAccount>(posting.also_debit));
  message.set_also_credit_account(static_cast<v1::FundAccount>(posting.also_credit));
  if (recorded.reverses_entry > 0) {
    message.set_reverses_movement_id(fund.OfEntry(recorded.reverses_entry)->movement.movement_id);
  }
  const std::int64_t reversed_by = fund.ReversedBy(recorded.entry);
  if (reversed_by <= position) message.set_reversed_by_entry(reversed_by);
  FormatFundFigures(recorded.after, *message.mutable_after());
}

}  // namespace ippledge::wire
