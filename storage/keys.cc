#include "storage/keys.h"

#include "absl/strings/str_cat.h"
#include "ledger/check.h"

namespace ippledge::storage {
namespace {

std::string Row(char kind, absl::string_view rest) {
  return absl::StrCat(absl::string_view(&kind, 1), rest);
}

}  // namespace

std::string FormatKey() { return Row(kMetaKind, "format"); }

std::string WatermarkKey() { return Row(kMetaKind, "watermark"); }

std::string ProgrammeKey() { return Row(kMetaKind, "programme"); }

std::string BigEndian(std::int64_t number) {
  std::string bytes(8, '\0');
  auto rest = static_cast<std::uint64_t>(number);
  for (std::size_t i = bytes.size(); i-- > 0; rest >>= 8) bytes[i] = static_cast<char>(rest & 0xff);
  return bytes;
}

std::int64_t FromBigEndian(absl::string_view bytes) {
  IPPLEDGE_CHECK(bytes.size() == 8);
  std::uint64_t number = 0;
  for (const char byte : bytes) number = number << 8 | static_cast<unsigned char>(byte);
  return static_cast<std::int64_t>(number);
}

std::string LoanRowKey(absl::string_view loan_key) { return Row(kLoanKind, loan_key); }

std::string RightRowKey(absl::string_view right_key) { return Row(kRightKind, right_key); }

std::string RequestRowKey(absl::string_view organisation, const RequestId& id) {
  std::string key = Row(kRequestKind, organisation);
  key.push_back('\0');
  key.append(id.begin(), id.end());
  return key;
}

std::string RequestRow(std::int64_t entry) {
  std::string row;
  for (auto rest = static_cast<std::uint64_t>(entry); rest != 0 || row.empty(); rest >>= 7) {
    row.push_back(static_cast<char>((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0)));
  }
  return row;
}

std::int64_t EntryOfRequestRow(absl::string_view row) {
  IPPLEDGE_CHECK(!row.empty() && row.size() <= 9);
  std::uint64_t entry = 0;
  for (std::size_t i = row.size(); i-- > 0;) {
    entry = entry << 7 | (static_cast<unsigned char>(row[i]) & 0x7f);
  }
  return static_cast<std::int64_t>(entry);
}

std::string MovementKey(std::int64_t entry, std::size_t ordinal) {
  IPPLEDGE_CHECK(ordinal < 1 << 16);
  std::string key = Row(kMovementKind, BigEndian(entry));
  if (ordinal == 0) return key;
  key.push_back(static_cast<char>(ordinal >> 8));
  key.push_back(static_cast<char>(ordinal & 0xff));
  return key;
}

std::string TileKey(int level, std::int64_t index) {
  IPPLEDGE_CHECK(level >= 0 && level < 8);
  std::string key(1, kTileKind);
  key.push_back(static_cast<char>(level));
  return key + BigEndian(index);
}

std::string ColumnsKey(std::int64_t first_position) {
  return Row(kColumnsKind, BigEndian(first_position));
}

std::string RollUpsKey(std::int64_t position) { return Row(kRollUpsKind, BigEndian(position)); }

std::string HashesKey(std::int64_t position) { return Row(kHashesKind, BigEndian(position)); }

}  // namespace ippledge::storage
