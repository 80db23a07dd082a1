#include "storage/kept_act.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "ippledge/stored/v1/kept_act.pb.h"
#include "ledger/check.h"
#include "ledger/text.h"
#include "storage/crc32c.h"
#include "storage/little_endian.h"

namespace ippledge::storage {
namespace {

constexpr absl::string_view kMagic = "IPLA";
constexpr std::size_t kFrameBytes = 6;

std::string Shown(absl::string_view text, int bytes_max) {
  return std::string(CutToBytes(Printable(text), bytes_max));
}

// Size of the record that `bytes` begin with; 0 when they begin with none.
std::size_t ReadRecord(absl::string_view bytes, KeptAct& act) {
  if (bytes.size() < kFrameBytes) return 0;
  const std::size_t length = FromLittleEndian(bytes.substr(4, 2));
  const std::size_t size = kFrameBytes + length;
  if (length == 0 || size > kActRecordBytesMax || size > bytes.size()) return 0;
  const std::uint32_t sum = MaskCrc32c(ExtendCrc32c(0, bytes.substr(4, size - 4)));
  stored::v1::KeptAct stored;
  if (FromLittleEndian(bytes.substr(0, 4)) != sum ||
      !stored.ParseFromArray(bytes.data() + kFrameBytes, static_cast<int>(length))) {
    return 0;
  }
  act = {.number = stored.number(),
         .time_ms = stored.time_ms(),
         .organisation = stored.organisation(),
         .role = stored.role() > 0 && stored.role() < kRoleCount ? static_cast<Role>(stored.role())
                                                                 : Role::kUnspecified,
         .person = stored.person(),
         .method = stored.method(),
         .reason = stored.reason(),
         .field = stored.field(),
         .peer = stored.peer(),
         .repeated = stored.repeated(),
         .text = stored.text()};
  return size;
}

}  // namespace

std::string ActHead() { return absl::StrCat(kMagic, LittleEndian(kActsVersion, 4)); }

absl::Status CheckActHead(absl::string_view bytes) {
  if (bytes.size() < kActHeadBytes || bytes.substr(0, kMagic.size()) != kMagic) {
    return absl::DataLossError("no file of kept acts");
  }
  const std::uint32_t version = FromLittleEndian(bytes.substr(kMagic.size(), 4));
  if (version == kActsVersion) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("kept acts of format ", version, "; this program knows format ", kActsVersion));
}

std::string EncodeAct(const KeptAct& act) {
  stored::v1::KeptAct stored;
  stored.set_number(act.number);
  stored.set_time_ms(act.time_ms);
  stored.set_organisation(Shown(act.organisation, kActWordBytesMax));
  stored.set_role(static_cast<int>(act.role));
  stored.set_person(Shown(act.person, kActWordBytesMax));
  stored.set_method(Shown(act.method, kActWordBytesMax));
  stored.set_reason(Shown(act.reason, kActWordBytesMax));
  stored.set_field(Shown(act.field, kActWordBytesMax));
  stored.set_peer(Shown(act.peer, kActWordBytesMax));
  stored.set_repeated(act.repeated);
  stored.set_text(Shown(act.text, kActTextBytesMax));
  const std::string message = stored.SerializeAsString();
  const std::string rest = absl::StrCat(LittleEndian(message.size(), 2), message);
  std::string record = absl::StrCat(LittleEndian(MaskCrc32c(ExtendCrc32c(0, rest)), 4), rest);
  IPPLEDGE_CHECK(record.size() <= kActRecordBytesMax);
  return record;
}

ScannedActs ScanActs(absl::string_view file) {
  ScannedActs scanned;
  KeptAct act;
  for (std::size_t at = kActHeadBytes; at < file.size();) {
    const std::size_t size = ReadRecord(file.substr(at), act);
    if (size == 0) {
      ++at;
      continue;
    }
    scanned.damaged_bytes += at - scanned.end;
    at += size;
    scanned.end = at;
    scanned.acts.push_back(std::move(act));
  }
  return scanned;
}

}  // namespace ippledge::storage
