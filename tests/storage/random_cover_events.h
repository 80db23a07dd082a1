// tests/storage/random_cover_events.h: events of terms, cover, claims and recoveries by chance,
// with the parts that a stored one must have.
#pragma once

#include <cstddef>
#include <random>
#include <utility>
#include <variant>

#include "ledger/event.h"
#include "tests/testing/random_fields.h"

namespace ippledge {

inline void FillLoanId(LoanId& loan) {
  if (loan.bank.empty()) loan.bank = "b";
  if (loan.contract_number.empty()) loan.contract_number = "c";
}

// Every judgement is of one step.
inline void LeaveOneStep(Judgement& judgement) {
  if (judgement.facts.steps.empty()) judgement.facts.steps.emplace_back(ClawbackFacts());
  judgement.facts.steps.resize(1);
}

template <typename E>
E AnyCoverEventOf(std::mt19937_64& engine) {
  E event = AnyOf<E>(engine);
  if constexpr (requires { event.what.loan; }) FillLoanId(event.what.loan);
  if constexpr (requires { event.judgement.facts; }) {
    LeaveOneStep(event.judgement);
  } else if constexpr (requires { event.judgement->facts; }) {
    if (event.judgement) LeaveOneStep(*event.judgement);
  }
  if constexpr (requires { event.orders; }) {
    for (OrderedPayment& order : event.orders) FillLoanId(order.loan);
  }
  return event;
}

// Of the kind at `place` in Event; BatchRecorded when that is of another subject.
template <std::size_t... Index>
Event AnyCoverEvent(std::size_t place, std::mt19937_64& engine, std::index_sequence<Index...>) {
  Event event = BatchRecorded();
  const auto try_kind = [&]<std::size_t kIndex>() {
    using E = std::variant_alternative_t<kIndex, Event>;
    if constexpr (HasFields<E>) {
      if (place == kIndex) event = AnyCoverEventOf<E>(engine);
    }
  };
  (try_kind.template operator()<Index>(), ...);
  return event;
}
inline Event AnyCoverEvent(std::size_t place, std::mt19937_64& engine) {
  return AnyCoverEvent(place, engine, std::make_index_sequence<std::variant_size_v<Event>>());
}

}  // namespace ippledge
