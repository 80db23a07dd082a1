// ledger/policy_check.h: the pieces of CheckPolicy(). Inner header; pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "ledger/money.h"
#include "ledger/policy.h"
#include "ledger/refusal.h"

namespace ippledge {

// Checks of single values that lie below a path.
class PolicyChecker {
 public:
  PolicyChecker(std::string path, Violations& violations)
      : path_(std::move(path)), violations_(violations) {}
  PolicyChecker(const PolicyChecker& parent, absl::string_view field, int index = -1)
      : path_(parent.PathOf(field)), violations_(parent.violations_) {
    if (index >= 0) absl::StrAppend(&path_, "[", index, "]");
  }

  std::string PathOf(absl::string_view field) const {
    if (field.empty()) return path_;
    return path_.empty() ? std::string(field) : absl::StrCat(path_, ".", field);
  }
  void Add(Reason reason, absl::string_view field,
           std::vector<std::pair<std::string, std::string>> metadata) const {
    violations_.Add(reason, PathOf(field), std::move(metadata));
  }
  void Contradicts(absl::string_view field, absl::string_view other, absl::string_view why) const {
    Add(Reason::kSettingsContradict, field,
        {{"other", std::string(other)}, {"why", std::string(why)}});
  }
  void Range(absl::string_view field, std::int64_t got, std::int64_t min, std::int64_t max) const {
    if (got >= min && got <= max) return;
    Add(Reason::kValueOutOfRange, field,
        {{"got", absl::StrCat(got)}, {"min", absl::StrCat(min)}, {"max", absl::StrCat(max)}});
  }
  template <typename Number>
  void Range(absl::string_view field, const std::optional<Number>& got, std::int64_t min,
             std::int64_t max) const {
    if (got.has_value()) Range(field, *got, min, max);
  }
  void Amount(absl::string_view field, const std::optional<Money>& got) const {
    if (got.has_value()) Range(field, got->fen(), 0, Money::kFenMax);
  }
  void Amounts(absl::string_view field, const std::vector<Money>& got) const {
    for (std::size_t i = 0; i < got.size(); ++i) {
      Amount(absl::StrCat(field, "[", i, "]"), got[i]);
    }
  }
  // At most so many, each good, none twice.
  void Words(absl::string_view field, const std::vector<std::string>& words) const;
  // A slug that may also hold "_": "bank_side".
  void Name(absl::string_view field, absl::string_view name) const;
  template <typename Item>
  void Distinct(absl::string_view field, const std::vector<Item>& items) const {
    for (std::size_t i = 0; i < items.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (items[i] == items[j]) {
          Add(Reason::kDuplicateItem, absl::StrCat(field, "[", i, "]"),
              {{"got", absl::StrCat(static_cast<int>(items[i]))}});
          break;
        }
      }
    }
  }
  template <typename Item>
  bool Few(absl::string_view field, const std::vector<Item>& items,
           std::size_t max = kPolicyListItemsMax) const {
    if (items.size() <= max) return true;
    Add(Reason::kTooManyItems, field,
        {{"got", absl::StrCat(items.size())}, {"limit", absl::StrCat(max)}});
    return false;
  }
  void Interest(absl::string_view field, const InterestTerms& terms) const;

 private:
  std::string path_;
  Violations& violations_;
};

// Parties, tiers, uplifts, bands and layers of one mode.
void CheckShareMode(const ShareMode& mode, const PolicyChecker& checker);
// The steps, and what follows them.
void CheckLifeCycle(const Policy& policy, const PolicyChecker& checker);

}  // namespace ippledge
