#include "ledger/decide_cover.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/claim_arithmetic.h"
#include "ledger/claim_steps.h"
#include "ledger/claim_transition.h"
#include "ledger/cover_checks.h"
#include "ledger/cover_facts.h"
#include "ledger/decide_checks.h"
#include "ledger/limits.h"
#include "ledger/status_macros.h"

namespace ippledge {
namespace {

// Cover that ended without payment may be asked for again.
bool MayApplyAgain(CoverState state) {
  return state == CoverState::kRefused || state == CoverState::kLapsed;
}

// A bank that may not enrol: expelled, exited, or its enrolment stopped.
absl::Status CheckMayEnrol(const Programme& programme, const std::string& bank) {
  const RegisteredBody* body = programme.FindBody(bank);
  if (body == nullptr) return absl::OkStatus();
  switch (body->body.standing) {
    case Standing::kEnrolmentStopped:
    case Standing::kExpelled:
    case Standing::kExited:
      return Refuse(Reason::kBankStanding, "loan.bank",
                    {{"standing", std::string(NameOf(body->body.standing))}});
    default:
      return absl::OkStatus();
  }
}

// The parties of a share model that this fund pays.
std::vector<std::string> FundParties(const Policy& policy, const ShareMode& mode) {
  const std::vector<std::string>& named = policy.life_cycle.paid_by_fund;
  std::vector<std::string> parties;
  for (const Party& party : mode.parties) {
    if (party.role != PartyRole::kFund) continue;
    const bool paid =
        named.empty() || std::find(named.begin(), named.end(), party.name) != named.end();
    if (paid) parties.push_back(party.name);
  }
  return parties;
}

absl::StatusOr<const IssuedPolicy*> PolicyFor(const Programme& programme, const Cover* cover,
                                              const CoverApplication& application) {
  if (cover != nullptr) return PolicyOf(programme, *cover);
  const IssuedPolicy* issued = programme.PolicyInForce(application.policy_id, programme.today);
  if (issued != nullptr) return issued;
  return Refuse(Reason::kPolicyUnknown, "application.policy_id",
                {{"policy_id", application.policy_id}, {"date", programme.today.ToString()}});
}

}  // namespace

absl::StatusOr<Decision> DecideCoverOf(const Books& books, const Caller& caller,
                                       const ApplyForCover& c) {
  IPPLEDGE_RETURN_IF_ERROR(MayWriteLoansOf(caller, c.loan.bank));
  IPPLEDGE_ASSIGN_OR_RETURN(const Loan* loan, LoanOf(books, c.loan));
  const Cover* cover = loan->cover.get();
  if (cover != nullptr) {
    const bool again = cover->state == CoverState::kReturned || MayApplyAgain(cover->state);
    if (!again && cover->application == c.application) {
      return Decision{.events = {}, .already_recorded_entry = cover->applied_entry};
    }
    if (!again) {
      return Refuse(Reason::kCoverExists, "loan",
                    {{"first_entry", absl::StrCat(cover->applied_entry)},
                     {"state", std::string(NameOf(cover->state))}});
    }
  }
  if (loan->voided) {
    return Refuse(Reason::kLoanVoided, "loan",
                  {{"voided_by", absl::StrCat(loan->terms_corrected_by)}});
  }
  if (StateOf(*loan) == LoanState::kRepaid) {
    return WrongState(CoverState::kRepaid, "a loan that is not repaid");
  }
  const Programme& programme = books.programme;
  IPPLEDGE_RETURN_IF_ERROR(CheckMayEnrol(programme, c.loan.bank));
  IPPLEDGE_ASSIGN_OR_RETURN(const IssuedPolicy* issued, PolicyFor(programme, cover, c.application));
  IPPLEDGE_RETURN_IF_ERROR(CheckWorkRoom(programme));
  const Policy& policy = *issued->policy;
  const Date applied = cover == nullptr ? programme.today : cover->applied_date;
  Judgement judgement =
      Judge(policy, EnrolmentFactsOf(books, *loan, c.application, policy, applied));
  const Outcome outcome = judgement.verdict.outcome;
  if (outcome == Outcome::kRefused) return RefusalOf(judgement, "application");
  const ShareMode& mode = *FindMode(policy, c.application.mode);
  CoverApplied event{.what = c,
                     .judgement = std::move(judgement),
                     .state = CoverState::kSubmitted,
                     .due = {},
                     .date = programme.today,
                     .asked = AmountToCover(*loan, policy),
                     .mode = mode.name,
                     .fund_parties = FundParties(policy, mode)};
  if (outcome == Outcome::kUncovered) {
    event.state = CoverState::kUncovered;
  } else if (policy.life_cycle.manager_confirms || outcome == Outcome::kCommittee) {
    event.due = DeadlineOf(WorkStep::kConfirmCover, policy, programme.calendar, programme.today);
  } else {
    event.state = CoverState::kEnrolled;
  }
  return Happened(std::move(event));
}

absl::StatusOr<Decision> DecideCoverOf(const Books& books, const Caller& caller,
                                       const DecideCover& c) {
  const bool ends = c.decision == StepDecision::kCancel;
  const RoleSet usual = Role::kFundManager | Role::kIpOffice;
  // A policy may give the step to the bureau, which only the loan's policy tells.
  const auto any = static_cast<RoleSet>(usual | SetOf(Role::kFinanceBureau));
  IPPLEDGE_RETURN_IF_ERROR(MayAct(caller, ends ? SetOf(Role::kIpOffice) : any, c.loan.bank));
  IPPLEDGE_ASSIGN_OR_RETURN(const Loan* loan, LoanOf(books, c.loan));
  IPPLEDGE_ASSIGN_OR_RETURN(const Cover* cover, CoverOf(*loan));
  IPPLEDGE_ASSIGN_OR_RETURN(const IssuedPolicy* issued, PolicyOf(books.programme, *cover));
  if (!ends) {
    IPPLEDGE_RETURN_IF_ERROR(
        MayAct(caller, RolesUnder(*issued->policy, WorkStep::kConfirmCover, usual), c.loan.bank));
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckNotOwn(caller, c.loan.bank));
  const CoverState want = ends ? CoverState::kEnrolled : CoverState::kSubmitted;
  if (cover->state != want) return WrongState(cover->state, NameOf(want));
  const Programme& programme = books.programme;
  CoverDecided event{.what = c,
                     .state = CoverState::kRefused,
                     .covered = Money(),
                     .due = {},
                     .date = programme.today};
  switch (c.decision) {
    case StepDecision::kAccept: {
      // Figures may have moved since the application: it is judged again, with its own day. Who
      // accepts a late one admits it; caps and all else hold.
      PolicyFacts facts =
          EnrolmentFactsOf(books, *loan, cover->application, *issued->policy, cover->applied_date);
      std::get<EnrolmentFacts>(facts.steps[0]).committee_admitted = true;
      const Judgement now = Judge(*issued->policy, std::move(facts));
      if (now.verdict.outcome == Outcome::kRefused) return RefusalOf(now, "loan");
      event.state = now.verdict.outcome == Outcome::kUncovered ? CoverState::kUncovered
                                                               : CoverState::kEnrolled;
      event.covered = now.verdict.covered;
      break;
    }
    case StepDecision::kReturn:
      event.state = CoverState::kReturned;
      event.covered = cover->covered;
      event.due = DeadlineOf(WorkStep::kResubmitCover, *issued->policy, programme.calendar,
                             programme.today);
      break;
    case StepDecision::kCancel:
      event.state = CoverState::kUncovered;
      break;
    default:
      break;
  }
  return Happened(std::move(event));
}

namespace {

// The trigger as the claim will be judged, and the last day on which one may be filed.
absl::StatusOr<Deadline> CheckDefault(const Books& books, const Loan& loan, const Policy& policy,
                                      const RiskReport& report) {
  Loan after = loan;
  auto cover = std::make_shared<Cover>(*loan.cover);
  cover->state = CoverState::kDefaulted;
  cover->default_date = report.report_date;
  after.cover = std::move(cover);
  Claim claim;
  claim.filed_date = books.programme.today;
  claim.year = claim.filed_date.year();
  Judgement judgement = Judge(policy, ClaimFactsOf(books, after, claim, policy, false));
  for (const TraceLine& line : judgement.verdict.trace) {
    if (line.rule != "trigger" || !line.binds) continue;
    judgement.verdict.rule = "trigger";
    return RefusalOf(judgement, "report");
  }
  const ClaimTerms& terms = policy.claim;
  Deadline due;
  if (terms.close_days && terms.late_mode == LateClaimMode::kRefuse) {
    due = {report.report_date + *terms.close_days, OnSilence::kLapse};
  }
  return due;
}

// A judgment that comes after the first payment sets the day of the rest.
std::optional<Deadline> AfterJudgment(const Cover& cover, const Policy& policy,
                                      const RiskReport& report, Date today) {
  const bool waits = std::any_of(cover.claims.begin(), cover.claims.end(), [](const Claim& claim) {
    return claim.state == ClaimState::kPartPaid && !claim.later_due && DueNow(claim) == Money() &&
           claim.paid < claim.fund_amount;
  });
  if (!waits) return std::nullopt;
  std::vector<ReportedRisk> reports = cover.reports;
  reports.push_back({report, 0});
  const Deadline due = LaterInstalmentDue(policy, reports, today);
  return due.is_set() ? std::optional(due) : std::nullopt;
}

// A cure ends the open claim, unless money is on its way.
absl::Status WithdrawOpenClaim(const Cover& cover, const FundAccounts& accounts,
                               const std::string& bank, RiskReported& event) {
  const Claim* open = OpenClaim(cover);
  if (open == nullptr) return absl::OkStatus();
  if (open->state == ClaimState::kOrdered || open->paid > Money()) {
    return Refuse(
        Reason::kClaimOpen, "report.kind",
        {{"claim_number", open->filing.claim_number}, {"state", std::string(NameOf(open->state))}});
  }
  event.withdrawn_claim = open->filing.claim_number;
  event.released = open->reserved;
  event.after = AfterReserving(accounts, bank, Money(), open->reserved);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Decision> DecideCoverOf(const Books& books, const Caller& caller,
                                       const ReportRisk& c) {
  IPPLEDGE_RETURN_IF_ERROR(MayWriteLoansOf(caller, c.loan.bank));
  IPPLEDGE_ASSIGN_OR_RETURN(const Loan* loan, LoanOf(books, c.loan));
  IPPLEDGE_ASSIGN_OR_RETURN(const Cover* cover, CoverOf(*loan));
  for (const ReportedRisk& known : cover->reports) {
    if (known.report == c.report) {
      return Decision{.events = {}, .already_recorded_entry = known.entry};
    }
  }
  const Programme& programme = books.programme;
  const bool cures = c.report.kind == RiskKind::kCured;
  const bool defaults = c.report.kind == RiskKind::kDefault;
  const CoverState state = cover->state;
  const bool live = state == CoverState::kEnrolled || state == CoverState::kDefaulted;
  const bool may = defaults ? state == CoverState::kEnrolled
                   : cures
                       ? live
                       : live || state == CoverState::kCompensated || state == CoverState::kSettled;
  if (!may) return WrongState(state, defaults ? "ENROLLED" : "ENROLLED, DEFAULTED");
  if (cover->reports.size() >= static_cast<std::size_t>(kRiskReportsPerLoanMax)) {
    return Refuse(Reason::kTooManyEvents, "report",
                  {{"limit", absl::StrCat(kRiskReportsPerLoanMax)},
                   {"used", absl::StrCat(cover->reports.size())}});
  }
  RiskReported event{.what = c,
                     .state = state,
                     .due = cover->due,
                     .withdrawn_claim = "",
                     .released = Money(),
                     .after = programme.fund.accounts().figures()};
  IPPLEDGE_ASSIGN_OR_RETURN(const IssuedPolicy* issued, PolicyOf(programme, *cover));
  if (defaults) {
    IPPLEDGE_ASSIGN_OR_RETURN(event.due, CheckDefault(books, *loan, *issued->policy, c.report));
    event.state = CoverState::kDefaulted;
  }
  if (cures) {
    event.state = CoverState::kEnrolled;
    IPPLEDGE_RETURN_IF_ERROR(
        WithdrawOpenClaim(*cover, programme.fund.accounts(), c.loan.bank, event));
  }
  if (c.report.kind == RiskKind::kJudgment) {
    event.claim_due = AfterJudgment(*cover, *issued->policy, c.report, programme.today);
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckNotFuture(programme, c.report.report_date, "report.report_date"));
  return Happened(std::move(event));
}

}  // namespace ippledge
