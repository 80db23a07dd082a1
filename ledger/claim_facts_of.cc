// Claims, recoveries and clawbacks as facts: ledger/cover_facts.h.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "ledger/claim_arithmetic.h"
#include "ledger/cover_facts.h"
#include "ledger/portfolio_facts.h"

namespace ippledge {
namespace {

Date LastDrawOf(const Loan& loan) {
  Date last = StartDateOf(loan);
  for (const Draw* draw : DrawsOf(loan)) last = std::max(last, draw->disbursement_date);
  return last;
}

// Which loan stays when a claim is taken out of its cover.
Loan WithoutClaim(const Loan& loan, absl::string_view claim_number) {
  Loan without = loan;
  auto cover = std::make_shared<Cover>(*loan.cover);
  cover->claims.erase(
      std::remove_if(cover->claims.begin(), cover->claims.end(),
                     [&](const Claim& claim) { return claim.filing.claim_number == claim_number; }),
      cover->claims.end());
  without.cover = std::move(cover);
  return without;
}

int BusinessYearOf(const Programme& programme, const std::string& bank, Date today) {
  const RegisteredBody* body = programme.FindBody(bank);
  if (body == nullptr || !body->body.agreement_date) return 1;
  return std::max(1, today.year() - body->body.agreement_date->year() + 1);
}

// What the bank reported of the loan.
void TakeReports(const Cover& cover, ClaimFacts& claim) {
  for (const ReportedRisk& reported : cover.reports) {
    const RiskReport& report = reported.report;
    switch (report.kind) {
      case RiskKind::kRestructured:
        claim.restructured = true;
        claim.restructure_consent = report.consent;
        break;
      case RiskKind::kIpLapsed:
        claim.ip_lapsed = true;
        break;
      case RiskKind::kDefault:
        break;
      case RiskKind::kCured:
        // What was reported before belongs to trouble that is over.
        claim.events.clear();
        claim.decree_date.reset();
        break;
      default: {
        // Numbers of the two lists agree up to kWriteOff.
        const auto event = static_cast<TriggerEvent>(report.kind);
        if (std::find(claim.events.begin(), claim.events.end(), event) == claim.events.end()) {
          claim.events.push_back(event);
        }
        if (report.kind == RiskKind::kJudgment) claim.decree_date = report.report_date;
        if (report.kind == RiskKind::kEnforcementEnded) claim.recovery_ended = true;
      }
    }
  }
}

Money OutstandingOn(const Loan& loan, Date date) {
  std::int64_t fen = 0;
  for (const Draw* draw : DrawsOf(loan)) {
    if (draw->disbursement_date <= date) fen += draw->principal.fen();
  }
  for (const Fact<Repayment>& repayment : loan.repayments) {
    if (repayment.voided || repayment.value.repayment_date > date) continue;
    fen -= repayment.value.principal.fen();
  }
  return Money::OfFen(std::max<std::int64_t>(0, fen));
}

void TakeFiling(const ClaimFiling& filing, ClaimFacts& facts) {
  facts.interest_unpaid = filing.interest_unpaid;
  facts.interest_days = filing.interest_days;
  facts.penalty_interest = filing.penalty_interest;
  facts.costs = filing.costs;
  facts.guarantor_payout = filing.guarantor_payout;
  facts.recovered_ip = filing.recovered_ip;
  facts.recovered_other = filing.recovered_other;
  facts.recovered_unnamed = filing.recovered_unnamed;
  facts.recovery_costs = filing.recovery_costs;
  facts.insurer_paid = filing.insurer_paid;
  facts.guarantor_paid = filing.guarantor_paid;
  facts.claimed = filing.claimed;
  for (const ClaimDocument& document : filing.documents) facts.documents.push_back(document.code);
}

void TakeLoan(const Loan& loan, ClaimFacts& facts) {
  const NewLoan& terms = *loan.terms;
  const LoanFigures figures = FiguresOf(loan);
  facts.loan_amount = terms.contract_amount;
  if (IsCombined(terms)) facts.ip_part = terms.ip_part;
  facts.disbursed = figures.disbursed;
  facts.principal_repaid = figures.repaid;
  facts.enterprise_size = terms.borrower.firm_size;
  facts.annual_rate_ppm = terms.annual_rate_ppm;
  facts.npl_date = NplDateOf(loan);
  if (facts.npl_date) facts.principal_npl = OutstandingOn(loan, *facts.npl_date);
  facts.last_disbursement = LastDrawOf(loan);
  facts.maturity_date = MaturityDateOf(loan);
  facts.pledge_date = PledgeDateOf(loan);
  if (const std::optional<ClassChange> latest = LatestClassOf(loan)) {
    facts.overdue_days = latest->overdue_days;
    facts.loan_class = latest->loan_class;
  }
}

// A brake that adds the claim to the NPL balance wants that without the loan; else the balance has
// it, since its class was reported.
bool AddsToNplBalance(const Policy& policy) {
  return std::any_of(policy.brakes.begin(), policy.brakes.end(), [](const Brake& brake) {
    return brake.measure == BrakeMeasure::kNplRate && brake.includes_current_claim;
  });
}

}  // namespace

PolicyFacts ClaimFactsOf(const Books& books, const Loan& loan, const Claim& claim,
                         const Policy& policy, bool with_available) {
  const Programme& programme = books.programme;
  const NewLoan& terms = *loan.terms;
  const Cover& cover = *loan.cover;
  const std::string& number = claim.filing.claim_number;
  Loan without = WithoutClaim(loan, number);
  if (AddsToNplBalance(policy)) without.class_changes.clear();
  const SumsBefore sums(books, loan, without);
  ClaimFacts facts;
  facts.id = number;
  facts.mode = cover.mode;
  facts.bank = terms.id.bank;
  facts.branch = terms.branch_code;
  facts.region = sums.unit();
  facts.year = claim.year;
  facts.enterprise = FirmNameOf(terms.borrower);
  facts.tags = cover.application.tags;
  facts.security_role = cover.application.security_role;
  facts.risk_class = cover.application.risk_class;
  facts.collateral = cover.application.collateral;
  facts.covered_elsewhere = cover.application.covered_elsewhere;
  facts.covered_limit = cover.covered;
  facts.cover_start = cover.start_date;
  facts.default_date = cover.default_date;
  TakeLoan(loan, facts);
  TakeReports(cover, facts);
  TakeFiling(claim.filing, facts);
  facts.enrolled = cover.state == CoverState::kEnrolled || cover.state == CoverState::kDefaulted;
  for (const Claim& other : cover.claims) {
    if (other.filing.claim_number == number) continue;
    facts.compensated = facts.compensated || other.paid > Money();
    facts.claim_open = facts.claim_open || IsOpen(other.state);
  }
  facts.claim_date = claim.filed_date;
  facts.bank_business_year = BusinessYearOf(programme, terms.id.bank, claim.filed_date);
  facts.repair_ppm = claim.repair_ppm;
  PolicyFacts all{.portfolio = PortfolioOf(books, loan, sums, policy, cover.mode, claim.year),
                  .steps = {}};
  if (with_available) {
    all.portfolio.available = Money::OfFen(
        std::max<std::int64_t>(0, programme.fund.accounts().figures().available_fen()));
  }
  all.steps.emplace_back(std::move(facts));
  return all;
}

PolicyFacts RecoveryFactsOf(const Books& books, const Claim& claim, const NewRecovery& recovery) {
  RecoveryFacts facts;
  facts.id = recovery.recovery_number;
  facts.gross = recovery.gross;
  facts.costs = recovery.costs;
  // Of the fund's parties what was paid and not called back; the rest is the bank's.
  const Money standing = claim.clawback ? LeftOf(claim.paid, claim.clawback->amount) : claim.paid;
  std::vector<std::int64_t> weights;
  Money fund;
  for (const BorneLoss& borne : claim.borne) {
    weights.push_back(borne.by_fund ? borne.amount.fen() : 0);
    if (borne.by_fund) fund = Plus(fund, borne.amount);
  }
  std::vector<Money> paid(weights.size());
  if (fund > Money()) paid = Allocate(standing, weights);
  bool bank_seen = false;
  for (std::size_t i = 0; i < claim.borne.size(); ++i) {
    const BorneLoss& borne = claim.borne[i];
    Money amount = borne.by_fund ? paid[i] : borne.amount;
    if (borne.role == PartyRole::kBank && !bank_seen) {
      amount = Plus(amount, Minus(fund, standing));
      bank_seen = true;
    }
    facts.borne.push_back({borne.party, borne.role, amount, borne.recovered});
  }
  PolicyFacts all;
  all.portfolio.lpr_ppm = books.programme.OneYearRateOn(recovery.received_date);
  all.steps.emplace_back(std::move(facts));
  return all;
}

PolicyFacts ClawbackFactsOf(const Books& books, const Claim& claim, std::int64_t repaired_ppm,
                            Date paid_on) {
  ClawbackFacts facts;
  facts.id = claim.filing.claim_number;
  facts.paid = claim.paid;
  // What is allocated is owed besides, remitted or not.
  for (const Recovery& recovery : claim.recoveries) {
    facts.recovered = Plus(facts.recovered, recovery.fund_share);
  }
  facts.repaired_ppm = repaired_ppm;
  facts.days = std::max(0, books.programme.today.days() - paid_on.days());
  PolicyFacts all;
  all.portfolio.lpr_ppm = books.programme.OneYearRateOn(books.programme.today);
  all.steps.emplace_back(std::move(facts));
  return all;
}

std::optional<Date> NplDateOf(const Loan& loan) {
  std::vector<ClassChange> changes;
  for (const Fact<ClassChange>& fact : loan.class_changes) {
    if (!fact.voided) changes.push_back(fact.value);
  }
  std::stable_sort(changes.begin(), changes.end(), [](const ClassChange& a, const ClassChange& b) {
    return a.change_date < b.change_date;
  });
  std::optional<Date> since;
  for (const ClassChange& change : changes) {
    if (change.loan_class < LoanClass::kSubstandard) {
      since.reset();
    } else if (!since) {
      since = change.change_date;
    }
  }
  return since;
}

}  // namespace ippledge
