#include "storage/codec_programme.h"

#include <algorithm>

#include "ledger/reason.h"
#include "ledger/vocabulary.h"

namespace ippledge::storage {
namespace {

CodeScheme ReadScheme(std::int32_t number, CodecReader& reader) {
  return reader.ReadEnum<CodeScheme>(number, kCodeSchemeCount, "code scheme");
}

bool IsReason(std::int32_t number) {
  const absl::Span<const ReasonRow> rows = Reasons();
  return std::any_of(rows.begin(), rows.end(), [&](const ReasonRow& row) {
    return static_cast<std::int32_t>(row.reason) == number;
  });
}

void StoreViolation(const Violation& violation, stored::v1::Violation& message) {
  message.set_reason(static_cast<std::int32_t>(violation.reason));
  message.set_field(violation.field);
  for (const auto& [key, value] : violation.metadata) {
    message.add_metadata(key);
    message.add_metadata(value);
  }
}

void ReadViolation(const stored::v1::Violation& message, CodecReader& reader,
                   Violation& violation) {
  reader.ExpectKnown(message);
  reader.Expect(IsReason(message.reason()), "reason");
  reader.Expect(message.metadata_size() % 2 == 0, "metadata");
  violation.reason = static_cast<Reason>(message.reason());
  violation.field = message.field();
  for (int i = 0; i + 1 < message.metadata_size(); i += 2) {
    violation.metadata.emplace_back(message.metadata(i), message.metadata(i + 1));
  }
}

}  // namespace

void Store(const ReportingUnit& unit, stored::v1::ReportingUnit& message) {
  message.set_code(unit.code);
  message.set_name_zh(unit.name_zh);
  message.set_name_en(unit.name_en);
  message.set_parent_code(unit.parent_code);
}

void Read(const stored::v1::ReportingUnit& message, CodecReader& reader, ReportingUnit& unit) {
  reader.ExpectKnown(message);
  unit.code = message.code();
  unit.name_zh = message.name_zh();
  unit.name_en = message.name_en();
  unit.parent_code = message.parent_code();
}

void Store(const Body& body, stored::v1::Body& message) {
  message.set_body_id(body.body_id);
  message.set_kind(static_cast<std::int32_t>(body.kind));
  message.set_name_zh(body.name_zh);
  message.set_name_en(body.name_en);
  for (const std::string& code : body.branch_codes) message.add_branch_codes(code);
  if (body.agreement_date) message.set_agreement_date(body.agreement_date->days());
  message.set_standing(static_cast<std::int32_t>(body.standing));
}

void Read(const stored::v1::Body& message, CodecReader& reader, Body& body) {
  reader.ExpectKnown(message);
  reader.Expect(!message.body_id().empty(), "body without an id");
  body.body_id = message.body_id();
  body.kind = reader.ReadEnum<BodyKind>(message.kind(), kBodyKindCount, "kind of body");
  body.name_zh = message.name_zh();
  body.name_en = message.name_en();
  body.branch_codes.assign(message.branch_codes().begin(), message.branch_codes().end());
  body.agreement_date.reset();
  if (message.has_agreement_date()) body.agreement_date = reader.ReadDate(message.agreement_date());
  body.standing = reader.ReadEnum<Standing>(message.standing(), kStandingCount, "standing");
}

void Store(const OpeningFigure& figure, stored::v1::OpeningFigureRecorded& message) {
  message.set_opening_id(figure.opening_id);
  message.set_measure(static_cast<std::int32_t>(figure.measure));
  message.set_value(figure.value);
  message.set_through_date(figure.through_date.days());
  message.set_reporting_unit(figure.reporting_unit);
  message.set_source(figure.source);
}

void Read(const stored::v1::OpeningFigureRecorded& message, CodecReader& reader,
          OpeningFigure& figure) {
  reader.ExpectKnown(message);
  reader.Expect(!message.opening_id().empty(), "opening figure without an id");
  figure.opening_id = message.opening_id();
  figure.measure = reader.ReadEnum<Measure>(message.measure(), kMeasureCount, "measure");
  figure.value = message.value();
  figure.through_date = reader.ReadDate(message.through_date());
  figure.reporting_unit = message.reporting_unit();
  figure.source = message.source();
}

void Store(const Headline& headline, stored::v1::Headline& message) {
  message.set_contract_fen(headline.contract_fen);
  message.set_disbursed_fen(headline.disbursed_fen);
  message.set_registered_fen(headline.registered_fen);
  message.set_ip_part_fen(headline.ip_part_fen);
  message.set_disbursed_ip_part_fen(headline.disbursed_ip_part_fen);
  message.set_loans(headline.loans);
  message.set_registrations(headline.registrations);
  message.set_loans_open(headline.loans_open);
  message.set_loans_repaid(headline.loans_repaid);
  message.set_loans_voided(headline.loans_voided);
  message.set_repaid_fen(headline.repaid_fen);
}

void Read(const stored::v1::Headline& message, CodecReader& reader, Headline& headline) {
  reader.ExpectKnown(message);
  headline.contract_fen = message.contract_fen();
  headline.disbursed_fen = message.disbursed_fen();
  headline.registered_fen = message.registered_fen();
  headline.ip_part_fen = message.ip_part_fen();
  headline.disbursed_ip_part_fen = message.disbursed_ip_part_fen();
  headline.loans = message.loans();
  headline.registrations = message.registrations();
  headline.loans_open = message.loans_open();
  headline.loans_repaid = message.loans_repaid();
  headline.loans_voided = message.loans_voided();
  headline.repaid_fen = message.repaid_fen();
}

void Store(const BatchRow& row, stored::v1::BatchRow& message) {
  message.set_row(row.row);
  message.set_already_recorded_entry(row.already_recorded_entry);
  for (const Violation& v : row.violations) StoreViolation(v, *message.add_violations());
  message.set_violations_more(row.violations_more);
}

void Read(const stored::v1::BatchRow& message, CodecReader& reader, BatchRow& row) {
  reader.ExpectKnown(message);
  reader.Expect(message.row() >= 0, "row");
  reader.Expect((message.already_recorded_entry() > 0) != (message.violations_size() > 0),
                "row verdict");
  reader.Expect(message.violations_more() >= 0, "count of violations");
  row.row = message.row();
  row.already_recorded_entry = reader.ReadEntry(message.already_recorded_entry(), 0);
  row.violations.resize(static_cast<std::size_t>(message.violations_size()));
  for (int i = 0; i < message.violations_size(); ++i) {
    ReadViolation(message.violations(i), reader, row.violations[static_cast<std::size_t>(i)]);
  }
  row.violations_more = message.violations_more();
}

void Store(absl::string_view programme, const Constitution& constitution,
           stored::v1::ProgrammeFounded& message) {
  message.set_programme(std::string(programme));
  message.set_title_zh(constitution.title_zh);
  message.set_title_en(constitution.title_en);
  message.set_currency_code(constitution.currency_code);
  message.set_time_zone(constitution.time_zone);
  message.set_target(constitution.target);
  message.set_counted_measure(static_cast<std::int32_t>(constitution.counted_measure));
  for (const Milestone& milestone : constitution.milestones) {
    stored::v1::Milestone& step = *message.add_milestones();
    step.set_date(milestone.date.days());
    step.set_target(milestone.target);
  }
  for (const ReportingUnit& unit : constitution.reporting_units) {
    Store(unit, *message.add_reporting_units());
  }
  const CodeSchemes& schemes = constitution.schemes;
  message.set_borrower_scheme(static_cast<std::int32_t>(schemes.borrower));
  message.set_branch_scheme(static_cast<std::int32_t>(schemes.branch));
  message.set_division_scheme(static_cast<std::int32_t>(schemes.division));
  message.set_ip_right_scheme(static_cast<std::int32_t>(schemes.ip_right));
  message.set_industry_scheme(static_cast<std::int32_t>(schemes.industry));
  message.set_fund_fen(constitution.fund_fen);
}

void Read(const stored::v1::ProgrammeFounded& message, CodecReader& reader, std::string& programme,
          Constitution& constitution) {
  reader.ExpectKnown(message);
  reader.Expect(!message.programme().empty(), "programme without an id");
  programme = message.programme();
  constitution.title_zh = message.title_zh();
  constitution.title_en = message.title_en();
  constitution.currency_code = message.currency_code();
  constitution.time_zone = message.time_zone();
  constitution.target = message.target();
  constitution.counted_measure =
      reader.ReadEnum<Measure>(message.counted_measure(), kMeasureCount, "measure");
  // Everything that sums up the counted measure relies on it.
  reader.Expect(constitution.counted_measure != Measure::kFirms, "counted measure");
  constitution.milestones.clear();
  for (const stored::v1::Milestone& step : message.milestones()) {
    reader.ExpectKnown(step);
    constitution.milestones.push_back({reader.ReadDate(step.date()), step.target()});
  }
  constitution.reporting_units.resize(static_cast<std::size_t>(message.reporting_units_size()));
  for (int i = 0; i < message.reporting_units_size(); ++i) {
    Read(message.reporting_units(i), reader,
         constitution.reporting_units[static_cast<std::size_t>(i)]);
  }
  CodeSchemes& schemes = constitution.schemes;
  schemes.borrower = ReadScheme(message.borrower_scheme(), reader);
  schemes.branch = ReadScheme(message.branch_scheme(), reader);
  schemes.division = ReadScheme(message.division_scheme(), reader);
  schemes.ip_right = ReadScheme(message.ip_right_scheme(), reader);
  schemes.industry = ReadScheme(message.industry_scheme(), reader);
  constitution.fund_fen = message.fund_fen();
}

void StoreReport(int month, std::int64_t at, const std::vector<std::int64_t>& figures,
                 stored::v1::ReportPublished& message) {
  message.set_month(month);
  message.set_at(at);
  for (const std::int64_t figure : figures) message.add_figures(figure);
}

void ReadReport(const stored::v1::ReportPublished& message, CodecReader& reader, int& month,
                std::int64_t& at, std::vector<std::int64_t>& figures) {
  reader.ExpectKnown(message);
  month = reader.ReadMonth(message.month());
  at = reader.ReadEntry(message.at());
  reader.Expect(message.figures_size() == kMeasureCount - 1, "number of figures");
  figures.assign(message.figures().begin(), message.figures().end());
}

}  // namespace ippledge::storage
