// ledger/field_checker.h: the checks that the shapes of values share. Each adds a violation under
// `path`.field; none stops.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "ledger/money.h"
#include "ledger/refusal.h"

namespace ippledge {

class FieldChecker {
 public:
  // `violations` outlives the checker.
  FieldChecker(absl::string_view path, Violations& violations)
      : path_(path), violations_(violations) {}

  // As CheckText() and CheckSlug() have it.
  void Text(absl::string_view field, absl::string_view text, int min_chars, int max_chars) const;
  void Slug(absl::string_view field, absl::string_view text) const;
  // Only where it is given.
  void SlugIfAny(absl::string_view field, absl::string_view text) const;

  // FIELD_REQUIRED.
  void Required(absl::string_view field, bool given) const;
  // FIELD_NOT_ALLOWED.
  void NotAllowed(absl::string_view field, absl::string_view why) const;
  // FIELD_MALFORMED.
  void Malformed(absl::string_view field, absl::string_view want) const;
  // VALUE_OUT_OF_RANGE.
  void Range(absl::string_view field, std::int64_t got, std::int64_t min, std::int64_t max) const;
  // `least_fen` to kLoanFenMax: AMOUNT_NOT_POSITIVE below a least above 0, else
  // AMOUNT_OUT_OF_RANGE.
  void Amount(absl::string_view field, Money amount, std::int64_t least_fen = 0) const;
  void Amount(absl::string_view field, const std::optional<Money>& amount,
              std::int64_t least_fen = 0) const;
  // TOO_MANY_ITEMS; false then, so that nothing looks at each of them.
  bool Few(absl::string_view field, std::size_t got, int max) const;
  // DUPLICATE_ITEM.
  void Twice(absl::string_view field, absl::string_view got) const;

  std::string PathOf(absl::string_view field) const;
  Violations& violations() const { return violations_; }

 private:
  void Take(absl::string_view field, const absl::Status& status) const;

  std::string path_;
  Violations& violations_;
};

}  // namespace ippledge
