// ledger/field_sizes.h: how many bytes a struct's list of fields takes (fields.h), without them.
//
// WireSizeOf(x) == WireOf(x).size(); a test compares. Any thread.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "ledger/fields.h"

namespace ippledge {

// Adds up what it visits.
class WireSizer {
 public:
  template <typename T>
  void operator()(int number, const T& member) {
    if constexpr (kIsFieldNumber<T>) {
      if (WireCodeOf(member) != 0) Add(number, member);
    } else if constexpr (std::is_same_v<T, std::string>) {
      if (!member.empty()) Add(number, member);
    } else if constexpr (kIsFieldBytes<T>) {
      if (member != T{}) AddPart(number, member.size());
    } else if constexpr (kIsFieldOptional<T> || kIsFieldShared<T>) {
      if (member) Add(number, *member);
    } else if constexpr (kIsFieldList<T>) {
      AddList(number, member);
    } else {
      Add(number, member);
    }
  }

  template <typename... Alternatives>
  void OneOf(int first, const std::variant<Alternatives...>& choice) {
    std::visit([&](const auto& value) { Add(first + static_cast<int>(choice.index()), value); },
               choice);
  }

  std::size_t size() const { return size_; }

 private:
  static std::size_t VarintSize(std::uint64_t code) {
    // Seven bits a byte; 0 takes one too.
    return (static_cast<std::size_t>(std::bit_width(code | 1)) + 6) / 7;
  }
  static std::size_t TagSize(int number) {
    return VarintSize(static_cast<std::uint64_t>(number) << 3);
  }
  void AddPart(int number, std::size_t size) { size_ += TagSize(number) + VarintSize(size) + size; }

  template <typename T>
  void Add(int number, const T& value) {
    if constexpr (kIsFieldNumber<T>) {
      size_ += TagSize(number) + VarintSize(WireCodeOf(value));
    } else if constexpr (std::is_same_v<T, std::string>) {
      AddPart(number, value.size());
    } else {
      WireSizer inner;
      // Lists serve reading as well; a sizer changes nothing.
      VisitFields(inner, const_cast<T&>(value));
      AddPart(number, inner.size());
    }
  }
  template <typename T>
  void AddList(int number, const std::vector<T>& list) {
    if constexpr (kIsFieldNumber<T>) {
      if (list.empty()) return;
      std::size_t size = 0;
      for (const T& item : list) size += VarintSize(WireCodeOf(item));
      AddPart(number, size);
    } else {
      for (const T& item : list) Add(number, item);
    }
  }

  std::size_t size_ = 0;
};

template <HasFields T>
std::size_t WireSizeOf(const T& x) {
  WireSizer sizer;
  // As in WireSizer.
  VisitFields(sizer, const_cast<T&>(x));
  return sizer.size();
}

}  // namespace ippledge
