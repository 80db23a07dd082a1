// client/statement/mt940_purpose.h: key words within the text of :86:.
//
// See mt940_text.h for the words and what becomes of them. Pure; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace ippledge::client {

struct Mt940Info;

enum class Mt940Word : std::uint8_t {
  kNone,      // text without a word
  kEndToEnd,  // EREF+
  kOwn,       // KREF+
  kPurpose,   // SVWZ+
  kIban,      // IBAN+
  kBank,      // BIC+
  kName,      // NAME+
  kLeftOut,
};
inline constexpr int kMt940WordCount = 8;

// Puts subfields of a purpose together. A subfield of full width goes on in the next; what follows
// a shorter one goes on with a space in a text, and does not belong to a reference.
class Mt940Purpose {
 public:
  void Add(absl::string_view subfield);
  const std::string& operator[](Mt940Word word) const {
    return texts_[static_cast<std::size_t>(word)];
  }

 private:
  std::array<std::string, kMt940WordCount> texts_;
  Mt940Word word_ = Mt940Word::kNone;
  bool full_ = true;
};

// True for a text that begins with one of the words, or has SVWZ+: in others a "+" is a sign.
bool HasMt940Words(absl::string_view text);

// "/EREF/…/NAME/…/REMI/…". False, and *info is left alone, when `text` does not begin so.
bool ReadMt940Slashes(absl::string_view text, Mt940Info* info);

}  // namespace ippledge::client
