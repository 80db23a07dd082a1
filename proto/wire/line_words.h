// proto/wire/line_words.h: what a line of a bank says in words.
//
// Words may name a natural person: they are stored only as protected text. What of them may be the
// number of a document is stored in clear, so that lines can be matched. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace ippledge::wire {

struct LineWords {
  std::string text;
  std::string counterparty_name;
  std::string counterparty_account;
  std::string counterparty_bank;

  bool empty() const {
    return text.empty() && counterparty_name.empty() && counterparty_account.empty() &&
           counterparty_bank.empty();
  }
  friend bool operator==(const LineWords&, const LineWords&) = default;
};

inline constexpr int kWordsCharsMax = 1'000;    // of one text
inline constexpr int kWordsBytesMax = 3'900;    // of all four: sealed, they fit kProtectedBytesMax
inline constexpr int kSubjectBytesMax = 1'000;  // of name and account together

// Whose words they are, for the key that seals them: name, 0x00, account; where both are empty the
// import id, which has no such byte.
std::string SubjectOf(const LineWords& words, absl::string_view import_id);

// What is sealed, frozen: 0x01, then each text after its length (2 bytes BE), in the order of the
// struct. Precondition (checked): at most kWordsBytesMax.
std::string EncodeWords(const LineWords& words);
// Nullopt for anything that EncodeWords() did not make.
std::optional<LineWords> DecodeWords(absl::string_view bytes);

// Words of `text` that may be numbers of documents: runs of ASCII letters, digits and - _ / . #
// without - _ / . at their ends, of 3 to 64 characters with at least one digit. What may be the
// number of an account, telephone or identity card is none: 10 digits and more without anything
// else, also in groups with single spaces between them, and such with a letter X behind. At most
// kNumbersPerLineMax, the first ones, each once.
std::vector<std::string> NumbersIn(absl::string_view text);

}  // namespace ippledge::wire
