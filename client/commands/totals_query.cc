#include "client/commands/totals_query.h"

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "client/commands/option_values.h"
#include "client/exit_code.h"
#include "ledger/status_macros.h"

namespace ippledge::client {
namespace {

bool HasNames(Dimension dimension) {
  return dimension == Dimension::kUnit || dimension == Dimension::kBank;
}

// "PATENT" as "patent" or "专利": the server names only what the programme named.
std::string WordOf(const v1::SliceKey& key, Language language) {
  if (key.value().empty()) return std::string(LabelOf(IpKind::kUnspecified).In(language));
  const auto dimension = static_cast<Dimension>(key.dimension());
  if (dimension == Dimension::kIpKind) {
    for (int i = 1; i < kIpKindCount; ++i) {
      const auto kind = static_cast<IpKind>(i);
      if (NameOf(kind) == key.value()) return std::string(LabelOf(kind).In(language));
    }
  }
  if (dimension == Dimension::kFirmSize) {
    for (int i = 0; i < kFirmSizeCount; ++i) {
      const auto size = static_cast<FirmSize>(i);
      if (NameOf(size) == key.value()) return std::string(LabelOf(size).In(language));
    }
  }
  const std::string& wanted = language == Language::kChinese ? key.name_zh() : key.name_en();
  if (!wanted.empty()) return wanted;
  return key.name_zh().empty() ? key.value() : key.name_zh();
}

absl::StatusOr<v1::DimensionFilter> FilterOf(const std::string& text, Language language) {
  const std::vector<std::string> sides = absl::StrSplit(text, absl::MaxSplits('=', 1));
  IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<Dimension> dimensions,
                            DimensionsOf(sides[0], language));
  if (sides.size() != 2 || sides[1].empty() || dimensions.size() != 1) {
    return UsageError(language == Language::kChinese
                          ? absl::StrCat("“", text, "”不是“维度=取值[,取值…]”的形式")
                          : absl::StrCat("\"", text, "\" is not DIMENSION=VALUE[,VALUE…]"));
  }
  v1::DimensionFilter filter;
  filter.set_dimension(static_cast<v1::Dimension>(dimensions.front()));
  for (const absl::string_view value : absl::StrSplit(sides[1], ',')) {
    filter.add_values(std::string(value));
  }
  return filter;
}

}  // namespace

void AddTotalsOptions(CommandTree& tree, CLI::App& command, TotalsOptions& options) {
  AddDimensions(
      tree, command, options.by,
      {"Slices, at most 4: year, month, day, unit, bank, ip_kind, firm_size, industry",
       "分组，最多 4 个：year 年度、month 月份、day 日期、unit 地区、bank 银行、ip_kind 类型、"
       "firm_size 规模、industry 行业"});
  AddMeasures(tree, command, options.measures,
              {"contract, disbursed, registered, ip_part, disbursed_ip_part, loans, registrations, "
               "firms (default: all)",
               "口径：contract、disbursed、registered、ip_part、disbursed_ip_part、loans、"
               "registrations、firms（默认全部）"});
  command
      .add_option("--where", options.where,
                  tree.Text({"Only these values, unit=150100,150200; all conditions must hold",
                             "只统计这些取值，如 unit=150100,150200；多个条件须同时满足"}))
      ->type_name("DIMENSION=VALUE,…")
      ->allow_extra_args(false);
  AddDate(tree, command, "--as-of", options.as_of_date,
          {"True as of this day (default: all days)", "截至该日（默认全部日期）"});
  AddDate(tree, command, "--from", options.from_date, {"Only from this day on", "自该日起"});
  AddEntry(tree, command, "--at", options.at,
           {"As known at this entry (default: now)", "按该条目时的记录（默认当前）"});
}

absl::StatusOr<v1::TotalsQuery> QueryOf(const TotalsOptions& options, Language language) {
  v1::TotalsQuery query;
  IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<Measure> measures,
                            MeasuresOf(options.measures, language));
  for (const Measure measure : measures) query.add_measures(static_cast<v1::Measure>(measure));
  IPPLEDGE_ASSIGN_OR_RETURN(const std::vector<Dimension> by, DimensionsOf(options.by, language));
  for (const Dimension dimension : by) query.add_by(static_cast<v1::Dimension>(dimension));
  for (const std::string& text : options.where) {
    IPPLEDGE_ASSIGN_OR_RETURN(*query.add_filters(), FilterOf(text, language));
  }
  query.set_as_of_date(options.as_of_date);
  query.set_from_date(options.from_date);
  query.set_at(options.at);
  return query;
}

std::vector<Column> KeyColumns(const google::protobuf::RepeatedField<int>& by, bool table,
                               const Session& session) {
  std::vector<Column> columns;
  for (const int number : by) {
    const auto dimension = static_cast<Dimension>(number);
    const std::string key(KeyOf(dimension));
    columns.push_back({key, session.Text(LabelOf(dimension)), ColumnKind::kText});
    if (!table && HasNames(dimension)) {
      columns.push_back({absl::StrCat(key, "_name"), "", ColumnKind::kText});
    }
  }
  return columns;
}

void AppendKeyCells(const google::protobuf::RepeatedPtrField<v1::SliceKey>& keys, bool table,
                    const Session& session, Row& row) {
  for (const v1::SliceKey& key : keys) {
    if (table) {
      row.emplace_back(WordOf(key, session.language()));
      continue;
    }
    row.emplace_back(key.value());
    if (HasNames(static_cast<Dimension>(key.dimension()))) {
      row.emplace_back(WordOf(key, session.language()));
    }
  }
}

Cell FigureCell(v1::Measure measure, std::int64_t value) {
  if (IsAmount(static_cast<Measure>(measure))) return Amount{value};
  return Count{value};
}

Column MeasureColumn(v1::Measure measure, const Session& session) {
  const auto of = static_cast<Measure>(measure);
  return {std::string(KeyOf(of)), session.Text(LabelOf(of)),
          IsAmount(of) ? ColumnKind::kAmount : ColumnKind::kCount};
}

}  // namespace ippledge::client
