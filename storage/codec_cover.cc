#include "storage/codec_cover.h"

#include <algorithm>
#include <array>
#include <variant>

#include "ledger/field_sizes.h"
#include "storage/codec.h"

namespace ippledge::storage {
namespace {

// What an entry says besides its event: two persons may act, with 64 characters each.
constexpr std::size_t kEntryBesidesBytes = 1024;

using Numbers = google::protobuf::RepeatedField<std::int64_t>;

template <std::size_t N>
void StoreNumbers(const std::array<std::int64_t, N>& numbers, Numbers& list) {
  list.Add(numbers.begin(), numbers.end());
}

// A newer version may have more of a kind.
template <std::size_t N>
void ReadNumbers(const Numbers& list, CodecReader& reader, std::array<std::int64_t, N>& numbers) {
  const auto size = static_cast<std::size_t>(list.size());
  if (size > N) return reader.Newer("sums of cover");
  if (size < N) return reader.Lose("sums of cover");
  std::copy(list.begin(), list.end(), numbers.begin());
}

}  // namespace

void ExpectWhole(const LoanId& loan, CodecReader& reader) {
  reader.Expect(!loan.bank.empty() && !loan.contract_number.empty(), "loan id");
}

void ExpectWhole(const Judgement& judgement, CodecReader& reader) {
  reader.Expect(judgement.facts.steps.size() == 1, "facts of a judgement");
}

void Store(const CoverTotals& totals, stored::v1::CoverTotals& message) {
  StoreNumbers(totals.sums.fen, *message.mutable_sums());
  StoreNumbers(totals.covers, *message.mutable_covers());
  StoreNumbers(totals.claims, *message.mutable_claims());
  StoreNumbers(totals.recoveries, *message.mutable_recoveries());
}

void Read(const stored::v1::CoverTotals& message, CodecReader& reader, CoverTotals& totals) {
  reader.ExpectKnown(message);
  ReadNumbers(message.sums(), reader, totals.sums.fen);
  ReadNumbers(message.covers(), reader, totals.covers);
  ReadNumbers(message.claims(), reader, totals.claims);
  ReadNumbers(message.recoveries(), reader, totals.recoveries);
}

std::size_t StoredBytesBound(const Event& event) {
  return std::visit(
      []<typename E>(const E& e) -> std::size_t {
        if constexpr (EventOfFields<E>) {
          return WireSizeOf(e) + kEntryBesidesBytes;
        } else {
          return 0;
        }
      },
      event);
}

}  // namespace ippledge::storage
