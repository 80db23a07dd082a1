#include "proto/wire/format.h"

#include <google/protobuf/timestamp.pb.h>

#include <algorithm>
#include <string>
#include <type_traits>

#include "ippledge/v1/loan_service.pb.h"
#include "ippledge/v1/programme_service.pb.h"
#include "ippledge/v1/report_service.pb.h"
#include "ledger/check.h"

namespace ippledge::wire {
namespace {

// The numbers of the ledger's lists are those of the API.
static_assert(kIpKindCount == v1::IpKind_ARRAYSIZE);
static_assert(kGeographicalIndicationFormCount == v1::GeographicalIndicationForm_ARRAYSIZE);
static_assert(kFirmSizeCount == v1::FirmSize_ARRAYSIZE);
static_assert(kLoanClassCount == v1::LoanClass_ARRAYSIZE);
static_assert(kLoanStateCount == v1::LoanState_ARRAYSIZE);
static_assert(kMeasureCount == v1::Measure_ARRAYSIZE);
static_assert(kDimensionCount == v1::Dimension_ARRAYSIZE);
static_assert(kCodeSchemeCount == v1::CodeScheme_ARRAYSIZE);
static_assert(kBodyKindCount == v1::BodyKind_ARRAYSIZE);
static_assert(kStandingCount == v1::Standing_ARRAYSIZE);

template <typename To, typename From>
To EnumOf(From value) {
  return static_cast<To>(static_cast<std::underlying_type_t<From>>(value));
}

void Format(const Draw& draw, v1::Draw& message) {
  message.set_draw_number(draw.draw_number);
  message.set_disbursement_date(draw.disbursement_date.ToString());
  message.set_maturity_date(draw.maturity_date.ToString());
  message.set_principal_fen(draw.principal.fen());
}

void Format(const Repayment& repayment, v1::Repayment& message) {
  message.set_repayment_number(repayment.repayment_number);
  message.set_draw_number(repayment.draw_number);
  message.set_repayment_date(repayment.repayment_date.ToString());
  message.set_principal_fen(repayment.principal.fen());
  message.set_interest_fen(repayment.interest.fen());
}

void Format(const Extension& extension, v1::Extension& message) {
  message.set_draw_number(extension.draw_number);
  message.set_agreed_date(extension.agreed_date.ToString());
  message.set_maturity_date(extension.maturity_date.ToString());
}

void Format(const ClassChange& change, v1::ClassChange& message) {
  message.set_change_date(change.change_date.ToString());
  message.set_loan_class(EnumOf<v1::LoanClass>(change.loan_class));
  message.set_overdue_days(change.overdue_days);
}

void Format(const PledgeRegistration& registration, v1::PledgeRegistration& message) {
  message.set_kind(EnumOf<v1::IpKind>(registration.kind));
  message.set_number(registration.number);
  message.set_registration_number(registration.registration_number);
  message.set_registration_date(registration.registration_date.ToString());
}

void Format(const PledgeRelease& release, v1::PledgeRelease& message) {
  message.set_kind(EnumOf<v1::IpKind>(release.kind));
  message.set_number(release.number);
  message.set_release_date(release.release_date.ToString());
}

void Format(const Borrower& borrower, v1::Borrower& message) {
  message.set_name(borrower.name);
  message.set_unified_social_credit_code(borrower.unified_social_credit_code);
  message.set_division_code(borrower.division_code);
  message.set_firm_size(EnumOf<v1::FirmSize>(borrower.firm_size));
  message.set_industry_code(borrower.industry_code);
}

// Fills in the rights with their registrations and releases, and sums up what is registered.
void FormatRights(const Loan& loan, const std::vector<bool>& also_pledged_elsewhere,
                  v1::Loan& message) {
  std::int64_t registered_fen = 0;
  for (std::size_t i = 0; i < loan.terms->rights.size(); ++i) {
    const IpRight& from = loan.terms->rights[i];
    v1::PledgedRight& pledged = *message.add_rights();
    v1::IpRight& to = *pledged.mutable_right();
    to.set_kind(EnumOf<v1::IpKind>(from.kind));
    to.set_number(from.number);
    to.set_geographical_indication_form(EnumOf<v1::GeographicalIndicationForm>(from.form));
    to.set_secured_fen(from.secured.fen());
    if (const auto registration = RegistrationOf(loan, from)) {
      to.set_registration_number(std::string(registration->number));
      to.set_registration_date(registration->date.ToString());
      registered_fen += from.secured.fen();
    }
    if (const auto released = ReleaseDateOf(loan, from)) {
      pledged.set_release_date(released->ToString());
    }
    if (!also_pledged_elsewhere.empty()) {
      pledged.set_also_pledged_elsewhere(also_pledged_elsewhere[i]);
    }
  }
  message.set_registered_fen(registered_fen);
}

// Adds an event with its head; the caller fills in what happened.
v1::LoanEvent& AddEvent(std::int64_t entry, std::int64_t corrected_by, bool voided,
                        v1::Loan& message) {
  v1::LoanEvent& event = *message.add_events();
  event.set_entry(entry);
  event.set_corrected_by_entry(corrected_by);
  event.set_voided(voided);
  return event;
}

template <typename T, typename Message>
void FormatFacts(const std::vector<Fact<T>>& facts, Message* (v1::LoanEvent::*part)(),
                 v1::Loan& message) {
  for (const Fact<T>& fact : facts) {
    Format(fact.value, *(AddEvent(fact.entry, fact.corrected_by, fact.voided, message).*part)());
  }
}

void FormatEvents(const Loan& loan, v1::Loan& message) {
  Format(
      loan.terms->draw,
      *AddEvent(loan.first_entry(), loan.terms_corrected_by, loan.voided, message).mutable_draw());
  FormatFacts(loan.further_draws, &v1::LoanEvent::mutable_draw, message);
  FormatFacts(loan.repayments, &v1::LoanEvent::mutable_repayment, message);
  FormatFacts(loan.extensions, &v1::LoanEvent::mutable_extension, message);
  FormatFacts(loan.class_changes, &v1::LoanEvent::mutable_class_change, message);
  FormatFacts(loan.registrations, &v1::LoanEvent::mutable_pledge_registration, message);
  FormatFacts(loan.releases, &v1::LoanEvent::mutable_pledge_release, message);
  std::stable_sort(
      message.mutable_events()->pointer_begin(), message.mutable_events()->pointer_end(),
      [](const v1::LoanEvent* a, const v1::LoanEvent* b) { return a->entry() < b->entry(); });
}

}  // namespace

void FormatTimestamp(std::int64_t ms, google::protobuf::Timestamp& message) {
  // Nanoseconds count forward from the second below, before 1970 too.
  const std::int64_t rest = (ms % 1000 + 1000) % 1000;
  message.set_seconds((ms - rest) / 1000);
  message.set_nanos(static_cast<std::int32_t>(rest * 1'000'000));
}

void FormatLoanFigures(const LoanFigures& figures, v1::LoanFigures& message) {
  message.set_disbursed_fen(figures.disbursed.fen());
  message.set_repaid_fen(figures.repaid.fen());
  message.set_outstanding_fen(figures.outstanding.fen());
  message.set_undrawn_fen(figures.undrawn.fen());
}

void FormatLoan(const Loan& loan, const Programme& programme,
                const std::vector<bool>& also_pledged_elsewhere, LoanEvents events,
                v1::Loan& message) {
  const NewLoan& terms = *loan.terms;
  IPPLEDGE_CHECK(also_pledged_elsewhere.empty() ||
                 also_pledged_elsewhere.size() == terms.rights.size());
  message.mutable_name()->set_bank(terms.id.bank);
  message.mutable_name()->set_contract_number(terms.id.contract_number);
  message.set_branch_code(terms.branch_code);
  Format(terms.borrower, *message.mutable_borrower());
  message.set_reporting_unit(UnitCodeOf(programme, terms.borrower.division_code));
  message.set_contract_amount_fen(terms.contract_amount.fen());
  message.set_ip_part_fen(terms.ip_part.fen());
  message.set_annual_rate_ppm(terms.annual_rate_ppm);
  FormatRights(loan, also_pledged_elsewhere, message);
  message.set_renews_contract_number(terms.renews_contract_number);
  message.set_state(EnumOf<v1::LoanState>(StateOf(loan)));
  const auto latest_class = LatestClassOf(loan);
  message.set_loan_class(latest_class ? EnumOf<v1::LoanClass>(latest_class->loan_class)
                                      : v1::LOAN_CLASS_NORMAL);
  message.set_overdue_days(latest_class ? latest_class->overdue_days : 0);
  message.set_start_date(StartDateOf(loan).ToString());
  message.set_maturity_date(MaturityDateOf(loan).ToString());
  FormatLoanFigures(FiguresOf(loan), *message.mutable_figures());
  if (events == LoanEvents::kShown) FormatEvents(loan, message);
  message.set_first_entry(loan.first_entry());
  message.set_last_entry(loan.last_entry());
}

void FormatBody(const Body& body, v1::Body& message) {
  message.set_body_id(body.body_id);
  message.set_kind(EnumOf<v1::BodyKind>(body.kind));
  message.set_name_zh(body.name_zh);
  message.set_name_en(body.name_en);
  for (const std::string& code : body.branch_codes) message.add_branch_codes(code);
  if (body.agreement_date) message.set_agreement_date(body.agreement_date->ToString());
  message.set_standing(EnumOf<v1::Standing>(body.standing));
}

void FormatConstitution(const Constitution& constitution, v1::Constitution& message) {
  message.set_title_zh(constitution.title_zh);
  message.set_title_en(constitution.title_en);
  message.set_currency_code(constitution.currency_code);
  message.set_time_zone(constitution.time_zone);
  message.set_target(constitution.target);
  message.set_counted_measure(EnumOf<v1::Measure>(constitution.counted_measure));
  for (const Milestone& from : constitution.milestones) {
    v1::Milestone& to = *message.add_milestones();
    to.set_milestone_date(from.date.ToString());
    to.set_target(from.target);
  }
  for (const ReportingUnit& from : constitution.reporting_units) {
    v1::ReportingUnit& to = *message.add_reporting_units();
    to.set_code(from.code);
    to.set_name_zh(from.name_zh);
    to.set_name_en(from.name_en);
    to.set_parent_code(from.parent_code);
  }
  v1::CodeSchemes& schemes = *message.mutable_schemes();
  schemes.set_borrower(EnumOf<v1::CodeScheme>(constitution.schemes.borrower));
  schemes.set_branch(EnumOf<v1::CodeScheme>(constitution.schemes.branch));
  schemes.set_division(EnumOf<v1::CodeScheme>(constitution.schemes.division));
  schemes.set_ip_right(EnumOf<v1::CodeScheme>(constitution.schemes.ip_right));
  schemes.set_industry(EnumOf<v1::CodeScheme>(constitution.schemes.industry));
  message.set_fund_fen(constitution.fund_fen);
}

void FormatOpeningFigure(const OpeningFigure& figure, v1::OpeningFigure& message) {
  message.set_opening_id(figure.opening_id);
  message.set_measure(EnumOf<v1::Measure>(figure.measure));
  message.set_value(figure.value);
  message.set_through_date(figure.through_date.ToString());
  message.set_reporting_unit(figure.reporting_unit);
  message.set_source(figure.source);
}

void FormatPublishedReport(const PublishedReport& report, v1::PublishedReport& message) {
  message.set_month(FormatMonth(report.month));
  message.set_entry(report.entry);
  message.set_at(report.at);
  message.set_as_of_date(LastDayOfMonth(report.month).ToString());
  for (std::size_t i = 0; i < report.figures.size(); ++i) {
    v1::Figure& figure = *message.add_figures();
    figure.set_measure(static_cast<v1::Measure>(i + 1));
    figure.set_value(report.figures[i]);
  }
  FormatTimestamp(report.commit_time_ms, *message.mutable_commit_time());
}

void FormatViolation(const Violation& violation, v1::Violation& message) {
  message.set_reason(std::string(RowOf(violation.reason).name));
  message.set_field(violation.field);
  for (const auto& [key, value] : violation.metadata) (*message.mutable_metadata())[key] = value;
  message.set_message(EnglishText(violation));
  message.set_message_zh(ChineseText(violation));
}

}  // namespace ippledge::wire
