#include <algorithm>
#include <cstdlib>
#include <string>
#include <tuple>

#include "absl/container/flat_hash_set.h"
#include "ledger/matching.h"
#include "ledger/matching_claims.h"

namespace ippledge {
namespace {

Money Apart(Money line, Money movement) {
  return Money::OfFen(std::clamp(line.fen() - movement.fen(), -Money::kFenMax, Money::kFenMax));
}

// What a line bears, to be asked many times.
class BorneReferences {
 public:
  explicit BorneReferences(const BankItem& line) {
    bank_reference_ = std::string(NormalReference(line.bank_reference, buffer_));
    Add(line.bank_reference);
    Add(line.own_reference);
    for (const std::string& number : line.numbers) Add(number);
  }
  bool SharedBy(const BookItem& movement) {
    const absl::string_view reference = NormalReference(movement.bank_reference, buffer_);
    if (!reference.empty() && reference == bank_reference_) return true;
    return words_.contains(NormalReference(movement.movement_id, buffer_));
  }

 private:
  void Add(absl::string_view reference) {
    const absl::string_view normal = NormalReference(reference, buffer_);
    if (!normal.empty()) words_.emplace(normal);
  }

  std::string buffer_;
  std::string bank_reference_;
  absl::flat_hash_set<std::string> words_;
};

bool IsNearer(const NearCandidate& a, const NearCandidate& b) {
  const auto rank = [](const NearCandidate& candidate) {
    return std::make_tuple(!candidate.reference_equal, !candidate.amount_equal,
                           !candidate.party_equal, std::abs(candidate.days_apart),
                           std::abs(candidate.amount_apart.fen()), candidate.book);
  };
  return rank(a) < rank(b);
}

}  // namespace

std::vector<NearCandidate> FindNear(const BankItem& line, absl::Span<const BookItem> book) {
  BorneReferences references(line);
  std::vector<NearCandidate> nearest;
  for (std::size_t i = 0; i < book.size(); ++i) {
    const BookItem& movement = book[i];
    const NearCandidate candidate{
        .book = i,
        .amount_equal = line.amount == movement.amount,
        .reference_equal = references.SharedBy(movement),
        .party_equal = !line.party.empty() && line.party == movement.party,
        .amount_apart = Apart(line.amount, movement.amount),
        .days_apart = line.date.days() - movement.date.days()};
    nearest.insert(std::upper_bound(nearest.begin(), nearest.end(), candidate, IsNearer),
                   candidate);
    if (nearest.size() > kNearCandidatesMax) nearest.pop_back();
  }
  return nearest;
}

}  // namespace ippledge
