#include "ledger/portfolio_facts.h"

#include <algorithm>

#include "ledger/claim_arithmetic.h"

namespace ippledge {
namespace {

// Sums of a scope, for ever and of the year.
struct ScopeSums {
  CoverSums always, in_year;
};

ScopeSums SumsAt(const SumsBefore& sums, CoverScope scope, const std::string& name, int year) {
  return {.always = sums.At(scope, name, 0), .in_year = sums.At(scope, name, year)};
}

ScopeFigures FiguresIn(const ScopeSums& sums, BrakeScope scope, const std::string& name, int year) {
  return {.scope = scope,
          .name = name,
          .year = year,
          .npl_balance = MoneyIn(sums.always, CoverSum::kNplBalance),
          .loan_balance = MoneyIn(sums.always, CoverSum::kLoanBalance),
          .loss_year = MoneyIn(sums.in_year, CoverSum::kLosses),
          .enrolled_year = MoneyIn(sums.in_year, CoverSum::kEnrolled),
          .paid = MoneyIn(sums.always, CoverSum::kCommitted),
          .covered_balance = MoneyIn(sums.always, CoverSum::kCoveredBalance),
          .payout = MoneyIn(sums.in_year, CoverSum::kGuarantor),
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
    const bool of_bank = own.has_value() || !whole.has_value();
    facts.recoveries_last_year = MoneyIn(of_bank ? sums.At(CoverScope::kBank, bank, last_year)
                                                 : sums.At(CoverScope::kFund, "", last_year),
                                         CoverSum::kRecovered);
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
  const std::string& bank_name = terms.id.bank;
  const ScopeSums bank = SumsAt(sums, CoverScope::kBank, bank_name, year);
  const ScopeSums fund = SumsAt(sums, CoverScope::kFund, "", year);
  facts.scopes = {FiguresIn(bank, BrakeScope::kBank, bank_name, year),
                  FiguresIn(SumsAt(sums, CoverScope::kBranch, terms.branch_code, year),
                            BrakeScope::kBranch, terms.branch_code, year),
                  FiguresIn(SumsAt(sums, CoverScope::kUnit, sums.unit(), year), BrakeScope::kRegion,
                            sums.unit(), year),
                  FiguresIn(fund, BrakeScope::kFund, "", year)};
  if (const ShareMode* share = FindMode(policy, mode); share != nullptr) {
    for (const Party& party : share->parties) {
      if (party.role == PartyRole::kBank) continue;
      facts.parties.push_back({party.name, MoneyIn(sums.At(CoverScope::kParty, party.name, year),
                                                   CoverSum::kCommitted)});
    }
    facts.mode_paid_year =
        MoneyIn(sums.At(CoverScope::kMode, share->name, year), CoverSum::kCommitted);
  }
  facts.library_loans = MoneyIn(fund.always, CoverSum::kLoanBalance);
  facts.recoveries_last_year =
      MoneyIn(sums.At(CoverScope::kFund, "", year - 1), CoverSum::kRecovered);
  facts.joint_paid =
      Plus(MoneyIn(fund.always, CoverSum::kCommitted), MoneyIn(fund.always, CoverSum::kGuarantor));
  facts.institution_paid_year = MoneyIn(bank.in_year, CoverSum::kCommitted);
  facts.fund_paid_year = MoneyIn(fund.in_year, CoverSum::kCommitted);
  facts.enterprise_paid =
      MoneyIn(sums.At(CoverScope::kFirm, FirmNameOf(terms.borrower), 0), CoverSum::kCommitted);
  facts.paid_to_date = MoneyIn(fund.always, CoverSum::kCommitted);
  facts.portfolio_principal = MoneyIn(bank.in_year, CoverSum::kEnrolled);
  facts.portfolio_losses = MoneyIn(bank.in_year, CoverSum::kLosses);
  facts.npl_balance = MoneyIn(bank.always, CoverSum::kNplBalance);
  facts.fund_total = Money::OfFen(programme.constitution.fund_fen);
  if (policy.payment.liability_limit == LiabilityLimit::kBudgetYear) {
    facts.budget_year = FundOfYearOf(programme.fund, year).budget;
  }
  facts.covered_outstanding = MoneyIn(fund.always, CoverSum::kCoveredBalance);
  const AccountSums deposit =
      programme.fund.accounts().PartySums(FundAccount::kDeposits, bank_name);
  if (deposit.debit_fen > 0) {
    facts.bank_deposit = Money::OfFen(deposit.debit_fen - deposit.credit_fen);
  }
  facts.bank_covered_outstanding = MoneyIn(bank.always, CoverSum::kCoveredBalance);
  facts.lpr_ppm = programme.OneYearRateOn(programme.today);
  TakeFigures(programme, policy, bank_name, sums, facts);
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
