#include "tests/testing/fund_messages.h"

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "ledger/check.h"

namespace ippledge {

FundFigures FundFiguresOf(const v1::FundFigures& message) {
  const FundFigures figures{.cash_fen = message.cash_fen(),
                            .reserved_fen = message.reserved_fen(),
                            .deposits_fen = message.deposits_fen()};
  IPPLEDGE_CHECK(message.available_fen() == figures.available_fen());
  return figures;
}

ShownFund ShownFundOf(const v1::GetFundResponse& message) {
  ShownFund shown;
  shown.figures = FundFiguresOf(message.figures());
  IPPLEDGE_CHECK(message.accounts_size() == kFundAccountCount - 1);
  const auto add = [&](const std::string& name, const auto& sums) {
    shown.accounts.push_back({name, {sums.debit_fen(), sums.credit_fen()}, sums.balance_fen()});
  };
  for (const v1::FundAccountBalance& account : message.accounts()) {
    if (account.debit_fen() == 0 && account.credit_fen() == 0) continue;
    const std::string name(NameOf(static_cast<FundAccount>(account.account())));
    add(name, account);
    for (const v1::FundPartyBalance& party : account.parties()) {
      if (!party.counterparty().empty()) add(absl::StrCat(name, " ", party.counterparty()), party);
    }
  }
  for (const v1::FundKindSum& kind : message.kinds()) {
    shown.kinds.emplace_back(static_cast<FundMovementKind>(kind.kind()),
                             KindSums{kind.amount_fen(), kind.count()});
  }
  return shown;
}

ShownMovement ShownMovementOf(const v1::RecordedMovement& message) {
  const v1::FundMovement& movement = message.movement();
  ShownMovement shown;
  shown.movement = {.movement_id = movement.movement_id(),
                    .kind = static_cast<FundMovementKind>(movement.kind()),
                    .amount = Money::OfFen(std::abs(movement.amount_fen())),
                    .date = *Date::Parse(movement.movement_date()),
                    .counterparty = movement.counterparty(),
                    .bank_reference = movement.bank_reference(),
                    .memo = movement.memo()};
  const FundPosting& posting = PostingOf(shown.movement.kind);
  IPPLEDGE_CHECK(static_cast<int>(posting.debit) == message.debit_account());
  IPPLEDGE_CHECK(static_cast<int>(posting.credit) == message.credit_account());
  shown.takes_back = movement.amount_fen() < 0;
  shown.entry = message.entry();
  shown.reverses_id = message.reverses_movement_id();
  shown.reversed_by = message.reversed_by_entry();
  shown.after = FundFiguresOf(message.after());
  return shown;
}

}  // namespace ippledge
