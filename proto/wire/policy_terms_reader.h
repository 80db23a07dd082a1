// proto/wire/policy_terms_reader.h: pieces of messages that policies and their facts share.
//
// Inner header of proto/wire/policy.h.
#pragma once

#include <string>
#include <vector>

#include "ledger/policy_terms.h"
#include "proto/wire/field_reader.h"

namespace ippledge::wire {

// One more than the largest number of a closed list.
template <typename Term>
int Count() {
  return static_cast<int>(NamesOf(Term()).size());
}

// "Not said" leaves the default.
template <typename Term>
void ReadTerm(int number, absl::string_view field, const FieldReader& reader, Term& term) {
  if (number != 0) term = reader.ReadEnum<Term>(number, Count<Term>(), field);
}

template <typename Term, typename Numbers>
void ReadTerms(const Numbers& numbers, int count, absl::string_view field,
               const FieldReader& reader, std::vector<Term>& terms) {
  for (int i = 0; i < numbers.size(); ++i) {
    const FieldReader item(reader, field, i);
    terms.push_back(item.ReadEnum<Term>(numbers.Get(i), count, ""));
  }
}

// Amounts that Money cannot hold; what a policy allows is judged by the rules.
class AmountReader : public FieldReader {
 public:
  using FieldReader::FieldReader;

  Money ReadAmount(std::int64_t fen, absl::string_view field) const {
    if (fen >= -Money::kFenMax && fen <= Money::kFenMax) return Money::OfFen(fen);
    Add(Reason::kAmountOutOfRange, field,
        {{"got", std::to_string(fen)}, {"limit", std::to_string(Money::kFenMax)}});
    return Money();
  }
};

template <typename Numbers>
void ReadAmounts(const Numbers& numbers, absl::string_view field, const AmountReader& reader,
                 std::vector<Money>& amounts) {
  for (int i = 0; i < numbers.size(); ++i) {
    const AmountReader item(reader, field, i);
    amounts.push_back(item.ReadAmount(numbers.Get(i), ""));
  }
}

}  // namespace ippledge::wire
