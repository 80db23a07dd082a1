// Apply(): the only place where a balance changes.
#include <algorithm>
#include <utility>
#include <vector>

#include "ledger/check.h"
#include "ledger/contribution.h"
#include "ledger/decide.h"
#include "ledger/loan_fold.h"

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
  books.AddMovement(std::move(reversal));
}

template <typename E>
void ApplyOne(const E& e, std::int64_t number, std::int64_t, Books& books) {
  ApplyToLoan(e.what, number, books);
}

}  // namespace

void Apply(const Event& event, std::int64_t number, std::int64_t commit_time_ms, Books& books) {
  // An entry may hold several events; its number comes once or more, never out of order.
  IPPLEDGE_CHECK(number == books.programme.last_entry || number == books.programme.last_entry + 1);
  books.programme.last_entry = number;
  std::visit([&](const auto& e) { ApplyOne(e, number, commit_time_ms, books); }, event);
}

std::string CanonicalControlTotals(const Headline& h, const std::optional<FundTotals>& fund) {
  std::vector<std::int64_t> fields = {
      h.contract_fen,          h.disbursed_fen, h.registered_fen, h.ip_part_fen,
      h.disbursed_ip_part_fen, h.loans,         h.registrations,  h.loans_open,
      h.loans_repaid,          h.loans_voided,  h.repaid_fen};
  // A programme whose fund never moved is written as before there was one.
  std::string out = fund ? "ippledge/control-totals/2\n" : "ippledge/control-totals/1\n";
  if (fund) {
    fields.push_back(fund->movements);
    fields.insert(fields.end(), fund->net_fen.begin(), fund->net_fen.end());
  }
  for (const std::int64_t field : fields) {
    const auto bits = static_cast<std::uint64_t>(field);
    for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>(bits >> shift));
  }
  return out;
}

}  // namespace ippledge
