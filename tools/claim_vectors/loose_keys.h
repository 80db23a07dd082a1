// tools/claim_vectors/loose_keys.h: reads values under any of the names that a vector may use.
//
// A table row has one or several names, "shares_ppm|share_ppm", and what to do with the value. What
// no row knows, and what has the wrong kind, becomes a problem that names the key.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "ledger/date.h"
#include "ledger/money.h"
#include "ledger/policy_terms.h"
#include "tools/claim_vectors/json_value.h"

namespace ippledge::vectors {

using Problems = std::vector<std::string>;

// A value and where it stands; reads note a problem and give a harmless value.
struct Value {
  const Json& json;
  std::string key;
  Problems& problems;

  void Wrong(absl::string_view want) const {
    problems.push_back(absl::StrCat(key, ": ", json.Brief(), " is not ", want));
  }
  Money AsMoney() const {
    const std::optional<std::int64_t> fen = json.Whole();
    if (fen.has_value() && *fen >= -Money::kFenMax && *fen <= Money::kFenMax) {
      return Money::OfFen(*fen);
    }
    Wrong("an amount in whole minor units");
    return Money();
  }
  std::int64_t AsWhole() const {
    if (const std::optional<std::int64_t> whole = json.Whole()) return *whole;
    Wrong("a whole number");
    return 0;
  }
  int AsInt() const {
    const std::int64_t whole = AsWhole();
    if (whole >= -1'000'000'000 && whole <= 1'000'000'000) return static_cast<int>(whole);
    Wrong("a number of this size");
    return 0;
  }
  // A ratio written as a number of times: 2, 1.5.
  std::int64_t AsTimes() const {
    if (const std::optional<std::int64_t> millionths = json.Millionths()) return *millionths;
    Wrong("a ratio");
    return 0;
  }
  bool AsBool() const {
    if (!json.IsBool()) Wrong("true or false");
    return json.truth;
  }
  std::string AsText() const {
    if (!json.IsString()) Wrong("a text");
    return json.text;
  }
  // A name of our form: lower case, "_" and "-" kept, other characters "-".
  std::string AsName() const;
  Date AsDate() const {
    const absl::StatusOr<Date> date = Date::Parse(json.text);
    if (date.ok()) return *date;
    Wrong("a date YYYY-MM-DD");
    return Date();
  }
  std::vector<Value> AsList() const {
    std::vector<Value> list;
    if (!json.IsArray()) Wrong("a list");
    for (std::size_t i = 0; i < json.items.size(); ++i) {
      list.push_back({json.items[i], absl::StrCat(key, "[", i, "]"), problems});
    }
    return list;
  }
  std::vector<Value> Members() const {
    std::vector<Value> list;
    if (!json.IsObject()) Wrong("an object");
    for (const auto& [name, member] : json.members) {
      list.push_back({member, absl::StrCat(key, ".", name), problems});
    }
    return list;
  }
  std::vector<std::string> AsNames() const {
    std::vector<std::string> names;
    for (const Value& item : AsList()) names.push_back(item.AsName());
    return names;
  }
  // A word of one of the closed lists, in any case; `aliases` is "word=NAME|word=NAME".
  template <typename Term>
  Term AsTerm(absl::string_view aliases = "") const {
    std::string word = absl::AsciiStrToUpper(
        absl::StrReplaceAll(absl::StripAsciiWhitespace(json.text), {{"-", "_"}, {" ", "_"}}));
    for (const absl::string_view alias : absl::StrSplit(aliases, '|', absl::SkipEmpty())) {
      const std::pair<absl::string_view, absl::string_view> pair = absl::StrSplit(alias, '=');
      if (absl::AsciiStrToUpper(pair.first) == word) word = std::string(pair.second);
    }
    const absl::Span<const absl::string_view> names = NamesOf(Term());
    for (std::size_t i = 1; i < names.size(); ++i) {
      if (names[i] == word) return static_cast<Term>(i);
    }
    Wrong("a word of this list");
    return static_cast<Term>(1);
  }
};

// One row of a table of keys for a thing of type T.
template <typename T>
struct Key {
  absl::string_view names;  // separated by "|"
  void (*set)(const Value&, T&);
};

// Gives the value to the row that knows the key. False when none does.
template <typename T, typename Table>
bool Apply(const Table& table, absl::string_view name, const Value& value, T& thing) {
  for (const Key<T>& row : table) {
    for (const absl::string_view known : absl::StrSplit(row.names, '|')) {
      if (known != name) continue;
      row.set(value, thing);
      return true;
    }
  }
  return false;
}

// The words of a key that carry meaning: "outstanding_on_npa_date" says "outstanding npl".
std::string Meaning(absl::string_view name);

// The name in the table that means the same as `name`; empty when none does.
template <typename Table>
std::string NameMeaning(const Table& table, absl::string_view name) {
  const std::string wanted = Meaning(name);
  for (const auto& row : table) {
    for (const absl::string_view known : absl::StrSplit(row.names, '|')) {
      if (Meaning(known) == wanted) return std::string(known);
    }
  }
  return "";
}

// Applies every member of an object; unknown keys are problems.
template <typename T, typename Table>
void ApplyAll(const Table& table, const Value& object, T& thing) {
  if (!object.json.IsObject()) return object.Wrong("an object");
  for (const auto& [name, member] : object.json.members) {
    const Value value{member, absl::StrCat(object.key, ".", name), object.problems};
    if (!Apply(table, name, value, thing)) {
      object.problems.push_back(absl::StrCat("unknown key ", value.key));
    }
  }
}

// "Key List" -> "key-list"; what is no letter, digit, "_" or "-" becomes "-".
std::string NameFrom(absl::string_view text);

inline std::string Value::AsName() const { return NameFrom(AsText()); }

// The role that a party's name tells: "pool" is a fund, "bank_side" the bank; unspecified when the
// word is not known.
PartyRole RoleFrom(absl::string_view name);

}  // namespace ippledge::vectors
