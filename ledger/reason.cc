#include "ledger/reason.h"

#include <array>
#include <cstddef>
#include <iterator>

#include "ledger/check.h"
#include "ledger/reason_rows.h"
#include "ledger/reason_rows_trust.h"

namespace ippledge {
namespace {

constexpr std::size_t kRowCount =
    std::size(reason_rows::kReasonRows) + std::size(reason_rows::kTrustRows);

constexpr std::array<ReasonRow, kRowCount> JoinRows() {
  std::array<ReasonRow, kRowCount> rows{};
  std::size_t i = 0;
  for (const ReasonRow& row : reason_rows::kReasonRows) rows[i++] = row;
  for (const ReasonRow& row : reason_rows::kTrustRows) rows[i++] = row;
  return rows;
}
constexpr std::array<ReasonRow, kRowCount> kRows = JoinRows();

constexpr std::size_t kNumberMax = 209;
constexpr std::uint8_t kNoRow = 255;

// Place of each number in kRows; kNoRow where there is none.
constexpr std::array<std::uint8_t, kNumberMax + 1> MakePlaces() {
  std::array<std::uint8_t, kNumberMax + 1> places{};
  for (std::uint8_t& place : places) place = kNoRow;
  for (std::size_t i = 0; i < kRowCount; ++i) {
    places[static_cast<std::size_t>(kRows[i].reason)] = static_cast<std::uint8_t>(i);
  }
  return places;
}
static_assert(kRowCount < kNoRow);
constexpr std::array<std::uint8_t, kNumberMax + 1> kPlaces = MakePlaces();

}  // namespace

absl::Span<const ReasonRow> Reasons() { return absl::MakeConstSpan(kRows); }

const ReasonRow& RowOf(Reason reason) {
  const auto number = static_cast<std::uint32_t>(reason);
  IPPLEDGE_CHECK(number <= kNumberMax);
  const std::uint8_t place = kPlaces[number];
  IPPLEDGE_CHECK(place != kNoRow);
  return kRows[place];
}

Reason ReasonNamed(absl::string_view name) {
  for (const ReasonRow& row : kRows) {
    if (row.name == name) return row.reason;
  }
  return Reason::kNone;
}

}  // namespace ippledge
