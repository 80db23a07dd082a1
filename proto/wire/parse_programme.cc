// Nouns of a programme: proto/wire/parse.h.
#include <utility>

#include "ippledge/v1/programme_service.pb.h"
#include "ledger/text.h"
#include "proto/wire/field_reader.h"
#include "proto/wire/parse.h"

namespace ippledge::wire {
namespace {

void Read(const v1::CodeSchemes& message, const FieldReader& reader, CodeSchemes& schemes) {
  reader.ExpectKnown(message);
  const auto read = [&](v1::CodeScheme scheme, absl::string_view field) {
    return reader.ReadEnum<CodeScheme>(scheme, kCodeSchemeCount, field);
  };
  schemes.borrower = read(message.borrower(), "borrower");
  schemes.branch = read(message.branch(), "branch");
  schemes.division = read(message.division(), "division");
  schemes.ip_right = read(message.ip_right(), "ip_right");
  schemes.industry = read(message.industry(), "industry");
}

// Dates must rise: a bad one is put right after the one before.
void Read(const v1::Constitution& message, const FieldReader& reader,
          std::vector<Milestone>& milestones) {
  Date last;
  for (int i = 0; i < message.milestones_size(); ++i) {
    const v1::Milestone& from = message.milestones(i);
    const FieldReader milestone_reader(reader, "milestones", i);
    milestone_reader.ExpectKnown(from);
    last = milestone_reader.ReadDate(from.milestone_date(), "milestone_date").value_or(last + 1);
    milestones.push_back({last, from.target()});
  }
}

void Read(const v1::ReportingUnit& message, const FieldReader& reader, ReportingUnit& unit) {
  reader.ExpectKnown(message);
  unit.code = message.code();
  unit.name_zh = message.name_zh();
  unit.name_en = message.name_en();
  unit.parent_code = message.parent_code();
}

void Read(const v1::Constitution& message, const FieldReader& reader, Constitution& constitution) {
  reader.ExpectKnown(message);
  constitution.title_zh = message.title_zh();
  constitution.title_en = message.title_en();
  constitution.currency_code = message.currency_code();
  constitution.time_zone = message.time_zone();
  constitution.target = message.target();
  constitution.counted_measure =
      reader.ReadEnum<Measure>(message.counted_measure(), kMeasureCount, "counted_measure");
  Read(message, reader, constitution.milestones);
  for (int i = 0; i < message.reporting_units_size(); ++i) {
    Read(message.reporting_units(i), FieldReader(reader, "reporting_units", i),
         constitution.reporting_units.emplace_back());
  }
  if (reader.Require(message.has_schemes(), "schemes")) {
    Read(message.schemes(), FieldReader(reader, "schemes"), constitution.schemes);
  }
  constitution.fund_fen = message.fund_fen();
}

}  // namespace

void CheckProgrammeId(absl::string_view id, absl::string_view path, Violations& violations) {
  FieldReader(path, violations).AddFrom(CheckSlug(id), "");
}

std::optional<Date> ParseOptionalDate(absl::string_view text, absl::string_view path,
                                      Violations& violations) {
  if (text.empty()) return std::nullopt;
  return FieldReader(path, violations).ReadDate(text, "");
}

std::optional<Constitution> ParseConstitution(const v1::Constitution& message,
                                              absl::string_view path, Violations& violations) {
  Violations found;
  Violations shape;
  std::optional<Constitution> constitution(std::in_place);
  Read(message, FieldReader(path, found), *constitution);
  CheckConstitution(*constitution, path, shape);
  if (!Merge(found, shape, violations)) constitution.reset();
  return constitution;
}

std::optional<Body> ParseBody(const v1::Body& message, const CodeSchemes& schemes,
                              absl::string_view path, Violations& violations) {
  Violations found;
  Violations shape;
  const FieldReader reader(path, found);
  std::optional<Body> body(std::in_place);
  reader.ExpectKnown(message);
  body->body_id = message.body_id();
  body->kind = reader.ReadEnum<BodyKind>(message.kind(), kBodyKindCount, "kind");
  body->name_zh = message.name_zh();
  body->name_en = message.name_en();
  body->branch_codes.assign(message.branch_codes().begin(), message.branch_codes().end());
  body->agreement_date = reader.ReadOptionalDate(message.agreement_date(), "agreement_date");
  body->standing =
      reader.ReadOptionalEnum<Standing>(message.standing(), kStandingCount, "standing");
  if (body->standing == Standing::kUnspecified) body->standing = Standing::kActive;
  CheckBody(*body, schemes, path, shape);
  if (!Merge(found, shape, violations)) body.reset();
  return body;
}

std::optional<OpeningFigure> ParseOpeningFigure(const v1::OpeningFigure& message,
                                                absl::string_view path, Violations& violations) {
  Violations found;
  Violations shape;
  const FieldReader reader(path, found);
  std::optional<OpeningFigure> figure(std::in_place);
  reader.ExpectKnown(message);
  figure->opening_id = message.opening_id();
  figure->measure = reader.ReadEnum<Measure>(message.measure(), kMeasureCount, "measure");
  figure->value = message.value();
  figure->through_date = reader.ReadDate(message.through_date(), "through_date").value_or(Date());
  figure->reporting_unit = message.reporting_unit();
  figure->source = message.source();
  CheckOpeningFigure(*figure, path, shape);
  if (!Merge(found, shape, violations)) figure.reset();
  return figure;
}

}  // namespace ippledge::wire
