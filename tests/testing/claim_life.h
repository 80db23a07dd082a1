// tests/testing/claim_life.h: loans of bank "qingcao" on their way from enrolment to the last
// recovery, each stretch of it one call.
//
// A loan has 500,000.00 drawn; under LifePolicy() the fund bears 200,000.00 of it. The programme
// begins on Monday 2024-06-03 with 1,000,000.00 in the fund; entry 4 issues the policy, entry 5
// brings the money. Commands are free functions, so that a test may change and refuse them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ledger/check.h"
#include "ledger/cover.h"
#include "tests/testing/ledger_books.h"
#include "tests/testing/policies.h"

namespace ippledge {

inline constexpr absl::string_view kLifeBank = "qingcao";
inline constexpr std::int64_t kLifeFundYuan = 200'000;

inline Caller BankChecker(absl::string_view bank = kLifeBank) {
  return {.organisation = std::string(bank),
          .role = Role::kBankChecker,
          .person = "p-6",
          .second_person = ""};
}
inline Caller Trustee() {
  return {
      .organisation = "manager", .role = Role::kFundManager, .person = "p-7", .second_person = ""};
}
inline Caller TwoOfTheOffice() {
  Caller caller = IpOffice();
  caller.second_person = "p-8";
  return caller;
}
inline Caller TheLedger() {
  return {.organisation = "system", .role = Role::kSystem, .person = "", .second_person = ""};
}

// Claims from SUBSTANDARD on, within 180 days; of a combined pledge the whole.
inline Policy LifePolicy() {
  Policy policy = APolicy();
  policy.effective_date = Date::Of(2024, 6, 3);
  policy.loss.combined_base = CombinedBase::kWhole;
  policy.claim.trigger_class_min = LoanClass::kSubstandard;
  policy.claim.close_days = 180;
  return policy;
}
// 75 % at once, 25 % later.
inline Policy InstalmentPolicy(SecondInstalment on = SecondInstalment::kRecoveryEnd) {
  Policy policy = LifePolicy();
  policy.payment.first_instalment_ppm = 750'000;
  policy.payment.second_on = on;
  policy.payment.second_after_decree_years = on == SecondInstalment::kRecoveryEnd ? 0 : 3;
  return policy;
}
inline Policy BrakePolicy(std::int64_t threshold_ppm,
                          BrakeEffect effect = BrakeEffect::kDeferClaims) {
  Policy policy = LifePolicy();
  policy.brakes = {{.name = "bank_loss", .threshold_ppm = threshold_ppm, .effect = effect}};
  return policy;
}

inline IssuePolicy Issuing(Policy policy) {
  return {std::make_shared<const Policy>(std::move(policy))};
}
inline RecordFundMovement Funding(std::int64_t yuan, absl::string_view id = "M1",
                                  FundMovementKind kind = FundMovementKind::kAppropriationIn) {
  FundMovement movement = AMovement(id, kind);
  movement.amount = Yuan(yuan);
  if (kind == FundMovementKind::kTakenByBank) movement.counterparty = std::string(kLifeBank);
  return {movement};
}
// The whole IP part is the loan; its right is one of its own.
inline NewLoan LifeLoan(absl::string_view contract = "HT-1", int right = 1) {
  NewLoan loan = ANewLoan(contract);
  loan.rights = {APatent(right)};
  return loan;
}
inline ApplyForCover Applying(absl::string_view contract = "HT-1") {
  return {AnId(contract), CoverApplication()};
}
inline DecideCover Deciding(StepDecision decision, absl::string_view contract = "HT-1") {
  return {AnId(contract), decision, {DecisionReason::kOther, "as it should be"}};
}
inline RecordClassChange Classing(LoanClass loan_class, absl::string_view contract = "HT-1",
                                  Date date = Date::Of(2024, 6, 3)) {
  return {AnId(contract), {.change_date = date, .loan_class = loan_class, .overdue_days = 95}};
}
inline ReportRisk Reporting(RiskKind kind, absl::string_view contract = "HT-1",
                            Date date = Date::Of(2024, 6, 3)) {
  return {AnId(contract), {.kind = kind, .report_date = date}};
}
inline FileClaim Filing(absl::string_view claim = "C1", absl::string_view contract = "HT-1") {
  return {AnId(contract), {.claim_number = std::string(claim)}};
}
inline TakeClaimStep Taking(WorkStep step, StepDecision decision = StepDecision::kAccept,
                            absl::string_view contract = "HT-1", absl::string_view claim = "C1") {
  return {.loan = AnId(contract),
          .claim_number = std::string(claim),
          .step = step,
          .decision = decision,
          .repair_ppm = decision == StepDecision::kRepair ? 100'000 : 0};
}
inline ConfirmPayment Confirming(const Claim& claim, Date date,
                                 absl::string_view contract = "HT-1") {
  return {.loan = AnId(contract),
          .claim_number = claim.filing.claim_number,
          .order_number = claim.order ? claim.order->order_number : "none",
          .payment_date = date,
          .bank_reference = "B-1"};
}
inline RecordRecovery Recovering(absl::string_view number, std::int64_t yuan, Date date,
                                 absl::string_view contract = "HT-1") {
  return {.loan = AnId(contract),
          .claim_number = "C1",
          .recovery = {.recovery_number = std::string(number),
                       .source = RecoverySource::kIpSale,
                       .received_date = date,
                       .gross = Yuan(yuan)}};
}
inline ConfirmRemittance Remitting(absl::string_view number, absl::string_view movement,
                                   std::int64_t yuan, Date date,
                                   absl::string_view contract = "HT-1") {
  return {.loan = AnId(contract),
          .claim_number = "C1",
          .recovery_number = std::string(number),
          .movement_id = std::string(movement),
          .remittance_date = date,
          .amount = Yuan(yuan)};
}
inline CloseRecovery Closing(RecoveryClosing closing, Date date, absl::string_view evidence = "",
                             absl::string_view contract = "HT-1") {
  return {.loan = AnId(contract),
          .claim_number = "C1",
          .closing = closing,
          .closing_date = date,
          .evidence = std::string(evidence)};
}
inline DemandClawback Demanding(std::int64_t ppm = kWholePpm, absl::string_view contract = "HT-1") {
  return {.loan = AnId(contract),
          .claim_number = "C1",
          .repaired_ppm = ppm,
          .grounds = {DecisionReason::kFalseStatement, "false accounts"}};
}
inline ConfirmClawback Returning(absl::string_view movement, std::int64_t yuan, Date date,
                                 absl::string_view contract = "HT-1") {
  return {.loan = AnId(contract),
          .claim_number = "C1",
          .movement_id = std::string(movement),
          .payment_date = date,
          .amount = Yuan(yuan)};
}

class ClaimLife : public LedgerBooks {
 public:
  explicit ClaimLife(Policy policy = LifePolicy(), std::int64_t fund_yuan = 1'000'000,
                     Constitution constitution = AConstitution())
      : LedgerBooks(std::move(constitution), Date::Of(2024, 6, 3)) {
    for (const absl::string_view id : {kLifeBank, absl::string_view("yunshan")}) {
      Happen(BodyRegistered{{ABank(id)}});
    }
    Must(FinanceBureau(), Issuing(std::move(policy)));
    if (fund_yuan > 0) Must(FinanceBureau(), Funding(fund_yuan));
  }

  // Does what must make an entry.
  void Must(const Caller& caller, const Command& command) {
    const std::int64_t before = last_entry();
    const std::string text = Does(caller, command);
    if (last_entry() > before) return;
    std::fprintf(stderr, "%s\n", text.c_str());
    IPPLEDGE_CHECK(false && "must be recorded");
  }

  void Recorded(absl::string_view contract = "HT-1") {
    Must(IpOffice(), Recording(LifeLoan(contract, ++rights_)));
  }
  void Enrolled(absl::string_view contract = "HT-1") {
    Recorded(contract);
    Must(BankMaker(kLifeBank), Applying(contract));
    if (cover(contract).state == CoverState::kSubmitted) {
      Must(Trustee(), Deciding(StepDecision::kAccept, contract));
    }
  }
  void Defaulted(absl::string_view contract = "HT-1") {
    Enrolled(contract);
    Must(BankMaker(kLifeBank), Classing(LoanClass::kSubstandard, contract));
    Must(BankMaker(kLifeBank), Reporting(RiskKind::kDefault, contract, programme().today));
  }
  void Filed(absl::string_view contract = "HT-1") {
    Defaulted(contract);
    Must(BankChecker(), Filing("C1", contract));
  }
  void Computed(absl::string_view contract = "HT-1") {
    Filed(contract);
    Must(Trustee(), Taking(WorkStep::kCompleteness, StepDecision::kAccept, contract));
  }
  void Reviewed(absl::string_view contract = "HT-1") {
    Computed(contract);
    Must(IpOffice(), Taking(WorkStep::kFirstReview, StepDecision::kAccept, contract));
  }
  void Approve(absl::string_view contract = "HT-1") {
    Must(FinanceBureau(), Taking(WorkStep::kSecondReview, StepDecision::kAccept, contract));
  }
  void Approved(absl::string_view contract = "HT-1") {
    Reviewed(contract);
    Approve(contract);
  }
  // The notice of all claims is over.
  void PassNotice() { TurnTo(programme().today + 8); }
  void Cleared(absl::string_view contract = "HT-1") {
    Approved(contract);
    PassNotice();
  }
  void Run(absl::string_view run = "RUN") { Must(FinanceBureau(), RunPayments{std::string(run)}); }
  void Confirm(absl::string_view contract = "HT-1", absl::string_view number = "C1") {
    Must(FinanceBureau(), Confirming(claim(contract, number), programme().today, contract));
  }
  void Paid(absl::string_view contract = "HT-1") {
    Cleared(contract);
    Run();
    Confirm(contract);
  }

  const Cover& cover(absl::string_view contract = "HT-1") const { return *loan(contract).cover; }
  const Claim& claim(absl::string_view contract = "HT-1", absl::string_view number = "C1") const {
    const Claim* found = FindClaim(cover(contract), number);
    IPPLEDGE_CHECK(found != nullptr);
    return *found;
  }
  ClaimState state(absl::string_view contract = "HT-1") const { return claim(contract).state; }
  std::int64_t available_fen() const {
    return programme().fund.accounts().figures().available_fen();
  }
  template <typename E>
  const E& last() const {
    return std::get<E>(entries().back());
  }

 private:
  int rights_ = 0;
};

}  // namespace ippledge
