// Bytes of anyone as rows of the index: refused, or values that are written as rows which read the
// same. The first byte chooses the kind of row.
#include <google/protobuf/stubs/logging.h>

#include "absl/strings/string_view.h"
#include "ledger/check.h"
#include "storage/cover_rows.h"
#include "storage/rows.h"
#include "tests/fuzz/fuzz.h"
#include "tests/storage/random_values.h"

namespace ippledge::storage {
namespace {

constexpr char kLoan = 0, kPledges = 1, kProgramme = 2, kSums = 3, kWork = 4, kKinds = 5;

void TryLoan(absl::string_view bytes) {
  const absl::StatusOr<LoanRef> loan = DecodeLoanRow(bytes);
  if (!loan.ok()) return;
  IPPLEDGE_CHECK(*loan != nullptr && (*loan)->terms != nullptr);
  const absl::StatusOr<LoanRef> again = DecodeLoanRow(EncodeLoanRow(**loan));
  IPPLEDGE_CHECK(again.ok() && SameLoan(**again, **loan));
}

void TryPledges(absl::string_view bytes) {
  const absl::StatusOr<std::int64_t> pledges = DecodePledges(bytes);
  if (!pledges.ok()) return;
  IPPLEDGE_CHECK(*pledges > 0 && *DecodePledges(EncodePledges(*pledges)) == *pledges);
}

void TryProgramme(absl::string_view bytes) {
  const absl::StatusOr<Programme> programme = DecodeProgrammeRow(bytes);
  if (!programme.ok()) return;
  const std::string row = EncodeProgrammeRow(*programme);
  const absl::StatusOr<Programme> again = DecodeProgrammeRow(row);
  IPPLEDGE_CHECK(again.ok() && EncodeProgrammeRow(*again) == row);
}

void TrySums(absl::string_view bytes) {
  const absl::StatusOr<CoverSums> sums = DecodeCoverSums(bytes);
  if (!sums.ok()) return;
  IPPLEDGE_CHECK(EncodeCoverSums(*sums) == bytes);
}

void TryWork(absl::string_view bytes) {
  const absl::StatusOr<WorkItem> item = ParseWorkRowKey(bytes);
  if (!item.ok()) return;
  IPPLEDGE_CHECK(WorkRowKey(*item) == bytes);
}

}  // namespace
}  // namespace ippledge::storage

namespace ippledge {

std::vector<std::string> FuzzSeeds() {
  RandomValues values(1);
  std::vector<std::string> seeds;
  for (int i = 0; i < 8; ++i) {
    seeds.push_back(storage::kLoan + storage::EncodeLoanRow(values.AnyLoan()));
    seeds.push_back(storage::kPledges + storage::EncodePledges(values.AnyEntry()));
    seeds.push_back(storage::kProgramme + storage::EncodeProgrammeRow(values.AnyProgramme()));
    seeds.push_back(storage::kSums + storage::EncodeCoverSums(values.AnyCoverSums()));
    seeds.push_back(storage::kWork + storage::WorkRowKey(values.AnyWorkItem()));
  }
  return seeds;
}

}  // namespace ippledge

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const google::protobuf::LogSilencer silence;
  if (size == 0) return 0;
  const absl::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  switch (data[0] % ippledge::storage::kKinds) {
    case ippledge::storage::kLoan:
      ippledge::storage::TryLoan(bytes);
      break;
    case ippledge::storage::kPledges:
      ippledge::storage::TryPledges(bytes);
      break;
    case ippledge::storage::kProgramme:
      ippledge::storage::TryProgramme(bytes);
      break;
    case ippledge::storage::kSums:
      ippledge::storage::TrySums(bytes);
      break;
    default:
      ippledge::storage::TryWork(bytes);
      break;
  }
  return 0;
}
