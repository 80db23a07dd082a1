// ledger/open_items.h: what an account has unmatched, as the matching rules want it.
//
// Owns the texts that its spans point to. Built for one call; the programme must outlive it.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "ledger/adjustment_sheet.h"
#include "ledger/matching.h"
#include "ledger/programme.h"

namespace ippledge {

// Items that the matches of one run may name, so that they share an entry.
inline constexpr int kNamesPerRunMax = 4'000;

class UnmatchedItems {
 public:
  // At `position`: lines and movements of the account from its first day on.
  UnmatchedItems(const Programme& programme, const BankAccount& account, std::int64_t position);

  absl::Span<const BankItem> bank() const { return bank_; }
  absl::Span<const BookItem> book() const { return book_; }
  const LineName& line(std::size_t place) const { return *items_.bank[place].line; }
  const MovementName& movement(std::size_t place) const { return *items_.book[place].movement; }
  // The same match by names.
  Match Named(const FoundMatch& found) const;
  std::vector<Date> DatesOf(const FoundMatch& found) const;

 private:
  OpenItems items_;
  std::vector<StatementRef> statements_;  // keeps the lines
  std::vector<BankItem> bank_;
  std::vector<BookItem> book_;
};

}  // namespace ippledge
