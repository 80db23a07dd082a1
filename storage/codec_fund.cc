#include "storage/codec_fund.h"

#include <algorithm>
#include <tuple>

#include "storage/codec_events.h"

namespace ippledge::storage {

void Store(const FundFigures& figures, stored::v1::FundFigures& message) {
  message.set_cash_fen(figures.cash_fen);
  message.set_reserved_fen(figures.reserved_fen);
  message.set_deposits_fen(figures.deposits_fen);
}

void Read(const stored::v1::FundFigures& message, CodecReader& reader, FundFigures& figures) {
  reader.ExpectKnown(message);
  figures.cash_fen = message.cash_fen();
  figures.reserved_fen = message.reserved_fen();
  figures.deposits_fen = message.deposits_fen();
}

namespace {

// An entry made before there was TAKEN_BY_BANK keeps its bytes: while it is 0 it is not written.
constexpr std::size_t kAccountsAtFirst = 15;
static_assert(std::tuple_size_v<decltype(FundTotals::net_fen)> == kAccountsAtFirst + 1);

}  // namespace

void Store(const FundTotals& totals, stored::v1::FundTotals& message) {
  message.set_movements(totals.movements);
  const auto end = totals.net_fen.end() - (totals.net_fen.back() == 0 ? 1 : 0);
  message.mutable_net_fen()->Add(totals.net_fen.begin(), end);
}

void Read(const stored::v1::FundTotals& message, CodecReader& reader, FundTotals& totals) {
  reader.ExpectKnown(message);
  reader.Expect(message.movements() > 0, "count of movements");
  totals.movements = message.movements();
  const auto size = static_cast<std::size_t>(message.net_fen_size());
  if (size > totals.net_fen.size()) return reader.Newer("accounts of the fund");
  totals.net_fen.fill(0);
  // The last one is written only when it is not 0.
  if (size < kAccountsAtFirst || (size > kAccountsAtFirst && *message.net_fen().rbegin() == 0)) {
    return reader.Lose("accounts of the fund");
  }
  std::copy(message.net_fen().begin(), message.net_fen().end(), totals.net_fen.begin());
}

void Store(const FundMovementRecorded& event, stored::v1::FundMovementRecorded& message) {
  const FundMovement& movement = event.what.movement;
  message.set_movement_id(movement.movement_id);
  message.set_kind(static_cast<std::int32_t>(movement.kind));
  message.set_amount_fen(movement.amount.fen());
  message.set_date(movement.date.days());
  message.set_counterparty(movement.counterparty);
  message.set_bank_reference(movement.bank_reference);
  message.set_memo(movement.memo);
  Store(event.after, *message.mutable_after());
}

void Read(const stored::v1::FundMovementRecorded& message, CodecReader& reader,
          FundMovementRecorded& event) {
  reader.ExpectKnown(message);
  reader.Expect(!message.movement_id().empty(), "movement without an id");
  reader.Expect(message.has_after(), "movement without what the fund has");
  FundMovement& movement = event.what.movement;
  movement.movement_id = message.movement_id();
  movement.kind =
      reader.ReadEnum<FundMovementKind>(message.kind(), kFundMovementKindCount, "kind of movement");
  movement.amount = reader.ReadMoney(message.amount_fen());
  movement.date = reader.ReadDate(message.date());
  movement.counterparty = message.counterparty();
  movement.bank_reference = message.bank_reference();
  movement.memo = message.memo();
  Read(message.after(), reader, event.after);
}

void Store(const FundMovementReversed& event, stored::v1::FundMovementReversed& message) {
  const FundReversal& reversal = event.what.reversal;
  message.set_movement_id(reversal.movement_id);
  message.set_reverses_id(reversal.reverses_id);
  message.set_bank_reference(reversal.bank_reference);
  message.set_reason(reversal.reason);
  message.set_reverses_entry(event.reverses_entry);
  if (event.date) message.set_date(event.date->days());
  Store(event.after, *message.mutable_after());
}

void Read(const stored::v1::FundMovementReversed& message, CodecReader& reader,
          FundMovementReversed& event) {
  reader.ExpectKnown(message);
  reader.Expect(!message.movement_id().empty() && !message.reverses_id().empty(),
                "reversal without an id");
  reader.Expect(message.has_after(), "reversal without what the fund has");
  FundReversal& reversal = event.what.reversal;
  reversal.movement_id = message.movement_id();
  reversal.reverses_id = message.reverses_id();
  reversal.bank_reference = message.bank_reference();
  reversal.reason = message.reason();
  event.reverses_entry = reader.ReadEntry(message.reverses_entry());
  if (message.has_date()) event.date = reader.ReadDate(message.date());
  Read(message.after(), reader, event.after);
}

}  // namespace ippledge::storage
