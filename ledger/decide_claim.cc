#include "ledger/decide_claim.h"

#include <algorithm>
#include <utility>

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

std::string Text(std::int64_t number) { return absl::StrCat(number); }

// A bank that may not claim. One that left keeps the cover of its old loans.
absl::Status CheckMayClaim(const Programme& programme, const std::string& bank) {
  const RegisteredBody* body = programme.FindBody(bank);
  if (body == nullptr) return absl::OkStatus();
  const Standing standing = body->body.standing;
  if (standing != Standing::kClaimsStopped && standing != Standing::kExpelled) {
    return absl::OkStatus();
  }
  return Refuse(Reason::kBankStanding, "loan.bank", {{"standing", std::string(NameOf(standing))}});
}

// Whether a refused claim may be followed by another.
absl::Status CheckRefiling(const Cover& cover, const Policy& policy, Date today) {
  int refused = 0;
  Date last;
  for (const Claim& claim : cover.claims) {
    if (claim.state != ClaimState::kRefused) continue;
    ++refused;
    last = std::max(last, claim.filed_date);
  }
  if (refused == 0) return absl::OkStatus();
  const LifeCycleTerms& terms = policy.life_cycle;
  std::string limit;
  bool may = true;
  switch (terms.rejected_claim_refile) {
    case RefileMode::kNever:
      may = false;
      limit = "0";
      break;
    case RefileMode::kWithinDays: {
      const Date until = last + terms.refile_within_days;
      may = today <= until;
      limit = until.ToString();
      break;
    }
    case RefileMode::kAlways:
      break;
    default:
      may = refused < 2;
      limit = "1";
  }
  if (may) return absl::OkStatus();
  return Refuse(Reason::kClaimNotRefiled, "filing.claim_number",
                {{"rule", "rejected_claim_refile"},
                 {"limit", limit},
                 {"used", Text(refused)},
                 {"policy_id", policy.policy_id},
                 {"policy_version", Text(policy.version)}});
}

// What was filed under that number before, if it is not the answer to a returned claim.
absl::StatusOr<std::optional<Decision>> KnownFiling(const Cover& cover, const ClaimFiling& filing) {
  const Claim* known = FindClaim(cover, filing.claim_number);
  if (known == nullptr || known->state == ClaimState::kReturned) return std::nullopt;
  if (known->filing == filing) {
    return Decision{.events = {}, .already_recorded_entry = known->filed_entry};
  }
  return Refuse(Reason::kClaimExists, "filing.claim_number",
                {{"claim_number", filing.claim_number},
                 {"first_entry", Text(known->filed_entry)},
                 {"state", std::string(NameOf(known->state))}});
}

absl::Status CheckMayFile(const Books& books, const Cover& cover, const Policy& policy,
                          const FileClaim& c) {
  const Programme& programme = books.programme;
  IPPLEDGE_RETURN_IF_ERROR(CheckMayClaim(programme, c.loan.bank));
  if (cover.state != CoverState::kDefaulted) {
    return WrongState(cover.state, NameOf(CoverState::kDefaulted));
  }
  if (FindClaim(cover, c.filing.claim_number) != nullptr) return absl::OkStatus();
  if (const Claim* open = OpenClaim(cover); open != nullptr) {
    return Refuse(
        Reason::kClaimOpen, "filing.claim_number",
        {{"claim_number", open->filing.claim_number}, {"state", std::string(NameOf(open->state))}});
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckRefiling(cover, policy, programme.today));
  if (cover.claims.size() >= static_cast<std::size_t>(kClaimsPerLoanMax)) {
    return Refuse(
        Reason::kTooManyEvents, "filing",
        {{"limit", Text(kClaimsPerLoanMax)}, {"used", absl::StrCat(cover.claims.size())}});
  }
  return CheckWorkRoom(programme);
}

absl::Status CheckDocumentDates(const Programme& programme, const ClaimFiling& filing) {
  for (std::size_t i = 0; i < filing.documents.size(); ++i) {
    IPPLEDGE_RETURN_IF_ERROR(
        CheckNotFuture(programme, filing.documents[i].document_date,
                       absl::StrCat("filing.documents[", i, "].document_date")));
  }
  return absl::OkStatus();
}

// The second review by somebody else of another body than the first.
absl::Status CheckOtherReviewer(const Claim& claim, const Caller& caller) {
  for (auto taken = claim.steps.rbegin(); taken != claim.steps.rend(); ++taken) {
    if (taken->step != WorkStep::kFirstReview) continue;
    if (taken->person == caller.person) {
      return Refuse(
          Reason::kSamePerson, "",
          {{"person", caller.person}, {"step", std::string(NameOf(WorkStep::kFirstReview))}});
    }
    if (taken->organisation == caller.organisation) {
      return Refuse(Reason::kSameBody, "",
                    {{"organisation", caller.organisation},
                     {"step", std::string(NameOf(WorkStep::kFirstReview))}});
    }
    break;
  }
  return absl::OkStatus();
}

absl::Status CheckRepair(const Policy& policy, const Claim& claim, const TakeClaimStep& c) {
  if (c.decision != StepDecision::kRepair) return absl::OkStatus();
  const std::int64_t most = policy.claim.repair_max_ppm;
  if (c.repair_ppm >= 1 && c.repair_ppm <= most && c.repair_ppm > claim.repair_ppm) {
    return absl::OkStatus();
  }
  return Refuse(
      Reason::kValueOutOfRange, "repair_ppm",
      {{"got", Text(c.repair_ppm)}, {"min", Text(claim.repair_ppm + 1)}, {"max", Text(most)}});
}

}  // namespace

absl::StatusOr<Decision> DecideClaim(const Books& books, const Caller& caller, const FileClaim& c) {
  IPPLEDGE_RETURN_IF_ERROR(MayAct(caller, SetOf(Role::kBankChecker), c.loan.bank));
  IPPLEDGE_ASSIGN_OR_RETURN(const Loan* loan, LoanOf(books, c.loan));
  IPPLEDGE_ASSIGN_OR_RETURN(const Cover* cover, CoverOf(*loan));
  IPPLEDGE_ASSIGN_OR_RETURN(std::optional<Decision> known, KnownFiling(*cover, c.filing));
  if (known) return *std::move(known);
  const Programme& programme = books.programme;
  IPPLEDGE_ASSIGN_OR_RETURN(const IssuedPolicy* issued, PolicyOf(programme, *cover));
  const Policy& policy = *issued->policy;
  IPPLEDGE_RETURN_IF_ERROR(CheckMayFile(books, *cover, policy, c));
  // A returned claim keeps its day: the window was met then.
  Claim claim;
  claim.filed_date = programme.today;
  claim.year = programme.today.year();
  if (const Claim* returned = FindClaim(*cover, c.filing.claim_number); returned != nullptr) {
    claim = *returned;
  }
  claim.filing = c.filing;
  Judgement judgement = Judge(policy, ClaimFactsOf(books, *loan, claim, policy, true));
  const Outcome outcome = judgement.verdict.outcome;
  // What waits for money or for a brake is filed all the same.
  const bool stands = outcome != Outcome::kRefused || judgement.verdict.rule == "liability_limit";
  if (!stands || outcome == Outcome::kReturned) return RefusalOf(judgement, "filing");
  const bool pays = outcome != Outcome::kRefused && outcome != Outcome::kCommittee;
  if (pays && PaidByFund(*cover, judgement.verdict) == Money()) {
    // Some cap leaves nothing of it.
    judgement.verdict.rule = BindingRule(judgement.verdict);
    return RefusalOf(judgement, "filing");
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckDocumentDates(programme, c.filing));
  return Happened(ClaimFiled{
      .what = c,
      .judgement = std::move(judgement),
      .due = DeadlineOf(WorkStep::kCompleteness, policy, programme.calendar, programme.today),
      .date = programme.today});
}

absl::StatusOr<Decision> DecideClaim(const Books& books, const Caller& caller,
                                     const TakeClaimStep& c) {
  const RoleSet any = RolesOf(c.step, c.decision);
  // A policy may give a step to another body, which only the loan's policy tells.
  const bool of_bank = any == SetOf(Role::kBankChecker);
  const RoleSet judges = Role::kFundManager | Role::kIpOffice | SetOf(Role::kFinanceBureau);
  IPPLEDGE_RETURN_IF_ERROR(MayAct(caller, of_bank ? any : judges, c.loan.bank));
  IPPLEDGE_ASSIGN_OR_RETURN(const ClaimAt at, FindClaimAt(books, c.loan, c.claim_number));
  const Claim& claim = *at.claim;
  if (any != 0) {
    IPPLEDGE_RETURN_IF_ERROR(MayAct(caller, RolesOf(c.step, c.decision, *at.policy), c.loan.bank));
  }
  const StepRow* row = FindStep(claim.state, c.step, c.decision);
  if (row == nullptr) {
    return Refuse(Reason::kStepNotAllowed, "step",
                  {{"state", std::string(NameOf(claim.state))},
                   {"step", std::string(NameOf(c.step))},
                   {"decision", std::string(NameOf(c.decision))},
                   {"want", std::string(NameOf(OpenStepOf(claim.state)))}});
  }
  if (row->two_persons) IPPLEDGE_RETURN_IF_ERROR(NeedTwoPersons(caller));
  if (!of_bank) IPPLEDGE_RETURN_IF_ERROR(CheckNotOwn(caller, c.loan.bank));
  if (c.step == WorkStep::kSecondReview) {
    IPPLEDGE_RETURN_IF_ERROR(CheckOtherReviewer(claim, caller));
  }
  const Programme& programme = books.programme;
  if (c.step == WorkStep::kNotice && c.decision == StepDecision::kAccept &&
      programme.today <= claim.due.date) {
    return Refuse(Reason::kNoticeRunning, "step", {{"until", claim.due.date.ToString()}});
  }
  if (c.step == WorkStep::kRepairAnswer && c.decision == StepDecision::kObject &&
      claim.repair_objected) {
    return Refuse(Reason::kStepNotAllowed, "decision",
                  {{"state", std::string(NameOf(claim.state))},
                   {"step", std::string(NameOf(c.step))},
                   {"decision", std::string(NameOf(c.decision))},
                   {"want", "ACCEPT: the bank has objected once"}});
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckRepair(*at.policy, claim, c));
  const bool withdraws = c.decision == StepDecision::kWithdraw;
  const bool live =
      at.cover->state == CoverState::kDefaulted || at.cover->state == CoverState::kCompensated ||
      at.cover->state == CoverState::kSettled || at.cover->state == CoverState::kWrittenOff;
  if (!withdraws && !live) return WrongState(at.cover->state, "DEFAULTED");
  ClaimStepTaken event = StepOf(books, at, *row, c);
  event.organisation = caller.organisation;
  event.person = caller.person;
  return Happened(std::move(event));
}

}  // namespace ippledge
