// Bytes of anyone as columns and roll-ups of the index: refused, or possible values that are
// written as bytes which read the same. The first byte chooses which.
#include "absl/strings/string_view.h"
#include "ledger/check.h"
#include "storage/columns.h"
#include "tests/fuzz/fuzz.h"

namespace ippledge::storage {
namespace {

Changes::ContributionRows RowOf(const ContributionColumns& columns, std::size_t row) {
  Changes::ContributionRows rows{.position = columns.positions[row]};
  Slice& slice = rows.contribution.slice;
  slice.date = Date::OfDays(columns.days[row]);
  slice.bank = columns.banks[row];
  slice.unit = columns.units[row];
  slice.industry = columns.industries[row];
  slice.kind = static_cast<IpKind>(columns.kinds[row]);
  slice.firm_size = static_cast<FirmSize>(columns.firm_sizes[row]);
  slice.firm = columns.firms[row];
  for (std::size_t place = 0; place < kSumCount; ++place) {
    rows.contribution.sums.*kSumFields[place] = columns.sums[place][row];
  }
  return rows;
}

void TryColumns(absl::string_view bytes) {
  ContributionColumns columns;
  if (!DecodeColumns(bytes, ColumnSet::All(), columns).ok()) return;
  std::vector<Changes::ContributionRows> rows;
  for (std::size_t row = 0; row < columns.size; ++row) rows.push_back(RowOf(columns, row));
  ContributionColumns again;
  IPPLEDGE_CHECK(DecodeColumns(EncodeColumns(rows), ColumnSet::All(), again).ok());
  IPPLEDGE_CHECK(again.positions == columns.positions && again.days == columns.days &&
                 again.firms == columns.firms && again.sums == columns.sums);
  for (int i = 0; i < kColumnCount; ++i) {
    IPPLEDGE_CHECK(DecodeColumns(bytes, ColumnSet().With(static_cast<Column>(i)), again).ok());
  }
}

void TryRollUps(absl::string_view bytes) {
  const auto roll_ups = DecodeRollUps(bytes);
  if (!roll_ups.ok()) return;
  const auto again = DecodeRollUps(EncodeRollUps(*roll_ups));
  IPPLEDGE_CHECK(again.ok() && *again == *roll_ups);
}

}  // namespace
}  // namespace ippledge::storage

namespace ippledge {

std::vector<std::string> FuzzSeeds() {
  constexpr char kColumns = 0, kRollUps = 1;
  std::vector<std::string> seeds;
  // A few rows of one entry, and many of many, in which all that may vary does.
  for (const int count : {1, 3, 40, 200}) {
    std::vector<Changes::ContributionRows> rows;
    RollUpFold fold;
    for (int i = 0; i < count; ++i) {
      const auto n = static_cast<std::uint32_t>(i);
      const std::int64_t fen = 100'000'000 + 1'000'007 * i;
      Contribution contribution;
      contribution.slice = {.date = Date::Of(2024, 5, 20) + i % 9,
                            .bank = n % 3,
                            .unit = n % 5,
                            .industry = n % 7,
                            .kind = static_cast<IpKind>(1 + n % 8),
                            .firm_size = static_cast<FirmSize>(1 + n % 4),
                            .firm = std::uint64_t{0x0123456789abcdef} * (n % 11)};
      contribution.sums = {.contract_fen = i % 4 == 3 ? -fen : fen,
                           .disbursed_fen = fen / 2,
                           .registered_fen = i % 5 == 0 ? fen : 0,
                           .ip_part_fen = fen,
                           .disbursed_ip_part_fen = fen / 2,
                           .loans = i % 4 == 3 ? -1 : 1,
                           .kind_loans = 1,
                           .registrations = i % 5};
      rows.push_back({7 + i / 2, contribution});
      fold.Fold(contribution);
    }
    seeds.push_back(kColumns + storage::EncodeColumns(rows));
    seeds.push_back(kRollUps + storage::EncodeRollUps(fold.Take()));
  }
  return seeds;
}

}  // namespace ippledge

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const absl::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  if (data[0] % 2 == 0) {
    ippledge::storage::TryColumns(bytes);
  } else {
    ippledge::storage::TryRollUps(bytes);
  }
  return 0;
}
