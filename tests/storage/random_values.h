// tests/storage/random_values.h: values of the ledger by chance, for round trips.
//
// The same seed gives the same values on every machine. Values keep to what a stored entry can say
// (dates and amounts within range, enums of the lists), and often to its edges; they need not make
// sense as loans.
#pragma once

#include <cstdint>
#include <random>
#include <string>

#include "ledger/books.h"
#include "ledger/event.h"
#include "ledger/loan.h"
#include "ledger/programme.h"

namespace ippledge {

class RandomValues {
 public:
  explicit RandomValues(std::uint64_t seed) : engine_(seed) {}

  // 0 to n - 1.
  std::uint64_t Below(std::uint64_t n) { return engine_() % n; }
  bool Chance(std::uint64_t one_in) { return Below(one_in) == 0; }
  // Up to `bytes_max` bytes of UTF-8, at least one when not `may_be_empty`.
  std::string AnyText(std::uint64_t bytes_max, bool may_be_empty = true);
  Date AnyDate();
  Money AnyMoney();
  std::int64_t AnyInt64();
  std::int64_t AnyEntry() { return 1 + static_cast<std::int64_t>(Below(1'000'000'000)); }
  // A number of a list, never "unspecified".
  template <typename Enum>
  Enum Any(int count) {
    return static_cast<Enum>(1 + Below(static_cast<std::uint64_t>(count - 1)));
  }

  LoanId AnyLoanId();
  Draw AnyDraw();
  Repayment AnyRepayment();
  Extension AnyExtension();
  ClassChange AnyClassChange();
  PledgeRegistration AnyRegistration();
  PledgeRelease AnyRelease();
  NewLoan AnyNewLoan();
  Loan AnyLoan();
  Body AnyBody();
  Constitution AnyConstitution();
  OpeningFigure AnyOpeningFigure();
  Headline AnyHeadline();
  Programme AnyProgramme();
  CoverSums AnyCoverSums();
  CoverTotals AnyCoverTotals();
  WorkItem AnyWorkItem();

  // An event of the kind at `place` in Event.
  Event AnyEvent(std::size_t place);
  // An entry with that event, and sometimes others.
  Entry AnyEntryWith(std::size_t place);

 private:
  template <typename T, typename Make>
  std::vector<Fact<T>> AnyFacts(Make make);
  FundFigures AnyFundFigures();
  BatchRow AnyBatchRow();
  Replacement AnyReplacement();

  std::mt19937_64 engine_;
};

}  // namespace ippledge
