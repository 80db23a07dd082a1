#include "tests/storage/random_values.h"

#include <limits>
#include <memory>
#include <variant>

#include "absl/strings/str_cat.h"
#include "tests/storage/random_cover_events.h"

namespace ippledge {

std::string RandomValues::AnyText(std::uint64_t bytes_max, bool may_be_empty) {
  static constexpr const char* kPieces[] = {"a", "Z", "9", "-", "/", " ", "é", "质", "押", "🏦"};
  std::string text;
  if (may_be_empty && Chance(4)) return text;
  const std::uint64_t size = 1 + Below(bytes_max);
  do {
    text += kPieces[Below(std::size(kPieces))];
  } while (text.size() < size);
  return text;
}

Date RandomValues::AnyDate() {
  if (Chance(10)) return Date::Of(1900, 1, 1);
  if (Chance(10)) return Date::Of(2199, 12, 31);
  if (Chance(10)) return Date();
  return Date::OfDays(static_cast<std::int32_t>(Below(60'000)) - 10'000);
}

Money RandomValues::AnyMoney() {
  if (Chance(10)) return Money::OfFen(Money::kFenMax);
  if (Chance(10)) return Money::OfFen(-Money::kFenMax);
  if (Chance(10)) return Money();
  return Money::OfFen(static_cast<std::int64_t>(Below(100'000'000'000)));
}

std::int64_t RandomValues::AnyInt64() {
  if (Chance(10)) return std::numeric_limits<std::int64_t>::max();
  if (Chance(10)) return std::numeric_limits<std::int64_t>::min();
  return static_cast<std::int64_t>(engine_() >> Below(64));
}

LoanId RandomValues::AnyLoanId() { return {AnyText(32, false), AnyText(64, false)}; }

Draw RandomValues::AnyDraw() { return {AnyText(64), AnyDate(), AnyDate(), AnyMoney()}; }

Repayment RandomValues::AnyRepayment() {
  return {AnyText(64), AnyText(64), AnyDate(), AnyMoney(), AnyMoney()};
}

Extension RandomValues::AnyExtension() { return {AnyText(64), AnyDate(), AnyDate()}; }

ClassChange RandomValues::AnyClassChange() {
  return {AnyDate(), Any<LoanClass>(kLoanClassCount), static_cast<std::int32_t>(Below(20'001))};
}

PledgeRegistration RandomValues::AnyRegistration() {
  return {Any<IpKind>(kIpKindCount), AnyText(64), AnyText(64), AnyDate()};
}

PledgeRelease RandomValues::AnyRelease() {
  return {Any<IpKind>(kIpKindCount), AnyText(64), AnyDate()};
}

NewLoan RandomValues::AnyNewLoan() {
  NewLoan loan;
  loan.id = AnyLoanId();
  loan.branch_code = AnyText(32);
  loan.borrower = {AnyText(200), AnyText(64), AnyText(32), static_cast<FirmSize>(Below(5)),
                   AnyText(32)};
  loan.contract_amount = AnyMoney();
  loan.ip_part = AnyMoney();
  loan.annual_rate_ppm = static_cast<std::int32_t>(Below(1'000'001));
  for (std::uint64_t i = Below(Chance(20) ? 100 : 5); i > 0; --i) {
    IpRight& right = loan.rights.emplace_back();
    right.kind = Any<IpKind>(kIpKindCount);
    right.number = AnyText(64);
    right.form = static_cast<GeographicalIndicationForm>(Below(4));
    right.secured = AnyMoney();
    right.registration_number = AnyText(64);
    if (Chance(2)) right.registration_date = AnyDate();
  }
  loan.draw = AnyDraw();
  loan.renews_contract_number = AnyText(64);
  return loan;
}

template <typename T, typename Make>
std::vector<Fact<T>> RandomValues::AnyFacts(Make make) {
  std::vector<Fact<T>> facts(Below(4));
  for (Fact<T>& fact : facts) {
    fact.value = (this->*make)();
    fact.entry = AnyEntry();
    if (Chance(2)) {
      fact.corrected_by = AnyEntry();
      fact.recorded_as = (this->*make)();
    }
    fact.voided = Chance(3);
  }
  return facts;
}

Loan RandomValues::AnyLoan() {
  Loan loan;
  loan.terms = std::make_shared<NewLoan>(AnyNewLoan());
  if (Chance(2)) {
    loan.recorded_as = std::make_shared<NewLoan>(AnyNewLoan());
    loan.terms_corrected_by = AnyEntry();
  }
  loan.voided = Chance(5);
  std::int64_t entry = 0;
  for (std::uint64_t i = 1 + Below(20); i > 0; --i) loan.entries.push_back(entry += AnyEntry());
  loan.further_draws = AnyFacts<Draw>(&RandomValues::AnyDraw);
  loan.repayments = AnyFacts<Repayment>(&RandomValues::AnyRepayment);
  loan.extensions = AnyFacts<Extension>(&RandomValues::AnyExtension);
  loan.class_changes = AnyFacts<ClassChange>(&RandomValues::AnyClassChange);
  loan.registrations = AnyFacts<PledgeRegistration>(&RandomValues::AnyRegistration);
  loan.releases = AnyFacts<PledgeRelease>(&RandomValues::AnyRelease);
  if (Chance(2)) loan.cover = std::make_shared<const Cover>(AnyOf<Cover>(engine_));
  return loan;
}

Body RandomValues::AnyBody() {
  Body body;
  body.body_id = AnyText(32, false);
  body.kind = Any<BodyKind>(kBodyKindCount);
  body.name_zh = AnyText(200);
  body.name_en = AnyText(200);
  for (std::uint64_t i = Below(5); i > 0; --i) body.branch_codes.push_back(AnyText(32));
  if (Chance(2)) body.agreement_date = AnyDate();
  body.standing = Any<Standing>(kStandingCount);
  return body;
}

Constitution RandomValues::AnyConstitution() {
  Constitution constitution;
  constitution.title_zh = AnyText(200);
  constitution.title_en = AnyText(200);
  constitution.currency_code = "CNY";
  constitution.time_zone = "Asia/Shanghai";
  constitution.target = AnyInt64();
  constitution.counted_measure = Any<Measure>(kMeasureCount - 1);
  for (std::uint64_t i = Below(6); i > 0; --i) {
    constitution.milestones.push_back({AnyDate(), AnyInt64()});
  }
  for (std::uint64_t i = Below(15); i > 0; --i) {
    constitution.reporting_units.push_back({AnyText(32), AnyText(9), AnyText(9), AnyText(32)});
  }
  CodeSchemes& schemes = constitution.schemes;
  for (CodeScheme* scheme : {&schemes.borrower, &schemes.branch, &schemes.division,
                             &schemes.ip_right, &schemes.industry}) {
    *scheme = Any<CodeScheme>(kCodeSchemeCount);
  }
  constitution.fund_fen = AnyInt64();
  return constitution;
}

OpeningFigure RandomValues::AnyOpeningFigure() {
  return {AnyText(32, false), Any<Measure>(kMeasureCount), AnyInt64(), AnyDate(), AnyText(32),
          AnyText(500)};
}

Headline RandomValues::AnyHeadline() {
  Headline headline;
  for (std::int64_t* sum :
       {&headline.contract_fen, &headline.disbursed_fen, &headline.registered_fen,
        &headline.ip_part_fen, &headline.disbursed_ip_part_fen, &headline.loans,
        &headline.registrations, &headline.loans_open, &headline.loans_repaid,
        &headline.loans_voided, &headline.repaid_fen}) {
    *sum = AnyInt64();
  }
  return headline;
}

Programme RandomValues::AnyProgramme() {
  Programme programme;
  programme.id = AnyText(32, false);
  programme.constitution = AnyConstitution();
  programme.today = AnyDate();
  for (std::uint64_t i = Below(6); i > 0; --i) {
    RegisteredBody& body = programme.bodies.emplace_back();
    body.body = AnyBody();
    body.body.body_id = absl::StrCat(i, body.body.body_id);
    body.first_entry = AnyEntry();
    body.last_entry = body.first_entry + static_cast<std::int64_t>(Below(9));
    if (Chance(2)) body.recorded_as = AnyBody();
    programme.body_numbers.Intern(body.body.body_id);
  }
  for (std::uint64_t i = Below(20); i > 0; --i) {
    programme.units.push_back({absl::StrCat(i, AnyText(9)), AnyText(9), AnyText(9), AnyText(9)});
    programme.unit_numbers.Intern(programme.units.back().code);
    programme.industries.Intern(AnyText(9));
  }
  for (std::uint64_t i = Below(4); i > 0; --i) {
    programme.openings.push_back({AnyOpeningFigure(), AnyEntry()});
  }
  for (std::uint64_t i = Below(4); i > 0; --i) {
    PublishedReport& report = programme.reports.emplace_back();
    report.month = static_cast<int>(Below(2000)) - 800;
    report.entry = AnyEntry();
    report.at = AnyEntry();
    report.commit_time_ms = AnyInt64();
    for (int m = 1; m < kMeasureCount; ++m) report.figures.push_back(AnyInt64());
  }
  for (std::uint64_t i = Below(3); i > 0; --i) {
    programme.policies.push_back(
        {std::make_shared<const Policy>(AnyOf<Policy>(engine_)), AnyEntry()});
    programme.calendar.Enter(AnyOf<CalendarYear>(engine_), AnyEntry());
    programme.lending_rates.push_back({AnyOf<LendingRate>(engine_), AnyEntry()});
  }
  for (std::uint64_t i = Below(4); i > 0; --i) {
    programme.figures.push_back({AnyOf<PortfolioFigure>(engine_), AnyEntry()});
  }
  if (Chance(2)) programme.cover = AnyCoverTotals();
  programme.headline = AnyHeadline();
  programme.last_entry = AnyEntry();
  return programme;
}

CoverSums RandomValues::AnyCoverSums() {
  CoverSums sums;
  for (std::int64_t& sum : sums.fen) sum = AnyInt64();
  return sums;
}

CoverTotals RandomValues::AnyCoverTotals() {
  CoverTotals totals;
  totals.sums = AnyCoverSums();
  for (std::int64_t& count : totals.covers) count = AnyInt64();
  for (std::int64_t& count : totals.claims) count = AnyInt64();
  for (std::int64_t& count : totals.recoveries) count = AnyInt64();
  return totals;
}

WorkItem RandomValues::AnyWorkItem() {
  return {AnyDate(), LoanKey(AnyLoanId()), Any<WorkStep>(kWorkStepCount), AnyText(64), AnyText(64)};
}

FundFigures RandomValues::AnyFundFigures() { return {AnyInt64(), AnyInt64(), AnyInt64()}; }

BatchRow RandomValues::AnyBatchRow() {
  BatchRow row;
  row.row = static_cast<std::int32_t>(Below(1000));
  if (Chance(2)) {
    row.already_recorded_entry = AnyEntry();
    return row;
  }
  for (std::uint64_t i = 1 + Below(4); i > 0; --i) {
    Violation& violation = row.violations.emplace_back();
    violation.reason = Reasons()[Below(Reasons().size())].reason;
    violation.field = AnyText(60);
    for (std::uint64_t k = Below(4); k > 0; --k) {
      violation.metadata.emplace_back(AnyText(9), AnyText(120));
    }
  }
  row.violations_more = static_cast<std::int32_t>(Below(5));
  return row;
}

Replacement RandomValues::AnyReplacement() {
  switch (Below(std::variant_size_v<Replacement>)) {
    case 0:
      return std::monostate();
    case 1:
      return std::make_shared<const NewLoan>(AnyNewLoan());
    case 2:
      return AnyDraw();
    case 3:
      return AnyRepayment();
    case 4:
      return AnyExtension();
    case 5:
      return AnyClassChange();
    case 6:
      return AnyRegistration();
    default:
      return AnyRelease();
  }
}

Event RandomValues::AnyEvent(std::size_t place) {
  switch (place) {
    case 0:
      return ProgrammeFounded{{AnyText(32, false), AnyConstitution(), AnyDate()}};
    case 1:
      return BodyRegistered{{AnyBody()}};
    case 2:
      return BodyAmended{{AnyBody(), AnyText(500)}};
    case 3:
      return OpeningFigureRecorded{{AnyOpeningFigure()}};
    case 4:
      return DayTurned{{AnyDate()}};
    case 5: {
      TotalsRecorded event{{}, AnyHeadline(), {}, {}};
      if (Chance(2)) {
        event.fund.emplace().movements = AnyEntry();
        for (std::int64_t& net : event.fund->net_fen) net = AnyInt64();
        if (Chance(2)) event.fund->net_fen.back() = 0;
      }
      if (Chance(2)) event.cover = AnyCoverTotals();
      for (std::uint8_t& byte : event.what.state_hash) byte = static_cast<std::uint8_t>(Below(256));
      return event;
    }
    case 6: {
      ReportPublished event{{static_cast<int>(Below(2000)) - 800, AnyEntry(), {}}};
      for (int m = 1; m < kMeasureCount; ++m) event.what.figures.push_back(AnyInt64());
      return event;
    }
    case 7:
      return TailWasCut{{AnyEntry(), AnyText(500)}};
    case 8: {
      LoanRecorded event{{std::make_shared<NewLoan>(AnyNewLoan())}, {}};
      for (std::size_t i = 0; i < event.what.loan->rights.size(); ++i) {
        if (Chance(3)) event.rights_pledged_before.push_back(static_cast<std::int32_t>(i));
      }
      return event;
    }
    case 9:
      return LoanDrawn{{AnyLoanId(), AnyDraw()}};
    case 10:
      return LoanRepaid{{AnyLoanId(), AnyRepayment()}};
    case 11:
      return LoanExtended{{AnyLoanId(), AnyExtension()}};
    case 12:
      return LoanClassChanged{{AnyLoanId(), AnyClassChange()}};
    case 13:
      return PledgeRegistered{{AnyLoanId(), AnyRegistration()}};
    case 14:
      return PledgeReleased{{AnyLoanId(), AnyRelease()}};
    case 15:
      return LoanCorrected{{AnyLoanId(), AnyEntry(), AnyText(500), AnyReplacement()}};
    case 17:
      return FundMovementRecorded{
          {{AnyText(64, false), Any<FundMovementKind>(kFundMovementKindCount), AnyMoney(),
            AnyDate(), AnyText(32), AnyText(64), AnyText(500)}},
          AnyFundFigures()};
    case 18:
      return FundMovementReversed{
          {{AnyText(64, false), AnyText(64, false), AnyText(64), AnyText(500)}},
          AnyEntry(),
          AnyFundFigures()};
    case 16: {
      BatchRecorded event{AnyEntry(), static_cast<std::int32_t>(Below(1000)), {}};
      for (std::uint64_t i = Below(6); i > 0; --i) event.rows.push_back(AnyBatchRow());
      return event;
    }
    default:
      return AnyCoverEvent(place, engine_);
  }
}

Entry RandomValues::AnyEntryWith(std::size_t place) {
  Entry entry;
  entry.number = AnyEntry();
  entry.commit_time_ms = static_cast<std::int64_t>(Below(4'000'000'000'000));
  entry.business_date = AnyDate();
  entry.caller = {AnyText(32, false), Any<Role>(kRoleCount), AnyText(64), AnyText(64)};
  entry.has_request_id = Chance(2);
  for (std::size_t i = 0; i < entry.salt.size(); ++i) {
    entry.salt[i] = static_cast<std::uint8_t>(Below(256));
    if (!entry.has_request_id) continue;
    entry.request_id[i] = static_cast<std::uint8_t>(Below(256));
    entry.fingerprint[i] = static_cast<std::uint8_t>(Below(256));
  }
  entry.counted_total = AnyInt64();
  entry.events.push_back(AnyEvent(place));
  while (Chance(4)) entry.events.push_back(AnyEvent(Below(std::variant_size_v<Event>)));
  for (Event& event : entry.events) {
    // As the engine founds a programme: on the entry's own day.
    if (auto* founded = std::get_if<ProgrammeFounded>(&event)) {
      founded->what.today = entry.business_date;
    }
  }
  return entry;
}

}  // namespace ippledge
