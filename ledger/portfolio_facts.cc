#include "ledger/portfolio_facts.h"

#include <algorithm>

#include "ledger/claim_arithmetic.h"

namespace ippledge {
namespace {

ScopeFigures FiguresAt(const SumsBefore& sums, BrakeScope scope, CoverScope rows,
                       const std::string& name, int year) {
  const auto always = [&](CoverSum sum) { return sums.At(rows, name, 0, sum); };
  const auto in_year = [&](CoverSum sum) { return sums.At(rows, name, year, sum); };
  return {.scope = scope,
          .name = name,
          .year = year,
          .npl_balance = always(CoverSum::kNplBalance),
          .loan_balance = always(CoverSum::kLoanBalance),
          .loss_year = in_year(CoverSum::kLosses),
          .enrolled_year = in_year(CoverSum::kEnrolled),
          .paid = always(CoverSum::kCommitted),
          .covered_balance = always(CoverSum::kCoveredBalance),
          .payout = in_year(CoverSum::kGuarantor),
          .guarantees_ended = Money()};
}

// Of the scopes of brakes on guarantees that ended. Nobody enters them by branch or region.
void TakeGuaranteesEnded(const Programme& programme, const Policy& policy, PortfolioFacts& facts) {
  const bool wanted =
      std::any_of(policy.brakes.begin(), policy.brakes.end(),
                  [](const Brake& brake) { return brake.measure == BrakeMeasure::kPayoutRate; });
  if (!wanted) return;
  const StandingFigures ended(programme.figures, FigureKind::kGuaranteesEnded);
  for (ScopeFigures& scope : facts.scopes) {
    std::optional<Money> entered;
    if (scope.scope == BrakeScope::kBank) entered = ended.Of(scope.name, scope.year);
    if (scope.scope == BrakeScope::kFund) entered = ended.OfAll(scope.year);
    scope.guarantees_ended = entered.value_or(Money());
    scope.guarantees_ended_unknown = !entered.has_value();
  }
}

// What people entered, as far as the policy asks for it.
void TakeFigures(const Programme& programme, const Policy& policy, const std::string& bank,
                 const SumsBefore& sums, PortfolioFacts& facts) {
  if (policy.caps.joint_cap_times_fees_ppm) {
    const StandingFigures fees(programme.figures, FigureKind::kFeesCollected);
    const std::optional<Money> collected = fees.OfAllYears();
    facts.fees_collected = collected.value_or(Money());
    facts.fees_collected_unknown = !collected.has_value();
  }
  if (policy.caps.year_ceiling_times_ppm) {
    // The ceiling is one bank's: its own fees and recoveries; where nobody entered its fees, those
    // of the programme.
    const StandingFigures fees(programme.figures, FigureKind::kFeesCollected);
    const int last_year = facts.year - 1;
    const std::optional<Money> own = fees.Of(bank, last_year);
    const std::optional<Money> whole = fees.Of("", last_year);
    facts.fees_last_year = own.value_or(whole.value_or(Money()));
    facts.fees_last_year_unknown = !own.has_value() && !whole.has_value();
    facts.recoveries_last_year =
        own.has_value() || !whole.has_value()
            ? sums.At(CoverScope::kBank, bank, last_year, CoverSum::kRecovered)
            : sums.At(CoverScope::kFund, "", last_year, CoverSum::kRecovered);
  }
  const EligibilityTerms& terms = policy.eligibility;
  if (terms.by_committed_line || terms.bank_deposit_multiple_min_ppm) {
    facts.bank_line =
        StandingFigures(programme.figures, FigureKind::kCommittedLine).LastOf(bank, facts.year);
  }
  if (terms.first_year_multiple_min_ppm) {
    facts.bank_first_year_lent =
        StandingFigures(programme.figures, FigureKind::kFirstYearLent).LastOf(bank, facts.year);
  }
  TakeGuaranteesEnded(programme, policy, facts);
}

}  // namespace

FundOfYear FundOfYearOf(const FundBook& fund, int year) {
  std::int64_t budget = 0;
  std::int64_t paid = 0;
  for (std::size_t i = 0; i < fund.size(); ++i) {
    const RecordedMovement& movement = *fund.at(i);
    if (movement.movement.date.year() != year) continue;
    const std::int64_t fen = movement.sign() * movement.movement.amount.fen();
    switch (movement.movement.kind) {
      case FundMovementKind::kAppropriationIn:
      case FundMovementKind::kCoFundingIn:
      case FundMovementKind::kBroughtForward:
        budget += fen;
        break;
      case FundMovementKind::kClaimPayment:
        paid += fen;
        break;
      default:
        break;
    }
  }
  return {Money::OfFen(std::max<std::int64_t>(0, budget)), Money::OfFen(paid)};
}

PortfolioFacts PortfolioOf(const Books& books, const Loan& loan, const SumsBefore& sums,
                           const Policy& policy, const std::string& mode, int year) {
  const Programme& programme = books.programme;
  const NewLoan& terms = *loan.terms;
  PortfolioFacts facts;
  facts.year = year;
  facts.scopes = {
      FiguresAt(sums, BrakeScope::kBank, CoverScope::kBank, terms.id.bank, year),
      FiguresAt(sums, BrakeScope::kBranch, CoverScope::kBranch, terms.branch_code, year),
      FiguresAt(sums, BrakeScope::kRegion, CoverScope::kUnit, sums.unit(), year),
      FiguresAt(sums, BrakeScope::kFund, CoverScope::kFund, "", year)};
  const auto fund = [&](int of_year, CoverSum sum) {
    return sums.At(CoverScope::kFund, "", of_year, sum);
  };
  const auto bank = [&](int of_year, CoverSum sum) {
    return sums.At(CoverScope::kBank, terms.id.bank, of_year, sum);
  };
  if (const ShareMode* share = FindMode(policy, mode); share != nullptr) {
    for (const Party& party : share->parties) {
      if (party.role == PartyRole::kBank) continue;
      facts.parties.push_back(
          {party.name, sums.At(CoverScope::kParty, party.name, year, CoverSum::kCommitted)});
    }
    facts.mode_paid_year = sums.At(CoverScope::kMode, share->name, year, CoverSum::kCommitted);
  }
  facts.library_loans = fund(0, CoverSum::kLoanBalance);
  facts.recoveries_last_year = fund(year - 1, CoverSum::kRecovered);
  facts.joint_paid = Plus(fund(0, CoverSum::kCommitted), fund(0, CoverSum::kGuarantor));
  facts.institution_paid_year = bank(year, CoverSum::kCommitted);
  facts.fund_paid_year = fund(year, CoverSum::kCommitted);
  const std::string firm = FirmNameOf(terms.borrower);
  facts.enterprise_paid = sums.At(CoverScope::kFirm, firm, 0, CoverSum::kCommitted);
  facts.paid_to_date = fund(0, CoverSum::kCommitted);
  facts.portfolio_principal = bank(year, CoverSum::kEnrolled);
  facts.portfolio_losses = bank(year, CoverSum::kLosses);
  facts.npl_balance = bank(0, CoverSum::kNplBalance);
  facts.fund_total = Money::OfFen(programme.constitution.fund_fen);
  if (policy.payment.liability_limit == LiabilityLimit::kBudgetYear) {
    facts.budget_year = FundOfYearOf(programme.fund, year).budget;
  }
  facts.covered_outstanding = fund(0, CoverSum::kCoveredBalance);
  const AccountSums deposit =
      programme.fund.accounts().PartySums(FundAccount::kDeposits, terms.id.bank);
  if (deposit.debit_fen > 0) {
    facts.bank_deposit = Money::OfFen(deposit.debit_fen - deposit.credit_fen);
  }
  facts.bank_covered_outstanding = bank(0, CoverSum::kCoveredBalance);
  facts.lpr_ppm = programme.OneYearRateOn(programme.today);
  TakeFigures(programme, policy, terms.id.bank, sums, facts);
  return facts;
}

std::optional<Date> PledgeDateOf(const Loan& loan) {
  std::optional<Date> first;
  for (const IpRight& right : loan.terms->rights) {
    const std::optional<RegistrationState> registered = RegistrationOf(loan, right);
    if (registered && (!first || registered->date < *first)) first = registered->date;
  }
  return first;
}

bool IsCombined(const NewLoan& terms) {
  return terms.ip_part > Money() && terms.ip_part < terms.contract_amount;
}

}  // namespace ippledge
