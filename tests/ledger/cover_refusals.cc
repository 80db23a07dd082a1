#include "tests/ledger/cover_refusals.h"

#include <string>
#include <utility>
#include <vector>

#include "tests/testing/claim_life.h"

namespace ippledge {
namespace {

using Step = WorkStep;
using Decision = StepDecision;
using Stretch = void (ClaimLife::*)(absl::string_view);

// What `command` is told when HT-1 has come so far, and everything of `before` was done.
struct Told {
  Stretch stretch = nullptr;
  std::vector<std::pair<Caller, Command>> before;
  Caller caller;
  Command command;
  Policy policy = LifePolicy();
};
absl::Status StatusOf(const Told& told) {
  ClaimLife life(told.policy);
  if (told.stretch != nullptr) (life.*told.stretch)("HT-1");
  for (const auto& [caller, command] : told.before) life.Must(caller, command);
  return life.Do(told.caller, told.command).status();
}

const Date kDay = Day("2024-06-03");
const Date kPaidDay = Day("2024-06-11");

IssuePolicy Version(std::int64_t version, Date effective = kDay,
                    const std::string& currency = "CNY") {
  Policy policy = LifePolicy();
  policy.version = version;
  policy.effective_date = effective;
  policy.currency_code = currency;
  policy.title_en = "another";
  return Issuing(policy);
}
Caller InTheOffice(std::string person, std::string organisation) {
  Caller caller = FinanceBureau();
  caller.person = std::move(person);
  caller.organisation = std::move(organisation);
  return caller;
}
FileClaim FilingOf(Money claimed) {
  FileClaim filing = Filing();
  filing.filing.claimed = claimed;
  return filing;
}
Policy NeverAgain() {
  Policy policy = LifePolicy();
  policy.life_cycle.rejected_claim_refile = RefileMode::kNever;
  return policy;
}
Policy OnlyInBankruptcy() {
  Policy policy = LifePolicy();
  policy.life_cycle.write_off_conditions = {"bankruptcy"};
  return policy;
}
RecordPortfolioFigure AFigure(std::int64_t yuan) {
  return {{"F1", FigureKind::kFeesCollected, "", 2024, Yuan(yuan), "annual report"}};
}
ConfirmPayment NoOrder() {
  return {.loan = AnId(), .claim_number = "C1", .order_number = "none", .payment_date = kPaidDay};
}
CloseRecovery Ending() { return Closing(RecoveryClosing::kEnded, kPaidDay); }

// More money was taken than what is ordered leaves.
absl::Status CashExceeded() {
  ClaimLife life;
  life.Cleared();
  life.Run();
  life.Must(FinanceBureau(), Funding(900'000, "TAKEN", FundMovementKind::kTakenByBank));
  return life.Do(FinanceBureau(), Confirming(life.claim(), kPaidDay)).status();
}

using Life = ClaimLife;
const std::vector<std::pair<Reason, Told>>& AllTold() {
  static const auto* const kTold = new std::vector<std::pair<Reason, Told>>{
      {Reason::kPolicyUnknown,
       {&Life::Recorded, {}, IpOffice(), ApplyForCover{AnId(), {.policy_id = "none"}}}},
      {Reason::kPolicyExists, {nullptr, {}, FinanceBureau(), Version(1)}},
      {Reason::kPolicyVersionOrder, {nullptr, {}, FinanceBureau(), Version(3)}},
      {Reason::kPolicyDatePast,
       {nullptr,
        {},
        FinanceBureau(),
        [] {
          Policy policy = LifePolicy();
          policy.policy_id = "q";
          policy.effective_date = kDay + -1;
          return Issuing(policy);
        }()}},
      {Reason::kPolicyCurrency, {nullptr, {}, FinanceBureau(), Version(2, kDay, "USD")}},
      {Reason::kFigureExists, {nullptr, {{IpOffice(), AFigure(1)}}, IpOffice(), AFigure(2)}},
      {Reason::kPolicyRefuses, {&Life::Enrolled, {}, IpOffice(), Reporting(RiskKind::kDefault)}},
      {Reason::kCoverExists,
       {&Life::Enrolled, {}, IpOffice(), ApplyForCover{AnId(), {.group = "g"}}}},
      {Reason::kCoverUnknown, {&Life::Recorded, {}, BankChecker(), Filing()}},
      {Reason::kCoverState, {&Life::Enrolled, {}, BankChecker(), Filing()}},
      {Reason::kCoverStands, {&Life::Enrolled, {}, IpOffice(), Voiding(6)}},
      {Reason::kClaimUnknown, {&Life::Enrolled, {}, FinanceBureau(), Demanding()}},
      {Reason::kClaimExists, {&Life::Filed, {}, BankChecker(), FilingOf(Fen(1))}},
      {Reason::kClaimOpen, {&Life::Filed, {}, BankChecker(), Filing("C2")}},
      {Reason::kClaimState, {&Life::Filed, {}, FinanceBureau(), Demanding()}},
      {Reason::kStepNotAllowed, {&Life::Filed, {}, IpOffice(), Taking(Step::kNotice)}},
      {Reason::kSamePerson,
       {&Life::Reviewed, {}, InTheOffice("p-2", "bureau"), Taking(Step::kSecondReview)}},
      {Reason::kSameBody,
       {&Life::Reviewed, {}, InTheOffice("p-9", "ip-office"), Taking(Step::kSecondReview)}},
      {Reason::kOwnBody,
       {&Life::Reviewed, {}, InTheOffice("p-9", "qingcao"), Taking(Step::kSecondReview)}},
      {Reason::kClaimNotRefiled,
       {&Life::Computed,
        {{IpOffice(), Taking(Step::kFirstReview, Decision::kRefuse)}},
        BankChecker(),
        Filing("C2"),
        NeverAgain()}},
      {Reason::kNoticeRunning, {&Life::Approved, {}, IpOffice(), Taking(Step::kNotice)}},
      {Reason::kNothingToPay, {nullptr, {}, FinanceBureau(), RunPayments{"R"}}},
      {Reason::kOrderUnknown, {&Life::Cleared, {}, FinanceBureau(), NoOrder()}},
      {Reason::kRecoveryUnknown,
       {&Life::Paid, {}, FinanceBureau(), Remitting("R1", "Y1", 1, kPaidDay)}},
      {Reason::kRecoveryExists,
       {&Life::Paid,
        {{BankChecker(), Recovering("R1", 1, kPaidDay)}},
        BankChecker(),
        Recovering("R1", 2, kPaidDay)}},
      {Reason::kRemittanceExceeded,
       {&Life::Paid,
        {{BankChecker(), Recovering("R1", 100, kPaidDay)}},
        FinanceBureau(),
        Remitting("R1", "Y1", 41, kPaidDay)}},
      {Reason::kRecoveryClosed, {&Life::Paid, {{IpOffice(), Ending()}}, IpOffice(), Ending()}},
      {Reason::kEvidenceMissing,
       {&Life::Paid,
        {{IpOffice(), Ending()}},
        FinanceBureau(),
        Closing(RecoveryClosing::kWrittenOff, kPaidDay),
        OnlyInBankruptcy()}},
      {Reason::kClawbackExceeded,
       {&Life::Paid,
        {{FinanceBureau(), Demanding()}},
        FinanceBureau(),
        Returning("Z1", 200'001, kPaidDay)}},
      {Reason::kDeadlineNotPassed,
       {&Life::Filed, {}, TheLedger(), PassDeadline{AnId(), "C1", Step::kCompleteness, kDay}}},
      {Reason::kMovementIsOfClaim,
       {&Life::Approved, {}, FinanceBureau(), ReverseFundMovement{AReversal("X1", "#R-14")}}},
  };
  return *kTold;
}

}  // namespace

const std::map<Reason, std::function<absl::Status()>>& CoverRefusals() {
  static const auto* const kRefusals = [] {
    auto* refusals = new std::map<Reason, std::function<absl::Status()>>;
    for (const auto& [reason, told] : AllTold()) {
      refusals->emplace(reason, [&told] { return StatusOf(told); });
    }
    refusals->emplace(Reason::kCashExceeded, CashExceeded);
    return refusals;
  }();
  return *kRefusals;
}

}  // namespace ippledge
