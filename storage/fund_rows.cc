#include "storage/fund_rows.h"

#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ippledge/stored/v1/row.pb.h"
#include "storage/codec_events.h"
#include "storage/keys.h"
#include "storage/rows.h"

namespace ippledge::storage {
namespace {

constexpr std::size_t kOrdinalMax = 0xffff;

// Adds what `value` says to the book.
absl::Status AddRow(absl::string_view key, absl::string_view value, FundBook& fund) {
  stored::v1::MovementRow row;
  if (value.empty() || static_cast<std::uint8_t>(value.front()) != kRowVersion ||
      value.size() > std::numeric_limits<int>::max() ||
      !row.ParseFromArray(value.data() + 1, static_cast<int>(value.size() - 1))) {
    return absl::DataLossError("the bytes are no row of a movement");
  }
  CodecReader reader;
  reader.ExpectKnown(row);
  reader.Expect(row.has_recorded() != row.has_reversed(), "row of a movement");
  // Rows come in order of key: those of an entry follow each other without gaps.
  const std::size_t ordinal = fund.size() - fund.PlaceOf(row.entry());
  reader.Expect(ordinal <= kOrdinalMax && MovementKey(row.entry(), ordinal) == key,
                "entry of a movement");
  RecordedMovement movement;
  movement.entry = reader.ReadEntry(row.entry());
  if (row.has_recorded()) {
    FundMovementRecorded event;
    Read(row.recorded(), reader, event);
    movement.movement = std::move(event.what.movement);
    movement.after = event.after;
  } else {
    FundMovementReversed event;
    Read(row.reversed(), reader, event);
    movement.reverses_entry = event.reverses_entry;
    movement.movement.movement_id = std::move(event.what.reversal.movement_id);
    movement.movement.bank_reference = std::move(event.what.reversal.bank_reference);
    movement.movement.memo = std::move(event.what.reversal.reason);
    movement.movement.date = event.date.value_or(Date());
    movement.after = event.after;
    const RecordedMovement* reversed = fund.OfEntry(event.reverses_entry);
    reader.Expect(reversed != nullptr && reversed->reverses_entry == 0 &&
                      fund.ReversedBy(event.reverses_entry) == 0,
                  "what a movement reverses");
  }
  if (!reader.status().ok()) return absl::DataLossError(reader.status().message());
  const FundFigures after = movement.after;
  const std::int64_t entry = movement.entry;
  fund.Add(std::move(movement));
  if (fund.accounts().figures() == after) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("movement of entry ", entry, " leads to other figures than it states"));
}

}  // namespace

std::string MovementRowKey(const FundBook& fund, std::size_t place) {
  const std::int64_t entry = fund.at(place)->entry;
  return MovementKey(entry, place - fund.PlaceOf(entry));
}

std::string EncodeMovementRow(const FundBook& fund, std::size_t place) {
  const RecordedMovement& movement = *fund.at(place);
  stored::v1::MovementRow row;
  row.set_entry(movement.entry);
  if (movement.reverses_entry == 0) {
    Store(FundMovementRecorded{{movement.movement}, movement.after}, *row.mutable_recorded());
  } else {
    FundMovementReversed event;
    event.what.reversal.movement_id = movement.movement.movement_id;
    event.what.reversal.reverses_id = fund.OfEntry(movement.reverses_entry)->movement.movement_id;
    event.what.reversal.bank_reference = movement.movement.bank_reference;
    event.what.reversal.reason = movement.movement.memo;
    event.reverses_entry = movement.reverses_entry;
    const Date reversed = fund.OfEntry(movement.reverses_entry)->movement.date;
    if (movement.movement.date != reversed) event.date = movement.movement.date;
    event.after = movement.after;
    Store(event, *row.mutable_reversed());
  }
  std::string bytes(1, static_cast<char>(kRowVersion));
  row.AppendToString(&bytes);
  return bytes;
}

absl::Status LoadMovements(const Index& index, FundBook& fund) {
  absl::Status status;
  const absl::Status scanned =
      index.Scan(std::string(1, kMovementKind), std::string(1, kMovementKind + 1),
                 [&](absl::string_view key, absl::string_view value) {
                   status = AddRow(key, value, fund);
                   return status.ok();
                 });
  return status.ok() ? scanned : status;
}

}  // namespace ippledge::storage
