// Apply(): the only place where a balance changes.
#include <algorithm>
#include <utility>
#include <vector>

#include "ledger/check.h"
#include "ledger/contribution.h"
#include "ledger/cover_checks.h"
#include "ledger/cover_sums.h"
#include "ledger/decide.h"
#include "ledger/loan_fold.h"
#include "ledger/work.h"

namespace ippledge {
namespace {

void AddUnit(Programme& programme, const ReportingUnit& unit) {
  programme.unit_numbers.Intern(unit.code);
  programme.units.push_back(unit);
}

void ApplyOne(const ProgrammeFounded& e, std::int64_t, std::int64_t, Books& books) {
  Programme& programme = books.programme;
  programme.id = e.what.programme;
  programme.constitution = e.what.constitution;
  programme.today = e.what.today;
  for (const ReportingUnit& unit : e.what.constitution.reporting_units) AddUnit(programme, unit);
  books.NoteProgrammeChanged();
}

void ApplyOne(const BodyRegistered& e, std::int64_t number, std::int64_t, Books& books) {
  Programme& programme = books.programme;
  const std::uint32_t index = programme.body_numbers.Intern(e.what.body.body_id);
  IPPLEDGE_CHECK(index == programme.bodies.size());
  programme.bodies.push_back(
      {.body = e.what.body, .first_entry = number, .last_entry = number, .recorded_as = {}});
  books.NoteProgrammeChanged();
}

void ApplyOne(const BodyAmended& e, std::int64_t number, std::int64_t, Books& books) {
  const auto index = books.programme.body_numbers.Find(e.what.body.body_id);
  IPPLEDGE_CHECK(index.has_value());
  RegisteredBody& body = books.programme.bodies[*index];
  if (!body.recorded_as) body.recorded_as = body.body;
  body.body = e.what.body;
  body.last_entry = number;
  books.NoteProgrammeChanged();
}

void ApplyOne(const OpeningFigureRecorded& e, std::int64_t number, std::int64_t, Books& books) {
  books.programme.openings.push_back({e.what.figure, number});
  books.NoteProgrammeChanged();
}

void ApplyOne(const DayTurned& e, std::int64_t, std::int64_t, Books& books) {
  books.programme.today = e.what.date;
  books.NoteProgrammeChanged();
}

void ApplyOne(const TotalsRecorded&, std::int64_t, std::int64_t, Books&) {}
void ApplyOne(const TailWasCut&, std::int64_t, std::int64_t, Books&) {}
void ApplyOne(const BatchRecorded&, std::int64_t, std::int64_t, Books&) {}

void ApplyOne(const ReportPublished& e, std::int64_t number, std::int64_t commit_time_ms,
              Books& books) {
  books.programme.reports.push_back({.month = e.what.month,
                                     .entry = number,
                                     .at = e.what.at,
                                     .commit_time_ms = commit_time_ms,
                                     .figures = e.what.figures});
  books.NoteProgrammeChanged();
}

// Units and industries that free text brings along get their numbers here, in journal order.
void InternSlices(const NewLoan& loan, Books& books) {
  Programme& programme = books.programme;
  if (!UnitNumberOf(programme, loan.borrower.division_code)) {
    const std::string unit = UnitCodeOf(programme, loan.borrower.division_code);
    IPPLEDGE_CHECK(!unit.empty());
    AddUnit(programme, {.code = unit, .name_zh = unit, .name_en = unit, .parent_code = ""});
    books.NoteProgrammeChanged();
  }
  const std::string industry = IndustryOf(programme, loan.borrower.industry_code);
  if (!programme.industries.Find(industry)) {
    programme.industries.Intern(industry);
    books.NoteProgrammeChanged();
  }
}

void AddPledges(const std::string& key, std::int64_t change, Books& books) {
  books.PutRight(key, books.pledges(key) + change);
}

void ChangeRights(const Loan& before, const Loan& after, Books& books) {
  const std::vector<std::string> was = PledgedKeysOf(before);
  const std::vector<std::string> is = PledgedKeysOf(after);
  const auto holds = [](const std::vector<std::string>& keys, const std::string& key) {
    return std::find(keys.begin(), keys.end(), key) != keys.end();
  };
  for (const std::string& key : was) {
    if (!holds(is, key)) AddPledges(key, -1, books);
  }
  for (const std::string& key : is) {
    if (!holds(was, key)) AddPledges(key, +1, books);
  }
}

// A new loan pledges each of its rights once: the common case.
void AddRights(const Loan& loan, Books& books) {
  for (const IpRight& right : loan.terms->rights) {
    if (const std::string key = RightKey(right.kind, right.number); !key.empty()) {
      AddPledges(key, +1, books);
    }
  }
}

// Takes rows of a loan away from the sums over covered loans and adds others; both in order of key.
void ChangeSums(const CoverSumsRows& was, const CoverSumsRows& is, Books& books) {
  auto before = was.begin();
  auto after = is.begin();
  while (before != was.end() || after != is.end()) {
    const bool takes = after == is.end() || (before != was.end() && before->first <= after->first);
    const bool adds = before == was.end() || (after != is.end() && after->first <= before->first);
    const std::string& key = takes ? before->first : after->first;
    if (!takes || !adds || before->second != after->second) {
      CoverSums sums = books.cover_sums(key);
      if (takes) AddTo(sums, before->second, -1);
      if (adds) AddTo(sums, after->second, +1);
      books.PutCoverSums(key, sums);
    }
    if (takes) ++before;
    if (adds) ++after;
  }
}

// Takes away what the loan added to the sums over covered loans, to the open work and to the
// totals of cover, and adds what it adds now.
void ChangeCover(const Loan& before, const Loan& after, Books& books) {
  if (before.cover == nullptr && after.cover == nullptr) return;
  Programme& programme = books.programme;
  AddTo(programme.cover, CoverTotalsOf(before), -1);
  AddTo(programme.cover, CoverTotalsOf(after), +1);
  const auto unit = [&](const Loan& loan) {
    return UnitCodeOf(programme, loan.terms->borrower.division_code);
  };
  ChangeSums(SumsOfCover(before, unit(before)), SumsOfCover(after, unit(after)), books);
  const std::vector<WorkItem> was = WorkOf(before);
  const std::vector<WorkItem> is = WorkOf(after);
  const auto holds = [](const std::vector<WorkItem>& items, const WorkItem& item) {
    return std::find(items.begin(), items.end(), item) != items.end();
  };
  for (const WorkItem& item : was) {
    if (!holds(is, item)) books.RemoveWork(item);
  }
  for (const WorkItem& item : is) {
    if (!holds(was, item)) books.AddWork(item);
  }
  books.NoteProgrammeChanged();
}

// An event of a loan's cover: the loan's own sums stay as they are.
void ApplyToCover(const LoanId& id, const Event& event, std::int64_t number, Books& books) {
  std::string key = LoanKey(id);
  const LoanRef before = books.loan(key);
  IPPLEDGE_CHECK(before != nullptr);
  const auto after = std::make_shared<const Loan>(LoanAfter(before.get(), event, number));
  ChangeCover(*before, *after, books);
  books.PutLoan(std::move(key), after);
}

void ApplyToLoan(const Command& command, std::int64_t number, Books& books) {
  std::string key = LoanKey(*LoanIdOf(command));
  const LoanRef before = books.loan(key);
  const auto after = std::make_shared<const Loan>(LoanAfter(before.get(), command, number));
  InternSlices(*after->terms, books);
  AddTo(books.programme.headline, HeadlineOf(*after), +1);
  if (before == nullptr) {
    AddRights(*after, books);
  } else {
    AddTo(books.programme.headline, HeadlineOf(*before), -1);
    const bool touches_rights = std::holds_alternative<CorrectLoan>(command) ||
                                std::holds_alternative<RecordPledgeRelease>(command);
    if (touches_rights) ChangeRights(*before, *after, books);
    ChangeCover(*before, *after, books);
  }
  books.AddContributions(number, ContributionsOfChange(before.get(), *after, books.programme));
  books.PutLoan(std::move(key), after);
}

void ApplyOne(const FundMovementRecorded& e, std::int64_t number, std::int64_t, Books& books) {
  books.AddMovement(
      {.movement = e.what.movement, .entry = number, .reverses_entry = 0, .after = {}});
}

void ApplyOne(const FundMovementReversed& e, std::int64_t number, std::int64_t, Books& books) {
  RecordedMovement reversal{
      .movement = {}, .entry = number, .reverses_entry = e.reverses_entry, .after = {}};
  reversal.movement.movement_id = e.what.reversal.movement_id;
  reversal.movement.bank_reference = e.what.reversal.bank_reference;
  reversal.movement.memo = e.what.reversal.reason;
  reversal.movement.date = e.date.value_or(Date());
  books.AddMovement(std::move(reversal));
}

void ApplyOne(const PolicyIssued& e, std::int64_t number, std::int64_t, Books& books) {
  books.programme.policies.push_back({e.what.policy, number});
  books.NoteProgrammeChanged();
}

void ApplyOne(const CalendarEntered& e, std::int64_t number, std::int64_t, Books& books) {
  books.programme.calendar.Enter(e.what.year, number);
  books.NoteProgrammeChanged();
}

void ApplyOne(const LendingRateEntered& e, std::int64_t number, std::int64_t, Books& books) {
  std::vector<EnteredRate>& rates = books.programme.lending_rates;
  const auto later = std::upper_bound(
      rates.begin(), rates.end(), e.what.rate.date,
      [](Date date, const EnteredRate& entered) { return date < entered.rate.date; });
  rates.insert(later, {e.what.rate, number});
  books.NoteProgrammeChanged();
}

void ApplyOne(const PortfolioFigureRecorded& e, std::int64_t number, std::int64_t, Books& books) {
  books.programme.figures.push_back({e.what.figure, number});
  books.NoteProgrammeChanged();
}

template <typename E>
void ApplyOne(const E& e, std::int64_t number, std::int64_t, Books& books) {
  ApplyToLoan(e.what, number, books);
}

// What concerns cover: it folds into its loans, then moves the fund's money.
bool ApplyCover(const Event& event, std::int64_t number, Books& books) {
  if (!ConcernsCover(event)) return false;
  if (const auto* run = std::get_if<PaymentsOrdered>(&event); run != nullptr) {
    for (const OrderedPayment& order : run->orders) {
      ApplyToCover(order.loan, event, number, books);
    }
  } else {
    ApplyToCover(*LoanIdOf(event), event, number, books);
  }
  for (FundMovement& movement : MovementsOf(event, number, books.programme.today)) {
    books.AddMovement(
        {.movement = std::move(movement), .entry = number, .reverses_entry = 0, .after = {}});
  }
  return true;
}

}  // namespace

void Apply(const Event& event, std::int64_t number, std::int64_t commit_time_ms, Books& books) {
  // An entry may hold several events; its number comes once or more, never out of order.
  IPPLEDGE_CHECK(number == books.programme.last_entry || number == books.programme.last_entry + 1);
  books.programme.last_entry = number;
  if (ApplyCover(event, number, books)) return;
  if (ConcernsBook(event)) return books.FoldIntoBook(event, number);
  std::visit(
      [&](const auto& e) {
        using E = std::decay_t<decltype(e)>;
        if constexpr (!IsOfCover<E>() && !IsOfBook<E>()) {
          ApplyOne(e, number, commit_time_ms, books);
        }
      },
      event);
}

std::string CanonicalControlTotals(const Headline& h, const std::optional<FundTotals>& fund,
                                   const std::optional<CoverTotals>& cover) {
  std::vector<std::int64_t> fields = {
      h.contract_fen,          h.disbursed_fen, h.registered_fen, h.ip_part_fen,
      h.disbursed_ip_part_fen, h.loans,         h.registrations,  h.loans_open,
      h.loans_repaid,          h.loans_voided,  h.repaid_fen};
  // A programme whose fund never moved is written as before there was one; so is a fund without
  // the accounts that came with claims.
  constexpr std::size_t kFirstAccounts = 15;
  const bool grown =
      fund && std::any_of(fund->net_fen.begin() + kFirstAccounts, fund->net_fen.end(),
                          [](std::int64_t n) { return n != 0; });
  std::string out = cover || grown ? "ippledge/control-totals/3\n"
                    : fund         ? "ippledge/control-totals/2\n"
                                   : "ippledge/control-totals/1\n";
  const auto append = [&](const auto& numbers, std::size_t count) {
    fields.insert(fields.end(), numbers.begin(),
                  numbers.begin() + static_cast<std::ptrdiff_t>(count));
  };
  if (cover || grown) {
    const FundTotals none;
    const CoverTotals nothing;
    const FundTotals& f = fund ? *fund : none;
    const CoverTotals& c = cover ? *cover : nothing;
    fields.push_back(f.movements);
    append(f.net_fen, f.net_fen.size());
    append(c.sums.fen, c.sums.fen.size());
    append(c.covers, c.covers.size());
    append(c.claims, c.claims.size());
    append(c.recoveries, c.recoveries.size());
  } else if (fund) {
    fields.push_back(fund->movements);
    append(fund->net_fen, kFirstAccounts);
  }
  for (const std::int64_t field : fields) {
    const auto bits = static_cast<std::uint64_t>(field);
    for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>(bits >> shift));
  }
  return out;
}

}  // namespace ippledge
