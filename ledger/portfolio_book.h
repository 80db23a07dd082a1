// ledger/portfolio_book.h: the portfolio while a sequence of facts is evaluated.
//
// Begins as the facts state it; each verdict moves it on. Money in fen. Used by one evaluation.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "ledger/claim_facts.h"
#include "ledger/policy.h"
#include "ledger/verdict.h"

namespace ippledge {

struct PortfolioBook {
  explicit PortfolioBook(const PortfolioFacts& before) : facts(before) {}

  PortfolioFacts facts;  // sums grow with each step
  // Added by steps of this sequence, by enterprise or group.
  std::map<std::string, Money> enrolled;
  std::map<std::string, Money> group_enrolled;
  std::map<std::string, Money> enterprise_paid;
  // The same by year and name; the fund as a whole has no name.
  using YearAndName = std::pair<int, std::string>;
  std::map<YearAndName, Money> enrolled_year;
  std::map<YearAndName, Money> institution_paid;
  std::map<YearAndName, Money> mode_paid;
  std::map<YearAndName, Money> party_paid;
  std::map<YearAndName, Money> fund_paid;
};

// What was paid in `year`: before, if that year is the facts', and in this sequence.
Money PaidInYear(const PortfolioBook& book, const std::map<PortfolioBook::YearAndName, Money>& sums,
                 int year, const std::string& name, Money before);

// Whose figures a brake reads.
struct Place {
  std::string bank;
  std::string branch;
  std::string region;
  int year = 0;
};
Place PlaceOf(const ClaimFacts& claim);

// The figures of a scope at a place; zeros when the facts state none.
ScopeFigures FiguresOf(const PortfolioBook& book, BrakeScope scope, const Place& place);

// Moves the book on: a claim that was not refused adds its loss, what the public levels and the
// guarantor will pay adds to what they paid. What a brake defers is not paid.
void NoteClaim(const ClaimFacts& claim, const ShareMode& mode, const StepVerdict& verdict,
               PortfolioBook& book);
// Takes back from what was paid: a shortfall that refuses the rest.
void NoteRefusedRest(const ClaimFacts& claim, const ShareMode& mode, const std::string& party,
                     Money rest, PortfolioBook& book);
// An enrolment of `covered`.
void NoteEnrolment(const EnrolmentFacts& enrolment, Money covered, PortfolioBook& book);
// What a recovery gives back to the public levels.
void NoteRecovery(Money fund, PortfolioBook& book);

}  // namespace ippledge
