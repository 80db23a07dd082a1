#include "storage/cover_rows.h"

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "ledger/check.h"
#include "ledger/status_macros.h"
#include "storage/codec_reader.h"
#include "storage/keys.h"
#include "storage/packed_integers.h"

namespace ippledge::storage {
namespace {

constexpr std::size_t kDateBytes = 4;
// Added to the days, so that bytes are in the order of dates.
constexpr std::uint32_t kDateBias = std::uint32_t{1} << 31;
constexpr absl::string_view kSeparator("\0", 1);

}  // namespace

std::string CoverSumsRowKey(absl::string_view key) {
  return absl::StrCat(std::string(1, kCoverSumsKind), key);
}

std::string EncodeCoverSums(const CoverSums& sums) {
  std::string bytes;
  if (sums.IsZero()) return bytes;
  for (const std::int64_t sum : sums.fen) AppendVarint(ZigZag(sum), bytes);
  return bytes;
}

absl::StatusOr<CoverSums> DecodeCoverSums(absl::string_view bytes) {
  CoverSums sums;
  for (std::int64_t& sum : sums.fen) {
    std::uint64_t code = 0;
    if (!TakeVarint(bytes, code)) return absl::DataLossError("sums of cover that end early");
    sum = FromZigZag(code);
  }
  if (bytes.empty() && !sums.IsZero()) return sums;
  return absl::DataLossError("impossible sums of cover");
}

std::string WorkRowKey(const WorkItem& item) {
  IPPLEDGE_CHECK(item.step != WorkStep::kUnspecified);
  std::string key(1, kWorkKind);
  const std::uint32_t days = static_cast<std::uint32_t>(item.due_date.days()) + kDateBias;
  for (int shift = 24; shift >= 0; shift -= 8) key.push_back(static_cast<char>(days >> shift));
  absl::StrAppend(&key, item.loan_key, kSeparator, item.claim_number, kSeparator,
                  item.recovery_number, kSeparator);
  key.push_back(static_cast<char>(item.step));
  return key;
}

absl::StatusOr<WorkItem> ParseWorkRowKey(absl::string_view key) {
  if (key.size() < 1 + kDateBytes || key.front() != kWorkKind) {
    return absl::DataLossError("the bytes are no key of work");
  }
  CodecReader reader;
  WorkItem item;
  std::uint32_t days = 0;
  for (const char byte : key.substr(1, kDateBytes)) {
    days = days << 8 | static_cast<std::uint8_t>(byte);
  }
  item.due_date = reader.ReadDate(static_cast<std::int32_t>(days - kDateBias));
  // Bank, contract number, claim, recovery, step: no number has a zero byte in it.
  const std::vector<absl::string_view> parts =
      absl::StrSplit(key.substr(1 + kDateBytes), kSeparator);
  if (parts.size() != 5 || parts[0].empty() || parts[1].empty() || parts[4].size() != 1) {
    return absl::DataLossError("the bytes are no key of work");
  }
  item.loan_key = absl::StrCat(parts[0], kSeparator, parts[1]);
  item.claim_number = std::string(parts[2]);
  item.recovery_number = std::string(parts[3]);
  item.step = reader.ReadEnum<WorkStep>(static_cast<std::uint8_t>(parts[4].front()), kWorkStepCount,
                                        "step");
  if (!reader.status().ok()) return reader.status();
  return item;
}

absl::Status LoadWork(const Index& index, WorkBook& work) {
  absl::Status status;
  const absl::Status scanned = index.Scan(
      std::string(1, kWorkKind), std::string(1, kWorkKind + 1),
      [&](absl::string_view key, absl::string_view value) {
        absl::StatusOr<WorkItem> item = ParseWorkRowKey(key);
        if (item.ok() && (value == kWorkRow || value == kActingWorkRow)) {
          item->acts = value == kActingWorkRow;
          work.Add(*item);
        } else {
          status = item.ok() ? absl::DataLossError("impossible row of work") : item.status();
        }
        return status.ok();
      });
  return status.ok() ? scanned : status;
}

}  // namespace ippledge::storage
