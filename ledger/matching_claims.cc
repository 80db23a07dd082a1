#include "ledger/matching_claims.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "ledger/check.h"

namespace ippledge {
namespace {

constexpr absl::string_view kWideSpace = "\u3000";
// What SWIFT and ISO 20022 write where there is none.
constexpr absl::string_view kNoReferences[] = {"NONREF", "NOTPROVIDED"};

bool SaysSomething(char c) {
  return static_cast<unsigned char>(c) >= 0x80 ||
         (absl::ascii_isalnum(static_cast<unsigned char>(c)) && c != '0');
}

}  // namespace

absl::string_view NormalReference(absl::string_view reference, std::string& buffer) {
  buffer.clear();
  for (std::size_t i = 0; i < reference.size(); ++i) {
    if (reference[i] == kWideSpace[0] && absl::StartsWith(reference.substr(i), kWideSpace)) {
      i += kWideSpace.size() - 1;
    } else if (!absl::ascii_isspace(static_cast<unsigned char>(reference[i]))) {
      buffer.push_back(absl::ascii_toupper(static_cast<unsigned char>(reference[i])));
    }
  }
  if (std::none_of(buffer.begin(), buffer.end(), SaysSomething)) return {};
  for (const absl::string_view none : kNoReferences) {
    if (buffer == none) return {};
  }
  return buffer;
}

MatchingClaims::MatchingClaims(absl::Span<const BankItem> bank, absl::Span<const BookItem> book)
    : bank_(bank),
      book_(book),
      bank_matched_(bank.size(), false),
      book_matched_(book.size(), false) {
  keys_.reserve(2 * book.size());
  for (const BookItem& movement : book) {
    book_references_.push_back(Add(movement.bank_reference));
    numbers_.push_back(Add(movement.movement_id));
  }
  // Lines are compared with movements, and with reversals: other words need no key.
  for (const BankItem& line : bank) {
    if (!line.reversal) continue;
    Add(line.bank_reference);
    Add(line.own_reference);
    for (const std::string& number : line.numbers) Add(number);
  }
  is_reference_.resize(keys_.size(), false);
  for (const std::vector<ReferenceKey>* const keys : {&book_references_, &numbers_}) {
    for (const ReferenceKey key : *keys) {
      if (key != kNoReferenceKey) is_reference_[static_cast<std::size_t>(key)] = true;
    }
  }
  for (const BankItem& line : bank) AddLine(line);
  for (std::size_t i = 0; i < bank.size(); ++i) open_lines_.push_back(i);
  for (std::size_t i = 0; i < book.size(); ++i) open_movements_.push_back(i);
}

ReferenceKey MatchingClaims::Add(absl::string_view reference) {
  const absl::string_view normal = NormalReference(reference, buffer_);
  if (normal.empty()) return kNoReferenceKey;
  return keys_.try_emplace(normal, static_cast<ReferenceKey>(keys_.size())).first->second;
}

ReferenceKey MatchingClaims::Find(absl::string_view reference) {
  const auto found = keys_.find(NormalReference(reference, buffer_));
  return found == keys_.end() ? kNoReferenceKey : found->second;
}

void MatchingClaims::AddLine(const BankItem& line) {
  const auto begin = static_cast<std::ptrdiff_t>(words_.size());
  for (const absl::string_view reference : {line.bank_reference, line.own_reference}) {
    words_.push_back(Find(reference));
    if (words_.back() != kNoReferenceKey) {
      is_reference_[static_cast<std::size_t>(words_.back())] = true;
    }
  }
  bank_references_.push_back(words_[static_cast<std::size_t>(begin)]);
  for (const std::string& number : line.numbers) words_.push_back(Find(number));
  std::sort(words_.begin() + begin, words_.end());
  words_.erase(std::unique(words_.begin() + begin, words_.end()), words_.end());
  if (words_[static_cast<std::size_t>(begin)] == kNoReferenceKey) {
    words_.erase(words_.begin() + begin);
  }
  words_end_.push_back(words_.size());
}

absl::Span<const ReferenceKey> MatchingClaims::BankReferenceOf(std::size_t line) const {
  const ReferenceKey& key = bank_references_[line];
  return {&key, key == kNoReferenceKey ? 0u : 1u};
}

absl::Span<const ReferenceKey> MatchingClaims::WordsOf(std::size_t line) const {
  const std::size_t begin = line == 0 ? 0 : words_end_[line - 1];
  return absl::MakeConstSpan(words_).subspan(begin, words_end_[line] - begin);
}

bool MatchingClaims::Names(std::size_t line, std::size_t movement) const {
  const ReferenceKey reference = book_references_[movement];
  if (reference != kNoReferenceKey && reference == bank_references_[line]) return true;
  const absl::Span<const ReferenceKey> words = WordsOf(line);
  return numbers_[movement] != kNoReferenceKey &&
         std::binary_search(words.begin(), words.end(), numbers_[movement]);
}

void MatchingClaims::Take(FoundMatch match) {
  IPPLEDGE_CHECK(std::is_sorted(match.bank.begin(), match.bank.end()));
  IPPLEDGE_CHECK(std::is_sorted(match.book.begin(), match.book.end()));
  for (const std::size_t i : match.bank) {
    IPPLEDGE_CHECK(!bank_matched_[i]);
    bank_matched_[i] = true;
  }
  for (const std::size_t i : match.book) {
    IPPLEDGE_CHECK(!book_matched_[i]);
    book_matched_[i] = true;
  }
  found_.push_back(std::move(match));
}

void MatchingClaims::Renew() {
  std::erase_if(open_lines_, [this](std::size_t i) { return bank_matched_[i]; });
  std::erase_if(open_movements_, [this](std::size_t i) { return book_matched_[i]; });
}

}  // namespace ippledge
