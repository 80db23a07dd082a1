// engine/fair_queue.h: a queue in which nobody waits behind all that another has queued.
//
// Each caller has a line, first in, first out, and the lines take turns. A turn is worth so much of
// cost; what is taken in one piece beyond that is paid with the turns after. So who comes with one
// row waits for a turn of each other caller, however long their lines are, and a caller alone gets
// everything. A line that is empty is forgotten, with its debt.
//
// It is full at `cost_max`, or at less where its user says so. But a guest, who has nothing or less
// than a kGuests-th of that waiting, finds room until it holds twice as much: few callers cannot
// fill it for all. Not thread-safe: for use under a mutex.
#pragma once

#include <cstdint>
#include <deque>
#include <iterator>
#include <list>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "ledger/check.h"

namespace ippledge::engine {

template <typename T>
class FairQueue {
 public:
  // `turn`: of cost, above 0.
  FairQueue(int turn, int cost_max) : turn_(turn), cost_max_(cost_max) {}

  // Whether there is room for an item of that caller.
  bool HasRoom(absl::string_view caller, int cost) const {
    return HasRoom(caller, cost, cost_max_);
  }
  // The same of a queue that is full at `full`, which is at most cost_max.
  bool HasRoom(absl::string_view caller, int cost, std::int64_t full) const {
    if (cost_ + cost <= full) return true;
    if (cost > cost_max_ || cost_ + cost > 2 * full) return false;
    const auto found = lines_.find(caller);
    return found == lines_.end() || found->second->cost + cost <= full / kGuests;
  }

  void Push(absl::string_view caller, int cost, T item) {
    const auto [found, is_new] = lines_.try_emplace(std::string(caller));
    if (is_new) {
      turns_.push_back({.caller = found->first, .items = {}, .credit = turn_, .cost = 0});
      found->second = std::prev(turns_.end());
    }
    found->second->items.emplace_back(cost, std::move(item));
    found->second->cost += cost;
    cost_ += cost;
  }

  // The next item. Precondition: not empty.
  T Pop() {
    IPPLEDGE_CHECK(!empty());
    while (turns_.front().credit <= 0) {
      turns_.front().credit += turn_;
      turns_.splice(turns_.end(), turns_, turns_.begin());
    }
    Line& line = turns_.front();
    auto [cost, item] = std::move(line.items.front());
    line.items.pop_front();
    line.credit -= cost;
    line.cost -= cost;
    cost_ -= cost;
    if (line.items.empty()) {
      lines_.erase(line.caller);
      turns_.pop_front();
    }
    return std::move(item);
  }

  bool empty() const { return turns_.empty(); }
  // Of all items.
  std::int64_t cost() const { return cost_; }

 private:
  static constexpr int kGuests = 16;

  struct Line {
    std::string caller;
    std::deque<std::pair<int, T>> items;
    int credit = 0;  // of its turn
    int cost = 0;    // of its items
  };

  const int turn_;
  const int cost_max_;
  std::list<Line> turns_;  // whose turn it is first
  absl::flat_hash_map<std::string, typename std::list<Line>::iterator> lines_;
  std::int64_t cost_ = 0;  // of all items
};

}  // namespace ippledge::engine
