#include "server/totals_text.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "ippledge/v1/report_service.pb.h"
#include "ledger/limits.h"
#include "ledger/status_macros.h"
#include "proto/wire/parse.h"
#include "server/call.h"

namespace ippledge::server {
namespace {

constexpr int kFiltersMax = 8;
constexpr int kFilterValuesMax = 1000;

template <typename Enum>
std::optional<std::int64_t> NumberNamed(absl::string_view name, int count) {
  for (int i = 0; i < count; ++i) {
    if (NameOf(static_cast<Enum>(i)) == name) return i;
  }
  if (name.empty()) return 0;
  return std::nullopt;
}

std::optional<std::int64_t> Widen(std::optional<std::uint32_t> number) {
  if (!number) return std::nullopt;
  return std::int64_t{*number};
}

// The number of a value as totals show it; nullopt when the programme knows no such value.
std::optional<std::int64_t> NumberOf(const Programme& programme, Dimension dimension,
                                     const std::string& text) {
  switch (dimension) {
    case Dimension::kYear: {
      int year = 0;
      if (text.size() != 4 || !absl::SimpleAtoi(text, &year)) return std::nullopt;
      return year;
    }
    case Dimension::kMonth: {
      const absl::StatusOr<int> month = ParseMonth(text);
      if (!month.ok()) return std::nullopt;
      return *month;
    }
    case Dimension::kDay: {
      const absl::StatusOr<Date> day = Date::Parse(text);
      if (!day.ok()) return std::nullopt;
      return day->days();
    }
    case Dimension::kUnit:
      return Widen(programme.unit_numbers.Find(text));
    case Dimension::kBank:
      return Widen(programme.body_numbers.Find(text));
    case Dimension::kIpKind:
      return NumberNamed<IpKind>(text, kIpKindCount);
    case Dimension::kFirmSize:
      return NumberNamed<FirmSize>(text, kFirmSizeCount);
    case Dimension::kIndustry:
      return Widen(programme.industries.Find(text));
    case Dimension::kUnspecified:
      break;
  }
  return std::nullopt;
}

void ParseMeasures(const v1::TotalsQuery& message, TotalsQuery& query, Violations& violations) {
  for (int i = 0; i < message.measures_size(); ++i) {
    const int number = message.measures(i);
    const std::string field = absl::StrCat("query.measures[", i, "]");
    if (number <= 0 || number >= kMeasureCount) {
      violations.Add(Reason::kEnumUnknown, field, {{"got", absl::StrCat(number)}});
      continue;
    }
    const auto measure = static_cast<Measure>(number);
    if (std::find(query.measures.begin(), query.measures.end(), measure) != query.measures.end()) {
      violations.Add(Reason::kDuplicateItem, field, {{"got", std::string(NameOf(measure))}});
      continue;
    }
    query.measures.push_back(measure);
  }
}

std::optional<Dimension> ParseDimension(int number, const std::string& field,
                                        Violations& violations) {
  if (number > 0 && number < kDimensionCount) return static_cast<Dimension>(number);
  violations.Add(Reason::kEnumUnknown, field, {{"got", absl::StrCat(number)}});
  return std::nullopt;
}

void ParseBy(const v1::TotalsQuery& message, TotalsQuery& query, Violations& violations) {
  if (message.by_size() > kSliceDimensionsMax) {
    violations.Add(
        Reason::kTooManyItems, "query.by",
        {{"got", absl::StrCat(message.by_size())}, {"limit", absl::StrCat(kSliceDimensionsMax)}});
    return;
  }
  for (int i = 0; i < message.by_size(); ++i) {
    const std::string field = absl::StrCat("query.by[", i, "]");
    const std::optional<Dimension> dimension = ParseDimension(message.by(i), field, violations);
    if (!dimension) continue;
    if (std::find(query.by.begin(), query.by.end(), *dimension) != query.by.end()) {
      violations.Add(Reason::kDuplicateItem, field, {{"got", std::string(NameOf(*dimension))}});
      continue;
    }
    query.by.push_back(*dimension);
  }
}

void ParseFilters(const v1::TotalsQuery& message, const Programme& programme, TotalsQuery& query,
                  Violations& violations) {
  if (message.filters_size() > kFiltersMax) {
    violations.Add(
        Reason::kTooManyItems, "query.filters",
        {{"got", absl::StrCat(message.filters_size())}, {"limit", absl::StrCat(kFiltersMax)}});
    return;
  }
  for (int i = 0; i < message.filters_size(); ++i) {
    const v1::DimensionFilter& filter = message.filters(i);
    const std::string field = absl::StrCat("query.filters[", i, "]");
    const std::optional<Dimension> dimension =
        ParseDimension(filter.dimension(), field + ".dimension", violations);
    if (!dimension) continue;
    if (filter.values().empty()) violations.Add(Reason::kFieldRequired, field + ".values");
    if (filter.values_size() > kFilterValuesMax) {
      violations.Add(
          Reason::kTooManyItems, field + ".values",
          {{"got", absl::StrCat(filter.values_size())}, {"limit", absl::StrCat(kFilterValuesMax)}});
      continue;
    }
    SliceFilter& kept = query.filters.emplace_back();
    kept.dimension = *dimension;
    for (const std::string& value : filter.values()) {
      if (const auto number = NumberOf(programme, *dimension, value))
        kept.values.push_back(*number);
    }
  }
}

}  // namespace

absl::StatusOr<TotalsQuery> ParseTotalsQuery(const v1::TotalsQuery& message,
                                             const Programme& programme, const Caller& caller) {
  IPPLEDGE_RETURN_IF_ERROR(RefuseUnknownFields(message));
  TotalsQuery query;
  if (IsBank(caller.role)) {
    for (const v1::DimensionFilter& filter : message.filters()) {
      if (filter.dimension() != v1::DIMENSION_BANK) continue;
      for (const std::string& bank : filter.values()) {
        IPPLEDGE_RETURN_IF_ERROR(MayReadLoansOf(caller, bank));
      }
    }
  }
  Violations violations;
  ParseMeasures(message, query, violations);
  ParseBy(message, query, violations);
  ParseFilters(message, programme, query, violations);
  query.as_of = wire::ParseOptionalDate(message.as_of_date(), "query.as_of_date", violations);
  query.from = wire::ParseOptionalDate(message.from_date(), "query.from_date", violations);
  query.at = message.at();
  IPPLEDGE_RETURN_IF_ERROR(violations.ToStatus());
  // Of the whole programme a bank sees the sums alone: slices would be others' loans one by one.
  const bool whole = query.by.empty() && query.filters.empty() && !query.from;
  if (IsBank(caller.role) && !whole) {
    SliceFilter own{.dimension = Dimension::kBank, .values = {}};
    if (const auto number = programme.body_numbers.Find(caller.organisation)) {
      own.values.push_back(*number);
    }
    query.filters.push_back(std::move(own));
  }
  return query;
}

void FormatSliceKey(const Programme& programme, Dimension dimension, std::int64_t value,
                    v1::SliceKey& message) {
  message.set_dimension(static_cast<v1::Dimension>(dimension));
  const auto index = static_cast<std::size_t>(value);
  const auto set = [&](absl::string_view code, absl::string_view zh, absl::string_view en) {
    message.set_value(code.data(), code.size());
    message.set_name_zh(zh.data(), zh.size());
    message.set_name_en(en.data(), en.size());
  };
  switch (dimension) {
    case Dimension::kYear:
      return set(absl::StrCat(value), "", "");
    case Dimension::kMonth:
      return set(FormatMonth(static_cast<int>(value)), "", "");
    case Dimension::kDay:
      return set(Date::OfDays(static_cast<std::int32_t>(value)).ToString(), "", "");
    case Dimension::kUnit: {
      const ReportingUnit& unit = programme.units.at(index);
      return set(unit.code, unit.name_zh, unit.name_en);
    }
    case Dimension::kBank: {
      const Body& body = programme.bodies.at(index).body;
      return set(body.body_id, body.name_zh, body.name_en);
    }
    case Dimension::kIpKind:
      return set(NameOf(static_cast<IpKind>(value)), ChineseNameOf(static_cast<IpKind>(value)), "");
    case Dimension::kFirmSize: {
      const auto size = static_cast<FirmSize>(value);
      return set(size == FirmSize::kUnspecified ? "" : NameOf(size), ChineseNameOf(size), "");
    }
    case Dimension::kIndustry:
      return set(programme.industries.text(static_cast<std::uint32_t>(value)), "", "");
    case Dimension::kUnspecified:
      break;
  }
}

void FormatFigures(const std::vector<Measure>& measures, absl::Span<const std::int64_t> values,
                   google::protobuf::RepeatedPtrField<v1::Figure>& figures) {
  for (std::size_t i = 0; i < measures.size(); ++i) {
    v1::Figure& figure = *figures.Add();
    figure.set_measure(static_cast<v1::Measure>(measures[i]));
    figure.set_value(values[i]);
  }
}

}  // namespace ippledge::server
