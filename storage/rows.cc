#include "storage/rows.h"

#include <limits>
#include <memory>
#include <utility>

#include "ippledge/stored/v1/row.pb.h"
#include "storage/codec_cover.h"
#include "storage/codec_loan.h"
#include "storage/codec_programme.h"
#include "storage/codec_reader.h"
#include "storage/packed_integers.h"

namespace ippledge::storage {
namespace {

// Gives `text` the next number; false when it has one already.
bool InternNext(absl::string_view text, Interner& interner) {
  const std::uint32_t next = interner.size();
  return interner.Intern(text) == next;
}

void ReadBodies(const stored::v1::ProgrammeRow& message, CodecReader& reader,
                Programme& programme) {
  for (const stored::v1::RegisteredBody& from : message.bodies()) {
    reader.ExpectKnown(from);
    RegisteredBody& to = programme.bodies.emplace_back();
    Read(from.body(), reader, to.body);
    to.first_entry = reader.ReadEntry(from.first_entry());
    to.last_entry = reader.ReadEntry(from.last_entry(), to.first_entry);
    if (from.has_recorded_as()) Read(from.recorded_as(), reader, to.recorded_as.emplace());
    reader.Expect(InternNext(to.body.body_id, programme.body_numbers), "second body of one id");
  }
}

void ReadReports(const stored::v1::ProgrammeRow& message, CodecReader& reader,
                 Programme& programme) {
  for (const stored::v1::PublishedReport& from : message.reports()) {
    reader.ExpectKnown(from);
    PublishedReport& to = programme.reports.emplace_back();
    ReadReport(from.report(), reader, to.month, to.at, to.figures);
    to.entry = reader.ReadEntry(from.entry());
    to.commit_time_ms = from.commit_time_ms();
  }
}

void StoreTerms(const Programme& programme, stored::v1::ProgrammeRow& message) {
  for (const IssuedPolicy& from : programme.policies) {
    stored::v1::IssuedPolicy& to = *message.add_policies();
    StoreFields(*from.policy, *to.mutable_policy());
    to.set_entry(from.entry);
  }
  for (const auto& [year, from] : programme.calendar.years()) {
    stored::v1::EnteredCalendar& to = *message.add_calendar();
    StoreFields(from.table, *to.mutable_table());
    to.set_entry(from.entry);
  }
  for (const EnteredRate& from : programme.lending_rates) {
    stored::v1::EnteredRate& to = *message.add_lending_rates();
    StoreFields(from.rate, *to.mutable_rate());
    to.set_entry(from.entry);
  }
  for (const EnteredFigure& from : programme.figures) {
    stored::v1::EnteredFigure& to = *message.add_figures();
    StoreFields(from.figure, *to.mutable_figure());
    to.set_entry(from.entry);
  }
}

void ReadTerms(const stored::v1::ProgrammeRow& message, CodecReader& reader, Programme& programme) {
  for (const stored::v1::IssuedPolicy& from : message.policies()) {
    reader.ExpectKnown(from);
    auto policy = std::make_shared<Policy>();
    ReadFields(from.policy(), reader, *policy);
    programme.policies.push_back({std::move(policy), reader.ReadEntry(from.entry())});
  }
  for (const stored::v1::EnteredCalendar& from : message.calendar()) {
    reader.ExpectKnown(from);
    CalendarYear table;
    ReadFields(from.table(), reader, table);
    const auto& years = programme.calendar.years();
    reader.Expect(years.empty() || years.rbegin()->first < table.year, "order of years");
    programme.calendar.Enter(std::move(table), reader.ReadEntry(from.entry()));
  }
  for (const stored::v1::EnteredRate& from : message.lending_rates()) {
    reader.ExpectKnown(from);
    EnteredRate& to = programme.lending_rates.emplace_back();
    ReadFields(from.rate(), reader, to.rate);
    to.entry = reader.ReadEntry(from.entry());
  }
  for (const stored::v1::EnteredFigure& from : message.figures()) {
    reader.ExpectKnown(from);
    EnteredFigure& to = programme.figures.emplace_back();
    ReadFields(from.figure(), reader, to.figure);
    to.entry = reader.ReadEntry(from.entry());
  }
}

}  // namespace

std::string EncodePledges(std::int64_t pledges) {
  std::string bytes;
  if (pledges != 0) AppendVarint(static_cast<std::uint64_t>(pledges), bytes);
  return bytes;
}

absl::StatusOr<std::int64_t> DecodePledges(absl::string_view bytes) {
  std::uint64_t value = 0;
  if (!TakeVarint(bytes, value) || !bytes.empty() || value == 0 || value >> 63 != 0) {
    return absl::DataLossError("impossible count of pledges");
  }
  return static_cast<std::int64_t>(value);
}

std::string EncodeProgrammeRow(const Programme& programme) {
  stored::v1::ProgrammeRow message;
  Store(programme.id, programme.constitution, *message.mutable_founded());
  message.set_today(programme.today.days());
  for (const RegisteredBody& from : programme.bodies) {
    stored::v1::RegisteredBody& to = *message.add_bodies();
    Store(from.body, *to.mutable_body());
    to.set_first_entry(from.first_entry);
    to.set_last_entry(from.last_entry);
    if (from.recorded_as) Store(*from.recorded_as, *to.mutable_recorded_as());
  }
  for (const ReportingUnit& unit : programme.units) Store(unit, *message.add_units());
  for (std::uint32_t i = 0; i < programme.industries.size(); ++i) {
    message.add_industries(programme.industries.text(i));
  }
  for (const RecordedOpening& from : programme.openings) {
    stored::v1::RecordedOpening& to = *message.add_openings();
    Store(from.figure, *to.mutable_figure());
    to.set_entry(from.entry);
  }
  for (const PublishedReport& from : programme.reports) {
    stored::v1::PublishedReport& to = *message.add_reports();
    StoreReport(from.month, from.at, from.figures, *to.mutable_report());
    to.set_entry(from.entry);
    to.set_commit_time_ms(from.commit_time_ms);
  }
  Store(programme.headline, *message.mutable_headline());
  message.set_last_entry(programme.last_entry);
  StoreTerms(programme, message);
  if (!programme.cover.IsZero()) Store(programme.cover, *message.mutable_cover());

  std::string bytes(1, static_cast<char>(kRowVersion));
  message.AppendToString(&bytes);
  return bytes;
}

absl::StatusOr<Programme> DecodeProgrammeRow(absl::string_view bytes) {
  stored::v1::ProgrammeRow message;
  if (bytes.empty() || static_cast<std::uint8_t>(bytes.front()) != kRowVersion ||
      bytes.size() > std::numeric_limits<int>::max() ||
      !message.ParseFromArray(bytes.data() + 1, static_cast<int>(bytes.size() - 1))) {
    return absl::DataLossError("the bytes are no row of a programme");
  }
  CodecReader reader;
  Programme programme;
  reader.ExpectKnown(message);
  Read(message.founded(), reader, programme.id, programme.constitution);
  programme.today = reader.ReadDate(message.today());
  ReadBodies(message, reader, programme);
  for (const stored::v1::ReportingUnit& from : message.units()) {
    ReportingUnit& to = programme.units.emplace_back();
    Read(from, reader, to);
    reader.Expect(InternNext(to.code, programme.unit_numbers), "second unit of one code");
  }
  for (const std::string& industry : message.industries()) {
    reader.Expect(InternNext(industry, programme.industries), "second industry of one text");
  }
  for (const stored::v1::RecordedOpening& from : message.openings()) {
    reader.ExpectKnown(from);
    RecordedOpening& to = programme.openings.emplace_back();
    Read(from.figure(), reader, to.figure);
    to.entry = reader.ReadEntry(from.entry());
  }
  ReadReports(message, reader, programme);
  Read(message.headline(), reader, programme.headline);
  programme.last_entry = reader.ReadEntry(message.last_entry());
  ReadTerms(message, reader, programme);
  if (message.has_cover()) Read(message.cover(), reader, programme.cover);
  // Another version writes another version byte, so here even a newer field is damage.
  if (!reader.status().ok()) return absl::DataLossError(reader.status().message());
  return programme;
}

}  // namespace ippledge::storage
