#include "storage/book_rows.h"

#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "ledger/book_event.h"
#include "ledger/check.h"
#include "ledger/reconciliation_fields.h"
#include "ledger/trust_fields.h"
#include "storage/codec_events.h"
#include "storage/keys.h"
#include "storage/rows.h"

namespace ippledge::storage {
namespace {

// The event of that place in Event, read from `bytes`; nullopt when it is of no book.
template <std::size_t kPlace = 0>
std::optional<Event> ReadEvent(int kind, absl::string_view bytes) {
  if constexpr (kPlace == std::variant_size_v<Event>) {
    return std::nullopt;
  } else {
    using E = std::variant_alternative_t<kPlace, Event>;
    if constexpr (IsOfBook<E>()) {
      if (kEventKindNumbers[kPlace] == kind) {
        E event;
        if (!ReadWire(bytes, event).ok()) return std::nullopt;
        return event;
      }
    }
    return ReadEvent<kPlace + 1>(kind, bytes);
  }
}

absl::Status Lost(absl::string_view key) {
  return absl::DataLossError(
      absl::StrCat("the row of a book of entry ", FromBigEndian(key.substr(1)), " cannot be read"));
}

absl::Status FoldRow(absl::string_view key, absl::string_view value, Programme& programme) {
  constexpr std::size_t kKeyBytes = 9;
  constexpr std::size_t kHeadBytes = 2;
  if (key.size() != kKeyBytes) return absl::DataLossError("a row of a book has no entry");
  if (value.size() < kHeadBytes || static_cast<std::uint8_t>(value[0]) != kRowVersion) {
    return Lost(key);
  }
  const std::optional<Event> event =
      ReadEvent(static_cast<std::uint8_t>(value[1]), value.substr(kHeadBytes));
  if (!event) return Lost(key);
  return FoldBookEvent(*event, FromBigEndian(key.substr(1)), programme);
}

}  // namespace

std::string BookRowKey(std::int64_t entry) { return std::string(1, kBookKind) + BigEndian(entry); }

std::string EncodeBookRow(const Event& event) {
  IPPLEDGE_CHECK(ConcernsBook(event));
  std::string row(1, static_cast<char>(kRowVersion));
  row.push_back(static_cast<char>(kEventKindNumbers[event.index()]));
  std::visit(
      [&](const auto& e) {
        if constexpr (IsOfBook<std::decay_t<decltype(e)>>()) AppendWire(e, row);
      },
      event);
  return row;
}

absl::Status LoadBooks(const Index& index, Programme& programme) {
  absl::Status status;
  const absl::Status scanned = index.Scan(std::string(1, kBookKind), std::string(1, kBookKind + 1),
                                          [&](absl::string_view key, absl::string_view value) {
                                            status = FoldRow(key, value, programme);
                                            return status.ok();
                                          });
  return status.ok() ? scanned : status;
}

}  // namespace ippledge::storage
