#include "ledger/cover_checks.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "ledger/work.h"

namespace ippledge {
namespace {

using Kind = FundMovementKind;

FundMovement Movement(std::string id, Kind kind, Money amount, Date date, const std::string& bank,
                      const std::string& bank_reference, std::string memo) {
  return {.movement_id = std::move(id),
          .kind = kind,
          .amount = amount,
          .date = date,
          .counterparty = bank,
          .bank_reference = bank_reference,
          .memo = std::move(memo)};
}

// Movements with an amount; those of a reservation are known by their entry. Nobody else's id
// begins with "#".
class Maker {
 public:
  Maker(std::int64_t number, Date today) : number_(number), today_(today) {}

  void Reserve(Money reserved, Money released, const LoanId& loan, const std::string& claim) {
    Add("R", Kind::kReservation, reserved, loan, claim);
    Add("U", Kind::kReservationReleased, released, loan, claim);
  }
  void Move(FundMovement movement) {
    if (movement.amount > Money()) movements_.push_back(std::move(movement));
  }
  std::vector<FundMovement> Take() { return std::move(movements_); }

 private:
  void Add(absl::string_view prefix, Kind kind, Money amount, const LoanId& loan,
           const std::string& claim) {
    if (amount == Money()) return;
    // Several claims of one entry, a payment run, count on.
    std::string id = absl::StrCat("#", prefix, "-", number_);
    if (++count_ > 1) absl::StrAppend(&id, "-", count_);
    movements_.push_back(Movement(std::move(id), kind, amount, today_, loan.bank, "", claim));
  }

  std::int64_t number_;
  Date today_;
  int count_ = 0;
  std::vector<FundMovement> movements_;
};

}  // namespace

absl::StatusOr<const Loan*> LoanOf(const Books& books, const LoanId& id) {
  const LoanRef& loan = books.loan(LoanKey(id));
  if (loan != nullptr) return loan.get();
  return Refuse(Reason::kLoanUnknown, "loan.contract_number",
                {{"bank", id.bank}, {"contract_number", id.contract_number}});
}

absl::StatusOr<const Cover*> CoverOf(const Loan& loan) {
  if (loan.cover != nullptr) return loan.cover.get();
  const LoanId& id = loan.terms->id;
  return Refuse(Reason::kCoverUnknown, "loan.contract_number",
                {{"bank", id.bank}, {"contract_number", id.contract_number}});
}

absl::StatusOr<const IssuedPolicy*> PolicyOf(const Programme& programme, const Cover& cover) {
  const IssuedPolicy* issued = programme.FindPolicy(cover.policy_id, cover.policy_version);
  if (issued != nullptr) return issued;
  return Refuse(Reason::kPolicyUnknown, "policy_id",
                {{"policy_id", cover.policy_id}, {"date", cover.applied_date.ToString()}});
}

absl::StatusOr<ClaimAt> FindClaimAt(const Books& books, const LoanId& id,
                                    absl::string_view claim_number) {
  ClaimAt at;
  const absl::StatusOr<const Loan*> loan = LoanOf(books, id);
  if (!loan.ok()) return loan.status();
  at.loan = *loan;
  const absl::StatusOr<const Cover*> cover = CoverOf(*at.loan);
  if (!cover.ok()) return cover.status();
  at.cover = *cover;
  at.claim = FindClaim(*at.cover, claim_number);
  if (at.claim == nullptr) {
    return Refuse(Reason::kClaimUnknown, "claim_number",
                  {{"claim_number", std::string(claim_number)}});
  }
  const absl::StatusOr<const IssuedPolicy*> issued = PolicyOf(books.programme, *at.cover);
  if (!issued.ok()) return issued.status();
  at.policy = (*issued)->policy.get();
  return at;
}

absl::Status WrongState(CoverState state, absl::string_view want) {
  return Refuse(Reason::kCoverState, "loan",
                {{"state", std::string(NameOf(state))}, {"want", std::string(want)}});
}

absl::Status WrongState(ClaimState state, absl::string_view want) {
  return Refuse(Reason::kClaimState, "claim_number",
                {{"state", std::string(NameOf(state))}, {"want", std::string(want)}});
}

absl::Status CheckNotOwn(const Caller& caller, const std::string& bank) {
  if (caller.organisation != bank) return absl::OkStatus();
  return Refuse(Reason::kOwnBody, "", {{"organisation", caller.organisation}});
}

absl::Status CheckWorkRoom(const Programme& programme) {
  if (programme.work.size() < kOpenWorkMax) return absl::OkStatus();
  return Refuse(
      Reason::kTooManyItems, "",
      {{"got", absl::StrCat(programme.work.size() + 1)}, {"limit", absl::StrCat(kOpenWorkMax)}});
}

bool IsOfClaim(const RecordedMovement& movement, const ClaimAt& at, absl::string_view memo) {
  const std::vector<std::int64_t>& entries = at.loan->entries;
  return std::find(entries.begin(), entries.end(), movement.entry) != entries.end() &&
         movement.movement.memo == memo;
}

std::string MemoOf(absl::string_view claim_number, absl::string_view recovery_number) {
  return absl::StrCat(claim_number, " ", recovery_number);
}

FundFigures AfterMovements(const FundAccounts& accounts,
                           const std::vector<FundMovement>& movements) {
  FundAccounts after = accounts;
  for (const FundMovement& movement : movements) after.Post(movement, +1);
  return after.figures();
}

FundFigures AfterReserving(const FundAccounts& accounts, const std::string& bank, Money reserved,
                           Money released) {
  Maker maker(0, Date());
  maker.Reserve(reserved, released, {bank, ""}, "");
  return AfterMovements(accounts, maker.Take());
}

std::vector<FundMovement> MovementsOf(const Event& event, std::int64_t number, Date today) {
  Maker maker(number, today);
  if (const auto* e = std::get_if<RiskReported>(&event)) {
    maker.Reserve(Money(), e->released, e->what.loan, e->withdrawn_claim);
  } else if (const auto* step = std::get_if<ClaimStepTaken>(&event)) {
    maker.Reserve(step->reserved, step->released, step->what.loan, step->what.claim_number);
  } else if (const auto* passed = std::get_if<DeadlinePassed>(&event)) {
    maker.Reserve(passed->reserved, passed->released, passed->what.loan, passed->what.claim_number);
  } else if (const auto* run = std::get_if<PaymentsOrdered>(&event)) {
    for (const OrderedPayment& order : run->orders) {
      maker.Reserve(order.newly_reserved, Money(), order.loan, order.claim_number);
    }
  } else if (const auto* demanded = std::get_if<ClawbackDemanded>(&event)) {
    maker.Reserve(Money(), demanded->released, demanded->what.loan, demanded->what.claim_number);
  } else if (const auto* paid = std::get_if<PaymentConfirmed>(&event)) {
    const ConfirmPayment& c = paid->what;
    maker.Move(Movement(c.order_number, Kind::kClaimPayment, paid->amount, c.payment_date,
                        c.loan.bank, c.bank_reference, c.claim_number));
  } else if (const auto* remitted = std::get_if<RemittanceConfirmed>(&event)) {
    const ConfirmRemittance& c = remitted->what;
    const std::string memo = MemoOf(c.claim_number, c.recovery_number);
    maker.Move(Movement(c.movement_id, Kind::kRecoveryIn, c.amount, c.remittance_date, c.loan.bank,
                        c.bank_reference, memo));
    // One line of the statement may hold both; each has an id of its own.
    const bool both = c.amount > Money();
    maker.Move(Movement(both ? absl::StrCat(c.movement_id, "-interest") : c.movement_id,
                        Kind::kLateInterestIn, c.late_interest, c.remittance_date, c.loan.bank,
                        c.bank_reference, memo));
  } else if (const auto* back = std::get_if<ClawbackReceived>(&event)) {
    const ConfirmClawback& c = back->what;
    maker.Move(Movement(c.movement_id, Kind::kClawbackIn, c.amount, c.payment_date, c.loan.bank,
                        c.bank_reference, c.claim_number));
  }
  return maker.Take();
}

}  // namespace ippledge
