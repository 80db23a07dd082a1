#include "ledger/fund_book.h"

#include <utility>

#include "ledger/check.h"

namespace ippledge {

void FundBook::Add(RecordedMovement movement) {
  IPPLEDGE_CHECK(size() == 0 || at(size() - 1)->entry <= movement.entry);
  if (movement.reverses_entry > 0) {
    const RecordedMovement* reversed = OfEntry(movement.reverses_entry);
    IPPLEDGE_CHECK(reversed != nullptr && reversed->reverses_entry == 0);
    IPPLEDGE_CHECK(reversed_by_.emplace(reversed->entry, movement.entry).second);
    movement.movement.kind = reversed->movement.kind;
    movement.movement.amount = reversed->movement.amount;
    if (movement.movement.date == Date()) movement.movement.date = reversed->movement.date;
    movement.movement.counterparty = reversed->movement.counterparty;
  }
  accounts_.Post(movement.movement, movement.sign());
  movement.after = accounts_.figures();
  open_.push_back(std::make_shared<const RecordedMovement>(std::move(movement)));
  if (open_.size() < kChunkMovements) return;
  full_.push_back(std::make_shared<const Chunk>(std::exchange(open_, {})));
}

const MovementRef& FundBook::at(std::size_t place) const {
  const std::size_t chunk = place / kChunkMovements;
  return chunk < full_.size() ? (*full_[chunk])[place % kChunkMovements]
                              : open_[place % kChunkMovements];
}

std::size_t FundBook::PlaceOf(std::int64_t entry) const {
  std::size_t low = 0;
  std::size_t high = size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (at(middle)->entry < entry) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

const RecordedMovement* FundBook::OfEntry(std::int64_t entry) const {
  const std::size_t place = PlaceOf(entry);
  if (place == size() || at(place)->entry != entry) return nullptr;
  return at(place).get();
}

std::int64_t FundBook::ReversedBy(std::int64_t entry) const {
  const auto found = reversed_by_.find(entry);
  return found == reversed_by_.end() ? 0 : found->second;
}

FundAccounts FundBook::AccountsAt(std::int64_t at_entry, std::optional<Date> as_of) const {
  const std::size_t end = PlaceOf(at_entry + 1);
  if (end == size() && !as_of) return accounts_;
  FundAccounts accounts;
  for (std::size_t i = 0; i < end; ++i) {
    const RecordedMovement& movement = *at(i);
    if (as_of && movement.movement.date > *as_of) continue;
    accounts.Post(movement.movement, movement.sign());
  }
  return accounts;
}

std::optional<FundTotals> FundBook::totals() const {
  if (size() == 0) return std::nullopt;
  FundTotals totals;
  totals.movements = static_cast<std::int64_t>(size());
  for (std::size_t i = 0; i < totals.net_fen.size(); ++i) {
    const AccountSums& sums = accounts_.sums(static_cast<FundAccount>(i + 1));
    totals.net_fen[i] = sums.debit_fen - sums.credit_fen;
  }
  return totals;
}

}  // namespace ippledge
