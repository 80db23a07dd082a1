#include "tests/testing/scenario_cover_facts.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ledger/claim_steps.h"
#include "proto/wire/cover.h"
#include "tests/testing/scenario_reconciliation_facts.h"
#include "tests/testing/scenario_words.h"

namespace ippledge {
namespace {

std::string Text(Money amount) { return FormatYuanGrouped(amount); }

ToldVerdict VerdictOf(const StepVerdict& verdict) {
  return {.outcome = verdict.outcome,
          .rule = BindingRule(verdict),
          .loss = verdict.loss,
          .fund = FundSum(verdict, &PartAmount::amount),
          .now = FundSum(verdict, &PartAmount::now)};
}

struct Rights {
  using Result = std::optional<absl::Status>;
  const Caller& caller;

  Result operator()(const IssuePolicy&) const { return MayGovern(caller); }
  Result operator()(const EnterCalendar&) const { return MayGovern(caller); }
  Result operator()(const EnterLendingRate&) const { return MayGovern(caller); }
  Result operator()(const RecordPortfolioFigure&) const { return MayRecordFigures(caller); }
  Result operator()(const ApplyForCover& c) const { return MayWriteLoansOf(caller, c.loan.bank); }
  Result operator()(const ReportRisk& c) const { return MayWriteLoansOf(caller, c.loan.bank); }
  Result operator()(const FileClaim& c) const {
    return MayAct(caller, SetOf(Role::kBankChecker), c.loan.bank);
  }
  Result operator()(const RecordRecovery& c) const {
    return MayAct(caller, Role::kBankMaker | Role::kBankChecker, c.loan.bank);
  }
  Result operator()(const DecideCover& c) const {
    const RoleSet office = SetOf(Role::kIpOffice);
    const RoleSet managers = Role::kFundManager | Role::kIpOffice;
    return MayAct(caller, c.decision == StepDecision::kCancel ? office : managers, c.loan.bank);
  }
  // Which of the judging bodies takes a step only the loan's policy tells.
  Result operator()(const TakeClaimStep& c) const {
    const RoleSet bank = SetOf(Role::kBankChecker);
    const RoleSet judges = Role::kFundManager | Role::kIpOffice | SetOf(Role::kFinanceBureau);
    return MayAct(caller, RolesOf(c.step, c.decision) == bank ? bank : judges, c.loan.bank);
  }
  Result operator()(const CloseRecovery& c) const {
    if (c.closing == RecoveryClosing::kWrittenOff) return MayMoveFund(caller, true);
    return MayAct(caller, Role::kIpOffice | Role::kFinanceBureau, "");
  }
  Result operator()(const DemandClawback&) const { return MayMoveFund(caller, true); }
  Result operator()(const RunPayments&) const { return MayMoveFund(caller, true); }
  Result operator()(const ConfirmPayment&) const { return MayMoveFund(caller, true); }
  Result operator()(const ConfirmRemittance&) const { return MayMoveFund(caller, false); }
  Result operator()(const ConfirmClawback&) const { return MayMoveFund(caller, false); }
  template <typename Other>
  Result operator()(const Other&) const {
    return std::nullopt;
  }
};

// Tells an event; `claim` is the one that it is about, or null.
struct Teller {
  Told& told;
  const Loan* after;

  const Claim* ClaimOf(const std::string& number) const {
    return after == nullptr || after->cover == nullptr ? nullptr : FindClaim(*after->cover, number);
  }
  void OfCover() const {
    if (after != nullptr && after->cover != nullptr) {
      TellCover(wire::ShownStateOf(*after), *after->cover, told);
    }
  }
  void OfClaim(const std::string& number) const {
    if (const Claim* claim = ClaimOf(number)) TellClaim(*claim, told);
  }

  void operator()(const CoverApplied& e) const {
    OfCover();
    TellVerdict(VerdictOf(e.judgement.verdict), told);
  }
  void operator()(const CoverDecided&) const { OfCover(); }
  void operator()(const RiskReported& e) const {
    OfCover();
    if (!e.withdrawn_claim.empty()) told.emplace_back("withdraws", e.withdrawn_claim);
    Tell("frees", e.released, told);
  }
  void operator()(const ClaimFiled& e) const {
    OfClaim(e.what.filing.claim_number);
    TellVerdict(VerdictOf(e.judgement.verdict), told);
  }
  void operator()(const ClaimStepTaken& e) const {
    OfClaim(e.what.claim_number);
    if (e.judgement) TellVerdict(VerdictOf(e.judgement->verdict), told);
    Tell("sets-aside", e.reserved, told);
    Tell("frees", e.released, told);
  }
  void operator()(const PaymentsOrdered& e) const {
    told.emplace_back("orders", absl::StrCat(e.orders.size()));
    told.emplace_back("waiting", absl::StrCat(e.waiting_claims));
    for (const OrderedPayment& order : e.orders) {
      told.emplace_back(absl::StrCat(order.loan.bank, "/", order.loan.contract_number),
                        Text(order.order.amount));
      Tell("sets-aside", order.newly_reserved, told);
      Tell("refused", order.refused, told);
    }
  }
  void operator()(const PaymentConfirmed& e) const {
    OfClaim(e.what.claim_number);
    Tell("amount", e.amount, told);
  }
  void operator()(const RecoveryRecorded& e) const {
    told.emplace_back("fund-share", Text(e.fund_share));
    told.emplace_back("until", e.due_date.ToString());
  }
  void operator()(const RemittanceConfirmed& e) const {
    told.emplace_back("late-days", absl::StrCat(e.days_late));
    Tell("late-interest", e.late_interest_due, told);
  }
  void operator()(const RecoveryClosed& e) const {
    OfClaim(e.what.claim_number);
    if (e.later_due) told.emplace_back("later", "due");
  }
  void operator()(const ClawbackDemanded& e) const {
    Tell("back", e.amount, told);
    Tell("interest", e.interest, told);
    told.emplace_back("until", e.due_date.ToString());
    Tell("frees", e.released, told);
  }
  void operator()(const ClawbackReceived& e) const { OfClaim(e.what.claim_number); }
  template <typename Other>
  void operator()(const Other&) const {}
};

}  // namespace

bool IsAboutCover(const Command& command) {
  const bool terms = std::holds_alternative<IssuePolicy>(command) ||
                     std::holds_alternative<EnterCalendar>(command) ||
                     std::holds_alternative<EnterLendingRate>(command) ||
                     std::holds_alternative<RecordPortfolioFigure>(command);
  return !terms && std::visit(Rights{Caller()}, command).has_value();
}

std::optional<absl::Status> CheckCoverRights(const Caller& caller, const Command& command) {
  return std::visit(Rights{caller}, command);
}

void Tell(const char* word, Money amount, Told& told) {
  if (amount > Money()) told.emplace_back(word, Text(amount));
}

void TellVerdict(const ToldVerdict& verdict, Told& told) {
  told.emplace_back("outcome", WordOf(NameOf(verdict.outcome)));
  told.emplace_back("by", verdict.rule);
  Tell("loss", verdict.loss, told);
  Tell("pays", verdict.fund, told);
  if (verdict.now != verdict.fund) told.emplace_back("now", Text(verdict.now));
}

void TellCover(CoverState state, const Cover& cover, Told& told) {
  told.emplace_back("state", WordOf(NameOf(state)));
  told.emplace_back("covered", Text(cover.covered));
  if (cover.due.is_set()) told.emplace_back("until", cover.due.date.ToString());
}

void TellClaim(const Claim& claim, Told& told) {
  told.emplace_back("state", WordOf(NameOf(claim.state)));
  if (claim.due.is_set()) told.emplace_back("until", claim.due.date.ToString());
}

Told ToldOf(const Event& event, const Loan* after) {
  // Of the two one says nothing.
  Told told = ToldOfReconciliation(event);
  std::visit(Teller{told, after}, event);
  return told;
}

std::optional<ShownCover> ShowCoverOf(const Loan* loan) {
  if (loan == nullptr || loan->cover == nullptr) return std::nullopt;
  return ShownCover{.state = wire::ShownStateOf(*loan), .cover = *loan->cover};
}

std::vector<ShownWork> ShowWorkOf(const WorkBook& work, const WorkAsk& ask, Date today) {
  std::vector<ShownWork> shown;
  work.Visit([&](const WorkItem& item) {
    const bool overdue = item.due_date != Date() && item.due_date < today;
    const std::size_t cut = item.loan_key.find('\0');
    LoanId loan{item.loan_key.substr(0, cut), item.loan_key.substr(cut + 1)};
    if (ask.overdue_only && !overdue) return true;
    if (!ask.bank.empty() && ask.bank != loan.bank) return true;
    shown.push_back({.due_date = item.due_date,
                     .step = item.step,
                     .loan = std::move(loan),
                     .claim_number = item.claim_number,
                     .recovery_number = item.recovery_number,
                     .overdue = overdue});
    return true;
  });
  return shown;
}

ShownTerms ShowTermsOf(const Programme& programme, Date today) {
  ShownTerms shown;
  for (const IssuedPolicy& issued : programme.policies) {
    const IssuedPolicy* in_force = programme.PolicyInForce(issued.policy->policy_id, today);
    shown.policies.push_back({.policy_id = issued.policy->policy_id,
                              .version = issued.policy->version,
                              .effective_date = issued.policy->effective_date->ToString(),
                              .entry = issued.entry,
                              .in_force = in_force == &issued});
  }
  for (const auto& [year, entered] : programme.calendar.years()) {
    shown.calendars.push_back(entered.table);
  }
  for (const EnteredRate& entered : programme.lending_rates) shown.rates.push_back(entered.rate);
  for (const EnteredFigure& entered : programme.figures) shown.figures.push_back(entered.figure);
  return shown;
}

}  // namespace ippledge
