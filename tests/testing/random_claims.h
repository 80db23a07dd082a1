// tests/testing/random_claims.h: what banks, office and bureau do with covered loans, by chance.
//
// Most of it fits the books, some does not. The same seed and the same books give the same policy
// and the same commands on every machine.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <random>
#include <string>
#include <vector>

#include "ledger/claim_steps.h"
#include "tests/testing/claim_life.h"

namespace ippledge {

inline constexpr int kRandomLoans = 7;

class RandomClaims {
 public:
  explicit RandomClaims(std::uint64_t seed) : random_(seed) {}

  int Below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  bool Chance(int one_in) { return Below(one_in) == 0; }
  template <typename T>
  T AnyOf(std::initializer_list<T> values) {
    return values.begin()[Below(static_cast<int>(values.size()))];
  }

  Policy AnyPolicy() {
    Policy policy = LifePolicy();
    if (Chance(2))
      policy = InstalmentPolicy(
          AnyOf({SecondInstalment::kRecoveryEnd, SecondInstalment::kYearsAfterDecree,
                 SecondInstalment::kEarlier}));
    if (Chance(3)) policy.loss.combined_base = CombinedBase::kIpPart;
    if (Chance(3)) {
      policy.modes[0].parties = {{"province", PartyRole::kFund, 333'333},
                                 {"city", PartyRole::kFund, 166'667},
                                 {"bank", PartyRole::kBank, 400'000},
                                 {"guarantor", PartyRole::kGuarantor, 100'000}};
      if (Chance(2)) policy.life_cycle.paid_by_fund = {"province"};
    }
    policy.payment.shortfall_mode = AnyOf({ShortfallMode::kProRata, ShortfallMode::kFifo,
                                           ShortfallMode::kWaitForTopup, ShortfallMode::kRefuse});
    policy.life_cycle.public_notice_days = Below(4);
    policy.life_cycle.rejected_claim_refile =
        AnyOf({RefileMode::kOnce, RefileMode::kAlways, RefileMode::kNever});
    policy.life_cycle.manager_confirms = !Chance(4);
    policy.life_cycle.exposure_on = AnyOf({ExposureOn::kDrawn, ExposureOn::kCommitted});
    policy.life_cycle.deferral_test = DeferralPeriod::kMonth;
    if (Chance(3)) policy.life_cycle.recovery_until_years = 1;
    if (Chance(3)) policy.caps.institution_year_cap = Yuan(300'000);
    if (Chance(3)) policy.eligibility.enterprise_enrolled_cap = Yuan(1'400'000);
    policy.eligibility.cap_excess_mode =
        AnyOf({CapExcessMode::kRefuse, CapExcessMode::kEnrolPart, CapExcessMode::kEnrolUncovered});
    if (Chance(3)) {
      policy.brakes = {
          {.name = "brake",
           .scope = AnyOf({BrakeScope::kBank, BrakeScope::kFund}),
           .measure = AnyOf({BrakeMeasure::kLossOfEnrolledYear, BrakeMeasure::kNplRate}),
           .threshold_ppm = 300'000}};
    }
    policy.recovery.late_interest = {.mode = RateMode::kFixed, .rate_ppm = 50'000};
    policy.recovery.order = AnyOf({RecoveryOrder::kCostsFirst, RecoveryOrder::kFundFirst,
                                   RecoveryOrder::kBankFirst, RecoveryOrder::kProRata});
    policy.recovery.capped_at_payment = !Chance(4);
    policy.clawback.mode = AnyOf({ClawbackMode::kFull, ClawbackMode::kRepairedPart});
    policy.claim.late_mode = AnyOf({LateClaimMode::kRefuse, LateClaimMode::kCommittee});
    policy.claim.close_days = 60;
    return policy;
  }

  struct Act {
    Caller caller;
    Command command;
  };
  Act Next(const ClaimLife& life) {
    Act act = Sensible(life);
    if (Chance(6)) act = Senseless(life);
    if (Chance(12)) {
      act.caller = AnyOf({BankChecker(), BankChecker("yunshan"), BankMaker(kLifeBank), IpOffice(),
                          FinanceBureau(), Trustee()});
    }
    return act;
  }

 private:
  LoanId AnyLoan() {
    const int n = 1 + Below(kRandomLoans);
    return {n % 3 == 0 ? "yunshan" : std::string(kLifeBank), absl::StrCat("HT-", n)};
  }
  Date AnyDay(const ClaimLife& life) { return life.programme().today + -Below(Chance(5) ? 90 : 3); }
  Money AnyMoney(int yuan) { return Fen(1 + Below(yuan * 100)); }
  static const Loan* Find(const ClaimLife& life, const LoanId& id) {
    ClaimLife& mutable_life = const_cast<ClaimLife&>(life);
    const std::string key = LoanKey(id);
    return mutable_life.books().knows_loan(key) ? mutable_life.books().loan(key).get() : nullptr;
  }

  Act OfTheFund(const ClaimLife& life) {
    FundMovement movement = AMovement(absl::StrCat("V", vouchers_++));
    movement.kind = AnyOf({FundMovementKind::kAppropriationIn, FundMovementKind::kAppropriationIn,
                           FundMovementKind::kFeeOut});
    if (Chance(12)) movement.kind = FundMovementKind::kTakenByBank;
    movement.amount = AnyMoney(250'000);
    movement.counterparty = std::string(kLifeBank);
    movement.date = AnyDay(life);
    const FundBook& fund = life.programme().fund;
    if (Chance(4) && fund.size() > 0) {
      const MovementRef& any =
          fund.at(static_cast<std::size_t>(Below(static_cast<int>(fund.size()))));
      return {FinanceBureau(), ReverseFundMovement{AReversal(absl::StrCat("X", vouchers_),
                                                             any->movement.movement_id)}};
    }
    return {FinanceBureau(), RecordFundMovement{movement}};
  }

  Act Senseless(const ClaimLife& life) {
    const LoanId id = AnyLoan();
    const std::string claim = absl::StrCat("C", 1 + Below(3));
    const auto step = static_cast<WorkStep>(Below(kWorkStepCount));
    const auto decision = static_cast<StepDecision>(1 + Below(kStepDecisionCount - 1));
    switch (Below(8)) {
      case 0:
        return {BankMaker(id.bank),
                ReportRisk{id, {static_cast<RiskKind>(1 + Below(10)), AnyDay(life)}}};
      case 1:
        return {AnyOf({IpOffice(), FinanceBureau(), BankChecker(id.bank)}),
                TakeClaimStep{id, claim, step, decision, Below(3) * 150'000}};
      case 2:
        return {BankChecker(id.bank), FileClaim{id, {.claim_number = claim}}};
      case 3:
        return {IpOffice(), DecideCover{id, decision, {}}};
      case 4:
        return {FinanceBureau(), DemandClawback{id, claim, 1 + Below(1'000'000), {}}};
      case 5:
        return {IpOffice(), RecordRepayment{id,
                                            {absl::StrCat("R", Below(9)), "", AnyDay(life),
                                             AnyMoney(100'000), Money()}}};
      case 6:
        return {FinanceBureau(), CloseRecovery{id, claim, RecoveryClosing::kEnded, AnyDay(life)}};
      default:
        return OfTheFund(life);
    }
  }

  Act Sensible(const ClaimLife& life) {
    if (Chance(12)) return OfTheFund(life);
    const LoanId id = AnyLoan();
    const Loan* loan = Find(life, id);
    if (loan == nullptr) {
      NewLoan terms = LifeLoan(id.contract_number, ++loans_);
      terms.id = id;
      if (Chance(3)) terms.borrower.unified_social_credit_code = CreditCode(2);
      terms.draw.principal = Fen(30'000'000 + Below(50'000'000));
      return {IpOffice(), Recording(terms)};
    }
    if (Chance(15)) return Correction(*loan);
    if (loan->cover == nullptr) return {BankMaker(id.bank), Application(id)};
    const Cover& cover = *loan->cover;
    switch (cover.state) {
      case CoverState::kSubmitted:
        return {Trustee(),
                DecideCover{id,
                            Chance(5) ? AnyOf({StepDecision::kReturn, StepDecision::kRefuse})
                                      : StepDecision::kAccept,
                            {}}};
      case CoverState::kReturned:
      case CoverState::kRefused:
      case CoverState::kLapsed:
        return {BankMaker(id.bank), Application(id)};
      case CoverState::kEnrolled:
        return InTrouble(life, id);
      default:
        return OfClaims(life, id, cover);
    }
  }
  ApplyForCover Application(const LoanId& id) {
    ApplyForCover applying{id, {}};
    if (Chance(3)) applying.application.group = "group";
    return applying;
  }
  Act Correction(const Loan& loan) {
    NewLoan terms = *loan.terms;
    terms.borrower.unified_social_credit_code = CreditCode(1 + Below(3));
    terms.borrower.division_code = AnyOf({"150105", "150203", "150781"});
    CorrectLoan correct = Correcting(loan.first_entry(), terms);
    correct.loan = loan.terms->id;
    if (Chance(6)) correct.replacement = Replacement();
    return {IpOffice(), correct};
  }
  Act InTrouble(const ClaimLife& life, const LoanId& id) {
    switch (Below(5)) {
      case 0:
        return {BankMaker(id.bank), ReportRisk{id, {RiskKind::kJudgment, AnyDay(life)}}};
      case 1:
      case 2:
        return {BankMaker(id.bank),
                RecordClassChange{
                    id, {AnyDay(life), Chance(6) ? LoanClass::kNormal : LoanClass::kDoubtful, 95}}};
      default:
        return {BankMaker(id.bank), ReportRisk{id, {RiskKind::kDefault, AnyDay(life)}}};
    }
  }

  Act OfClaims(const ClaimLife& life, const LoanId& id, const Cover& cover) {
    if (cover.state == CoverState::kDefaulted && Chance(12)) {
      return {BankMaker(id.bank), ReportRisk{id, {RiskKind::kCured, AnyDay(life)}}};
    }
    const Claim* claim = OpenClaim(cover);
    if (claim == nullptr && !cover.claims.empty()) claim = &cover.claims.back();
    if (claim == nullptr || (!IsOpen(claim->state) && claim->paid == Money()) ||
        claim->state == ClaimState::kReturned) {
      const bool answers = claim != nullptr && claim->state == ClaimState::kReturned;
      FileClaim filing{id,
                       {.claim_number = answers ? claim->filing.claim_number
                                                : absl::StrCat("C", cover.claims.size() + 1)}};
      if (Chance(3)) filing.filing.claimed = AnyMoney(500'000);
      return {BankChecker(id.bank), filing};
    }
    const std::string& number = claim->filing.claim_number;
    if (claim->order && !Chance(6)) {
      return {FinanceBureau(),
              ConfirmPayment{id, number, claim->order->order_number, AnyDay(life), "B"}};
    }
    if (claim->paid > Money() && !Chance(4)) return AfterPayment(life, id, *claim);
    const bool payable = claim->state == ClaimState::kCleared ||
                         claim->state == ClaimState::kQueued || claim->paid > Money();
    if (payable) return {FinanceBureau(), RunPayments{"RUN"}};
    std::vector<StepRow> rows;
    for (const StepRow& row : StepRows()) {
      const bool gentle = row.decision == StepDecision::kAccept;
      if (row.from == claim->state && (gentle || Chance(3))) rows.push_back(row);
    }
    if (rows.empty()) return {FinanceBureau(), RunPayments{"RUN"}};
    const StepRow& row = rows[static_cast<std::size_t>(Below(static_cast<int>(rows.size())))];
    return {CallerWho(row.roles, id.bank),
            TakeClaimStep{id, number, row.step, row.decision,
                          row.decision == StepDecision::kRepair ? 1 + Below(400'000) : 0}};
  }
  Act AfterPayment(const ClaimLife& life, const LoanId& id, const Claim& claim) {
    const std::string& number = claim.filing.claim_number;
    if (claim.clawback && Chance(2)) {
      return {FinanceBureau(), ConfirmClawback{id, number, absl::StrCat("Z", vouchers_++),
                                               AnyDay(life), AnyMoney(250'000), "B"}};
    }
    switch (Below(8)) {
      case 0:
        return {FinanceBureau(), DemandClawback{id, number, 1 + Below(1'000'000), {}}};
      case 1:
        return {FinanceBureau(),
                CloseRecovery{id, number,
                              AnyOf({RecoveryClosing::kEnded, RecoveryClosing::kWrittenOff}),
                              AnyDay(life), "evidence"}};
      case 2:
      case 3:
        return {BankChecker(id.bank),
                RecordRecovery{id,
                               number,
                               {.recovery_number = absl::StrCat("R", Below(5)),
                                .source = RecoverySource::kIpSale,
                                .received_date = AnyDay(life),
                                .gross = AnyMoney(300'000)}}};
      default: {
        ConfirmRemittance remitting{.loan = id,
                                    .claim_number = number,
                                    .recovery_number = absl::StrCat("R", Below(5)),
                                    .movement_id = absl::StrCat("Y", vouchers_++),
                                    .remittance_date = AnyDay(life)};
        for (const Recovery& recovery : claim.recoveries) {
          if (recovery.state() == RecoveryState::kRemitted) continue;
          remitting.recovery_number = recovery.what.recovery_number;
          const std::int64_t left = recovery.fund_share.fen() - recovery.remitted.fen();
          remitting.amount = Fen(Chance(2) ? left : 1 + Below(static_cast<int>(left) + 1));
          if (Chance(2)) remitting.late_interest = Fen(1 + Below(100));
        }
        if (remitting.amount == Money() && remitting.late_interest == Money()) {
          remitting.late_interest = Fen(1);
        }
        return {FinanceBureau(), remitting};
      }
    }
  }
  static Caller CallerWho(RoleSet roles, const std::string& bank) {
    if ((roles & SetOf(Role::kBankChecker)) != 0) return BankChecker(bank);
    if ((roles & SetOf(Role::kFinanceBureau)) != 0) return FinanceBureau();
    return IpOffice();
  }

  std::mt19937_64 random_;
  int loans_ = 0;
  int vouchers_ = 0;
};

}  // namespace ippledge
