// What may be wrong with an account: server/open_item_reads.h.
#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "ippledge/v1/reconciliation_service.pb.h"
#include "ledger/adjustment_sheet.h"
#include "ledger/claim_arithmetic.h"
#include "ledger/recovery_split.h"
#include "ledger/work.h"
#include "proto/wire/cover.h"
#include "proto/wire/reconciliation.h"
#include "server/open_item_reads.h"
#include "server/reconciliation_picture.h"

namespace ippledge::server {
namespace {

// A recovery that is not settled, as it stands on a day.
struct OpenRecovery {
  LoanId loan;
  std::string claim_number;
  std::string recovery_number;
  Date due_date;
  Money fund_share;
  Money remitted;
  Money interest;  // due and not paid, as if the rest came today
};

struct Exception {
  v1::ExceptionKind kind = v1::EXCEPTION_KIND_UNSPECIFIED;
  Money amount;
  int age_days = 0;
  std::optional<TransitItem> item;  // or
  std::optional<OpenRecovery> recovery;
  std::string key;  // their order: kind, day, name
};

std::string KeyOf(v1::ExceptionKind kind, Date date, const std::string& name) {
  constexpr int kDaysAboveZero = 100'000;  // days may be before 1970
  return absl::StrFormat("%02d/%07d/%s", static_cast<int>(kind), date.days() + kDaysAboveZero,
                         name);
}

v1::ExceptionKind KindOf(const TransitItem& item, const FundBook& fund) {
  if (item.line) {
    return item.amount < Money() ? v1::EXCEPTION_KIND_UNEXPLAINED_OUT
                                 : v1::EXCEPTION_KIND_UNEXPLAINED_IN;
  }
  const FundMovement& movement = wire::MovementNamed(fund, *item.movement).movement;
  return movement.kind == FundMovementKind::kClaimPayment ? v1::EXCEPTION_KIND_PAYMENT_NOT_AT_BANK
                                                          : v1::EXCEPTION_KIND_MOVEMENT_NOT_AT_BANK;
}

void AddOpenItems(const engine::ReadView& view, const BankAccount& account,
                  std::vector<Exception>& exceptions) {
  const Programme& programme = view.programme();
  OpenItems items = OpenItemsOf(account, programme.reconciliation, programme.fund,
                                view.picture().today, view.position());
  for (std::vector<TransitItem>* const side : {&items.bank, &items.book}) {
    for (TransitItem& item : *side) {
      Exception& exception = exceptions.emplace_back();
      exception.kind = KindOf(item, programme.fund);
      exception.amount = item.amount;
      exception.age_days = item.age_days;
      const auto [entry, place] = item.line
                                      ? std::pair(item.line->statement, item.line->line)
                                      : std::pair(item.movement->entry, item.movement->ordinal);
      exception.key =
          KeyOf(exception.kind, item.date, absl::StrFormat("%019d/%019d", entry, place));
      exception.item = std::move(item);
    }
  }
}

// What is due of it on `today`, by the terms that a remittance of that day would meet.
Money InterestOf(const Programme& programme, const Cover& cover, const Recovery& recovery,
                 Date today) {
  Money interest = Minus(recovery.late_interest_due, recovery.late_interest_paid);
  const int days = today.days() - recovery.due_date.days();
  const IssuedPolicy* issued = programme.FindPolicy(cover.policy_id, cover.policy_version);
  if (days <= 0 || issued == nullptr) return interest;
  const RecoveryTerms& terms = issued->policy->recovery;
  const std::int64_t rate = RateOf(terms.late_interest, programme.OneYearRateOn(recovery.due_date));
  return Plus(interest, MultiplyHalfUp(Minus(recovery.fund_share, recovery.remitted), rate * days,
                                       kWholePpm * terms.day_basis));
}

std::optional<Exception> ExceptionOf(const OpenRecovery& recovery, Date today) {
  Exception exception;
  const bool late = recovery.due_date < today;
  if (recovery.remitted == recovery.fund_share) {
    if (recovery.interest == Money()) return std::nullopt;
    exception.kind = v1::EXCEPTION_KIND_LATE_INTEREST_UNPAID;
    exception.amount = recovery.interest;
  } else if (recovery.remitted > Money()) {
    exception.kind = v1::EXCEPTION_KIND_REMITTANCE_SHORT;
    exception.amount = Minus(recovery.fund_share, recovery.remitted);
  } else if (late) {
    exception.kind = v1::EXCEPTION_KIND_RECOVERY_NOT_REMITTED;
    exception.amount = recovery.fund_share;
  } else {
    return std::nullopt;  // it has time
  }
  exception.age_days = std::max(0, today.days() - recovery.due_date.days());
  exception.key = KeyOf(exception.kind, recovery.due_date,
                        absl::StrCat(LoanKey(recovery.loan), "/", recovery.claim_number, "/",
                                     recovery.recovery_number));
  exception.recovery = recovery;
  return exception;
}

absl::Status AddRecoveries(const engine::ReadView& view, std::vector<Exception>& exceptions) {
  const Programme& programme = view.programme();
  const Date today = view.picture().today;
  absl::Status status;
  programme.work.Visit([&](const WorkItem& item) {
    if (item.step != WorkStep::kRemittance) return true;
    const absl::StatusOr<LoanRef> loan = view.LoanAt(item.loan_key, view.position());
    status = loan.status();
    if (!status.ok()) return false;
    if (*loan == nullptr || (*loan)->cover == nullptr) return true;
    const Cover& cover = *(*loan)->cover;
    const Claim* claim = FindClaim(cover, item.claim_number);
    const Recovery* recovery =
        claim == nullptr ? nullptr : FindRecovery(*claim, item.recovery_number);
    if (recovery == nullptr) return true;
    std::optional<Exception> exception =
        ExceptionOf({.loan = (*loan)->terms->id,
                     .claim_number = item.claim_number,
                     .recovery_number = item.recovery_number,
                     .due_date = recovery->due_date,
                     .fund_share = recovery->fund_share,
                     .remitted = recovery->remitted,
                     .interest = InterestOf(programme, cover, *recovery, today)},
                    today);
    if (exception) exceptions.push_back(*std::move(exception));
    return true;
  });
  return status;
}

// ---- answers ----

constexpr std::array<int, 4> kBandsFrom = {0, 8, 31, 91};

void FormatClasses(const std::vector<Exception>& exceptions, v1::ListExceptionsResponse& response) {
  struct Sums {
    std::int64_t count = 0;
    std::int64_t fen = 0;
  };
  std::map<v1::ExceptionKind, std::array<Sums, kBandsFrom.size()>> classes;
  for (const Exception& exception : exceptions) {
    std::size_t band = kBandsFrom.size() - 1;
    while (band > 0 && exception.age_days < kBandsFrom[band]) --band;
    Sums& sums = classes[exception.kind][band];
    ++sums.count;
    sums.fen += exception.amount.fen();
  }
  for (const auto& [kind, bands] : classes) {
    v1::ExceptionClass& message = *response.add_classes();
    message.set_kind(kind);
    for (std::size_t i = 0; i < bands.size(); ++i) {
      if (bands[i].count == 0) continue;
      message.set_count(message.count() + bands[i].count);
      message.set_amount_fen(message.amount_fen() + bands[i].fen);
      v1::AgeBand& age = *message.add_ages();
      age.set_from_days(kBandsFrom[i]);
      if (i + 1 < bands.size()) age.set_through_days(kBandsFrom[i + 1] - 1);
      age.set_count(bands[i].count);
      age.set_amount_fen(bands[i].fen);
    }
  }
}

void FormatException(const Programme& programme, const Exception& exception,
                     v1::ExceptionItem& message) {
  message.set_kind(exception.kind);
  message.set_amount_fen(exception.amount.fen());
  message.set_age_days(exception.age_days);
  if (exception.item) {
    return wire::FormatTransitItem(*exception.item, programme.reconciliation, programme.fund,
                                   *message.mutable_item());
  }
  const OpenRecovery& recovery = *exception.recovery;
  wire::FormatLoanName(recovery.loan, *message.mutable_loan());
  message.set_claim_number(recovery.claim_number);
  message.set_recovery_number(recovery.recovery_number);
  message.set_due_date(recovery.due_date.ToString());
  message.set_fund_share_fen(recovery.fund_share.fen());
  message.set_remitted_fen(recovery.remitted.fen());
  message.set_late_interest_fen(recovery.interest.fen());
}

}  // namespace

absl::Status ReadExceptions(const Backend& backend, const v1::ListExceptionsRequest& request,
                            v1::ListExceptionsResponse& response) {
  IPPLEDGE_ASSIGN_OR_RETURN(const engine::ReadView view, ViewFor(backend, request));
  if (!v1::ExceptionKind_IsValid(request.kind())) {
    return Refuse(Reason::kEnumUnknown, "kind", {{"got", absl::StrCat(request.kind())}});
  }
  IPPLEDGE_ASSIGN_OR_RETURN(const int page_size, PageSizeOf(request.page_size()));
  const std::string scope = absl::StrCat("ListExceptions/", request.programme(), "/",
                                         request.account_id(), "/", request.kind());
  std::string after;
  if (!request.page_token().empty()) {
    IPPLEDGE_ASSIGN_OR_RETURN(const PagePoint point,
                              backend.page_tokens->Open(scope, request.page_token()));
    after = point.last_key;
  }
  IPPLEDGE_ASSIGN_OR_RETURN(const BankAccount* const account,
                            AccountAt(view, request.account_id(), view.position()));
  std::vector<Exception> exceptions;
  AddOpenItems(view, *account, exceptions);
  if (account->holds == FundAccount::kCash) {
    IPPLEDGE_RETURN_IF_ERROR(AddRecoveries(view, exceptions));
  }
  std::sort(exceptions.begin(), exceptions.end(),
            [](const Exception& a, const Exception& b) { return a.key < b.key; });
  FormatClasses(exceptions, response);
  std::string last;
  for (const Exception& exception : exceptions) {
    if (exception.key <= after) continue;
    if (request.kind() != 0 && request.kind() != exception.kind) continue;
    if (response.items_size() == page_size) {
      response.set_next_page_token(
          backend.page_tokens->Seal(scope, {.position = view.position(), .last_key = last}));
      break;
    }
    FormatException(view.programme(), exception, *response.add_items());
    last = exception.key;
  }
  response.set_business_date(view.picture().today.ToString());
  response.set_position(view.position());
  return absl::OkStatus();
}

}  // namespace ippledge::server
