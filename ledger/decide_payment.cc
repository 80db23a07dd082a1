#include "ledger/decide_payment.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ledger/claim_arithmetic.h"
#include "ledger/claim_transition.h"
#include "ledger/cover_checks.h"
#include "ledger/decide_checks.h"
#include "ledger/decide_reconciliation.h"
#include "ledger/decide_trust.h"
#include "ledger/limits.h"
#include "ledger/payment_split.h"
#include "ledger/status_macros.h"

namespace ippledge {
namespace {

struct Payable {
  const Loan* loan = nullptr;
  const Claim* claim = nullptr;
  const Policy* policy = nullptr;
};

// Claims that a payment run looks at, by approval.
absl::StatusOr<std::vector<Payable>> PayablesOf(const Books& books) {
  std::vector<Payable> payables;
  absl::Status status;
  books.programme.work.Visit([&](const WorkItem& item) {
    if (item.step != WorkStep::kPayment) return true;
    const LoanRef& loan = books.loan(item.loan_key);
    const absl::StatusOr<ClaimAt> at = FindClaimAt(books, loan->terms->id, item.claim_number);
    if (!at.ok()) {
      status = at.status();
      return false;
    }
    payables.push_back({at->loan, at->claim, at->policy});
    return true;
  });
  IPPLEDGE_RETURN_IF_ERROR(status);
  std::sort(payables.begin(), payables.end(), [](const Payable& a, const Payable& b) {
    return a.claim->approved_entry < b.claim->approved_entry;
  });
  return payables;
}

// What it lacks to be paid in full, later instalments too.
Money Lacking(const Claim& claim) {
  return LeftOf(claim.fund_amount, Plus(claim.paid, claim.reserved));
}

class Run {
 public:
  Run(const Books& books, const RunPayments& c) : books_(books), c_(c) {
    const FundFigures figures = books.programme.fund.accounts().figures();
    event_.what = c;
    event_.available = Money::OfFen(std::max<std::int64_t>(0, figures.available_fen()));
  }

  void PayReserved(const std::vector<Payable>& payables) {
    for (const Payable& payable : payables) {
      const Claim& claim = *payable.claim;
      if (Lacking(claim) > Money()) continue;
      const Money due = std::min(claim.reserved, DueNow(claim));
      if (due > Money()) Order(payable, due, Money(), Money());
    }
  }

  // Those that wait share what is available, by mode of shortfall and limit of liability: the terms
  // of the claim that waits longest come first.
  void PayWaiting(const std::vector<Payable>& payables) {
    std::vector<Payable> left;
    for (const Payable& payable : payables) {
      if (Lacking(*payable.claim) > Money()) left.push_back(payable);
    }
    while (!left.empty()) {
      const PaymentTerms& first = left[0].policy->payment;
      const auto others =
          std::stable_partition(left.begin(), left.end(), [&first](const Payable& payable) {
            const PaymentTerms& terms = payable.policy->payment;
            return terms.shortfall_mode == first.shortfall_mode &&
                   terms.liability_limit == first.liability_limit;
          });
      ShareAmong({left.begin(), others}, first);
      left.erase(left.begin(), others);
    }
  }

  absl::StatusOr<Decision> Take() && {
    if (event_.orders.empty()) {
      return Refuse(Reason::kNothingToPay, "",
                    {{"waiting", absl::StrCat(event_.waiting_claims)},
                     {"remaining", absl::StrCat(event_.available.fen())}});
    }
    event_.after =
        AfterMovements(books_.programme.fund.accounts(), MovementsOf(Event(event_), 0, Date()));
    return Happened(std::move(event_));
  }

 private:
  void ShareAmong(const std::vector<Payable>& waiting, const PaymentTerms& terms) {
    std::vector<Money> wanted;
    for (const Payable& payable : waiting) wanted.push_back(Lacking(*payable.claim));
    const Money room = LeftOf(RoomUnder(terms.liability_limit, books_.programme), granted_);
    const std::vector<Money> granted = ShareShortfall(terms.shortfall_mode, wanted, room);
    const bool refuses = terms.shortfall_mode == ShortfallMode::kRefuse;
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      const Claim& claim = *waiting[i].claim;
      const Money refused = refuses ? Minus(wanted[i], granted[i]) : Money();
      const Money most = Plus(claim.reserved, granted[i]);
      const Money due = std::min(most, std::min(DueNow(claim), LeftOf(claim.fund_amount, refused)));
      const bool settled = due > Money() || refused > Money();
      if (!settled || !Order(waiting[i], due, granted[i], refused)) {
        ++event_.waiting_claims;
        continue;
      }
      granted_ = Plus(granted_, granted[i]);
    }
  }

  // False when the run is full. Without an amount all of it is refused.
  bool Order(const Payable& payable, Money amount, Money newly_reserved, Money refused) {
    if (event_.orders.size() == static_cast<std::size_t>(kOrdersPerRunMax)) return false;
    const Programme& programme = books_.programme;
    OrderedPayment& order = event_.orders.emplace_back();
    order.loan = payable.loan->terms->id;
    order.claim_number = payable.claim->filing.claim_number;
    order.newly_reserved = newly_reserved;
    order.refused = refused;
    if (amount == Money()) return true;
    // Unique, since an entry is: it is what the transfer's text says.
    order.order = {.order_number = absl::StrCat(c_.run_id, "-", programme.last_entry + 1, "-",
                                                event_.orders.size()),
                   .amount = amount,
                   .order_date = programme.today,
                   .entry = programme.last_entry + 1};
    order.due = DeadlineOf(WorkStep::kPaymentConfirmed, *payable.policy, programme.calendar,
                           programme.today);
    return true;
  }

  const Books& books_;
  const RunPayments& c_;
  PaymentsOrdered event_;
  Money granted_;  // by this run, of what was not reserved before
};

absl::Status MayPay(const Caller& caller) {
  IPPLEDGE_RETURN_IF_ERROR(MayAct(caller, SetOf(Role::kFinanceBureau), ""));
  return NeedTwoPersons(caller);
}

}  // namespace

absl::StatusOr<Decision> DecidePayment(const Books& books, const Caller& caller,
                                       const RunPayments& c) {
  IPPLEDGE_RETURN_IF_ERROR(MayPay(caller));
  IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<Payable> payables, PayablesOf(books));
  Run run(books, c);
  run.PayReserved(payables);
  run.PayWaiting(payables);
  return std::move(run).Take();
}

absl::StatusOr<Decision> DecidePayment(const Books& books, const Caller& caller,
                                       const ConfirmPayment& c) {
  IPPLEDGE_RETURN_IF_ERROR(MayPay(caller));
  IPPLEDGE_ASSIGN_OR_RETURN(const ClaimAt at, FindClaimAt(books, c.loan, c.claim_number));
  const Claim& claim = *at.claim;
  const RecordedMovement* known = books.FindMovement(c.order_number);
  if (known != nullptr && IsOfClaim(*known, at, c.claim_number) &&
      known->movement.kind == FundMovementKind::kClaimPayment &&
      known->movement.date == c.payment_date &&
      known->movement.bank_reference == c.bank_reference) {
    return Decision{.events = {}, .already_recorded_entry = known->entry};
  }
  if (!claim.order || claim.order->order_number != c.order_number) {
    return Refuse(
        Reason::kOrderUnknown, "order_number",
        {{"order_number", c.order_number}, {"want", claim.order ? claim.order->order_number : ""}});
  }
  if (known != nullptr) {
    return Refuse(Reason::kMovementExists, "order_number",
                  {{"first_entry", absl::StrCat(known->entry)}});
  }
  const Programme& programme = books.programme;
  const Money amount = claim.order->amount;
  const FundAccounts& accounts = programme.fund.accounts();
  if (accounts.figures().cash_fen < amount.fen()) {
    return Refuse(Reason::kCashExceeded, "",
                  {{"limit", absl::StrCat(accounts.figures().cash_fen)},
                   {"asked", absl::StrCat(amount.fen())}});
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckNotFuture(programme, c.payment_date, "payment_date"));
  if (c.payment_date < claim.order->order_date) {
    return Refuse(
        Reason::kDateOrder, "payment_date",
        {{"got", c.payment_date.ToString()}, {"after", claim.order->order_date.ToString()}});
  }
  IPPLEDGE_RETURN_IF_ERROR(
      CheckPaymentWitnessed(*programme.trust, amount, claim.order->entry, c.checkpoint));
  IPPLEDGE_RETURN_IF_ERROR(CheckMovementRoom(programme.fund, ""));
  Claim paid = claim;
  paid.paid = Plus(paid.paid, amount);
  const Waiting waiting = AfterPayment(books, at, paid);
  PaymentConfirmed event{
      .what = c, .amount = amount, .state = waiting.state, .due = waiting.due, .after = {}};
  const std::vector<FundMovement> movements = MovementsOf(Event(event), 0, Date());
  IPPLEDGE_RETURN_IF_ERROR(CheckPeriodsOpen(programme, movements, "payment_date"));
  event.after = AfterMovements(accounts, movements);
  return Happened(std::move(event));
}

}  // namespace ippledge
