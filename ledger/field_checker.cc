#include "ledger/field_checker.h"

#include "absl/strings/str_cat.h"
#include "ledger/limits.h"
#include "ledger/text.h"

namespace ippledge {

void FieldChecker::Text(absl::string_view field, absl::string_view text, int min_chars,
                        int max_chars) const {
  Take(field, CheckText(text, min_chars, max_chars));
}

void FieldChecker::Slug(absl::string_view field, absl::string_view text) const {
  Take(field, CheckSlug(text));
}

void FieldChecker::SlugIfAny(absl::string_view field, absl::string_view text) const {
  if (!text.empty()) Slug(field, text);
}

void FieldChecker::Required(absl::string_view field, bool given) const {
  if (!given) violations_.Add(Reason::kFieldRequired, PathOf(field));
}

void FieldChecker::NotAllowed(absl::string_view field, absl::string_view why) const {
  violations_.Add(Reason::kFieldNotAllowed, PathOf(field), {{"why", std::string(why)}});
}

void FieldChecker::Malformed(absl::string_view field, absl::string_view want) const {
  violations_.Add(Reason::kFieldMalformed, PathOf(field),
                  {{"got", ""}, {"want", std::string(want)}});
}

void FieldChecker::Range(absl::string_view field, std::int64_t got, std::int64_t min,
                         std::int64_t max) const {
  if (got >= min && got <= max) return;
  violations_.Add(
      Reason::kValueOutOfRange, PathOf(field),
      {{"got", absl::StrCat(got)}, {"min", absl::StrCat(min)}, {"max", absl::StrCat(max)}});
}

void FieldChecker::Amount(absl::string_view field, Money amount, std::int64_t least_fen) const {
  const std::int64_t fen = amount.fen();
  if (fen >= least_fen && fen <= kLoanFenMax) return;
  if (fen < least_fen && least_fen > 0) {
    violations_.Add(Reason::kAmountNotPositive, PathOf(field), {{"got", absl::StrCat(fen)}});
    return;
  }
  violations_.Add(Reason::kAmountOutOfRange, PathOf(field),
                  {{"got", absl::StrCat(fen)}, {"limit", absl::StrCat(kLoanFenMax)}});
}

void FieldChecker::Amount(absl::string_view field, const std::optional<Money>& amount,
                          std::int64_t least_fen) const {
  if (amount.has_value()) Amount(field, *amount, least_fen);
}

bool FieldChecker::Few(absl::string_view field, std::size_t got, int max) const {
  if (got <= static_cast<std::size_t>(max)) return true;
  violations_.Add(Reason::kTooManyItems, PathOf(field),
                  {{"got", absl::StrCat(got)}, {"limit", absl::StrCat(max)}});
  return false;
}

void FieldChecker::Twice(absl::string_view field, absl::string_view got) const {
  violations_.Add(Reason::kDuplicateItem, PathOf(field), {{"got", std::string(got)}});
}

std::string FieldChecker::PathOf(absl::string_view field) const {
  return absl::StrCat(path_, ".", field);
}

void FieldChecker::Take(absl::string_view field, const absl::Status& status) const {
  for (const Violation& v : ViolationsOf(status)) {
    violations_.Add(v.reason, PathOf(field), v.metadata);
  }
}

}  // namespace ippledge
