#include "ledger/decide.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "absl/strings/str_cat.h"
#include "ledger/check.h"
#include "ledger/claim_steps.h"
#include "ledger/cover_sums.h"
#include "ledger/decide_claim.h"
#include "ledger/decide_cover.h"
#include "ledger/decide_fund.h"
#include "ledger/decide_loan.h"
#include "ledger/decide_payment.h"
#include "ledger/decide_reconciliation.h"
#include "ledger/decide_recovery.h"
#include "ledger/decide_terms.h"
#include "ledger/decide_trust.h"
#include "ledger/limits.h"
#include "ledger/status_macros.h"

namespace ippledge {
namespace {

// Only the ledger itself turns days, records totals and notes a cut tail.
absl::Status MayBeSystem(const Caller& caller) {
  if (caller.role == Role::kSystem) return absl::OkStatus();
  return Refuse(Reason::kRoleNotAllowed, "",
                {{"role", std::string(NameOf(caller.role))}, {"allowed", "system"}});
}

absl::StatusOr<Decision> DecideOne(const Books& books, const Caller& caller,
                                   const FoundProgramme& c) {
  IPPLEDGE_RETURN_IF_ERROR(MayGovern(caller));
  if (books.programme.last_entry == 0) return Happened(ProgrammeFounded{c});
  if (c.constitution == books.programme.constitution) return AlreadyRecorded(1);
  return Refuse(Reason::kProgrammeExists, "programme", {{"programme", c.programme}});
}

absl::StatusOr<Decision> DecideOne(const Books& books, const Caller& caller,
                                   const RegisterBody& c) {
  IPPLEDGE_RETURN_IF_ERROR(MayGovern(caller));
  if (const RegisteredBody* known = books.programme.FindBody(c.body.body_id); known != nullptr) {
    if (known->body == c.body || known->recorded_as == c.body) {
      return AlreadyRecorded(known->first_entry);
    }
    return Refuse(Reason::kBodyExists, "body.body_id",
                  {{"first_entry", absl::StrCat(known->first_entry)}});
  }
  if (books.programme.bodies.size() >= static_cast<std::size_t>(kBodiesMax)) {
    return Refuse(Reason::kTooManyItems, "body",
                  {{"got", absl::StrCat(books.programme.bodies.size() + 1)},
                   {"limit", absl::StrCat(kBodiesMax)}});
  }
  return Happened(BodyRegistered{c});
}

absl::StatusOr<Decision> DecideOne(const Books& books, const Caller& caller, const AmendBody& c) {
  IPPLEDGE_RETURN_IF_ERROR(MayGovern(caller));
  if (books.rules_version >= 2) IPPLEDGE_RETURN_IF_ERROR(NeedTwoPersons(caller));
  const RegisteredBody* known = books.programme.FindBody(c.body.body_id);
  if (known == nullptr) {
    return Refuse(Reason::kBodyUnknown, "body.body_id", {{"body_id", c.body.body_id}});
  }
  if (known->body == c.body) return AlreadyRecorded(known->last_entry);
  if (known->body.kind != c.body.kind) {
    return Refuse(Reason::kBodyKindFixed, "body.kind",
                  {{"want", std::string(NameOf(known->body.kind))}});
  }
  return Happened(BodyAmended{c});
}

absl::StatusOr<Decision> DecideOne(const Books& books, const Caller& caller,
                                   const RecordOpeningFigure& c) {
  IPPLEDGE_RETURN_IF_ERROR(MayGovern(caller));
  const Programme& programme = books.programme;
  if (!c.figure.reporting_unit.empty() && !programme.unit_numbers.Find(c.figure.reporting_unit)) {
    return Refuse(Reason::kUnitUnknown, "figure.reporting_unit",
                  {{"got", c.figure.reporting_unit}});
  }
  std::int64_t used = 0;
  for (const RecordedOpening& opening : programme.openings) {
    if (opening.figure == c.figure) return AlreadyRecorded(opening.entry);
    if (opening.figure.opening_id == c.figure.opening_id) {
      return Refuse(Reason::kOpeningExists, "figure.opening_id",
                    {{"first_entry", absl::StrCat(opening.entry)}});
    }
    if (opening.figure.measure == c.figure.measure) used += opening.figure.value;
  }
  if (programme.openings.size() >= static_cast<std::size_t>(kOpeningFiguresMax)) {
    return Refuse(Reason::kTooManyItems, "figure",
                  {{"got", absl::StrCat(programme.openings.size() + 1)},
                   {"limit", absl::StrCat(kOpeningFiguresMax)}});
  }
  if (c.figure.through_date > programme.today) {
    return Refuse(
        Reason::kDateInFuture, "figure.through_date",
        {{"got", c.figure.through_date.ToString()}, {"limit", programme.today.ToString()}});
  }
  if (used > Money::kFenMax - c.figure.value) {
    return Refuse(Reason::kTotalOutOfRange, "figure.value",
                  {{"limit", absl::StrCat(Money::kFenMax)},
                   {"used", absl::StrCat(used)},
                   {"asked", absl::StrCat(c.figure.value)}});
  }
  return Happened(OpeningFigureRecorded{c});
}

absl::StatusOr<Decision> DecideOne(const Books& books, const Caller& caller, const TurnDay& c) {
  IPPLEDGE_RETURN_IF_ERROR(MayBeSystem(caller));
  if (c.date == books.programme.today + 1) return Happened(DayTurned{c});
  return Refuse(Reason::kDayNotTurned, "date",
                {{"got", c.date.ToString()}, {"today", books.programme.today.ToString()}});
}

absl::StatusOr<Decision> DecideOne(const Books& books, const Caller& caller,
                                   const RecordTotals& c) {
  IPPLEDGE_RETURN_IF_ERROR(MayBeSystem(caller));
  const CoverTotals& cover = books.programme.cover;
  return Happened(TotalsRecorded{c, books.programme.headline, books.programme.fund.totals(),
                                 cover.IsZero() ? std::nullopt : std::optional(cover)});
}

absl::StatusOr<Decision> DecideOne(const Books& books, const Caller& caller,
                                   const PublishReport& c) {
  IPPLEDGE_RETURN_IF_ERROR(MayGovern(caller));
  const Date last_day = LastDayOfMonth(c.month);
  if (last_day >= books.programme.today) {
    return Refuse(Reason::kMonthNotOver, "month",
                  {{"got", FormatMonth(c.month)}, {"today", books.programme.today.ToString()}});
  }
  if (books.programme.reports.size() >= static_cast<std::size_t>(kPublishedReportsMax)) {
    return Refuse(Reason::kTooManyItems, "month",
                  {{"got", absl::StrCat(books.programme.reports.size() + 1)},
                   {"limit", absl::StrCat(kPublishedReportsMax)}});
  }
  return Happened(ReportPublished{c});
}

absl::StatusOr<Decision> DecideOne(const Books&, const Caller& caller, const CutTail& c) {
  IPPLEDGE_RETURN_IF_ERROR(MayBeSystem(caller));
  return Happened(TailWasCut{c});
}

// The other subjects have headers of their own.
template <typename C>
absl::StatusOr<Decision> DecideOne(const Books& books, const Caller& caller, const C& c) {
  if constexpr (requires { DecideFund(books, caller, c); }) {
    return DecideFund(books, caller, c);
  } else if constexpr (requires { DecideTerms(books, caller, c); }) {
    return DecideTerms(books, caller, c);
  } else if constexpr (requires { DecideCoverOf(books, caller, c); }) {
    return DecideCoverOf(books, caller, c);
  } else if constexpr (requires { DecideClaim(books, caller, c); }) {
    return DecideClaim(books, caller, c);
  } else if constexpr (requires { DecidePayment(books, caller, c); }) {
    return DecidePayment(books, caller, c);
  } else if constexpr (requires { DecideRecovery(books, caller, c); }) {
    return DecideRecovery(books, caller, c);
  } else if constexpr (requires { DecideReconciliation(books, caller, c); }) {
    return DecideReconciliation(books, caller, c);
  } else if constexpr (requires { DecideTrust(books, caller, c); }) {
    return DecideTrust(books, caller, c);
  } else if constexpr (requires { DecideDeadline(books, caller, c); }) {
    return DecideDeadline(books, caller, c);
  } else {
    return DecideLoan(books, caller, c);
  }
}

void AppendRightKeys(const NewLoan& loan, std::vector<std::string>& keys) {
  for (const IpRight& right : loan.rights) {
    if (std::string key = RightKey(right.kind, right.number); !key.empty()) {
      keys.push_back(std::move(key));
    }
  }
}

}  // namespace

std::vector<std::string> LoanKeysOf(const Command& command, const Programme& programme) {
  std::vector<std::string> keys;
  if (std::holds_alternative<RunPayments>(command)) {
    programme.work.Visit([&](const WorkItem& item) {
      if (item.step == WorkStep::kPayment) keys.push_back(item.loan_key);
      return true;
    });
    return keys;
  }
  const LoanId* id = LoanIdOf(command);
  if (id == nullptr) return keys;
  keys.push_back(LoanKey(*id));
  const NewLoan* loan = nullptr;
  if (const auto* record = std::get_if<RecordLoan>(&command)) {
    loan = record->loan.get();
  } else if (const auto* correct = std::get_if<CorrectLoan>(&command)) {
    const auto* replacement = std::get_if<std::shared_ptr<const NewLoan>>(&correct->replacement);
    if (replacement != nullptr) loan = replacement->get();
  }
  if (loan != nullptr && !loan->renews_contract_number.empty()) {
    keys.push_back(LoanKey({loan->id.bank, loan->renews_contract_number}));
  }
  return keys;
}

std::vector<std::string> RightKeysOf(const Command& command, const Books& books) {
  std::vector<std::string> keys;
  if (const auto* record = std::get_if<RecordLoan>(&command)) {
    AppendRightKeys(*record->loan, keys);
    return keys;
  }
  const bool touches_rights = std::holds_alternative<CorrectLoan>(command) ||
                              std::holds_alternative<RecordPledgeRelease>(command);
  if (!touches_rights) return keys;
  const LoanRef& loan = books.loan(LoanKey(*LoanIdOf(command)));
  if (loan != nullptr) AppendRightKeys(*loan->terms, keys);
  if (const auto* correct = std::get_if<CorrectLoan>(&command)) {
    const auto* replacement = std::get_if<std::shared_ptr<const NewLoan>>(&correct->replacement);
    if (replacement != nullptr) AppendRightKeys(**replacement, keys);
  }
  return keys;
}

namespace {

void AppendSumsKeys(const Loan& loan, const Command& command, const Programme& programme,
                    std::vector<std::string>& keys) {
  const std::string unit = UnitCodeOf(programme, loan.terms->borrower.division_code);
  const int year = programme.today.year();
  const auto append = [&](std::vector<std::string> more) {
    keys.insert(keys.end(), std::make_move_iterator(more.begin()),
                std::make_move_iterator(more.end()));
  };
  append(CoverSumsKeysOf(loan, unit, year));
  // What the policy's caps of parties and share models look at.
  const IssuedPolicy* issued = nullptr;
  if (const auto* apply = std::get_if<ApplyForCover>(&command); apply != nullptr) {
    issued = programme.PolicyInForce(apply->application.policy_id, programme.today);
    const std::string& group = apply->application.group;
    if (!group.empty() && (!loan.cover || loan.cover->application.group != group)) {
      // The application is the first to name it.
      Loan named = loan;
      auto cover = loan.cover ? std::make_shared<Cover>(*loan.cover) : std::make_shared<Cover>();
      cover->application = apply->application;
      named.cover = std::move(cover);
      append(CoverSumsKeysOf(named, unit, year));
    }
  }
  if (loan.cover != nullptr) {
    issued = programme.FindPolicy(loan.cover->policy_id, loan.cover->policy_version);
  }
  if (const auto* recovery = std::get_if<RecordRecovery>(&command); recovery != nullptr) {
    append(CoverSumsKeysOf(loan, unit, recovery->recovery.received_date.year()));
  }
  if (issued == nullptr) return;
  std::set<int> years = {0, year};
  if (loan.cover != nullptr) {
    years.insert(loan.cover->applied_date.year());
    for (const Claim& claim : loan.cover->claims) years.insert(claim.year);
  }
  for (const ShareMode& mode : issued->policy->modes) {
    for (const int each : years) {
      keys.push_back(CoverSumsKey(CoverScope::kMode, mode.name, each));
      for (const Party& party : mode.parties) {
        // What banks bear themselves is not summed.
        if (party.role == PartyRole::kBank) continue;
        keys.push_back(CoverSumsKey(CoverScope::kParty, party.name, each));
      }
    }
  }
}

}  // namespace

std::vector<std::string> CoverSumsKeysOf(const Command& command, const Books& books) {
  std::vector<std::string> keys;
  if (std::holds_alternative<RecordLoan>(command)) return keys;
  const bool applies = std::holds_alternative<ApplyForCover>(command);
  for (const std::string& key : LoanKeysOf(command, books.programme)) {
    const LoanRef& loan = books.loan(key);
    if (loan == nullptr || (loan->cover == nullptr && !applies)) continue;
    AppendSumsKeys(*loan, command, books.programme, keys);
    const auto* correct = std::get_if<CorrectLoan>(&command);
    if (correct == nullptr) continue;
    const auto* terms = std::get_if<std::shared_ptr<const NewLoan>>(&correct->replacement);
    if (terms == nullptr) continue;
    // Another firm, branch or unit.
    Loan moved = *loan;
    moved.terms = *terms;
    AppendSumsKeys(moved, command, books.programme, keys);
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

Decision Happened(Event event) {
  Decision decision;
  decision.events.push_back(std::move(event));
  return decision;
}

Decision AlreadyRecorded(std::int64_t entry) {
  return {.events = {}, .already_recorded_entry = entry};
}

absl::StatusOr<Decision> Decide(const Books& books, const Caller& caller, const Command& command) {
  IPPLEDGE_RETURN_IF_ERROR(CheckIsMember(*books.programme.trust, caller));
  return std::visit([&](const auto& c) { return DecideOne(books, caller, c); }, command);
}

}  // namespace ippledge
