#include "client/import/mapping_compiler.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "client/import/cell.h"
#include "ippledge/mapping/v1/mapping.pb.h"

namespace ippledge::client {
namespace {

namespace pb = ippledge::mapping::v1;
using Source = Expression::Source;

// How many sources a field gives.
int CountSources(const pb::Field& field) {
  return (field.column_size() > 0) + (field.column_index() != 0) + field.has_constant() +
         (field.concat_size() > 0) + (field.first_of_size() > 0) + field.has_date_plus() +
         (field.plus_size() + field.minus_size() > 0) + (field.greatest_size() > 0) +
         field.row_number() + field.has_content_number();
}

bool IsComputed(Source source) {
  return source == Source::kDatePlus || source == Source::kSum || source == Source::kGreatest;
}

}  // namespace

MappingCompiler::MappingCompiler(const pb::Mapping& source, const MappingNode& root,
                                 MappingErrors* errors)
    : errors_(errors) {
  defaults_.dates = BuiltInDateLayouts();
  if (source.has_reading()) {
    Read(source.reading(), root.Child("reading", source.reading()), &defaults_);
  }
}

void MappingCompiler::ApplyDefaults(Expression* expression) const {
  expression->dates = defaults_.dates;
  expression->pivot = defaults_.pivot;
  expression->amount = defaults_.amount;
  expression->rate = defaults_.rate;
}

void MappingCompiler::Read(const pb::Reading& reading, const MappingNode& node,
                           Expression* expression) const {
  if (reading.date_size() > 0) expression->dates.clear();
  for (int i = 0; i < reading.date_size(); ++i) {
    absl::StatusOr<DateLayout> layout = DateLayout::Compile(reading.date(i));
    if (layout.ok()) {
      expression->dates.push_back(*std::move(layout));
    } else {
      errors_->Add(node.WhereOf("date", i), layout.status().message());
    }
  }
  if (reading.has_two_digit_year_pivot()) {
    expression->pivot = reading.two_digit_year_pivot();
    if (expression->pivot < 0 || expression->pivot > 100) {
      errors_->Add(node.WhereOf("two_digit_year_pivot"), "two_digit_year_pivot is 0 to 100");
    }
  }
  if (!reading.amount_unit().empty()) {
    expression->amount.power = AmountPowerOf(NormalHeader(reading.amount_unit()));
    expression->amount.unit_named = true;
    if (expression->amount.power < 0) {
      errors_->Add(node.WhereOf("amount_unit"),
                   absl::StrCat("\"", reading.amount_unit(),
                                "\" is none of 元 (main), 万元, 亿元, 分 (fen)"));
    }
  }
  if (!reading.rate_unit().empty()) {
    expression->rate.power = RatePowerOf(NormalHeader(reading.rate_unit()));
    expression->rate.unit_named = true;
    if (expression->rate.power < 0) {
      errors_->Add(
          node.WhereOf("rate_unit"),
          absl::StrCat("\"", reading.rate_unit(), "\" is none of %, ‰, bp, ppm, fraction"));
    }
  }
  if (reading.has_decimal_comma()) {
    expression->amount.decimal_comma = reading.decimal_comma();
    expression->rate.decimal_comma = reading.decimal_comma();
  }
  for (const std::string& sign : reading.currency_sign()) {
    expression->amount.currency_signs.push_back(sign);
  }
  const std::string rounding = NormalHeader(reading.rounding());
  if (rounding == "halfup" || rounding == "exact") {
    expression->amount.round_half_up = rounding == "halfup";
    expression->rate.round_half_up = rounding == "halfup";
  } else if (!rounding.empty()) {
    errors_->Add(node.WhereOf("rounding"), "rounding is \"exact\" or \"half up\"");
  }
}

Expression MappingCompiler::Compile(const pb::Field& field, const MappingNode& node,
                                    absl::string_view name) const {
  Expression expression;
  ApplyDefaults(&expression);
  expression.where = node.where();
  expression.header = std::string(name);
  if (field.has_reading()) {
    Read(field.reading(), node.Child("reading", field.reading()), &expression);
  }
  if (CountSources(field) != 1) {
    errors_->Add(node.where(),
                 absl::StrCat("a field takes one source (column, column_index, constant, concat, "
                              "first_of, date_plus, plus and minus, greatest, row_number, "
                              "content_number); this one has ",
                              CountSources(field)));
    return expression;
  }
  CompileSource(field, node, &expression);
  for (int i = 0; i < field.transform_size(); ++i) {
    CompileTransform(field.transform(i), node.Child("transform", field.transform(i), i),
                     &expression);
  }
  if (field.has_table())
    CompileTable(field.table(), node.Child("table", field.table()), &expression);
  if (IsComputed(expression.source) && (field.transform_size() > 0 || field.has_table())) {
    errors_->Add(
        node.where(),
        "a computed date or amount takes no transform and no table; give them to its parts");
  }
  expression.has_if_empty = field.has_if_empty();
  expression.if_empty = field.if_empty();
  return expression;
}

void MappingCompiler::CompileSource(const pb::Field& field, const MappingNode& node,
                                    Expression* expression) const {
  const auto parts = [&](const auto& fields, absl::string_view name, bool minus) {
    for (int i = 0; i < fields.size(); ++i) {
      expression->parts.push_back(
          Compile(fields.Get(i), node.Child(name, fields.Get(i), i), expression->header));
      expression->minus.push_back(minus);
    }
  };
  if (field.column_size() > 0) {
    expression->source = Source::kColumn;
    expression->columns.assign(field.column().begin(), field.column().end());
    expression->optional = field.optional();
  } else if (field.column_index() != 0) {
    expression->source = Source::kColumn;
    expression->column = field.column_index() - 1;
    if (field.column_index() < 1 || field.column_index() > kCsvColumnsMax) {
      errors_->Add(node.WhereOf("column_index"),
                   absl::StrCat("column_index is 1 to ", kCsvColumnsMax));
    }
  } else if (field.has_constant()) {
    expression->source = Source::kConstant;
    expression->constant = field.constant();
  } else if (field.concat_size() > 0) {
    expression->source = Source::kConcat;
    parts(field.concat(), "concat", false);
  } else if (field.first_of_size() > 0) {
    expression->source = Source::kFirstOf;
    parts(field.first_of(), "first_of", false);
  } else if (field.has_date_plus()) {
    CompileDatePlus(field, node, expression);
  } else if (field.plus_size() + field.minus_size() > 0) {
    expression->source = Source::kSum;
    parts(field.plus(), "plus", false);
    parts(field.minus(), "minus", true);
  } else if (field.greatest_size() > 0) {
    expression->source = Source::kGreatest;
    parts(field.greatest(), "greatest", false);
  } else if (field.row_number()) {
    expression->source = Source::kRowNumber;
  } else if (field.has_content_number()) {
    expression->source = Source::kContentNumber;
    expression->constant = field.content_number().prefix();
    expression->columns.assign(field.content_number().column().begin(),
                               field.content_number().column().end());
  }
}

void MappingCompiler::CompileDatePlus(const pb::Field& field, const MappingNode& node,
                                      Expression* expression) const {
  const pb::DatePlus& source = field.date_plus();
  const MappingNode inner = node.Child("date_plus", source);
  expression->source = Source::kDatePlus;
  if (!source.has_date() || source.has_months() == source.has_days()) {
    errors_->Add(inner.where(), "date_plus needs a date and either months or days");
    return;
  }
  expression->in_days = source.has_days();
  expression->parts.push_back(
      Compile(source.date(), inner.Child("date", source.date()), expression->header));
  const pb::Field& count = source.has_days() ? source.days() : source.months();
  expression->parts.push_back(Compile(
      count, inner.Child(source.has_days() ? "days" : "months", count), expression->header));
  expression->has_least = source.has_at_least();
  expression->least = source.at_least();
}

void MappingCompiler::CompileTransform(const pb::Transform& source, const MappingNode& node,
                                       Expression* expression) const {
  Transform transform;
  using Step = Transform::Step;
  switch (source.step_case()) {
    case pb::Transform::kTrim:
      transform.step = Step::kTrim;
      break;
    case pb::Transform::kUpper:
      transform.step = Step::kUpper;
      break;
    case pb::Transform::kLower:
      transform.step = Step::kLower;
      break;
    case pb::Transform::kPrefix:
      transform.step = Step::kPrefix;
      transform.text = source.prefix();
      break;
    case pb::Transform::kSuffix:
      transform.step = Step::kSuffix;
      transform.text = source.suffix();
      break;
    case pb::Transform::kSubstring:
      transform.step = Step::kSubstring;
      transform.from = source.substring().from();
      transform.length = source.substring().length();
      if (transform.from == 0 || transform.length < 0) {
        errors_->Add(node.where(), "substring counts from 1 (or -1 from the end), length from 0");
      }
      break;
    case pb::Transform::kSplit:
      transform.step = Step::kSplit;
      transform.text = source.split().separator();
      transform.from = source.split().part();
      if (transform.text.empty() || transform.from == 0) {
        errors_->Add(node.where(),
                     "split needs a separator and a part from 1 (or -1 from the end)");
      }
      break;
    case pb::Transform::kReplace:
      transform.step = Step::kReplace;
      transform.text = source.replace().from();
      transform.other = source.replace().to();
      if (transform.text.empty()) errors_->Add(node.where(), "replace needs a text to look for");
      break;
    case pb::Transform::kRemove:
      transform.step = Step::kRemove;
      transform.text = source.remove();
      break;
    case pb::Transform::kSlug:
      transform.step = Step::kSlug;
      transform.length = source.slug().max() == 0 ? kSlugBytesMax : source.slug().max();
      if (transform.length < kSlugBytesMin || transform.length > kSlugBytesMax) {
        errors_->Add(node.where(), "a slug has at most 16 to 32 bytes");
      }
      break;
    case pb::Transform::STEP_NOT_SET:
      errors_->Add(node.where(), "a transform needs a step");
      break;
  }
  expression->transforms.push_back(std::move(transform));
}

void MappingCompiler::CompileTable(const pb::ValueTable& source, const MappingNode& node,
                                   Expression* expression) const {
  auto table = std::make_shared<ValueTable>();
  table->has_default = source.has_default_();
  table->otherwise = source.default_();
  table->keep_unknown = source.keep_unknown();
  if (table->has_default && table->keep_unknown) {
    errors_->Add(node.where(), "a table has a default or keeps what is unknown, not both");
  }
  for (int i = 0; i < source.entry_size(); ++i) {
    const pb::ValueTable::Entry& entry = source.entry(i);
    const MappingNode line = node.Child("entry", entry, i);
    if (entry.from().empty()) errors_->Add(line.where(), "an entry needs a from");
    for (const std::string& from : entry.from()) {
      if (!table->values.emplace(from, entry.to()).second) {
        errors_->Add(line.where(), absl::StrCat("\"", from, "\" stands in the table twice"));
      }
    }
  }
  expression->table = std::move(table);
}

}  // namespace ippledge::client
