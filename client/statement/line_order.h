// client/statement/line_order.h: lines of a statement into the order in which the bank booked them.
//
// Running balances tell; where there are none, or they fit both ways, days and times do. One
// thread.
#pragma once

#include <optional>

#include "client/statement/statement.h"
#include "ledger/money.h"

namespace ippledge::client {

enum class LineOrder : unsigned char {
  kAsItStands,
  kTurned,           // newest first
  kTurnedDays,       // newest day first, each day as it was booked
  kTurnedWithinDays  // oldest day first, each day turned round
};

// Arranges statement.lines and sets turned_round. `opening` is the balance before, where it is
// known; `falling_times` as in StatedFacts. Where no order fits, the one that fits best by the
// balances is taken, of equal ones that which the dates tell.
LineOrder PutInOrder(Statement& statement, std::optional<Money> opening, bool falling_times);

}  // namespace ippledge::client
