// tests/ledger/bank_history.h: random payments of a fund, and what its bank makes of them.
//
// The bank is late by up to eight days, merges, splits, names the wrong payment or none, writes
// wrong amounts, writes lines twice and takes them back. Which items belong together is known.
// Equal seeds give equal histories.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/ledger/matching_items.h"

namespace ippledge {

// Items of a group belong together; what is of no other item is alone in its group.
struct TrueLine {
  LineAt line;
  int group = 0;
};
struct TrueMovement {
  MovementAt movement;
  int group = 0;
};

struct FundHabits {
  int payments = 300;
  int days = 365;
  int parties = 20;
  int round_amounts = 50;         // percent; of 10,000.00 and its multiples
  int round_amounts_differ = 50;  // so many of them
};

class BankHistory {
 public:
  BankHistory(std::uint64_t seed, const FundHabits& habits) : random_(seed), habits_(habits) {
    for (int i = 0; i < habits.payments; ++i) HappenSomething();
    for (const std::size_t i : wrongly_named_) NameAnother(lines_[i].line);
    std::stable_sort(lines_.begin(), lines_.end(),
                     [](const TrueLine& a, const TrueLine& b) { return a.line.day < b.line.day; });
    std::stable_sort(movements_.begin(), movements_.end(),
                     [](const TrueMovement& a, const TrueMovement& b) {
                       return a.movement.day < b.movement.day;
                     });
    for (std::size_t i = 0; i < movements_.size(); ++i) {
      const auto reversal = book_reversals_.find(movements_[i].group);
      if (reversal == book_reversals_.end()) continue;
      if (reversal->second >= 0) {
        movements_[i].movement.reversal_of = reversal->second;
        movements_[static_cast<std::size_t>(reversal->second)].movement.reversal_of =
            static_cast<std::ptrdiff_t>(i);
      }
      reversal->second = static_cast<std::ptrdiff_t>(i);
    }
  }

  const std::vector<TrueLine>& lines() const { return lines_; }
  const std::vector<TrueMovement>& movements() const { return movements_; }

 private:
  int Below(int n) { return static_cast<int>(random_() % static_cast<std::uint64_t>(n)); }
  bool Percent(int n) { return Below(100) < n; }

  std::int64_t AnyAmount() {
    const std::int64_t fen = Percent(habits_.round_amounts)
                                 ? 1'000'000LL * (1 + Below(habits_.round_amounts_differ))
                                 : 1'000 + Below(90'000'000);
    return Percent(60) ? -fen : fen;
  }
  MovementAt AnyMovement() {
    return {.day = Below(habits_.days),
            .fen = AnyAmount(),
            .id = absl::StrCat("PO2024", 100000 + ++number_),
            .party = Percent(90) ? absl::StrCat("bank-", Below(habits_.parties)) : ""};
  }
  // One day late at most, or up to eight.
  int AnyDelay() { return Percent(75) ? Below(2) : Below(9); }

  // The line of a movement, without its number.
  LineAt LineOf(const MovementAt& movement) {
    LineAt line{.day = movement.day + AnyDelay(), .fen = movement.fen};
    line.reference = absl::StrCat("FT", 700000 + ++number_);
    if (Percent(70)) line.party = movement.party;
    // Words that say nothing of the movement: a date, the account of the party.
    if (Percent(40)) line.numbers = absl::StrCat(20240600 + line.day % 30);
    if (Percent(30)) absl::StrAppend(&line.numbers, " 62", movement.party);
    return line;
  }
  // Writes the numbers into the line, where and if the bank does so.
  void Name(LineAt& line, const std::vector<std::string>& ids) {
    const int where = Below(10);
    if (where < 4 && ids.size() == 1) {
      line.own = ids[0];
    } else if (where < 7) {
      absl::StrAppend(&line.numbers, " ", absl::StrJoin(ids, " "));
    } else if (where < 8) {
      line.own = Percent(50) ? "NONREF" : ids[0];
    }
  }
  void Book(MovementAt movement, const LineAt& line) {
    if (Percent(40)) movement.reference = line.reference;
    movements_.push_back({std::move(movement), group_});
  }
  void Say(LineAt line) { lines_.push_back({std::move(line), group_}); }

  void HappenSomething() {
    ++group_;
    const int what = Below(100);
    if (what < 62) {
      Plain();
    } else if (what < 70) {
      Merged();
    } else if (what < 77) {
      Split();
    } else if (what < 80) {
      WrongAmount();
    } else if (what < 85) {
      wrongly_named_.push_back(lines_.size());
      Plain();
    } else if (what < 90) {
      Doubled();
    } else if (what < 93) {
      movements_.push_back({AnyMovement(), group_});  // still on its way
    } else if (what < 95) {
      ReversedInTheBook();
    } else {
      Unexplained();
    }
  }

  void Plain() {
    const MovementAt movement = AnyMovement();
    LineAt line = LineOf(movement);
    Name(line, {movement.id});
    Book(movement, line);
    Say(line);
  }

  void Merged() {
    std::vector<MovementAt> parts = {AnyMovement()};
    const int count = 2 + Below(2);
    while (static_cast<int>(parts.size()) < count) {
      MovementAt part = AnyMovement();
      part.day = parts[0].day + Below(3);
      part.party = parts[0].party;
      if ((part.fen < 0) != (parts[0].fen < 0)) part.fen = -part.fen;
      parts.push_back(part);
    }
    LineAt line = LineOf(parts.back());
    std::vector<std::string> ids;
    line.fen = 0;
    for (const MovementAt& part : parts) {
      line.fen += part.fen;
      ids.push_back(part.id);
    }
    if (Percent(30)) ids.resize(1);
    Name(line, ids);
    const bool booked = Percent(40);
    for (MovementAt& part : parts) {
      if (booked) part.reference = line.reference;
      movements_.push_back({part, group_});
    }
    Say(line);
  }

  void Split() {
    const MovementAt movement = AnyMovement();
    LineAt first = LineOf(movement);
    first.fen = movement.fen / 100 * (10 + Below(80));
    Name(first, {movement.id});
    LineAt second = first;
    second.day += Below(3);
    second.fen = movement.fen - first.fen;
    if (Percent(50)) second.reference = absl::StrCat("FT", 700000 + ++number_);
    if (Percent(10)) second.own = second.numbers = "";
    Book(movement, first);
    Say(first);
    Say(second);
  }

  void WrongAmount() {
    const MovementAt movement = AnyMovement();
    LineAt line = LineOf(movement);
    Name(line, {movement.id});
    line.fen += Percent(50) ? 100 : line.fen / 10;
    Book(movement, line);
    Say(line);
    if (Percent(50)) return;
    // The bank sees it: back, and once more.
    LineAt back = line;
    back.day += 1;
    back.fen = -line.fen;
    back.reversal = true;
    back.reference = absl::StrCat("FT", 700000 + ++number_);
    LineAt again = line;
    again.day = back.day + Below(3);
    again.fen = movement.fen;
    again.reference = absl::StrCat("FT", 700000 + ++number_);
    Say(back);
    Say(again);
  }

  void Doubled() {
    const MovementAt movement = AnyMovement();
    LineAt line = LineOf(movement);
    Name(line, {movement.id});
    LineAt twin = line;
    twin.day += Below(3);
    if (Percent(60)) twin.reference = absl::StrCat("FT", 700000 + ++number_);
    Book(movement, line);
    Say(line);
    Say(twin);
    if (Percent(10)) return;  // not noticed yet
    LineAt back = twin;
    back.day += Below(6);
    back.fen = -twin.fen;
    back.reversal = true;
    const int names = Below(3);
    if (names != 0) back.reference = absl::StrCat("FT", 700000 + ++number_);
    if (names == 2) back.own = back.numbers = "";
    Say(back);
  }

  void ReversedInTheBook() {
    MovementAt movement = AnyMovement();
    movements_.push_back({movement, group_});
    movement.day += Below(5);
    movement.fen = -movement.fen;
    movement.id = absl::StrCat("PO2024", 100000 + ++number_);
    movements_.push_back({movement, group_});
    book_reversals_[group_] = -1;
  }

  // A fee, interest, money of nobody.
  void Unexplained() {
    LineAt line{.day = Below(habits_.days), .reference = absl::StrCat("FT", 700000 + ++number_)};
    const int what = Below(3);
    line.fen = what == 0 ? -500 * (1 + Below(3)) : what == 1 ? 1 + Below(3'000'000) : AnyAmount();
    if (what == 2) line.party = absl::StrCat("bank-", Below(habits_.parties));
    Say(line);
  }

  // Of another amount: with the right one nobody could see it.
  void NameAnother(LineAt& line) {
    const auto n = static_cast<int>(movements_.size());
    const MovementAt& another = movements_[static_cast<std::size_t>(Below(n))].movement;
    if (another.fen != line.fen) line.own = another.id;
  }

  std::mt19937_64 random_;
  FundHabits habits_;
  int number_ = 0;
  int group_ = 0;
  std::vector<TrueLine> lines_;
  std::vector<TrueMovement> movements_;
  std::vector<std::size_t> wrongly_named_;
  std::map<int, std::ptrdiff_t> book_reversals_;  // the first of the two, once it has a place
};

}  // namespace ippledge
