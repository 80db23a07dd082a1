// ledger/matching_claims.h: who bears which reference, and what is unmatched yet.
//
// Internal to the matching. References become small numbers once; the rules then compare those.
// Memory: one key for each reference of a movement and of a reversal; other words of lines are not
// kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ledger/matching.h"

namespace ippledge {

// As FindCertain() compares it, in `buffer`; empty when it is no reference.
absl::string_view NormalReference(absl::string_view reference, std::string& buffer);

using ReferenceKey = std::int32_t;
inline constexpr ReferenceKey kNoReferenceKey = -1;

// What is unmatched of both sides and what it bears. Views must outlive it.
class MatchingClaims {
 public:
  MatchingClaims(absl::Span<const BankItem> bank, absl::Span<const BookItem> book);

  const BankItem& line(std::size_t i) const { return bank_[i]; }
  const BookItem& movement(std::size_t i) const { return book_[i]; }
  std::size_t line_count() const { return bank_.size(); }
  std::size_t movement_count() const { return book_.size(); }
  // Keys are below it.
  std::size_t key_count() const { return keys_.size(); }

  // Keys of one line: of its bank reference (none or one), and of all it bears, rising.
  absl::Span<const ReferenceKey> BankReferenceOf(std::size_t line) const;
  absl::Span<const ReferenceKey> WordsOf(std::size_t line) const;
  // Keys of one movement, or kNoReferenceKey.
  ReferenceKey BookReferenceOf(std::size_t movement) const { return book_references_[movement]; }
  ReferenceKey NumberOf(std::size_t movement) const { return numbers_[movement]; }

  // It is somebody's reference or number, rather than a word of texts alone.
  bool IsReference(ReferenceKey key) const { return is_reference_[static_cast<std::size_t>(key)]; }
  // By rules 1 and 2 of FindCertain().
  bool Names(std::size_t line, std::size_t movement) const;

  bool IsLineMatched(std::size_t i) const { return bank_matched_[i]; }
  bool IsMovementMatched(std::size_t i) const { return book_matched_[i]; }
  // Places of what is unmatched, rising; as of the last call of Renew().
  const std::vector<std::size_t>& open_lines() const { return open_lines_; }
  const std::vector<std::size_t>& open_movements() const { return open_movements_; }

  // Precondition (checked): all of it is unmatched, its places rise.
  void Take(FoundMatch match);
  void Renew();
  std::size_t found_count() const { return found_.size(); }
  std::vector<FoundMatch> TakeFound() { return std::move(found_); }

 private:
  ReferenceKey Add(absl::string_view reference);
  ReferenceKey Find(absl::string_view reference);
  void AddLine(const BankItem& line);

  absl::Span<const BankItem> bank_;
  absl::Span<const BookItem> book_;
  absl::flat_hash_map<std::string, ReferenceKey> keys_;
  std::string buffer_;
  std::vector<bool> is_reference_;  // by key
  std::vector<ReferenceKey> bank_references_;
  std::vector<ReferenceKey> words_;     // of all lines, one after another
  std::vector<std::size_t> words_end_;  // of line i; its words begin where those of i - 1 end
  std::vector<ReferenceKey> book_references_;
  std::vector<ReferenceKey> numbers_;
  std::vector<bool> bank_matched_;
  std::vector<bool> book_matched_;
  std::vector<std::size_t> open_lines_;
  std::vector<std::size_t> open_movements_;
  std::vector<FoundMatch> found_;
};

// Rules 3 and 4 of FindCertain(), and all of it.
void MatchSeveral(MatchingClaims& claims);
void MatchBankReversals(MatchingClaims& claims);
void MatchCertain(MatchingClaims& claims);

}  // namespace ippledge
