#include "ledger/decide_loan.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "ledger/check.h"
#include "ledger/decide_checks.h"
#include "ledger/limits.h"
#include "ledger/loan_fold.h"
#include "ledger/status_macros.h"

namespace ippledge {
namespace {

std::string Text(std::int64_t number) { return absl::StrCat(number); }

// The loan of a command: role and rows first, so that nothing is told of another bank's loans.
absl::StatusOr<const Loan*> FindLoan(const Books& books, const Caller& caller, const LoanId& id) {
  IPPLEDGE_RETURN_IF_ERROR(MayWriteLoansOf(caller, id.bank));
  const LoanRef& loan = books.loan(LoanKey(id));
  if (loan == nullptr) {
    return Refuse(Reason::kLoanUnknown, "loan.contract_number",
                  {{"bank", id.bank}, {"contract_number", id.contract_number}});
  }
  return loan.get();
}

absl::Status CheckNotVoided(const Loan& loan) {
  if (!loan.voided) return absl::OkStatus();
  return Refuse(Reason::kLoanVoided, "loan", {{"voided_by", Text(loan.terms_corrected_by)}});
}

template <typename T>
absl::Status CheckRoom(const std::vector<Fact<T>>& facts) {
  if (facts.size() < static_cast<std::size_t>(kFactsPerLoanMax)) return absl::OkStatus();
  return Refuse(Reason::kTooManyEvents, "",
                {{"limit", Text(kFactsPerLoanMax)}, {"used", absl::StrCat(facts.size())}});
}

// The entry of the fact that says the same, as it was recorded or as it stands, also when it was
// taken back since: a file that is sent again books nothing. 0 for none.
template <typename T>
std::int64_t EntryOfSame(const std::vector<Fact<T>>& facts, const T& value) {
  for (const Fact<T>& fact : facts) {
    if (fact.value == value || fact.recorded_as == value) return fact.entry;
  }
  return 0;
}

// `taken` when a fact that stands has the same key.
template <typename T, typename SameKey>
absl::Status CheckKeyFree(const std::vector<Fact<T>>& facts, const T& value, Reason taken,
                          absl::string_view field, SameKey same_key) {
  for (const Fact<T>& fact : facts) {
    if (fact.voided || !same_key(fact.value, value)) continue;
    return Refuse(taken, field, {{"first_entry", Text(fact.entry)}});
  }
  return absl::OkStatus();
}

// RecordLoan of a known contract number: the entry that holds the same, or LOAN_EXISTS.
absl::StatusOr<Decision> DecideKnownLoan(const Loan& known, const NewLoan& loan) {
  for (const auto* terms : {&known.terms, &known.recorded_as}) {
    if (*terms == nullptr) continue;
    if (**terms == loan) return AlreadyRecorded(known.first_entry());
    // The same terms told with another of the loan's draws.
    NewLoan with_draw = **terms;
    with_draw.draw = loan.draw;
    if (with_draw != loan) continue;
    for (const Fact<Draw>& fact : known.further_draws) {
      if (fact.value == loan.draw || fact.recorded_as == loan.draw) {
        return AlreadyRecorded(fact.entry);
      }
    }
  }
  return Refuse(Reason::kLoanExists, "loan.contract_number",
                {{"first_entry", Text(known.first_entry())},
                 {"contract_number", known.terms->id.contract_number}});
}

absl::Status CheckStanding(const Body& body) {
  if (body.kind != BodyKind::kPartnerBank) {
    return Refuse(Reason::kNotAPartnerBank, "loan.bank",
                  {{"bank", body.body_id}, {"kind", std::string(NameOf(body.kind))}});
  }
  const Standing standing = body.standing;
  if (standing != Standing::kExpelled && standing != Standing::kExited) return absl::OkStatus();
  return Refuse(Reason::kBankStanding, "loan.bank", {{"standing", std::string(NameOf(standing))}});
}

// Whether the exact look at the totals is worth its cost: far from the limit nothing can pass it.
bool MayOverflow(const Programme& programme, const NewLoan& loan) {
  constexpr std::int64_t kFarBelow = Money::kFenMax / 2;
  static_assert(kLoanFenMax < kFarBelow);
  const Headline& h = programme.headline;
  std::int64_t secured = 0;
  for (const IpRight& right : loan.rights) secured += right.secured.fen();
  return h.contract_fen > kFarBelow || h.registered_fen > kFarBelow || secured > kFarBelow;
}

// Indexes of the rights that another loan has pledged and not released.
std::vector<std::int32_t> PledgedBefore(const Books& books, const NewLoan& loan) {
  std::vector<std::int32_t> indexes;
  for (std::size_t i = 0; i < loan.rights.size(); ++i) {
    const std::string key = RightKey(loan.rights[i].kind, loan.rights[i].number);
    if (key.empty()) continue;
    if (books.pledges(key) > 0) indexes.push_back(static_cast<std::int32_t>(i));
  }
  return indexes;
}

}  // namespace

absl::StatusOr<Decision> DecideLoan(const Books& books, const Caller& caller, const RecordLoan& c) {
  const NewLoan& loan = *c.loan;
  IPPLEDGE_RETURN_IF_ERROR(MayWriteLoansOf(caller, loan.id.bank));
  IPPLEDGE_ASSIGN_OR_RETURN(const Body* const bank, FindBank(books.programme, loan.id.bank));
  if (const LoanRef& known = books.loan(LoanKey(loan.id)); known != nullptr) {
    return DecideKnownLoan(*known, loan);
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckReferences(books, *bank, loan));
  IPPLEDGE_RETURN_IF_ERROR(CheckStanding(*bank));
  IPPLEDGE_RETURN_IF_ERROR(CheckDatesNotFuture(books.programme, loan));
  if (MayOverflow(books.programme, loan)) {
    const Loan after = LoanAfter(nullptr, c, 0);
    IPPLEDGE_RETURN_IF_ERROR(CheckTotals(books.programme, nullptr, after));
  }
  return Happened(LoanRecorded{c, PledgedBefore(books, loan)});
}

absl::StatusOr<Decision> DecideLoan(const Books& books, const Caller& caller, const RecordDraw& c) {
  IPPLEDGE_ASSIGN_OR_RETURN(const Loan* loan, FindLoan(books, caller, c.loan));
  const Draw& first = loan->terms->draw;
  if (first == c.draw || (loan->recorded_as != nullptr && loan->recorded_as->draw == c.draw)) {
    return AlreadyRecorded(loan->first_entry());
  }
  if (const auto same = EntryOfSame(loan->further_draws, c.draw)) return AlreadyRecorded(same);
  IPPLEDGE_RETURN_IF_ERROR(
      CheckKeyFree(loan->further_draws, c.draw, Reason::kDrawExists, "draw.draw_number",
                   [](const Draw& a, const Draw& b) { return a.draw_number == b.draw_number; }));
  if (!loan->voided && first.draw_number == c.draw.draw_number) {
    return Refuse(Reason::kDrawExists, "draw.draw_number",
                  {{"first_entry", Text(loan->first_entry())}});
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckNotVoided(*loan));
  IPPLEDGE_RETURN_IF_ERROR(CheckRoom(loan->further_draws));
  const LoanFigures figures = FiguresOf(*loan);
  if (c.draw.principal > figures.undrawn) {
    return Refuse(Reason::kContractAmountExceeded, "draw.principal_fen",
                  {{"limit", Text(loan->terms->contract_amount.fen())},
                   {"used", Text(figures.disbursed.fen())},
                   {"asked", Text(c.draw.principal.fen())},
                   {"remaining", Text(figures.undrawn.fen())}});
  }
  IPPLEDGE_RETURN_IF_ERROR(
      CheckNotFuture(books.programme, c.draw.disbursement_date, "draw.disbursement_date"));
  const Loan after = LoanAfter(loan, c, 0);
  IPPLEDGE_RETURN_IF_ERROR(CheckTotals(books.programme, loan, after));
  return Happened(LoanDrawn{c});
}

absl::StatusOr<Decision> DecideLoan(const Books& books, const Caller& caller,
                                    const RecordRepayment& c) {
  IPPLEDGE_ASSIGN_OR_RETURN(const Loan* loan, FindLoan(books, caller, c.loan));
  const Repayment& repayment = c.repayment;
  if (const auto same = EntryOfSame(loan->repayments, repayment)) return AlreadyRecorded(same);
  std::optional<DrawBalance> of_draw;
  if (!repayment.draw_number.empty()) {
    of_draw = BalanceOfDraw(*loan, repayment.draw_number);
    if (!of_draw && !loan->voided) {
      return Refuse(Reason::kDrawUnknown, "repayment.draw_number",
                    {{"draw_number", repayment.draw_number}});
    }
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckKeyFree(loan->repayments, repayment, Reason::kEventExists,
                                        "repayment.repayment_number",
                                        [](const Repayment& a, const Repayment& b) {
                                          return a.repayment_number == b.repayment_number;
                                        }));
  IPPLEDGE_RETURN_IF_ERROR(CheckNotVoided(*loan));
  IPPLEDGE_RETURN_IF_ERROR(CheckRoom(loan->repayments));
  const LoanFigures figures = FiguresOf(*loan);
  // The tighter of the loan's and the named draw's balance binds.
  std::int64_t limit = figures.disbursed.fen();
  std::int64_t used = figures.repaid.fen();
  if (of_draw && of_draw->drawn_fen - of_draw->repaid_fen < limit - used) {
    limit = of_draw->drawn_fen;
    used = of_draw->repaid_fen;
  }
  if (repayment.principal.fen() > limit - used) {
    return Refuse(Reason::kRepaymentExceedsOutstanding, "repayment.principal_fen",
                  {{"limit", Text(limit)},
                   {"used", Text(used)},
                   {"asked", Text(repayment.principal.fen())},
                   {"remaining", Text(limit - used)}});
  }
  IPPLEDGE_RETURN_IF_ERROR(
      CheckNotFuture(books.programme, repayment.repayment_date, "repayment.repayment_date"));
  if (const Date start = StartDateOf(*loan); repayment.repayment_date < start) {
    return Refuse(Reason::kDateOrder, "repayment.repayment_date",
                  {{"got", repayment.repayment_date.ToString()}, {"after", start.ToString()}});
  }
  return Happened(LoanRepaid{c});
}

absl::StatusOr<Decision> DecideLoan(const Books& books, const Caller& caller,
                                    const RecordExtension& c) {
  IPPLEDGE_ASSIGN_OR_RETURN(const Loan* loan, FindLoan(books, caller, c.loan));
  const Extension& extension = c.extension;
  if (const auto same = EntryOfSame(loan->extensions, extension)) return AlreadyRecorded(same);
  const Draw* draw = nullptr;
  for (const Draw* candidate : DrawsOf(*loan)) {
    if (candidate->draw_number == extension.draw_number) draw = candidate;
  }
  if (!extension.draw_number.empty() && draw == nullptr && !loan->voided) {
    return Refuse(Reason::kDrawUnknown, "extension.draw_number",
                  {{"draw_number", extension.draw_number}});
  }
  IPPLEDGE_RETURN_IF_ERROR(
      CheckKeyFree(loan->extensions, extension, Reason::kEventExists, "extension.agreed_date",
                   [](const Extension& a, const Extension& b) {
                     return a.agreed_date == b.agreed_date && a.draw_number == b.draw_number;
                   }));
  IPPLEDGE_RETURN_IF_ERROR(CheckNotVoided(*loan));
  IPPLEDGE_RETURN_IF_ERROR(CheckRoom(loan->extensions));
  IPPLEDGE_RETURN_IF_ERROR(
      CheckNotFuture(books.programme, extension.agreed_date, "extension.agreed_date"));
  if (const Date start = StartDateOf(*loan); extension.agreed_date < start) {
    return Refuse(Reason::kDateOrder, "extension.agreed_date",
                  {{"got", extension.agreed_date.ToString()}, {"after", start.ToString()}});
  }
  const Date present = draw == nullptr ? MaturityDateOf(*loan) : MaturityDateOf(*loan, *draw);
  if (extension.maturity_date <= present) {
    return Refuse(Reason::kDateOrder, "extension.maturity_date",
                  {{"got", extension.maturity_date.ToString()}, {"after", present.ToString()}});
  }
  return Happened(LoanExtended{c});
}

absl::StatusOr<Decision> DecideLoan(const Books& books, const Caller& caller,
                                    const RecordClassChange& c) {
  IPPLEDGE_ASSIGN_OR_RETURN(const Loan* loan, FindLoan(books, caller, c.loan));
  if (const auto same = EntryOfSame(loan->class_changes, c.class_change)) {
    return AlreadyRecorded(same);
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckKeyFree(
      loan->class_changes, c.class_change, Reason::kEventExists, "class_change.change_date",
      [](const ClassChange& a, const ClassChange& b) { return a.change_date == b.change_date; }));
  IPPLEDGE_RETURN_IF_ERROR(CheckNotVoided(*loan));
  IPPLEDGE_RETURN_IF_ERROR(CheckRoom(loan->class_changes));
  const Date date = c.class_change.change_date;
  IPPLEDGE_RETURN_IF_ERROR(CheckNotFuture(books.programme, date, "class_change.change_date"));
  if (const Date start = StartDateOf(*loan); date < start) {
    return Refuse(Reason::kDateOrder, "class_change.change_date",
                  {{"got", date.ToString()}, {"after", start.ToString()}});
  }
  return Happened(LoanClassChanged{c});
}

namespace {

// Index of the right that a registration or release names. RIGHT_UNKNOWN.
absl::StatusOr<const IpRight*> RightOf(const Loan& loan, IpKind kind, const std::string& number,
                                       absl::string_view field) {
  const int index = FindRight(loan, kind, number);
  if (index >= 0) return &loan.terms->rights[static_cast<std::size_t>(index)];
  return Refuse(Reason::kRightUnknown, field,
                {{"kind", std::string(NameOf(kind))}, {"number", number}});
}

}  // namespace

absl::StatusOr<Decision> DecideLoan(const Books& books, const Caller& caller,
                                    const RecordPledgeRegistration& c) {
  IPPLEDGE_ASSIGN_OR_RETURN(const Loan* loan, FindLoan(books, caller, c.loan));
  const PledgeRegistration& registration = c.registration;
  if (const auto same = EntryOfSame(loan->registrations, registration)) {
    return AlreadyRecorded(same);
  }
  IPPLEDGE_ASSIGN_OR_RETURN(
      const IpRight* right,
      RightOf(*loan, registration.kind, registration.number, "pledge_registration.number"));
  if (const auto present = RegistrationOf(*loan, *right); present) {
    if (present->number == registration.registration_number &&
        present->date == registration.registration_date) {
      return AlreadyRecorded(present->entry);
    }
    return Refuse(Reason::kRightAlreadyRegistered, "pledge_registration.number",
                  {{"registration_number", std::string(present->number)},
                   {"first_entry", Text(present->entry)}});
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckNotVoided(*loan));
  IPPLEDGE_RETURN_IF_ERROR(CheckRoom(loan->registrations));
  IPPLEDGE_RETURN_IF_ERROR(CheckNotFuture(books.programme, registration.registration_date,
                                          "pledge_registration.registration_date"));
  const Loan after = LoanAfter(loan, c, 0);
  IPPLEDGE_RETURN_IF_ERROR(CheckTotals(books.programme, loan, after));
  return Happened(PledgeRegistered{c});
}

absl::StatusOr<Decision> DecideLoan(const Books& books, const Caller& caller,
                                    const RecordPledgeRelease& c) {
  IPPLEDGE_ASSIGN_OR_RETURN(const Loan* loan, FindLoan(books, caller, c.loan));
  const PledgeRelease& release = c.release;
  if (const auto same = EntryOfSame(loan->releases, release)) return AlreadyRecorded(same);
  IPPLEDGE_ASSIGN_OR_RETURN(const IpRight* right,
                            RightOf(*loan, release.kind, release.number, "pledge_release.number"));
  for (const Fact<PledgeRelease>& fact : loan->releases) {
    const bool same_right = FindRight(*loan, fact.value.kind, fact.value.number) ==
                            FindRight(*loan, release.kind, release.number);
    if (!same_right || fact.voided) continue;
    if (fact.value.release_date == release.release_date) return AlreadyRecorded(fact.entry);
    return Refuse(
        Reason::kRightAlreadyReleased, "pledge_release.number",
        {{"release_date", fact.value.release_date.ToString()}, {"first_entry", Text(fact.entry)}});
  }
  IPPLEDGE_RETURN_IF_ERROR(CheckNotVoided(*loan));
  IPPLEDGE_RETURN_IF_ERROR(CheckRoom(loan->releases));
  IPPLEDGE_RETURN_IF_ERROR(
      CheckNotFuture(books.programme, release.release_date, "pledge_release.release_date"));
  const auto registration = RegistrationOf(*loan, *right);
  const Date since = registration ? registration->date : StartDateOf(*loan);
  if (release.release_date < since) {
    return Refuse(Reason::kDateOrder, "pledge_release.release_date",
                  {{"got", release.release_date.ToString()}, {"after", since.ToString()}});
  }
  return Happened(PledgeReleased{c});
}

}  // namespace ippledge
