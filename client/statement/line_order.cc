#include "client/statement/line_order.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "absl/numeric/int128.h"

namespace ippledge::client {
namespace {

using Indices = std::vector<std::uint32_t>;
using Lines = std::vector<StatementLine>;

// Running balances that do not follow from the one before.
std::int64_t Breaks(const Lines& lines, const Indices& order, std::optional<Money> opening) {
  std::optional<absl::int128> balance;
  if (opening.has_value()) balance = opening->fen();
  std::int64_t breaks = 0;
  for (const std::uint32_t index : order) {
    const StatementLine& line = lines[index];
    if (balance.has_value()) *balance += line.amount.fen();
    if (!line.balance.has_value()) continue;
    if (balance.has_value() && *balance != line.balance->fen()) ++breaks;
    balance = line.balance->fen();
  }
  return breaks;
}

// True when no day is later than the one before and one is earlier.
bool FallingDates(const Lines& lines) {
  bool falls = false;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    if (lines[i].booking_date > lines[i - 1].booking_date) return false;
    falls = falls || lines[i].booking_date < lines[i - 1].booking_date;
  }
  return falls;
}

Indices Arranged(const Lines& lines, LineOrder how) {
  Indices order(lines.size());
  std::iota(order.begin(), order.end(), 0U);
  if (how == LineOrder::kTurned || how == LineOrder::kTurnedWithinDays) {
    std::reverse(order.begin(), order.end());
  }
  if (how == LineOrder::kTurnedDays || how == LineOrder::kTurnedWithinDays) {
    std::stable_sort(order.begin(), order.end(), [&lines](std::uint32_t a, std::uint32_t b) {
      return lines[a].booking_date < lines[b].booking_date;
    });
  }
  return order;
}

}  // namespace

LineOrder PutInOrder(Statement& statement, std::optional<Money> opening, bool falling_times) {
  Lines& lines = statement.lines;
  statement.turned_round = false;
  const bool balances = std::any_of(lines.begin(), lines.end(), [](const StatementLine& line) {
    return line.balance.has_value();
  });
  const bool falling = falling_times || FallingDates(lines);
  // The likelier way first; the others only where balances can tell.
  std::vector<LineOrder> ways = {falling ? LineOrder::kTurned : LineOrder::kAsItStands};
  if (balances) {
    ways.push_back(falling ? LineOrder::kAsItStands : LineOrder::kTurned);
    ways.push_back(LineOrder::kTurnedDays);
    ways.push_back(LineOrder::kTurnedWithinDays);
  }
  LineOrder best = ways.front();
  Indices best_order;
  std::int64_t fewest = -1;
  for (const LineOrder way : ways) {
    Indices order = Arranged(lines, way);
    const std::int64_t breaks = balances ? Breaks(lines, order, opening) : 0;
    if (fewest >= 0 && breaks >= fewest) continue;
    best = way;
    best_order = std::move(order);
    fewest = breaks;
    if (breaks == 0) break;
  }
  if (best == LineOrder::kAsItStands || lines.size() < 2) return LineOrder::kAsItStands;
  Lines arranged;
  arranged.reserve(lines.size());
  for (const std::uint32_t index : best_order) arranged.push_back(std::move(lines[index]));
  lines = std::move(arranged);
  statement.turned_round = true;
  return best;
}

}  // namespace ippledge::client
