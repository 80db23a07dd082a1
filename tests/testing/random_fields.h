// tests/testing/random_fields.h: fills any struct that has a list of fields (ledger/fields.h) by
// chance.
//
// The same engine gives the same values on every machine. Values keep to what bytes can say, and
// often to its edges; enums are never "unspecified", shared values never null. They need not make
// sense together.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "ledger/cover_fields.h"
#include "ledger/reconciliation_fields.h"

namespace ippledge {

class RandomFields {
 public:
  explicit RandomFields(std::mt19937_64& engine) : engine_(engine) {}

  template <typename T>
  void operator()(int, T& member) {
    Fill(member);
  }
  template <typename... Alternatives>
  void OneOf(int, std::variant<Alternatives...>& choice) {
    FillOneOf(choice, std::index_sequence_for<Alternatives...>());
  }

 private:
  std::uint64_t Below(std::uint64_t n) { return engine_() % n; }

  template <typename T>
  void Fill(T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      value = Below(2) == 0;
    } else if constexpr (std::is_enum_v<T>) {
      value = static_cast<T>(1 + Below(static_cast<std::uint64_t>(EnumCount(T{})) - 1));
    } else if constexpr (std::is_integral_v<T>) {
      const T edges[] = {0, 1, std::numeric_limits<T>::max(), std::numeric_limits<T>::min()};
      value = Below(4) == 0 ? edges[Below(4)] : static_cast<T>(Below(2'000'000));
    } else if constexpr (std::is_same_v<T, Date>) {
      const Date edges[] = {Date(), Date::Of(1900, 1, 1), Date::Of(2199, 12, 31)};
      value = Below(4) == 0 ? edges[Below(3)] : Date::OfDays(static_cast<int>(Below(60'000)));
    } else if constexpr (std::is_same_v<T, Money>) {
      const std::int64_t edges[] = {0, -1, Money::kFenMax, -Money::kFenMax};
      value = Money::OfFen(Below(4) == 0 ? edges[Below(4)]
                                         : static_cast<std::int64_t>(Below(1'000'000'000'000)));
    } else if constexpr (std::is_same_v<T, std::string>) {
      static constexpr const char* kPieces[] = {"a", "Z", "9", "-", "é", "质", "押", "🏦"};
      value.clear();
      const std::uint64_t pieces = Below(20) == 0 ? 60 : Below(9);
      for (std::uint64_t i = 0; i < pieces; ++i) value += kPieces[Below(std::size(kPieces))];
    } else if constexpr (kIsFieldBytes<T>) {
      for (auto& byte : value) byte = static_cast<std::uint8_t>(Below(256));
    } else if constexpr (kIsFieldOptional<T>) {
      value.reset();
      if (Below(2) == 0) Fill(value.emplace());
    } else if constexpr (kIsFieldShared<T>) {
      auto filled = std::make_shared<std::remove_const_t<typename T::element_type>>();
      Fill(*filled);
      value = std::move(filled);
    } else if constexpr (kIsFieldList<T>) {
      value.clear();
      for (std::uint64_t i = Below(4); i > 0; --i) Fill(value.emplace_back());
    } else {
      VisitFields(*this, value);
    }
  }
  template <typename Choice, std::size_t... Index>
  void FillOneOf(Choice& choice, std::index_sequence<Index...>) {
    const std::uint64_t chosen = Below(sizeof...(Index));
    ((Index == chosen ? Fill(choice.template emplace<Index>()) : void()), ...);
  }

  std::mt19937_64& engine_;
};

template <typename T>
T AnyOf(std::mt19937_64& engine) {
  T value{};
  RandomFields filler(engine);
  VisitFields(filler, value);
  return value;
}

}  // namespace ippledge
