// storage/utf8_texts.h: whether the texts of a struct are UTF-8, as its stored message wants them.
//
// A text that is not would be written and hashed, and then no start could read it again. Goes over
// the lists of ledger/fields.h. Any thread.
#pragma once

#include <string>
#include <type_traits>
#include <variant>

#include "ledger/bank_statement.h"
#include "ledger/fields.h"
#include "ledger/text.h"

namespace ippledge::storage {

class Utf8Texts {
 public:
  template <typename T>
  void operator()(int /*number*/, const T& member) {
    Look(member);
  }
  template <typename... Alternatives>
  void OneOf(int /*first*/, const std::variant<Alternatives...>& choice) {
    std::visit([&](const auto& value) { Look(value); }, choice);
  }
  bool holds() const { return holds_; }

 private:
  template <typename T>
  void Look(const T& value) {
    if constexpr (std::is_same_v<T, std::string>) {
      holds_ = holds_ && IsValidUtf8(value);
    } else if constexpr (std::is_same_v<T, ProtectedText>) {
      Look(value.key_id);  // its ciphertext is bytes
    } else if constexpr (kIsFieldOptional<T> || kIsFieldShared<T>) {
      if (value) Look(*value);
    } else if constexpr (kIsFieldList<T>) {
      for (const auto& item : value) Look(item);
    } else if constexpr (!kIsFieldNumber<T> && !kIsFieldBytes<T>) {
      // Lists serve reading as well; looking changes nothing.
      VisitFields(*this, const_cast<T&>(value));
    }
  }

  bool holds_ = true;
};

template <HasFields T>
bool HasUtf8Texts(const T& value) {
  Utf8Texts texts;
  VisitFields(texts, const_cast<T&>(value));
  return texts.holds();
}

}  // namespace ippledge::storage
