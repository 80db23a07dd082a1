// tests/testing/scenario_words.h: the words of a scenario, taken one after the other.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "ledger/command.h"

namespace ippledge {

// "PATENT" -> "patent", "SPECIAL_MENTION" -> "special-mention".
std::string WordOf(absl::string_view name);

// Entries by the label that a scenario gave them: "[A]".
using Labels = std::map<std::string, std::int64_t>;

// The words of one statement. The first mistake is kept; after it every word reads as empty.
class Words {
 public:
  explicit Words(std::vector<std::string> words) : words_(std::move(words)) {}

  bool done() const { return !error_.empty() || next_ == words_.size(); }
  const std::string& error() const { return error_; }
  void Fail(std::string error) {
    if (error_.empty()) error_ = std::move(error);
  }
  const std::string& Peek() const;
  std::string Take(absl::string_view what);
  // Takes the next word when it is `word`.
  bool TakeIf(absl::string_view word);
  void Expect(absl::string_view word);

  // "1,000,000.00" in fen.
  std::int64_t TakeFen();
  Money TakeMoney();
  std::int64_t TakeNumber();
  Date TakeDate();
  // "[A]": the entry, which must be known.
  std::int64_t TakeEntry(const Labels& labels);
  // A word of a list, by its names.
  template <typename Enum>
  Enum TakeEnum(absl::string_view what, int count) {
    const std::string word = Take(what);
    for (int i = 1; i < count; ++i) {
      if (WordOf(NameOf(static_cast<Enum>(i))) == word) return static_cast<Enum>(i);
    }
    if (error_.empty()) Fail("no " + std::string(what) + ": " + word);
    return Enum{};
  }
  // "year,bank".
  template <typename Enum>
  std::vector<Enum> TakeEnums(absl::string_view what, int count) {
    std::vector<Enum> list;
    for (std::string& word : TakeList(what)) {
      Words one({std::move(word)});
      list.push_back(one.TakeEnum<Enum>(what, count));
      Fail(one.error());
    }
    return list;
  }
  std::vector<std::string> TakeList(absl::string_view what);

 private:
  std::vector<std::string> words_;
  std::size_t next_ = 0;
  std::string error_;
};

// "1,234,567.89" -> 123456789; nullopt for anything else.
std::optional<std::int64_t> ParseAmount(absl::string_view text);

// "[A]" for a labelled entry, "[?]" for another.
std::string LabelOf(const Labels& labels, std::int64_t entry);

// Reads "record-movement M1 appropriation-in 1,000.00 on 2024-01-05 …" and "reverse-movement X1 of
// M1 …": tests/scenarios/README.md.
FundMovement TakeMovement(Words& words);
FundReversal TakeReversal(Words& words);

// Reads "record-loan C1 contract … draw …" and so on: tests/scenarios/README.md. `bank` is the
// caller's, or empty.
Command TakeCommand(Words& words, const std::string& bank, const Labels& labels);

}  // namespace ippledge
