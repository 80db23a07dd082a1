#include "proto/wire/field_reader.h"

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "ledger/limits.h"

namespace ippledge::wire {
namespace {

// True when `field` is `other` or a part of it.
bool LiesIn(absl::string_view field, absl::string_view other) {
  if (!absl::ConsumePrefix(&field, other)) return false;
  return field.empty() || field.front() == '.' || field.front() == '[';
}

bool IsOfWholeMessage(const Violation& violation) {
  return violation.reason == Reason::kUnknownField;
}

}  // namespace

std::string FieldReader::PathOf(absl::string_view field) const {
  std::string path = parent_ == nullptr ? std::string(name_) : parent_->PathOf(name_);
  if (index_ >= 0) absl::StrAppend(&path, "[", index_, "]");
  if (path.empty()) return std::string(field);
  if (!field.empty()) absl::StrAppend(&path, ".", field);
  return path;
}

void FieldReader::AddFrom(const absl::Status& status, absl::string_view field) const {
  if (status.ok()) return;
  for (const Violation& violation : ViolationsOf(status)) {
    Add(violation.reason, field, violation.metadata);
  }
}

void FieldReader::AddUnknown(const google::protobuf::Message& message,
                             const google::protobuf::UnknownFieldSet& unknown) const {
  Add(Reason::kUnknownField, "",
      {{"message", message.GetTypeName()}, {"number", absl::StrCat(unknown.field(0).number())}});
}

void FieldReader::AddEnumUnknown(int number, absl::string_view field) const {
  Add(Reason::kEnumUnknown, field, {{"got", absl::StrCat(number)}});
}

std::optional<Date> FieldReader::ReadDate(absl::string_view text, absl::string_view field) const {
  if (!Require(!text.empty(), field)) return std::nullopt;
  const absl::StatusOr<Date> date = Date::Parse(text);
  if (date.ok()) return *date;
  AddFrom(date.status(), field);
  return std::nullopt;
}

std::optional<Date> FieldReader::ReadOptionalDate(absl::string_view text,
                                                  absl::string_view field) const {
  if (text.empty()) return std::nullopt;
  return ReadDate(text, field).value_or(Date());
}

Money FieldReader::ReadPositive(std::int64_t fen, absl::string_view field, Money stand_in) const {
  if (fen >= -Money::kFenMax && fen <= Money::kFenMax) return Money::OfFen(fen);
  if (fen < 0) {
    Add(Reason::kAmountNotPositive, field, {{"got", absl::StrCat(fen)}});
  } else {
    Add(Reason::kAmountOutOfRange, field,
        {{"got", absl::StrCat(fen)}, {"limit", absl::StrCat(kLoanFenMax)}});
  }
  return stand_in;
}

Money FieldReader::ReadNotNegative(std::int64_t fen, absl::string_view field) const {
  if (fen >= -Money::kFenMax && fen <= Money::kFenMax) return Money::OfFen(fen);
  Add(Reason::kValueOutOfRange, field,
      {{"got", absl::StrCat(fen)}, {"min", "0"}, {"max", absl::StrCat(kLoanFenMax)}});
  return Money::OfFen(1);
}

void StandInForDates(const std::optional<Date>& earlier, const std::optional<Date>& later,
                     Date& earlier_out, Date& later_out) {
  if (earlier && later) {
    earlier_out = *earlier;
    later_out = *later;
  } else if (later) {
    earlier_out = *later + -1;
    later_out = *later;
  } else {
    earlier_out = earlier.value_or(Date());
    later_out = earlier_out + 1;
  }
}

bool Merge(const Violations& found, const Violations& shape, Violations& violations) {
  if (found.empty() && shape.empty()) return true;
  std::vector<absl::string_view> told;  // fields
  const auto add = [&](const Violation& violation) {
    if (!IsOfWholeMessage(violation)) {
      if (absl::c_linear_search(told, violation.field)) return;
      told.push_back(violation.field);
    }
    violations.Add(violation.reason, violation.field, violation.metadata);
  };
  for (const Violation& violation : found.list()) add(violation);
  const std::vector<absl::string_view> bad = told;
  for (const Violation& violation : shape.list()) {
    if (absl::c_none_of(bad, [&](auto field) { return LiesIn(violation.field, field); })) {
      add(violation);
    }
  }
  // What was beyond their lists is counted here too.
  for (int i = found.more() + shape.more(); i > 0; --i) {
    if (violations.list().size() == kViolationsMax) violations.Add(Reason::kFieldMalformed, "");
  }
  return false;
}

}  // namespace ippledge::wire
