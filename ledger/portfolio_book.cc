#include "ledger/portfolio_book.h"

#include "ledger/claim_arithmetic.h"

namespace ippledge {
namespace {

void Grow(Money& sum, Money by) { sum = Plus(sum, by); }

bool Matches(const ScopeFigures& figures, const Place& place) {
  if (figures.year != 0 && place.year != 0 && figures.year != place.year) return false;
  if (figures.name.empty()) return true;
  switch (figures.scope) {
    case BrakeScope::kBank:
      return figures.name == place.bank;
    case BrakeScope::kBranch:
      return figures.name == place.branch;
    case BrakeScope::kRegion:
      return figures.name == place.region;
    default:
      return true;
  }
}

// A payment of a public level, or, negative, what is taken back.
void PayByFund(const ClaimFacts& claim, const ShareMode& mode, const std::string& party, Money by,
               PortfolioBook& book) {
  Grow(book.institution_paid[{claim.year, claim.bank}], by);
  Grow(book.fund_paid[{claim.year, ""}], by);
  Grow(book.mode_paid[{claim.year, mode.name}], by);
  Grow(book.party_paid[{claim.year, party}], by);
  Grow(book.enterprise_paid[claim.enterprise], by);
  Grow(book.facts.paid_to_date, by);
  Grow(book.facts.joint_paid, by);
  for (ScopeFigures& scope : book.facts.scopes) {
    if (Matches(scope, PlaceOf(claim))) Grow(scope.paid, by);
  }
}

}  // namespace

Money PaidInYear(const PortfolioBook& book, const std::map<PortfolioBook::YearAndName, Money>& sums,
                 int year, const std::string& name, Money before) {
  const auto found = sums.find({year, name});
  const Money added = found == sums.end() ? Money() : found->second;
  return year == book.facts.year ? Plus(before, added) : added;
}

Place PlaceOf(const ClaimFacts& claim) {
  return {claim.bank, claim.branch, claim.region, claim.year};
}

ScopeFigures FiguresOf(const PortfolioBook& book, BrakeScope scope, const Place& place) {
  for (const ScopeFigures& figures : book.facts.scopes) {
    if (figures.scope == scope && Matches(figures, place)) return figures;
  }
  return ScopeFigures{.scope = scope};
}

void NoteClaim(const ClaimFacts& claim, const ShareMode& mode, const StepVerdict& verdict,
               PortfolioBook& book) {
  if (verdict.outcome == Outcome::kRefused || verdict.outcome == Outcome::kReturned) return;
  const Place place = PlaceOf(claim);
  for (ScopeFigures& scope : book.facts.scopes) {
    if (!Matches(scope, place)) continue;
    Grow(scope.loss_year, verdict.loss);
    Grow(scope.npl_balance, verdict.loss);
  }
  Grow(book.facts.portfolio_losses, verdict.loss);
  for (const PartAmount& part : verdict.parts) {
    const Money paid = Minus(part.amount, part.deferred);
    if (part.role == PartyRole::kFund) PayByFund(claim, mode, part.party, paid, book);
    if (part.role != PartyRole::kGuarantor) continue;
    Grow(book.facts.joint_paid, paid);
    Grow(book.party_paid[{claim.year, part.party}], paid);
    for (ScopeFigures& scope : book.facts.scopes) {
      if (Matches(scope, place)) Grow(scope.payout, paid);
    }
  }
}

void NoteRefusedRest(const ClaimFacts& claim, const ShareMode& mode, const std::string& party,
                     Money rest, PortfolioBook& book) {
  PayByFund(claim, mode, party, Minus(Money(), rest), book);
}

void NoteEnrolment(const EnrolmentFacts& enrolment, Money covered, PortfolioBook& book) {
  Grow(book.enrolled[enrolment.enterprise], covered);
  Grow(book.enrolled_year[{enrolment.year, enrolment.enterprise}], covered);
  Grow(book.group_enrolled[enrolment.group], covered);
  Grow(book.facts.covered_outstanding, covered);
  Grow(book.facts.bank_covered_outstanding, covered);
  const Place place{.bank = enrolment.bank, .year = enrolment.year};
  for (ScopeFigures& scope : book.facts.scopes) {
    if (!Matches(scope, place)) continue;
    Grow(scope.enrolled_year, covered);
    Grow(scope.covered_balance, covered);
  }
}

void NoteRecovery(Money fund, PortfolioBook& book) {
  if (book.facts.available.has_value()) Grow(*book.facts.available, fund);
}

}  // namespace ippledge
