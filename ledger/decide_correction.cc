// The rule of CorrectLoan: a fact is replaced or taken back, and the loan must balance after it as
// if it had been recorded right the first time.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "ledger/decide_checks.h"
#include "ledger/decide_loan.h"
#include "ledger/loan_fold.h"
#include "ledger/status_macros.h"

namespace ippledge {
namespace {

// The fact as it stands says already what the correction says: the entry that last said so.
template <typename T>
std::int64_t AlreadyCorrectedBy(const std::vector<Fact<T>>& facts, const CorrectLoan& c) {
  for (const Fact<T>& fact : facts) {
    if (fact.entry != c.corrects_entry || fact.corrected_by == 0) continue;
    const bool says_void = std::holds_alternative<std::monostate>(c.replacement);
    if (fact.voided && says_void) return fact.corrected_by;
    if (!fact.voided && !says_void && std::get<T>(c.replacement) == fact.value) {
      return fact.corrected_by;
    }
  }
  return 0;
}

std::int64_t AlreadyCorrectedBy(const Loan& loan, FactKind kind, const CorrectLoan& c) {
  const bool says_void = std::holds_alternative<std::monostate>(c.replacement);
  switch (kind) {
    case FactKind::kLoan:
      if (loan.terms_corrected_by == 0 || loan.voided != says_void) return 0;
      if (says_void || *std::get<std::shared_ptr<const NewLoan>>(c.replacement) == *loan.terms) {
        return loan.terms_corrected_by;
      }
      return 0;
    case FactKind::kDraw:
      return AlreadyCorrectedBy(loan.further_draws, c);
    case FactKind::kRepayment:
      return AlreadyCorrectedBy(loan.repayments, c);
    case FactKind::kExtension:
      return AlreadyCorrectedBy(loan.extensions, c);
    case FactKind::kClassChange:
      return AlreadyCorrectedBy(loan.class_changes, c);
    case FactKind::kRegistration:
      return AlreadyCorrectedBy(loan.registrations, c);
    case FactKind::kRelease:
      return AlreadyCorrectedBy(loan.releases, c);
    case FactKind::kNone:
      break;
  }
  return 0;
}

template <typename T>
std::size_t CountStanding(const std::vector<Fact<T>>& facts) {
  return static_cast<std::size_t>(
      std::count_if(facts.begin(), facts.end(), [](const Fact<T>& fact) { return !fact.voided; }));
}

// A loan is taken back only when nothing else stands on it.
absl::Status CheckNothingStandsOn(const Loan& loan) {
  const std::size_t count = CountStanding(loan.further_draws) + CountStanding(loan.repayments) +
                            CountStanding(loan.extensions) + CountStanding(loan.class_changes) +
                            CountStanding(loan.registrations) + CountStanding(loan.releases);
  if (count == 0) return absl::OkStatus();
  return Refuse(Reason::kLoanHasEvents, "correction.void", {{"count", absl::StrCat(count)}});
}

// What a replacement of the terms says of the programme.
absl::Status CheckNewTerms(const Books& books, const CorrectLoan& c) {
  const auto* loan = std::get_if<std::shared_ptr<const NewLoan>>(&c.replacement);
  if (loan == nullptr) return absl::OkStatus();
  if ((*loan)->id != c.loan) {
    return Refuse(Reason::kFieldNotAllowed, "correction.loan.contract_number",
                  {{"why", "bank and contract number stay"}});
  }
  const Body& bank = books.programme.FindBody((*loan)->id.bank)->body;
  return CheckReferences(books, bank, **loan);
}

// No date of the replacement lies in the future.
struct CheckReplacementNotFuture {
  const Programme& programme;

  absl::Status operator()(std::monostate) const { return absl::OkStatus(); }
  absl::Status operator()(const std::shared_ptr<const NewLoan>& loan) const {
    return CheckDatesNotFuture(programme, *loan);
  }
  absl::Status operator()(const Draw& draw) const {
    return CheckNotFuture(programme, draw.disbursement_date, "correction.draw.disbursement_date");
  }
  absl::Status operator()(const Repayment& repayment) const {
    return CheckNotFuture(programme, repayment.repayment_date,
                          "correction.repayment.repayment_date");
  }
  absl::Status operator()(const Extension& extension) const {
    return CheckNotFuture(programme, extension.agreed_date, "correction.extension.agreed_date");
  }
  absl::Status operator()(const ClassChange& change) const {
    return CheckNotFuture(programme, change.change_date, "correction.class_change.change_date");
  }
  absl::Status operator()(const PledgeRegistration& registration) const {
    return CheckNotFuture(programme, registration.registration_date,
                          "correction.pledge_registration.registration_date");
  }
  absl::Status operator()(const PledgeRelease& release) const {
    return CheckNotFuture(programme, release.release_date,
                          "correction.pledge_release.release_date");
  }
};

// A loan whose cover stands, or was drawn on, is no mistake to be voided.
absl::Status CheckNoCover(const Loan& loan) {
  if (loan.cover == nullptr) return absl::OkStatus();
  const CoverState state = loan.cover->state;
  const bool ended = state == CoverState::kUncovered || state == CoverState::kRefused ||
                     state == CoverState::kLapsed;
  if (ended && OpenClaim(*loan.cover) == nullptr) return absl::OkStatus();
  return Refuse(Reason::kCoverStands, "loan", {{"state", std::string(NameOf(state))}});
}

}  // namespace

absl::StatusOr<Decision> DecideLoan(const Books& books, const Caller& caller,
                                    const CorrectLoan& c) {
  IPPLEDGE_RETURN_IF_ERROR(MayWriteLoansOf(caller, c.loan.bank));
  const LoanRef& loan = books.loan(LoanKey(c.loan));
  if (loan == nullptr) {
    return Refuse(Reason::kLoanUnknown, "loan.contract_number",
                  {{"bank", c.loan.bank}, {"contract_number", c.loan.contract_number}});
  }
  const FactKind kind = FactKindOf(*loan, c.corrects_entry);
  if (kind == FactKind::kNone) {
    return Refuse(Reason::kCorrectionNotOfLoan, "correction.corrects_entry",
                  {{"entry", absl::StrCat(c.corrects_entry)}});
  }
  const FactKind replaces = FactKindOf(c.replacement);
  if (replaces != FactKind::kNone && replaces != kind) {
    return Refuse(Reason::kCorrectionKindDiffers, "correction.replacement",
                  {{"entry", absl::StrCat(c.corrects_entry)}, {"want", std::string(NameOf(kind))}});
  }
  if (const std::int64_t entry = AlreadyCorrectedBy(*loan, kind, c); entry != 0) {
    return Decision{.events = {}, .already_recorded_entry = entry};
  }
  if (kind == FactKind::kLoan && replaces == FactKind::kNone) {
    IPPLEDGE_RETURN_IF_ERROR(CheckNothingStandsOn(*loan));
    IPPLEDGE_RETURN_IF_ERROR(CheckNoCover(*loan));
  } else if (kind != FactKind::kLoan && loan->voided) {
    return Refuse(Reason::kLoanVoided, "loan",
                  {{"voided_by", absl::StrCat(loan->terms_corrected_by)}});
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckNewTerms(books, c));
  const Loan after = LoanAfter(loan.get(), c, 0);
  IPPLEDGE_RETURN_IF_ERROR(CheckBalances(after, c.corrects_entry));
  IPPLEDGE_RETURN_IF_ERROR(std::visit(CheckReplacementNotFuture{books.programme}, c.replacement));
  IPPLEDGE_RETURN_IF_ERROR(CheckDateOrder(after));
  IPPLEDGE_RETURN_IF_ERROR(CheckTotals(books.programme, loan.get(), after));
  Decision decision;
  decision.events.emplace_back(LoanCorrected{c});
  return decision;
}

}  // namespace ippledge
