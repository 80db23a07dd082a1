#include "client/import/layout.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "client/import/amount.h"
#include "client/import/header_search.h"
#include "ledger/status_macros.h"

namespace ippledge::client {
namespace {

using Source = Expression::Source;

std::string ColumnsOf(const Header& header) {
  return absl::StrJoin(header.columns, ", ", [](std::string* out, const Header::Column& column) {
    absl::StrAppend(out, column.text);
  });
}

// Binds the expressions of one file.
class Binder {
 public:
  Binder(const CompiledMapping& mapping, const FoundHeader& found)
      : mapping_(mapping), found_(found) {}

  absl::Status Bind(FieldType type, bool numbered, Expression* expression,
                    std::vector<ColumnMatch>* matches) const;
  void Use(const ColumnMatch& match, Expression* expression) const;

 private:
  absl::Status Missing(const Expression& expression) const;

  const CompiledMapping& mapping_;
  const FoundHeader& found_;
};

void Binder::Use(const ColumnMatch& match, Expression* expression) const {
  expression->column = match.column;
  const auto index = static_cast<std::size_t>(match.column);
  if (index < found_.header.columns.size() && mapping_.header_row != 0) {
    expression->header = found_.header.columns[index].text;
  }
  AmountReading& amount = expression->amount;
  const int power = match.amount_power >= 0 ? match.amount_power : found_.title_power;
  if (!amount.unit_named && power >= 0) {
    amount.power = power;
    amount.unit_named = true;
  }
  if (!expression->rate.unit_named && match.rate_power >= 0) {
    expression->rate.power = match.rate_power;
    expression->rate.unit_named = true;
  }
}

absl::Status Binder::Missing(const Expression& expression) const {
  return absl::InvalidArgumentError(absl::StrCat(
      expression.where, expression.where.empty() ? "" : ": ", "the header has no column \"",
      absl::StrJoin(expression.columns, "\" or \""), "\"; it has: ", ColumnsOf(found_.header)));
}

// Resolves columns. With `matches`, all numbered columns of the name are given back.
absl::Status Binder::Bind(FieldType type, bool numbered, Expression* expression,
                          std::vector<ColumnMatch>* matches) const {
  for (std::size_t i = 0; i < expression->parts.size(); ++i) {
    FieldType part_type = type;
    if (expression->source == Source::kDatePlus)
      part_type = i == 0 ? FieldType::kDate : FieldType::kWhole;
    IPPLEDGE_RETURN_IF_ERROR(Bind(part_type, false, &expression->parts[i], nullptr));
  }
  if (expression->source == Source::kContentNumber) {
    for (const std::string& name : expression->columns) {
      const std::vector<ColumnMatch> columns =
          FindColumns(found_.header, name, FieldType::kText, false);
      if (columns.empty()) return Missing(*expression);
      expression->content_columns.push_back(columns.front().column);
    }
    return absl::OkStatus();
  }
  if (expression->source != Source::kColumn) return absl::OkStatus();
  if (expression->columns.empty()) {
    const auto column = static_cast<std::size_t>(expression->column);
    if (column >= found_.header.columns.size()) {
      return absl::InvalidArgumentError(absl::StrCat(expression->where, ": there is no column ",
                                                     column + 1, "; row ", found_.row, " has ",
                                                     found_.header.columns.size()));
    }
    ColumnMatch match;
    match.column = expression->column;
    Use(match, expression);
    return absl::OkStatus();
  }
  for (const std::string& name : expression->columns) {
    const std::vector<ColumnMatch> found = FindColumns(found_.header, name, type, numbered);
    if (found.empty()) continue;
    for (std::size_t i = 1; i < found.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (found[i].number != found[j].number) continue;
        const auto text = [&](std::size_t k) {
          return found_.header.columns[static_cast<std::size_t>(found[k].column)].text;
        };
        return absl::InvalidArgumentError(
            absl::StrCat("two columns could be \"", name, "\": \"", text(j), "\" (column ",
                         found[j].column + 1, ") and \"", text(i), "\" (column ",
                         found[i].column + 1, "); say in a mapping which one counts"));
      }
    }
    Use(found.front(), expression);
    if (matches != nullptr) *matches = found;
    return absl::OkStatus();
  }
  if (!expression->optional) return Missing(*expression);
  expression->column = -1;
  return absl::OkStatus();
}

bool IsFilled(const Expression& expression) {
  if (expression.source == Source::kNone) return false;
  return expression.source != Source::kColumn || expression.column >= 0 || expression.has_if_empty;
}

// Where an expression looks, for the dry run.
void Understand(const Expression& expression, FieldId field, int group, BoundLayout* layout) {
  const FieldInfo& info = InfoOf(field);
  std::string line;
  if (expression.source == Source::kColumn && expression.column < 0) return;
  if (expression.source == Source::kColumn) {
    line = absl::StrCat(expression.header, " → ", info.name);
  } else if (expression.source == Source::kConstant) {
    line = absl::StrCat("\"", expression.constant, "\" → ", info.name);
  } else {
    line = absl::StrCat("(computed) → ", info.name);
  }
  if (group > 0) absl::StrAppend(&line, " ", group + 1);
  if (info.type == FieldType::kAmount) {
    absl::StrAppend(&line, ", ", AmountUnitName(expression.amount.power));
  } else if (info.type == FieldType::kRate) {
    absl::StrAppend(&line, ", ", RateUnitName(expression.rate.power));
  }
  layout->understood.push_back(std::move(line));
}

// Every column that fills a field, each once, in the order of the fields.
std::vector<int> UsedColumns(const BoundLayout& layout) {
  std::vector<int> used;
  const auto add = [&used](const Expression& expression, const auto& self) -> void {
    if (expression.source == Source::kColumn && expression.column >= 0 &&
        std::find(used.begin(), used.end(), expression.column) == used.end()) {
      used.push_back(expression.column);
    }
    for (const Expression& part : expression.parts) self(part, self);
  };
  for (const Expression& field : layout.fields) add(field, add);
  for (const RightFields& right : layout.rights) {
    for (const Expression& field : right) add(field, add);
  }
  return used;
}

// What stands in for missing fields of a built-in layout.
void ApplyBuiltInDefaults(BoundLayout* layout) {
  const auto at = [layout](FieldId field) -> Expression& {
    return layout->fields[static_cast<std::size_t>(field)];
  };
  const auto make = [&](FieldId field, Source source) {
    at(field) = Expression();
    at(field).source = source;
    at(field).header = std::string(InfoOf(field).name);
  };
  if (layout->target == Target::kLoans) {
    if (!IsFilled(at(FieldId::kDrawNumber))) {
      make(FieldId::kDrawNumber, Source::kConstant);
      at(FieldId::kDrawNumber).constant = std::string("1");
    }
    if (!IsFilled(at(FieldId::kContractAmount))) {
      at(FieldId::kContractAmount) = at(FieldId::kPrincipal);
    }
  }
  if (layout->target == Target::kRepayments && !IsFilled(at(FieldId::kRepaymentNumber))) {
    make(FieldId::kRepaymentNumber, Source::kContentNumber);
  }
}

absl::Status CheckRequired(const BoundLayout& layout, const FoundHeader& found,
                           bool has_default_bank) {
  std::vector<std::string> missing;
  for (const TargetField& each : FieldsOf(layout.target)) {
    if (!each.required || (each.field == FieldId::kBank && has_default_bank)) continue;
    const bool filled = IsOfRight(each.field) ? IsFilled(FieldOf(layout.rights.front(), each.field))
                                              : IsFilled(layout.of(each.field));
    if (filled) continue;
    const FieldInfo& info = InfoOf(each.field);
    missing.push_back(
        absl::StrCat(info.aliases.substr(0, info.aliases.find('|')), " (", info.name, ")"));
  }
  if (missing.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "no column gives: ", absl::StrJoin(missing, ", "), ". The header is row ", found.row, ": ",
      ColumnsOf(found.header), ". Rename the columns or describe the file in a mapping (--map)"));
}

// A column or value for one field of a right.
struct RightColumn {
  FieldId field;
  int number;  // behind the column's name, or the mapping's group; 0 for the first right
  Expression expression;
};

// Sorts them into rights. A field with one column for several rights stands in all of them; a
// single secured amount is then the sum of all.
absl::Status BindRights(std::vector<RightColumn> columns, BoundLayout* layout) {
  std::vector<int> numbers;
  const auto is_numbered = [&columns](FieldId field) {
    return std::any_of(columns.begin(), columns.end(), [field](const RightColumn& column) {
      return column.field == field && column.number > 0;
    });
  };
  for (const RightColumn& column : columns) {
    if (is_numbered(column.field)) numbers.push_back(column.number);
  }
  if (numbers.empty()) numbers.push_back(0);
  std::sort(numbers.begin(), numbers.end());
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  if (numbers.size() > kRightsPerRowMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("the header names ", numbers.size(), " rights, at most ", kRightsPerRowMax));
  }
  layout->rights.resize(numbers.size());
  for (RightColumn& column : columns) {
    const bool shared = numbers.size() > 1 && !is_numbered(column.field);
    Expression& total = layout->fields[static_cast<std::size_t>(FieldId::kRegisteredAmount)];
    if (shared && column.field == FieldId::kSecuredAmount) {
      if (!IsFilled(total)) total = std::move(column.expression);
      continue;
    }
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      if (!shared && numbers[i] != column.number) continue;
      Understand(column.expression, column.field, shared ? 0 : static_cast<int>(i), layout);
      RightFields& right = layout->rights[i];
      right[static_cast<std::size_t>(static_cast<int>(column.field) - kFirstRightField)] =
          column.expression;
    }
  }
  return absl::OkStatus();
}

// Fields that nothing fills are told by their own names.
void NameFields(BoundLayout* layout) {
  for (int i = 0; i < kFieldCount; ++i) {
    const auto field = static_cast<FieldId>(i);
    const std::string name(InfoOf(field).name);
    if (!IsOfRight(field)) {
      Expression& expression = layout->fields[static_cast<std::size_t>(i)];
      if (expression.header.empty()) expression.header = name;
      continue;
    }
    for (RightFields& right : layout->rights) {
      Expression& expression = right[static_cast<std::size_t>(i - kFirstRightField)];
      if (expression.header.empty()) expression.header = name;
    }
  }
}

absl::StatusOr<BoundLayout> BindLayout(const CompiledMapping& mapping, const FoundHeader& found,
                                       bool has_default_bank) {
  BoundLayout layout;
  layout.target = mapping.target;
  layout.separators = mapping.separators;
  layout.register_unknown_banks = mapping.register_unknown_banks;
  layout.delimiter = found.delimiter;
  layout.header_row = mapping.header_row == 0 ? 0 : found.row;
  const Binder binder(mapping, found);
  std::vector<RightColumn> rights;
  for (MappedField field : mapping.fields) {
    const bool of_right = IsOfRight(field.field);
    std::vector<ColumnMatch> matches;
    IPPLEDGE_RETURN_IF_ERROR(binder.Bind(InfoOf(field.field).type,
                                         of_right && mapping.numbered_rights, &field.expression,
                                         &matches));
    if (!of_right) {
      Understand(field.expression, field.field, 0, &layout);
      layout.fields[static_cast<std::size_t>(field.field)] = std::move(field.expression);
      continue;
    }
    if (matches.empty() && IsFilled(field.expression)) {
      rights.push_back({field.field, field.group > 0 ? field.group + 1 : 0, field.expression});
    }
    for (const ColumnMatch& match : matches) {
      Expression expression = field.expression;
      if (matches.size() > 1) binder.Use(match, &expression);
      const int group = field.group > 0 ? field.group + 1 : 0;
      rights.push_back({field.field, match.number > 0 ? match.number : group, expression});
    }
  }
  IPPLEDGE_RETURN_IF_ERROR(BindRights(std::move(rights), &layout));
  for (SkipRule rule : mapping.skips) {
    IPPLEDGE_RETURN_IF_ERROR(binder.Bind(FieldType::kText, false, &rule.value, nullptr));
    layout.skips.push_back(std::move(rule));
  }
  if (mapping.built_in_defaults) ApplyBuiltInDefaults(&layout);
  IPPLEDGE_RETURN_IF_ERROR(CheckRequired(layout, found, has_default_bank));
  NameFields(&layout);
  const std::vector<int> used = UsedColumns(layout);
  for (Expression& field : layout.fields) {
    if (field.source == Source::kContentNumber && field.content_columns.empty()) {
      field.content_columns = used;
    }
  }
  if (layout.header_row > 0) {
    for (const Header::Column& column : found.header.columns) layout.headers.push_back(column.text);
    layout.own_columns = OwnColumns(found.header);
    layout.header_raw = found.raw;
    layout.titles = found.titles;
    if (layout.own_columns < static_cast<int>(layout.headers.size())) {
      // Up to the separator before the first column that is not the user's.
      layout.header_raw.resize(found.raw_begins[static_cast<std::size_t>(layout.own_columns)] - 1);
    }
  }
  return layout;
}

}  // namespace

absl::StatusOr<BoundLayout> FindLayout(const CompiledMapping& mapping, absl::string_view sample,
                                       bool sample_is_whole, bool has_default_bank) {
  const FoundHeader found = SearchHeader(mapping, sample, sample_is_whole);
  if (found.row == 0 || (found.score <= 0 && !mapping.header_row.has_value())) {
    return absl::InvalidArgumentError(absl::StrCat(
        "no header is found in the first ", kHeaderSearchRows,
        " rows; a header names at least 合同编号 (contract_number), see docs/import.md",
        found.row == 0 ? "; the file is empty" : ""));
  }
  return BindLayout(mapping, found, has_default_bank);
}

}  // namespace ippledge::client
