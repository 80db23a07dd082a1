// tests/ledger/matching_items.h: lines and movements to match, written short, and tables of them.
//
// Days count from 2024-06-01. MatchingItems owns what the items view; it must outlive them.
#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "ledger/matching.h"

namespace ippledge {

struct LineAt {
  int day = 0;
  std::int64_t fen = 100;
  std::string reference = "";
  std::string own = "";
  std::string numbers = "";  // separated by spaces
  std::string party = "";
  bool reversal = false;
};
struct MovementAt {
  int day = 0;
  std::int64_t fen = 100;
  std::string id = "";
  std::string reference = "";
  std::string party = "";
  std::ptrdiff_t reversal_of = -1;
};

class MatchingItems {
 public:
  MatchingItems(std::vector<LineAt> lines, std::vector<MovementAt> movements)
      : lines_(std::move(lines)), movements_(std::move(movements)) {
    const Date first = Date::Of(2024, 6, 1);
    numbers_.reserve(lines_.size());
    for (const LineAt& line : lines_) {
      numbers_.push_back(absl::StrSplit(line.numbers, ' ', absl::SkipEmpty()));
      bank_.push_back({.date = first + line.day,
                       .amount = Money::OfFen(line.fen),
                       .bank_reference = line.reference,
                       .own_reference = line.own,
                       .numbers = numbers_.back(),
                       .party = line.party,
                       .reversal = line.reversal});
    }
    for (const MovementAt& movement : movements_) {
      book_.push_back({.date = first + movement.day,
                       .amount = Money::OfFen(movement.fen),
                       .movement_id = movement.id,
                       .bank_reference = movement.reference,
                       .party = movement.party,
                       .reversal_of = movement.reversal_of});
    }
  }
  MatchingItems(const MatchingItems&) = delete;
  MatchingItems& operator=(const MatchingItems&) = delete;

  absl::Span<const BankItem> bank() const { return bank_; }
  absl::Span<const BookItem> book() const { return book_; }

 private:
  std::vector<LineAt> lines_;
  std::vector<MovementAt> movements_;
  std::vector<std::vector<std::string>> numbers_;
  std::vector<BankItem> bank_;
  std::vector<BookItem> book_;
};

// "0+1=0 NUMBER_OF_SEVERAL; =2+3 BOOK_REVERSAL": places of lines = places of movements.
inline std::string TextOf(const std::vector<FoundMatch>& matches) {
  return absl::StrJoin(matches, "; ", [](std::string* out, const FoundMatch& match) {
    absl::StrAppend(out, absl::StrJoin(match.bank, "+"), "=", absl::StrJoin(match.book, "+"), " ",
                    NameOf(match.reason));
  });
}

struct MatchingCase {
  const char* what;
  std::vector<LineAt> lines;
  std::vector<MovementAt> movements;
  const char* found;
};

// Expects of FindCertain() or FindLikely() what the table says, and the same with all signs turned.
template <typename Find>
void CheckMatching(Find find, const std::vector<MatchingCase>& cases) {
  for (const MatchingCase& c : cases) {
    SCOPED_TRACE(c.what);
    const MatchingItems items(c.lines, c.movements);
    EXPECT_EQ(TextOf(find(items.bank(), items.book())), c.found);
    std::vector<LineAt> lines = c.lines;
    std::vector<MovementAt> movements = c.movements;
    for (LineAt& line : lines) line.fen = -line.fen;
    for (MovementAt& movement : movements) movement.fen = -movement.fen;
    const MatchingItems turned(std::move(lines), std::move(movements));
    EXPECT_EQ(TextOf(find(turned.bank(), turned.book())), c.found);
  }
}

}  // namespace ippledge
